//! Folds house spellings, so that a desk's style sheet is not taken for a rewrite.
//!
//! `colour` and `color`, `organised` and `organized`, `metres` and `meters`, `travelled` and `traveled`, `towards` and `toward`, `8` and
//! `eight` get one key. What a word becomes is a key and is never shown, so it need not be a word: `chastise` and `chastize` may be one,
//! since nobody writes the second. Two words that become one by it (`prise` and `prize`) are the price. O(letters).

use std::sync::OnceLock;

use crate::hash::KeyMap;

/// Words that are spelt in two ways, pairs parted by `|`; what becomes of each stands second.
const PAIRS: &str = "grey gray|programme program|programmes programs|cheque check|cheques checks|tyre tire|tyres tires|kerb curb|plough plow|ploughed plowed|defence defense|defences defenses|offence offense|offences offenses|licence license|licences licenses|licenced licensed|practise practice|practised practiced|practising practicing|pretence pretense|aeroplane airplane|aeroplanes airplanes|aluminium aluminum|towards toward|afterwards afterward|backwards backward|forwards forward|upwards upward|downwards downward|onwards onward|inwards inward|outwards outward|amongst among|whilst while|amidst amid|mum mom|mums moms|mummy mommy|judgement judgment|judgements judgments|acknowledgement acknowledgment|ageing aging|pyjamas pajamas|moustache mustache|sulphur sulfur|draught draft|gaol jail|gaoled jailed|catalogue catalog|catalogues catalogs|dialogue dialog|analogue analog|learnt learned|burnt burned|spelt spelled|dreamt dreamed|leapt leaped|spilt spilled|earnt earned|smelt smelled|enrol enroll|enrols enrolls|fulfil fulfill|fulfils fulfills|skilful skillful|wilful willful|instalment installment|instalments installments|enrolment enrollment|fulfilment fulfillment|manoeuvre maneuver|manoeuvres maneuvers|manoeuvring maneuvering|maths math|jewellery jewelry|storeys stories|cosy cozy|disc disk|discs disks|sceptic skeptic|sceptics skeptics|sceptical skeptical|scepticism skepticism|axe ax|omelette omelet|doughnut donut|doughnuts donuts|okay ok|alright allright|artefact artifact|artefacts artifacts|cypher cipher|sombre somber|sabre saber|calibre caliber|lustre luster|spectre specter|mitre miter|meagre meager|goitre goiter|ochre ocher|theatre theater|theatres theaters|fibre fiber|fibres fibers|litre liter|litres liters|centre center|centres centers|centred centered|centring centering|metre meter|metres meters|thru through|adviser advisor|advisers advisors|protester protestor|protesters protestors|kidnaped kidnapped|mr mister|mrs missus|2 two|3 three|4 four|5 five|6 six|7 seven|8 eight|9 nine|10 ten|11 eleven|12 twelve|13 thirteen|14 fourteen|15 fifteen|16 sixteen|17 seventeen|18 eighteen|19 nineteen|20 twenty|1st first|2nd second|3rd third|4th fourth|5th fifth|6th sixth|7th seventh|8th eighth|9th ninth|10th tenth";

/// Where -our is -or on the other side of the ocean.
const OUR: &str = "colour favour honour labour neighbour harbour rumour humour behaviour flavour vapour armour endeavour odour savour parlour rigour vigour valour tumour fervour candour clamour glamour splendour saviour demeanour misdemeanour";

/// Verbs that double their l before an ending in Britain.
const ELL: &str = "travel cancel label model signal fuel level counsel marvel dial total quarrel channel equal rival tunnel unravel shovel parcel pedal libel panel duel jewel medal spiral";
const AFTER_ELL: [&str; 9] = ["ing", "ed", "er", "ers", "or", "ors", "ous", "ist", "ings"];

/// Greek spellings: `ae` and `oe` that became `e`.
const GREEK: &str = "paediatr anaesth haemo haemat leukaemi anaemi diarrhoe foet encyclopaed archaeolog mediaev gynaecolog caesar oestrogen orthopaed oesophag paedophil septicaemi faec amoeb";

/// Endings before which -is- and -ys- may be -iz- and -yz-.
const ISE: [&str; 9] = ["e", "ed", "es", "er", "ers", "ing", "ation", "ations", "able"];

