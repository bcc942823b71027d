//! Text of others in GitHub's Markdown: it shows as it is, and does nothing.

use crate::clean::clean;

/// A mark that is not seen and keeps `@name` and `#1` from reaching anybody.
const NOTHING: char = '\u{200b}';

/// Prose in which backticks set off names. What stands between them is code, the rest is text.
pub(crate) fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return plain(text);
    }
    let shown = parts.iter().enumerate().map(|(at, part)| if at % 2 == 0 { plain(part) } else { code(part) });
    shown.collect()
}

/// Text in which nothing is markup: what Markdown knows is escaped, and what GitHub makes of finished text (mentions,
/// references, formulas) is broken up. What is harmless where it stands is left alone, so that the text can be read as
/// it is, too.
pub(crate) fn plain(text: &str) -> String {
    let text = clean(text);
    let mut shown = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '$' => shown.push_str("<span>$</span>"),
            '@' | '#' => shown.extend(['\\', c, NOTHING]),
            '-' if ends_with(&shown, "gh") => shown.extend([c, NOTHING]),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => shown.extend(['\\', c]),
            ':' if rest.peek() == Some(&'/') => shown.extend(['\\', c]),
            '.' if ends_with(&shown, "www") => shown.extend(['\\', c]),
            '-' | '+' | '=' | '.' | ')' if begins(&shown) => shown.extend(['\\', c]),
            c => shown.push(c),
        }
    }
    shown
}

fn ends_with(text: &str, word: &str) -> bool {
    let end = text.len().checked_sub(word.len()).and_then(|from| text.get(from..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// Nothing yet but what a list or an underline begins with.
fn begins(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '\\' | '-' | '+' | '='))
}

/// Text as code, in which nothing is markup. Nothing at all stays nothing.
pub(crate) fn code(text: &str) -> String {
    let text = clean(text);
    if text.is_empty() {
        return String::new();
    }
    let mut fence = "`".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    let apart = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let pad = if apart { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text inside of HTML.
pub(crate) fn html(text: &str) -> String {
    let escaped = clean(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace('"', "&quot;").replace('\'', "&#39;")
}

/// So many characters at most.
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
    fn text_of_others_is_shown_as_it_is() {
        let table = [
            ("# [x](http://evil.test)", "\\#\u{200b} \\[x\\](http\\://evil.test)"),
            ("<img src=x> & *b* _i_ ~s~", "&lt;img src=x&gt; &amp; \\*b\\* \\_i\\_ \\~s\\~"),
            ("ask @everyone about #1 and GH-2", "ask \\@\u{200b}everyone about \\#\u{200b}1 and GH-\u{200b}2"),
            ("1. a | b $x$\n---\n\u{1b}[31m", "1\\. a \\| b <span>$</span>x<span>$</span> --- \u{fffd}\\[31m"),
            ("- [ ] to do", "\\- \\[ \\] to do"),
            ("=== WWW.evil.test 1.5", "\\=\\=\\= WWW\\.evil.test 1.5"),
            ("12) twelve (x-y)", "12\\) twelve (x-y)"),
            ("&lt;b&gt; \\*", "&amp;lt;b&amp;gt; \\\\\\*"),
        ];
        for (text, expected) in table {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn code_has_a_fence_that_is_longer_than_any_inside() {
        let table =
            [("a.py", "`a.py`"), ("a`b", "``a`b``"), ("``", "``` `` ```"), ("a``b`c", "```a``b`c```"), ("", "")];
        for (text, expected) in table {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn names_in_prose_are_code_and_odd_backticks_are_text() {
        assert_eq!(prose("`DEBUG_X` is on *here*."), "`DEBUG_X` is on \\*here\\*.");
        assert_eq!(prose("`a` ` <b>"), "\\`a\\` \\` &lt;b&gt;");
        assert_eq!(prose("``"), "");
    }
}
