//! What the rooms found out -> the rows of the [`Report`]: ids instead of numbers, percentages instead of counts, texts cut where an
//! editor reads them.

use std::collections::HashMap;

use rayon::prelude::*;

use super::shares::percentages;
use super::{
    CompletedRow, Counts, CreditRow, FORMAT, FactRow, FamilyRow, LineageRow, MemberRow, OriginalRow, OriginalShares, PairRow, Part,
    PieceRow, PieceShares, RangeRow, Report, SentenceRow, SentenceRows, TOOL, WeakestRow, family_name, round,
};
use crate::article::{ArticleId, Span};
use crate::candidates::Sources;
use crate::clean::credits;
use crate::clean::language::language;
use crate::cluster::Family;
use crate::error::Skipped;
use crate::lineage::{Archive, Credit, How, Member, Story, counts, outlet_of};
use crate::settings::Settings;
use crate::trace::facts::{Fact, facts};
use crate::trace::{Fate, Side, Trace, trace};
use crate::verify::{Match, Verdict, reasons};

/// What was counted on the way.
#[derive(Debug, Clone, Copy)]
pub struct Funnel {
    /// Sentences set aside because they repeat over unrelated pieces.
    pub repeated: usize,
    /// Candidate pairs by source.
    pub sources: Sources,
    /// Pairs verified.
    pub verified: usize,
}

/// Makes the report.
#[must_use]
pub fn report(
    archive: Archive<'_>,
    families: &[Family],
    stories: &[Story],
    skipped: Vec<Skipped>,
    funnel: Funnel,
    settings: &Settings,
) -> Report {
    let (told, others): (Vec<&Match>, Vec<&Match>) = archive.matches.iter().partition(|found| found.verdict >= Verdict::SameStory);
    let pairs: Vec<PairRow> = told.into_par_iter().map(|found| reasoned(found, archive)).collect();
    let others = others.into_par_iter().map(|found| pair(found, archive)).collect();
    let mut home: Vec<Option<usize>> = vec![None; archive.articles.len()];
    for (at, family) in families.iter().enumerate() {
        family.members.iter().for_each(|id| home[id.index()] = Some(at));
    }
    let pieces: Vec<PieceRow> = (0..archive.articles.len()).into_par_iter().map(|at| piece(at, home[at], archive)).collect();
    let lines = lines(families.len(), &home, archive);
    let counts = Counts {
        pieces: pieces.len(),
        skipped: skipped.len(),
        words: pieces.iter().map(|row| row.words).sum(),
        furniture_words: pieces.iter().map(|row| row.furniture_words).sum(),
        repeated_sentences: funnel.repeated,
        candidates: funnel.sources,
        verified: funnel.verified,
        pairs: pairs.len(),
        families: families.len(),
    };
    let families = (families, stories).into_par_iter().zip(&lines).enumerate();
    let families = families.map(|(at, ((family, story), lines))| family_row(at, family, story, *lines, archive)).collect();
    Report { format: FORMAT, tool: TOOL.to_owned(), settings: settings.clone(), counts, pieces, skipped, pairs, families, others }
}

fn name(id: ArticleId, archive: Archive<'_>) -> String {
    archive.articles[id.index()].id.clone()
}

fn cut(id: ArticleId, span: Span, archive: Archive<'_>) -> String {
    one_line(span.of(&archive.articles[id.index()].text))
}

