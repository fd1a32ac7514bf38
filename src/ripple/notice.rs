//! Notice -> [`Notice`]: what it takes back, what it puts in its place, and which story it speaks of.
//!
//! Three forms: labelled lines (`Old: …`, `New: …`), an object in JSON with the same names as fields, and prose as desks write it. A kill
//! takes back a whole story. What cannot be made out is refused, never guessed: a wrong guess accuses pieces that are right. O(bytes).

use serde_json::Value;

use super::wording;

/// What a notice says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notice {
    /// The corrections in the order of the notice; none in a kill.
    pub corrections: Vec<Correction>,
    /// The story is withdrawn as a whole.
    pub kill: bool,
    /// The headline or slug that names the story, where there is one.
    pub story: Option<String>,
    /// Everything that it says of the story, without what every notice says.
    pub about: String,
}

/// One fact that a notice takes back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// The wording that was wrong. In prose it may be put together: `There were 21, not 12` has `There were 12`.
    pub old: String,
    /// The wording that is right; empty when the old one is only taken back.
    pub new: String,
    /// What the prose around it says of the fact: `the number of boats crushed`.
    pub about: String,
    /// The notice says that only a spelling was wrong.
    pub spelling: bool,
}

/// What a label stands before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Old,
    New,
    Story,
    Kill,
}

/// First words of labels; a second word such as `wording`, `text`, `fact` or `number` may follow.
const LABELS: [(&str, Label); 22] = [
    ("old", Label::Old),
    ("was", Label::Old),
    ("incorrect", Label::Old),
    ("wrong", Label::Old),
    ("before", Label::Old),
    ("error", Label::Old),
    ("published", Label::Old),
    ("instead of", Label::Old),
    ("new", Label::New),
    ("now", Label::New),
    ("correct", Label::New),
    ("corrected", Label::New),
    ("right", Label::New),
    ("after", Label::New),
    ("should be", Label::New),
    ("should read", Label::New),
    ("story", Label::Story),
    ("headline", Label::Story),
    ("slug", Label::Story),
    ("title", Label::Story),
    ("kill", Label::Kill),
    ("withdrawn", Label::Kill),
];
const LABEL_TAILS: [&str; 8] = ["wording", "text", "fact", "number", "figure", "name", "version", "reading"];

/// Words that make a notice a kill.
const KILLS: [&str; 12] = [
    "mandatory kill",
    "please kill",
    "kill the story",
    "is withdrawn",
    "has been withdrawn",
    "was withdrawn",
    "is being withdrawn",
    "withdraws the story",
    "has been retracted",
    "is retracted",
    "retracts the story",
    "must not be used",
];

/// A notice of more bytes is an archive given by mistake; the longest that desks write have some 3,000.
const MOST_BYTES: usize = 1 << 16;
/// A wording of more words is a text, not a fact: wordings are compared word by word with each other, in the square of their length.
const MOST_WORDS: usize = 1000;

/// Reads a notice; `None` when no old fact can be made out.
#[must_use]
pub fn notice(text: &str) -> Option<Notice> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.len() > MOST_BYTES {
        return None;
    }
    let fields = match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => fields(&value),
        _ => labelled(text),
    };
    let found = if fields.iter().any(|(label, _)| *label != Label::Story) { of_fields(&fields) } else { Some(of_prose(text, &fields)) };
    let long = |text: &String| text.split_whitespace().count() > MOST_WORDS;
    let fits = |notice: &Notice| !notice.corrections.iter().any(|pair| long(&pair.old) || long(&pair.new));
    found.filter(|notice| (notice.kill || !notice.corrections.is_empty()) && fits(notice))
}

/// Reads an object: the labels are its fields, one pair in itself or several in a list under any name; or such a list alone.
fn fields(value: &Value) -> Vec<(Label, String)> {
    let mut found = Vec::new();
    if let Value::Array(list) = value {
        return list.iter().flat_map(fields).collect();
    }
    let Value::Object(object) = value else { return found };
    for (name, value) in object {
        match (label(&name.replace('_', " ")), value) {
            (Some(Label::Kill), Value::Bool(true)) => found.push((Label::Kill, String::new())),
            (Some(label), Value::String(text)) => found.push((label, text.trim().to_owned())),
            (Some(label), Value::Number(number)) => found.push((label, number.to_string())),
            (None, Value::Array(_)) => found.extend(fields(value)),
            _ => {}
        }
    }
    // An object has no order of its own: the story first, then old before new in each pair.
    let (mut pairs, mut rest): (Vec<_>, Vec<_>) = found.into_iter().partition(|(label, _)| matches!(label, Label::Old | Label::New));
    if pairs.len() == 2 && pairs[0].0 == Label::New {
        pairs.swap(0, 1);
    }
    rest.append(&mut pairs);
    rest
}

/// Reads labelled lines; a line without a label goes on with the one before it, a blank line ends it.
fn labelled(text: &str) -> Vec<(Label, String)> {
    let mut found: Vec<(Label, String)> = Vec::new();
    let mut open = false;
    for line in text.lines().flat_map(parts) {
        let line = line.trim();
        let head = line.split_once(':').and_then(|(head, rest)| Some((label(head)?, rest.trim())));
        match head {
            Some((label, rest)) => {
                found.push((label, rest.to_owned()));
                open = true;
            }
            None if line.is_empty() => open = false,
            None => {
                if let Some((_, value)) = found.last_mut().filter(|_| open) {
                    value.push(' ');
                    value.push_str(line);
                }
            }
        }
    }
    found
}

