//! Scores clusters against the truth, over all pairs of pieces of one story.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

/// How good clusters are.
pub struct Score {
    /// Share of the pairs of one story that are in one cluster.
    pub recall: f64,
    /// Share of the pairs in one cluster that are of one story.
    pub precision: f64,
}

/// Reads both tables and compares them; a piece that a tool leaves out is alone.
pub fn score(truth: &Path, clusters: &Path) -> Result<Score, Box<dyn Error>> {
    let stories: HashMap<String, u32> = column(truth, "cluster")?
        .into_iter()
        .map(|(id, story)| Ok((id, story.parse()?)))
        .collect::<Result<_, std::num::ParseIntError>>()?;
    let mut told = HashMap::new();
    for story in stories.values() {
        *told.entry(*story).or_default() += 1;
    }
    let (mut found, mut right) = (HashMap::new(), HashMap::new());
    for (id, cluster) in members(clusters)? {
        let story = *stories.get(&id).ok_or_else(|| format!("{id} is not in {}", truth.display()))?;
        *found.entry(cluster.clone()).or_default() += 1;
        *right.entry((cluster, story)).or_default() += 1;
    }
    let right = pairs(right.values());
    Ok(Score { recall: right / pairs(told.values()), precision: right / pairs(found.values()) })
}

/// Counts the clusters of two pieces and more, and the pieces of the largest.
pub fn sizes(clusters: &Path) -> Result<(usize, u64), Box<dyn Error>> {
    let mut sizes: HashMap<String, u64> = HashMap::new();
    for (_, cluster) in members(clusters)? {
        *sizes.entry(cluster).or_default() += 1;
    }
    Ok((sizes.values().filter(|size| **size > 1).count(), sizes.values().copied().max().unwrap_or(0)))
}

fn pairs<'a>(sizes: impl Iterator<Item = &'a u64>) -> f64 {
    sizes.map(|size| (size * (size - 1) / 2) as f64).sum()
}

/// The pieces that are in a cluster, and in which.
fn members(clusters: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let named = if clusters.extension().is_some_and(|extension| extension == "csv") { "family" } else { "cluster" };
    Ok(column(clusters, named)?.into_iter().filter(|(_, cluster)| !cluster.is_empty()).collect())
}

/// Reads a column of a table beside its first one, the id; commas in `.csv`, else tabs.
fn column(table: &Path, name: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let delimiter = if table.extension().is_some_and(|extension| extension == "csv") { b',' } else { b'\t' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_path(table)?;
    let at = reader.headers()?.iter().position(|header| header == name).ok_or_else(|| format!("{}: no column {name}", table.display()))?;
    reader.records().map(|row| row.map(|row| (row[0].to_owned(), row[at].to_owned())).map_err(Into::into)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(clusters: &str, name: &str) -> Score {
        let folder = std::env::temp_dir().join(format!("peers-score-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let (truth, found) = (folder.join("truth.tsv"), folder.join("found.tsv"));
        std::fs::write(&truth, "id\tcluster\na\t0\nb\t0\nc\t0\nd\t1\ne\t1\n").expect("a file");
        std::fs::write(&found, format!("id\tcluster\n{clusters}")).expect("a file");
        let score = score(&truth, &found).expect("both tables");
        std::fs::remove_dir_all(folder).expect("a folder");
        score
    }

    #[test]
    fn a_missed_pair_costs_recall_and_a_wrong_one_precision() {
        // Four true pairs; found are ab, and with it the wrong ad and bd.
        let score = scored("a\t7\nb\t7\nd\t7\nc\t8\n", "wrong");
        assert!((score.recall - 1.0 / 4.0).abs() < 1e-12, "{}", score.recall);
        assert!((score.precision - 1.0 / 3.0).abs() < 1e-12, "{}", score.precision);
    }

    #[test]
    fn all_stories_found_and_nothing_else_is_one_and_one() {
        let score = scored("a\tx\nb\tx\nc\tx\nd\ty\ne\ty\n", "right");
        assert!((score.recall - 1.0).abs() < 1e-12 && (score.precision - 1.0).abs() < 1e-12);
    }
}
