//! Many pieces in one table: CSV with a header, by comma, semicolon, tab or bar.
//!
//! `id,Headline,Body` names the columns as records name their fields. Costs O(bytes), streamed; rows are made pieces in parallel. A row that does not
//! end, for a quotation mark is left open, is given up at the cap, and what follows it is lost.

use std::io::{self, Read};

use csv::{ByteRecord, Reader, ReaderBuilder};
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::piece::{Draft, admit};
use super::records::{Origin, at_line, no_text};
use super::{Keep, Load, ReadSettings, decode, fields, html, open, part};
use crate::article::{Article, TextSource};
use crate::error::Skipped;

/// Enough rows to keep all threads busy, and little beside the pieces themselves.
const BLOCK_ROWS: usize = 4096;
const BLOCK_BYTES: usize = 4 << 20;

/// So much of a file tells what separates its columns.
const START_BYTES: u64 = 1 << 16;
/// A header longer than this is no header: 1 MiB names tens of thousands of columns.
const HEADER_BYTES: u64 = 1 << 20;

/// Reads a table, one piece a row.
pub(super) fn rows<T: Send>(reader: impl Read, origin: Origin, settings: &ReadSettings, keep: Keep<T>) -> Load<T> {
    let mut table = match Table::open(reader, settings.cap()) {
        Ok(table) => table,
        Err(error) => return Load::skip(origin.path, open::why(&error)),
    };
    let header = match table.header() {
        Ok(header) => header,
        Err(error) => return Load::skip(origin.path, format!("not a table ({error})")),
    };
    if header.iter().all(String::is_empty) {
        return Load::skip(origin.path, "empty".to_owned());
    }
    let Some(text) = text_column(&header, settings) else {
        return Load::skip(origin.path, no_text(header.iter()));
    };

    let mut load = Load::empty();
    let (mut unlisted, mut count, mut filled, mut end) = (0, 0_usize, 0_usize, false);
    while !end {
        let (mut block, mut bytes): (Vec<ByteRecord>, usize) = (Vec::new(), 0);
        while block.len() < BLOCK_ROWS && bytes < BLOCK_BYTES && !end {
            let mut row = ByteRecord::new();
            match table.next_row(&mut row) {
                Ok(true) => {
                    bytes += row.as_slice().len();
                    block.push(row);
                }
                Ok(false) => end = true,
                Err(error) => {
                    load.skipped.push(Skipped { path: origin.path.to_owned(), reason: format!("read no further ({error})") });
                    end = true;
                }
            }
        }
        count += block.len();
        filled += block.iter().filter(|row| text.iter().any(|at| row.get(*at).is_some_and(|cell| !cell.trim_ascii().is_empty()))).count();
        let read: Vec<Result<(Article, T), Skipped>> =
            block.into_par_iter().map(|row| one_row(&row, &header, origin, settings).map(|article| part(article, keep))).collect();
        unlisted += load.take_in(read);
    }
    if filled == 0 && count > 0 {
        let column = &header[text[0]];
        return Load::skip(origin.path, format!("its column \"{column}\" is empty in all rows; call the one that holds the text \"text\""));
    }
    if count == 0 && load.skipped.is_empty() {
        return Load::skip(origin.path, "empty: a header and no rows".to_owned());
    }
    load.close(origin.path, unlisted);
    load
}

/// A stream of rows under a header, none of them longer than the cap.
pub(super) struct Table<R> {
    rows: Reader<Metered<io::Chain<io::Cursor<Vec<u8>>, R>>>,
    cap: u64,
}

impl<R: Read> Table<R> {
    /// Finds what separates the columns; rows may hold so many bytes.
    pub fn open(mut reader: R, cap: u64) -> io::Result<Self> {
        let mut start = Vec::new();
        reader.by_ref().take(START_BYTES).read_to_end(&mut start)?;
        let separator = separator(&start);
        let most = HEADER_BYTES.min(cap);
        let metered = Metered { inner: io::Cursor::new(start).chain(reader), most, left: most };
        Ok(Self { rows: ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(metered), cap })
    }

    /// Reads the names of the columns.
    pub fn header(&mut self) -> csv::Result<Vec<String>> {
        let name = |name: &[u8]| fields::one_line(decode::record(name).trim_start_matches('\u{feff}'));
        Ok(self.rows.byte_headers()?.iter().map(name).collect())
    }

    /// Reads the next row; tells whether there was one.
    pub fn next_row(&mut self, row: &mut ByteRecord) -> csv::Result<bool> {
        let metered = self.rows.get_mut();
        metered.most = self.cap.saturating_add(START_BYTES);
        metered.left = metered.most;
        self.rows.read_byte_record(row)
    }
}

/// A reader that gives up when so many bytes are no row yet.
struct Metered<R> {
    inner: R,
    most: u64,
    left: u64,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(format!("no end of a row in {} bytes; is a quotation mark left open?", self.most)));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let got = self.inner.read(&mut buffer[..most])?;
        self.left -= got as u64;
        Ok(got)
    }
}

