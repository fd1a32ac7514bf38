//! A story cut into bits that know what was planted in them: rewritten freely, and still every plant has its bytes in the end.

use std::ops::Range;

use crate::plants::Plant;
use crate::story::{Story, inside, words};

/// A word, a blank or a mark; or a planted change, which no rewriting touches.
#[derive(Debug, Clone)]
pub struct Bit {
    pub text: String,
    pub plant: Option<usize>,
    pub quoted: bool,
}

impl Bit {
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), plant: None, quoted: false }
    }

    /// May be put in other words.
    pub fn is_free(&self) -> bool {
        self.plant.is_none() && !self.quoted
    }

    pub fn is_word(&self) -> bool {
        self.text.starts_with(char::is_alphanumeric)
    }

    pub fn is(&self, text: &str) -> bool {
        self.is_free() && self.text == text
    }

    pub fn low(&self) -> String {
        self.text.to_lowercase().replace('’', "'")
    }

    pub fn is_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }
}

/// What stands before a sentence, and the sentence.
#[derive(Debug, Clone, Default)]
pub struct Part {
    pub gap: Vec<Bit>,
    pub line: Vec<Bit>,
    /// May be put in other words: a sentence of the story, all of whose quotations are closed.
    pub open: bool,
}

impl Part {
    pub fn is_planted(&self) -> bool {
        self.gap.iter().chain(&self.line).any(|bit| bit.plant.is_some())
    }

    pub fn words(&self) -> usize {
        self.line.iter().filter(|bit| bit.is_word()).count()
    }
}

/// A finished piece: its text, and where each plant stands in it.
pub struct Planted {
    pub text: String,
    pub places: Vec<Vec<Range<usize>>>,
}

/// Cuts a story into parts, with the plants in place of what they change; the last part holds what follows the last sentence.
pub fn cut(story: &Story<'_>, plants: &[Plant]) -> Vec<Part> {
    let mut edits: Vec<(Range<usize>, &str, usize)> = plants
        .iter()
        .enumerate()
        .flat_map(|(at, plant)| plant.edits.iter().map(move |edit| (edit.at.clone(), edit.new.as_str(), at)))
        .collect();
    edits.sort_by_key(|(at, _, _)| (at.start, at.end));
    let mut parts: Vec<Part> = story.lines.iter().map(|line| Part { open: story.is_open(line), ..Part::default() }).collect();
    parts.push(Part::default());
    let mut push = |at: usize, bit: Bit| {
        let next = story.lines.partition_point(|line| line.at.end <= at);
        let within = story.lines.get(next).is_some_and(|line| line.at.start <= at);
        if within { parts[next].line.push(bit) } else { parts[next].gap.push(bit) }
    };
    let mut from = 0;
    for (at, new, plant) in edits {
        bits(story, from..at.start, &mut push);
        let quoted = inside(&story.quotations, at.start);
        // A point at the end of a line belongs to that line.
        let place = if at.is_empty() { at.start.saturating_sub(1) } else { at.start };
        push(place, Bit { text: new.to_owned(), plant: Some(plant), quoted });
        from = at.end;
    }
    bits(story, from..story.text.len(), &mut push);
    parts
}

fn bits(story: &Story<'_>, at: Range<usize>, push: &mut impl FnMut(usize, Bit)) {
    let quoted = |at: usize| inside(&story.quotations, at) || inside(&story.unclosed, at);
    let mut from = at.start;
    let marks = |stretch: Range<usize>, push: &mut dyn FnMut(usize, Bit)| {
        for (offset, mark) in story.text[stretch.clone()].char_indices() {
            let place = stretch.start + offset;
            push(place, Bit { text: mark.to_string(), plant: None, quoted: quoted(place) });
        }
    };
    for word in words(story.text, at.clone(), &story.quotations) {
        marks(from..word.at.start, push);
        push(word.at.start, Bit { text: story.text[word.at.clone()].to_owned(), plant: None, quoted: quoted(word.at.start) });
        from = word.at.end;
    }
    marks(from..at.end, push);
}

/// Writes the parts out.
pub fn join(parts: &[Part], plants: usize) -> Planted {
    let mut text = String::new();
    let mut places = vec![Vec::new(); plants];
    for bit in parts.iter().flat_map(|part| part.gap.iter().chain(&part.line)) {
        if let Some(plant) = bit.plant {
            places[plant].push(text.len()..text.len() + bit.text.len());
        }
        text.push_str(&bit.text);
    }
    Planted { text, places }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::plants::choose;
    use crate::rewrite::rewrite;

    const STORY: &str = "The harbour wall of Halden fell into the sea on Monday night, police said. About 12 fishing boats were crushed, and the pier was not damaged. \
        Harbour master Ada Bell said the wall could fall again after the storm.\n\n\
        \"We must build a stronger wall before the winter comes,\" Mr Quill told Reuters. The ministry promised $9 million for 3 kilometres of wall in March 1996. \
        According to the council, the old lighthouse may close next year. Nobody was hurt because the market had ended.\n";

    #[test]
    fn a_story_without_plants_is_joined_as_it_was() {
        let story = Story::of(STORY);
        assert_eq!(join(&cut(&story, &[]), 0).text, STORY);
    }

    #[test]
    fn every_plant_keeps_its_bytes_through_a_rewrite() {
        for seed in 0..50 {
            let story = Story::of(STORY);
            let plants = choose(&story, 2, &mut Dice::of(seed, "plants", "halden"));
            assert!(plants.len() >= 5, "{plants:?}");
            let copy = join(&cut(&story, &plants), plants.len());
            let light = join(&rewrite(cut(&story, &plants), &mut Dice::of(seed, "rewrite", "halden")).parts, plants.len());
            for piece in [copy, light] {
                for (plant, places) in plants.iter().zip(&piece.places) {
                    let mut told: Vec<&str> = places.iter().map(|place| &piece.text[place.clone()]).collect();
                    let mut planted: Vec<&str> = plant.edits.iter().map(|edit| edit.new.as_str()).collect();
                    told.sort_unstable();
                    planted.sort_unstable();
                    assert_eq!(told, planted, "{plant:?}\n{}", piece.text);
                }
            }
        }
    }
}
