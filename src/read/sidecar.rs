//! The sidecar `info.csv`: what a folder's files do not say of themselves.
//!
//! `file,outlet,date,title,byline` then `001.txt,The Courier,2024-05-01,,` gives 001.txt an outlet and a date. What a file says itself
//! wins. Costs O(rows), read once before the files.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use super::piece::About;
use super::table::{self, Table};
use super::{ReadSettings, fields};

/// What sidecars say, by the real folder and the name of the file.
pub(super) type Sidecars = HashMap<PathBuf, About>;

/// Tells whether an `info.csv` is a sidecar: it has a column of files and none of texts.
pub(super) fn is_sidecar(path: &Path, settings: &ReadSettings) -> bool {
    let named = path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("info.csv"));
    named
        && columns(path, settings.cap())
            .is_some_and(|header| file_column(&header).is_some() && table::text_column(&header, settings).is_none())
}

/// Reads sidecars; where two speak of one file, the one nearer to it wins.
pub(super) fn read(paths: &[PathBuf], settings: &ReadSettings) -> Sidecars {
    let mut paths: Vec<&PathBuf> = paths.iter().collect();
    paths.sort_by_key(|path| (path.components().count(), (*path).clone()));
    paths.dedup();
    let mut said = Sidecars::new();
    for path in paths {
        read_one(path, settings, &mut said);
    }
    said
}

fn read_one(path: &Path, settings: &ReadSettings, said: &mut Sidecars) {
    let (Some(folder), Ok(file)) = (path.parent(), File::open(path)) else { return };
    let Ok(mut table) = Table::open(BufReader::new(file), settings.cap()) else { return };
    let Ok(header) = table.header() else { return };
    let Some(column) = file_column(&header) else { return };
    let mut row = ByteRecord::new();
    while table.next_row(&mut row).is_ok_and(|is_there| is_there) {
        let record = table::record(&row, &header);
        let Some(name) = record.get(&header[column]).and_then(|value| value.as_str()) else { continue };
        let about = fields::about(&record, &settings.fields);
        said.insert(folder.join(name.trim().trim_start_matches("./")), about);
    }
}

fn columns(path: &Path, cap: u64) -> Option<Vec<String>> {
    Table::open(BufReader::new(File::open(path).ok()?), cap).ok()?.header().ok()
}

fn file_column(header: &[String]) -> Option<usize> {
    ["file", "filename", "file_path", "path"].iter().find_map(|name| header.iter().position(|column| fields::same_name(column, name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_folder_and_file_whatever_the_order_of_columns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("info.csv");
        std::fs::write(&path, "date,FILE,outlet\n2024-05-01,./a.txt,The Courier\n,sub/b.txt,\n").unwrap();
        let settings = ReadSettings::default();
        assert!(is_sidecar(&path, &settings));
        let said = read(&[path], &settings);
        assert_eq!(said[&folder.path().join("a.txt")].outlet.as_deref(), Some("The Courier"));
        assert_eq!(said[&folder.path().join("sub/b.txt")], About::default());
    }

    #[test]
    fn an_info_csv_with_texts_is_a_table_of_pieces() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("info.csv");
        for header in ["file,text\n", "outlet,date\n"] {
            std::fs::write(&path, header).unwrap();
            assert!(!is_sidecar(&path, &ReadSettings::default()), "{header}");
        }
    }
}
