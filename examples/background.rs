//! Makes the background table that is compiled into the program.
//!
//!     cargo run --release --example background -- COUNTS.tsv.gz assets/background.bin
//!
//! COUNTS holds `#documents N`, then `word<TAB>document frequency` a line. Words are folded to stems; a stem's frequency is
//! the sum over its words and spellings (an upper bound of the true one), at most N.

use std::collections::BTreeMap;
use std::io::Read;

use wiretrace::clean::background::{MAGIC, stem};
use wiretrace::clean::spellings::fold;
use wiretrace::hash;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, output] = args.as_slice() else { return Err("usage: background COUNTS.tsv.gz OUT.bin".into()) };
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(input)?).read_to_string(&mut text)?;
    let mut documents = 0_u32;
    let mut words: BTreeMap<u32, u32> = BTreeMap::new();
    let mut stems: BTreeMap<u32, u32> = BTreeMap::new();
    for line in text.lines() {
        let (word, count) = line.split_once('\t').ok_or_else(|| format!("not two columns: {line}"))?;
        let count: u32 = count.parse()?;
        if word == "#documents" {
            documents = count;
            continue;
        }
        let mut word = word.strip_suffix("'s").unwrap_or(word).to_owned();
        fold(&mut word);
        let word = word.as_str();
        let id = stem(word);
        *stems.entry(id).or_default() += count;
        words.entry((hash::bytes(word.as_bytes()) >> 32) as u32).or_insert(id);
    }
    let index: BTreeMap<u32, u16> = stems.keys().zip(0..=u16::MAX).map(|(id, at)| (*id, at)).collect();
    if index.len() < stems.len() {
        return Err(format!("{} stems: the table's indexes hold 65,536", stems.len()).into());
    }
    let mut out = Vec::new();
    out.extend_from_slice(MAGIC);
    for number in [documents, u32::try_from(words.len())?, u32::try_from(stems.len())?] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    for key in words.keys() {
        out.extend_from_slice(&key.to_le_bytes());
    }
    for id in words.values() {
        out.extend_from_slice(&index[id].to_le_bytes());
    }
    for id in stems.keys() {
        out.extend_from_slice(&id.to_le_bytes());
    }
    for count in stems.values() {
        out.extend_from_slice(&u16::try_from((*count).min(documents).min(65_535))?.to_le_bytes());
    }
    std::fs::write(output, &out)?;
    println!("{} words, {} stems, {documents} documents, {} bytes", words.len(), stems.len(), out.len());
    Ok(())
}
