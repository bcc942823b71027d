//! Text from files and replies is not trusted: it must not move the cursor or hide what it says.

/// The text with control characters and marks that turn the direction of writing replaced by U+FFFD.
/// Line ends and tabs become spaces.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(harmless).collect()
}

fn harmless(c: char) -> char {
    match c {
        '\n' | '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn nothing_can_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\r\nc\u{202e}d"), "a\u{fffd}[31mb\u{fffd} c\u{fffd}d");
    }
}
