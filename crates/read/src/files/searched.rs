//! Texts that are searched for keys and for nothing else: sources in languages that nobody here reads, documents, logs.

/// Endings of their names.
const ENDINGS: &[&str] = &[
    "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue", "svelte", "java", "kt", "kts", "go", "rb", "erb",
    "php", "rs", "c", "h", "cc", "cpp", "hpp", "cs", "swift", "m", "scala", "groovy", "gradle", "lua", "pl", "pm", "r",
    "ex", "exs", "dart", "xml", "plist", "txt", "md", "rst", "adoc", "log", "ipynb", "http", "rest", "graphql",
    "coffee",
];

/// Files that programs write: what looks like a key there is a checksum.
const GENERATED: &[&str] =
    &[".min.js", ".bundle.js", ".chunk.js", "-min.js", ".d.ts", ".pb.go", "go.sum", "license.txt"];

/// A text whose lines are longer on average was written by a program.
const LONG_LINES: usize = 400;

/// True for a file that is searched for keys and not read otherwise.
#[must_use]
pub fn is_searched(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((_, ending)) = name.rsplit_once('.') else { return false };
    let known = ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending));
    let ends = |end: &&str| {
        name.len() >= end.len() && name.as_bytes()[name.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes())
    };
    known && !GENERATED.iter().any(ends)
}

/// The beginning of a text shows that a program packed it.
#[must_use]
pub fn is_minified(head: &[u8]) -> bool {
    let lines = 1 + memchr::memchr_iter(b'\n', head).count();
    head.len() >= 4 * LONG_LINES && head.len() / lines > LONG_LINES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_and_documents_are_searched_and_what_programs_write_is_not() {
        for path in ["static/app.js", "web/Main.TSX", "README.md", "cmd/main.go"] {
            assert!(is_searched(path), "{path}");
        }
        for path in ["app.py", "logo.png", "jquery.min.js", "Makefile", "go.sum", ".js/x"] {
            assert!(!is_searched(path), "{path}");
        }
    }

    #[test]
    fn packed_sources_have_long_lines() {
        assert!(is_minified(&[b'a'; 5000]));
        assert!(!is_minified("let a = 1;\n".repeat(500).as_bytes()));
        assert!(!is_minified(b"short"));
    }
}
