//! The tags of an HTML page, as far as rules need them: names and attributes, no tree.

use std::borrow::Cow;

/// An opening tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'h> {
    /// Lower case.
    pub(crate) name: String,
    /// It stands in a `<template>`, which is no part of the page until a script puts it there.
    pub(crate) inert: bool,
    attributes: Vec<(String, &'h str)>,
}

/// Elements whose content is text, whatever it looks like.
const TEXT: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

impl Tag<'_> {
    /// The value of an attribute; empty when it has none.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    /// The same, with `&amp;` and its like as what they stand for.
    pub(crate) fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.attribute(name).map(unescaped)
    }

    fn is(&self, attribute: &str, value: &str) -> bool {
        self.attribute(attribute).is_some_and(|found| found.trim().eq_ignore_ascii_case(value))
    }
}

/// The opening tags of a page, in order. Comments, and elements whose content is text, are passed over.
pub(crate) fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    let mut templates = 0_u32;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = after(comment, "-->");
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (mut tag, end) = tag(rest);
            rest = if TEXT.contains(&tag.name.as_str()) { after(end, &format!("</{}", tag.name)) } else { end };
            tag.inert = templates > 0;
            templates += u32::from(tag.name == "template");
            found.push(tag);
        } else if starts_with(rest, "/template") {
            templates = templates.saturating_sub(1);
        }
    }
    found
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
}

/// What a page says in place of `Content-Security-Policy` headers.
pub(crate) fn policies(html: &str) -> Vec<String> {
    let all = tags(html);
    let policies = all.iter().filter(|tag| is_live_meta(tag) && tag.is("http-equiv", "content-security-policy"));
    policies.filter_map(|tag| tag.text("content")).filter(|text| !text.is_empty()).map(Cow::into_owned).collect()
}

/// What a page says in place of a `Referrer-Policy` header; the last one counts.
pub(crate) fn referrer_policy(html: &str) -> Option<String> {
    let all = tags(html);
    let is_header = |tag: &Tag<'_>| tag.attribute("http-equiv").is_some() && tag.attribute("content").is_some();
    let named = all.iter().filter(|tag| is_live_meta(tag) && !is_header(tag) && tag.is("name", "referrer"));
    named.rev().filter_map(|tag| tag.text("content")).find(|text| !text.is_empty()).map(Cow::into_owned)
}

fn is_live_meta(tag: &Tag<'_>) -> bool {
    tag.name == "meta" && !tag.inert
}

/// The address that relative ones of a page start from, where the page names one itself.
pub(crate) fn base(tags: &[Tag<'_>]) -> Option<String> {
    let named = tags.iter().find(|tag| tag.name == "base" && !tag.inert && tag.attribute("href").is_some())?;
    Some(spelt(&named.text("href")?)).filter(|base| is_absolute(base))
}

/// An attribute that holds an address: whole where it names a host or the page has a base, and as written otherwise.
pub(crate) fn address(written: &str, base: Option<&str>) -> String {
    let text = spelt(&unescaped(written));
    let Some((base, (scheme, after))) = base.and_then(|base| Some((base, base.split_once("://")?))) else {
        return text;
    };
    let host = after.split(['/', '?', '#']).next().unwrap_or(after);
    if is_absolute(&text) || text.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':')) {
        text
    } else if text.starts_with("//") {
        format!("{scheme}:{text}")
    } else if text.starts_with('/') {
        format!("{scheme}://{host}{text}")
    } else {
        let folder = base.rfind('/').filter(|at| *at >= scheme.len() + 3).map_or(base, |at| &base[..at]);
        format!("{folder}/{text}")
    }
}

/// An address as browsers spell it: no blanks around it, no line ends in it, `https://` in lower case.
fn spelt(text: &str) -> String {
    let text: String = text.trim().chars().filter(|c| !matches!(c, '\t' | '\r' | '\n')).collect();
    for scheme in ["http:", "https:"] {
        if starts_with(&text, scheme) {
            return format!("{scheme}//{}", text[scheme.len()..].trim_start_matches(['/', '\\']));
        }
    }
    text
}

