//! The conditions of `if`: `[ "$A" = "b" ]`, `test -z "$A"`, `[[ $A == b* ]]`.

use super::token::Word;
use super::word::Scope;

/// Asks whether a file is there: true, or not told.
pub(super) type Exists<'a> = &'a dyn Fn(&str) -> bool;

/// Whether a condition holds; `None` when it cannot be told.
pub(super) fn holds(words: &[Word], scope: &Scope<'_>, exists: Exists<'_>) -> Option<bool> {
    let test = Test { scope, exists };
    match words.first()?.plain().as_str() {
        "!" => holds(&words[1..], scope, exists).map(|truth| !truth),
        "[" | "[[" => test.expression(words.get(1..words.len().checked_sub(1)?)?),
        "test" => test.expression(&words[1..]),
        "true" | ":" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

struct Test<'a> {
    scope: &'a Scope<'a>,
    exists: Exists<'a>,
}

impl Test<'_> {
    fn expression(&self, words: &[Word]) -> Option<bool> {
        match words {
            [not, rest @ ..] if not.keyword() == Some("!") && !rest.is_empty() => {
                self.expression(rest).map(|truth| !truth)
            }
            [one] => Some(!self.scope.compared(one)?.is_empty()),
            [operator, one] => self.unary(operator.keyword()?, one),
            [left, operator, right] => self.binary(left, operator.keyword()?, right),
            _ => None,
        }
    }

    fn unary(&self, operator: &str, word: &Word) -> Option<bool> {
        let text = self.scope.compared(word)?;
        match operator {
            "-z" => Some(text.is_empty()),
            "-n" => Some(!text.is_empty()),
            // A file that is not in the tree may still be on the server.
            "-f" | "-e" | "-r" | "-s" => (self.exists)(&text).then_some(true),
            _ => None,
        }
    }

    fn binary(&self, left: &Word, operator: &str, right: &Word) -> Option<bool> {
        let (left, right) = (self.scope.compared(left)?, self.scope.compared(right)?);
        let number = |text: &str| text.trim().parse::<i64>().ok();
        match operator {
            "=" | "==" => Some(matches(&left, &right)),
            "!=" => Some(!matches(&left, &right)),
            "-eq" => Some(number(&left)? == number(&right)?),
            "-ne" => Some(number(&left)? != number(&right)?),
            "-gt" => Some(number(&left)? > number(&right)?),
            "-lt" => Some(number(&left)? < number(&right)?),
            _ => None,
        }
    }
}

/// Equal, where a star at the end of the pattern stands for anything.
pub(super) fn matches(text: &str, pattern: &str) -> bool {
    pattern.strip_suffix('*').map_or(text == pattern, |start| text.starts_with(start))
}
