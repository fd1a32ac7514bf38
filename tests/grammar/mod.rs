//! Texts to try laws on: news in an invented tongue between real function words, rewrites of it by edits, and strings that no newsroom
//! ever wrote.

use proptest::prelude::*;

/// Words that no background table knows.
const THINGS: [&str; 24] = [
    "brindlewark",
    "tolverin",
    "ostramill",
    "quernal",
    "fessigate",
    "lummock",
    "sarrowby",
    "pintrel",
    "grathen",
    "oldermast",
    "velkish",
    "drumbeck",
    "harrowick",
    "skelter",
    "morrigan",
    "tessaly",
    "wexforth",
    "jandrel",
    "ploverin",
    "cantrick",
    "besmoor",
    "rillowan",
    "ferry",
    "council",
];
const DEEDS: [&str; 12] = [
    "crombled",
    "vested",
    "sprawned",
    "rejected",
    "opened",
    "flooded",
    "grolled",
    "repaired",
    "tendered",
    "halved",
    "announced",
    "searched",
];
const NAMES: [&str; 10] = [
    "Ada Bell",
    "Rutger Vansell",
    "Marit Solheim",
    "Ottomar Quill",
    "Perrin Vasko",
    "Hanneke Oldroyd",
    "Dov Lanyard",
    "Ines Corvaleigh",
    "Tobin Ashgrove",
    "Selma Rook",
];
const PLACES: [&str; 8] = ["Halden", "Port Brannoc", "Lower Essick", "Aldmoor", "Lindmark", "Quillan Bend", "Sarn", "Verland"];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const COUNTED: [&str; 6] = ["boats", "crowns", "houses", "percent", "people", "tonnes"];

fn pick<'a>(list: &[&'a str], at: u8) -> &'a str {
    list[usize::from(at) % list.len()]
}

/// One sentence: two people, two places, things that were done to other things, a number.
pub fn sentence() -> impl Strategy<Value = String> {
    (0_u8..8, any::<[u8; 6]>(), 2_u32..9_000).prop_map(|(shape, [a, b, c, d, e, f], number)| {
        let (name, place, day) = (pick(&NAMES, a), pick(&PLACES, b), pick(&DAYS, c));
        let (thing, other, deed, counted) = (pick(&THINGS, d), pick(&THINGS, e), pick(&DEEDS, f), pick(&COUNTED, e));
        match shape {
            0 => format!("The {thing} of {place} {deed} the {other} on {day}, and {number} {counted} were lost."),
            1 => format!("{name} said on {day} that {number} {counted} had been {deed} by the {thing} near {place}."),
            2 => format!("“We never {deed} a {thing} before the {other} came to {place},” said {name}, who has {number} {counted}."),
            3 => format!("More than {number} {counted} from {place} were {deed} after the {other} and the {thing} had failed."),
            4 => format!("According to {name}, the {other} {deed} its {thing} in {place} because of the {day} storm."),
            5 => format!("It was not the {thing} but the {other} that {deed} {place}, {name} told reporters."),
            6 => format!("{name} did not answer questions about the {thing}."),
            _ => format!("In {place}, {number} {counted} are still waiting for the {other}; the {thing} {deed} on {day}."),
        }
    })
}

/// A piece as its sentences.
pub fn story() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(sentence(), 3..12)
}

/// What an editor does to a piece.
#[derive(Debug, Clone)]
pub enum Edit {
    Drop(usize),
    Swap(usize, usize),
    Insert(usize, String),
    Merge(usize),
    Word(usize, usize, &'static str),
    Number(usize, u32),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        any::<usize>().prop_map(Edit::Drop),
        any::<(usize, usize)>().prop_map(|(i, j)| Edit::Swap(i, j)),
        (any::<usize>(), sentence()).prop_map(|(i, new)| Edit::Insert(i, new)),
        any::<usize>().prop_map(Edit::Merge),
        (any::<usize>(), any::<usize>(), prop::sample::select(&THINGS[..])).prop_map(|(i, at, word)| Edit::Word(i, at, word)),
        (any::<usize>(), 2_u32..9_000).prop_map(|(i, number)| Edit::Number(i, number)),
    ]
}

/// A piece and a rewrite of it.
pub fn rewrite() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    (story(), prop::collection::vec(edit(), 0..12)).prop_map(|(original, edits)| {
        let mut piece = original.clone();
        for edit in edits {
            apply(edit, &mut piece);
        }
        (original, piece)
    })
}

