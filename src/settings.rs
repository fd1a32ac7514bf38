//! Every knob: what it counts, its default, its range and why; checked once, at the door.

use crate::error::Error;

/// What a scan may be told.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Settings {
    /// Words in a shingle; 5 by default (2 to 16). Five words in a row are seldom the same by chance in news.
    pub shingle: usize,
    /// Bands of a signature; 42 by default. With 3 rows a pair of Jaccard 0.5 is missed once in 270 times, one of 0.3 in 3.
    pub bands: usize,
    /// Rows of a band; 3 by default. `bands * rows` is at most [`Settings::HASHES`].
    pub rows: usize,
    /// Candidates that a piece may bring forward by samples, and by anchors; 40 by default (1 to 1,000).
    pub candidates: usize,
    /// Least cosine of two pieces' weighted stems to become candidates; 0.15 by default (0 to 1); of 458 labelled derived pairs the least
    /// has 0.22.
    pub least_cosine: f32,
    /// Least probability of a shared text from which two pieces are one family; 0.65 by default (0 to 1): a false alarm costs
    /// more than a miss; out of fold one labelled report in ten of the same story is above it.
    pub threshold: f64,
    /// Only copies, by shingles alone: no anchors, no trace.
    pub copies_only: bool,
    /// Bytes of memory that a scan may take, about; 64 MiB at least, all that it needs where none are given. A scan for copies takes shingles to
    /// a temporary file past a quarter of it; a full scan holds its texts, and is refused where it would take more.
    #[serde(skip)]
    pub memory: Option<u64>,
    /// The id or path of the original, where the user names it.
    pub original: Option<String>,
    /// The outlet whose story it is, where the user names it.
    pub outlet: Option<String>,
}

impl Settings {
    /// Values in a signature: with 128 the standard error of an estimated Jaccard is at most 0.044.
    pub const HASHES: usize = 128;

    /// Refuses what is out of range.
    ///
    /// # Errors
    /// [`Error::Setting`] names the option, what was given and what it may be.
    pub fn checked(self) -> Result<Self, Error> {
        let refuse = |name, value: String, range| Err(Error::Setting { name, value, range });
        if !(2..=16).contains(&self.shingle) {
            return refuse("--shingle", self.shingle.to_string(), "2 to 16 words");
        }
        if self.bands == 0 || self.rows == 0 || self.bands * self.rows > Self::HASHES {
            return refuse("--bands x --rows", format!("{} x {}", self.bands, self.rows), "1 to 128 together");
        }
        if !(1..=1000).contains(&self.candidates) {
            return refuse("--candidates", self.candidates.to_string(), "1 to 1000");
        }
        if let Some(bytes) = self.memory.filter(|bytes| *bytes < 64 << 20) {
            return refuse("--memory", format!("{bytes} bytes"), "64M or more");
        }
        if !(0.0..=1.0).contains(&self.threshold) {
            return refuse("--threshold", self.threshold.to_string(), "0 to 1");
        }
        if !(0.0..=1.0).contains(&self.least_cosine) {
            return refuse("--least-cosine", self.least_cosine.to_string(), "0 to 1");
        }
        Ok(self)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            shingle: 5,
            bands: 42,
            rows: 3,
            candidates: 40,
            least_cosine: 0.15,
            threshold: 0.65,
            copies_only: false,
            memory: None,
            original: None,
            outlet: None,
        }
    }
}
