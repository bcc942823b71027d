//! Applies edits to the text of one file.

use sneck_model::Edit;

/// A text after its edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patched {
    /// The whole new text.
    pub text: String,
    /// Edits that were not applied, in the order given.
    pub refused: Vec<Refused>,
}

/// An edit that was not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The edit.
    pub edit: Edit,
    /// Why, as a clause.
    pub why: &'static str,
}

const UNSAFE: &str = "it may change what the program does, and only safe edits were asked for";
const OUTSIDE: &str = "it lies outside of the text, which has changed since it was read";
const INSIDE_A_CHARACTER: &str = "it begins or ends inside of a character, so the text has changed since it was read";
const OVERLAPS: &str = "it overlaps another edit, which was applied: run again for the rest";

/// Applies the edits that can be applied. All of them must be of this text's file. The first of two that
/// overlap, by their place in the text, is applied; the same edit given twice is applied once.
#[must_use]
pub fn patch(text: &str, edits: &[Edit], unsafe_too: bool) -> Patched {
    let mut refused: Vec<Refused> = Vec::new();
    let mut accepted: Vec<&Edit> = Vec::new();
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|e| (e.range.start, e.range.end));
    sorted.dedup();
    for edit in sorted {
        match hindrance(text, edit, unsafe_too, accepted.last().copied()) {
            Some(why) => refused.push(Refused { edit: edit.clone(), why }),
            None => accepted.push(edit),
        }
    }
    refused.sort_by_key(|r| edits.iter().position(|e| *e == r.edit));
    Patched { text: spliced(text, &accepted), refused }
}

fn hindrance(text: &str, edit: &Edit, unsafe_too: bool, before: Option<&Edit>) -> Option<&'static str> {
    let (start, end) = (edit.range.start, edit.range.end);
    let checks = [
        (!edit.safe && !unsafe_too, UNSAFE),
        (start > end || end > text.len(), OUTSIDE),
        (!text.is_char_boundary(start) || !text.is_char_boundary(end), INSIDE_A_CHARACTER),
        (before.is_some_and(|before| overlap(before, edit)), OVERLAPS),
    ];
    checks.into_iter().find(|(holds, _)| *holds).map(|(_, why)| why)
}

/// Two insertions at one place have no order that either of them means, so they overlap too.
pub(crate) fn overlap(before: &Edit, after: &Edit) -> bool {
    after.range.start < before.range.end || after.range.start == before.range.start
}

/// The accepted edits are sorted and lie apart.
fn spliced(text: &str, edits: &[&Edit]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        new.push_str(&text[at..edit.range.start]);
        new.push_str(&edit.replacement);
        at = edit.range.end;
    }
    new.push_str(&text[at..]);
    new
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::Range;

    const TEXT: &str = "DEBUG = True\nPORT = 80\n";

    fn edit(range: Range<usize>, replacement: &str) -> Edit {
        Edit { path: "config.py".into(), range, replacement: replacement.into(), safe: true }
    }

    #[test]
    fn edits_are_applied_in_whatever_order_they_come() {
        let patched = patch(TEXT, &[edit(20..22, "8000"), edit(8..12, "False"), edit(0..0, "# shop\n")], false);
        assert_eq!(patched.text, "# shop\nDEBUG = False\nPORT = 8000\n");
        assert!(patched.refused.is_empty());
    }

    #[test]
    fn of_two_that_overlap_the_first_in_the_text_is_applied() {
        let (first, second) = (edit(0..12, "DEBUG = False"), edit(8..12, "0"));
        let patched = patch(TEXT, &[second.clone(), first], false);
        assert_eq!(patched.text, "DEBUG = False\nPORT = 80\n");
        assert_eq!(patched.refused, [Refused { edit: second, why: OVERLAPS }]);
    }

    #[test]
    fn two_insertions_at_one_place_overlap_and_the_same_one_twice_does_not() {
        let patched = patch("x", &[edit(0..0, "a"), edit(0..0, "b")], false);
        assert_eq!((patched.text.as_str(), patched.refused.len()), ("ax", 1));
        let patched = patch("x", &[edit(0..0, "a"), edit(0..0, "a")], false);
        assert_eq!((patched.text.as_str(), patched.refused.len()), ("ax", 0));
    }

    #[test]
    fn edits_that_touch_do_not_overlap() {
        assert_eq!(patch("abcd", &[edit(0..2, "x"), edit(2..4, "y")], false).text, "xy");
    }

    #[test]
    fn unsafe_edits_wait_until_they_are_asked_for() {
        let edits = [Edit { safe: false, ..edit(8..12, "False") }];
        let patched = patch(TEXT, &edits, false);
        assert_eq!((patched.text.as_str(), patched.refused[0].why), (TEXT, UNSAFE));
        assert_eq!(patch(TEXT, &edits, true).text, "DEBUG = False\nPORT = 80\n");
    }

    #[test]
    #[expect(clippy::reversed_empty_ranges, reason = "a broken edit must not break the program")]
    fn edits_that_do_not_fit_the_text_are_refused() {
        let edits = [edit(3..99, "x"), edit(5..2, "x"), edit(1..2, "x")];
        let patched = patch("é", &edits, false);
        assert_eq!(patched.text, "é");
        let why: Vec<_> = patched.refused.iter().map(|r| r.why).collect();
        assert_eq!(why, [OUTSIDE, OUTSIDE, INSIDE_A_CHARACTER]);
    }

    #[test]
    fn whatever_the_range_the_rest_of_the_text_stays() {
        let text = "a = 'é'\r\nb = \"ß\"\n";
        for start in 0..text.len() + 2 {
            for end in 0..text.len() + 2 {
                let patched = patch(text, &[edit(start..end, "x")], false);
                match patched.refused.is_empty() {
                    true => assert_eq!(patched.text, format!("{}x{}", &text[..start], &text[end..])),
                    false => assert_eq!(patched.text, text),
                }
            }
        }
    }
}
