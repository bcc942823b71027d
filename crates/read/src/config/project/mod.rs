//! The project's own configuration: `sneck.toml`, or `[tool.sneck]` in `pyproject.toml`.
//!
//! It may narrow what is audited and say what an environment is. It grants nothing: consent to look further never
//! comes from the audited tree, so there are no keys for it.

mod settings;
mod shape;

use std::fmt;

use sneck_model::{Accepted, Severity};

use super::toml::Document;
use crate::tree::NamedEnvironment;

/// What the configuration asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// `fail-on = "high"`; within it, none for `"none"`.
    pub fail_on: Option<Option<Severity>>,
    /// `min-severity = "low"`
    pub min_severity: Option<Severity>,
    /// `select = ["app", "cookies"]`
    pub select: Vec<String>,
    /// Names in `ignore`: rules that are not run.
    pub ignore: Vec<String>,
    /// Tables in `ignore`: findings that are accepted.
    pub accepted: Vec<Accepted>,
    /// `exclude = ["legacy/"]`
    pub exclude: Vec<String>,
    /// `[environments.NAME]`
    pub environments: Vec<NamedEnvironment>,
}

/// Something in the configuration that is not well formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// `sneck.toml` or `pyproject.toml`.
    pub path: &'static str,
    /// From 1.
    pub line: u32,
    /// What is wrong and what is expected.
    pub why: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.why)
    }
}

const OWN: &str = "sneck.toml";
const SHARED: &str = "pyproject.toml";

/// Reads the configuration from the two files that may hold it. Every mistake is told, in the order of lines.
pub fn read(own: Option<&str>, shared: Option<&str>) -> Result<Project, Vec<Mistake>> {
    let in_shared = shared.map_or_else(|| Ok(None), read_shared)?;
    match (own, in_shared) {
        (Some(_), Some((_, line))) => Err(vec![Mistake {
            path: SHARED,
            line,
            why: "the project has a sneck.toml too; keep the configuration in one of the two".to_owned(),
        }]),
        (None, Some((project, _))) => Ok(project),
        (Some(text), None) => read_own(text),
        (None, None) => Ok(Project::default()),
    }
}

fn read_own(text: &str) -> Result<Project, Vec<Mistake>> {
    let document = Document::parse(text);
    well_formed(&document, OWN)?;
    settings::project(&document.entries(), OWN)
}

/// `[tool.sneck]` and its line. A `pyproject.toml` without it is none of our business, well formed or not.
fn read_shared(text: &str) -> Result<Option<(Project, u32)>, Vec<Mistake>> {
    let document = Document::parse(text);
    let Some(table) = document.at(&["tool", "sneck"]) else { return Ok(None) };
    well_formed(&document, SHARED)?;
    let project = settings::project(&table.entries(), SHARED)?;
    Ok(Some((project, table.line)))
}

fn well_formed(document: &Document, path: &'static str) -> Result<(), Vec<Mistake>> {
    match &document.mistake {
        Some((line, why)) => Err(vec![Mistake { path, line: *line, why: why.clone() }]),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
