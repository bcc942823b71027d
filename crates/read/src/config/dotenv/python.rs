//! Environment files as python-dotenv (1.2) reads them.

use super::scan::{Scan, is_blank, is_newline};
use super::{Entry, Parsed, Problem};

/// Reads a file as python-dotenv does: a line that it cannot read is skipped, the rest counts.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    let mut scan = Scan::new(text);
    let mut parsed = Parsed::default();
    loop {
        scan.take_while(char::is_whitespace);
        if scan.done() {
            return parsed;
        }
        let line = scan.line();
        match binding(&mut scan) {
            Ok(Some((name, value))) => parsed.entries.push(Entry { name, value, line, literal: false }),
            Ok(None) => {}
            Err(why) => {
                scan.skip_line();
                parsed.problems.push(Problem { line, why: why.into() });
            }
        }
    }
}

type Bound = Option<(String, Option<String>)>;

fn binding(scan: &mut Scan<'_>) -> Result<Bound, &'static str> {
    export(scan);
    let Some(name) = key(scan)? else {
        scan.skip_line();
        return Ok(None);
    };
    scan.take_while(is_blank);
    let mut value = None;
    if scan.eat("=") {
        let apart = !scan.take_while(is_blank).is_empty();
        // `A= # comment` has an empty value; in `A=#text` the sign is part of it.
        let empty = apart && scan.peek() == Some('#');
        value = Some(if empty { String::new() } else { self::value(scan)? });
    }
    scan.take_while(is_blank);
    if scan.peek() == Some('#') {
        scan.take_while(|c| !is_newline(c));
    }
    if scan.done() || scan.eat_newline() { Ok(Some((name, value))) } else { Err("text after the value") }
}

fn export(scan: &mut Scan<'_>) {
    let after = scan.rest().strip_prefix("export").unwrap_or("");
    if after.starts_with(is_blank) {
        scan.eat("export");
        scan.take_while(is_blank);
    }
}

fn key(scan: &mut Scan<'_>) -> Result<Option<String>, &'static str> {
    match scan.peek() {
        Some('#') => Ok(None),
        Some('\'') => {
            let inside = scan.rest()[1..].split('\'').next().unwrap_or("");
            if inside.is_empty() || inside.len() + 1 >= scan.rest().len() {
                return Err("a quoted name without its closing quote");
            }
            scan.take(inside.len() + 2);
            Ok(Some(inside.to_owned()))
        }
        _ => {
            let name = scan.take_while(|c| !(c == '=' || c == '#' || c.is_whitespace()));
            if name.is_empty() { Err("no name before the equals sign") } else { Ok(Some(name.to_owned())) }
        }
    }
}

fn value(scan: &mut Scan<'_>) -> Result<String, &'static str> {
    const UNCLOSED: &str = "a value without its closing quote";
    match scan.peek() {
        Some('\'') => Ok(unescape(scan.quoted('\'').ok_or(UNCLOSED)?, &[('\\', '\\'), ('\'', '\'')])),
        Some('"') => Ok(unescape(scan.quoted('"').ok_or(UNCLOSED)?, ESCAPES)),
        _ => Ok(unquoted(scan.take_while(|c| !is_newline(c)))),
    }
}

/// Up to a comment, which needs white space before its `#`.
fn unquoted(part: &str) -> String {
    let mut before_blank = true;
    let mut end = part.len();
    for (at, c) in part.char_indices() {
        if c == '#' && !before_blank {
            end = part[..at].trim_end().len();
            break;
        }
        before_blank = !c.is_whitespace();
    }
    part[..end].trim_end().to_owned()
}

const ESCAPES: &[(char, char)] = &[
    ('\\', '\\'),
    ('\'', '\''),
    ('"', '"'),
    ('a', '\u{7}'),
    ('b', '\u{8}'),
    ('f', '\u{c}'),
    ('n', '\n'),
    ('r', '\r'),
    ('t', '\t'),
    ('v', '\u{b}'),
];

fn unescape(text: &str, escapes: &[(char, char)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let meant = chars.peek().filter(|_| c == '\\').and_then(|n| escapes.iter().find(|(e, _)| e == n));
        if let Some((_, meant)) = meant {
            chars.next();
            out.push(*meant);
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every row was read with python-dotenv 1.2 too.
    #[test]
    fn each_form_of_a_line_reads_as_in_python_dotenv() {
        let table = [
            ("A=1", Some("1")),
            ("export A=1", Some("1")),
            (" A = 1 ", Some("1")),
            ("'A'=1", Some("1")),
            ("A=b # comment", Some("b")),
            ("A=b#c", Some("b#c")),
            ("A=#c", Some("#c")),
            ("A= #c", Some("")),
            ("A=b c", Some("b c")),
            ("A='b \\'c\\' \\n'", Some("b 'c' \\n")),
            ("A=\"b\\n\\\"c\\\" \\q\"", Some("b\n\"c\" \\q")),
            ("A=\"two\nlines\"", Some("two\nlines")),
            ("A=\"b\" # comment", Some("b")),
            ("A=\"ends \\\\\"", Some("ends \\")),
            ("A=\"\"", Some("")),
            ("A=", Some("")),
            ("A", None),
            ("A='un\"mixed'", Some("un\"mixed")),
            ("A=ünï", Some("ünï")),
        ];
        for (text, expected) in table {
            let parsed = parse(text);
            assert_eq!(parsed.problems, vec![], "{text}");
            let got: Vec<_> = parsed.entries.iter().map(|e| (e.name.as_str(), e.value.as_deref())).collect();
            assert_eq!(got, [("A", expected)], "{text}");
        }
    }

    #[test]
    fn a_broken_line_is_skipped_and_the_rest_counts() {
        let table = [("A=\"open\nB=2\n", 1), ("A='x' y\nB=2", 1), ("\n\n=1\nB=2", 3), ("'A\nB=2", 1)];
        for (text, line) in table {
            let parsed = parse(text);
            assert_eq!(parsed.problems.iter().map(|p| p.line).collect::<Vec<_>>(), [line], "{text}");
            assert_eq!(parsed.entries.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["B"], "{text}");
        }
    }

    #[test]
    fn every_line_end_counts_as_one() {
        let lines: Vec<u32> = parse("A=1\r\nB=2\rC=3\nD='4\r\n5'\r\nE=6").entries.iter().map(|e| e.line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 6]);
    }
}
