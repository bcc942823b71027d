//! The tags of an HTML page, as far as rules need them: names and attributes, no tree.

/// An opening tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'h> {
    /// Lower case.
    pub(crate) name: String,
    attributes: Vec<(String, &'h str)>,
}

impl Tag<'_> {
    /// The value of an attribute; empty when it has none.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }
}

/// Elements within which tags are mere text.
const IS_TEXT: &[&str] = &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// The opening tags of a page, in order. Comments, and elements whose content is text, are passed over.
pub(crate) fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = after(comment, "-->");
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (tag, end) = tag(rest);
            rest = if IS_TEXT.contains(&&*tag.name) { after(end, &format!("</{}", tag.name)) } else { end };
            found.push(tag);
        }
    }
    found
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
    let mut tag = Tag { name: text[..end].to_ascii_lowercase(), attributes: Vec::new() };
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
    fn broken_pages_end() {
        for page in ["<", "<a", "<a b", "<a b=", "<a b='", "<script", "<!--", "<a =é é='", "<a <b>"] {
            assert!(tags(page).len() <= 2, "{page}");
        }
    }
}
