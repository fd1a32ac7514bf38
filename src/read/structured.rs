//! What a page states about itself: schema.org in JSON-LD, and the meta tags of its head.
//!
//! `{"@type": "NewsArticle", "headline": "...", "articleBody": "..."}` in a script is the article as the newsroom's system holds it.
//! Costs O(size of the scripts and of the head).

use dom_smoothie::Readability;
use serde_json::{Map, Value};

use super::fields::{is_address, one_line, people};
use super::html::unescaped;
use super::piece::About;

/// What the scripts of a page say of its article.
#[derive(Debug, Default)]
pub(super) struct Stated {
    pub about: About,
    pub headline: Option<String>,
    pub body: Option<String>,
}

/// Reads the article out of a page's JSON-LD scripts: the one with the longest body, else the first.
pub(super) fn article(scripts: &[String]) -> Stated {
    let values: Vec<Value> = scripts.iter().filter_map(|script| forgiving(script)).collect();
    let mut nodes = Vec::new();
    for value in &values {
        collect(value, &mut nodes);
    }
    let body_bytes = |node: &Map<String, Value>| node.get("articleBody").and_then(Value::as_str).map_or(0, str::len);
    // max_by_key keeps the last of equals, so the search runs from the end.
    let Some(node) = nodes.iter().rev().filter(|node| is_article(node)).max_by_key(|node| body_bytes(node)) else {
        return Stated::default();
    };
    let text = |name: &str| node.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let names = |field: &str| node.get(field).and_then(|value| people(named_elsewhere(value, &nodes))).filter(|name| !is_address(name));
    let headline = text("headline").or_else(|| text("name")).map(|title| one_line(&unescaped(title)));
    let about = About {
        title: headline.clone(),
        date: text("datePublished").or_else(|| text("dateCreated")).map(str::to_owned),
        outlet: names("publisher"),
        byline: names("author").or_else(|| names("creator")),
        url: text("url").or_else(|| text("mainEntityOfPage")).filter(|url| is_address(url)).map(str::to_owned),
    };
    Stated { about, headline, body: text("articleBody").map(str::to_owned) }
}

/// Reads the meta tags of a page.
pub(super) fn meta(reader: &Readability) -> About {
    let mut tags: Vec<(String, String)> = Vec::new();
    for tag in &reader.doc.select("meta[content]") {
        let content = one_line(&tag.attr_or("content", ""));
        for name in ["property", "name", "itemprop"] {
            if let Some(name) = tag.attr(name).filter(|_| !content.is_empty()) {
                tags.push((name.to_ascii_lowercase(), content.clone()));
            }
        }
    }
    let tagged = |names: &[&str], addresses: bool| {
        let fits = |value: &str| addresses || !is_address(value);
        names.iter().find_map(|name| tags.iter().find(|(n, value)| n == name && fits(value)).map(|(_, value)| value.clone()))
    };
    let shown = |selector: &str| Some(one_line(&reader.doc.select(selector).first().text())).filter(|text| !text.is_empty());
    let attribute = |selector: &str, name: &str| {
        Some(reader.doc.select(selector).first().attr_or(name, "").trim().to_owned()).filter(|value| !value.is_empty())
    };
    About {
        title: tagged(&["og:title", "twitter:title", "dc.title", "title"], false).or_else(|| shown("head title")),
        date: tagged(
            &[
                "article:published_time",
                "datepublished",
                "og:published_time",
                "parsely-pub-date",
                "pubdate",
                "dc.date",
                "dc.date.issued",
                "date",
            ],
            false,
        )
        .or_else(|| attribute("article time[datetime]", "datetime")),
        outlet: tagged(&["og:site_name", "application-name", "dc.publisher", "publisher"], false),
        byline: tagged(&["author", "article:author", "byl", "parsely-author", "dc.creator", "sailthru.author"], false),
        url: attribute("link[rel='canonical']", "href").filter(|url| is_address(url)).or_else(|| tagged(&["og:url"], true)),
    }
}

/// Parses a script the way search engines do: raw line breaks inside strings and a wrapping comment are common and harmless.
fn forgiving(script: &str) -> Option<Value> {
    let script = script.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    let script = script.trim_start_matches("//").trim_start_matches("<![CDATA[").trim_end_matches("//]]>").trim_end_matches("]]>").trim();
    let script = script.trim_end_matches(';');
    serde_json::from_str(script).or_else(|_| serde_json::from_str(&script.replace(|c: char| c.is_control(), " "))).ok()
}

/// Gathers the objects of a script, through lists, graphs and main entities; the parser bounds the depth.
fn collect<'a>(value: &'a Value, nodes: &mut Vec<&'a Map<String, Value>>) {
    match value {
        Value::Array(list) => list.iter().for_each(|item| collect(item, nodes)),
        Value::Object(node) => {
            nodes.push(node);
            for inner in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(value @ (Value::Array(_) | Value::Object(_))) = node.get(inner) {
                    collect(value, nodes);
                }
            }
        }
        _ => {}
    }
}

/// Tells whether a node is an article of any sort (`NewsArticle`, `ReportageNewsArticle`, `BlogPosting`).
fn is_article(node: &Map<String, Value>) -> bool {
    let fits = |kind: &str| kind.ends_with("Article") || kind.ends_with("BlogPosting");
    match node.get("@type") {
        Some(Value::String(kind)) => fits(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(fits),
        _ => false,
    }
}

/// Follows `{"@id": "#organization"}` to the node of the graph that has the name.
fn named_elsewhere<'a>(value: &'a Value, nodes: &[&'a Map<String, Value>]) -> &'a Value {
    let Some(id) = value.get("@id").filter(|_| value.get("name").is_none()) else { return value };
    nodes.iter().find(|node| node.get("@id") == Some(id) && node.contains_key("name")).and_then(|node| node.get("name")).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_is_found_in_a_graph_and_its_publisher_by_reference() {
        let script = r##"{"@context":"https://schema.org","@graph":[
            {"@type":"Article","headline":"Fire","publisher":{"@id":"#org"},"author":"A. One"},
            {"@type":"Organization","@id":"#org","name":"The Courier"}]}"##;
        let stated = article(&[script.to_owned()]);
        assert_eq!(stated.headline.as_deref(), Some("Fire"));
        assert_eq!(stated.about.outlet.as_deref(), Some("The Courier"));
        assert_eq!(stated.about.byline.as_deref(), Some("A. One"));
    }

    #[test]
    fn of_several_articles_the_one_with_the_body_is_read() {
        let script = r#"[{"@type":"Article","headline":"Teaser"},{"@type":"NewsArticle","headline":"Story","articleBody":"Long"}]"#;
        assert_eq!(article(&[script.to_owned()]).headline.as_deref(), Some("Story"));
        let script = r#"[{"@type":"Article","headline":"First"},{"@type":"Article","headline":"Second"}]"#;
        assert_eq!(article(&[script.to_owned()]).headline.as_deref(), Some("First"));
    }

    #[test]
    fn raw_line_breaks_and_comments_do_not_lose_a_script() {
        let script = "<!-- {\"@type\":\"Article\",\"headline\":\"Fire\",\"articleBody\":\"One\nTwo\"} -->";
        assert_eq!(article(&[script.to_owned()]).body.as_deref(), Some("One Two"));
    }

    #[test]
    fn what_is_no_article_states_nothing() {
        let stated = article(&[r#"{"@type":"Product","name":"Kettle"}"#.to_owned(), "not json".to_owned()]);
        assert!(stated.headline.is_none() && stated.about == About::default());
    }
}
