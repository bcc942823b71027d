//! One expression in CEL, within bounds.

use cel::{Context, ExecutionError, Program, Value};
use serde_json::Value as Json;

/// Bytes of an expression, at most.
const LONGEST: usize = 2048;
/// Brackets within brackets, at most: the parser is recursive.
const DEEPEST: usize = 12;
/// Loops over lists, at most: each multiplies the time that the others take.
const LOOPS: usize = 2;
/// What loops.
const MACROS: [&str; 5] = [".all(", ".exists(", ".exists_one(", ".map(", ".filter("];

/// An expression that can be evaluated.
#[derive(Debug)]
pub(crate) struct Expression(Program);

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A truth value.
    Is(bool),
    /// It could not be evaluated, and why.
    Unknown(String),
}

impl Expression {
    /// Reads one. An error is what is wrong, as a clause.
    pub(crate) fn compile(text: &str) -> Result<Self, String> {
        bounded(text)?;
        Program::compile(text)
            .map(Self)
            .map_err(|error| format!("it is no expression in CEL: {}", first_line(&error.to_string())))
    }

    /// Evaluates it over a row, which goes by its own name and by `row`.
    pub(crate) fn evaluate(&self, name: &str, row: &Json) -> Answer {
        let mut context = Context::default();
        for name in ["row", name] {
            if context.add_variable(name, row).is_err() {
                return Answer::Unknown("the row has no form in CEL".to_owned());
            }
        }
        match self.0.execute(&context) {
            Ok(Value::Bool(is)) => Answer::Is(is),
            Ok(_) => Answer::Unknown("the expression gives no truth value".to_owned()),
            Err(ExecutionError::NoSuchKey(key)) => Answer::Unknown(format!("the row has no `{key}`")),
            Err(error) => Answer::Unknown(first_line(&error.to_string())),
        }
    }
}

fn bounded(text: &str) -> Result<(), String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(format!("its brackets are nested deeper than {DEEPEST}"));
        }
    }
    let prefixes = text.split(|c| c != '!' && c != '-').map(str::len).max().unwrap_or(0);
    if prefixes > DEEPEST {
        return Err(format!("it has more than {DEEPEST} signs in a row"));
    }
    let loops: usize = MACROS.iter().map(|name| text.matches(name).count()).sum();
    if loops > LOOPS {
        return Err(format!("it has more than {LOOPS} loops (`all`, `exists`, `map`, `filter`)"));
    }
    Ok(())
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(text: &str, row: &Json) -> Answer {
        Expression::compile(text).expect("CEL").evaluate("setting", row)
    }

    #[test]
    fn a_row_is_judged_by_its_fields() {
        let row = json!({"key": "app.debug", "value": true, "tags": ["a", "b"], "port": 80});
        for text in ["setting.value", "row.key.startsWith('app.') && row.port < 1024", "row.tags.exists(t, t == 'b')"] {
            assert_eq!(of(text, &row), Answer::Is(true), "{text}");
        }
        assert_eq!(of("has(row.absent) && row.absent", &row), Answer::Is(false));
        assert!(matches!(of("row.absent == 1", &row), Answer::Unknown(_)));
        assert!(matches!(of("row.port", &row), Answer::Unknown(_)));
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let deep = format!("{}true{}", "(".repeat(5000), ")".repeat(5000));
        let long = "true || ".repeat(400) + "true";
        let signs = "!".repeat(50) + "true";
        let loops = "row.a.all(x, x.all(y, y.all(z, z)))";
        for text in [deep.as_str(), &long, &signs, loops, "row.key ==", ""] {
            assert!(Expression::compile(text).is_err(), "{}", &text[..text.len().min(40)]);
        }
    }
}
