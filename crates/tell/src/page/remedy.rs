//! The parts of a text that says what to do: prose, and the lines to write.

/// A paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part<'t> {
    Prose(&'t str),
    Code(&'t str),
}

/// Paragraphs are parted by a blank line. One that follows a colon is code.
pub(crate) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut announced = false;
    let mut parts = Vec::new();
    for paragraph in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
        parts.push(if announced { Part::Code(paragraph) } else { Part::Prose(paragraph) });
        announced = !announced && paragraph.trim_end().ends_with(':');
    }
    parts
}

/// The text for a terminal, code indented.
pub(crate) fn plain(parts: &[Part]) -> String {
    let shown = parts.iter().map(|part| match part {
        Part::Prose(text) => (*text).to_owned(),
        Part::Code(code) => code.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n"),
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

/// The first paragraph, with the code that it announces.
pub(crate) fn first(text: &str) -> String {
    let mut parts = parts(text);
    let announces = matches!(parts.get(1), Some(Part::Code(_)));
    parts.truncate(if announces { 2 } else { 1 });
    plain(&parts).replace("\n\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_colon_is_code() {
        let text = "Turn it off:\n\napp.run()\nserve()\n\nIt is off by default.";
        assert_eq!(
            parts(text),
            [Part::Prose("Turn it off:"), Part::Code("app.run()\nserve()"), Part::Prose("It is off by default.")]
        );
        assert_eq!(first(text), "Turn it off:\n    app.run()\n    serve()");
        assert_eq!(first("One.\n\nTwo."), "One.");
    }
}