/// `Old: 12 / New: 21` on one line is two lines.
fn parts(line: &str) -> Vec<&str> {
    for mark in [" / ", " | ", "; ", " → ", " -> "] {
        if let Some((one, other)) = line.split_once(mark)
            && [one, other].iter().all(|part| part.split_once(':').and_then(|(head, _)| label(head)).is_some())
        {
            return vec![one, other];
        }
    }
    vec![line]
}

fn label(head: &str) -> Option<Label> {
    let head = head.trim().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let known = |name: &str| LABELS.iter().find(|(known, _)| *known == name).map(|(_, label)| *label);
    known(&head).or_else(|| head.rsplit_once(' ').filter(|(_, tail)| LABEL_TAILS.contains(tail)).and_then(|(first, _)| known(first)))
}

fn of_fields(fields: &[(Label, String)]) -> Option<Notice> {
    let mut found = Notice::default();
    let mut pending: Option<String> = None;
    for (label, value) in fields {
        match label {
            Label::Story => found.story = found.story.take().or_else(|| Some(unquoted(value).to_owned())),
            Label::Kill => {
                found.kill = true;
                if !value.is_empty() {
                    found.story = found.story.take().or_else(|| Some(unquoted(value).to_owned()));
                }
            }
            Label::Old => {
                if let Some(old) = pending.replace(value.clone()) {
                    found.corrections.push(Correction { old, ..Correction::default() });
                }
            }
            // A new wording without an old one takes nothing back.
            Label::New => found.corrections.push(Correction { old: pending.take()?, new: value.clone(), ..Correction::default() }),
        }
    }
    if let Some(old) = pending {
        found.corrections.push(Correction { old, ..Correction::default() });
    }
    for correction in &mut found.corrections {
        correction.old = unquoted(&correction.old).to_owned();
        correction.new = unquoted(&correction.new).to_owned();
    }
    found.corrections.retain(|correction| !correction.old.is_empty() && correction.old != correction.new);
    found.about =
        found.story.iter().chain(found.corrections.iter().flat_map(|pair| [&pair.old, &pair.new])).cloned().collect::<Vec<_>>().join(". ");
    (!found.kill || found.story.is_some()).then_some(found)
}

fn of_prose(text: &str, fields: &[(Label, String)]) -> Notice {
    let lower = text.to_lowercase();
    let story = fields.first().map(|(_, value)| unquoted(value).to_owned());
    let about = wording::about(text);
    let kill = KILLS.iter().any(|cue| lower.contains(cue)) || lower.trim_start().starts_with("kill");
    let corrections = if kill { Vec::new() } else { wording::corrections(text) };
    let story = story.or_else(|| wording::named_story(text));
    Notice { corrections, kill, story, about }
}

/// Takes the marks off a wording that is quoted as a whole.
pub(super) fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_suffix(['.', ',']).unwrap_or(text);
    for (open, close) in [('“', '”'), ('"', '"'), ('«', '»'), ('‘', '’'), ('„', '“')] {
        if let Some(bare) = inner.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
            && !bare.contains([open, close])
        {
            return bare.trim();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        notice(text).map(|notice| notice.corrections.into_iter().map(|pair| (pair.old, pair.new)).collect()).unwrap_or_default()
    }

    fn pair(old: &str, new: &str) -> (String, String) {
        (old.to_owned(), new.to_owned())
    }

    #[test]
    fn labelled_lines_are_read_in_any_of_their_names() {
        let expected = [pair("12 boats were lost", "21 boats were lost")];
        for (old, new) in [("Old", "New"), ("Was", "Now"), ("Incorrect", "Correct"), ("Wrong wording", "Right wording")] {
            assert_eq!(pairs(&format!("Story: Wall falls\n{old}: 12 boats were lost\n{new}: 21 boats were lost\n")), expected, "{old}");
        }
        assert_eq!(pairs("Old: 12 boats were lost / New: 21 boats were lost"), expected);
        assert_eq!(pairs(r#"{"new": "21 boats were lost", "old": "12 boats were lost"}"#), expected);
    }

    #[test]
    fn one_notice_may_take_back_several_facts() {
        assert_eq!(
            pairs("Old: a wall\nNew: a dam\n\nOld: “in Halden”\nNew: “in Varde”"),
            [pair("a wall", "a dam"), pair("in Halden", "in Varde")]
        );
        let listed = r#"{"headline": "H", "corrections": [{"old": "a wall", "new": "a dam"}, {"old": "in Halden"}]}"#;
        assert_eq!(pairs(listed), [pair("a wall", "a dam"), pair("in Halden", "")]);
    }

    #[test]
    fn a_list_of_pairs_is_a_notice_and_a_whole_archive_is_none() {
        assert_eq!(pairs(r#"[{"old": "a wall", "new": "a dam"}]"#), [pair("a wall", "a dam")]);
        let archive = "There were 21 boats, not 12. ".repeat(4000);
        assert_eq!(notice(&format!("Correction: {archive}")), None);
        assert_eq!(notice(&format!("Old: {}\nNew: no boats", "a boat sank ".repeat(400))), None);
    }

    #[test]
    fn a_kill_names_its_story() {
        let kill = notice("KILL\n\nThe story headlined “Mayor hid the money” is withdrawn.").expect("a kill");
        assert!(kill.kill && kill.corrections.is_empty());
        assert_eq!(kill.story.as_deref(), Some("Mayor hid the money"));
        assert!(notice("{\"kill\": true, \"headline\": \"Mayor hid the money\"}").expect("a kill").kill);
    }

    #[test]
    fn a_notice_without_an_old_fact_is_none() {
        assert_eq!(notice("Correction: This story has been updated with additional information."), None);
        assert_eq!(notice("New: 21 boats"), None);
        assert_eq!(notice(""), None);
    }
}
