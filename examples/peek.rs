mod labelled;
use labelled::{Corpus, labels};
use wiretrace::settings::Settings;
use wiretrace::verify::judge;
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let corpus = Corpus::open(&args[..1])?;
    let labels = labels(&args[1], &corpus)?;
    println!("label\tsure\tp\tcos\tlinks\tcmax\tjac\tsw\tnames\tnums\tshort\tlong\tcredit\tquotes\twa\twb\tid");
    for l in labels {
        let (a, b) = (&corpus.profiles[l.pair.a().index()], &corpus.profiles[l.pair.b().index()]);
        let m = judge(l.pair, a, b, &Settings::default());
        let f = &m.features;
        println!("{}\t{}\t{:.3}\t{:.3}\t{}\t{:.3}\t{:.3}\t{:.3}\t{:.2}\t{:.2}\t{:.2}\t{:.2}\t{:.1}\t{:.2}\t{}\t{}\t{} {}", l.label, l.sure, m.probability, f.values[0], f.links, m.containment.0.max(m.containment.1), m.jaccard, m.same_words, f.names, f.numbers, f.values[5], f.values[6], f.values[13], f.values[11], a.words(), b.words(), corpus.articles[l.pair.a().index()].id, corpus.articles[l.pair.b().index()].id);
    }
    Ok(())
}
