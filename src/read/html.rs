//! The article in a page: what the page states about itself first, what can be seen on it second.
//!
//! JSON-LD gives `articleBody`, headline, date and names; where it has no body, Mozilla's readability rules (`dom_smoothie`) find the
//! paragraphs, set apart by blank lines. Costs O(page) for the usual page; one with too many elements is read without the rules.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::Readability;

use super::fields;
use super::piece::{About, Draft, words_up_to};
use super::structured::{self, Stated};
use super::tree::{Tree, parsed};
use crate::article::TextSource;

/// A tree of a page takes some ten times its bytes.
const LARGEST_PAGE: usize = 32 << 20;

/// A shorter `articleBody` is a teaser or a caption.
const FEWEST_BODY_WORDS: usize = 50;

/// Reads a whole page as a draft, or says why there is nothing in it.
pub(super) fn page(html: &str) -> Result<Draft, String> {
    if html.len() > LARGEST_PAGE {
        return Err(super::open::too_large(LARGEST_PAGE as u64));
    }
    let html = html.trim_start_matches('\u{feff}');
    // The parsers are other people's and the pages are anybody's: a panic there costs one page, not the run.
    catch_unwind(AssertUnwindSafe(|| extract(html)))
        .unwrap_or_else(|_| Err("the page breaks the extractor; save its text as .txt".to_owned()))
}

/// Reads marked-up text that is no whole page: every word of it, paragraphs apart.
pub(super) fn fragment(html: &str) -> String {
    catch_unwind(AssertUnwindSafe(|| all_text(html))).unwrap_or_default()
}

/// Reads marked-up text of either sort.
pub(super) fn marked_up(html: &str, about: About) -> Result<Draft, String> {
    let start = html[..html.floor_char_boundary(1024)].to_ascii_lowercase();
    if start.contains("<html") || start.contains("<!doctype") || start.contains("<head") {
        let draft = page(html)?;
        return Ok(Draft { about: about.or(draft.about), ..draft });
    }
    Ok(Draft { text: fragment(html), source: TextSource::Extracted, about, prose: 0 })
}

/// Takes tags and entities out of a value that should be plain text, where there are any.
pub(super) fn unescaped(value: &str) -> String {
    let mut value = value.to_owned();
    // Twice: `&amp;#8217;` and `&lt;p&gt;` are what two content systems in a row leave behind.
    for _ in 0..2 {
        if !has_markup(&value) {
            break;
        }
        let lines =
            if value.contains("<p") || value.contains("<br") || value.contains("<div") { value } else { value.replace('\n', "<br>") };
        value = fragment(&lines);
    }
    value
}

/// Tells whether a text has tags or entities in it.
pub(super) fn has_markup(text: &str) -> bool {
    let entity = |rest: &str| {
        let name = rest.bytes().take(9).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        name >= 2 && rest.as_bytes().get(name) == Some(&b';')
    };
    text.contains("</") || text.contains("<br") || text.contains("<p>") || text.match_indices('&').any(|(at, _)| entity(&text[at + 1..]))
}

fn extract(html: &str) -> Result<Draft, String> {
    let mut tree = parsed(html)?;
    let reader = &tree.reader;
    let scripts: Vec<String> = reader.doc.select("script[type*='ld+json' i]").iter().map(|script| script.text().to_string()).collect();
    let stated = structured::article(&scripts);
    let seen = structured::meta(reader);
    let headline = stated.headline.clone().or_else(|| main_heading(reader, seen.title.as_deref()));
    let Stated { about, body, .. } = stated;

    let body = match body.map(|body| unescaped(&body)) {
        Some(body) if words_up_to(&body, FEWEST_BODY_WORDS) >= FEWEST_BODY_WORDS => fuller(body, &mut tree, html),
        _ => visible(&mut tree, html),
    };
    if words_up_to(&body, 1) == 0 {
        return Err("no article text found in the page; save its text as .txt".to_owned());
    }
    let about = About { title: headline.clone(), ..About::default() }.or(about).or(seen);
    let (text, prose) = match headline {
        Some(headline) if !begins_with(&body, &headline) => (format!("{headline}\n\n{body}"), headline.len()),
        _ => (body, 0),
    };
    Ok(Draft { text, source: TextSource::Extracted, about, prose })
}

/// Takes the visible text instead of a stated body that is cut off or has lost its paragraphs.
///
/// The ugly cases: a paywalled page states its first 80 words and "..."; some systems state 900 words in one line.
fn fuller(body: String, tree: &mut Tree, html: &str) -> String {
    let cut = body.trim_end().ends_with("...") || body.trim_end().ends_with('…');
    if !cut && body.contains('\n') {
        return body;
    }
    let seen = visible(tree, html);
    let (stated, shown) = (words_up_to(&body, usize::MAX), words_up_to(&seen, usize::MAX));
    let same = shown * 10 >= stated * 8 && shown * 10 <= stated * 13;
    if (cut && shown * 2 >= stated * 3) || (!body.contains('\n') && seen.contains("\n\n") && same) { seen } else { body }
}

