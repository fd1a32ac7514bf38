//! A check says of a piece what a scan of everything says of it, whatever the archive went through before.

use std::collections::BTreeMap;

use wiretrace::article::Article;
use wiretrace::index::{Header, Index};
use wiretrace::pipeline::{archive_of, check, scan};
use wiretrace::read::{ReadSettings, read, read_one};
use wiretrace::report::PairRow;
use wiretrace::report::check::CheckReport;
use wiretrace::settings::Settings;
use wiretrace::verify::Verdict;

const STORIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/stories");

fn stories() -> Vec<Article> {
    read(&[STORIES.to_owned()], &ReadSettings::default(), &|_, _| ()).expect("the fixtures are there").articles
}

fn archive(articles: &[Article]) -> Index {
    let index = Index::in_memory(&Header::new(&Settings::default(), true, None)).expect("memory");
    let mut writer = index.writer().expect("nobody else writes");
    writer.add(articles, 0).expect("memory takes it");
    writer.finish().expect("nothing merges");
    index
}

fn checked(article: &Article, index: &Index) -> CheckReport {
    check(article.clone(), &index.snapshot().expect("whole")).expect("an answer")
}

/// All that is said of the pairs of a piece, by the other piece's id, whichever of both comes first.
fn said<'a>(pairs: impl IntoIterator<Item = &'a PairRow>, id: &str) -> BTreeMap<String, String> {
    let of = |pair: &PairRow| {
        let first = pair.a == id;
        let turn = |one: f64, other: f64| if first { [one, other] } else { [other, one] };
        let shares = [turn(pair.a_in_b, pair.b_in_a), turn(pair.reuse_a, pair.reuse_b)];
        let rest = (pair.probability, pair.jaccard, pair.same_words, pair.same_facts, pair.same_story, &pair.reasons);
        (if first { pair.b.clone() } else { pair.a.clone() }, format!("{:?} {shares:?} {rest:?}", pair.verdict))
    };
    pairs.into_iter().filter(|pair| pair.a == id || pair.b == id).map(of).collect()
}

#[test]
fn a_check_finds_the_pairs_of_a_scan_with_the_same_shares() {
    let whole = scan(&[STORIES.to_owned()], &ReadSettings::default(), Settings::default(), &|_, _, _| ()).expect("a scan");
    let index = archive(&stories());
    let mut pairs = 0;
    for article in stories() {
        let found = checked(&article, &index);
        assert!(found.held, "{}", article.id);
        let ours = said(found.closest.iter().filter_map(|row| row.pair.as_ref()), &article.id);
        assert_eq!(ours, said(&whole.report.pairs, &article.id), "{}", article.id);
        pairs += ours.len();
    }
    assert!(pairs > 100, "{pairs}: the fixtures are gone");
}

#[test]
fn a_piece_that_is_new_is_told_as_if_it_had_been_there() {
    let all = stories();
    let whole = scan(&[STORIES.to_owned()], &ReadSettings::default(), Settings::default(), &|_, _, _| ()).expect("a scan");
    for at in (0..all.len()).step_by(7) {
        let mut others = all.clone();
        let new = others.remove(at);
        let found = checked(&new, &archive(&others));
        assert!(!found.held);
        let ours = said(found.closest.iter().filter_map(|row| row.pair.as_ref()), &new.id);
        assert_eq!(ours, said(&whole.report.pairs, &new.id), "{}", new.id);
    }
}

