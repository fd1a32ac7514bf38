//! Tells a series ("X is issuing a 12 billion yen bond"; the daily market report) from a rewrite.
//!
//! A series keeps its words and changes what they are about: most names and numbers differ. A running update keeps the names and most
//! numbers. The pair alone shows it where both give many facts, or where one sentence is said of two subjects; short notices need the
//! folder, in which many pieces fill the same frames ([`super::frame`]). Where it can be wrong: two items of one template about one
//! company on two days, alone in a folder and told apart by one number; a brief that is sent five times, each with another toll.

use super::Profile;
use super::features::Features;
use super::frame::Filled;

/// Tells whether two pieces of the same words are about different things.
pub(super) fn is_series(a: &Profile, b: &Profile, features: &Features) -> bool {
    let filled = a.frame.filled(&b.frame);
    is_other_form(a, b, features) || fills_anew(a, b, &filled) || is_other_subject(a, b, &filled) || is_of_template(a, b, &filled)
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
fn shared(one: &[u64], other: &[u64]) -> (usize, usize, usize) {
    let both = one.iter().filter(|key| other.binary_search(key).is_ok()).count();
    (both, one.len().min(other.len()), one.len().max(other.len()))
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

/// Two different subjects of whom the same is said.
fn is_other_subject(a: &Profile, b: &Profile, filled: &Filled) -> bool {
    let strange = |one: &Profile, other: &Profile| one.frame.subject().is_some_and(|stem| other.names.binary_search(&stem).is_err());
    filled.shared >= 2
        && filled.same_said
        && strange(a, b)
        && strange(b, a)
        && share(filled.alike, filled.shared) < 0.85
        && filled.kept < 0.7
}

/// What both have is a template of the folder, and they fill it in different ways. One figure corrected among four is a correction.
fn is_of_template(a: &Profile, b: &Profile, filled: &Filled) -> bool {
    let (numbers, fewer, more) = shared(&a.numbers, &b.numbers);
    let alike = share(filled.alike, filled.shared);
    let stock = filled.stock as f64 / filled.shared.max(1) as f64;
    if filled.stock < 3 || alike >= 0.85 {
        return false;
    }
    let form = stock >= 0.4
        && (filled.kept < 0.7 && (share(numbers, fewer) < 0.75 || filled.kept < 0.45) || alike < 0.25 && filled.kept < 0.5);
    // A form with long fixed passages: what may differ does.
    let bulletin = stock >= 0.2 && filled.stock_alike * 2 < filled.stock && share(numbers, more) < 0.6;
    form || bulletin
}
