//! Cuts a file of Terraform at its top-level blocks, so that a mistake in one costs no other.

use std::ops::Range;

/// Byte ranges that begin where a line begins with a word at the outermost level.
///
/// A block that is never closed ends at the next line that begins a top-level block in the first column.
#[must_use]
pub fn pieces(text: &str) -> Vec<Range<usize>> {
    let (mut starts, mut depth, mut at) = (Vec::new(), 0i32, 0);
    let mut heredoc: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        if let Some(end) = heredoc {
            heredoc = Some(end).filter(|end| line.trim() != *end);
        } else {
            if begins(line) && (depth <= 0 || is_block(line)) {
                starts.push(at);
                depth = 0;
            }
            depth += braces(line);
            heredoc = mark(line);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn begins(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// Kinds of blocks that stand at the outermost level only.
fn is_block(line: &str) -> bool {
    let word = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
    let known = ["resource", "data", "module", "variable", "output", "locals", "provider", "terraform"];
    known.contains(&word) && line.trim_end().ends_with(['{', '}'])
}

/// Opening minus closing braces outside of texts and comments.
fn braces(line: &str) -> i32 {
    let (mut depth, mut quoted, mut escaped, mut before) = (0, false, false, ' ');
    for c in line.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '#' => break,
            '/' if before == '/' => break,
            '{' | '[' | '(' => depth += 1,
            '}' | ']' | ')' => depth -= 1,
            _ => {}
        }
        before = c;
    }
    depth
}

/// The word that ends the heredoc which begins on a line.
fn mark(line: &str) -> Option<&str> {
    let (_, word) = line.rsplit_once("<<")?;
    let word = word.trim_end().trim_start_matches('-');
    let plain = !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    plain.then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_cut_at_its_blocks_and_not_inside_of_texts() {
        let text = "# x\nlocals {\n  a = <<E\nresource \"no\" {\nE\n}\nresource \"a\" \"b\" {\n  c = [\n}\n\nvariable \"d\" {}\n";
        let found: Vec<&str> = pieces(text).into_iter().map(|piece| text[piece].lines().next().unwrap_or("")).collect();
        assert_eq!(found, ["locals {", "resource \"a\" \"b\" {", "variable \"d\" {}"]);
    }
}
