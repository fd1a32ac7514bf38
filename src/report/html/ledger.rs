//! A ledger -> what an editor reads before any percentage: at most four things to look at, and the rest on demand.

use askama::Template;

use crate::article::Span;
use crate::report::FactRow;
use crate::report::text::{LEAST_SEVERITY, change, gravity, kind};

/// Things to look at in the first screen of a piece.
const MOST_SHOWN: usize = 4;

/// A fact whose wording changed.
#[derive(Clone)]
pub(super) struct Entry {
    /// `QUOTE`, `NUMBER`, …
    pub kind: String,
    /// `altered`, `lost`, …
    pub change: String,
    /// 3: look at this first; 2: look; 1: for the record.
    pub severity: u8,
    /// Both wordings; empty where a side has none.
    pub wordings: [String; 2],
    /// Where they stand in both texts.
    pub spans: [Option<Span>; 2],
    /// The row in which they stand, where the texts are laid side by side.
    pub row: Option<String>,
}

/// Gives the entries of a ledger as a screen lists them.
pub(super) fn entries<'a>(facts: impl Iterator<Item = &'a FactRow>) -> Vec<Entry> {
    let mut facts: Vec<&FactRow> = facts.collect();
    facts.sort_by_key(|fact| gravity(fact));
    let entry = |fact: &FactRow| Entry {
        kind: kind(fact),
        change: change(fact),
        severity: fact.severity,
        wordings: [fact.original.clone(), fact.piece.clone()],
        spans: [fact.original_span, fact.piece_span],
        row: None,
    };
    facts.into_iter().map(entry).collect()
}

/// The list: what to look at first, then what is for the record.
#[derive(Template)]
#[template(path = "ledger.html")]
pub(super) struct Ledger<'a> {
    pub entries: &'a [Entry],
    /// Of the entries, those that stand open.
    pub shown: usize,
    /// Of the entries, those that are worth a look.
    pub alarms: usize,
}

impl<'a> Ledger<'a> {
    pub(super) fn of(entries: &'a [Entry]) -> Self {
        let alarms = entries.iter().filter(|entry| entry.severity >= LEAST_SEVERITY).count();
        Self { entries, shown: alarms.min(MOST_SHOWN), alarms }
    }

    fn rest(&self) -> String {
        let (more, record) = (self.alarms - self.shown, self.entries.len() - self.alarms);
        match (more, record) {
            (0, record) => format!("{record} small {}, for the record", if record == 1 { "change" } else { "changes" }),
            (more, 0) => format!("{more} more to look at"),
            (more, record) => format!("{more} more to look at, {record} for the record"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::json::sample::fact;

    #[test]
    fn four_things_stand_open_and_the_rest_is_counted() {
        let facts: Vec<FactRow> = (0..7).map(|at| fact("number", "changed", if at < 5 { 2 } else { 1 }, "1", "2")).collect();
        let entries = entries(facts.iter());
        let ledger = Ledger::of(&entries);
        assert_eq!((ledger.shown, ledger.rest().as_str()), (4, "1 more to look at, 2 for the record"));
        let page = ledger.to_string();
        assert_eq!(page.split("<details").next().map(|open| open.matches("<li").count()), Some(4), "{page}");
    }

    #[test]
    fn a_lost_credit_stands_after_what_is_as_grave() {
        let facts = [fact("credit", "lost", 3, "NBC", ""), fact("number", "changed", 3, "1", "2"), fact("hedge", "lost", 2, "up to", "")];
        let kinds: Vec<String> = entries(facts.iter()).into_iter().map(|entry| entry.kind).collect();
        assert_eq!(kinds, ["NUMBER", "CREDIT", "HEDGE"]);
    }

    #[test]
    fn wordings_are_text_and_never_markup() {
        let facts = [fact("quotation", "altered", 3, "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>")];
        let page = Ledger::of(&entries(facts.iter())).to_string();
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
    }
}
