//! Tells a series ("X is issuing a 12 billion yen bond"; the daily market report) from a rewrite.
//!
//! A series keeps its words and changes what they are about: most names and numbers differ. A running update keeps the names and most
//! numbers. The pair alone shows it where both give many facts, or where one sentence is said of two subjects; short notices need the
//! folder, in which many pieces fill the same frames ([`super::frame`]). Where it can be wrong: two items of one template about one
//! company on two days, alone in a folder and told apart by one number; a brief that is sent five times, each with another toll.

use super::Profile;
use super::features::{Features, in_both};
use super::frame::Filled;
use crate::clean::dates::since_1970;

/// Templates are short; of longer pieces more of the words must be the same.
const SHORT: usize = 150;
/// Least share of common words, of short pieces and of longer ones: a heavy rewrite changes figures too, and it has fewer.
const LEAST_WORDS: (f64, f64) = (0.25, 0.40);

/// Least share of one piece's frames that the other has, of short pieces and of longer ones.
const LEAST_COVER: (f64, f64) = (0.10, 0.30);

/// In so few words, whom the other piece is about would be named.
const BRIEF: usize = 100;

/// Tells whether two pieces of the same words are about different things.
pub(super) fn is_series(a: &Profile, b: &Profile, same_words: f64, features: &Features) -> bool {
    if same_words < LEAST_WORDS.0 || are_sends(a, b) {
        return false;
    }
    if recurs(a, b) {
        return true;
    }
    let filled = a.frame.filled(&b.frame);
    // What both tell in the same words has the same facts, and the others are what only one of them tells.
    let same_facts = filled.shared >= 5
        && share(filled.alike, filled.shared) >= ALIKE
        && filled.stock * 5 < filled.shared * 2
        && features.names >= 0.45
        && features.numbers >= 0.25;
    if !same_facts && is_other_form(a, b, features) {
        return true;
    }
    let (briefer, longer) = (a.words().min(b.words()), a.words().max(b.words()));
    let mostly = same_words >= LEAST_WORDS.1;
    if longer > SHORT {
        // A round-up holds a notice, and a long rewrite some of its original's frames: neither is the same form.
        let is_form = mostly && briefer * 2 >= longer && filled.cover >= LEAST_COVER.1;
        return is_form && (fills_anew(a, b, &filled) || is_other_subject(a, b, &filled) || is_of_template(a, b, &filled));
    }
    filled.cover >= LEAST_COVER.0 && (fills_anew(a, b, &filled) || is_of_template(a, b, &filled))
        || is_other_subject(a, b, &filled)
        || mostly && have_other_figures(a, b)
        || longer <= BRIEF && (have_other_tables(a, b) || are_strangers(a, b))
}

/// From this share of frames filled alike on, what differs is an exception.
const ALIKE: f64 = 0.85;

/// Both give figures, and not one is the same.
fn have_other_figures(a: &Profile, b: &Profile) -> bool {
    let (both, fewer, _) = shared(&a.numbers, &b.numbers);
    fewer >= 3 && both == 0
}

/// A line of words above a table, which is all that such a piece reports, and the figures in it are others.
fn have_other_tables(a: &Profile, b: &Profile) -> bool {
    let (both, fewer, _) = shared(&a.table, &b.table);
    fewer >= 6 && share(both, fewer) < 0.75 && [a, b].iter().all(|profile| profile.table.len() * 3 >= profile.words())
}

/// Many facts, and most of them are others.
fn is_other_form(a: &Profile, b: &Profile, features: &Features) -> bool {
    let enough = |one: &[u64], other: &[u64], fewest: usize| one.len() >= fewest && other.len() >= fewest;
    let other_numbers = enough(&a.numbers, &b.numbers, 3) && features.numbers < 0.4;
    let other_names = enough(&a.names, &b.names, 3) && features.names < 0.4;
    let dense = |profile: &Profile, each: usize| (profile.names.len() + profile.numbers.len()) * each >= profile.words();
    // The same form about somebody else.
    let other_subject = other_numbers && other_names
        || (other_numbers || other_names)
            && dense(a, 12)
            && dense(b, 12)
            && features.names.min(features.numbers) < 0.34
            && features.names + features.numbers < 1.05;
    // The same form about another day: short, full of figures, and most figures are others.
    let tabular = |profile: &Profile| profile.words() <= 300 && profile.numbers.len() >= 6 && profile.numbers.len() * 15 >= profile.words();
    let other_day = tabular(a) && tabular(b) && features.numbers < 0.5 && features.names < 0.9;
    other_subject || other_day
}

