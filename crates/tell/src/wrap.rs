//! Text broken into lines.

/// Lines of at most `width` characters, broken between words. Lines of the text stay lines, and indented
/// ones (code) are never broken. A word that is longer than a line stands alone.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    text.lines()
        .flat_map(|line| if line.starts_with(' ') { vec![line.to_owned()] } else { broken(line, width) })
        .collect()
}

fn broken(line: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in line.split(' ').filter(|w| !w.is_empty()) {
        let last = lines.len() - 1;
        let used = lines[last].chars().count();
        if used > 0 && used + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            lines[last].push_str(if used > 0 { " " } else { "" });
            lines[last].push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn breaks_between_words_and_keeps_code() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a\n\n    app.run(debug=True)", 5), ["a", "", "    app.run(debug=True)"]);
        assert_eq!(wrap("incomprehensibilities", 5), ["incomprehensibilities"]);
    }
}
