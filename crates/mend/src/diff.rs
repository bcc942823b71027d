//! What edits change, as a unified diff.

use similar::TextDiff;

/// Lines around each change.
const CONTEXT: usize = 3;

/// The unified diff from one text of a file to another, as `git apply` and `patch -p1` read it. Empty when
/// they are the same; without a text before, the file is made.
#[must_use]
pub fn diff(path: &str, before: Option<&str>, after: &str) -> String {
    let old = before.unwrap_or_default();
    if old == after {
        return String::new();
    }
    let from = before.map_or_else(|| "/dev/null".to_owned(), |_| format!("a/{path}"));
    let diff = TextDiff::from_lines(old, after);
    diff.unified_diff().context_radius(CONTEXT).header(&from, &format!("b/{path}")).to_string()
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn shows_the_change_with_its_surroundings() {
        let before = "a\nb\nc\nd\nDEBUG = True\ne\n";
        let after = "a\nb\nc\nd\nDEBUG = False\ne\n";
        let expected =
            "--- a/config.py\n+++ b/config.py\n@@ -2,5 +2,5 @@\n b\n c\n d\n-DEBUG = True\n+DEBUG = False\n e\n";
        assert_eq!(diff("config.py", Some(before), after), expected);
    }

    #[test]
    fn a_missing_line_end_is_said() {
        assert!(diff("a", Some("x"), "y").contains("\\ No newline at end of file"));
    }

    #[test]
    fn a_new_file_comes_from_nowhere() {
        assert!(diff(".gitignore", None, ".env\n").starts_with("--- /dev/null\n+++ b/.gitignore\n@@ -0,0 +1 @@\n"));
    }

    #[test]
    fn no_change_is_no_diff() {
        assert_eq!(diff("a", Some("x\n"), "x\n"), "");
    }
}
