//! Tells which articles are rewrites of which original, and what each changed.
//!
//! Pieces go through the rooms below from top to bottom. A room has one verb, takes one type, hands on another, and imports only rooms
//! above it. [`pipeline::scan`] calls the verbs in order:
//!
//! ```
//! use wiretrace::{pipeline::scan, read::ReadSettings, settings::Settings};
//!
//! let found = scan(&["fixtures/stories".to_owned()], &ReadSettings::default(), Settings::default(), &|_, _, _| ())?;
//! let family = &found.report.families[0];
//! assert_eq!(family.original.outlet.as_deref(), Some("Harbour Wire"));
//! assert_eq!(family.original.piece.as_deref(), Some("story01.01.original_wire_report.txt"));
//! # Ok::<(), wiretrace::error::Error>(())
//! ```
//!
//! [A whole program](#a-whole-program) stands at the end.
//!
//! # The rooms, in order
//!
//! Words that every room shares:
//!
//! - [`error`]: what ends a run, and what is only passed over
//! - [`settings`]: every knob, checked once
//! - [`mod@hash`]: the one hash, pinned
//! - [`article`]: a piece as read, a place in it, a pair of pieces
//!
//! The story:
//!
//! - [`read`]: paths to pieces; one bad file never ends a run
//! - [`clean`]: a piece to words, sentences, anchors and credits, each with its bytes; furniture set aside
//! - [`shingle`]: clean text to the set of its shingles
//! - [`sketch`]: shingles to a signature
//! - [`candidates`]: signatures and anchors to pairs worth a closer look; all pairs are never compared
//! - [`align`]: two pieces to the sentences of one that answer sentences of the other
//! - [`verify`]: pairs to matches, each with its measures and its verdict
//! - [`cluster`]: matches to families, over verified edges only
//! - [`copies`]: the short way past all of these, from texts to families of copies by their shingles alone
//! - [`trace`]: an original and a piece to the fate of every word, and the ledger
//! - [`lineage`]: a family to its original or stand-in, and who says whom each piece was made from
//! - [`ripple`]: a correction and pieces to those that still carry what it takes back
//!
//! What is kept, what is shown, and who tells it:
//!
//! - [`index`]: the archive on disk, and what in it is like one piece
//! - [`report`]: all that was found out, as one type that every writer reads
//! - [`pipeline`]: the verbs in order, and nothing else
//! - [`shards`]: the same in tasks, for more pieces than one machine holds
//! - `serve`: an archive as pages for a desk and answers for programs (with the feature of that name, which is on)
//!
//! # The words
//!
//! - *piece*: one article as read.
//! - *original*: what others were made from.
//! - *rewrite*: a piece made from an original, directly or through others.
//! - *family*: the pieces that go back to one original.
//! - *furniture*: share lists, teasers, appeals, paywall prompts: set aside, never deleted.
//! - *shingle*: k words in a row.
//! - *signature*: `MinHash` of a piece's shingles.
//! - *print*: what a scan for copies keeps of a text: its shingles and its lines, hashed.
//! - *band*: a slice of a signature used as a key.
//! - *anchor*: a name, number, date or quotation that survives rewriting.
//! - *frame*: the words of a piece with its names and numbers masked: what a template keeps while it is filled anew.
//! - *series*: pieces of one template about other things or another day.
//! - *verdict*: copy, close rewrite, heavy rewrite, series, same story, unrelated, not comparable.
//! - *trace*: an original and a piece laid side by side.
//! - *fate*: what became of a word: kept, reworded, altered, dropped or added; words of another script are not compared.
//! - *ledger*: the list of facts whose wording changed.
//! - *stand-in*: the best surviving version of an original that is missing.
//! - *lineage*: who was made from whom.
//! - *mark*: what an editor says of a piece or a pair: fine, needs credit, wrong verdict.
//!
//! # A whole program
//!
//! `examples/families.rs`, to begin with:
//!
//! ```no_run
#![doc = include_str!("../examples/families.rs")]
//! ```

pub mod align;
pub mod article;
pub mod candidates;
pub mod clean;
pub mod cluster;
pub mod copies;
pub mod error;
pub mod hash;
pub mod index;
pub mod lineage;
pub mod pipeline;
pub mod read;
pub mod report;
pub mod ripple;
#[cfg(feature = "serve")]
pub mod serve;
pub mod settings;
pub mod shards;
pub mod shingle;
pub mod sketch;
pub mod trace;
pub mod verify;
