//! `ripple --format csv`: one row a place where an old fact still stands.

use std::io::{self, Write};

use super::{ends, table, write_row};
use crate::report::ripple::RippleReport;

/// Writes the survivors.
///
/// # Errors
/// What `out` says.
pub fn survivors(report: &RippleReport, out: &mut impl Write) -> io::Result<()> {
    let mut table = table(out);
    write_row(&mut table, &["piece", "path", "fact", "how", "where", "confidence", "says_both", "start", "end", "wrong", "text"])?;
    for row in &report.survivors {
        let [start, end] = ends(row.span);
        let cells = [
            row.piece.clone(),
            row.path.clone(),
            row.fact.map_or_else(String::new, |fact| fact.to_string()),
            row.how.to_owned(),
            row.r#where.key().to_owned(),
            row.confidence.key().to_owned(),
            row.says_both.to_string(),
            start,
            end,
            row.wrong.clone().unwrap_or_default(),
            row.text.clone(),
        ];
        write_row(&mut table, &cells)?;
    }
    table.flush()
}
