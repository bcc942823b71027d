//! Project templates (cookiecutter): their Python files have placeholders where names will stand.

use std::borrow::Cow;

/// The text with each `{{ cookiecutter.x }}` as an identifier of the same length, so that places stay
/// true, each line that is a template statement as a comment, and blanks for a statement inside of a line: of two
/// alternatives there, the first one stands.
pub fn filled(text: &str) -> Cow<'_, str> {
    let has = |mark: &[u8]| memchr::memmem::find(text.as_bytes(), mark).is_some();
    if !has(b"cookiecutter.") || !(has(b"{{") || has(b"{%")) {
        return Cow::Borrowed(text);
    }
    let mut made = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.trim_start().starts_with("{%") {
            true => made.push_str(&line.replacen("{%", "#%", 1)),
            false if line.contains("{%") => fill_line(&without_statements(line), &mut made),
            false => fill_line(line, &mut made),
        }
    }
    Cow::Owned(made)
}

fn without_statements(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let (mut rest, mut dropped) = (line, false);
    let push = |text: &str, dropped: bool, kept: &mut String| match dropped {
        true => kept.extend(std::iter::repeat_n(' ', text.len())),
        false => kept.push_str(text),
    };
    while let Some((start, end)) = rest.find("{%").and_then(|at| Some((at, at + rest[at..].find("%}")? + 2))) {
        push(&rest[..start], dropped, &mut kept);
        push(&rest[start..end], true, &mut kept);
        let word = rest[start..end].trim_start_matches(['{', '%', '-', ' ']);
        dropped = word.starts_with("el") || dropped && !word.starts_with("endif");
        rest = &rest[end..];
    }
    let line_end = rest.trim_end_matches(['\n', '\r']);
    push(line_end, dropped, &mut kept);
    kept.push_str(&rest[line_end.len()..]);
    kept
}

fn fill_line(line: &str, made: &mut String) {
    let mut rest = line;
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start..].find("}}").map(|end| end + 2) else { break };
        let placeholder = &rest[start..start + length];
        made.push_str(&rest[..start]);
        if placeholder.contains("cookiecutter.") && placeholder.is_ascii() {
            made.extend(placeholder.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }));
        } else {
            made.push_str(placeholder);
        }
        rest = &rest[start + length..];
    }
    made.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn placeholders_become_names_of_the_same_length() {
        let text = "from {{cookiecutter.app_name}}.app import x\n{%- if cookiecutter.y %}\n";
        let made = filled(text);
        assert_eq!(made, "from __cookiecutter_app_name__.app import x\n#%- if cookiecutter.y %}\n");
        assert_eq!(made.len(), text.len());
    }

    #[test]
    fn statements_inside_of_a_line_are_blanks() {
        let text =
            "URL = X{% if cookiecutter.y %}  # note\nA = {% if cookiecutter.y -%} 1 {%- else %} 2 {%- endif %}\n";
        let made = filled(text);
        assert_eq!(made.len(), text.len());
        let words: Vec<&str> = made.split_whitespace().collect();
        assert_eq!(words, ["URL", "=", "X", "#", "note", "A", "=", "1"]);
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        assert_eq!(filled("x = '{{ name }}'"), "x = '{{ name }}'");
    }
}