/// White space folded, so that a wording fits a cell and a line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The row of a piece.
#[must_use]
pub fn piece(at: usize, family: Option<usize>, archive: Archive<'_>) -> PieceRow {
    let (article, text) = (&archive.articles[at], &archive.texts[at]);
    let mut credits: Vec<CreditRow> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for credit in &text.credits.list {
        if let Some(row) = places.get(&credit.key).map(|at| &mut credits[*at]) {
            row.count += 1;
            if credits::strength(credit.cue) > credits::strength(&row.cue) {
                credit.cue.clone_into(&mut row.cue);
            }
        } else {
            places.entry(credits::key(&credit.outlet)).or_insert(credits.len());
            credits.push(CreditRow { outlet: credit.outlet.clone(), cue: credit.cue.to_owned(), count: 1 });
        }
    }
    // A text without a headline is named by its first line, if that is short enough to be one.
    let first =
        || text.sentences.iter().find(|sentence| sentence.is_story()).map(|sentence| sentence.span).filter(|span| span.len() <= 160);
    let title = article.title.clone().or_else(|| text.headline.or_else(first).map(|span| one_line(span.of(&article.text))));
    let date = article.date.clone().or_else(|| text.stamp.map(|span| one_line(span.of(&article.text))));
    PieceRow {
        id: article.id.clone(),
        path: article.path.clone(),
        words: text.word_count(),
        furniture_words: text.furniture_count(),
        language: language(&article.text, text).map(str::to_owned),
        title,
        date,
        outlet: article.outlet.clone(),
        credits,
        spans_in: article.source,
        disguises: text.disguises,
        family: family.map(family_name),
    }
}

fn pair(found: &Match, archive: Archive<'_>) -> PairRow {
    PairRow {
        a: name(found.pair.a(), archive),
        b: name(found.pair.b(), archive),
        verdict: found.verdict,
        probability: round(found.probability),
        jaccard: round(found.jaccard),
        a_in_b: round(found.containment.0),
        b_in_a: round(found.containment.1),
        same_words: round(found.same_words),
        same_facts: round(found.same_facts),
        same_story: round(found.same_story),
        reuse_a: round(found.reuse.0),
        reuse_b: round(found.reuse.1),
        reasons: Vec::new(),
    }
}

/// The row of a pair, with its reasons.
#[must_use]
pub fn reasoned(found: &Match, archive: Archive<'_>) -> PairRow {
    let profile = |id: ArticleId| &archive.profiles[id.index()];
    PairRow { reasons: reasons::of(found, profile(found.pair.a()), profile(found.pair.b())), ..pair(found, archive) }
}

/// The row of a family.
#[must_use]
pub fn family_row(at: usize, family: &Family, story: &Story, independent_lines: usize, archive: Archive<'_>) -> FamilyRow {
    let origin = &story.origin;
    let missing = origin.piece.is_none();
    let members = story.members.iter().map(|member| member_row(member, story, archive)).collect();
    let lineage = story
        .descent
        .iter()
        .map(|descent| LineageRow {
            from: descent.from.clone().map_or_else(|outlet| outlet, |id| name(id, archive)),
            to: name(descent.to, archive),
            by: descent.level,
            why: descent.why.clone(),
            support: round(descent.support),
        })
        .collect();
    let completed = story
        .completed
        .iter()
        .filter_map(|point| {
            let (id, line) = *point.told_by.first()?;
            let sentence = archive.profiles[id.index()].outline.lines[line].sentence;
            let span = archive.texts[id.index()].sentences[sentence].span;
            Some(CompletedRow {
                piece: name(id, archive),
                span,
                text: cut(id, span, archive),
                told_by: point.told_by.iter().map(|(id, _)| name(*id, archive)).collect(),
            })
        })
        .collect();
    FamilyRow {
        id: family_name(at),
        original: OriginalRow {
            piece: origin.piece.map(|id| name(id, archive)),
            outlet: origin.outlet.clone(),
            how: origin.how,
            stand_in: missing.then(|| name(origin.stand_in, archive)),
            why: origin.why.clone(),
        },
        estimated_points: story.held.map(|held| RangeRow { low: held.low, high: held.high, shared: held.told, by: held.by }),
        independent_lines,
        members,
        lineage,
        completed,
        weakest: family.weakest.map(|(pair, probability)| WeakestRow {
            a: name(pair.a(), archive),
            b: name(pair.b(), archive),
            probability: round(probability),
        }),
    }
}

