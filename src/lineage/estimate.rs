//! [`Units`] -> [`Estimate`]: how many points the lost original held.
//!
//! What one piece alone tells may be its own addition, so only points that enough lines tell are counted. If each line tells each point of
//! the original with one chance, the mean number of lines that tell a counted point gives that chance (a binomial cut off below, by
//! maximum likelihood), and the chance gives how many points too few lines tell to be counted. For example: of five lines two or more
//! tell 22 points, on the mean 2.8 lines each; then each tells a point with a chance of 0.47, four in five points are counted, and the
//! original held 28. O(points + pieces).

use super::units::Units;

/// How many points a lost original held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// At least; never less than are told.
    pub low: usize,
    /// At most.
    pub high: usize,
    /// Points that so many lines tell, or more, that they were the original's.
    pub told: usize,
    /// That many.
    pub by: usize,
}

const FEWEST_LINES: usize = 4;
/// From so many lines up a point counts that three of them tell, and four: the more lines there are, the more often two agree by a false
/// alignment or by an addition that was copied on. At six lines in every sixth family of `examples/lineage.rs` (seeds 1 to 7) two tell
/// more points than the original held, three in every hundredth.
const THREE_FROM: usize = 6;
const FOUR_FROM: usize = 14;
/// The range in standard errors, and what points that hardly anybody tells add to it, as a power of e and shared by the lines. With these
/// it holds the truth in 81 to 89 % of the families of each size of `examples/lineage.rs` (seeds 1 to 7).
const ERRORS_BELOW: f64 = 1.0;
const ERRORS_ABOVE: f64 = 1.25;
const UNPOPULAR: f64 = 2.0;
/// A range whose ends are further apart than so many times helps nobody.
const WIDEST: usize = 3;

/// Estimates from lines that vouch independently (a copy chain is one line); none from fewer than four, where no more lines tell any point
/// than are needed to count it, and where the range is too wide to help.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of points, not below 0")]
pub fn estimate(units: &Units) -> Option<Estimate> {
    let lines = units.pieces;
    if lines < FEWEST_LINES {
        return None;
    }
    let by = 2 + usize::from(lines >= THREE_FROM) + usize::from(lines >= FOUR_FROM);
    let tellers = units.told_by.iter().map(Vec::len).filter(|tellers| *tellers >= by);
    let (told, tellings) = tellers.fold((0, 0), |(told, tellings), tellers| (told + 1, tellings + tellers));
    if tellings <= told * by {
        return None;
    }
    let cut = Cut::fitted(lines, by, tellings as f64 / told as f64);
    let points = told as f64 / cut.share;
    let error = cut.error(lines, told as f64);
    let low = (points * (-ERRORS_BELOW * error).exp()).floor() as usize;
    let high = (points * (ERRORS_ABOVE * error + UNPOPULAR / lines as f64).exp()).ceil() as usize;
    let found = Estimate { low: low.max(told), high: high.max(told), told, by };
    (found.high <= WIDEST * found.low).then_some(found)
}

/// A binomial distribution of which only what is at least `by` is seen.
struct Cut {
    /// The chance of each trial.
    chance: f64,
    /// The share that is seen.
    share: f64,
    /// Mean and variance of what is seen.
    mean: f64,
    variance: f64,
}

impl Cut {
    fn of(trials: usize, by: usize, chance: f64) -> Self {
        let odds = chance / (1.0 - chance);
        let mut weight = (1.0 - chance).powi(i32::try_from(trials).unwrap_or(i32::MAX));
        let (mut share, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for count in 0..=trials {
            let seen = count as f64;
            if count >= by {
                share += weight;
                sum += weight * seen;
                squares += weight * seen * seen;
            }
            weight *= odds * (trials - count) as f64 / (seen + 1.0);
        }
        let mean = sum / share;
        Self { chance, share, mean, variance: squares / share - mean * mean }
    }

    /// The one whose mean is what was seen, by halving: the mean grows with the chance. Forty halvings are exact to twelve digits; nearer
    /// to 1 the weights of many trials would vanish.
    fn fitted(trials: usize, by: usize, mean: f64) -> Self {
        let (mut low, mut high) = (0.001, 0.99);
        for _ in 0..40 {
            let middle = f64::midpoint(low, high);
            if Self::of(trials, by, middle).mean < mean { low = middle } else { high = middle }
        }
        Self::of(trials, by, low)
    }

    /// The standard error of the logarithm of what there is, seen and unseen: how many happen to be seen, and how well they give the chance.
    fn error(&self, trials: usize, seen: f64) -> f64 {
        let slope = self.mean - self.chance * trials as f64;
        ((1.0 - self.share) / seen + slope * slope / (self.variance * seen)).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pieces: usize, counts: &[(usize, usize)]) -> Units {
        let told_by = counts.iter().flat_map(|(times, points)| vec![(0..*times).collect(); *points]).collect();
        Units { pieces, told_by }
    }

    #[test]
    fn what_one_piece_adds_does_not_count() {
        let few = estimate(&told(5, &[(1, 15), (2, 9), (3, 10), (4, 8), (5, 3)]));
        let many = estimate(&told(5, &[(1, 90), (2, 9), (3, 10), (4, 8), (5, 3)]));
        assert_eq!(few, many);
        assert!(few.is_some_and(|found| found.low <= 36 && found.high >= 40 && found.high <= 2 * found.low), "{few:?}");
    }

    #[test]
    fn a_cut_binomial_is_found_again() {
        // Of ten trials at 0.3 what is at least three: by hand from a table of the binomial distribution.
        let cut = Cut::of(10, 3, 0.3);
        assert!((cut.share - 0.617_217).abs() < 1e-5, "{}", cut.share);
        assert!((Cut::fitted(10, 3, cut.mean).chance - 0.3).abs() < 1e-6);
    }

    #[test]
    fn three_pieces_and_points_that_no_more_than_need_be_tell_give_no_estimate() {
        assert_eq!(estimate(&told(3, &[(1, 9), (2, 9), (3, 9)])), None);
        assert_eq!(estimate(&told(5, &[(1, 9), (2, 9)])), None);
        assert_eq!(estimate(&Units::default()), None);
    }

    #[test]
    fn a_range_too_wide_to_help_is_not_told() {
        assert_eq!(estimate(&told(4, &[(2, 20), (3, 1)])), None);
    }

    #[test]
    fn what_enough_lines_tell_is_the_least() {
        for (pieces, by) in [(4, 2), (5, 2), (6, 3), (13, 3), (14, 4), (40, 4)] {
            let found = estimate(&told(pieces, &[(1, 30), (by - 1, 25), (by, 4), (pieces - 1, 11), (pieces, 5)])).expect("an estimate");
            assert_eq!((found.told, found.by), (20, by), "{pieces} pieces");
            assert!(found.low >= 20 && found.low <= found.high, "{found:?}");
        }
    }

    #[test]
    fn where_all_tell_all_there_is_no_more() {
        let found = estimate(&told(9, &[(9, 40)])).expect("an estimate");
        assert!(found.low == 40 && found.high <= 55, "{found:?}");
    }
}
