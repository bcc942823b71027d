//! Settings of web servers, as they are written down.

use std::sync::Arc;

use sneck_model::{Key, Kind, Layer, Place, Scope, Setting, Standing, Step, Subject, SubjectKind, Value};

use super::naming;
use super::stack::{Member, Source, Stack};
use crate::kind;
use crate::tree::{File, Tree};

/// One setting to be.
pub(in crate::config) struct Draft {
    pub(in crate::config) key: Key,
    pub(in crate::config) raw: &'static str,
    pub(in crate::config) scope: String,
    pub(in crate::config) value: Value,
    pub(in crate::config) because: Vec<Step>,
}

impl Draft {
    /// A setting of the whole server.
    pub(in crate::config) fn new(key: Key, raw: &'static str, value: Value, because: Vec<Step>) -> Self {
        Self { key, raw, scope: String::new(), value, because }
    }

    /// In one place of it.
    pub(in crate::config) fn within(mut self, scope: &str) -> Self {
        scope.clone_into(&mut self.scope);
        self
    }
}

/// Where settings of one configuration go.
pub(in crate::config) struct Writer {
    pub(in crate::config) settings: Vec<Setting>,
    /// What the configuration is for that everything here is part of.
    pub(in crate::config) kind: Kind,
}

impl Writer {
    /// Writes settings of one server. What an included file says is that file's: it may say it to many.
    pub(in crate::config) fn write(&mut self, name: &str, drafts: Vec<Draft>) {
        for draft in drafts {
            let place = draft.because.first().map(|step| &step.place);
            let path = place.and_then(Place::file).map(|(path, _)| path.clone());
            let name = path.as_deref().filter(|path| !is_home(name, path)).unwrap_or(name).to_owned();
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

/// The name is that file's, or that of a server in it.
fn is_home(name: &str, path: &str) -> bool {
    name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
}

/// The same for several places of a server, or for several servers that include it.
fn is_same(a: &Setting, b: &Setting) -> bool {
    a.key == b.key && a.component == b.component && a.because == b.because && a.value == b.value
}

/// What belongs beside a line and is not there.
pub(in crate::config) fn absent_at(path: &Arc<str>, line: u32, says: impl Into<String>) -> Vec<Step> {
    vec![Step::new(Place::Absent { layer: Layer::Deploy, path: path.clone(), line }, says)]
}

/// Folders that hold what was built to be served, and no dotfiles.
const BUILT: &[&str] = &[
    "html",
    "public",
    "dist",
    "build",
    "static",
    "staticfiles",
    "media",
    "htdocs",
    "_site",
    "out",
    "web",
    "webroot",
    "www",
    "letsencrypt",
    "certbot",
    "output",
];

/// Whether a folder is named as one that was built to be served.
pub(in crate::config) fn is_built(folder: &str) -> bool {
    BUILT.contains(&folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default())
}

/// What a file is for. The image of nginx fills in `NAME.conf.template` when it starts: that is no example.
pub(in crate::config) fn kind_of(path: &str) -> Kind {
    let stem = path.strip_suffix(".template").unwrap_or(path);
    match kind::of_path(stem) {
        Kind::Production => naming::kind_of_declared(stem, "").map_or(Kind::Production, |(kind, _)| kind),
        other => other,
    }
}

/// What a file is for that another file may hold: then it is for what the containers are for which see it.
pub(in crate::config) fn kind_in(stack: &Stack, path: &str) -> Kind {
    let own = kind_of(path);
    if !stack.held.iter().any(|file| &*file.path == path) {
        return own;
    }
    let sees = |member: &&Member| member.mounts.iter().any(|mount| mount.source == Source::Tree(path.to_owned()));
    stack.members.iter().filter(sees).map(|member| member.kind).min().unwrap_or(own)
}

/// A file of `sites-available` that is not in use: beside that folder stands `sites-enabled`, with what is.
pub(in crate::config) fn is_spare(tree: &Tree, file: &File) -> bool {
    let Some(stem) = file.folder().strip_suffix("-available") else { return false };
    let enabled = format!("{stem}-enabled/");
    let at = tree.files.partition_point(|other| *other.path < *enabled);
    tree.files.get(at).is_some_and(|other| other.path.starts_with(&enabled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_of_the_image_is_for_users() {
        assert_eq!(kind_of("nginx/templates/default.conf.template"), Kind::Production);
        assert_eq!(kind_of("nginx/nginx.dev.conf"), Kind::Development);
        assert_eq!(kind_of("nginx.conf.example"), Kind::Example);
    }

    #[test]
    fn sites_that_are_enabled_are_those_in_use() {
        let tree = crate::config::testing::tree(&[
            ("a/sites-available/x", ""),
            ("a/sites-enabled/y", ""),
            ("sites-available/x", ""),
        ]);
        let spare: Vec<bool> = tree.files.iter().map(|file| is_spare(&tree, file)).collect();
        assert_eq!(spare, [true, false, false]);
    }
}
