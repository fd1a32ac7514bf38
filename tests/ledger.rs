//! What the ledger says of one change in an invented story: kind, change and severity, and both wordings.

use wiretrace::align::Outline;
use wiretrace::clean::clean_text;
use wiretrace::trace::facts::facts;
use wiretrace::trace::{Told, trace};

const STORY: &str = "The harbour wall of Halden fell into the sea on Monday night, and at least 12 fishing boats were crushed, police said.

Harbour master Ada Bell said the wall was allegedly built by a company that was never inspected. “We did not know that the stones were so loose, and nobody told us,” Bell said.

The suspect, a builder aged 43, was driven 60 miles to the county court. The ministry promised $2.3 million for a new wall, about 5 percent of its budget.

A witness said the first stones fell an hour before midnight. The council was unable to close the quay last week, according to a report by the Halden Courier.
";

/// `kind change severity: original | piece` for each row of severity 2 and more.
fn alarms(original: &str, piece: &str) -> Vec<String> {
    rows(original, piece).into_iter().filter(|row| !row.contains(" 1: ")).collect()
}

fn rows(original: &str, piece: &str) -> Vec<String> {
    rows_of(original, None, piece, None)
}

fn rows_of(original: &str, day: Option<(u16, u8, u8)>, piece: &str, other_day: Option<(u16, u8, u8)>) -> Vec<String> {
    let (x, y) = (clean_text(original), clean_text(piece));
    let (one, two) = (Outline::of(&x), Outline::of(&y));
    let told = [Told { source: original, text: &x, outline: &one, day }, Told { source: piece, text: &y, outline: &two, day: other_day }];
    facts(told[0], told[1], &mut trace(told[0], told[1]))
        .into_iter()
        .map(|fact| {
            let cut = |text: &str, span: Option<wiretrace::article::Span>| span.map_or_else(String::new, |span| span.of(text).to_owned());
            let (own, theirs) = (cut(original, fact.original), cut(piece, fact.piece));
            format!("{} {} {}: {own} | {theirs}", fact.kind.word(), fact.change.word(), fact.severity)
        })
        .collect()
}

/// Changes one wording of the story; it must be there.
fn changed(from: &str, to: &str) -> String {
    assert!(STORY.contains(from), "{from}");
    STORY.replacen(from, to, 1)
}

fn alarms_of(from: &str, to: &str) -> Vec<String> {
    alarms(STORY, &changed(from, to))
}

#[test]
fn a_story_beside_itself_has_no_rows() {
    assert_eq!(rows(STORY, STORY), Vec::<String>::new());
}

#[test]
fn a_changed_figure_is_shown_with_what_it_counts() {
    assert_eq!(alarms_of("12 fishing", "21 fishing"), ["number changed 3: 12 fishing | 21 fishing"]);
    assert_eq!(alarms_of("$2.3 million", "£2.3 million"), ["number changed 3: $2.3 million | £2.3 million"]);
    assert_eq!(alarms_of("5 percent", "5 percentage points"), ["number changed 3: 5 percent | 5 percentage points"]);
    assert_eq!(alarms_of("60 miles", "60 kilometres"), ["number changed 3: 60 miles | 60 kilometres"]);
    assert_eq!(alarms_of("the first stones", "the third stones"), ["number changed 3: first | third"]);
}

#[test]
fn a_dozen_is_shown_whole_with_its_hedge() {
    let a = changed("at least 12", "at least a dozen");
    assert_eq!(alarms(&a, &a.replace("at least a dozen", "a dozen")), ["hedge lost 2: at least a dozen fishing | a dozen fishing"]);
    assert_eq!(alarms(&a, &a.replace("a dozen", "half a dozen")), ["number changed 3: a dozen fishing | half a dozen fishing"]);
    assert_eq!(alarms(STORY, &a), Vec::<String>::new());
}

#[test]
fn no_fewer_is_at_least_and_no_more_is_a_bound_not_a_denial() {
    assert_eq!(alarms_of("at least 12", "no fewer than 12"), Vec::<String>::new());
    let a = changed("at least 12", "more than 12");
    let piece = changed("at least 12", "no more than 12");
    assert_eq!(alarms(&a, &piece), ["hedge changed 2: more than 12 fishing | no more than 12 fishing"]);
}

#[test]
fn a_unit_stands_in_the_sentence_of_its_figure() {
    let a = "The harbour wall of Halden fell into the sea on Monday, and its builder is 43. Days later the council closed the quay.";
    assert!(
        rows(a, &a.replace("Days", "Hours")).iter().all(|row| !row.starts_with("number")),
        "{:?}",
        rows(a, &a.replace("Days", "Hours"))
    );
}

#[test]
fn what_a_changed_quotation_gains_is_told_once_as_what_it_loses_is() {
    let a = "“We left 12 boats in the harbour of Halden at noon and came back at night,” Ada Bell said.";
    let b = a.replace("at noon", "at 3 that dark morning");
    assert_eq!((rows(a, &b).len(), rows(&b, a).len()), (1, 1));
}

#[test]
fn an_outlet_inside_another_word_is_not_named() {
    let a = changed("the Halden Courier", "RT");
    let piece = changed("according to a report by the Halden Courier", "as a REPORT shows");
    assert!(alarms(&a, &piece).iter().any(|row| row.starts_with("credit lost")), "{:?}", alarms(&a, &piece));
}

