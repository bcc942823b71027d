//! A cursor over text that counts lines.

/// Where reading stands.
pub(super) struct Scan<'t> {
    rest: &'t str,
    line: u32,
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text.strip_prefix('\u{feff}').unwrap_or(text), line: 1 }
    }

    pub(super) fn line(&self) -> u32 {
        self.line
    }

    pub(super) fn done(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn rest(&self) -> &'t str {
        self.rest
    }

    /// Takes so many bytes, counting their line ends.
    pub(super) fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(bytes);
        let newlines = taken.bytes().filter(|b| *b == b'\n').count();
        // A carriage return that no line feed follows ends a line too.
        let returns = taken.matches('\r').count() - taken.matches("\r\n").count();
        let split_pair = usize::from(taken.ends_with('\r') && rest.starts_with('\n'));
        self.line = self.line.saturating_add(u32::try_from(newlines + returns - split_pair).unwrap_or(u32::MAX));
        self.rest = rest;
        taken
    }

    /// Takes characters as long as they please.
    pub(super) fn take_while(&mut self, pleases: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !pleases(c)).unwrap_or(self.rest.len());
        self.take(end)
    }

    /// Takes a given text, if it stands here.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let stands = self.rest.starts_with(text);
        if stands {
            self.take(text.len());
        }
        stands
    }

    /// Takes the rest of the line with its end.
    pub(super) fn skip_line(&mut self) {
        self.take_while(|c| !is_newline(c));
        self.eat_newline();
    }

    pub(super) fn eat_newline(&mut self) -> bool {
        self.eat("\r\n") || self.eat("\n") || self.eat("\r")
    }

    /// Takes a quoted text with its quotes and gives back the inside; `None`, and nothing taken, when
    /// the closing quote is missing. A backslash keeps the quote after it from closing.
    pub(super) fn quoted(&mut self, quote: char) -> Option<&'t str> {
        let inside = self.rest.strip_prefix(quote)?;
        let mut escaped = false;
        for (at, c) in inside.char_indices() {
            if c == quote && !escaped {
                self.take(at + 2);
                return Some(&inside[..at]);
            }
            escaped = c == '\\' && !escaped;
        }
        None
    }
}

pub(super) fn is_newline(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// White space that does not end a line.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() && !is_newline(c)
}
