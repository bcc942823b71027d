//! Text of others in HTML and XML: it shows as it is, and does nothing.

use crate::clean::clean;

/// Text between tags, or in an attribute that stands in double quotes.
pub(crate) fn text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&#39;"),
            // XML has no place for these, not even escaped.
            '\u{fffe}' | '\u{ffff}' => shown.push('\u{fffd}'),
            c => shown.push(c),
        }
    }
    shown
}

/// Lines of code: their ends stay.
pub(crate) fn lines(code: &str) -> String {
    code.lines().map(text).collect::<Vec<_>>().join("\n")
}

/// At most so many characters.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_a_tag_or_ends_an_attribute() {
        assert_eq!(text("<b a=\"'x'\">&\u{1b}\u{ffff}"), "&lt;b a=&quot;&#39;x&#39;&quot;&gt;&amp;\u{fffd}\u{fffd}");
        assert_eq!((cut("abc", 3), cut("abcd", 3)), ("abc".into(), "ab…".into()));
        assert_eq!(lines("a<\nb"), "a&lt;\nb");
    }
}
