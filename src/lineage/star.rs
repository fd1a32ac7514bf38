//! [`Units`] -> [`Star`]: what pieces share by chance, if each took its points from the lost original by itself.
//!
//! Given that f pieces tell a point, each choice of f pieces weighs the product of their odds; the sums over all choices are the elementary
//! symmetric polynomials. Conditioning on f takes out that some points are popular. O(pieces x pieces told by) a pair.

use super::poisson::at_least;
use super::units::Units;

/// Rare: told by at most this many pieces, and by at most a third of them.
const MOST_TELLERS: usize = 5;
/// What a star would look like in which each piece tells as much as it does.
pub(super) struct Star {
    /// For each piece: how much likelier than not it tells a common point.
    odds: Vec<f64>,
    /// Points told by so many pieces, by that number up to the most that is rare.
    told: Vec<f64>,
    /// The sums of the products of so many odds.
    products: Vec<f64>,
    /// For each pair the points that both tell, by how many tell them.
    shared: Vec<Vec<Vec<usize>>>,
}

/// How many rare points two pieces share, and how odd that is in a star.
pub(super) struct Surprise {
    /// Points that both tell and at most `few` do.
    pub rare: usize,
    pub few: usize,
    /// As many a star would give them.
    pub chance: f64,
    /// How likely it gives so many or more.
    pub tail: f64,
}

impl Star {
    /// Fits the star to a table.
    pub fn of(units: &Units) -> Self {
        let pieces = units.pieces;
        let most = (pieces / 3).clamp(2, MOST_TELLERS);
        let common: Vec<&Vec<usize>> = units.told_by.iter().filter(|tellers| tellers.len() >= 3).collect();
        let mut told_by = vec![0.5; pieces];
        for piece in common.iter().copied().flatten() {
            told_by[*piece] += 1.0;
        }
        let odds: Vec<f64> =
            told_by.iter().map(|told| (told / (common.len() as f64 + 1.0)).min(0.98)).map(|share| share / (1.0 - share)).collect();
        let told = (0..=most).map(|times| units.told_times(times) as f64).collect();
        let mut shared = vec![vec![vec![0; most + 1]; pieces]; pieces];
        for tellers in units.told_by.iter().filter(|tellers| (2..=most).contains(&tellers.len())) {
            for (at, one) in tellers.iter().enumerate() {
                tellers[at + 1..].iter().for_each(|other| shared[*one][*other][tellers.len()] += 1);
            }
        }
        let products = products(odds.iter(), most);
        Self { odds, told, products, shared }
    }

    /// Compares the rare points of a pair with what a star gives it; of the ways to say "rare" the one that is oddest, which is paid for.
    pub fn surprise(&self, one: usize, other: usize, least: usize) -> Option<Surprise> {
        let most = self.told.len() - 1;
        let rest = self.odds.iter().enumerate().filter(|(at, _)| *at != one && *at != other).map(|(_, odds)| odds);
        let rest = products(rest, most - 2);
        let (mut chance, mut rare) = (0.0, 0);
        let ways = (2..=most).map(|few| {
            chance += self.told[few] * self.odds[one] * self.odds[other] * rest[few - 2] / self.products[few];
            rare += self.shared[one][other][few];
            Surprise { rare, few, chance, tail: at_least(rare, chance) * (most - 1) as f64 }
        });
        ways.filter(|way| way.rare >= least).min_by(|x, y| x.tail.total_cmp(&y.tail))
    }
}

/// For 0 to `most` factors the sum of the products of so many: by how much choices of so many pieces weigh.
fn products<'a>(odds: impl Iterator<Item = &'a f64>, most: usize) -> Vec<f64> {
    let mut sums = vec![0.0; most + 1];
    sums[0] = 1.0;
    for odds in odds {
        for count in (1..=most).rev() {
            sums[count] += odds * sums[count - 1];
        }
    }
    sums
}
