//! A first program with the library: reads a folder, finds the families of rewrites in it, and prints the facts that changed.
//!
//! ```text
//! cargo run --example families -- fixtures/stories
//! ```

use std::error::Error;

use wiretrace::pipeline::{Scan, scan};
use wiretrace::read::ReadSettings;
use wiretrace::report::{FactRow, FamilyRow, MemberRow};
use wiretrace::settings::Settings;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    // Files, folders and patterns, as for the command. The settings are the command's own; nobody is told how far it is.
    let found = scan(&paths, &ReadSettings::default(), Settings::default(), &|_step, _done, _of| ())?;
    // A file that cannot be read ends no run: it is listed with its reason.
    for skipped in &found.report.skipped {
        println!("not read: {} ({})", skipped.path, skipped.reason);
    }
    for family in &found.report.families {
        print_family(family, &found);
    }
    Ok(())
}

fn print_family(family: &FamilyRow, found: &Scan) {
    // Where the original is missing, the members are measured against the best surviving version; its outlet may be known all the same.
    let base = family.base().unwrap_or_default();
    match (&family.original.piece, &family.original.outlet) {
        (Some(piece), _) => println!("{}: {piece} is the original", family.id),
        (None, Some(outlet)) => println!("{}: a story of {outlet}, which is not here; {base} stands in for it", family.id),
        (None, None) => println!("{}: the original is not here; {base} stands in for it", family.id),
    }
    for member in family.members.iter().filter(|member| member.piece != base) {
        println!("  {}: {}, {:.0}% of the original word for word", member.piece, member.verdict.words(), member.original_shares.kept);
        // They come most severe first; 3 is for an alarm, 1 for the record.
        for fact in member.facts.iter().filter(|fact| fact.severity >= 3) {
            println!("    {} {}: “{}” -> “{}”", fact.kind, fact.change, fact.original, fact.piece);
            if let Some(sentence) = sentence_of(fact, member, found) {
                println!("      {sentence}");
            }
        }
    }
}

/// Cuts the sentence that holds a fact out of its piece: results hold spans of bytes, the articles hold the text.
fn sentence_of<'a>(fact: &FactRow, member: &MemberRow, found: &'a Scan) -> Option<&'a str> {
    let span = fact.piece_span?;
    let sentence = member.sentences.piece.iter().find(|sentence| sentence.span.contains(span))?;
    let article = found.articles.iter().find(|article| article.id == member.piece)?;
    Some(sentence.span.of(&article.text))
}
