//! The model that is compiled in; `cargo run --release --example calibrate` fits and prints it.

use super::features::{COUNT, Features};

/// Gives the probability that two pieces share a text, 0 to 1.
#[must_use]
pub fn probability(features: &Features) -> f64 {
    let sum: f64 = INTERCEPT + features.values.iter().zip(&COEFFICIENTS).map(|(value, coefficient)| value * coefficient).sum::<f64>();
    1.0 / (1.0 + (-sum).exp())
}

const INTERCEPT: f64 = -10.4067;
const COEFFICIENTS: [f64; COUNT] = [
    2.4164,  // cosine
    6.8879,  // rare_runs
    2.0398,  // long_runs
    2.9692,  // aligned_shorter
    3.9849,  // link_similarity
    2.9289,  // wording
    -0.1381, // order
    2.4805,  // in_step
    2.3219,  // quotations
    1.8222,  // credit
];
