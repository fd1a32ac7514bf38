//! Random numbers from a seed, the same on every machine.

/// `SplitMix64` (Steele, Lea and Flood 2014).
pub struct Dice(u64);

impl Dice {
    /// Seeds from several numbers.
    pub fn of(seeds: [u64; 3]) -> Self {
        seeds.into_iter().fold(Self(0x7065_6572_735f_6f66), |mut dice, seed| Self(dice.roll() ^ seed))
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// 0 to 1, without 1.
    pub fn unit(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// 0 to `end`, without it.
    pub fn below(&mut self, end: usize) -> usize {
        (self.unit() * end as f64) as usize
    }

    pub fn chance(&mut self, of: f64) -> bool {
        self.unit() < of
    }

    /// A log-normal value of this median (Box and Muller 1958).
    pub fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        median * (sigma * radius * (std::f64::consts::TAU * self.unit()).cos()).exp()
    }

    /// Picks by cumulative shares that end in 1.
    pub fn pick(&mut self, cumulative: &[f64]) -> usize {
        let at = self.unit();
        cumulative.partition_point(|share| *share <= at).min(cumulative.len() - 1)
    }

    /// Fisher and Yates.
    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}
