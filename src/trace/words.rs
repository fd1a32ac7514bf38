//! What became of each word inside a group of sentences that answer each other.
//!
//! A word is *kept* in a run of four matched words or more (three, if two of them are not function words); matched outside such runs it is
//! *reworded*, and so is what stands in a gap that is open on both sides, up to twice the shorter side and three words. Facts and quoted
//! words that face different ones are *altered*. The rest is dropped, or added. O(words of a group) beyond the matching.

use std::collections::{HashMap, HashSet};

use super::Fate;
use super::facts::{self, Faced};
use super::group::{Gap, Group, Half, Whole};
use crate::align::Run;

/// Gives every word of a group its fate; returns the facts that face others.
pub(super) fn edit(
    a: &Whole<'_>,
    b: &Whole<'_>,
    lines_a: &[usize],
    lines_b: &[usize],
    runs: &[Run],
    fates: &mut (Vec<Fate>, Vec<Fate>),
) -> Vec<Faced> {
    let group = Group::of(a, b, lines_a, lines_b);
    let (one, two) = (&group.one, &group.two);
    let mut of_one: Vec<Option<Fate>> = vec![None; one.len()];
    let mut of_two: Vec<Option<Fate>> = vec![None; two.len()];
    keep_runs(&group, &mut of_one, &mut of_two);
    keep_whole_lines(one, two, lines_a, lines_b, &mut of_one, &mut of_two);
    keep_moved_runs(one, two, runs, &mut of_one, &mut of_two);
    for (i, j) in &group.path {
        of_one[*i].get_or_insert(Fate::Reworded);
        of_two[*j].get_or_insert(Fate::Reworded);
    }
    match_moved_words(one, two, &mut of_one, &mut of_two);
    let gaps = group.gaps();
    // Of what is compared by runs alone it is not known what stands in the place of what.
    if !group.is_endless() {
        for gap in &gaps {
            settle(&group, gap, &mut of_one, &mut of_two);
        }
    }
    let faced = facts::in_group(&group, &gaps);
    for fact in faced.iter().filter(|fact| fact.alters()) {
        fact.original.clone().filter_map(|word| one.find(word)).for_each(|i| of_one[i] = Some(Fate::Altered));
        fact.piece.clone().filter_map(|word| two.find(word)).for_each(|j| of_two[j] = Some(Fate::Altered));
    }
    one.at.iter().zip(&of_one).for_each(|(at, fate)| fates.0[*at] = fate.unwrap_or(Fate::Dropped));
    two.at.iter().zip(&of_two).for_each(|(at, fate)| fates.1[*at] = fate.unwrap_or(Fate::Added));
    faced
}

fn is_run(words: usize, content: usize) -> bool {
    words >= 4 || words == 3 && content >= 2
}

/// Marks runs of equal words along the path as kept.
fn keep_runs(group: &Group<'_>, of_one: &mut [Option<Fate>], of_two: &mut [Option<Fate>]) {
    let same = |pair: &(usize, usize)| group.is_same(*pair);
    for run in group.path.chunk_by(|x, y| x.0 + 1 == y.0 && x.1 + 1 == y.1 && same(x) && same(y)) {
        let content = run.iter().filter(|(i, _)| group.one.word(*i).weight >= 2.0).count();
        if same(&run[0]) && is_run(run.len(), content) {
            for (i, j) in run {
                of_one[*i] = Some(Fate::Kept);
                of_two[*j] = Some(Fate::Kept);
            }
        }
    }
}

/// Equal sentences are kept however short they are.
fn keep_whole_lines(
    one: &Half<'_>,
    two: &Half<'_>,
    lines_a: &[usize],
    lines_b: &[usize],
    of_one: &mut [Option<Fate>],
    of_two: &mut [Option<Fate>],
) {
    let wholes = |half: &Half<'_>, lines: &[usize]| -> Vec<(u64, usize)> {
        lines.iter().map(|line| &half.told.outline.lines[*line]).map(|line| (line.whole, line.words.len())).collect()
    };
    let (ours, theirs) = (wholes(one, lines_a), wholes(two, lines_b));
    for (own, others, fates) in [(&ours, &theirs, of_one), (&theirs, &ours, of_two)] {
        let others: HashSet<&(u64, usize)> = others.iter().collect();
        let mut at = 0;
        for line in own {
            if others.contains(line) {
                fates[at..at + line.1].fill(Some(Fate::Kept));
            }
            at += line.1;
        }
    }
}

