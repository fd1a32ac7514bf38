//! Why a pair got its verdict, in words with numbers, weightiest first.

use super::{Match, Profile, Verdict};

/// Gives up to three reasons; none for pairs that were not looked at closely.
#[must_use]
pub fn of(found: &Match, a: &Profile, b: &Profile) -> Vec<String> {
    let features = &found.features;
    let mut reasons: Vec<(f64, String)> = Vec::new();
    if found.same_words >= 0.2 {
        reasons.push((
            3.0 * found.same_words,
            format!("{:.0}% of the words of one stand in the other in runs of three and more", 100.0 * found.same_words),
        ));
    }
    if features.long_runs > 0 {
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let weight = 0.4 * (features.long_runs as f64).ln_1p();
        reasons.push((
            weight,
            format!(
                "{} unquoted {} of six words or more, the longest of {}",
                features.long_runs,
                if features.long_runs == 1 { "run" } else { "runs" },
                features.longest_run
            ),
        ));
    }
    if features.links >= 2 {
        let order = if features.order >= 2.0 { " in the same order" } else { "" };
        reasons.push((
            1.2 * features.aligned.0.max(features.aligned.1) + 0.1 * features.order.max(0.0),
            format!(
                "{} shared points{order}, {:.0}% of the one and {:.0}% of the other",
                features.links,
                100.0 * features.aligned.0,
                100.0 * features.aligned.1
            ),
        ));
    }
    if let Some((outlet, _)) = a.shared_credits(b).next() {
        reasons.push((0.8, format!("both credit {outlet}")));
    }
    if features.quoted_words >= 8 {
        reasons.push((
            if found.verdict == Verdict::SameStory { 1.5 } else { 0.5 },
            format!("{} quoted words in common, which any reporter may have", features.quoted_words),
        ));
    }
    if found.verdict == Verdict::SameStory && features.lead.0.min(features.lead.1) < 0.4 {
        reasons.push((
            1.4,
            format!(
                "each begins with other news: {:.0}% and {:.0}% of their first sentences are in the other",
                100.0 * features.lead.0,
                100.0 * features.lead.1
            ),
        ));
    }
    if found.verdict == Verdict::Series {
        reasons.push((
            9.0,
            format!(
                "the same words about other things: {:.0}% of the names and {:.0}% of the numbers in common",
                100.0 * features.names,
                100.0 * features.numbers
            ),
        ));
    }
    reasons.sort_by(|one, two| two.0.total_cmp(&one.0).then_with(|| one.1.cmp(&two.1)));
    reasons.into_iter().take(3).map(|(_, reason)| reason).collect()
}
