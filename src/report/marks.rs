//! What editors said of pieces and pairs: [`Marks`], one small file beside a report or in an archive.
//!
//! ```json
//! {"format": 1, "marks": [{"pieces": [{"id": "b.txt", "text": "9c06bcd2a3d0a4e1"}], "mark": "needs_credit", "note": "ask the desk"}]}
//! ```
//!
//! A mark names a piece by its id and by the hash of its text: one that was set on another wording is shown as such, and never taken for a
//! judgement of what stands there now. O(marks log marks) to read, O(marks) to write.

use std::cmp::Ordering;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::folder;
use crate::error::Error;
use crate::hash;

/// The file's name.
pub const FILE: &str = "marks.json";
/// The version of the file's form.
const FORMAT: u32 = 1;
/// An estimate: half a million marks with notes of a few sentences are no more.
const MOST_BYTES: u64 = 256 << 20;
/// Characters of a note: a few sentences.
pub const LONGEST_NOTE: usize = 2_000;

/// What an editor says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// It may run.
    Fine,
    /// It may run once it says where it comes from.
    NeedsCredit,
    /// The program is wrong.
    WrongVerdict,
}

impl Judgement {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Fine, Self::NeedsCredit, Self::WrongVerdict];

    /// As people read it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::NeedsCredit => "needs credit",
            Self::WrongVerdict => "wrong verdict",
        }
    }

    /// As it stands in files and forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::NeedsCredit => "needs_credit",
            Self::WrongVerdict => "wrong_verdict",
        }
    }
}

/// A piece as it was when it was marked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Marked {
    /// Its id.
    pub id: String,
    /// The hash of its text, in 16 hexadecimal digits.
    pub text: String,
}

impl Marked {
    /// Names a piece with this text.
    #[must_use]
    pub fn of(id: &str, text: &str) -> Self {
        Self { id: id.to_owned(), text: format!("{:016x}", hash::bytes(text.as_bytes())) }
    }
}

/// What was said of a piece, or of two as a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// One piece or two, by id.
    pub pieces: Vec<Marked>,
    /// What was said.
    pub mark: Judgement,
    /// Why, in the editor's words; may be empty.
    #[serde(default)]
    pub note: String,
    /// The day, where whoever took the mark told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

impl Mark {
    /// Makes a mark; the order of a pair does not count, and a note that is too long is cut.
    #[must_use]
    pub fn new(mut pieces: Vec<Marked>, mark: Judgement, note: &str, when: Option<String>) -> Self {
        pieces.sort();
        Self { pieces, mark, note: note.trim().chars().take(LONGEST_NOTE).collect(), when }
    }

    /// Tells whether it comes before, at or after a mark of these ids, which are sorted.
    fn order(&self, ids: &[&str]) -> Ordering {
        self.pieces.iter().map(|piece| piece.id.as_str()).cmp(ids.iter().copied())
    }

    fn ids(&self) -> Vec<&str> {
        self.pieces.iter().map(|piece| piece.id.as_str()).collect()
    }

    /// Tells whether the pieces still have the texts that were judged.
    #[must_use]
    pub fn holds(&self, pieces: &[Marked]) -> bool {
        self.pieces.iter().all(|marked| pieces.contains(marked))
    }
}

/// All marks, sorted by the pieces that they name; one a piece or pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    format: u32,
    marks: Vec<Mark>,
}

impl Default for Marks {
    fn default() -> Self {
        Self { format: FORMAT, marks: Vec::new() }
    }
}

