//! Pipelines of GitHub and GitLab: what strangers can make them run, and what they keep in clear.

mod github;
mod gitlab;
mod secrets;
#[cfg(test)]
mod tests;
mod untrusted;

use std::sync::Arc;

use sneck_model::{Facts, Key, Kind, Scope, Setting, Standing, Step, Subject, Value};

use super::place::at;
use super::stack::Stack;
use super::yaml::{Yaml, parse};
use crate::tree::{File, Tree};

/// Reads every pipeline.
pub fn read(tree: &Tree, _: &Stack, facts: &mut Facts) {
    let of_gitlab = super::gitlab::files(tree);
    for file in &tree.files {
        let yaml = file.name().ends_with(".yml") || file.name().ends_with(".yaml");
        let read: fn(&Yaml, &mut Pipeline<'_>) = match file.folder() {
            ".github/workflows" if yaml => github::workflow,
            _ if of_gitlab.contains(&file.path) => gitlab::pipeline,
            _ => continue,
        };
        let text = file.text();
        let mut pipeline = Pipeline { file, text: &text, settings: Vec::new() };
        // Mistakes are told by the reader of jobs.
        for root in &parse(&file.path, &text).all {
            read(root, &mut pipeline);
        }
        secrets::anywhere(&mut pipeline);
        facts.settings.extend(pipeline.settings);
    }
}

/// One file, and what it sets.
struct Pipeline<'f> {
    file: &'f File,
    text: &'f str,
    settings: Vec<Setting>,
}

impl Pipeline<'_> {
    /// Writes a setting of a part of the file down.
    fn set(&mut self, part: &str, key: Key, raw: &str, value: Value, line: u32, says: impl Into<String>) {
        let path: &Arc<str> = &self.file.path;
        let name = if part.is_empty() { path.to_string() } else { format!("{path}#{part}") };
        self.settings.push(Setting {
            component: Subject::file(name),
            scope: Scope::default(),
            key,
            raw: raw.to_owned(),
            value,
            // A pipeline has the rights to deploy: what is wrong with it counts for production.
            standing: Standing::Kind(Kind::Production),
            because: vec![Step::new(at(path, line), says)],
        });
    }

    /// The first line from this one on that holds a text.
    fn line_of(&self, text: &str, from: u32) -> u32 {
        let skip = from.saturating_sub(1) as usize;
        let found = self.text.lines().skip(skip).take(500).position(|line| line.contains(text));
        found.map_or(from, |below| from + u32::try_from(below).unwrap_or(0))
    }
}
