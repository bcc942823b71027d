//! Platforms that run an app from a file of the tree, and whose dashboard may set more variables.

mod app_engine;
mod heroku;
mod known;
mod render;
mod toml_files;

/// The readers of this folder.
pub const READERS: &[super::Reader] = &[
    heroku::read_procfile,
    heroku::read_app_json,
    render::read,
    toml_files::read_fly,
    toml_files::read_railway,
    app_engine::read,
    app_engine::read_vercel,
];

use sneck_model::Place;

use super::found::{Said, declared};
use super::launch::{Mounts, Start, follow_line};
use crate::declared::{Declared, DeclaredVariable, Supplied};
use crate::tree::Tree;

/// A platform.
#[derive(Debug)]
pub struct Platform {
    /// As its makers write it.
    pub name: &'static str,
    /// Variables that it always sets; `None` where the value differs from app to app. From the
    /// platform's documentation of its run-time environment.
    pub variables: &'static [(&'static str, Option<&'static str>)],
}

impl Platform {
    /// Its variables, at the place of the file that says that the platform is used.
    #[must_use]
    pub fn sets(&self, place: &Place) -> Vec<DeclaredVariable> {
        let value = |value: &Option<&str>| match value {
            Some(text) => Supplied::Text((*text).to_owned()),
            None => Supplied::Unknown(format!("{} sets it for each app", self.name)),
        };
        let one = |(name, text): &(&str, Option<&str>)| DeclaredVariable {
            name: (*name).to_owned(),
            value: value(text),
            place: place.clone(),
        };
        self.variables.iter().map(one).collect()
    }

    /// Why an unset variable may be set all the same.
    #[must_use]
    pub fn dashboard(&self) -> String {
        format!("the dashboard of {} may set it", self.name)
    }

    /// The row of a command line that the platform runs in a folder of the tree.
    #[must_use]
    pub fn row(&self, tree: &Tree, name: String, kind: Said, line: &str, start: Start) -> Declared {
        let mut start = start;
        start.variables.splice(0..0, self.sets(&start.place));
        start.open.push(self.dashboard());
        declared(name, kind, false, follow_line(tree, &Mounts::default(), line, start))
    }
}
