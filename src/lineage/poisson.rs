//! The tail of a Poisson distribution: how likely chance alone gives so many.

/// Gives the chance of `count` or more where `mean` are expected. For a sum of rare events with unequal chances it is the safe side.
#[must_use]
pub fn at_least(count: usize, mean: f64) -> f64 {
    if count == 0 || mean.is_nan() {
        return 1.0;
    }
    // From the count upwards where that is the smaller part, else one less the rest: no digits are lost either way.
    let term = (1..=count).fold((-mean).exp(), |term, k| term * mean / k as f64);
    if count as f64 > mean {
        let (mut sum, mut term, mut k) = (0.0, term, count);
        while term > sum * 1e-12 {
            sum += term;
            k += 1;
            term *= mean / k as f64;
        }
        return sum;
    }
    let mut below = (-mean).exp();
    let mut sum = below;
    for k in 1..count {
        below *= mean / k as f64;
        sum += below;
    }
    (1.0 - sum).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_what_tables_say() {
        assert!((at_least(1, 1.0) - 0.632_120_558).abs() < 1e-8);
        assert!((at_least(3, 0.5) - 0.014_387_678).abs() < 1e-8);
        assert!((at_least(2, 4.0) - 0.908_421_806).abs() < 1e-8);
    }

    #[test]
    fn nothing_expected_is_never_exceeded_and_zero_always_is() {
        assert!(at_least(1, 0.0) <= 0.0);
        assert!((at_least(0, 7.0) - 1.0).abs() < 1e-12);
    }
}
