//! Settings of a server, as they are written down.

use std::sync::Arc;

use sneck_model::{Key, Kind, Layer, Place, Scope, Setting, Standing, Step, Subject, SubjectKind, Value};

use super::find::kind_of;
use super::parse::Directive;

/// One setting to be.
pub(super) struct Draft {
    pub(super) key: Key,
    pub(super) raw: &'static str,
    pub(super) scope: String,
    pub(super) value: Value,
    pub(super) because: Vec<Step>,
}

impl Draft {
    /// A setting of the whole server.
    pub(super) fn new(key: Key, raw: &'static str, value: Value, because: Vec<Step>) -> Self {
        Self { key, raw, scope: String::new(), value, because }
    }

    /// In one place of it.
    pub(super) fn within(mut self, scope: &str) -> Self {
        scope.clone_into(&mut self.scope);
        self
    }
}

/// Where settings of one configuration go.
pub(super) struct Writer {
    pub(super) settings: Vec<Setting>,
    /// What the configuration is for that everything here is part of.
    pub(super) kind: Kind,
}

impl Writer {
    /// Writes settings of one server. What an included file says is that file's: it may say it to many.
    pub(super) fn write(&mut self, name: &str, drafts: Vec<Draft>) {
        let home = name.split('#').next().unwrap_or(name);
        for draft in drafts {
            let place = draft.because.first().map(|step| &step.place);
            let path = place.and_then(Place::file).map(|(path, _)| path.clone());
            let name = path.as_deref().filter(|path| *path != home).unwrap_or(name).to_owned();
            let kind = path.map_or(self.kind, |path| self.kind.max(kind_of(&path)));
            self.push(name, kind, draft);
        }
    }

    fn push(&mut self, name: String, kind: Kind, draft: Draft) {
        let scope = if draft.scope.is_empty() { Vec::new() } else { vec![draft.scope] };
        let setting = Setting {
            component: Subject::new(SubjectKind::Server, name),
            scope: Scope(scope),
            key: draft.key,
            raw: draft.raw.to_owned(),
            value: draft.value,
            standing: Standing::Kind(kind),
            because: draft.because,
        };
        match self.settings.iter_mut().find(|known| is_same(known, &setting)) {
            // What holds in several places is the server's.
            Some(known) if known.scope != setting.scope => known.scope = Scope::default(),
            Some(_) => {}
            None => self.settings.push(setting),
        }
    }
}

/// The same for several places of a server, or for several servers that include it.
fn is_same(a: &Setting, b: &Setting) -> bool {
    a.key == b.key && a.component == b.component && a.because == b.because && a.value == b.value
}

/// What belongs into a block and is not there.
pub(super) fn absent(block: &Directive, says: impl Into<String>) -> Vec<Step> {
    absent_at(&block.path, block.line, says)
}

/// What belongs beside a line and is not there.
pub(super) fn absent_at(path: &Arc<str>, line: u32, says: impl Into<String>) -> Vec<Step> {
    vec![Step::new(Place::Absent { layer: Layer::Deploy, path: path.clone(), line }, says)]
}