#[test]
fn the_answers_depend_on_the_pieces_and_on_nothing_that_was_before() {
    let all = stories();
    let plain = archive(&all);
    let index = Index::in_memory(&Header::new(&Settings::default(), true, None)).expect("memory");
    let mut writer = index.writer().expect("nobody else writes");
    // Backwards, a few at a time, some in another wording first, with strangers that go again, and merged at the end.
    for some in all.chunks(9).rev() {
        let earlier: Vec<Article> =
            some.iter().step_by(3).map(|article| Article { text: format!("{} Corrected.", article.text), ..article.clone() }).collect();
        writer.add(&earlier, 3).expect("memory takes it");
        let strangers: Vec<Article> =
            some.iter().map(|article| Article { id: format!("gone-{}", article.id), path: "gone".to_owned(), ..article.clone() }).collect();
        writer.add(&strangers, 3).expect("memory takes it");
        writer.add(some, 3).expect("memory takes it");
    }
    let gone: Vec<_> =
        all.iter().filter_map(|article| writer.seen().find(&format!("gone-{}", article.id)).expect("whole")).map(|(at, _)| at).collect();
    assert_eq!(gone.len(), all.len());
    writer.remove(&gone).expect("memory takes it");
    let before: Vec<String> = all.iter().step_by(11).map(|article| json(&checked(article, &index))).collect();
    writer.compact().expect("memory takes it");
    writer.finish().expect("nothing merges");
    assert_eq!(index.info().expect("whole").segments, 1);
    for (article, before) in all.iter().step_by(11).zip(before) {
        let ours = json(&checked(article, &index));
        assert_eq!(ours, json(&checked(article, &plain)), "{}", article.id);
        assert_eq!(ours, before, "{}", article.id);
    }
}

#[test]
fn what_was_counted_ahead_changes_no_answer() {
    let all = stories();
    let index = archive(&all[..20]);
    let mut writer = index.writer().expect("nobody else writes");
    for some in all[20..].chunks(7) {
        writer.add(some, 0).expect("memory takes it");
    }
    let gone = [3, 30].map(|at| writer.seen().find(&all[at].id).expect("whole").expect("it is there").0);
    writer.remove(&gone).expect("memory takes it");
    writer.finish().expect("nothing merges");
    let ahead = index.snapshot().expect("whole");
    ahead.count_ahead().expect("whole");
    for article in &all {
        let told = check(article.clone(), &ahead).expect("an answer");
        assert_eq!(json(&told), json(&checked(article, &index)), "{}", article.id);
    }
}

fn json(report: &CheckReport) -> String {
    serde_json::to_string_pretty(report).expect("a report")
}

#[test]
fn a_footer_of_the_archive_is_set_aside_in_a_new_piece() {
    let footer = "The Halden Eye is the paper of record for the harbour towns and is printed six days a week by its own press.";
    let stories = [
        "Firefighters rescued a stranded donkey from a flooded quarry near Upper Thorn on Tuesday evening, the brigade said.",
        "Parliament in Sundby rejected a pension amendment after lengthy procedural wrangling and a walkout of two parties.",
        "Striker Ottomar Quill scored twice as Lowland beat Brennick three to one in the rain-soaked semifinal at Kolm.",
        "A comet that nobody had predicted was seen over Nordvik observatory by two night watchmen early on Friday.",
    ];
    let pieces: Vec<Article> =
        stories.iter().enumerate().map(|(n, story)| Article::plain(&format!("eye{n}.txt"), &format!("{story}\n\n{footer}\n"))).collect();
    let found = checked(&pieces[3], &archive(&pieces[..3]));
    assert_eq!((found.verdict, found.closest.len()), (Verdict::Unrelated, 0));
    assert_eq!(found.piece.furniture_words, footer.split(' ').count(), "{:?}", found.piece);
}

#[test]
fn an_archive_without_texts_estimates_and_says_what_it_cannot() {
    let all = stories();
    let index = Index::in_memory(&Header::new(&Settings::default(), false, None)).expect("memory");
    let mut writer = index.writer().expect("nobody else writes");
    writer.add(&all, 0).expect("memory takes it");
    writer.finish().expect("nothing merges");
    assert!(index.snapshot().expect("whole").each(|kept| kept.text.is_none()).expect("whole").into_iter().all(|bare| bare));
    let exact = archive(&all);
    let (mut error, mut count) = (0.0, 0.0);
    for article in &all {
        let known = checked(article, &exact);
        for row in checked(article, &index).closest {
            assert!(row.probability.is_none() && row.pair.is_none());
            if let Some(pair) = known.closest.iter().find(|close| close.piece == row.piece) {
                error += (pair.jaccard - row.jaccard).powi(2);
                count += 1.0;
            }
        }
    }
    assert!(count > 10.0, "{count} pairs: the fixtures are gone");
    // The standard error of 128 values is at most 0.044, and that of short texts is theirs too.
    assert!((error / count).sqrt() < 0.06, "{}", (error / count).sqrt());
    let found = checked(&all[0], &index);
    assert!(found.not_compared.iter().any(|said| said.contains("keeps no texts")), "{:?}", found.not_compared);
}