/// A family is one line of reporting; each other family or lone piece that tells the same story is another.
fn lines(families: usize, home: &[Option<usize>], archive: Archive<'_>) -> Vec<usize> {
    let mut others: Vec<(usize, Result<usize, ArticleId>)> = Vec::new();
    for found in archive.matches.iter().filter(|found| found.verdict == Verdict::SameStory) {
        for (inside, outside) in [(found.pair.a(), found.pair.b()), (found.pair.b(), found.pair.a())] {
            if let Some(at) = home[inside.index()].filter(|at| home[outside.index()] != Some(*at)) {
                others.push((at, home[outside.index()].ok_or(outside)));
            }
        }
    }
    others.sort_unstable();
    others.dedup();
    let mut lines = vec![1; families];
    for (at, _) in others {
        lines[at] += 1;
    }
    lines
}

fn member_row(member: &Member, story: &Story, archive: Archive<'_>) -> MemberRow {
    let part = match (member.piece == story.base, story.origin.how) {
        (true, How::Missing) => Part::StandIn,
        (true, _) => Part::Original,
        (false, _) => Part::Rewrite,
    };
    let lost = story.origin.outlet.as_deref().filter(|_| member.credit == Credit::Lost);
    let facts = ledger(lost, &member.facts, story.base, member.piece, archive);
    let (original_shares, piece_shares) = shares(&member.trace, member.beyond);
    MemberRow {
        piece: name(member.piece, archive),
        part,
        verdict: member.verdict,
        probability: round(member.probability),
        original_shares,
        piece_shares,
        credit: member.credit,
        looks_like: if part == Part::Rewrite {
            super::kinds::looks_like(&member.trace, archive.told(story.base), archive.told(member.piece))
        } else {
            Vec::new()
        },
        facts,
        sentences: sentences(&member.trace, story.base, member.piece, archive),
        confirmed: member.confirmed.map(|share| (share * 1e4).round() / 1e2),
        completed: member.completed.clone(),
    }
}

fn shares(trace: &Trace, beyond: [usize; 4]) -> (OriginalShares, PieceShares) {
    let mut of_original = counts(&trace.original, Fate::Dropped);
    of_original.iter_mut().zip(beyond).for_each(|(words, more)| *words += more);
    let [kept, reworded, altered, dropped] = percentages(of_original);
    let original = OriginalShares { kept, reworded, altered, dropped };
    let [kept, reworded, altered, added] = counts(&trace.piece, Fate::Added);
    let [kept, reworded, altered, added, not_compared] =
        percentages([kept, reworded, altered, added, trace.piece.count(Fate::NotCompared)]);
    (original, PieceShares { kept, reworded, altered, added, not_compared })
}

/// The credit that a piece lost: where the original or stand-in names the outlet, and where the piece names nobody in its place.
fn lost_credit(outlet: &str, base: ArticleId, piece: ArticleId, archive: Archive<'_>) -> FactRow {
    let key = credits::key(outlet);
    let there = credits::firmest(&archive.texts[base.index()].credits.list, &key).map(|credit| credit.span);
    let here = archive.texts[piece.index()].credits.cut.first().copied();
    FactRow {
        kind: "credit".to_owned(),
        change: "lost".to_owned(),
        severity: 3,
        original: there.map_or_else(|| outlet.to_owned(), |span| cut(base, span, archive)),
        piece: here.map_or_else(String::new, |span| cut(piece, span, archive)),
        original_span: there,
        piece_span: here,
    }
}

/// A ledger: the lost credit first, then what the trace shows.
fn ledger(lost: Option<&str>, found: &[Fact], base: ArticleId, piece: ArticleId, archive: Archive<'_>) -> Vec<FactRow> {
    let credit = lost.map(|outlet| lost_credit(outlet, base, piece, archive));
    let told = |row: &FactRow| credit.as_ref().is_some_and(|credit| credit.kind == row.kind && credit.original_span == row.original_span);
    let rows: Vec<FactRow> = found.iter().map(|fact| fact_row(fact, base, piece, archive)).filter(|row| !told(row)).collect();
    credit.into_iter().chain(rows).collect()
}

