//! Project templates (cookiecutter): their Python files have placeholders where names will stand.

use std::borrow::Cow;

/// The text with each `{{ cookiecutter.x }}` as an identifier of the same length, so that places stay
/// true, and each line that is a template statement as a comment.
pub fn filled(text: &str) -> Cow<'_, str> {
    let has = |mark: &[u8]| memchr::memmem::find(text.as_bytes(), mark).is_some();
    if !has(b"cookiecutter.") || !has(b"{{") {
        return Cow::Borrowed(text);
    }
    let mut made = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.trim_start().starts_with("{%") {
            true => made.push_str(&line.replacen("{%", "#%", 1)),
            false => fill_line(line, &mut made),
        }
    }
    Cow::Owned(made)
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
    fn other_texts_stay_as_they_are() {
        assert_eq!(filled("x = '{{ name }}'"), "x = '{{ name }}'");
    }
}