/// Marks runs that moved inside the group as kept.
fn keep_moved_runs(one: &Half<'_>, two: &Half<'_>, runs: &[Run], of_one: &mut [Option<Fate>], of_two: &mut [Option<Fate>]) {
    // Runs stand in the order of the first piece: only those that reach into the group's lines matter.
    let (first, last) = (one.at.first().copied().unwrap_or(0), one.at.last().copied().unwrap_or(0));
    let reaching = runs.partition_point(|run| run.a + run.words <= first)..runs.partition_point(|run| run.a <= last);
    for run in &runs[reaching.start..reaching.end.max(reaching.start)] {
        let mut places: Vec<(usize, usize)> = Vec::new();
        let own = one.at.partition_point(|at| *at < run.a)..one.at.partition_point(|at| *at < run.a + run.words);
        for i in own.filter(|i| of_one[*i].is_none()) {
            if let Ok(j) = two.at.binary_search(&(run.b + one.at[i] - run.a))
                && of_two[j].is_none()
            {
                places.push((i, j));
            }
        }
        for stretch in places.chunk_by(|x, y| x.0 + 1 == y.0 && x.1 + 1 == y.1) {
            let content = stretch.iter().filter(|(i, _)| one.word(*i).weight >= 2.0).count();
            if is_run(stretch.len(), content) {
                for (i, j) in stretch {
                    of_one[*i] = Some(Fate::Kept);
                    of_two[*j] = Some(Fate::Kept);
                }
            }
        }
    }
}

/// Words that stand on both sides in another order are reworded, not dropped and added.
fn match_moved_words(one: &Half<'_>, two: &Half<'_>, of_one: &mut [Option<Fate>], of_two: &mut [Option<Fate>]) {
    let mut free: Vec<(u32, usize)> =
        (0..two.at.len()).filter(|j| of_two[*j].is_none() && two.word(*j).weight >= 1.6).map(|j| (two.word(j).stem, j)).collect();
    free.sort_unstable();
    // From where the places of each stem are free.
    let mut first: HashMap<u32, usize> = HashMap::new();
    for (i, own) in of_one.iter_mut().enumerate() {
        let stem = one.word(i).stem;
        if own.is_some() || one.word(i).weight < 1.6 {
            continue;
        }
        let next = first.entry(stem).or_insert_with(|| free.partition_point(|(known, _)| *known < stem));
        if let Some((_, j)) = free.get(*next).filter(|(known, _)| *known == stem) {
            *next += 1;
            *own = Some(Fate::Reworded);
            of_two[*j] = Some(Fate::Reworded);
        }
    }
}

/// Settles a gap between two matched words.
fn settle(group: &Group<'_>, gap: &Gap, of_one: &mut [Option<Fate>], of_two: &mut [Option<Fate>]) {
    let (one, two) = (&group.one, &group.two);
    let left: Vec<usize> = gap.one.clone().filter(|i| of_one[*i].is_none()).collect();
    let right: Vec<usize> = gap.two.clone().filter(|j| of_two[*j].is_none()).collect();
    let inner = gap.one.start > 0 && gap.two.start > 0 && gap.one.end < one.len() && gap.two.end < two.len();
    let quoted = left.iter().all(|i| one.is_quoted(*i)) && right.iter().all(|j| two.is_quoted(*j));
    let weighty = |half: &Half<'_>, places: &[usize]| places.iter().any(|i| half.word(*i).weight >= 1.0);
    let fate = if quoted && inner && (weighty(one, &left) || weighty(two, &right)) { Fate::Altered } else { Fate::Reworded };
    // What stands on one side only is gone, or new.
    let most = if left.is_empty() || right.is_empty() { 0 } else { 2 * left.len().min(right.len()) + 3 };
    left.iter().take(most).for_each(|i| of_one[*i] = Some(fate));
    right.iter().take(most).for_each(|j| of_two[*j] = Some(fate));
}
