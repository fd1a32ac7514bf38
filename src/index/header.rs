//! What an archive says of itself in its first file: by which rules its keys were made, and what it may keep.

use serde::{Deserialize, Serialize};

use crate::clean::CLEANING_VERSION;
use crate::error::Error;
use crate::settings::Settings;

/// The version of the format on disk: what is stored of a piece, and which keys point to it.
pub const FORMAT: u32 = 1;
/// How words become keys, and keys signatures; another scheme has other values on disk.
const SCHEME: &str = "xxh3-64 seed 0; one-permutation MinHash of 128, seed wiretrac";

/// By which rules an archive was made; written once, when it is created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`].
    pub format: u32,
    /// The program that made it, and its version.
    pub tool: String,
    /// The hash, its seeds, and the sketch.
    pub scheme: String,
    /// [`CLEANING_VERSION`].
    pub cleaning: u32,
    /// Words in a shingle.
    pub shingle: usize,
    /// The texts are kept, compressed; else fingerprints only.
    pub keeps_text: bool,
    /// Days after which `prune` removes a piece.
    pub keep_days: Option<u32>,
}

impl Header {
    /// The header of a new archive.
    #[must_use]
    pub fn new(settings: &Settings, keeps_text: bool, keep_days: Option<u32>) -> Self {
        Self {
            format: FORMAT,
            tool: concat!("wiretrace ", env!("CARGO_PKG_VERSION")).to_owned(),
            scheme: SCHEME.to_owned(),
            cleaning: CLEANING_VERSION,
            shingle: settings.shingle,
            keeps_text,
            keep_days,
        }
    }

    /// Reads a header and refuses what this program would misread.
    pub(super) fn read(bytes: &[u8], path: &str) -> Result<Self, Error> {
        // The format first: what another one says besides is not known.
        #[derive(Deserialize)]
        struct Version {
            format: u32,
            tool: String,
        }
        let damaged = |error: serde_json::Error| Error::IndexDamaged { path: path.to_owned(), reason: format!("its header: {error}") };
        let Version { format, tool } = serde_json::from_slice(bytes).map_err(damaged)?;
        let other = |what: &str, theirs: String, ours: String| Error::IndexVersion {
            path: path.to_owned(),
            what: what.to_owned(),
            tool: tool.clone(),
            theirs,
            ours,
        };
        if format != FORMAT {
            return Err(other("format", format.to_string(), FORMAT.to_string()));
        }
        let header: Self = serde_json::from_slice(bytes).map_err(damaged)?;
        if header.scheme != SCHEME {
            return Err(other("hash scheme", header.scheme, SCHEME.to_owned()));
        }
        if header.cleaning != CLEANING_VERSION {
            return Err(other("cleaning version", header.cleaning.to_string(), CLEANING_VERSION.to_string()));
        }
        Ok(header)
    }

    /// Refuses to go on with an archive that was made with other settings.
    pub(super) fn agrees(&self, asked: &Self, path: &str) -> Result<(), Error> {
        let other =
            |name: &'static str, theirs: String, asked: String| Err(Error::IndexSettings { path: path.to_owned(), name, theirs, asked });
        let text = |keeps: bool| if keeps { "off" } else { "on" }.to_owned();
        let days = |days: Option<u32>| days.map_or_else(|| "no limit".to_owned(), |days| format!("{days} days"));
        if self.shingle != asked.shingle {
            return other("--shingle", self.shingle.to_string(), asked.shingle.to_string());
        }
        if self.keeps_text != asked.keeps_text {
            return other("--no-text", text(self.keeps_text), text(asked.keeps_text));
        }
        if self.keep_days != asked.keep_days {
            return other("--keep-days", days(self.keep_days), days(asked.keep_days));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        Header::new(&Settings::default(), true, None)
    }

    fn read(header: &Header) -> Result<Header, Error> {
        Header::read(&serde_json::to_vec(header).unwrap(), "archive")
    }

    #[test]
    fn another_version_is_named_with_both_and_the_way_out() {
        assert_eq!(read(&header()).unwrap(), header());
        let newer = Header { format: 9, tool: "wiretrace 7.0".to_owned(), ..header() };
        let said = read(&newer).unwrap_err().to_string();
        assert!(["archive", "wiretrace 7.0", "format 9", "format 1", "index build"].iter().all(|part| said.contains(part)), "{said}");
        let cleaned = Header { cleaning: CLEANING_VERSION + 1, ..header() };
        assert!(read(&cleaned).unwrap_err().to_string().contains("cleaning version"));
    }

    #[test]
    fn other_settings_are_named() {
        let other = Header { shingle: 4, ..header() };
        let said = header().agrees(&other, "archive").unwrap_err().to_string();
        assert!(said.contains("--shingle") && said.contains('5') && said.contains('4'), "{said}");
        assert!(header().agrees(&header(), "archive").is_ok());
    }
}
