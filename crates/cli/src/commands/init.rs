//! `sneck init`: what a project needs to be audited from now on. A plan first, then the files.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sneck_model::Kind;

use crate::arguments::Target;
use crate::exit::{Exit, Failure};
use crate::initial::{Change, Project, changes};
use crate::progress::Progress;
use crate::{output, project};

const EXAMPLES: &str = "\
Examples:
  sneck init                      show what would be written, and write nothing
  sneck init --yes                write it
  sneck init --ci gitlab --yes    for GitLab, where nothing in the folder says so

Nothing that is there is overwritten: entries are added to ignore files and to lists of hooks.";

/// Options of `sneck init`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Init {
    /// The folder that holds the project
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    path: PathBuf,
    /// Write what the plan shows
    #[arg(long)]
    yes: bool,
    /// Whose pipelines run the audit [default: what the folder shows]
    #[arg(long, value_enum)]
    ci: Option<Ci>,
}

/// Whose pipelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Ci {
    /// GitHub Actions
    Github,
    /// GitLab CI
    Gitlab,
    /// None
    None,
}

impl Init {
    /// Shows the plan, and carries it out when asked to.
    pub fn run(self) -> Result<Exit, Failure> {
        let target = Target { path: Some(self.path.clone()), ..Target::default() };
        let loaded = project::load(&target, &Progress::start())?;
        let facts = &loaded.facts;
        let served = facts.environments.iter().find(|e| e.kind == Kind::Production && e.launch.place.is_some());
        let project = Project {
            text: &|path| loaded.tree.file(path).map(|file| file.text().into_owned()),
            has_folder: &|folder| loaded.tree.files.iter().any(|file| file.path.starts_with(&format!("{folder}/"))),
            framework: facts.apps.first().map(|app| app.framework),
            served: served.map(|e| (e.name.clone(), e.launch.command.clone())),
            ci: self.ci,
        };
        let changes = changes(&project);
        if self.yes {
            changes.iter().try_for_each(|change| self.write(change))?;
        }
        let shown = shown(&changes, self.yes);
        output::deliver(None, |to| to.write_all(shown.as_bytes()))?;
        Ok(Exit::Fine)
    }

    fn write(&self, change: &Change) -> Result<(), Failure> {
        let Change { path, before, after, .. } = change;
        let done = match before {
            Some(before) => sneck_look::replace(&self.path, path, before.as_bytes(), after.as_bytes()),
            None => sneck_look::create(&self.path, path, after.as_bytes()),
        };
        done.map_err(|error| Failure::incomplete(format!("`{path}` was not written: {error}")))
    }
}

fn shown(changes: &[Change], written: bool) -> String {
    if changes.is_empty() {
        return "Everything is there already.\n".to_owned();
    }
    let mut text = String::new();
    for Change { path, before, after, why } in changes {
        let verb = if before.is_some() { "add to" } else { "write" };
        text += &format!("{verb} {path}: {why}\n");
        let old = before.as_deref().unwrap_or_default();
        let new = after.strip_prefix(old).unwrap_or(after);
        new.lines().for_each(|line| text += &format!("    {line}\n"));
        text.push('\n');
    }
    text + if written { "Written.\n" } else { "Nothing was written. `sneck init --yes` writes it.\n" }
}
