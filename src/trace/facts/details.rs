//! Things that face other things in sentences that are otherwise the same: "a doctor" for "hospital". For the record, not an alarm.
//!
//! A synonym that no list holds looks the same. O(words of a group).

use super::{Change, Faced, Kind};
use crate::trace::group::{Gap, Group, Half};

/// More words in one place, on both sides together, are another way to say it.
const LONGEST: usize = 10;
/// The words that say something: rarer than "people".
const TELLING: f32 = 2.0;
/// Less alike, two sentences differ in everything.
const ALIKE: f64 = 0.4;

/// Lists the things that face others.
pub(super) fn details(group: &Group<'_>, gaps: &[Gap], found: &mut Vec<Faced>) {
    if group.closeness < ALIKE {
        return;
    }
    let telling = |half: &Half<'_>, at: usize| half.word(at).weight >= TELLING && !half.word(at).numeric;
    let has = |half: &Half<'_>, stem: u32| (0..half.len()).any(|at| half.word(at).stem == stem);
    for gap in gaps.iter().filter(|gap| gap.is_held() && gap.one.len() + gap.two.len() <= LONGEST) {
        let lone_one = gap.one.clone().any(|at| telling(&group.one, at) && !has(&group.two, group.one.word(at).stem));
        let lone_two = gap.two.clone().any(|at| telling(&group.two, at) && !has(&group.one, group.two.word(at).stem));
        if lone_one && lone_two {
            let (original, piece) = (group.one.places(&gap.one), group.two.places(&gap.two));
            found.push(Faced { kind: Kind::Detail, change: Change::Changed, severity: 1, original, piece });
        }
    }
}