/// Finds the columns that go by a name for the text, in the order of the names.
pub(super) fn text_column(header: &[String], settings: &ReadSettings) -> Option<Vec<usize>> {
    let at = |name: &String| header.iter().position(|column| fields::same_name(column, name));
    Some(settings.fields.text.iter().filter_map(at).collect::<Vec<_>>()).filter(|columns| !columns.is_empty())
}

/// Reads a row as a record, empty cells left out; of two columns with one name the first that holds something counts.
pub(super) fn record(row: &ByteRecord, header: &[String]) -> Map<String, Value> {
    // All cells of a row share an encoding, and a name alone is too short to guess by.
    let guessed = std::str::from_utf8(row.as_slice()).is_err().then(|| decode::encoding_of(row.as_slice()));
    let mut record = Map::new();
    for (name, cell) in header.iter().zip(row).filter(|(_, cell)| !cell.trim_ascii().is_empty()) {
        if !record.contains_key(name) {
            let text = guessed.map_or_else(|| String::from_utf8_lossy(cell), |encoding| encoding.decode_without_bom_handling(cell).0);
            record.insert(name.clone(), Value::String(text.into_owned()));
        }
    }
    record
}

fn one_row(row: &ByteRecord, header: &[String], origin: Origin, settings: &ReadSettings) -> Result<Article, Skipped> {
    let number = row.position().map_or(0, csv::Position::line);
    let skip = |reason| at_line(origin, number, reason);
    if row.as_slice().len() as u64 > settings.cap() {
        return Err(skip(open::too_large(settings.cap())));
    }
    let mut record = record(row, header);
    let id = fields::id(&record, &settings.fields).filter(|id| !id.is_empty()).unwrap_or_else(|| format!("{}:{number}", origin.id));
    let about = fields::about(&record, &settings.fields);
    let Some(body) = fields::take_body(&mut record, &settings.fields) else { return Err(skip("empty".to_owned())) };
    let draft = if body.markup {
        html::marked_up(&body.text, about)
    } else {
        Ok(Draft { text: body.text, source: TextSource::Record, about, prose: 0 })
    };
    draft.and_then(|draft| admit(id, origin.path, draft)).map_err(skip)
}

/// Finds what separates the columns: whichever of the four stands most often in the first line, outside quotes.
fn separator(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if !quoted => counts.iter_mut().filter(|(mark, _)| mark == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    // The earlier mark wins a tie.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| *mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: Origin = Origin { id: "wire.csv", path: "wire.csv" };
    const TEXT: &str = "Fire guts old mill in Leeds";

    fn read(bytes: &[u8]) -> Load<String> {
        rows(bytes, ORIGIN, &ReadSettings::default(), &|text| text)
    }

    #[test]
    fn columns_go_by_the_names_of_fields_in_any_order() {
        let load = read(format!("\u{feff}Headline,articleBody,Body ID\nFire,\"{TEXT},\nnobody hurt\",17\n,{TEXT},\n").as_bytes());
        assert_eq!(load.articles[0].id, "17");
        assert_eq!(load.articles[0].title.as_deref(), Some("Fire"));
        assert_eq!(load.kept[0], format!("{TEXT},\nnobody hurt"));
        assert_eq!((load.articles[1].id.as_str(), load.articles[1].title.as_ref()), ("wire.csv:4", None));
    }

    #[test]
    fn a_row_without_an_end_is_given_up_at_the_cap_and_the_rows_before_it_stay() {
        let settings = ReadSettings { max_bytes: 1 << 20, ..ReadSettings::default() };
        let start = format!("id,text\nr1,{TEXT}\nr2,\"{TEXT}");
        let endless = std::io::Read::chain(start.as_bytes(), std::io::repeat(b'x'));
        let load = rows(endless, ORIGIN, &settings, &|text| text);
        assert_eq!(load.articles[0].id, "r1");
        assert!(load.skipped[0].reason.contains("no end of a row in"), "{}", load.skipped[0].reason);
        let header = rows(std::io::repeat(b'x'), ORIGIN, &settings, &|text| text);
        assert!(header.skipped[0].reason.contains("not a table (no end of a row in 1048576 bytes"), "{}", header.skipped[0].reason);
    }

    #[test]
    fn semicolons_and_legacy_encodings_are_read() {
        let text = format!("titre;text;date\nÉté;{TEXT} déjà détruit, près de l'église;2024\n");
        let load = read(&encoding_rs::WINDOWS_1252.encode(&text).0);
        assert!(load.kept[0].ends_with("déjà détruit, près de l'église"), "{}", load.kept[0]);
    }

    #[test]
    fn a_table_without_a_text_column_lists_what_it_has() {
        let load = read(b"name,score\nx,1\n");
        assert_eq!(load.skipped[0].reason, "no text: it has name, score; call the one that holds the text \"text\"");
    }

    #[test]
    fn a_text_column_that_is_empty_in_all_rows_is_one_reason_not_many() {
        let load = read(b"id,text,summary\n1,,a\n2, ,b\n");
        assert_eq!(load.skipped.len(), 1);
        assert!(load.skipped[0].reason.contains("empty in all rows"));
    }
}
