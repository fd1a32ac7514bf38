//! A scan for copies only: what it must find, what it must not call a copy, and what must never change what it says.

use std::collections::{BTreeMap, BTreeSet};

use wiretrace::copies::{Copies, Spool, copies, print};
use wiretrace::hash::mix;
use wiretrace::settings::Settings;

fn found(texts: &[String], memory: Option<u64>) -> Copies {
    let settings = Settings { copies_only: true, memory, ..Settings::default() };
    let spool = Spool::new(memory);
    let prints = texts.iter().map(|text| print(text, settings.shingle, &spool)).collect();
    copies(prints, spool, &settings).unwrap_or_else(|error| panic!("the temporary file: {error}"))
}

fn families(texts: &[String]) -> Vec<Vec<usize>> {
    found(texts, None).families.iter().map(|family| family.members.iter().map(|member| member.piece as usize).collect()).collect()
}

/// A text of invented words: the n-th word of a story is always the same.
fn words(story: u64, range: std::ops::Range<u64>) -> String {
    range.map(|n| format!("w{}", letters(mix(story << 32 | n) % 4000))).collect::<Vec<_>>().join(" ")
}

fn letters(mut number: u64) -> String {
    let mut word = String::new();
    for _ in 0..4 {
        word.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)));
        number /= 26;
    }
    word
}

