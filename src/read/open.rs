//! Brings a file's bytes in, unpacked, and never more of them than agreed.
//!
//! A gzip bomb of 1 MB that unpacks to 1 GB stops at the cap and is passed over with the reason.
//! Costs O(bytes) time; memory is capped for what is read whole and constant for what is streamed.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::decode;
use super::kind::Packing;

/// An estimate: text packs to a fifth or a tenth, many copies of one story to less; past this it is a bomb.
/// (The most that gzip can do is 1,032 to 1.)
const BELIEVABLE_RATIO: u64 = 200;

/// Of a packed file of many records so much is believed whatever its ratio: 32 MiB of `{}` are read in some seconds.
pub(super) const BELIEVED: u64 = 32 << 20;

/// Opens a file for reading, unpacked; one that unpacks past belief and past `cap` turns into an error. `read` counts its bytes as they come in.
pub(super) fn open(path: &Path, packing: Packing, cap: u64, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
    let file = File::open(path)?;
    let packed = file.metadata()?.len();
    unpacked(Counted { inner: file, read: Arc::clone(read) }, packed, packing, cap)
}

/// Unpacks what holds so many bytes while it is packed.
pub(super) fn unpacked(reader: impl Read + Send + 'static, packed: u64, packing: Packing, cap: u64) -> io::Result<Box<dyn Read + Send>> {
    let left = packed.saturating_mul(BELIEVABLE_RATIO).max(cap).saturating_add(1);
    Ok(match packing {
        Packing::Plain => Box::new(reader),
        Packing::Gzip => Box::new(Guarded { inner: MultiGzDecoder::new(io::BufReader::new(reader)), left }),
        Packing::Zstd => Box::new(Guarded { inner: zstd::stream::read::Decoder::new(reader)?, left }),
    })
}

/// Reads to the end, or says why not: a failure, or more than `cap` bytes.
pub(super) fn whole(reader: impl Read, cap: u64, expected: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(cap)).unwrap_or(0) + 1);
    reader.take(cap.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| why(&error))?;
    if bytes.len() as u64 > cap { Err(too_large(cap)) } else { Ok(bytes) }
}

/// Says that something holds more than the cap.
pub(super) fn too_large(cap: u64) -> String {
    const MIB: u64 = 1 << 20;
    if cap >= MIB && cap.is_multiple_of(MIB) {
        format!("larger than {} MiB once unpacked; split it, or put one record a line in a .jsonl file", cap / MIB)
    } else {
        format!("larger than {cap} bytes once unpacked; split it, or put one record a line in a .jsonl file")
    }
}

/// Says in words why a file could not be read.
pub(super) fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        io::ErrorKind::UnexpectedEof => "cut short: the packed file ends too early; fetch it again".to_owned(),
        _ => format!("cannot be read ({error})"),
    }
}

/// Makes a stream UTF-8 when it begins with a UTF-16 mark (spreadsheets and `PowerShell` write such files); tells whether it did.
///
/// Other encodings are left for each record to settle, since a stream is never held whole.
pub(super) fn as_utf8(mut reader: Box<dyn Read + Send>, cap: u64) -> Result<(Box<dyn Read + Send>, bool), String> {
    let mut mark = Vec::with_capacity(2);
    reader.by_ref().take(2).read_to_end(&mut mark).map_err(|error| why(&error))?;
    let wide = decode::has_utf16_mark(&mark);
    let joined = io::Cursor::new(mark).chain(reader);
    if !wide {
        return Ok((Box::new(joined), false));
    }
    let text = decode::decode(whole(joined, cap, 0)?, decode::Form::Plain)?.text;
    Ok((Box::new(io::Cursor::new(text.into_bytes())), true))
}

/// A reader that counts its bytes, together with others.
pub(super) struct Counted<R> {
    pub inner: R,
    pub read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(buffer)?;
        self.read.fetch_add(got as u64, Ordering::Relaxed);
        Ok(got)
    }
}

/// A reader that gives up once more has come out than can be believed.
struct Guarded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(format!("unpacks to more than {BELIEVABLE_RATIO} times its size: looks like a bomb")));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let got = self.inner.read(&mut buffer[..most])?;
        self.left -= got as u64;
        Ok(got)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gz.write_all(bytes).unwrap();
        gz.finish().unwrap()
    }

    #[test]
    fn all_members_of_a_gzip_file_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt.gz");
        std::fs::write(&path, [packed(b"one "), packed(b"two")].concat()).unwrap();
        assert_eq!(whole(open(&path, Packing::Gzip, 100, &Arc::default()).unwrap(), 100, 0).unwrap(), b"one two");
    }

    #[test]
    fn a_bomb_stops_at_the_cap() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt.gz");
        std::fs::write(&path, packed(&vec![b'a'; 10 << 20])).unwrap();
        let reason = whole(open(&path, Packing::Gzip, 1 << 20, &Arc::default()).unwrap(), 1 << 20, 0).unwrap_err();
        assert!(reason.contains("larger than 1 MiB"), "{reason}");
        let streamed = io::copy(&mut open(&path, Packing::Gzip, 1 << 20, &Arc::default()).unwrap(), &mut io::sink());
        assert!(streamed.unwrap_err().to_string().contains("bomb"));
    }

    #[test]
    fn a_cut_short_file_is_named_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt.gz");
        let bytes = packed(b"Fire guts old mill in Leeds");
        std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
        assert!(whole(open(&path, Packing::Gzip, 100, &Arc::default()).unwrap(), 100, 0).unwrap_err().contains("cut short"));
    }
}
