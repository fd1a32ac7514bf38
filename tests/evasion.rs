//! Copies that are written so that a search misses them: they are found all the same, and the trick is named.

use wiretrace::article::Article;
use wiretrace::copies::{Spool, copies, print};
use wiretrace::pipeline::{Diff, compare};
use wiretrace::report::Credit;
use wiretrace::settings::Settings;
use wiretrace::verify::Verdict;

const STORY: &str = include_str!("../fixtures/stories/story01.01.original_wire_report.txt");
const REWRITE: &str = include_str!("../fixtures/stories/story01.06.heavy_rewrite_quotations_kept.txt");

/// Changes every n-th word of four letters and more, and leaves the rest as it is.
fn each(text: &str, n: usize, change: impl Fn(&str) -> String) -> String {
    let mut count = 0;
    let word = |word: &str| {
        count += usize::from(word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_alphabetic()));
        if count == n {
            count = 0;
            return change(word);
        }
        word.to_owned()
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn spelt(word: &str, behind: &str) -> String {
    let letters: Vec<String> = word.chars().map(String::from).collect();
    letters.join(behind)
}

fn look_alikes(word: &str) -> String {
    word.replace('a', "\u{430}").replace('e', "\u{435}").replace('o', "\u{43e}").replace('p', "\u{440}").replace('i', "\u{456}")
}

fn beside(original: &str, piece: &str) -> Diff {
    compare(Article::plain("original", original), Article::plain("piece", piece), Settings::default()).unwrap()
}

/// Every trick with what is said of it; a soft hyphen or another quotation mark is no trick.
fn tricks(text: &str) -> Vec<(&'static str, String, &'static str)> {
    vec![
        ("zero-width spaces", each(text, 2, |word| spelt(word, "\u{200b}")), "with invisible characters inside"),
        ("direction overrides", each(text, 2, |word| spelt(word, "\u{202e}\u{202c}")), "with invisible characters inside"),
        ("look-alike letters", look_alikes(text), "with letters of another script that look like their own"),
        ("spaced-out letters", each(text, 3, |word| format!(" {} ", spelt(word, " "))), "with a space behind each letter"),
        ("soft hyphens", each(text, 1, |word| spelt(word, "\u{ad}")), ""),
        ("swapped quotes", text.replace(" \"", " „").replace("\n\"", "\n„").replace('"', "“"), ""),
        ("full width", each(text, 1, |word| word.bytes().filter_map(|byte| char::from_u32(u32::from(byte) + 0xfee0)).collect()), ""),
    ]
}

#[test]
fn a_copy_in_disguise_is_a_copy_and_the_trick_is_named() {
    for (name, piece, told) in tricks(STORY) {
        assert_ne!(piece, STORY, "{name}");
        let Diff { member, .. } = beside(STORY, &piece);
        assert_eq!(member.verdict, Verdict::Copy, "{name}");
        assert!(member.piece_shares.kept >= 99.0, "{name}: {:?}", member.piece_shares);
        let grave: Vec<_> = member.facts.iter().filter(|fact| fact.severity >= 2).collect();
        assert!(grave.is_empty(), "{name}: {grave:?}");
        let signs = member.looks_like.join("; ");
        assert_eq!(signs.contains("disguised"), !told.is_empty(), "{name}: {signs}");
        assert!(signs.contains(told), "{name}: {signs}");
    }
}

#[test]
fn a_rewrite_in_disguise_is_judged_as_it_is_without() {
    let plain = beside(STORY, REWRITE).member;
    assert!(plain.looks_like.iter().all(|sign| !sign.starts_with("disguised")));
    for (name, piece, _) in tricks(REWRITE) {
        let member = beside(STORY, &piece).member;
        assert_eq!(member.verdict, plain.verdict, "{name}");
        let (one, other) = (member.piece_shares.kept + member.piece_shares.reworded, plain.piece_shares.kept + plain.piece_shares.reworded);
        assert!((one - other).abs() < 2.0, "{name}: {one} and {other}");
    }
}

#[test]
fn a_homoglyphs_outlet_is_credited() {
    let piece = STORY.replace("Harbour Wire", &look_alikes("Harbour Wire"));
    assert_eq!(beside(STORY, &piece).member.credit, beside(STORY, STORY).member.credit);
    let lost = STORY.replace("Harbour Wire", "our reporter");
    let named = format!("{lost}\n\nThis story was first published by {}.\n", look_alikes("Harbour Wire"));
    assert_eq!(beside(STORY, &named).member.credit, Credit::Given);
    assert_eq!(beside(STORY, &lost).member.credit, Credit::Lost);
}

#[test]
fn copies_only_finds_them_too() {
    for (name, piece, _) in tricks(STORY) {
        let (settings, spool) = (Settings::default(), Spool::new(None));
        let prints = [STORY, &piece].map(|text| print(text, settings.shingle, &spool)).into();
        assert_eq!(copies(prints, spool, &settings).unwrap().families.len(), 1, "{name}");
    }
}
