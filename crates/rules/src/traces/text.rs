//! What a visitor reads of a page, a block a line.

/// Elements inside of a line; every other one ends it.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s", "samp", "small", "span",
    "strong", "tt", "u", "var",
];
/// Elements that show nothing of what is in them.
const HIDDEN: &[&str] = &["script", "style", "template"];

/// The lines of a page: without its tags, and its characters still as the page spells them.
pub(super) fn lines(page: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(page.len()), page);
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let name = name(tag);
        if name.is_empty() && !tag.starts_with('!') {
            text.push('<');
            rest = tag;
            continue;
        }
        if !INLINE.contains(&name.as_str()) {
            text.push('\n');
        }
        let end = HIDDEN.iter().find(|hidden| **hidden == name && !tag.starts_with('/'));
        let end = end.map_or_else(|| ">".to_owned(), |name| format!("</{name}>"));
        rest = tag.split_once(&end).map_or("", |(_, rest)| rest);
    }
    text + rest
}

/// `pre` of `<pre class=x>` and of `</pre>`; nothing where no tag begins.
fn name(tag: &str) -> String {
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    tag.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// Elements whose content is shown as it was written elsewhere.
const QUOTING: &[&str] = &["pre", "code", "blockquote", "textarea", "q", "samp"];

/// Whether what follows a part of a page stands in an element that quotes.
pub(super) fn is_quoted(before: &str) -> bool {
    let before = before.to_ascii_lowercase();
    let count = |what: String| before.matches(what.as_str()).count();
    QUOTING.iter().any(|name| count(format!("<{name}>")) + count(format!("<{name} ")) > count(format!("</{name}>")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_a_line_and_what_is_hidden_is_none() {
        let page = "<style>li {}</style><ul><li>at <b>view</b> (app.js:1:2)</li><li>1 < 2</ul>";
        let shown: Vec<_> = lines(page).lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        assert_eq!(shown, ["at view (app.js:1:2)", "1 < 2"]);
    }

    #[test]
    fn what_a_page_quotes_is_told_from_what_it_says() {
        assert!(is_quoted("<p>it said <pre class=x>"));
        assert!(!is_quoted("<pre>before</pre> it said "));
        assert!(!is_quoted("<preview>"));
    }
}
