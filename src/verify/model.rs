//! The model that is compiled in; `cargo run --release --example calibrate` fits and prints it.

use super::features::{COUNT, Features};

/// Gives the probability that two pieces share a text, 0 to 1.
#[must_use]
pub fn probability(features: &Features) -> f64 {
    let sum: f64 = INTERCEPT + features.values.iter().zip(&COEFFICIENTS).map(|(value, coefficient)| value * coefficient).sum::<f64>();
    1.0 / (1.0 + (-sum).exp())
}

const INTERCEPT: f64 = -10.4562;
const COEFFICIENTS: [f64; COUNT] = [
    1.9747, // cosine
    6.7188, // rare_runs
    2.2027, // long_runs
    3.5838, // aligned_shorter
    2.9994, // link_similarity
    4.0165, // wording
    0.4996, // order
    1.9430, // in_step
    2.3109, // quotations
    1.9026, // credit
];
