//! What two pieces have in common outside quotations.
//!
//! Whoever was at the press conference has the quotation; who has the reporter's own words has read the reporter. So runs and sentences that
//! are quoted on either side are left out: a statement that one piece quotes and the other tells as its own is masked in both.

use super::Profile;
use crate::align::{Alignment, Line, Link, Run};

/// A linked sentence is left out when more than this share of its words is masked.
const MOSTLY: f64 = 0.4;
/// Words that weigh less (in a third of all documents) are anybody's wording.
const LEAST_WEIGHT: f32 = 1.2;

/// The reporters' own part of an alignment.
pub(super) struct Unquoted<'a> {
    a: &'a Profile,
    b: &'a Profile,
    /// For each word of either story: quoted here, or quoted there in the same words.
    masked: (Vec<bool>, Vec<bool>),
    /// Shared runs of which less than half is quoted on either side.
    pub runs: Vec<&'a Run>,
    /// Links between sentences that are mostly unquoted on both sides.
    pub links: Vec<&'a Link>,
}

impl<'a> Unquoted<'a> {
    pub(super) fn of(a: &'a Profile, b: &'a Profile, alignment: &'a Alignment) -> Self {
        let (mut mask_a, mut mask_b) = (a.outline.quoted.clone(), b.outline.quoted.clone());
        let mut runs = Vec::new();
        for run in &alignment.runs {
            let (here, there) = (run.a..run.a + run.words, run.b..run.b + run.words);
            let quoted = here.clone().zip(there.clone()).filter(|(i, j)| a.outline.quoted[*i] || b.outline.quoted[*j]).count();
            if quoted * 2 < run.words {
                runs.push(run);
            } else {
                mask_a[here].fill(true);
                mask_b[there].fill(true);
            }
        }
        let own = |mask: &[bool], line: &Line| {
            let masked = mask[line.words.clone()].iter().filter(|masked| **masked).count();
            masked as f64 <= MOSTLY * line.words.len() as f64
        };
        let links = alignment
            .links
            .iter()
            .filter(|link| own(&mask_a, &a.outline.lines[link.a]) && own(&mask_b, &b.outline.lines[link.b]))
            .collect();
        Self { a, b, masked: (mask_a, mask_b), runs, links }
    }

    /// How surprising the shared runs are: what each weighs above 4 without its names (which recur in every report of an event), in all.
    pub(super) fn rare_runs(&self) -> f64 {
        let plain =
            |run: &Run| -> f32 { (run.a..run.a + run.words).filter(|at| !self.a.is_name[*at]).map(|at| self.a.outline.weights[at]).sum() };
        self.runs.iter().map(|run| f64::from((plain(run) - 4.0).max(0.0))).sum()
    }

    /// How alike the linked sentences are without their names and numbers, 0 to 1: two reporters tell a point about the same people in
    /// other words.
    pub(super) fn wording(&self) -> f64 {
        if self.links.is_empty() {
            return 0.0;
        }
        let plain = |profile: &Profile, masked: &[bool], line: usize| -> Vec<(u32, f32)> {
            let outline = &profile.outline;
            let own = |at: &usize| !masked[*at] && !profile.is_name[*at] && outline.weights[*at] >= LEAST_WEIGHT;
            let mut words: Vec<(u32, f32)> =
                outline.lines[line].words.clone().filter(own).map(|at| (outline.keys[at], outline.weights[at])).collect();
            words.sort_unstable_by_key(|(key, _)| *key);
            words.dedup_by_key(|(key, _)| *key);
            words
        };
        let alike = |link: &&Link| cosine(&plain(self.a, &self.masked.0, link.a), &plain(self.b, &self.masked.1, link.b));
        let sum: f64 = self.links.iter().map(alike).sum();
        sum / self.links.len() as f64
    }

    /// Counts the links that another one follows closely on both sides: passages told in the same steps.
    pub(super) fn in_step(&self) -> usize {
        let follows = |one: &Link, next: &Link| (one.a + 1..=one.a + 2).contains(&next.a) && (one.b..=one.b + 2).contains(&next.b);
        self.links
            .iter()
            .enumerate()
            .filter(|(at, link)| self.links[at + 1..].iter().take_while(|next| next.a <= link.a + 2).any(|next| follows(link, next)))
            .count()
    }
}

/// The cosine of two sorted lists of words with their weights.
fn cosine(one: &[(u32, f32)], other: &[(u32, f32)]) -> f64 {
    let length = |words: &[(u32, f32)]| words.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    let shared: f32 = one
        .iter()
        .filter_map(|(key, weight)| other.binary_search_by_key(key, |(known, _)| *known).ok().map(|at| weight * other[at].1))
        .sum();
    f64::from(shared / (length(one) * length(other)).max(f32::MIN_POSITIVE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::align;
    use crate::article::Article;
    use crate::candidates::Terms;
    use crate::clean::clean_text;
    use crate::shingle::shingles;

    fn profile(text: &str) -> Profile {
        let clean = clean_text(text);
        Profile::of(&Article::plain("x", text), &clean, shingles(&clean, 5), Terms::of(&clean))
    }

    #[test]
    fn a_statement_that_one_side_quotes_is_masked_on_both() {
        let quoting = profile("“We will rebuild the harbour wall of Halden before the first storm of the autumn,” the ministry said.");
        let telling = profile("We will rebuild the harbour wall of Halden before the first storm of the autumn.");
        let alignment = align(&quoting.outline, &telling.outline);
        assert!(!alignment.links.is_empty() && !alignment.runs.is_empty());
        let unquoted = Unquoted::of(&quoting, &telling, &alignment);
        assert!(unquoted.links.is_empty() && unquoted.runs.is_empty());
    }

    #[test]
    fn the_same_names_in_other_words_are_not_the_same_wording() {
        let original =
            profile("Harbour master Ada Bell of Halden warned on Monday that the crumbling wall might collapse in heavy weather.");
        let retold = profile("On Monday Harbour master Ada Bell of Halden warned that the crumbling wall could collapse in bad weather.");
        let other =
            profile("Ada Bell, the harbour master at Halden, told a hearing on Monday about the danger of the old sea wall falling.");
        let wording = |other: &Profile| Unquoted::of(&original, other, &align(&original.outline, &other.outline)).wording();
        assert!(wording(&retold) > 0.6, "{}", wording(&retold));
        assert!(wording(&other) < 0.5, "{}", wording(&other));
    }
}