fn apply(edit: Edit, piece: &mut Vec<String>) {
    let all = piece.len();
    match edit {
        Edit::Drop(i) if all > 1 => drop(piece.remove(i % all)),
        Edit::Swap(i, j) => piece.swap(i % all, j % all),
        Edit::Insert(i, new) => piece.insert(i % (all + 1), new),
        Edit::Merge(i) if all > 1 => {
            let next = piece.remove(i % (all - 1) + 1);
            let line = &mut piece[i % (all - 1)];
            *line = format!("{}, while {next}", line.trim_end_matches('.'));
        }
        // A piece of one sentence has none to spare.
        Edit::Drop(_) | Edit::Merge(_) => {}
        Edit::Word(i, at, word) => replace(&mut piece[i % all], word, |words| at % words.len()),
        Edit::Number(i, number) => {
            let line = &mut piece[i % all];
            let place = line.split(' ').position(|word| word.parse::<u32>().is_ok());
            if let Some(at) = place {
                replace(line, &number.to_string(), |_| at);
            }
        }
    }
}

/// Puts another word in the place of one; the marks after it stay.
fn replace(sentence: &mut String, new: &str, place: impl Fn(&[&str]) -> usize) {
    let mut words: Vec<&str> = sentence.split(' ').collect();
    let at = place(&words);
    let marks = words[at].trim_start_matches(char::is_alphanumeric);
    let new = format!("{new}{marks}");
    words[at] = &new;
    *sentence = words.join(" ");
}

/// Lays sentences out as a page: a headline, then paragraphs of two.
pub fn page(sentences: &[String]) -> String {
    let paragraphs: Vec<String> = sentences.chunks(2).map(|pair| pair.join(" ")).collect();
    format!("What the {} did to {}\n\n{}\n", THINGS[0], PLACES[0], paragraphs.join("\n\n"))
}

/// Signs that trip text code up: other scripts, marks that combine, text from right to left, what cannot be seen, controls.
fn sign() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-z]{1,7}",
        2 => "[A-Z][a-z]{1,6}",
        2 => "[0-9]{1,5}([.,][0-9]{1,3})?",
        4 => Just(" ".to_owned()),
        2 => prop::sample::select(&[". ", "\n", "\n\n", "\r\n", "? ", "! ", "。", "…", "...", "\t", "\u{a0}", "\u{2028}", "\u{85}"][..])
            .prop_map(str::to_owned),
        2 => prop::sample::select(&["“", "”", "\"", "'", "’", "‘", "«", "»", "„", "「", "」", "(", ")", "[", "]", "-", "—", ",", ";", "%", "$", "€"][..])
            .prop_map(str::to_owned),
        1 => "[\u{4e00}-\u{4eff}]{1,6}",
        1 => "[\u{3041}-\u{3096}\u{30a1}-\u{30fa}]{1,4}",
        1 => "[\u{ac00}-\u{acff}]{1,3}",
        1 => "[a-z][\u{300}-\u{30f}]{1,3}",
        1 => "[\u{5d0}-\u{5ea}]{1,5}",
        1 => "[\u{627}-\u{64a}][\u{64b}-\u{652}]?",
        1 => "[\u{430}-\u{44f}]{1,4}",
        1 => "[\u{900}-\u{97f}]{1,4}",
        1 => prop::sample::select(&["\u{200b}", "\u{200c}", "\u{200d}", "\u{200e}", "\u{202e}", "\u{2060}", "\u{feff}", "\u{ad}", "\u{fe0f}"][..])
            .prop_map(str::to_owned),
        1 => prop::sample::select(&["ﬁ", "Ａｄａ", "①", "½", "İ", "ß", "👩‍👩‍👧", "🇳🇴", "\u{1}", "\u{7f}", "\u{10ffff}", "Mr. ", "U.S. ", "http://a.b/c", "a@b.c", "#tag"][..])
            .prop_map(str::to_owned),
        1 => prop::sample::select(&["Share on facebook\n", "Related\n", "By Ada Bell\n", "HALDEN, March 3 (Harbour Wire) - ", "told NBC News", "\n\nLatest articles\n\n", "1 2 3 … 14\n"][..])
            .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

/// Any text at all, up to a few hundred characters.
pub fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::collection::vec(sign(), 0..60).prop_map(|signs| signs.concat()),
        1 => ".{0,120}",
    ]
}

/// News, a rewrite of it, or any text at all, twice.
pub fn two_texts() -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        4 => rewrite().prop_map(|(one, other)| (page(&one), page(&other))),
        2 => (story(), story()).prop_map(|(one, other)| (page(&one), page(&other))),
        2 => (anything(), anything()),
        2 => (rewrite(), anything()).prop_map(|((one, other), odd)| (page(&one), format!("{odd}\n\n{}", page(&other)))),
    ]
}
