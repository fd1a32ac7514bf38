//! What the store holds of a piece: the keys that point to it, and the piece itself.

use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::{FAST, Field, INDEXED, STORED, Schema, Value};

use super::keys::Keys;
use crate::article::{Article, TextSource};
use crate::clean::repeats::rank;
use crate::hash;
use crate::sketch::Signature;

/// The fields of the store; their names are on disk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub bands: Field,
    pub lines: Field,
    pub stems: Field,
    /// The hash of the id: what a piece is found and drawn by.
    pub rank: Field,
    /// The hash of where it lies: its file, and its place in it.
    pub place: Field,
    /// The length of its vector of stems.
    pub length: Field,
    /// The hash of all that is kept of it.
    pub content: Field,
    /// The day that it states, else the day on which it came in: days since 1970.
    pub day: Field,
    /// The piece itself, as JSON.
    pub piece: Field,
    /// Its signature, where the text may not be kept.
    pub signature: Field,
}

/// The schema, which is part of the format.
pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let fields = Fields {
        bands: schema.add_u64_field("bands", INDEXED),
        lines: schema.add_u64_field("lines", INDEXED),
        stems: schema.add_u64_field("stems", INDEXED),
        rank: schema.add_u64_field("rank", INDEXED | FAST),
        place: schema.add_u64_field("place", INDEXED),
        length: schema.add_f64_field("length", FAST),
        content: schema.add_u64_field("content", FAST),
        day: schema.add_i64_field("day", FAST),
        piece: schema.add_bytes_field("piece", STORED),
        signature: schema.add_bytes_field("signature", STORED),
    };
    (schema.build(), fields)
}

/// A piece as an archive keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// What the archive calls it.
    pub id: String,
    /// The file that it came from, as the user named it.
    pub path: String,
    /// That file, wherever the user stood.
    pub place: String,
    /// Which piece of its file it is, from 0: with the path the order of pieces.
    pub at: u32,
    /// What the spans count bytes of.
    pub source: TextSource,
    /// The headline that its file or record states.
    pub title: Option<String>,
    /// The date as written.
    pub date: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// The writer.
    pub byline: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// Its text; `None` in an archive that keeps fingerprints only.
    pub text: Option<String>,
    /// How many shingles it has, where its text is not kept.
    pub shingles: Option<usize>,
}

impl Kept {
    /// What is kept of a piece.
    pub(super) fn of(article: &Article, place: &str, at: u32) -> Self {
        let Article { id, path, text, source, title, date, outlet, byline, url } = article.clone();
        Self { id, path, place: place.to_owned(), at, source, title, date, outlet, byline, url, text: Some(text), shingles: None }
    }

    /// Gives the piece back as it was read; without a text where none was kept.
    #[must_use]
    pub fn into_article(self) -> Article {
        let Self { id, path, text, source, title, date, outlet, byline, url, .. } = self;
        Article { id, path, text: text.unwrap_or_default(), source, title, date, outlet, byline, url }
    }
}

/// Tells where a file lies behind all links, wherever the user stands.
pub(super) fn real(path: &str) -> String {
    Path::new(path).canonicalize().map_or_else(|_| path.to_owned(), |real| real.display().to_string())
}

/// Hashes where a piece lies: its file, and its place in it.
pub(super) fn spot(place: &str, at: u32) -> u64 {
    hash::keys([hash::bytes(place.as_bytes()), u64::from(at)])
}

/// Hashes all that is read of a piece but where it lay: two of one id that agree in it are one.
pub(super) fn content(article: &Article) -> u64 {
    let said = [&article.title, &article.date, &article.outlet, &article.byline, &article.url];
    hash::keys(
        said.map(|field| field.as_ref().map_or(1, |field| hash::bytes(field.as_bytes())))
            .into_iter()
            .chain([hash::bytes(article.text.as_bytes())]),
    )
}

impl Fields {
    /// Makes the store's document of a piece.
    pub(super) fn document(&self, kept: &Kept, keys: &Keys, content: u64, day: i64) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        keys.bands.iter().for_each(|key| document.add_u64(self.bands, *key));
        keys.lines.iter().for_each(|key| document.add_u64(self.lines, *key));
        keys.stems.iter().for_each(|stem| document.add_u64(self.stems, stem.key()));
        document.add_u64(self.rank, rank(&kept.id));
        document.add_u64(self.place, spot(&kept.place, kept.at));
        document.add_f64(self.length, f64::from(keys.length));
        document.add_u64(self.content, content);
        document.add_i64(self.day, day);
        document.add_bytes(self.piece, &serde_json::to_vec(kept).unwrap_or_default());
        if let Some(signature) = keys.signature.as_ref().filter(|_| kept.text.is_none()) {
            document.add_bytes(self.signature, &signature.to_bytes());
        }
        document
    }

    /// Reads a piece from the store's document.
    pub(super) fn piece(&self, document: &TantivyDocument) -> Result<(Kept, Option<Signature>), String> {
        let bytes = |field| document.get_first(field).and_then(|value| value.as_bytes());
        let kept = serde_json::from_slice(bytes(self.piece).unwrap_or_default()).map_err(|error| format!("a piece: {error}"))?;
        Ok((kept, bytes(self.signature).and_then(Signature::from_bytes)))
    }
}
