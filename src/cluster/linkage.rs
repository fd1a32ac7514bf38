//! Average linkage with a cut: two groups join when their pieces are close on average, and no pair of them is a stranger's.

use crate::verify::{Match, Verdict};

/// Groups whose pieces are this close on average join (0 to 1, in [`closeness`]).
const CUT: f64 = 0.40;
/// No group joins another when one pair across them is further apart than this: it shares neither words nor facts.
const STRANGERS: f64 = 0.02;

/// How close two verified pieces are: the probability of a shared text, nothing for a series.
pub(super) fn closeness(found: &Match) -> f64 {
    match found.verdict {
        Verdict::Series | Verdict::NotComparable => 0.0,
        Verdict::Unrelated => found.probability.min(0.2),
        _ => found.probability,
    }
}

/// Groups n pieces given the closeness of every pair (i < j, row by row); groups and their pieces are in order.
pub(super) fn average(n: usize, weights: &[f64]) -> Vec<Vec<usize>> {
    let at = |i: usize, j: usize| {
        let (i, j) = (i.min(j), i.max(j));
        i * (2 * n - i - 1) / 2 + j - i - 1
    };
    let mut mean: Vec<f64> = weights.to_vec();
    let mut least: Vec<f64> = weights.to_vec();
    let mut groups: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
    loop {
        let mut best: Option<(f64, usize, usize)> = None;
        for i in 0..n {
            for j in i + 1..n {
                let joinable = !groups[i].is_empty() && !groups[j].is_empty() && mean[at(i, j)] >= CUT && least[at(i, j)] >= STRANGERS;
                if joinable && best.is_none_or(|(most, _, _)| mean[at(i, j)] > most) {
                    best = Some((mean[at(i, j)], i, j));
                }
            }
        }
        let Some((_, i, j)) = best else { break };
        #[expect(clippy::cast_precision_loss, reason = "at most a few hundred pieces")]
        let (ni, nj) = (groups[i].len() as f64, groups[j].len() as f64);
        for k in (0..n).filter(|k| *k != i && *k != j && !groups[*k].is_empty()) {
            mean[at(i, k)] = (ni * mean[at(i, k)] + nj * mean[at(j, k)]) / (ni + nj);
            least[at(i, k)] = least[at(i, k)].min(least[at(j, k)]);
        }
        let moved = std::mem::take(&mut groups[j]);
        groups[i].extend(moved);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_iter().filter(|group| !group.is_empty()).collect();
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bridge_does_not_chain_two_stories() {
        // 0-1 and 3-4 are families; 2 is a round-up of both.
        let weights = [
            0.9, 0.6, 0.05, 0.05, //
            0.6, 0.05, 0.05, //
            0.6, 0.6, //
            0.9,
        ];
        assert_eq!(average(5, &weights), [vec![0, 1, 2], vec![3, 4]]);
    }

    #[test]
    fn a_member_may_be_weak_beside_one_if_it_is_close_to_the_rest() {
        let weights = [0.9, 0.9, 0.3, 0.9, 0.8, 0.8];
        assert_eq!(average(4, &weights), [vec![0, 1, 2, 3]]);
    }
}
