//! Names the main language of a story.
//!
//! Most pieces are English, and a third of their words says so at a glance; only the rest is compared with every language's trigrams,
//! which costs about a tenth of a millisecond. O(2,000 bytes).

use whatlang::Lang;

use super::classes::Classes;
use super::{CleanText, Sentence};

/// How much of a story is looked at, in bytes.
const SAMPLE: usize = 2_000;

/// What English prose is held together by. Some are words of other languages too ("was", "on", "a"), but no other prose holds so many.
pub(super) const FUNCTION_WORDS: &str = "the of and to that with for was from have in is a at as it by on be this but not are had has they which said would will been their were you i what there who if more about when out his he she her an we or after than its all can could";

/// Names the main language from the first two kilobytes of the story, as a short code (ISO 639).
#[must_use]
pub fn language(text: &str, clean: &CleanText) -> Option<&'static str> {
    let opening = opening(&clean.sentences);
    if is_plainly_english(clean, &opening) {
        return Some("en");
    }
    let mut sample = String::with_capacity(SAMPLE + SAMPLE / 4);
    for sentence in opening {
        sample.push_str(sentence.span.of(text));
        sample.push(' ');
    }
    Some(match whatlang::detect_lang(&sample)? {
        Lang::Eng => "en",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Pol => "pl",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Ara => "ar",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        other => other.code(),
    })
}

/// Gives the story's sentences up to the one that fills the sample.
fn opening(sentences: &[Sentence]) -> Vec<&Sentence> {
    let mut bytes = 0;
    let unfilled = |sentence: &&Sentence| {
        let more = bytes <= SAMPLE;
        bytes += sentence.span.len() + 1;
        more
    };
    sentences.iter().filter(|sentence| sentence.is_story()).take_while(unfilled).collect()
}

/// Tells whether so many function words stand in a story's opening that the trigrams need not be asked.
///
/// A quarter of the words and six: of 51,190 real pieces (news and newsgroup posts) three quarters have it, and the trigrams call each
/// of these English. The six are for short texts, where a few words tell little.
fn is_plainly_english(clean: &CleanText, opening: &[&Sentence]) -> bool {
    let words = || opening.iter().flat_map(|sentence| &clean.words[sentence.words.clone()]);
    let function = words().filter(|word| word.classes.has(Classes::FUNCTION)).count();
    function >= 6 && (function - 6) * 4 >= words().count()
}

#[cfg(test)]
mod tests {
    use super::super::clean_text;
    use super::language;

    #[test]
    fn a_language_is_told_by_its_words_and_by_its_trigrams() {
        let english =
            "The harbour wall of the town fell into the sea on Monday, and the mayor said that it will be built again in the spring.";
        let german =
            "Die Hafenmauer der Stadt ist am Montag ins Meer gefallen, und der Bürgermeister will sie im Frühling wieder aufbauen lassen.";
        let mixed = format!("{german} {german} {german} {english}");
        for (text, code) in [(english, "en"), (german, "de"), (&mixed, "de"), ("港口大桥倒塌,三人受伤,市长说明年春天重建。", "zh")]
        {
            assert_eq!(language(text, &clean_text(text)), Some(code), "{text}");
        }
        assert_eq!(language("12", &clean_text("12")), None);
    }
}
