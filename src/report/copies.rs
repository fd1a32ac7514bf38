//! Copies -> the rows of the [`Report`]: shares of shingles stand for shares of words, and nothing is said of facts.

use rayon::prelude::*;

use super::{Counts, Credit, FORMAT, FamilyRow, How, MemberRow, OriginalRow, OriginalShares, PairRow, Part, PieceRow, PieceShares, Report};
use super::{SentenceRows, TOOL, WeakestRow};
use crate::article::Article;
use crate::candidates::Sources;
use crate::copies::{Copies, Extent, Family, Link};
use crate::error::Skipped;
use crate::lineage::is_named;
use crate::settings::Settings;
use crate::verify::{CLOSE, COPY, Verdict};

/// Makes the report of a scan for copies only; the texts of the articles are not asked.
#[must_use]
pub fn report(articles: &[Article], found: &Copies, skipped: Vec<Skipped>, settings: &Settings) -> Report {
    let mut home: Vec<Option<usize>> = vec![None; articles.len()];
    for (at, family) in found.families.iter().enumerate() {
        family.members.iter().for_each(|member| home[member.piece as usize] = Some(at));
    }
    let mut weakest: Vec<Option<(Link, f64)>> = vec![None; found.families.len()];
    for link in &found.links {
        if let Some(at) = home[link.a as usize].filter(|at| home[link.b as usize] == Some(*at)) {
            let share = share(*link, &found.extents);
            if weakest[at].is_none_or(|(_, least)| share < least) {
                weakest[at] = Some((*link, share));
            }
        }
    }
    let pieces: Vec<PieceRow> =
        articles.par_iter().zip(&found.extents).zip(&home).map(|((article, extent), home)| piece(article, *extent, *home)).collect();
    let counts = Counts {
        pieces: pieces.len(),
        skipped: skipped.len(),
        words: pieces.iter().map(|row| row.words).sum(),
        furniture_words: pieces.iter().map(|row| row.furniture_words).sum(),
        repeated_sentences: found.counts.habits,
        candidates: Sources { bands: found.counts.bands, samples: found.counts.samples, anchors: 0, capped: found.counts.full },
        verified: found.counts.verified,
        pairs: found.links.len(),
        families: found.families.len(),
    };
    let families = found
        .families
        .iter()
        .zip(weakest)
        .enumerate()
        .map(|(at, (family, weakest))| family_row(at, family, weakest, articles, found, settings))
        .collect();
    let pairs: Vec<PairRow> = found.links.par_iter().map(|link| pair(*link, articles, &found.extents)).collect();
    Report {
        format: FORMAT,
        tool: TOOL.to_owned(),
        settings: settings.clone(),
        counts,
        pieces,
        skipped,
        pairs,
        families,
        others: Vec::new(),
    }
}

/// The share of its shingles that the piece with the larger one has in common with the other.
fn share(link: Link, extents: &[Extent]) -> f64 {
    let (of_a, of_b) = link.containment(extents);
    of_a.max(of_b)
}

fn verdict(share: f64) -> Verdict {
    match share {
        share if share >= COPY => Verdict::Copy,
        share if share >= CLOSE => Verdict::CloseRewrite,
        _ => Verdict::HeavyRewrite,
    }
}

fn piece(article: &Article, extent: Extent, family: Option<usize>) -> PieceRow {
    PieceRow {
        id: article.id.clone(),
        path: article.path.clone(),
        words: extent.words as usize,
        furniture_words: extent.furniture as usize,
        language: None,
        title: article.title.clone(),
        date: article.date.clone(),
        outlet: article.outlet.clone(),
        credits: Vec::new(),
        spans_in: article.source,
        disguises: crate::clean::disguise::Disguises::default(),
        family: family.map(super::family_name),
    }
}

fn pair(link: Link, articles: &[Article], extents: &[Extent]) -> PairRow {
    let (of_a, of_b) = link.containment(extents);
    let all = extents[link.a as usize].shingles + extents[link.b as usize].shingles - link.shared;
    let most = of_a.max(of_b);
    PairRow {
        a: articles[link.a as usize].id.clone(),
        b: articles[link.b as usize].id.clone(),
        verdict: verdict(most),
        probability: super::round(most),
        jaccard: super::round(f64::from(link.shared) / f64::from(all.max(1))),
        a_in_b: super::round(of_a),
        b_in_a: super::round(of_b),
        same_words: super::round(most),
        same_facts: 0.0,
        same_story: 0.0,
        reuse_a: super::round(of_a),
        reuse_b: super::round(of_b),
        reasons: Vec::new(),
    }
}

fn family_row(
    at: usize,
    family: &Family,
    weakest: Option<(Link, f64)>,
    articles: &[Article],
    found: &Copies,
    settings: &Settings,
) -> FamilyRow {
    let given =
        settings.original.as_ref().and_then(|name| family.members.iter().find(|member| is_named(name, &articles[member.piece as usize])));
    let centre = articles[family.centre as usize].id.clone();
    let members = family
        .members
        .iter()
        .map(|member| {
            let part = match given {
                Some(original) if original.piece == member.piece => Part::Original,
                None if member.piece == family.centre => Part::StandIn,
                _ => Part::Rewrite,
            };
            let of = |piece: u32| f64::from(member.shared) / f64::from(found.extents[piece as usize].shingles.max(1));
            let (of_centre, of_piece) = (of(family.centre), of(member.piece));
            MemberRow {
                piece: articles[member.piece as usize].id.clone(),
                part,
                verdict: verdict(of_centre.max(of_piece)),
                probability: super::round(of_centre.max(of_piece)),
                original_shares: OriginalShares {
                    kept: super::round(of_centre * 100.0),
                    dropped: super::round(100.0 - of_centre * 100.0),
                    ..OriginalShares::default()
                },
                piece_shares: PieceShares {
                    kept: super::round(of_piece * 100.0),
                    added: super::round(100.0 - of_piece * 100.0),
                    ..PieceShares::default()
                },
                credit: Credit::None,
                looks_like: Vec::new(),
                facts: Vec::new(),
                sentences: SentenceRows::default(),
                confirmed: None,
                completed: Vec::new(),
            }
        })
        .collect();
    let name = |piece: u32| articles[piece as usize].id.clone();
    FamilyRow {
        id: super::family_name(at),
        original: OriginalRow {
            piece: given.map(|member| name(member.piece)),
            outlet: settings.outlet.clone(),
            how: if given.is_some() { How::Given } else { How::NotAsked },
            stand_in: Some(centre),
            why: "copies only: each piece is measured against the one that the others share most with".to_owned(),
        },
        estimated_points: None,
        independent_lines: 1,
        members,
        lineage: Vec::new(),
        completed: Vec::new(),
        weakest: weakest.map(|(link, share)| WeakestRow { a: name(link.a), b: name(link.b), probability: super::round(share) }),
    }
}