/// Finds the article among what a page shows; all of its text where the rules find none.
fn visible(tree: &mut Tree, html: &str) -> String {
    if tree.plain {
        return all_text(html);
    }
    let found = tree.reader.parse().map(|article| tidy(&article.text_content)).unwrap_or_default();
    if words_up_to(&found, 5) >= 5 { found } else { all_text(html) }
}

/// Reads all that a page or a fragment says, navigation apart.
fn all_text(html: &str) -> String {
    let Ok(Tree { reader, .. }) = parsed(html) else { return without_tags(html) };
    reader.doc.select("script, style, noscript, template, nav, form, button, select, svg, iframe, header nav, footer").remove();
    tidy(&reader.doc.select("body").formatted_text())
}

/// Drops everything in angle brackets: the last resort for what cannot be parsed.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
        text.push(' ');
    }
    tidy(&text)
}

/// Finds the heading that is the headline: one that the page's title repeats, else the first that is longer than a site's name.
fn main_heading(reader: &Readability, title: Option<&str>) -> Option<String> {
    let headings: Vec<String> =
        reader.doc.select("h1").iter().map(|h| fields::one_line(&h.text())).filter(|h| !letters(h).is_empty()).collect();
    let repeated = headings.iter().find(|heading| title.is_some_and(|title| letters(title).contains(&letters(heading))));
    repeated.or_else(|| headings.iter().find(|heading| words_up_to(heading, 4) >= 4)).cloned()
}

/// Tells whether a text opens with its headline, whatever the case and punctuation.
fn begins_with(text: &str, headline: &str) -> bool {
    let start = &text[..text.floor_char_boundary(headline.len() * 2 + 64)];
    letters(start).starts_with(&letters(headline))
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Trims lines and leaves one blank line between paragraphs.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            blank = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if blank { "\n\n" } else { "\n" });
        }
        out.push_str(line);
        blank = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "The fire at the old mill began before dawn and spread to two floors, the brigade said. \
        Nobody was hurt, although four people were led out of the building by crews who had come from three towns.";

    fn story(head: &str, body: &str) -> String {
        format!("<!doctype html><html><head>{head}</head><body><nav>Home Sport</nav><article>{body}</article></body></html>")
    }

    #[test]
    fn a_stated_body_wins_over_what_the_page_shows() {
        let json = format!(
            r#"{{"@graph":[{{"@type":"WebPage"}},{{"@type":["NewsArticle"],"headline":"Mill burns &amp; falls","articleBody":"{WORDS}\n\n{WORDS}",
                "datePublished":"2024-05-01","author":[{{"name":"A. One"}}],"publisher":{{"name":"The Courier"}}}}]}}"#
        );
        let draft =
            page(&story(&format!("<script type='application/ld+json'>{json}</script>"), "<p>Something else altogether.</p>")).unwrap();
        assert!(draft.text.starts_with("Mill burns & falls\n\nThe fire at the old mill"), "{}", draft.text);
        assert!(!draft.text.contains("Something else"));
        assert_eq!(draft.about.outlet.as_deref(), Some("The Courier"));
        assert_eq!(draft.about.byline.as_deref(), Some("A. One"));
        assert_eq!(draft.about.date.as_deref(), Some("2024-05-01"));
        assert_eq!(draft.source, TextSource::Extracted);
    }

    #[test]
    fn paragraphs_stay_apart_and_the_headline_comes_first() {
        let head = "<title>Old mill burns down | The Courier</title><meta property='og:site_name' content='The Courier'>";
        let draft = page(&story(head, &format!("<h1>Old mill burns down</h1><p>{WORDS}</p><p>{WORDS}</p>"))).unwrap();
        assert_eq!(draft.text, format!("Old mill burns down\n\n{WORDS}\n\n{WORDS}"));
        assert_eq!(draft.about.title.as_deref(), Some("Old mill burns down"));
        assert_eq!(draft.about.outlet.as_deref(), Some("The Courier"));
    }

    #[test]
    fn a_stated_body_that_breaks_off_gives_way_to_the_page() {
        let json = format!(r#"{{"@type":"NewsArticle","articleBody":"{WORDS} {WORDS}..."}}"#);
        let body = format!("<p>{WORDS}</p>").repeat(6);
        let draft = page(&story(&format!("<script type='application/ld+json'>{json}</script>"), &body)).unwrap();
        assert_eq!(draft.text.matches("\n\n").count(), 5);
    }

    #[test]
    fn entities_and_tags_come_out_of_values_even_twice_escaped() {
        assert_eq!(unescaped("Fire &amp;amp; smoke"), "Fire & smoke");
        assert_eq!(unescaped("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;"), "One.\n\nTwo.");
        assert_eq!(unescaped("One &amp; two.\n\nThree."), "One & two.\n\nThree.");
        assert_eq!(unescaped("AT&T; profit < 5 > 3"), "AT&T; profit < 5 > 3");
    }

    #[test]
    fn a_page_without_text_is_told_so() {
        assert!(page("<html><body><script>var a</script></body></html>").unwrap_err().contains("no article text"));
    }
}
