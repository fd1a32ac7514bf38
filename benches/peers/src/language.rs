//! An invented language with the statistics of news: few words are frequent, topics have their own, stock phrases and footers recur.

use std::collections::HashSet;

use crate::dice::Dice;

const WORDS: usize = 60_000;
const TOPICS: usize = 3_000;
const TOPIC_WORDS: usize = 400;
/// Share of an article's words that are of its topic.
const TOPICAL: f64 = 0.35;
const PHRASES: usize = 4_000;
/// Chance that a stock phrase of 3 to 9 words starts at a word: 5-grams recur between unrelated stories, as they do in agency copy.
const PHRASED: f64 = 0.02;
const FOOTERS: usize = 300;

const ONSETS: [&str; 27] = [
    "b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "bl", "dr", "fl", "gr", "kr", "pr", "sk", "sn",
    "th", "tr",
];
const NUCLEI: [&str; 8] = ["a", "e", "i", "o", "u", "au", "ei", "oo"];
const CODAS: [&str; 7] = ["k", "l", "m", "n", "r", "s", "t"];

/// Words as their ranks.
type Text = Vec<u16>;
/// Paragraphs of sentences.
pub type Paragraphs = Vec<Vec<Text>>;

pub struct Language {
    words: Vec<String>,
    /// Cumulative shares of words and of phrases by rank.
    frequent: Vec<f64>,
    recurrent: Vec<f64>,
    topics: Vec<Text>,
    phrases: Vec<Text>,
    footers: Vec<Text>,
}

impl Language {
    /// Invents it: always the same, so that corpora of all sizes and seeds have one language.
    pub fn invented() -> Self {
        let dice = &mut Dice::of([0, 0, 7]);
        let words = vocabulary(dice);
        // Zipf and Mandelbrot.
        let frequent = cumulative(WORDS, |rank| (rank + 3.7).powf(-1.05));
        let recurrent = cumulative(PHRASES, |rank| 1.0 / (rank + 6.0));
        let draw = |count: usize, dice: &mut Dice| -> Text { (0..count).map(|_| dice.pick(&frequent) as u16).collect() };
        let topics = (0..TOPICS).map(|_| draw(TOPIC_WORDS, dice)).collect();
        let phrases = (0..PHRASES).map(|_| draw(3 + dice.below(7), dice)).collect();
        let footers = (0..FOOTERS).map(|_| draw(12 + dice.below(29), dice)).collect();
        Self { words, frequent, recurrent, topics, phrases, footers }
    }

    pub fn topic(&self, dice: &mut Dice) -> usize {
        dice.below(self.topics.len())
    }

    pub fn footer(&self, dice: &mut Dice) -> &[u16] {
        &self.footers[dice.below(self.footers.len())]
    }

    fn word(&self, dice: &mut Dice) -> u16 {
        dice.pick(&self.frequent) as u16
    }

    /// Writes so many words about a topic: one to three sentences of 9 to 31 words a paragraph.
    pub fn article(&self, length: usize, topic: usize, dice: &mut Dice) -> Paragraphs {
        let mut phrase: &[u16] = &[];
        let mut text: Text = Vec::with_capacity(length);
        for _ in 0..length {
            if dice.chance(PHRASED) {
                phrase = &self.phrases[dice.pick(&self.recurrent)];
            }
            text.push(match phrase.split_first() {
                Some((first, rest)) => {
                    phrase = rest;
                    *first
                }
                None if dice.chance(TOPICAL) => self.topics[topic][dice.below(TOPIC_WORDS)],
                None => self.word(dice),
            });
        }
        let mut rest = text.as_slice();
        let mut paragraphs = Vec::new();
        while !rest.is_empty() {
            let mut sentences = Vec::new();
            for _ in 0..=dice.below(3) {
                let (sentence, after) = rest.split_at(rest.len().min(9 + dice.below(23)));
                sentences.push(sentence.to_vec());
                rest = after;
                if rest.is_empty() {
                    break;
                }
            }
            paragraphs.push(sentences);
        }
        paragraphs
    }

    /// Replaces, inserts or deletes words at a rate.
    pub fn edit(&self, paragraphs: &[Vec<Text>], rate: f64, dice: &mut Dice) -> Paragraphs {
        let mut sentence = |words: &Text| -> Text {
            let mut edited = Vec::with_capacity(words.len() + 4);
            for word in words {
                match if dice.chance(rate) { dice.below(3) } else { 3 } {
                    0 => edited.push(self.word(dice)),
                    1 => edited.extend([*word, self.word(dice)]),
                    2 => {}
                    _ => edited.push(*word),
                }
            }
            edited
        };
        paragraphs.iter().map(|sentences| sentences.iter().map(&mut sentence).collect()).collect()
    }

    /// Spells it out, with capitals, commas and full stops.
    pub fn write(&self, paragraphs: &[Vec<Text>], footer: Option<&[u16]>, between: &str) -> String {
        let mut text = String::new();
        for sentences in paragraphs {
            let start = text.len();
            for sentence in sentences.iter().filter(|sentence| !sentence.is_empty()) {
                if text.len() > start {
                    text.push(' ');
                }
                let comma = (sentence.len() > 14).then_some(sentence.len() / 2);
                self.write_sentence(sentence, comma, &mut text);
            }
            if text.len() > start {
                text.push_str(between);
            }
        }
        match footer {
            Some(footer) => self.write_sentence(footer, None, &mut text),
            None => text.truncate(text.trim_end().len()),
        }
        text
    }

    fn write_sentence(&self, words: &[u16], comma: Option<usize>, text: &mut String) {
        let start = text.len();
        for (at, word) in words.iter().enumerate() {
            if at > 0 {
                text.push(' ');
            }
            text.push_str(&self.words[usize::from(*word)]);
            if comma == Some(at) {
                text.push(',');
            }
        }
        text.push('.');
        text[start..=start].make_ascii_uppercase();
    }
}

/// Makes the words by rank, the frequent ones short.
fn vocabulary(dice: &mut Dice) -> Vec<String> {
    let mut known = HashSet::new();
    let mut words = Vec::with_capacity(WORDS);
    while words.len() < WORDS {
        let syllables = match words.len() {
            ..150 => 1,
            150..2_500 => 1 + usize::from(dice.chance(0.6)),
            _ => 2 + usize::from(dice.chance(0.55)) + usize::from(dice.chance(0.2)),
        };
        let mut word = String::new();
        for _ in 0..syllables {
            word += ONSETS[dice.below(ONSETS.len())];
            word += NUCLEI[dice.below(NUCLEI.len())];
        }
        if dice.chance(0.6) {
            word += CODAS[dice.below(CODAS.len())];
        }
        if known.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

fn cumulative(count: usize, share: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut sum = 0.0;
    let sums: Vec<f64> = (0..count)
        .map(|rank| {
            sum += share(rank as f64);
            sum
        })
        .collect();
    sums.into_iter().map(|part| part / sum).collect()
}
