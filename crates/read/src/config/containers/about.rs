//! Settings of one thing.

use sneck_model::{Facts, Key, Kind, Scope, Setting, Standing, Step, Subject, Value};

use crate::declared::Supplied;

/// The thing that settings are about, and where they go.
pub(super) struct About<'f> {
    pub(super) facts: &'f mut Facts,
    pub(super) subject: Subject,
    pub(super) kind: Kind,
}

impl About<'_> {
    /// Sets a key for all of it.
    pub(super) fn set(&mut self, key: Key, raw: &str, value: Value, because: Vec<Step>) {
        self.set_in("", key, raw, value, because);
    }

    /// Sets a key for a part of it.
    pub(super) fn set_in(&mut self, part: &str, key: Key, raw: &str, value: Value, because: Vec<Step>) {
        let scope = Scope(Some(part).filter(|part| !part.is_empty()).map(str::to_owned).into_iter().collect());
        let (component, standing) = (self.subject.clone(), Standing::Kind(self.kind));
        self.facts.settings.push(Setting { component, scope, key, raw: raw.into(), value, standing, because });
    }
}

/// A text that may not be known.
pub(super) fn value(supplied: &Supplied) -> Value {
    match supplied {
        Supplied::Text(text) => Value::Text(text.clone()),
        Supplied::Unknown(why) => Value::Unknown(why.clone()),
    }
}