impl Marks {
    /// Reads the marks of a folder; none where it has no such file.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for a file that is no list of marks: it is never written over.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let path = folder.join(FILE);
        let refused = |reason: String| Error::Unreadable {
            path: path.display().to_string(),
            reason: format!("{reason}; mend it, or move it away to begin without marks"),
        };
        // A pipe would never end, and a device give as much as memory holds.
        match std::fs::metadata(&path) {
            Ok(data) if !data.is_file() => return Err(refused("is no file".to_owned())),
            Ok(data) if data.len() > MOST_BYTES => return Err(refused(format!("is larger than {} MiB", MOST_BYTES >> 20))),
            _ => {}
        }
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(refused(format!("cannot be read ({error})"))),
            Ok(bytes) => bytes,
        };
        let mut read: Self = serde_json::from_slice(&bytes).map_err(|error| refused(format!("holds no marks ({error})")))?;
        if read.format != FORMAT {
            return Err(refused(format!("is of format {}, and this program reads {FORMAT}", read.format)));
        }
        let is_of_pieces =
            |mark: &Mark| matches!(mark.ids().as_slice(), [_]) || matches!(mark.ids().as_slice(), [one, other] if one != other);
        if !read.marks.iter().all(is_of_pieces) {
            return Err(refused("holds a mark that is neither of one piece nor of two".to_owned()));
        }
        let marks = std::mem::take(&mut read.marks);
        let mut marks: Vec<Mark> = marks.into_iter().map(|mark| Mark::new(mark.pieces, mark.mark, &mark.note, mark.when)).collect();
        // Of several for the same pieces the last one counts.
        marks.reverse();
        marks.sort_by(|one, other| one.ids().cmp(&other.ids()));
        marks.dedup_by(|next, kept| next.ids() == kept.ids());
        read.marks = marks;
        Ok(read)
    }

    /// Writes the marks into a folder, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn save(&self, folder: &Path) -> Result<(), Error> {
        folder::write_all(folder, &[(FILE, &|out| super::json::write_value(self, out))])
    }

    /// Walks over all marks.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Mark> {
        self.marks.iter()
    }

    /// Tells whether nothing is marked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// Finds what was said of a piece, or of a pair in either order.
    #[must_use]
    pub fn of(&self, ids: &[&str]) -> Option<&Mark> {
        self.place(ids).ok().map(|at| &self.marks[at])
    }

    /// Sets a mark in the place of the one that its pieces had.
    pub fn set(&mut self, mark: Mark) {
        match self.place(&mark.ids()) {
            Ok(at) => self.marks[at] = mark,
            Err(at) => self.marks.insert(at, mark),
        }
    }

    /// Takes a mark back; tells whether there was one.
    pub fn clear(&mut self, ids: &[&str]) -> bool {
        self.place(ids).map(|at| self.marks.remove(at)).is_ok()
    }

    /// Finds the place of a mark, or where it would stand.
    fn place(&self, ids: &[&str]) -> Result<usize, usize> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        self.marks.binary_search_by(|mark| mark.order(&ids))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(ids: &[&str], mark: Judgement, note: &str) -> Mark {
        Mark::new(ids.iter().map(|id| Marked::of(id, "text")).collect(), mark, note, None)
    }

    #[test]
    fn a_second_mark_takes_the_place_of_the_first_whatever_the_order_of_the_pair() {
        let mut marks = Marks::default();
        marks.set(mark(&["b", "a"], Judgement::Fine, "one"));
        marks.set(mark(&["a", "b"], Judgement::WrongVerdict, "two"));
        marks.set(mark(&["a"], Judgement::NeedsCredit, ""));
        assert_eq!(marks.iter().len(), 2);
        assert_eq!(marks.of(&["b", "a"]).map(|mark| (mark.mark, mark.note.as_str())), Some((Judgement::WrongVerdict, "two")));
        assert!(marks.clear(&["a", "b"]) && !marks.clear(&["a", "b"]));
        assert_eq!(marks.of(&["a"]).map(|mark| mark.mark), Some(Judgement::NeedsCredit));
    }

    #[test]
    fn what_is_saved_is_read_again_and_a_folder_without_marks_has_none() {
        let home = tempfile::tempdir().expect("a temporary folder");
        assert!(Marks::open(home.path()).expect("none yet").is_empty());
        let mut marks = Marks::default();
        marks.set(mark(&["a", "b"], Judgement::Fine, "<script>\u{0}"));
        marks.save(home.path()).expect("writable");
        assert_eq!(Marks::open(home.path()).expect("readable"), marks);
    }

    #[test]
    fn a_file_that_holds_no_marks_is_refused_with_the_way_out_and_left_alone() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let twice = "{\"format\":1,\"marks\":[{\"pieces\":[{\"id\":\"a\",\"text\":\"\"},{\"id\":\"a\",\"text\":\"\"}],\"mark\":\"fine\"}]}";
        let nothing = "{\"format\":1,\"marks\":[{\"pieces\":[],\"mark\":\"fine\"}]}";
        for broken in ["{", "[]", "{\"format\":2,\"marks\":[]}", twice, nothing] {
            std::fs::write(home.path().join(FILE), broken).expect("writable");
            let error = Marks::open(home.path()).expect_err("it is broken").to_string();
            assert!(error.contains("marks.json") && error.contains("move it away"), "{error}");
        }
    }

    #[test]
    fn what_never_ends_in_the_place_of_the_marks_is_refused_unread() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let file = std::fs::File::create(home.path().join(FILE)).expect("writable");
        file.set_len(MOST_BYTES + 1).expect("no byte is written");
        assert!(Marks::open(home.path()).is_err_and(|error| error.to_string().contains("larger than 256 MiB")));
        #[cfg(unix)]
        {
            std::fs::remove_file(home.path().join(FILE)).expect("there");
            std::os::unix::fs::symlink("/dev/zero", home.path().join(FILE)).expect("writable");
            assert!(Marks::open(home.path()).is_err_and(|error| error.to_string().contains("is no file")));
        }
    }

    #[test]
    fn a_mark_set_on_another_text_does_not_hold() {
        let set = mark(&["a"], Judgement::Fine, "");
        assert!(set.holds(&[Marked::of("a", "text")]));
        assert!(!set.holds(&[Marked::of("a", "another text")]));
    }

    #[test]
    fn a_note_is_cut_and_trimmed() {
        assert_eq!(mark(&["a"], Judgement::Fine, &format!("  {}  ", "é".repeat(3_000))).note.chars().count(), LONGEST_NOTE);
    }
}
