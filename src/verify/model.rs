//! The model that is compiled in; `cargo run --release --example calibrate` fits and prints it.

use super::features::{COUNT, Features};

/// Gives the probability that two pieces share a text, 0 to 1.
#[must_use]
pub fn probability(features: &Features) -> f64 {
    let sum: f64 = INTERCEPT + features.values.iter().zip(&COEFFICIENTS).map(|(value, coefficient)| value * coefficient).sum::<f64>();
    1.0 / (1.0 + (-sum).exp())
}

const INTERCEPT: f64 = -10.2172;
const COEFFICIENTS: [f64; COUNT] = [
    2.2576,  // cosine
    6.8788,  // rare_runs
    1.9949,  // long_runs
    2.9585,  // aligned_shorter
    3.7476,  // link_similarity
    3.1114,  // wording
    -0.1706, // order
    2.7019,  // in_step
    2.3067,  // quotations
    1.8376,  // credit
];