fn fact_row(fact: &Fact, original: ArticleId, piece: ArticleId, archive: Archive<'_>) -> FactRow {
    let wording = |id, span: Option<Span>| span.map_or_else(String::new, |span| cut(id, span, archive));
    FactRow {
        kind: fact.kind.word().to_owned(),
        change: fact.change.word().to_owned(),
        severity: fact.severity,
        original: wording(original, fact.original),
        piece: wording(piece, fact.piece),
        original_span: fact.original,
        piece_span: fact.piece,
    }
}

fn sentences(trace: &Trace, original: ArticleId, piece: ArticleId, archive: Archive<'_>) -> SentenceRows {
    let rows = |side: &Side, id: ArticleId| {
        let (sentences, lines) = (&archive.texts[id.index()].sentences, &archive.profiles[id.index()].outline.lines);
        let mut rows: Vec<SentenceRow> = side
            .sentences
            .iter()
            .zip(sentences)
            .map(|((fate, with), sentence)| SentenceRow { span: sentence.span, fate: *fate, with: with.clone(), words: Vec::new() })
            .collect();
        for line in lines {
            let words = &archive.texts[id.index()].words[sentences[line.sentence].words.clone()];
            rows[line.sentence].words = stretches(words.iter().map(|word| word.span), &side.words[line.words.clone()]);
        }
        rows
    };
    SentenceRows { original: rows(&trace.original, original), piece: rows(&trace.piece, piece) }
}

/// Joins neighbouring words of one fate; those that were kept are left out.
fn stretches(words: impl Iterator<Item = Span>, fates: &[Fate]) -> Vec<(Span, Fate)> {
    let mut stretches: Vec<(Span, Fate)> = Vec::new();
    let mut before = Fate::Kept;
    for (span, fate) in words.zip(fates) {
        match stretches.last_mut() {
            Some((stretch, _)) if before == *fate && *fate != Fate::Kept => *stretch = stretch.cover(span),
            _ if *fate != Fate::Kept => stretches.push((span, *fate)),
            _ => {}
        }
        before = *fate;
    }
    stretches
}

/// The outlet that a piece credits firmly: a stand-in says whose story it is.
fn credited_by(piece: ArticleId, archive: Archive<'_>) -> Option<String> {
    let firm = archive.profiles[piece.index()].credits.iter().filter(|credited| credited.firm);
    let mentions = |key: &str| archive.texts[piece.index()].credits.list.iter().filter(|credit| credit.key == key).count();
    firm.max_by_key(|credited| (mentions(&credited.key), std::cmp::Reverse(credited.key.clone()))).map(|credited| credited.name.clone())
}

/// Makes the rows of two pieces that were judged: one beside the other, from which it is taken to be made.
#[must_use]
pub fn beside(original: ArticleId, piece: ArticleId, found: &Match, archive: Archive<'_>) -> (MemberRow, PairRow) {
    let mut laid = trace(archive.told(original), archive.told(piece));
    let trace = &mut laid;
    let outlet = outlet_of(original, archive).or_else(|| credited_by(original, archive));
    let profile = &archive.profiles[piece.index()];
    let credit = match outlet.as_deref().map(credits::key) {
        None => Credit::None,
        Some(key) if profile.credits(&key) || profile.outlet.as_ref() == Some(&key) => Credit::Given,
        Some(_) => Credit::Lost,
    };
    let lost = outlet.as_deref().filter(|_| credit == Credit::Lost);
    let facts = ledger(lost, &facts(archive.told(original), archive.told(piece), trace), original, piece, archive);
    let (original_shares, piece_shares) = shares(trace, [0; 4]);
    let member = MemberRow {
        piece: name(piece, archive),
        part: Part::Rewrite,
        verdict: found.verdict,
        probability: round(found.probability),
        original_shares,
        piece_shares,
        credit,
        looks_like: super::kinds::looks_like(trace, archive.told(original), archive.told(piece)),
        facts,
        sentences: sentences(trace, original, piece, archive),
        confirmed: None,
        completed: Vec::new(),
    };
    (member, reasoned(found, archive))
}
