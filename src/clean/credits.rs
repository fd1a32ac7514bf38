//! Finds which outlets a piece credits, and by which words.
//!
//! "told NBC News", "according to a report by the Lowland Courier", "(AP) —", "originally appeared on NBCNews.com". A weak cue ("told")
//! needs a name that sounds like an outlet; a strong one takes any name. "told News" is a credit that was cut: it names nobody. O(words).

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::classes::Classes;
use super::words::Word;
use crate::article::Span;

/// One mention of an outlet as the source of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The outlet, in its usual spelling.
    pub outlet: String,
    /// Its letters only, lower case: two spellings of one outlet share it.
    pub key: String,
    /// The words that make it a credit.
    pub cue: &'static str,
    /// Where the cue and the name stand.
    pub span: Span,
}

/// What a piece says of its sources.
#[derive(Debug, Clone, Default)]
pub struct Credits {
    /// Every mention, in order.
    pub list: Vec<Credit>,
    /// Credits whose outlet was cut: "told News".
    pub cut: Vec<Span>,
    /// The agency in the dateline: "PORT HALDEN (Reuters) —".
    pub dateline: Option<String>,
}

/// Words before an outlet, longest first; the flag says that any name will do after them.
const BEFORE: [(&str, bool); 44] = [
    ("according to a report by", true),
    ("according to a report in", true),
    ("according to a report from", true),
    ("according to reports in", false),
    ("originally appeared on", true),
    ("originally appeared in", true),
    ("first appeared on", true),
    ("first appeared in", true),
    ("originally published on", true),
    ("originally published in", true),
    ("originally published by", true),
    ("first published by", true),
    ("first published in", true),
    ("first published on", true),
    ("as first reported by", true),
    ("first reported by", true),
    ("as reported by", true),
    ("was reported by", true),
    ("reported by", false),
    ("reports by", false),
    ("in an interview with", false),
    ("interview with", false),
    ("in a statement to", false),
    ("a report by", false),
    ("a report in", false),
    ("a report from", false),
    ("report from", false),
    ("according to", false),
    ("confirmed to", false),
    ("speaking to", false),
    ("spoke to", false),
    ("spoke with", false),
    ("talking to", false),
    ("comment to", false),
    ("expressed concern to", false),
    ("information to", false),
    ("obtained by", false),
    ("seen by", false),
    ("published by", false),
    ("telling", false),
    ("informed", false),
    ("told", false),
    ("citing", false),
    ("via", false),
];

/// What every one of them ends in.
const CUE_ENDS: [&str; 11] = ["by", "in", "from", "on", "with", "to", "telling", "informed", "told", "citing", "via"];

/// Words after an outlet.
const AFTER: [&str; 15] = [
    "was first to report",
    "was the first to report",
    "first reported",
    "has reported",
    "had reported",
    "also reported",
    "reported",
    "reports",
    "has learned",
    "revealed",
    "said in a report",
    "report said",
    "report",
    "contributed to this",
    "understands",
];

/// Words by which the last word of a name tells an outlet.
const KINDS: &str = "news times post press journal herald tribune mail telegraph guardian mirror express wire agency courier gazette chronicle observer independent standard today weekly daily magazine radio tv television broadcasting network review examiner bulletin dispatch globe register sentinel record monitor inquirer enquirer advertiser argus echo newswire online";

