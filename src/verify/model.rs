//! The model that is compiled in; `cargo run --release --example calibrate` fits and prints it.

use super::features::{COUNT, Features};

/// Gives the probability that two pieces share a text, 0 to 1.
#[must_use]
pub fn probability(features: &Features) -> f64 {
    let sum: f64 = INTERCEPT + features.values.iter().zip(&COEFFICIENTS).map(|(value, coefficient)| value * coefficient).sum::<f64>();
    1.0 / (1.0 + (-sum).exp())
}

const INTERCEPT: f64 = -9.7745;
const COEFFICIENTS: [f64; COUNT] = [
    4.6756,  // cosine
    -0.9505, // containment
    1.7506,  // unquoted_runs
    9.3949,  // rare_runs
    2.2716,  // long_runs
    3.5302,  // aligned_shorter
    -0.3419, // aligned_longer
    3.3775,  // link_similarity
    0.8239,  // order
    -0.3321, // names
    0.1492,  // numbers
    2.0283,  // quotations
    0.5794,  // length_ratio
    1.4626,  // credit
    -0.6215, // lead
    -0.6070, // skeleton
];
