//! Values of expressions. Texts are bytes, as they are in Go, and are shared.

use std::sync::Arc;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Nothing,
    /// Yes or no.
    Bool(bool),
    /// Any number: Go's expressions know floating point alone.
    Number(f64),
    /// Bytes.
    Text(Arc<[u8]>),
    /// Several values.
    List(Vec<Value>),
}

impl Value {
    /// A text.
    pub fn text(text: impl AsRef<[u8]>) -> Self {
        Self::Text(Arc::from(text.as_ref()))
    }

    /// What it is called in an error.
    #[must_use]
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Bool(_) => "a truth value",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
        }
    }

    /// As bytes: numbers in decimal digits, lists with blanks between brackets.
    #[must_use]
    pub fn bytes(&self) -> Arc<[u8]> {
        match self {
            Self::Nothing => Arc::from([]),
            Self::Bool(truth) => Arc::from(if *truth { &b"true"[..] } else { b"false" }),
            Self::Number(number) => Arc::from(number.to_string().into_bytes()),
            Self::Text(text) => Arc::clone(text),
            Self::List(list) => {
                let parts: Vec<_> = list.iter().map(Self::bytes).collect();
                let parts: Vec<&[u8]> = parts.iter().map(|part| &**part).collect();
                Arc::from([b"[", &parts.join(&b' ')[..], b"]"].concat())
            }
        }
    }

    /// As text, what is no UTF-8 replaced.
    #[must_use]
    pub fn string(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    /// As a number, where it is one or is written like one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Bool(truth) => Some(f64::from(u8::from(*truth))),
            Self::Text(text) => std::str::from_utf8(text).ok()?.trim().parse().ok(),
            Self::Nothing | Self::List(_) => None,
        }
    }

    /// As a count that is not negative.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        let number = self.number()?;
        (number >= 0.0 && number <= f64::from(u32::MAX)).then_some(number as usize)
    }
}
