//! `cargo xtask labels DIR`: sneck against real projects that people have labelled.
//!
//! DIR holds the projects as `owner+name`, checked out at the commits of the labels, and beside them, unless told
//! otherwise, `labels.csv` and `classes.json`.

mod csv;
mod finding;
mod score;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use finding::Finding;
use score::{Classes, Label, Score};

/// What is scored, and against what.
#[derive(Args)]
pub struct Options {
    /// Folder with the projects, each checked out as owner+name
    folder: PathBuf,
    /// The labels [default: labels.csv in the folder]
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// Which rules may report a class [default: classes.json in the folder]
    #[arg(long, value_name = "FILE")]
    classes: Option<PathBuf>,
    /// Only labels that were decided in this way
    #[arg(long, default_value = "read")]
    basis: String,
    /// Only these classes [default: every class of which a rule exists]
    #[arg(long, value_name = "CLASS", value_delimiter = ',')]
    only: Vec<String>,
    /// Only these projects [default: all]
    #[arg(long, value_name = "OWNER/NAME", value_delimiter = ',')]
    projects: Vec<String>,
    /// Advisories of the labels' date, as `sneck advisories import` stored them [default: none]
    #[arg(long, value_name = "FOLDER")]
    advisory_data: Option<PathBuf>,
}

/// Scores and prints; fails when something is missed or wrongly alarmed.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let beside = |given: &Option<PathBuf>, name| given.clone().unwrap_or_else(|| options.folder.join(name));
    let classes = Classes::parse(&read(&beside(&options.classes, "classes.json"))?)?;
    let labels = Label::parse(&read(&beside(&options.labels, "labels.csv"))?)?;
    let counts = |label: &&Label| {
        let named = options.only.is_empty() && classes.covered(&label.class) || options.only.contains(&label.class);
        let wanted = options.projects.is_empty() || options.projects.contains(&label.project);
        label.basis == options.basis && named && wanted
    };
    let labels: Vec<_> = labels.iter().filter(counts).collect();
    let mut score = Score::default();
    for project in projects(&labels) {
        let folder = options.folder.join(project.replace('/', "+"));
        let findings = Finding::all_of(&folder, options.advisory_data.as_deref())?;
        let of_project = labels.iter().filter(|label| label.project == project);
        of_project.for_each(|label| score.add(label, &classes, &findings));
    }
    Ok(table::print(&score))
}

/// The projects in the order in which they are first named.
fn projects<'a>(labels: &[&'a Label]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for label in labels {
        if !names.contains(&label.project.as_str()) {
            names.push(&label.project);
        }
    }
    names
}

#[expect(clippy::disallowed_methods, reason = "a task of the project may read files")]
fn read(path: &std::path::Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