struct Tables {
    pairs: KeyMap<&'static str, &'static str>,
    our: Vec<&'static str>,
    ell: Vec<&'static str>,
    greek: Vec<&'static str>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    let list = |words: &'static str| words.split(' ').collect();
    TABLES.get_or_init(|| Tables {
        pairs: PAIRS.split('|').filter_map(|pair| pair.split_once(' ')).collect(),
        our: list(OUR),
        ell: list(ELL),
        greek: list(GREEK),
    })
}

/// Rewrites a normalised word into the spelling that stands for all of its spellings.
pub fn fold(word: &mut String) {
    if word.len() > 24 || !word.is_ascii() {
        return;
    }
    let tables = tables();
    if let Some(usual) = tables.pairs.get(word.as_str()) {
        word.clear();
        word.push_str(usual);
        return;
    }
    if word.len() < 5 {
        return;
    }
    // Most words lack a letter of each pattern, and are not searched for it.
    let letters = word.bytes().fold(0_u32, |seen, byte| seen | 1 << (byte & 31));
    let holds = |pattern: &[u8]| pattern.iter().all(|byte| letters & 1 << (byte & 31) != 0);
    let find = |word: &str, pattern: &[u8]| word.as_bytes().windows(pattern.len()).position(|window| window == pattern);
    if holds(b"metr")
        && let Some(at) = find(word, b"metre")
    {
        word.replace_range(at + 3..at + 5, "er");
    }
    if holds(b"our")
        && let Some(at) = find(word, b"our")
        && tables.our.iter().any(|known| word[..at + 3].ends_with(known))
    {
        word.remove(at + 1);
    }
    if holds(b"l")
        && let Some(at) = find(word, b"ll")
        && AFTER_ELL.contains(&&word[at + 2..])
        && tables.ell.contains(&&word[..=at])
    {
        word.remove(at);
    }
    if holds(b"ae") && find(word, b"ae").is_some() || holds(b"oe") && find(word, b"oe").is_some() {
        for known in tables.greek.iter().filter(|known| word.starts_with(**known)) {
            if let Some(at) = known.find("ae").or_else(|| known.find("oe")) {
                word.remove(at);
                break;
            }
        }
    }
    if holds(b"is") || holds(b"ys") {
        ise(word);
    }
}

/// `organised`, `analyse`: an s after i or y that follows a consonant, five letters or more before the ending's end.
fn ise(word: &mut String) {
    let bytes = word.as_bytes();
    let ends_so = |at: &usize| bytes[*at] == b's' && matches!(bytes[at - 1], b'i' | b'y') && ISE.contains(&&word[at + 1..]);
    let Some(place) = (3..bytes.len().saturating_sub(1)).rev().find(ends_so) else { return };
    let vowel = |byte: u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u');
    let fits = match bytes[place - 1] {
        b'i' => word.len() >= 7 && !vowel(bytes[place - 2]) && !is_always_s(&word[..place]),
        _ => bytes[place - 2] == b'l',
    };
    if fits {
        word.replace_range(place..=place, "z");
    }
}

/// `advise`, `exercise`, `surprise`: words that nobody writes with a z, and that have relatives (`advisory`) which keep the s.
fn is_always_s(head: &str) -> bool {
    const NEVER: [&str; 7] = ["vi", "wi", "pri", "promi", "premi", "adverti", "experti"];
    NEVER.iter().any(|end| head.ends_with(end)) || head.ends_with("ci") && !head.ends_with("ici")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str) -> String {
        let mut folded = word.to_owned();
        fold(&mut folded);
        folded
    }

    #[test]
    fn both_sides_of_the_ocean_get_one_key() {
        for (one, other) in [
            ("colour", "color"),
            ("neighbourhoods", "neighborhoods"),
            ("dishonoured", "dishonored"),
            ("centre", "center"),
            ("kilometres", "kilometers"),
            ("organised", "organized"),
            ("organisations", "organizations"),
            ("realises", "realizes"),
            ("analysed", "analyzed"),
            ("travelling", "traveling"),
            ("counsellors", "counselors"),
            ("towards", "toward"),
            ("anaesthetic", "anesthetic"),
            ("defence", "defense"),
            ("8", "eight"),
        ] {
            assert_eq!(of(one), of(other), "{one}");
        }
    }

    #[test]
    fn other_words_stay_apart() {
        for (one, other) in [("hour", "hor"), ("four", "for"), ("called", "caled"), ("size", "sise"), ("tour", "tor"), ("rise", "rize")] {
            assert_ne!(of(one), of(other), "{one}");
        }
        assert_eq!(of("raised"), "raised");
        assert_eq!(of("police"), "police");
    }
}
