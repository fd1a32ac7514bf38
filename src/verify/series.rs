//! Tells a series ("X is issuing a 12 billion yen bond"; the daily market report) from a rewrite.
//!
//! A series keeps its words and changes what they are about: most names and numbers differ. A running update keeps the names and most
//! numbers. Where it can be wrong: two items of one template about one company on two days, told apart only by their numbers.

use super::Profile;
use super::features::Features;

/// Tells whether two pieces of the same words are about different things.
pub(super) fn is_series(a: &Profile, b: &Profile, features: &Features) -> bool {
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