/// Writes two folders with a file of one name, and gives their paths.
fn two_wires(folder: &std::path::Path) -> [String; 2] {
    ["north", "south"].map(|name| {
        let wire = folder.join(name);
        std::fs::create_dir(&wire).expect("a folder");
        let text = format!("The harbour wall of Halden fell into the sea on Monday night, the {name} pier keeper told the council.");
        std::fs::write(wire.join("a.txt"), text).expect("a file");
        wire.display().to_string()
    })
}

fn added(index: &Index, paths: &[&str]) -> (usize, usize) {
    let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
    let articles = read(&paths, &ReadSettings::default(), &|_, _| ()).expect("the files are there").articles;
    let mut writer = index.writer().expect("nobody else writes");
    let added = writer.add(&articles, 0).expect("memory takes it");
    writer.finish().expect("nothing merges");
    (added.new, added.there)
}

#[test]
fn a_file_is_one_piece_by_whatever_path_it_comes() {
    let folder = tempfile::tempdir().expect("a folder");
    let [north, south] = two_wires(folder.path());
    let index = archive(&[]);
    assert_eq!(added(&index, &[&north]), (1, 0));
    assert_eq!(added(&index, &[&south]), (1, 0), "another folder's file of the same name is another piece");
    assert_eq!(added(&index, &[&south]), (0, 1));
    assert_eq!(added(&index, &[&south, &north]), (0, 2));
    assert_eq!(added(&index, &[&folder.path().display().to_string()]), (0, 2));
    let second = read_one(&format!("{south}/a.txt"), &ReadSettings::default()).expect("a piece");
    let found = checked(&second, &index);
    assert!(found.held && found.closest.len() == 1, "{found:?}");
    assert_eq!((found.piece.id.as_str(), found.closest[0].piece.as_str()), ("a.txt#2", "a.txt"));
    // The first goes; the second is still found in its place.
    let mut writer = index.writer().expect("nobody else writes");
    let first = writer.seen().find("a.txt").expect("whole").expect("it is there").0;
    writer.remove(&[first]).expect("memory takes it");
    writer.finish().expect("nothing merges");
    assert_eq!(added(&index, &[&south]), (0, 1));
}

#[test]
fn many_batches_leave_few_segments_and_can_be_merged_at_once() {
    let all = stories();
    for compact in [false, true] {
        let index = archive(&[]);
        let mut writer = index.writer().expect("nobody else writes");
        for some in all.chunks(all.len().div_ceil(20)) {
            writer.add(some, 0).expect("memory takes it");
        }
        if compact {
            writer.compact().expect("memory takes it");
        }
        writer.finish().expect("memory takes it");
        let info = index.info().expect("whole");
        assert_eq!(info.pieces, all.len() as u64);
        assert!(info.segments == 1 || !compact && info.segments <= 8, "{} segments", info.segments);
    }
}

#[test]
fn a_piece_goes_by_the_day_that_its_text_states() {
    let text = "Published January 3, 2019\n\nThe harbour wall of Halden fell into the sea on Monday night, the pier keeper told the council of the town.\n";
    let index = archive(&[
        Article::plain("a.txt", text),
        Article::plain("b.txt", "No day is stated in this piece about the harbour wall of Halden."),
    ]);
    let day = wiretrace::clean::dates::since_1970((2019, 1, 4));
    let gone = index.snapshot().expect("whole").before(day);
    let [piece, undated] = ["a.txt", "b.txt"].map(|id| index.snapshot().expect("whole").find(id).expect("whole").expect("it is there").0);
    assert!(gone.contains(&piece) && gone.contains(&undated), "what states none goes by the day on which it came in, here the first");
    assert!(!index.snapshot().expect("whole").before(day - 1).contains(&piece));
}

#[test]
fn files_are_an_archive_in_memory() {
    let (index, skipped) = archive_of(&[STORIES.to_owned()], &ReadSettings::default(), &|_, _, _| ()).expect("an archive");
    assert_eq!((index.snapshot().expect("whole").pieces(), skipped.len()), (stories().len() as u64, 0));
}