/// How many of a sorted list's keys the other has, and how many there are in the shorter and in the longer one.
fn shared<K: Ord>(one: &[K], other: &[K]) -> (usize, usize, usize) {
    (in_both(one, other), one.len().min(other.len()), one.len().max(other.len()))
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Frames that are filled in another way, and few facts in common.
fn fills_anew(a: &Profile, b: &Profile, filled: &Filled) -> bool {
    let (names, fewer_names, _) = shared(&a.names, &b.names);
    let (numbers, fewer_numbers, _) = shared(&a.numbers, &b.numbers);
    filled.shared >= 3 && filled.alike * 2 < filled.shared && (names + numbers) * 2 < fewer_names + fewer_numbers
}

/// Both begin with a name that the other one does not know.
fn are_strangers(a: &Profile, b: &Profile) -> bool {
    let strange = |one: &Profile, other: &Profile| one.frame.subject().is_some_and(|stem| !other.outline.holds(stem));
    strange(a, b) && strange(b, a)
}

/// Two different subjects of whom the same is said.
fn is_other_subject(a: &Profile, b: &Profile, filled: &Filled) -> bool {
    filled.shared >= 2 && filled.same_said && share(filled.alike, filled.shared) < ALIKE && filled.kept < 0.7 && are_strangers(a, b)
}

/// What both have is a template of the folder, and they fill it in different ways. One figure corrected among four is a correction.
fn is_of_template(a: &Profile, b: &Profile, filled: &Filled) -> bool {
    if filled.stock < 3 {
        return false;
    }
    let (numbers, fewer, more) = shared(&a.numbers, &b.numbers);
    let alike = share(filled.alike, filled.shared);
    let stock = share(filled.stock, filled.shared);
    let (names, fewer_names, _) = shared(&a.names, &b.names);
    let other_facts = filled.kept < 0.45 && share(names + numbers, fewer_names + fewer) < 0.9
        || alike < ALIKE && filled.kept < 0.7 && share(numbers, fewer) < 0.75
        || alike < 0.25 && filled.kept < 0.5
        || a.words().max(b.words()) <= BRIEF && have_other_titles(a, b);
    // A bulletin with long fixed passages: what may differ does. A brief and its longer version differ in length, not in figures.
    let (briefer, longer) = (a.words().min(b.words()), a.words().max(b.words()));
    let extended = briefer * 4 < longer * 3 && share(numbers, fewer) >= 0.8;
    let bulletin = longer <= SHORT && !extended && filled.stock_alike * 2 < filled.stock && share(numbers, more) < 0.6;
    stock >= 0.4 && other_facts || stock >= 0.2 && alike < ALIKE && bulletin
}

/// Tells whether the records state one headline on one day: two sends of one item, whatever was corrected.
fn are_sends(a: &Profile, b: &Profile) -> bool {
    let (both, fewer, _) = shared(&a.title, &b.title);
    fewer >= 2 && both == fewer && a.day.is_some() && a.day == b.day
}

/// Tells whether the records state other days above short notices whose figures are mostly others: the fixing, the tender, the rates of
/// the day. Under one headline the next day will do, and [`NOT_AGAIN`] days later one other
/// figure is enough.
fn recurs(a: &Profile, b: &Profile) -> bool {
    let (Some(one), Some(other)) = (a.day, b.day) else { return false };
    let apart = since_1970(one).abs_diff(since_1970(other));
    let words = a.words().max(b.words());
    if apart == 0 || words > SHORT {
        return false;
    }
    let figures = |profile: &Profile| -> Vec<u64> {
        let mut all: Vec<u64> = profile.numbers.iter().chain(&profile.table).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let (both, fewer, _) = shared(&figures(a), &figures(b));
    let (common, shorter, longer) = shared(&a.title, &b.title);
    let one_headline = shorter >= 2 && common * 5 >= longer * 4;
    let mostly_others = fewer >= 2 && both * 2 < fewer;
    mostly_others && one_headline || words <= BRIEF && apart >= NOT_AGAIN && both < fewer
}

/// A brief is not sent again after so many days.
const NOT_AGAIN: u64 = 5;

/// Tells whether the records state headlines that have next to nothing in common.
fn have_other_titles(a: &Profile, b: &Profile) -> bool {
    let (both, fewer, _) = shared(&a.title, &b.title);
    fewer >= 2 && share(both, fewer) < 0.34
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, ArticleId, Pair};
    use crate::candidates::Terms;
    use crate::clean::clean;
    use crate::settings::Settings;
    use crate::shingle::shingles;
    use crate::verify::frame::mark_templates;
    use crate::verify::{Verdict, judge};

    fn record(title: Option<&str>, date: Option<&str>, text: &str) -> Profile {
        let article = Article { title: title.map(str::to_owned), date: date.map(str::to_owned), ..Article::plain("x", text) };
        let text = clean(&article);
        Profile::of(&article, &text, shingles(&text, 5), Terms::of(&text))
    }

    fn profiles(texts: &[String]) -> Vec<Profile> {
        let mut profiles: Vec<Profile> = texts.iter().map(|text| record(None, None, text)).collect();
        mark_templates(&mut profiles);
        profiles
    }

    fn verdict(a: &Profile, b: &Profile) -> Verdict {
        Pair::new(ArticleId(0), ArticleId(1)).map_or(Verdict::NotComparable, |pair| judge(pair, a, b, &Settings::default()).verdict)
    }

    fn dividend(company: &str, cents: u32, day: u32) -> String {
        format!(
            "{company} said its board declared a regular quarterly dividend of {cents} cents a share, payable on June {day} to holders of record."
        )
    }

    #[test]
    fn the_first_of_a_month_follows_the_last() {
        assert_eq!(since_1970((2026, 5, 1)) - since_1970((2026, 4, 30)), 1);
        assert_eq!(since_1970((2024, 3, 1)) - since_1970((2024, 2, 28)), 2);
        assert_eq!(since_1970((2027, 1, 1)) - since_1970((2026, 12, 31)), 1);
    }

    #[test]
    fn two_notices_of_one_form_are_a_series_even_alone() {
        let pieces = profiles(&[dividend("Orlo Paper", 22, 14), dividend("Vantry Glass", 35, 2)]);
        assert_eq!(verdict(&pieces[0], &pieces[1]), Verdict::Series);
    }

    #[test]
    fn a_form_about_somebody_else_is_a_series_though_every_figure_is_the_same() {
        let pieces = profiles(&[dividend("Orlo Paper", 22, 14), dividend("Vantry Glass", 22, 14)]);
        assert_eq!(verdict(&pieces[0], &pieces[1]), Verdict::Series);
    }

    #[test]
    fn a_corrected_figure_and_a_raised_toll_are_no_series() {
        let fire = |dead: u32| {
            format!(
                "A fire in the wool market of Port Halden killed {dead} people on Monday. Fire chief Ada Bell said that 40 men fought it for six \
                 hours and that the roof of the hall, built in 1911, fell in at noon."
            )
        };
        let pieces = profiles(&[fire(121), fire(124), fire(130)]);
        assert!(verdict(&pieces[0], &pieces[1]).is_derived());
        assert!(verdict(&pieces[0], &pieces[2]).is_derived());
    }

    #[test]
    fn the_folder_tells_a_bulletin_that_changes_two_figures() {
        let tender = |billions: &str, rate: &str| {
            format!(
                "The Reserve Office entered the state securities market to arrange {billions} billion groats of customer repurchase agreements, \
                 an Office spokesman said. Dealers said that overnight funds were trading at {rate} percent when the Office began its \
                 temporary and indirect supply of reserves to the banking system."
            )
        };
        let texts = [("1.5", "6.1"), ("2", "6.3"), ("1", "5.9"), ("3", "6.4"), ("4.5", "7.2")].map(|(sum, rate)| tender(sum, rate));
        let folder = profiles(&texts);
        assert_eq!(verdict(&folder[0], &folder[1]), Verdict::Series);
        assert!(verdict(&folder[0], &profiles(&texts[..1])[0]).is_derived(), "the same notice again is a copy");
    }

    #[test]
    fn one_headline_on_one_day_is_one_item_sent_twice() {
        let sent = |day: &str, name: &str| record(Some("Paper maker sets dividend"), Some(day), &dividend(name, 22, 14));
        let misspelt = sent("2031-03-04T10:00", "Arlow Paper");
        assert!(verdict(&misspelt, &sent("2031-03-04T12:30", "Orlo Paper")).is_derived());
        assert_eq!(verdict(&misspelt, &sent("2031-06-04", "Orlo Paper")), Verdict::Series);
    }
}
