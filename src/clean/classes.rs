//! The closed lists that a word stands in, as bits that the word carries.
//!
//! A rule that asks each word of a text whether it is a number word, or one by which appeals are told, tests a bit: the lists were
//! looked through once, when the word's stem was looked up. Each list stands beside the rule that uses it. A bit is of the word's
//! normalised form ("US" and "us" share theirs), so a rule that minds the spelling looks at the text where the bit is set.

use super::{credits, furniture, language, numbers};

/// The lists that a word stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classes(u8);

impl Classes {
    /// Says how things stand to one another in English: "the", "of", "with".
    pub const FUNCTION: Self = Self(1);
    /// Says a number or a part of one: "twelve", "million", "dozen".
    pub const NUMERAL: Self = Self(2);
    /// Asks the reader for something: "donate", "subscribe".
    pub const APPEAL: Self = Self(4);
    /// Speaks to the reader: "you", "our".
    pub const READER: Self = Self(8);
    /// Says where a story was first: "published", "appeared".
    pub const ORIGIN: Self = Self(16);
    /// Owns pictures: "reuters", "handout".
    pub const OWNER: Self = Self(32);

    /// Each class with its words.
    pub(super) const LISTS: [(Self, &str); 6] = [
        (Self::FUNCTION, language::FUNCTION_WORDS),
        (Self::NUMERAL, numbers::NUMERALS),
        (Self::APPEAL, furniture::ASKS),
        (Self::READER, furniture::READER),
        (Self::ORIGIN, credits::ORIGINS),
        (Self::OWNER, furniture::OWNERS),
    ];

    /// Tells whether it holds a class.
    #[must_use]
    pub const fn has(self, class: Self) -> bool {
        self.0 & class.0 != 0
    }

    /// Adds a class.
    pub(super) const fn add(&mut self, class: Self) {
        self.0 |= class.0;
    }
}
