//! Bytes to text, without guessing where the file itself says.
//!
//! In order: byte order mark, valid UTF-8, the page's `<meta charset>`, UTF-8 with a little damage, a guess by chardetng.
//! `b"caf\xe9 au lait"` becomes `café au lait`; a picture is refused. Costs O(bytes); valid UTF-8 is not copied.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A guess needs no more than this; past it, detection only costs time.
const GUESS_BYTES: usize = 1 << 20;

/// Where the standard lets a page name its encoding (1,024 bytes), with room for what content systems put before it.
const META_BYTES: usize = 4096;

/// Whether a text may name its own encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Page,
}

/// A text, and whether its bytes are still the file's.
#[derive(Debug)]
pub(super) struct Decoded {
    pub text: String,
    pub untouched: bool,
}

/// Turns bytes into text, or says that they are none.
pub(super) fn decode(bytes: Vec<u8>, form: Form) -> Result<Decoded, String> {
    if let Some(name) = known_binary(&bytes) {
        return Err(format!("is a {name} file, not text; save it as .txt or .html first"));
    }
    let bytes = match String::from_utf8(bytes) {
        // Pure ASCII may still be ISO-2022-JP or BOM-less UTF-16; both show in control characters.
        Ok(text) if !text.bytes().any(|b| b == 0 || b == 0x1b) => return checked(text, true),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let encoding = match Encoding::for_bom(&bytes) {
        Some((encoding, _)) => encoding,
        None => unmarked(&bytes, form),
    };
    if encoding != UTF_16LE && encoding != UTF_16BE && bytes.contains(&0) {
        return Err(BINARY.to_owned());
    }
    let (text, _) = encoding.decode_with_bom_removal(&bytes);
    let untouched = text.as_bytes() == bytes;
    checked(text.into_owned(), untouched)
}

const BINARY: &str = "looks binary, not text";

/// Refuses what has decoded to control characters; one in twenty is what compressed data shows, prose shows none.
fn checked(text: String, untouched: bool) -> Result<Decoded, String> {
    let start = text.get(..text.floor_char_boundary(1 << 16)).unwrap_or_default();
    let strange = start.chars().filter(|c| is_strange(*c)).count();
    if strange * 20 > start.chars().count() || text.contains('\0') {
        return Err(BINARY.to_owned());
    }
    Ok(Decoded { text, untouched })
}

fn is_strange(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\x1a' | '\u{85}')) || c == '\u{fffd}'
}

/// Finds the encoding of a text that begins with no mark.
fn unmarked(bytes: &[u8], form: Form) -> &'static Encoding {
    if let Some(wide) = bare_utf16(bytes) {
        return wide;
    }
    let named = if form == Form::Page { named_in_page(bytes) } else { None };
    match named {
        // A page that calls itself UTF-8 and is not valid gets the second look below.
        Some(encoding) if encoding != UTF_8 => encoding,
        _ => encoding_of(bytes),
    }
}

/// Guesses a legacy encoding from the bytes alone.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(GUESS_BYTES)], true);
    detector.guess(None, Utf8Detection::Allow)
}

/// Turns one record's bytes into text, valid UTF-8 as it is and all else by guess.
pub(super) fn record(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_of(bytes).decode_without_bom_handling(bytes).0,
    }
}

/// Finds the encoding of bytes that are not valid UTF-8: damaged UTF-8, else a guess.
pub(super) fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if is_damaged_utf8(bytes) { UTF_8 } else { guess(bytes) }
}

/// Tells whether bytes begin with the mark of UTF-16.
pub(super) fn has_utf16_mark(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

/// Finds UTF-16 without a mark: Latin letters leave a zero in every second byte, and nearly only there.
fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |parity: usize| start.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
    if odd * 10 > pairs * 7 && even * 50 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 7 && odd * 50 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Tells UTF-8 with a few broken bytes (a cut, a bad paste) from a legacy encoding, where valid sequences are accidents.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes[..bytes.len().min(GUESS_BYTES)].utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    // Without a single good one there is nothing that speaks for UTF-8: ISO-2022-JP is all ASCII bytes.
    good > 0 && good >= 4 * bad
}

/// Reads the encoding that a page names in its head.
fn named_in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(META_BYTES)]).to_ascii_lowercase();
    let at = head.find("charset")? + "charset".len();
    let label = head[at..].trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))).unwrap_or(label.len());
    // A page whose bytes could be searched for "charset" is not UTF-16, whatever it says.
    Encoding::for_label(&label.as_bytes()[..end]).filter(|e| *e != UTF_16LE && *e != UTF_16BE)
}

/// Names the kinds of document that people put into folders of text.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const STARTS: [(&[u8], &str); 5] =
        [(b"%PDF-", "PDF"), (b"PK\x03\x04", "zip or Word"), (b"{\\rtf", "RTF"), (b"\x1f\x8b", "gzip"), (b"\xd0\xcf\x11\xe0", "Word")];
    STARTS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], form: Form) -> Result<(String, bool), String> {
        decode(bytes.to_vec(), form).map(|d| (d.text, d.untouched))
    }

    #[test]
    fn valid_utf8_keeps_every_byte_and_its_mark() {
        let bytes = "\u{feff}Ünïcode café\r\n".as_bytes();
        assert_eq!(text(bytes, Form::Plain).unwrap(), ("\u{feff}Ünïcode café\r\n".to_owned(), true));
    }

    #[test]
    fn utf16_is_decoded_with_and_without_its_mark() {
        let wide: Vec<u8> = "Fire guts mill".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&wide, Form::Plain).unwrap(), ("Fire guts mill".to_owned(), false));
        let marked: Vec<u8> = "\u{feff}Fire, 火".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text(&marked, Form::Plain).unwrap(), ("Fire, 火".to_owned(), false));
    }

    #[test]
    fn a_page_is_read_in_the_encoding_that_it_names() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("<meta charset=\"windows-1251\"><p>Пожар</p>");
        assert!(text(&bytes, Form::Page).unwrap().0.contains("Пожар"));
        // Re-saved as UTF-8 with the old label left in: the bytes are right and the label is not.
        let stale = "<meta charset=\"windows-1251\"><p>Пожар</p>";
        assert!(text(stale.as_bytes(), Form::Page).unwrap().0.contains("Пожар"));
    }

    #[test]
    fn legacy_text_is_guessed() {
        let story = "Le maire a déclaré que l'incendie avait été maîtrisé à l'aube, après une nuit d'efforts.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(story);
        assert_eq!(text(&bytes, Form::Plain).unwrap(), (story.to_owned(), false));
        let story = "昨日、東京で大きな火事がありました。消防隊は朝まで消火活動を続けました。";
        for encoding in [encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP, encoding_rs::ISO_2022_JP] {
            assert_eq!(text(&encoding.encode(story).0, Form::Plain).unwrap().0, story, "{}", encoding.name());
        }
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf8_into_another_encoding() {
        let mut bytes = "“Café”, said the mayor’s office – “très bien”".as_bytes().to_vec();
        bytes.push(0xe2);
        let (text, untouched) = text(&bytes, Form::Plain).unwrap();
        assert!(text.starts_with("“Café”") && text.ends_with('\u{fffd}') && !untouched);
    }

    #[test]
    fn binary_files_are_refused() {
        assert_eq!(text(b"abc\0def", Form::Plain).unwrap_err(), BINARY);
        let noise: Vec<u8> = (0..4000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[2] | 1).collect();
        assert_eq!(text(&noise, Form::Plain).unwrap_err(), BINARY);
        assert!(text(b"%PDF-1.7 ...", Form::Plain).unwrap_err().contains("PDF"));
    }
}
