//! What edits change, as a unified diff.

use similar::TextDiff;

/// Lines around each change.
const CONTEXT: usize = 3;

/// The unified diff from one text of a file to another, as `git apply` and `patch -p1` read it. Empty when
/// they are the same.
#[must_use]
pub fn diff(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().context_radius(CONTEXT).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
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
        assert_eq!(diff("config.py", before, after), expected);
    }

    #[test]
    fn a_missing_line_end_is_said() {
        assert!(diff("a", "x", "y").contains("\\ No newline at end of file"));
    }

    #[test]
    fn no_change_is_no_diff() {
        assert_eq!(diff("a", "x\n", "x\n"), "");
    }
}