#[test]
fn rounding_and_conversion_are_for_the_record() {
    assert_eq!(rows(STORY, &changed("60 miles", "97 kilometres")), ["number converted 1: 60 miles | 97 kilometres"]);
    let short = rows(STORY, &changed("60 miles", "97KM"));
    assert!(short.len() == 1 && short[0].starts_with("number converted 1: 60 miles | 97KM"), "{short:?}");
    assert_eq!(rows(STORY, &changed("$2.3 million", "$2.32 million")), ["number rounded 1: $2.3 million | $2.32 million"]);
    assert_eq!(alarms_of("12 fishing", "twelve fishing"), Vec::<String>::new());
    assert_eq!(alarms_of("5 percent", "5 per cent"), Vec::<String>::new());
}

#[test]
fn hedges_come_and_go() {
    assert_eq!(alarms_of("at least 12", "12"), ["hedge lost 2: at least 12 fishing | 12 fishing"]);
    assert_eq!(alarms_of("allegedly built", "built"), ["hedge lost 3: allegedly built | built"]);
    assert_eq!(alarms_of("The suspect", "The reported suspect"), Vec::<String>::new());
    assert_eq!(alarms_of("were crushed", "may have been crushed"), ["hedge added 2: were | may have been crushed"]);
}

#[test]
fn a_negation_turned_round_comes_first() {
    assert_eq!(alarms_of("never inspected", "inspected"), ["negation lost 3: never inspected | inspected"]);
    assert_eq!(alarms_of("was unable to", "was able to"), ["negation changed 3: unable | able"]);
}

#[test]
fn a_changed_quotation_names_the_changed_words() {
    assert_eq!(alarms_of("We did not know that", "We did know that"), ["quotation altered 3: We did not know that | We did know that"]);
    assert_eq!(alarms_of("were so loose", "were so small"), ["quotation altered 2: were so loose, and nobody | were so small, and nobody"]);
    assert_eq!(alarms_of("nobody told us", "nobody told them"), ["quotation altered 3: nobody told us | nobody told them"]);
}

#[test]
fn a_quotation_may_lose_its_end_its_marks_or_its_speaker() {
    let trimmed = rows(STORY, &changed("loose, and nobody told us", "loose"));
    assert!(trimmed.len() == 1 && trimmed[0].starts_with("quotation trimmed 1:"), "{trimmed:?}");
    let plain = changed(
        "“We did not know that the stones were so loose, and nobody told us,” Bell said.",
        "They did not know that the stones were so loose, and nobody told them, Bell said.",
    );
    assert!(rows(STORY, &plain).iter().any(|row| row.starts_with("quotation made indirect 1:")), "{:?}", rows(STORY, &plain));
    assert!(rows(&plain, STORY).iter().any(|row| row.starts_with("quotation new marks 2:")), "{:?}", rows(&plain, STORY));
    assert_eq!(alarms_of("us,” Bell said", "us,” Otto Quill said"), ["quotation speaker changed 3: Bell | Otto Quill"]);
}

#[test]
fn names_change_in_letters_in_person_and_in_part() {
    assert_eq!(alarms_of("Ada Bell said the", "Ida Bell said the"), ["name changed 3: Ada | Ida"]);
    assert_eq!(alarms_of("Harbour master Ada Bell", "Harbour master Ada Belle"), ["name other spelling 2: Bell | Belle"]);
    assert_eq!(alarms_of("The suspect, a", "The attacker, a"), ["name other role 3: suspect | attacker"]);
}

#[test]
fn days_and_weeks_that_move_are_told() {
    assert_eq!(alarms_of("Monday night", "Tuesday night"), ["date changed 2: Monday | Tuesday"]);
    assert_eq!(alarms_of("last week", "this week"), ["date changed 2: last week | this week"]);
}

#[test]
fn yesterday_in_a_piece_of_the_day_after_is_no_alarm() {
    let today = changed("on Monday night", "today");
    let piece = today.replacen("today", "yesterday", 1);
    assert_eq!(rows(&today, &piece), ["date changed 2: today | yesterday"]);
    assert_eq!(rows_of(&today, Some((2031, 3, 3)), &piece, Some((2031, 3, 4))), ["date changed 1: today | yesterday"]);
    assert_eq!(rows_of(&today, Some((2031, 3, 3)), &piece, Some((2031, 3, 3))), ["date changed 2: today | yesterday"]);
}

#[test]
fn sources_go_and_become_others() {
    assert_eq!(alarms_of(", police said.", "."), ["attribution lost 2: police said | "]);
    assert_eq!(alarms_of("police said", "residents said"), ["attribution changed 2: police said | residents said"]);
    assert_eq!(alarms_of("A witness said", "Police said"), ["attribution upgraded 2: witness said | Police said"]);
    assert_eq!(
        alarms_of("Harbour master Ada Bell said the", "Officials said the"),
        ["attribution made anonymous 2: Bell said | Officials said"]
    );
}

#[test]
fn a_lost_or_renamed_credit_is_told_once() {
    assert_eq!(
        alarms_of(", according to a report by the Halden Courier", ""),
        ["credit lost 3: according to a report by the Halden Courier | "]
    );
    assert_eq!(
        alarms_of("by the Halden Courier", "by the Lowland Mirror"),
        ["credit renamed 3: according to a report by the Halden Courier | according to a report by the Lowland Mirror"]
    );
}

#[test]
fn the_ledger_is_sorted_by_severity() {
    let piece = changed("12 fishing", "21 fishing").replace(", police said.", ".").replace("60 miles", "97 kilometres");
    let severities: Vec<String> = rows(STORY, &piece).iter().map(|row| row.split(": ").next().unwrap_or("").to_owned()).collect();
    assert_eq!(severities, ["number changed 3", "attribution lost 2", "number converted 1"]);
}
