//! The model that is compiled in; `cargo run --release --example calibrate` fits and prints it.

use super::features::{COUNT, Features};

/// Gives the probability that two pieces share a text, 0 to 1.
#[must_use]
pub fn probability(features: &Features) -> f64 {
    let sum: f64 = INTERCEPT + features.values.iter().zip(&COEFFICIENTS).map(|(value, coefficient)| value * coefficient).sum::<f64>();
    1.0 / (1.0 + (-sum).exp())
}

const INTERCEPT: f64 = -9.6759;
const COEFFICIENTS: [f64; COUNT] = [
    3.9832,  // cosine
    -0.6074, // containment
    1.2528,  // unquoted_runs
    8.4820,  // rare_runs
    2.1962,  // long_runs
    3.1098,  // aligned_shorter
    -0.0542, // aligned_longer
    3.5346,  // link_similarity
    0.9287,  // order
    0.0951,  // names
    0.1405,  // numbers
    1.9894,  // quotations
    0.2155,  // length_ratio
    1.4017,  // credit
    -0.6828, // lead
    -0.6093, // skeleton
];
