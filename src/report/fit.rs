//! Text from files -> text that fits a terminal and cannot command it.

/// Takes out what moves a cursor or turns the reading direction, and makes one blank of every run of white space.
#[must_use]
pub fn plain(text: &str) -> String {
    plain_line(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes out what moves a cursor or turns the reading direction; every blank of a path stays, a line break becomes one.
#[must_use]
pub fn plain_line(text: &str) -> String {
    text.chars().map(|char| if char.is_whitespace() { ' ' } else { char }).filter(|char| !commands(*char)).collect()
}

/// Tells control characters (the escape of colours and titles among them) and marks that reorder or hide letters.
fn commands(char: char) -> bool {
    char.is_control() || matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Counts the columns that a terminal gives a text: two for Chinese, Japanese, Korean and pictures, none for combining marks.
///
/// The blocks are those of Unicode's East Asian Width, whole; a few narrow characters inside them count double.
pub fn columns(text: &str) -> usize {
    let columns = |char: char| match char {
        '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    };
    text.chars().map(columns).sum()
}

/// Cuts a text at its end to fit, with an ellipsis.
pub fn end(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    format!("{}…", first(text.chars(), width.saturating_sub(1)))
}

/// Cuts a text in its middle to fit: both ends of a file's name tell more than its middle.
pub fn middle(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(1);
    let tail: String = first(text.chars().rev(), room / 2).chars().rev().collect();
    format!("{}…{tail}", first(text.chars(), room - room / 2))
}

/// Takes characters as long as they fit.
fn first(chars: impl Iterator<Item = char>, width: usize) -> String {
    let mut taken = String::new();
    for char in chars {
        taken.push(char);
        if columns(&taken) > width {
            taken.pop();
            break;
        }
    }
    taken
}

/// Fills up with blanks at the end.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// Breaks a text at blanks; lines after the first are indented. A word that is longer than a line stays whole.
pub fn wrapped(text: &str, width: usize, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut is_empty = true;
    for word in text.split(' ') {
        if !is_empty && columns(&line) + 1 + columns(word) > width {
            lines.push(std::mem::replace(&mut line, " ".repeat(indent)));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines.push(line);
    lines
}

/// Breaks a text at blanks into at most so many lines, none wider than the width: a word that is longer than a line is cut in its middle,
/// and what does not fit the last line at its end.
pub fn within(text: &str, width: usize, indent: usize, most: usize) -> Vec<String> {
    let longest = width.saturating_sub(indent).max(1);
    let words: Vec<String> = text.split(' ').map(|word| middle(word, longest)).collect();
    let mut lines = wrapped(&words.join(" "), width, indent);
    if lines.len() > most {
        lines.truncate(most);
        lines.iter_mut().skip(most.saturating_sub(1)).for_each(|last| *last = end(&format!("{last} …"), width));
    }
    lines
}

/// Parts a large number by thousands: `1,048,576`.
pub fn grouped(number: u64) -> String {
    let (rest, last) = (number / 1000, number % 1000);
    if rest == 0 { last.to_string() } else { format!("{},{last:03}", grouped(rest)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_direction_marks_are_taken_out() {
        assert_eq!(plain("a\u{1b}[31mb\u{7}\u{202e}c\r\n\td"), "a[31mbc d");
    }

    #[test]
    fn a_long_name_keeps_both_its_ends() {
        assert_eq!(middle("story01.02.rewrite_number_changed.txt", 16), "story01.…ged.txt");
        assert_eq!(middle("short.txt", 16), "short.txt");
    }

    #[test]
    fn a_wide_character_takes_two_columns() {
        assert_eq!(columns("日本a"), 5);
        assert_eq!(end("日本語", 4), "日…");
        assert_eq!(columns(&padded("日", 4)), 4);
    }

    #[test]
    fn lines_break_at_blanks_and_hang() {
        assert_eq!(wrapped("f1  one two three", 11, 4), ["f1  one two", "    three"]);
        assert_eq!(wrapped("unbreakable", 4, 2), ["unbreakable"]);
    }

    #[test]
    fn lines_that_are_counted_end_where_they_must_and_cut_long_words() {
        assert_eq!(within("one two three four", 9, 2, 2), ["one two", "  three …"]);
        assert_eq!(within("a_name_without_any_blank.txt is long", 12, 2, 3), ["a_nam….txt", "  is long"]);
        assert_eq!(within("fits", 80, 2, 1), ["fits"]);
    }

    #[test]
    fn large_numbers_are_parted_by_thousands() {
        assert_eq!([0, 999, 1_000, 20_065, 1_048_576].map(grouped), ["0", "999", "1,000", "20,065", "1,048,576"]);
    }
}