/// Outlets known by name, `|` between them; after `=` other spellings of the one before.
const KNOWN: &str = "NBC News=NBC|ABC News|CBS News=CBS|Fox News=Fox|CNN|MSNBC|CNBC|NPR|PBS|Associated Press=AP=The Associated Press|Reuters=Thomson Reuters|AFP=Agence France-Presse=Agence France Presse|UPI=United Press International|dpa|Xinhua=Xinhua News Agency|TASS|Interfax|Kyodo|Bloomberg=Bloomberg News|Al Jazeera|Al Arabiya|BBC=BBC News|Sky News|ITV=ITV News|Press Association=PA|The Guardian|The Times|New York Times=NYT=NY Times|Washington Post|Wall Street Journal=WSJ|USA Today|Los Angeles Times=LA Times|New York Post=NY Post|New York Daily News|Daily Mail=MailOnline=Mail Online|Daily Mirror|Daily Express|Daily Telegraph|Daily Star|The Sun|BuzzFeed=BuzzFeed News|Mashable|TMZ|Gawker|Vice=Vice News|Vox|Politico|Axios|The Hill|Newsweek|Forbes|Wired|The Verge|TechCrunch|Engadget|CNET|Gizmodo|9to5Mac|MacRumors|Business Insider|Huffington Post=HuffPost|Daily Beast=The Daily Beast|Breitbart|RT|Der Spiegel=Spiegel|Le Monde|El Pais|Haaretz|Rudaw|Deadspin|Deadline|Variety|Hollywood Reporter|Rolling Stone|The Onion|The Intercept|ProPublica|Snopes|KTLA|ESPN|Yahoo News|Sputnik|Anadolu Agency=Anadolu|ANSA|EFE|PTI=Press Trust of India|ANI|Yonhap|SANA|IRNA";

/// Gives the firmest credit of an outlet, by its key; of equals the first.
#[must_use]
pub fn firmest<'a>(list: &'a [Credit], key: &str) -> Option<&'a Credit> {
    list.iter().filter(|credit| credit.key == key).rev().max_by_key(|credit| strength(credit.cue))
}

/// Ranks a cue: what says where a whole story comes from above what says who was told a line of it.
#[must_use]
pub fn strength(cue: &str) -> usize {
    let ranked = ["dateline", "named in Chinese"].into_iter().chain(BEFORE.iter().map(|(cue, _)| *cue)).chain(AFTER);
    ranked.clone().position(|known| known == cue).map_or(0, |at| ranked.count() - at)
}

/// Tells whether a cue says where a whole story comes from.
#[must_use]
pub fn is_strong(cue: &str) -> bool {
    ["appeared", "published", "report", "dateline"].iter().any(|word| cue.contains(word))
}

/// Puts cue and outlet in the order in which they are said: "told NBC News", "NBC News reported".
#[must_use]
pub fn phrase(outlet: &str, cue: &str) -> String {
    if AFTER.contains(&cue) { format!("{outlet} {cue}") } else { format!("{cue} {outlet}") }
}

/// Chinese names of outlets.
const CHINESE: [(&str, &str); 9] = [
    ("路透社", "Reuters"),
    ("美联社", "Associated Press"),
    ("美聯社", "Associated Press"),
    ("法新社", "AFP"),
    ("新华社", "Xinhua"),
    ("新華社", "Xinhua"),
    ("彭博社", "Bloomberg"),
    ("全国广播公司", "NBC News"),
    ("全國廣播公司", "NBC News"),
];

/// Finds the credits of a text, given its names and where its story begins.
#[must_use]
pub fn credits(text: &str, words: &[Word], names: &[Range<usize>], top: usize) -> Credits {
    let mut found = Credits::default();
    dateline(text, words, top, &mut found);
    for name in names {
        look_at(text, words, name, &mut found);
    }
    found.list.extend(uncapitalised(text, words));
    if words.iter().any(|word| word.cjk) {
        for (chinese, outlet) in CHINESE {
            for (at, _) in text.match_indices(chinese) {
                found.list.push(Credit {
                    outlet: outlet.to_owned(),
                    key: key(outlet),
                    cue: "named in Chinese",
                    span: Span::new(at, at + chinese.len()),
                });
            }
        }
    }
    found.list.sort_by_key(|credit| credit.span);
    found.list.dedup_by(|next, last| {
        let same = last.key == next.key && next.span.start < last.span.end;
        if same {
            last.span = last.span.cover(next.span);
        }
        same
    });
    found
}

/// Verbs by which a text says where it was first.
pub(super) const ORIGINS: &str = "published appeared";