fn is_absolute(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// The signs that attributes need, by name and number.
const ESCAPES: &[(&str, &str)] = &[
    ("&quot;", "\""),
    ("&#34;", "\""),
    ("&#x22;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&#x2F;", "/"),
    ("&#47;", "/"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
];

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(ESCAPES.iter().fold(text.to_owned(), |text, (escape, sign)| text.replace(escape, sign)))
}

/// What follows a mark, which is written in lower case; nothing when the mark is not there.
fn after<'h>(text: &'h str, mark: &str) -> &'h str {
    let bytes = text.as_bytes();
    let at = bytes.windows(mark.len()).position(|w| w.eq_ignore_ascii_case(mark.as_bytes()));
    at.map_or("", |at| &text[at + mark.len()..])
}

/// Reads a tag from its name on; hands back what follows it.
fn tag(text: &str) -> (Tag<'_>, &str) {
    let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
    let mut tag = Tag { name: text[..end].to_ascii_lowercase(), inert: false, attributes: Vec::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return (tag, rest);
        }
        let (name, value, after) = attribute(rest);
        tag.attributes.push((name.to_ascii_lowercase(), value));
        rest = after;
    }
}

/// Reads one attribute: its name, its value, what follows. Always goes forward.
fn attribute(text: &str) -> (&str, &str, &str) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = text[first..].find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'));
    let end = end.map_or(text.len(), |at| at + first);
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.trim_start().strip_prefix('=') else { return (name, "", rest) };
    let value = value.trim_start();
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let inner = &value[1..];
            let (value, after) = inner.split_once(quote).unwrap_or((inner, ""));
            (name, value, after)
        }
        _ => {
            let end = value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len());
            (name, &value[..end], &value[end..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_in_every_notation() {
        let page = "<SCRIPT src='a.js' async integrity=\"sha384-x\" crossorigin=anonymous></script><br/>";
        let tags = tags(page);
        assert_eq!(tags.len(), 2);
        assert_eq!(tags[0].name, "script");
        assert_eq!(tags[0].attribute("src"), Some("a.js"));
        assert_eq!(tags[0].attribute("async"), Some(""));
        assert_eq!(tags[0].attribute("integrity"), Some("sha384-x"));
        assert_eq!(tags[0].attribute("crossorigin"), Some("anonymous"));
        assert_eq!(tags[0].attribute("defer"), None);
    }

    #[test]
    fn comments_and_scripts_are_no_tags() {
        let names: Vec<String> =
            tags("<!-- <img> --><script>if (a<b) '<img>'</SCRIPT ><p>").into_iter().map(|t| t.name).collect();
        assert_eq!(names, ["script", "p"]);
        let names: Vec<String> = tags("<textarea><img></textarea><b>").into_iter().map(|t| t.name).collect();
        assert_eq!(names, ["textarea", "b"]);
    }

    #[test]
    fn what_is_text_or_in_a_template_is_no_part_of_the_page() {
        let page = "<title><script></title><textarea><script></textarea><template><script></script></template><script>";
        let scripts: Vec<bool> = tags(page).iter().filter(|t| t.name == "script").map(|t| t.inert).collect();
        assert_eq!(scripts, [true, false]);
    }

    #[test]
    fn a_page_may_carry_what_headers_say() {
        let page = "<META http-equiv=' Content-Security-Policy' content='default-src &#39;self&#39;'>\
                    <meta name=referrer content=origin><meta name=referrer content=no-referrer>";
        assert_eq!(policies(page), ["default-src 'self'"]);
        assert_eq!(referrer_policy(page).as_deref(), Some("no-referrer"));
    }

    #[test]
    fn addresses_start_from_the_base_of_the_page() {
        assert_eq!(address("/a.js", None), "/a.js");
        assert_eq!(address(" HTTPS:\\\\cdn.example/a.js", None), "https://cdn.example/a.js");
        let of = |page: &str, written: &str| address(written, base(&tags(page)).as_deref());
        assert_eq!(of("<base href='https://cdn.example/x/y'>", "a.js"), "https://cdn.example/x/a.js");
        assert_eq!(of("<base href='https://cdn.example'>", "a.js"), "https://cdn.example/a.js");
        assert_eq!(of("<base href='https://cdn.example'>", "//b.example/a.js"), "https://b.example/a.js");
        assert_eq!(of("<base href='/x/'>", "a.js"), "a.js");
    }

    #[test]
    fn broken_pages_end() {
        for page in ["<", "<a", "<a b", "<a b=", "<a b='", "<script", "<!--", "<a =é é='", "<a <b>"] {
            assert!(tags(page).len() <= 2, "{page}");
        }
    }
}
