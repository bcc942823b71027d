//! In-line comments that ask to ignore rules: `# sneck: ignore[debug-mode, cookies/secure] reason`.

use sneck_model::InlineIgnore;

use crate::source::python::file::decode;
use crate::tree::{File, Tree};

const MARKS: [&str; 2] = ["sneck: ignore[", "sneck:ignore["];
const OPENERS: [&str; 8] = ["#", "//", "<!--", "/*", "--", ";", "{#", "{{!"];
const CLOSERS: [&str; 5] = ["-->", "*/", "#}", "%}", "}}"];

/// Every request of the tree's files, sorted. Prose is left out: it shows the comment, it does not use it.
#[must_use]
pub(crate) fn ignores(tree: &Tree) -> Vec<InlineIgnore> {
    let files = tree.files.iter().filter(|f| !is_prose(f) && mentions(f));
    let mut all: Vec<_> = files.flat_map(of_file).collect();
    all.sort();
    all
}

fn is_prose(file: &File) -> bool {
    [".md", ".rst", ".adoc"].iter().any(|end| file.path.ends_with(end))
}

fn mentions(file: &File) -> bool {
    memchr::memmem::find(&file.bytes, b"sneck:").is_some()
        && MARKS.iter().any(|mark| memchr::memmem::find(&file.bytes, mark.as_bytes()).is_some())
}

fn of_file(file: &File) -> Vec<InlineIgnore> {
    let text = decode(&file.bytes);
    let lines: Vec<&str> = text.lines().collect();
    let found = lines.iter().enumerate().filter_map(|(at, line)| Some((at, parts(line)?)));
    found.map(|(at, (before, rules, reason))| ignore(file, &lines, at, before, rules, reason)).collect()
}

/// What stands before the comment, between the brackets, and after them.
fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let (before, after) = MARKS.iter().find_map(|mark| line.split_once(mark))?;
    let before = before.trim_end();
    let before = OPENERS.iter().find_map(|opener| before.strip_suffix(opener))?;
    let (rules, reason) = after.split_once(']')?;
    Some((before, rules, reason))
}

fn ignore(file: &File, lines: &[&str], at: usize, before: &str, rules: &str, reason: &str) -> InlineIgnore {
    let until = if before.trim().is_empty() { next_code(lines, at) } else { at };
    InlineIgnore {
        path: file.path.clone(),
        line: number(at),
        until: number(until),
        rules: rules.split(',').map(str::trim).filter(|r| !r.is_empty()).map(str::to_owned).collect(),
        reason: plain_reason(reason).to_owned(),
    }
}

/// The next line that says something, or the comment's own when nothing follows.
fn next_code(lines: &[&str], at: usize) -> usize {
    let says_something = |line: &str| !line.is_empty() && !OPENERS.iter().any(|opener| line.starts_with(opener));
    (at + 1..lines.len()).find(|next| says_something(lines[*next].trim())).unwrap_or(at)
}

fn plain_reason(reason: &str) -> &str {
    let reason = reason.trim();
    let reason = CLOSERS.iter().find_map(|closer| reason.strip_suffix(closer)).unwrap_or(reason);
    reason.trim_start_matches([':', '-', '–', '—', ' ']).trim()
}

fn number(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, text: &str) -> Vec<InlineIgnore> {
        ignores(&Tree { files: vec![File::new(path, text)], ..Tree::default() })
    }

    #[test]
    fn a_comment_beside_code_speaks_for_its_line() {
        let found = read("app.py", "x = 1\napp.run(debug=True)  # sneck: ignore[debug-mode, cookies/secure] a demo\n");
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].line, found[0].until), (2, 2));
        assert_eq!(found[0].rules, ["debug-mode", "cookies/secure"]);
        assert_eq!(found[0].reason, "a demo");
    }

    #[test]
    fn a_comment_alone_speaks_for_the_next_line_of_code() {
        let found = read("app.py", "# sneck: ignore[debug-mode]: a demo\n# of the debugger\n\napp.run(debug=True)\n");
        assert_eq!((found[0].line, found[0].until, &*found[0].reason), (1, 4, "a demo"));
    }

    #[test]
    fn comments_of_other_languages_count() {
        let table = [
            ("index.html", "<!-- sneck: ignore[x] why -->", "why"),
            ("app.js", "// sneck:ignore[x] why", "why"),
            ("a.css", "/* sneck: ignore[x] - why */", "why"),
            ("base.html", "{# sneck: ignore[x] #}", ""),
            ("php.ini", "; sneck: ignore[x]", ""),
        ];
        for (path, text, reason) in table {
            let found = read(path, text);
            assert_eq!(found.first().map(|i| &*i.reason), Some(reason), "{path}");
        }
    }

    #[test]
    fn prose_and_unfinished_comments_are_no_requests() {
        assert!(read("README.md", "# sneck: ignore[debug-mode] reason").is_empty());
        assert!(read("app.py", "# sneck: ignore[debug-mode").is_empty());
        assert!(read("app.py", "text = 'sneck: ignore[debug-mode]'").is_empty());
    }
}
