//! Counts of words -> percentages that sum to 100, rounded by largest remainder.
//!
//! Rounding each share on its own makes thirds sum to 99.99. Here every share is cut down to the unit (hundredths, or whole percent),
//! and the units left over go to the largest remainders; among equal remainders to the earliest share. `[1, 1, 1]` becomes
//! `[33.34, 33.33, 33.33]`. O(n log n) for n shares.

/// Hundredths of a percent in the whole.
const HUNDREDTHS: u64 = 10_000;

/// Turns counts into percentages with two decimals that sum to 100; if all counts are zero, all percentages are.
#[must_use]
pub fn percentages<const N: usize>(counts: [usize; N]) -> [f64; N] {
    hundredths(apportion(counts.map(|count| count as u64), HUNDREDTHS))
}

/// Rounds shares to two decimals so that they sum to 100; if all are zero, they stay so.
#[must_use]
pub fn round_shares<const N: usize>(shares: [f64; N]) -> [f64; N] {
    hundredths(apportion(shares.map(millionths), HUNDREDTHS))
}

/// Rounds shares to whole percentages that sum to 100; if all are zero, they stay so.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "at most 100")]
pub fn whole<const N: usize>(shares: [f64; N]) -> [u32; N] {
    apportion(shares.map(millionths), 100).map(|units| units as u32)
}

/// Makes a share countable; below zero and not a number count as zero.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, and a share is at most 100")]
fn millionths(share: f64) -> u64 {
    (share * 1e6).round() as u64
}

#[expect(clippy::cast_precision_loss, reason = "at most 10,000")]
fn hundredths<const N: usize>(units: [u64; N]) -> [f64; N] {
    units.map(|unit| unit as f64 / 100.0)
}

/// Deals out units in proportion to the counts, by largest remainder; a tie goes to the earlier one.
#[expect(clippy::cast_possible_truncation, reason = "a part is at most the units dealt out")]
fn apportion<const N: usize>(counts: [u64; N], units: u64) -> [u64; N] {
    let total: u128 = counts.iter().map(|count| u128::from(*count)).sum();
    if total == 0 {
        return [0; N];
    }
    let exact = counts.map(|count| u128::from(count) * u128::from(units));
    let mut parts = exact.map(|share| (share / total) as u64);
    let left = units - parts.iter().sum::<u64>();
    let mut order: [usize; N] = std::array::from_fn(|at| at);
    order.sort_by_key(|at| std::cmp::Reverse(exact[*at] % total));
    for at in order.into_iter().take(left as usize) {
        parts[at] += 1;
    }
    parts
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the same hundredths give the same float")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_unit_left_over_by_three_thirds_goes_to_the_first() {
        assert_eq!(percentages([1, 1, 1]), [33.34, 33.33, 33.33]);
        assert_eq!(whole([33.34, 33.33, 33.33]), [34, 33, 33]);
    }

    #[test]
    fn the_largest_remainder_wins_over_the_larger_share() {
        assert_eq!(whole([60.4, 38.7, 0.9]), [60, 39, 1]);
    }

    #[test]
    fn nothing_counted_leaves_every_share_at_zero() {
        assert_eq!(percentages([0, 0, 0, 0]), [0.0; 4]);
        assert_eq!(round_shares([0.0, f64::NAN]), [0.0; 2]);
        assert_eq!(whole([0.0; 5]), [0; 5]);
    }

    #[test]
    fn shares_with_many_decimals_are_rounded_to_two() {
        assert_eq!(round_shares([66.666_666_7, 33.333_333_3]), [66.67, 33.33]);
    }

    proptest! {
        #[test]
        fn rounded_shares_sum_to_a_hundred(counts in proptest::array::uniform4(0_usize..100_000)) {
            prop_assume!(counts.iter().sum::<usize>() > 0);
            let shares = percentages(counts);
            prop_assert!((shares.iter().sum::<f64>() - 100.0).abs() < 1e-9);
            prop_assert_eq!(whole(shares).iter().sum::<u32>(), 100);
            prop_assert_eq!(round_shares(shares), shares);
        }

        #[test]
        fn a_rounded_share_is_less_than_a_unit_off(counts in proptest::array::uniform4(0_u32..100_000)) {
            let total = f64::from(counts.iter().sum::<u32>());
            prop_assume!(total > 0.0);
            let shares = percentages(counts.map(|count| count as usize));
            for (count, share) in counts.into_iter().zip(shares) {
                prop_assert!((share - f64::from(count) * 100.0 / total).abs() < 0.01 + 1e-9);
            }
        }
    }
}
