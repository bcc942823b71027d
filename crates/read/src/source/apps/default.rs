//! What a framework does when nothing sets a setting.

use crate::source::python::eval::{Py, Val};

/// A default of a framework.
pub(in crate::source) enum Default {
    None,
    Bool(bool),
    Int(i64),
    Text(&'static str),
    Seconds(f64),
}

impl Default {
    /// As a value.
    pub fn value<'a>(&self) -> Val<'a> {
        match self {
            Self::None => Val::none(),
            Self::Bool(b) => Val::bool(*b),
            Self::Int(n) => Val::new(Py::Int(*n)),
            Self::Text(text) => Val::str(text),
            Self::Seconds(n) => Val::new(Py::Duration(*n)),
        }
    }

    /// In words.
    pub fn shown(&self) -> String {
        match self {
            Self::None => "not set".to_owned(),
            Self::Bool(true) => "on".to_owned(),
            Self::Bool(false) => "off".to_owned(),
            Self::Int(n) => n.to_string(),
            Self::Text(text) => format!("`{text}`"),
            Self::Seconds(n) => format!("{} days", (n / 86400.0).round()),
        }
    }
}