/// Changes every n-th word.
fn edited(text: &str, every: usize) -> String {
    text.split(' ')
        .enumerate()
        .map(|(at, word)| if at % every == 0 { format!("x{word}") } else { word.to_owned() })
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn copies_cuts_and_edits_are_found_and_strangers_are_not() {
    let original = words(1, 0..400);
    let texts = [
        original.clone(),
        original.to_uppercase(),
        words(1, 0..130),
        edited(&original, 8),
        format!("{}\n\n{original}\n\n{}", words(2, 0..200), words(3, 0..200)),
        words(4, 0..400),
        words(5, 0..400),
    ];
    assert_eq!(families(&texts), [[0, 1, 2, 3, 4]]);
}

#[test]
fn a_line_under_many_stories_makes_nobody_a_copy() {
    let footer = words(99, 0..40);
    let texts: Vec<String> = (0..12).map(|story| format!("{}\n{footer}", words(story, 0..60))).collect();
    let found = found(&texts, None);
    assert_eq!((found.links.len(), found.counts.habits), (0, 12));
    assert!(found.extents.iter().all(|extent| (extent.words, extent.furniture) == (60, 40)));
}

#[test]
fn a_line_that_copies_of_one_story_share_is_evidence() {
    let lead = words(1, 0..40);
    let texts: Vec<String> = (0..6).map(|n| format!("{lead}\n{}\n{}", words(1, 40..160), words(50 + n, 0..30))).collect();
    let found = found(&texts, None);
    assert_eq!((found.families.len(), found.families[0].members.len(), found.counts.habits), (1, 6, 0));
}

#[test]
fn one_template_about_other_figures_is_no_copy() {
    let filled = |n: u64| {
        format!(
            "{} {} {} {} {} {} {}",
            words(1, 0..40),
            n * 7919,
            words(1, 40..80),
            n * 104_729,
            words(1, 80..120),
            n * 1_299_709,
            words(1, 120..160)
        )
    };
    assert_eq!(families(&[filled(11), filled(12), filled(13)]), Vec::<Vec<usize>>::new());
    assert_eq!(families(&[filled(11), filled(11)]), [[0, 1]]);
}

#[test]
fn a_round_up_makes_no_family_of_its_stories() {
    let stories: Vec<String> = (1..4).map(|story| words(story, 0..150)).collect();
    let mut texts = stories.clone();
    texts.push(stories.join("\n\n"));
    assert!(families(&texts).iter().all(|family| family.iter().filter(|piece| **piece < 3).count() < 2), "{:?}", families(&texts));
}

#[test]
fn a_stub_links_nobody() {
    let stub = words(1, 0..40);
    let texts = [format!("{stub} {}", words(2, 0..260)), format!("{stub} {}", words(3, 0..260)), stub];
    assert!(families(&texts).iter().all(|family| family.len() == 2), "{:?}", families(&texts));
}

#[test]
fn links_are_the_pairs_that_comparing_everything_gives() {
    let texts: Vec<String> = (0..60).map(|n| edited(&words(n % 12, 0..300), 4 + usize::try_from(n).unwrap_or(0) % 30)).collect();
    let shingles: Vec<BTreeSet<Vec<&str>>> =
        texts.iter().map(|text| text.split(' ').collect::<Vec<_>>().windows(5).map(<[&str]>::to_vec).collect()).collect();
    let found = found(&texts, None);
    let links: BTreeMap<(usize, usize), usize> =
        found.links.iter().map(|link| ((link.a as usize, link.b as usize), link.shared as usize)).collect();
    for i in 0..texts.len() {
        for j in i + 1..texts.len() {
            let shared = shingles[i].intersection(&shingles[j]).count();
            let least = shingles[i].len().min(shingles[j].len());
            if let Some(counted) = links.get(&(i, j)) {
                assert_eq!(*counted, shared, "{i} and {j}");
            } else {
                assert!(shared * 4 < least, "{i} and {j} share {shared} of {least}");
            }
        }
    }
    assert!(links.len() > 60);
}

#[test]
fn thousands_of_equal_pieces_cost_their_number() {
    let found = found(&vec![words(1, 0..120); 3000], None);
    assert_eq!(found.families[0].members.len(), 3000);
    assert!(found.counts.verified < 2 * 3000, "{} pairs", found.counts.verified);
    assert!(found.counts.full > 0);
}

#[test]
fn memory_changes_where_things_are_and_never_what_comes_out() {
    let texts: Vec<String> = (0..300).map(|n| edited(&words(n % 70, 0..200), 9 + usize::try_from(n).unwrap_or(0) % 40)).collect();
    let (all, little) = (found(&texts, None), found(&texts, Some(20_000)));
    assert_eq!(all.links, little.links);
    assert_eq!(all.families, little.families);
    assert_eq!(all.extents, little.extents);
}

#[test]
fn families_do_not_hang_on_the_order_of_pieces() {
    let texts: Vec<String> = (0..120).map(|n| edited(&words(n % 40, 0..200), 9 + usize::try_from(n).unwrap_or(0) % 40)).collect();
    let named = |order: &[usize]| -> BTreeSet<BTreeSet<usize>> {
        let texts: Vec<String> = order.iter().map(|at| texts[*at].clone()).collect();
        families(&texts).into_iter().map(|family| family.into_iter().map(|piece| order[piece]).collect()).collect()
    };
    let forward: Vec<usize> = (0..texts.len()).collect();
    let mut shuffled = forward.clone();
    shuffled.sort_by_key(|at| mix(*at as u64));
    assert_eq!(named(&forward), named(&shuffled));
}

#[test]
fn texts_of_nothing_are_in_no_family() {
    assert_eq!(families(&[String::new(), String::new(), "one two three".to_owned(), "one two three".to_owned()]), Vec::<Vec<usize>>::new());
}

#[test]
fn a_body_that_three_outlets_print_is_their_story_and_no_habit() {
    let texts: Vec<String> = (1..4).map(|n| format!("{}\n{}", words(9, 0..300), words(n, 0..80))).collect();
    assert_eq!(families(&texts), [[0, 1, 2]]);
}

#[test]
fn equal_pieces_are_a_family_however_their_lines_are_cut() {
    let paragraph = words(1, 0..100);
    assert_eq!(families(&vec![format!("{paragraph}\n{paragraph}"); 3]), [[0, 1, 2]]);
    let short: Vec<String> = (0..10).map(|n| words(2, n * 4..n * 4 + 4)).collect();
    assert_eq!(families(&vec![format!("{}\n{paragraph}", short.join("\n")); 3]), [[0, 1, 2]]);
}

#[test]
fn equal_stubs_are_one_family() {
    assert_eq!(families(&vec![words(1, 0..45); 40]).iter().map(Vec::len).collect::<Vec<_>>(), [40]);
}

#[test]
fn the_figures_of_two_footers_part_no_copies() {
    let with = |n: u64| format!("{}\nTel {} Office {} Street {} Fax {}", words(1, 0..300), 7919 * n, 31 + n, 17 * n, 99_991 * n);
    assert_eq!(families(&[with(3), with(5)]), [[0, 1]]);
}

#[test]
fn what_a_piece_takes_from_another_story_brings_that_story_into_no_family() {
    let original = format!("{} {}", words(1, 0..350), words(2, 0..150));
    let texts = [original, format!("{} {}", words(1, 0..350), words(3, 0..50)), format!("{} {}", words(2, 0..150), words(4, 0..300))];
    assert_eq!(families(&texts), [[0, 1]]);
}

#[test]
fn a_shingle_or_two_in_common_are_chance() {
    assert_eq!(families(&["fire guts old mill again".to_owned(), "fire guts old mill again".to_owned()]), Vec::<Vec<usize>>::new());
}

#[test]
fn texts_of_very_many_repeated_lines_cost_their_number() {
    let lines: Vec<String> = (0..40_000).map(|n| words(1, n * 10..n * 10 + 10)).collect();
    let footer = words(2, 0..9);
    let mut texts = vec![lines.join("\n"); 3];
    texts.extend((3..7).map(|n| format!("{}\n{footer}", words(n, 0..60))));
    texts.push(vec![footer; 40_000].join("\n"));
    assert_eq!(families(&texts), [[0, 1, 2]]);
}
