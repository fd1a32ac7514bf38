//! The model that is compiled in; `cargo run --release --example calibrate` fits and prints it.

use super::features::{COUNT, Features};

/// Gives the probability that two pieces share a text, 0 to 1.
#[must_use]
pub fn probability(features: &Features) -> f64 {
    let sum: f64 = INTERCEPT + features.values.iter().zip(&COEFFICIENTS).map(|(value, coefficient)| value * coefficient).sum::<f64>();
    1.0 / (1.0 + (-sum).exp())
}

const INTERCEPT: f64 = -10.2362;
const COEFFICIENTS: [f64; COUNT] = [
    2.2767,  // cosine
    6.8519,  // rare_runs
    1.9895,  // long_runs
    2.9812,  // aligned_shorter
    3.7384,  // link_similarity
    3.1528,  // wording
    -0.1674, // order
    2.6983,  // in_step
    2.2961,  // quotations
    1.8468,  // credit
];
