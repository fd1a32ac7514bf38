//! Makes single articles that no reporter would write, in any size: whatever a rule looks for, and nothing else, over and over.
//!
//! Each is put beside a copy of itself in which every fortieth word is another (nothing, where there are no blanks between words), so that a full scan lays the two side by side.

use crate::dice::Dice;
use crate::language::Language;

/// Words of a text are counted by what they take with the space after them, about.
const WORD_BYTES: usize = 6;
/// What a copy has in place of every so many words.
const EDITED: usize = 40;
const OTHER: &str = "harbour";
/// Both begin alike, so that they are compared whatever follows.
const LEAD: &str = "At least eleven people died when a ferry hit a breakwater off Port Halden on Monday, the coastguard said.\n\n";

/// A kind of strange article, and what makes one of about so many bytes.
pub struct Strange {
    pub name: &'static str,
    make: fn(&Words, usize) -> String,
}

/// Words to make texts of.
pub struct Words {
    all: Vec<String>,
}

impl Words {
    /// So many words, from the first on and round again.
    fn take(&self, count: usize) -> impl Iterator<Item = &str> {
        self.all.iter().cycle().take(count).map(String::as_str)
    }

    /// As many words as fill so many bytes, where each comes with so many bytes beside it.
    fn fill(&self, bytes: usize, beside: usize) -> impl Iterator<Item = &str> {
        self.take(bytes / (WORD_BYTES + beside))
    }

    /// Sentences of so many words.
    fn sentences(&self, bytes: usize, length: usize) -> String {
        let words: Vec<&str> = self.fill(bytes, 0).collect();
        words.chunks(length).map(|sentence| capital(&sentence.join(" ")) + ".").collect::<Vec<_>>().join(" ")
    }