/// "First published in world news daily report": after words that name where a whole story comes from an outlet need no capitals.
fn uncapitalised(text: &str, words: &[Word]) -> impl Iterator<Item = Credit> {
    words.iter().filter(|word| word.classes.has(Classes::ORIGIN)).filter_map(|verb| {
        let (head, rest) = text.split_at(verb.span.start as usize);
        let (cue, opening) = BEFORE.iter().filter(|(_, any)| *any).find_map(|(cue, _)| {
            let (opening, verb) = cue.split_once(' ')?;
            (rest.starts_with(verb) && head.strip_suffix(' ')?.ends_with(opening)).then_some((*cue, opening))
        })?;
        let at = head.len() - opening.len() - 1;
        let line = text[at + cue.len()..].split(['\n', '.', ',', ';', ':', '(']).next()?.strip_prefix(' ')?;
        let is_kind = |word: &str| KINDS.split(' ').any(|kind| kind == word);
        let name = line.trim_end();
        let plain = !name.is_empty() && name.split(' ').count() <= 5 && !name.contains(char::is_uppercase);
        (plain && name.split(' ').any(is_kind)).then(|| {
            let outlet = usual(name);
            Credit { key: key(&outlet), outlet, cue, span: Span::new(at, at + cue.len() + 1 + name.len()) }
        })
    })
}

/// Looks for a cue beside a name. An outlet such as "NBC News" may stand inside a longer run ("NBC News Monday", "President Dale NBC
/// News"): the run first, then its beginnings.
fn look_at(text: &str, words: &[Word], name: &Range<usize>, found: &mut Credits) {
    let start = words[name.start].span.start as usize;
    let head = last_bytes(&text[..start], 60);
    // "told the newspaper Lowland Courier": from the back, what it is, then the article.
    let head = ["newspaper ", "news agency ", "broadcaster ", "website ", "magazine ", "the "]
        .iter()
        .fold(head, |head, filler| strip_end(head, filler).unwrap_or(head))
        .trim_end();
    let is_led = CUE_ENDS.iter().any(|end| ends_with_words(head, end));
    let before: Vec<(&str, bool)> = BEFORE.into_iter().filter(|(cue, _)| is_led && ends_with_words(head, cue)).collect();
    for last in (name.start..name.end).rev() {
        let bare = words[last].span.end as usize;
        let end = [".com", ".co.uk", ".org", ".net"]
            .iter()
            .fold(bare, |end, domain| if text[end..].starts_with(domain) { end + domain.len() } else { end });
        let tail = text[end..].trim_start_matches(['’', '\'', 's', 'S', ' ', ',']);
        let after = AFTER.into_iter().find(|cue| starts_with_words(tail, cue));
        let is_whole = last + 1 == name.end;
        if before.is_empty() && after.is_none() || !is_whole && !sounds_like_outlet(&text[start..bare]) {
            continue;
        }
        let spelled = &text[start..end];
        if matches!(spelled, "News" | "Press" | "Times") {
            if let Some((cue, _)) = before.first() {
                found.cut.push(Span::new(cue_start(text, words, name.start, cue), end));
            }
            continue;
        }
        let outlet = sounds_like_outlet(spelled);
        let cue = before.iter().find(|(_, any)| *any || outlet).map(|(cue, _)| (*cue, cue_start(text, words, name.start, cue)));
        if let Some((cue, from)) = cue.or(after.filter(|_| outlet).map(|cue| (cue, start))) {
            let outlet = usual(spelled);
            found.list.push(Credit { key: key(&outlet), outlet, cue, span: Span::new(from, end) });
        }
    }
}

/// Finds where the cue before a name begins: its words stand right before the name, or before "the" or "newspaper".
fn cue_start(text: &str, words: &[Word], name: usize, cue: &str) -> usize {
    let first = cue.split(' ').next().unwrap_or(cue);
    let count = cue.split(' ').count();
    let begins = |at: &usize| words[*at].span.of(text).eq_ignore_ascii_case(first);
    let at = (name.saturating_sub(count + 3)..name).rev().find(begins).unwrap_or(name);
    words[at].span.start as usize
}

