//! Who tells what: the table that the estimate, the link test and the tree read.

/// The points that a group of pieces tells: for each point the pieces that tell it, sorted and unique, as places in the group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Units {
    /// How many pieces there are.
    pub pieces: usize,
    /// For each point who tells it.
    pub told_by: Vec<Vec<usize>>,
}

impl Units {
    /// Tells each piece's points as one bit a point: the shape that counting wants. O(cells).
    #[must_use]
    pub fn sets(&self) -> Vec<Vec<bool>> {
        let mut sets = vec![vec![false; self.told_by.len()]; self.pieces];
        for (unit, tellers) in self.told_by.iter().enumerate() {
            for piece in tellers {
                sets[*piece][unit] = true;
            }
        }
        sets
    }

    /// Counts pieces that go back to each other as one: `branch` gives each piece's new place. A copy chain vouches for a point once.
    #[must_use]
    pub fn merged(&self, branch: &[usize]) -> Self {
        let pieces = branch.iter().max().map_or(0, |most| most + 1);
        let told_by = self
            .told_by
            .iter()
            .map(|tellers| {
                let mut merged: Vec<usize> = tellers.iter().map(|piece| branch[*piece]).collect();
                merged.sort_unstable();
                merged.dedup();
                merged
            })
            .collect();
        Self { pieces, told_by }
    }

    /// Counts the points that exactly so many pieces tell.
    #[must_use]
    pub fn told_times(&self, times: usize) -> usize {
        self.told_by.iter().filter(|tellers| tellers.len() == times).count()
    }
}
