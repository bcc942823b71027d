//! What a setting is set to, as far as it can be known.

use serde::Serialize;

use crate::{Secret, Strength};

/// The value of a setting in one environment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Python's `None`, an empty YAML value, or a directive that was never given.
    None,
    /// A truth value.
    Bool(bool),
    /// A whole number; durations are in seconds, sizes in bytes.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text that is no secret.
    Text(String),
    /// A secret, by handle.
    Secret(Secret),
    /// Values in order.
    List(Vec<Value>),
    /// Names and values in order.
    Map(Vec<(String, Value)>),
    /// One of several; which one cannot be told from what was read. May contain [`Value::Unknown`]:
    /// then the known ones hold unless something outside of the tree supplies another.
    OneOf(Vec<Value>),
    /// Cannot be told, and why (`SECRET_KEY is supplied from outside`).
    Unknown(String),
}

/// What a predicate says of a value that may be known in part.
#[derive(Clone, Debug, PartialEq)]
pub enum Judgement {
    /// Every possible value is safe.
    Safe,
    /// Every value that is known is unsafe. The strength says whether others are possible.
    Unsafe(Strength),
    /// It cannot be told, and why.
    Undecided(String),
}

impl Value {
    /// Judges by a predicate that is asked about known values only.
    ///
    /// One-of with an unknown member is unsafe in strength "suggests" when all known members are:
    /// that is `os.environ.get("SECRET_KEY", "dev")` where a platform may supply the variable.
    pub fn judge(&self, is_unsafe: impl Fn(&Self) -> bool) -> Judgement {
        let mut unsafe_ones = 0usize;
        let mut safe_ones = 0usize;
        let mut unknown: Option<String> = None;
        for value in self.alternatives() {
            match value {
                Self::Unknown(why) => unknown = Some(why.clone()),
                known if is_unsafe(known) => unsafe_ones += 1,
                _ => safe_ones += 1,
            }
        }
        match (unsafe_ones, safe_ones, unknown) {
            (0, _, None) => Judgement::Safe,
            (0, _, Some(why)) => Judgement::Undecided(why),
            (_, 0, None) => Judgement::Unsafe(Strength::Proves),
            (_, 0, Some(_)) => Judgement::Unsafe(Strength::Suggests),
            _ => Judgement::Undecided("it depends on a condition that was not decided".into()),
        }
    }

    /// The members of a one-of, or the value alone.
    pub fn alternatives(&self) -> impl Iterator<Item = &Self> {
        match self {
            Self::OneOf(all) => all.iter(),
            one => std::slice::from_ref(one).iter(),
        }
    }

    /// The text, if it is known text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The secret behind the handle.
    #[must_use]
    pub fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Secret(secret) => Some(secret),
            _ => None,
        }
    }

    /// True when Python is known to take the value for true, as frameworks do: `DEBUG = 1` is on.
    #[must_use]
    pub fn is_true(&self) -> bool {
        self.truth() == Some(true)
    }

    /// The members of a list, or nothing.
    #[must_use]
    pub fn list(&self) -> &[Self] {
        match self {
            Self::List(all) => all,
            _ => &[],
        }
    }

    /// Python's truth of the value, where it is known.
    #[must_use]
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::None => Some(false),
            Self::Bool(b) => Some(*b),
            Self::Int(n) => Some(*n != 0),
            Self::Float(n) => Some(*n != 0.0),
            Self::Text(t) => Some(!t.is_empty()),
            Self::Secret(s) => Some(!s.is_empty()),
            Self::List(l) => Some(!l.is_empty()),
            Self::Map(m) => Some(!m.is_empty()),
            Self::OneOf(all) => {
                let first = all.first()?.truth()?;
                all.iter().all(|v| v.truth() == Some(first)).then_some(first)
            }
            Self::Unknown(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_true_is_what_python_takes_for_true() {
        let on = [Value::Bool(true), Value::Int(1), Value::Text("False".into())];
        assert!(on.iter().all(Value::is_true));
        let off = [Value::Bool(false), Value::Int(0), Value::Text(String::new()), Value::None];
        assert!(!off.iter().any(Value::is_true));
        assert!(!Value::Unknown("set outside".into()).is_true());
        assert!(!Value::OneOf(vec![Value::Bool(true), Value::Bool(false)]).is_true());
    }
}
