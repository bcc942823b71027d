//! Environment files as Docker Compose (v2) reads them.

use super::scan::{Scan, is_blank, is_newline};
use super::{Entry, Parsed, Problem};

/// Reads a file as Compose does, but goes on after a line at which Compose stops.
#[must_use]
pub fn parse_compose(text: &str) -> Parsed {
    let mut scan = Scan::new(text);
    let mut parsed = Parsed::default();
    loop {
        scan.take_while(char::is_whitespace);
        if scan.done() {
            return parsed;
        }
        if scan.peek() == Some('#') {
            scan.skip_line();
            continue;
        }
        let line = scan.line();
        match statement(&mut scan) {
            Ok((name, value, literal)) => parsed.entries.push(Entry { name, value, line, literal }),
            Err(why) => {
                scan.skip_line();
                parsed.problems.push(Problem { line, why: why.into() });
            }
        }
    }
}

type Statement = (String, Option<String>, bool);

fn statement(scan: &mut Scan<'_>) -> Result<Statement, &'static str> {
    if scan.rest().strip_prefix("export").is_some_and(|after| after.starts_with(is_blank)) {
        scan.eat("export");
        scan.take_while(is_blank);
    }
    let name = scan.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']'));
    scan.take_while(is_blank);
    if name.is_empty() {
        return Err("an unexpected character in the name");
    }
    if scan.done() || scan.eat_newline() {
        return Ok((name.to_owned(), None, false));
    }
    if !scan.eat("=") && !scan.eat(":") {
        return Err("an unexpected character in the name");
    }
    scan.take_while(is_blank);
    let (value, literal) = value(scan)?;
    Ok((name.to_owned(), Some(value), literal))
}

fn value(scan: &mut Scan<'_>) -> Result<(String, bool), &'static str> {
    const UNCLOSED: &str = "a value without its closing quote";
    match scan.peek() {
        Some('\'') => Ok((scan.quoted('\'').ok_or(UNCLOSED)?.replace("\\'", "'"), true)),
        Some('"') => Ok((unescape(scan.quoted('"').ok_or(UNCLOSED)?), false)),
        _ => {
            let line = scan.take_while(|c| !is_newline(c));
            let bare = line.split_once(" #").map_or(line, |(before, _)| before);
            Ok((bare.trim_end().to_owned(), false))
        }
    }
}

/// Escapes in double quotes; an escape that Compose does not know keeps its backslash, and an escaped
/// dollar sign becomes the doubled one that interpolation leaves alone.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('$') => out.push_str("$$"),
            Some(same @ ('\\' | '"')) => out.push(same),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compose_reads_each_form_of_a_line() {
        let table = [
            ("A=1", Some("1")),
            ("export A=1", Some("1")),
            ("A: yaml", Some("yaml")),
            ("A=b # comment", Some("b")),
            ("A=b#no-comment", Some("b#no-comment")),
            ("A='single # \\' kept'", Some("single # ' kept")),
            ("A=\"line\\nbreak\"", Some("line\nbreak")),
            ("A=\"two\nlines\"", Some("two\nlines")),
            ("A=\"a \\q\"", Some("a \\q")),
            ("A=", Some("")),
            ("A", None),
        ];
        for (text, expected) in table {
            let parsed = parse_compose(text);
            assert_eq!(parsed.entries.len(), 1, "{text}: {parsed:?}");
            assert_eq!(parsed.entries[0].value.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn lines_are_counted_through_quoted_values() {
        let parsed = parse_compose("# top\nA=\"1\n2\"\n\nbad name=3\nB=4\n");
        let lines: Vec<_> = parsed.entries.iter().map(|e| (e.name.as_str(), e.line)).collect();
        assert_eq!(lines, [("A", 2), ("B", 6)]);
        assert_eq!(parsed.problems[0].line, 5);
    }
}
