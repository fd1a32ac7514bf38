//! The words every room shares: a piece as read, a place in it, and a pair of pieces.

use serde::{Deserialize, Serialize, Serializer};

/// Names a piece by its place in path order: the n-th piece of an intake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(pub u32);

impl ArticleId {
    /// Gives the position of the piece in the intake.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A half-open range of bytes in a piece's untouched text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes a span from byte offsets; texts are capped far below 4 GiB when they are read.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "read.rs refuses pieces of 1 GiB and more")]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end && u32::try_from(end).is_ok());
        Self { start: start as u32, end: end as u32 }
    }

    /// Cuts the span out of its text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// Tells whether the other span lies inside this one.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Gives the smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Counts the bytes.
    #[must_use]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Tells whether it holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.start, self.end].serialize(serializer)
    }
}

/// Stretches of a text by their start, each with the furthest end of those up to it. O(log stretches) a question.
pub(crate) struct Stretches(Vec<(u32, u32)>);

impl Stretches {
    pub(crate) fn of(spans: impl Iterator<Item = Span>) -> Self {
        let mut stretches: Vec<(u32, u32)> = spans.map(|span| (span.start, span.end)).collect();
        stretches.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut stretches {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self(stretches)
    }

    /// The furthest end of those that start before a place.
    fn reach(&self, place: u32) -> Option<u32> {
        self.0[..self.0.partition_point(|(start, _)| *start < place)].last().map(|(_, end)| *end)
    }

    /// Tells whether one of them holds a span.
    pub(crate) fn hold(&self, span: Span) -> bool {
        self.reach(span.start + 1).is_some_and(|end| end >= span.end)
    }

    /// Tells whether one of them and a span have bytes in common.
    pub(crate) fn meet(&self, span: Span) -> bool {
        self.reach(span.end).is_some_and(|end| end > span.start)
    }
}

/// Says what the spans of a piece count bytes of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextSource {
    /// The file itself: plain text in UTF-8.
    File,
    /// The file turned into UTF-8 from another encoding, or unpacked.
    Decoded,
    /// The article text that was extracted from a page.
    Extracted,
    /// The text field of a record.
    Record,
}

/// One piece as read: its text untouched, and what its file or record says of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Article {
    /// What the report calls it: its path below the scanned folder, or the record's own id.
    pub id: String,
    /// The file that it came from, as the user named it.
    pub path: String,
    /// The text, byte for byte as read (a byte order mark included).
    pub text: String,
    /// What the spans count bytes of.
    pub source: TextSource,
    /// The headline, where the file, the record or the sidecar says it.
    pub title: Option<String>,
    /// The publication date as written.
    pub date: Option<String>,
    /// The outlet that published it.
    pub outlet: Option<String>,
    /// The writer.
    pub byline: Option<String>,
    /// Its address on the web.
    pub url: Option<String>,
}

impl Article {
    /// Makes a piece of a bare text, with nothing known beside it.
    #[must_use]
    pub fn plain(id: &str, text: &str) -> Self {
        let (id, text) = (id.to_owned(), text.to_owned());
        Self { path: id.clone(), id, text, source: TextSource::File, title: None, date: None, outlet: None, byline: None, url: None }
    }
}

/// Two different pieces, the earlier one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    a: ArticleId,
    b: ArticleId,
}

impl Pair {
    /// Makes a pair of two pieces; `None` when they are the same one.
    #[must_use]
    pub fn new(one: ArticleId, other: ArticleId) -> Option<Self> {
        match one.cmp(&other) {
            std::cmp::Ordering::Less => Some(Self { a: one, b: other }),
            std::cmp::Ordering::Greater => Some(Self { a: other, b: one }),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// The earlier piece in path order.
    #[must_use]
    pub fn a(self) -> ArticleId {
        self.a
    }

    /// The later piece in path order.
    #[must_use]
    pub fn b(self) -> ArticleId {
        self.b
    }

    /// Gives the piece of the pair that is not this one; `None` where this one is not in the pair.
    #[must_use]
    pub fn other(self, piece: ArticleId) -> Option<ArticleId> {
        match piece {
            _ if piece == self.a => Some(self.b),
            _ if piece == self.b => Some(self.a),
            _ => None,
        }
    }
}
