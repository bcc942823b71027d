//! Errors that PHP prints into the page that it is at, `display_errors = On`.

use super::text::is_quoted;

/// Names of `php_error_cb` in `main/main.c`.
const LEVELS: &[&str] = &["Fatal error", "Recoverable fatal error", "Parse error", "Warning", "Notice", "Deprecated"];

/// A line as PHP writes it (`"%s\n<br />\n<b>%s</b>:  %s in <b>%s</b> on line <b>%d</b><br />\n%s"`), outside of
/// what a page quotes: an article that tells of such a line spells its tags out.
pub(super) fn is_printed(body: &str) -> bool {
    let printed = |start: usize| {
        let rest = &body[start + BEGIN.len()..];
        LEVELS.iter().any(|level| rest.strip_prefix(level).is_some_and(names_its_place)) && !is_quoted(&body[..start])
    };
    body.match_indices(BEGIN).take(MOST).any(|(start, _)| printed(start))
}

const BEGIN: &str = "<br />\n<b>";
/// Lines of a body that are looked at.
const MOST: usize = 20;
/// Bytes of one message.
const LONGEST: usize = 16 * 1024;

/// `</b>:  … in <b>/srv/shop/index.php</b> on line <b>12</b><br />`.
fn names_its_place(rest: &str) -> bool {
    let Some(message) = rest.strip_prefix("</b>:  ") else { return false };
    let places = message.match_indices(" in <b>").take_while(|(at, _)| *at < LONGEST);
    let is_place = |(at, mark): (usize, &str)| {
        let (_, line) = message[at + mark.len()..].split_once("</b> on line <b>")?;
        line.split_once("</b><br />").map(|(line, _)| !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit()))
    };
    places.filter_map(is_place).any(|is_line| is_line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WARNING: &str =
        "<br />\n<b>Warning</b>:  Undefined variable $x in <b>/srv/index.php</b> on line <b>12</b><br />\n";

    #[test]
    fn a_line_of_php_is_told_by_its_form() {
        assert!(is_printed(&format!("<h1>Shop</h1>{WARNING}<p>tea")));
        let fatal = "<br />\n<b>Fatal error</b>:  Uncaught TypeError: x in /srv/a.php:4\nStack trace:\n#0 {main}\n  thrown in \
                     <b>/srv/a.php</b> on line <b>4</b><br />\n";
        assert!(is_printed(fatal));
    }

    #[test]
    fn a_page_that_tells_of_such_a_line_is_none() {
        assert!(!is_printed(&format!("<p>It says:</p><pre>{WARNING}</pre>")));
        assert!(!is_printed(&format!("<p>It says: {}", WARNING.replace('<', "&lt;"))));
        assert!(!is_printed("<br />\n<b>Warning</b>:  the kettle is hot"));
    }
}