    /// Every word changed, with spaces between.
    fn each(&self, bytes: usize, beside: usize, change: impl Fn(usize, &str) -> String) -> String {
        self.fill(bytes, beside).enumerate().map(|(at, word)| change(at, word)).collect::<Vec<_>>().join(" ")
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A phrase over and over; `#` in it is each time another number.
fn over(phrase: &str, bytes: usize) -> String {
    (0..bytes / (phrase.len() + 1)).map(|at| phrase.replace('#', &(at * 7_919 % 1_003).to_string())).collect::<Vec<_>>().join(" ")
}

fn spelt(word: &str, behind: &str) -> String {
    word.chars().map(|letter| format!("{letter}{behind}")).collect()
}

/// All kinds.
pub const KINDS: [Strange; 36] = [
    Strange { name: "plain prose", make: |words, bytes| words.sentences(bytes, 20) },
    Strange { name: "one sentence", make: |words, bytes| words.sentences(bytes, usize::MAX) },
    Strange { name: "one-word sentences", make: |words, bytes| words.sentences(bytes, 1) },
    Strange { name: "one-word lines", make: |words, bytes| words.each(bytes, 0, |_, word| word.to_owned()).replace(' ', "\n") },
    Strange { name: "\"Fire.\" over and over", make: |_, bytes| over("Fire.", bytes) },
    Strange { name: "one word over and over", make: |_, bytes| over("fire", bytes) },
    Strange { name: "one sentence over and over", make: |_, bytes| over("The old mill in Harbeck burned down on Friday night.", bytes) },
    Strange { name: "one phrase over and over", make: |_, bytes| over("the mill burned and the boat sank", bytes) },
    Strange { name: "one quotation over and over", make: |_, bytes| over("\"We lost all that we had,\" said Maren Holt.", bytes) },
    Strange { name: "a quotation mark at every other word", make: |words, bytes| words.each(bytes, 1, |at, word| ["", "\""][at % 2].to_owned() + word) },
    Strange { name: "opening marks only", make: |words, bytes| words.each(bytes, 3, |_, word| format!("\u{201c}{word}")) },
    Strange { name: "nothing but quotation marks", make: |_, bytes| "\"".repeat(bytes) },
    Strange { name: "quotations of one word", make: |words, bytes| words.each(bytes, 12, |_, word| format!("\"{word},\" he said.")) },
    Strange { name: "quotations in quotations", make: |_, bytes| "\u{201c}\u{2018}".repeat(bytes / 12) + "fire" + &"\u{2019}\u{201d}".repeat(bytes / 12) },
    Strange { name: "two scripts in every word", make: |words, bytes| words.each(bytes, 2, |_, word| word.replace('a', "\u{430}").replace('o', "\u{43e}")) },
    Strange { name: "scripts in turn", make: |words, bytes| words.each(bytes, 3, |at, word| format!("{word}{}", ["\u{5d0}", "\u{3042}", "\u{416}"][at % 3])) },
    Strange { name: "Chinese characters", make: |_, bytes| (0..bytes / 3).filter_map(|at| char::from_u32(0x4e00 + (at * 7_919 % 3_001) as u32)).collect() },
    Strange { name: "one letter under combining marks", make: |_, bytes| format!("e{}", "\u{301}".repeat(bytes / 2)) },
    Strange { name: "combining marks on every letter", make: |words, bytes| words.each(bytes, 24, |_, word| spelt(word, "\u{301}\u{323}")) },
    Strange { name: "right-to-left overrides", make: |words, bytes| words.each(bytes, 6, |_, word| format!("\u{202e}{word}\u{202c}")) },
    Strange { name: "zero-width spaces", make: |words, bytes| words.each(bytes, 15, |_, word| spelt(word, "\u{200b}")) },
    Strange { name: "spaced-out letters", make: |words, bytes| words.each(bytes, 6, |_, word| spelt(word, " ")) },
    Strange { name: "every word with a capital", make: |words, bytes| words.each(bytes, 0, |_, word| capital(word)) },
    Strange { name: "numbers only", make: |_, bytes| (0..bytes / 6).map(|at| (at * 7_919 % 100_003).to_string()).collect::<Vec<_>>().join(" ") },
    Strange { name: "two numbers a sentence", make: |_, bytes| over("There were # boats and # men.", bytes) },
    Strange { name: "a date a sentence", make: |_, bytes| over("On March 3, 20#, it rained.", bytes) },
    Strange { name: "a credit a sentence", make: |words, bytes| words.each(bytes, 37, |_, word| format!("According to Harbour Wire {word}, it burned.")) },
    Strange { name: "a byline a line", make: |_, bytes| over("By Maren Holt", bytes).replace("Holt ", "Holt\n") },
    Strange { name: "negations", make: |_, bytes| over("He did not never no longer say that it was not so.", bytes) },
    Strange { name: "initials", make: |_, bytes| over("A.", bytes) },
    Strange { name: "addresses", make: |words, bytes| words.each(bytes, 12, |_, word| format!("https://a.b/{word}")) },
    Strange { name: "one number of all digits", make: |_, bytes| "9".repeat(bytes) },
    Strange { name: "one word of all letters", make: |_, bytes| "a".repeat(bytes) },
    Strange { name: "brackets in brackets", make: |_, bytes| "(".repeat(bytes / 2) + "fire" + &")".repeat(bytes / 2) },
    Strange { name: "full stops", make: |_, bytes| ".".repeat(bytes) },
    Strange { name: "line breaks", make: |_, bytes| "\n".repeat(bytes) },
];

impl Strange {
    /// Makes an article of about so many bytes, and a copy of it with other words here and there.
    pub fn pair(&self, language: &Language, bytes: usize) -> Vec<String> {
        let text = language.write(&language.article(5_000, 0, &mut Dice::of([0, 0, 2])), None, " ");
        let all = text.split(' ').map(|word| word.trim_matches(['.', ',']).to_lowercase()).filter(|word| !word.is_empty()).collect();
        let text = (self.make)(&Words { all }, bytes);
        let mut words: Vec<&str> = text.split(' ').collect();
        words.iter_mut().skip(EDITED / 2).step_by(EDITED).for_each(|word| *word = OTHER);
        vec![format!("{LEAD}{text}"), format!("{LEAD}{}", words.join(" "))]
    }
}
