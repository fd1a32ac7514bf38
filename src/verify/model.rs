//! The model that is compiled in; `cargo run --release --example calibrate` fits and prints it.

use super::features::{COUNT, Features};

/// Gives the probability that two pieces share a text, 0 to 1.
#[must_use]
pub fn probability(features: &Features) -> f64 {
    let sum: f64 = INTERCEPT + features.values.iter().zip(&COEFFICIENTS).map(|(value, coefficient)| value * coefficient).sum::<f64>();
    1.0 / (1.0 + (-sum).exp())
}

const INTERCEPT: f64 = -9.6668;
const COEFFICIENTS: [f64; COUNT] = [
    4.0096,  // cosine
    -0.6171, // containment
    1.2648,  // unquoted_runs
    8.4910,  // rare_runs
    2.1969,  // long_runs
    3.0797,  // aligned_shorter
    -0.0531, // aligned_longer
    3.5374,  // link_similarity
    0.9365,  // order
    0.0920,  // names
    0.1452,  // numbers
    1.9868,  // quotations
    0.2371,  // length_ratio
    1.4039,  // credit
    -0.7178, // lead
    -0.5960, // skeleton
];