/// Gives the last bytes of a text, as many as asked for or fewer.
fn last_bytes(text: &str, most: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(most))..]
}

/// Cuts an ending off, capitals or not.
fn strip_end<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    let (rest, last) = text.split_at_checked(text.len().checked_sub(end.len())?)?;
    last.eq_ignore_ascii_case(end).then_some(rest)
}

fn ends_with_words(text: &str, cue: &str) -> bool {
    strip_end(text, cue).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

fn starts_with_words(text: &str, cue: &str) -> bool {
    text.split_at_checked(cue.len())
        .is_some_and(|(first, rest)| first.eq_ignore_ascii_case(cue) && !rest.starts_with(char::is_alphanumeric))
}

/// Tells whether a name is known as an outlet or ends in a word that outlets end in.
#[must_use]
pub fn sounds_like_outlet(name: &str) -> bool {
    let bare = name.trim_end_matches(".com").trim_end_matches(".co.uk").trim_end_matches(".org").trim_end_matches(".net");
    if known(bare).is_some() || bare.len() < name.len() {
        return true;
    }
    let mut parts = bare.split_whitespace();
    let last = parts.next_back().unwrap_or("").to_lowercase();
    let more = parts.next().is_some_and(|first| !matches!(first, "The" | "the"));
    more && KINDS.split(' ').any(|kind| kind == last)
}

/// Gives an outlet's usual spelling: "NBCNews.com" and "NBC" are "NBC News".
#[must_use]
pub fn usual(name: &str) -> String {
    let bare = name.trim_end_matches(".com").trim_end_matches(".co.uk").trim_end_matches(".org").trim_end_matches(".net");
    known(bare).map_or_else(|| uncamel(bare.trim_start_matches("the ").trim()), str::to_owned)
}

/// Puts the space back into a name that was an address.
fn uncamel(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    let mut previous = ' ';
    for c in name.chars() {
        if c.is_uppercase() && previous.is_lowercase() {
            out.push(' ');
        }
        out.push(c);
        previous = c;
    }
    out
}

/// Finds the usual spelling of a known outlet by the letters of its name.
fn known(name: &str) -> Option<&'static str> {
    /// By letters: the usual spelling, and whether this spelling begins with a capital.
    type Spellings = HashMap<String, (&'static str, bool)>;
    static SPELLINGS: OnceLock<Spellings> = OnceLock::new();
    let spellings = SPELLINGS.get_or_init(|| {
        let mut all = Spellings::new();
        for outlet in KNOWN.split('|') {
            let usual = outlet.split('=').next().unwrap_or(outlet);
            for spelling in outlet.split('=') {
                all.entry(letters(spelling)).or_insert((usual, spelling.starts_with(char::is_uppercase)));
            }
        }
        all
    });
    if name.len() < 2 || name.len() > 60 {
        return None;
    }
    let wanted = letters(name);
    // "time", "the sun": a short name counts only where it is written as one.
    spellings
        .get(&wanted)
        .filter(|(_, capital)| wanted.len() > 5 || *capital == name.starts_with(char::is_uppercase))
        .map(|(usual, _)| *usual)
}

/// Gives the letters of an outlet's usual name, lower case, without "the".
#[must_use]
pub fn key(outlet: &str) -> String {
    let letters = letters(outlet);
    letters.strip_prefix("the").filter(|rest| rest.len() > 3).map_or(letters.clone(), str::to_owned)
}

fn letters(name: &str) -> String {
    let lower: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    lower.strip_prefix("the").filter(|rest| rest.len() > 3).map_or(lower.clone(), str::to_owned)
}

/// Finds "PORT HALDEN, March 3 (Reuters) -" where the story begins: an agency in brackets, then a dash.
fn dateline(text: &str, words: &[Word], top: usize, found: &mut Credits) {
    let end = words.partition_point(|word| (word.span.start as usize) < top + 160);
    let start = words.partition_point(|word| (word.span.start as usize) < top);
    let (Some(first), Some(last)) = (words.get(start), end.checked_sub(1).and_then(|i| words.get(i))) else { return };
    if first.span.start > last.span.start {
        return;
    }
    let slice = &text[first.span.start as usize..last.span.end as usize];
    let Some(open) = slice.find('(') else { return };
    let Some(close) = slice[open..].find(')').map(|at| open + at) else { return };
    let name = slice[open + 1..close].trim();
    let dashed = slice[close + 1..].trim_start().starts_with(['-', '–', '—']);
    let place = slice[..open].chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) || slice[..open].len() < 40;
    if dashed && place && name.len() >= 2 && name.len() <= 60 && name.starts_with(|c: char| c.is_uppercase() || c == 'd') {
        // "(Lowland Press Agency/LPA)": the longer spelling names it.
        let outlet = usual(name.split('/').max_by_key(|part| part.len()).unwrap_or(name).trim());
        let at = first.span.start as usize + open + 1;
        found.dateline = Some(outlet.clone());
        found.list.push(Credit { key: key(&outlet), outlet, cue: "dateline", span: Span::new(at, at + name.len()) });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{blocks, names::names, words::words};
    use super::*;

    fn of(text: &str) -> Credits {
        let found = words(text);
        let sentences: Vec<Range<usize>> =
            blocks::blocks(text, &found).iter().flat_map(|block| blocks::sentences(text, block, &found)).map(|(_, words)| words).collect();
        credits(text, &found, &names(text, &found, &sentences), 0)
    }

    fn outlets(text: &str) -> Vec<(String, &'static str)> {
        of(text).list.into_iter().map(|credit| (credit.outlet, credit.cue)).collect()
    }

    #[test]
    fn cues_before_and_after_an_outlet_make_a_credit() {
        assert_eq!(outlets("An officer told NBC News so."), [("NBC News".to_owned(), "told")]);
        assert_eq!(outlets("It fell, the Lowland Courier reported."), [("Lowland Courier".to_owned(), "reported")]);
        assert_eq!(outlets("This story originally appeared on NBCNews.com"), [("NBC News".to_owned(), "originally appeared on")]);
        assert_eq!(outlets("It fell, according to a report by Halden Eye."), [("Halden Eye".to_owned(), "according to a report by")]);
    }

    #[test]
    fn every_cue_ends_in_a_word_that_cues_end_in() {
        assert!(BEFORE.iter().all(|(cue, _)| CUE_ENDS.iter().any(|end| ends_with_words(cue, end))));
    }

    #[test]
    fn people_are_no_outlets() {
        assert_eq!(outlets("An officer told Ada Bell so, according to the Department of Trade."), []);
    }

    #[test]
    fn a_dateline_names_the_agency() {
        assert_eq!(of("PORT HALDEN, March 3 (Harbour Wire) - The wall fell on Monday.").dateline.as_deref(), Some("Harbour Wire"));
        assert_eq!(of("The wall (it is old) - fell on Monday.").dateline, None);
    }

    #[test]
    fn a_cut_credit_names_nobody() {
        let credits = of("Three officers informed News that it fell.");
        assert!(credits.list.is_empty());
        assert_eq!(credits.cut.len(), 1);
    }

    #[test]
    fn a_credit_begins_with_its_cue_whatever_the_spaces() {
        let text = "Three officers told\u{a0}\u{a0}\u{a0}News that it fell.";
        assert_eq!(of(text).cut[0].of(text), "told\u{a0}\u{a0}\u{a0}News");
        let text = "It fell, an officer told the newspaper Lowland Courier on Monday.";
        assert_eq!(of(text).list[0].span.of(text), "told the newspaper Lowland Courier");
    }

    #[test]
    fn spellings_of_one_outlet_share_a_key() {
        assert_eq!(key(&usual("The Associated Press")), key(&usual("AP")));
        assert_eq!(key(&usual("NBCNews.com")), key(&usual("NBC News")));
    }
}
