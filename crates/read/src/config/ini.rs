//! INI files as Python's configparser reads them: setup.cfg, supervisor, uwsgi.

/// One `key = value` with its continuation lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The section in which it stands; empty before the first one.
    pub section: String,
    /// The key, as written.
    pub key: String,
    /// The lines of the value, comments left out, each with its number.
    pub lines: Vec<(String, u32)>,
    /// Line of the key, from 1.
    pub line: u32,
}

impl Entry {
    /// The value in one text, lines joined by a line feed.
    #[must_use]
    pub fn value(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|(text, _)| text.as_str()).collect();
        lines.join("\n").trim().to_owned()
    }
}

/// Reads all entries; a line that is none is left out.
#[must_use]
pub fn parse(text: &str) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    let mut section = String::new();
    let mut open = false;
    for (number, raw) in (1u32..).zip(text.lines()) {
        let line = without_comment(raw);
        let blank = line.trim().is_empty();
        if open
            && raw.starts_with([' ', '\t'])
            && let Some(entry) = all.last_mut()
        {
            if !blank {
                entry.lines.push((line.trim().to_owned(), number));
            }
            continue;
        }
        if blank {
            continue;
        }
        if let Some(name) = line.trim().strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            name.trim().clone_into(&mut section);
            open = false;
            continue;
        }
        let Some((key, value)) = line.split_once(['=', ':']) else { continue };
        open = true;
        all.push(Entry {
            section: section.clone(),
            key: key.trim().to_owned(),
            lines: vec![(value.trim().to_owned(), number)],
            line: number,
        });
    }
    all
}

/// A comment begins with `#` or `;` at the beginning of a line, or with either after white space.
fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with(['#', ';']) {
        return "";
    }
    let cut = line.match_indices([';', '#']).find(|(at, _)| line[..*at].ends_with([' ', '\t']));
    cut.map_or(line, |(at, _)| line[..at].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_sections_lines_and_continuations() {
        let all = parse("top=1\n[a]\n# note\nkey = x ; note\n  y\n\n  # note\n  z\n[b]\nnot an entry\nother: v#w\n");
        let shown: Vec<_> = all.iter().map(|e| (e.section.as_str(), e.key.as_str(), e.value(), e.line)).collect();
        let expected =
            [("", "top", "1".into(), 1), ("a", "key", "x\ny\nz".to_owned(), 4), ("b", "other", "v#w".into(), 11)];
        assert_eq!(shown, expected);
        assert_eq!(all[1].lines[2], ("z".to_owned(), 8));
    }
}
