//! An app that is started for the audit, and stopped after it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use sneck_look::run::{App, Start};
use sneck_model::{Kind, Place};
use sneck_read::config::{self, dotenv};
use sneck_read::{Declared, STARTED, Started, Supplied};

use crate::arguments::Target;
use crate::exit::Failure;
use crate::progress::Progress;
use crate::project;
use crate::running::Running;

/// Bytes of an environment file, at most.
const LARGEST_ENV_FILE: u64 = 1 << 20;

/// How the app is started.
#[derive(Args, Clone, Debug, Default)]
pub struct Starting {
    /// Start the app with this command, audit it, and stop it with all its children. It gets a free port of this machine
    /// (`{port}` or the variable PORT) and none of this shell's variables but PATH and HOME. Without CMD: the command
    /// that the project names
    #[arg(long, value_name = "CMD", num_args = 0..=1, require_equals = true, default_missing_value = "",
          conflicts_with_all = ["replay", "plan"])]
    run: Option<String>,
    /// Run the command that the project names
    #[arg(long, requires = "run")]
    yes: bool,
    /// Start it with the variables of this file
    #[arg(long, value_name = "FILE", requires = "run")]
    env_file: Option<PathBuf>,
    /// Seconds until it has to listen
    #[arg(long, value_name = "SECONDS", default_value_t = 30, requires = "run",
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    start_timeout: u64,
}

/// Starts the app, if that is asked for, and adds it to what is audited. It runs until the handle is dropped.
pub fn start(target: &mut Target, running: &mut Running) -> Result<Option<App>, Failure> {
    let Some(line) = running.starting.run.clone() else { return Ok(None) };
    target.path.get_or_insert(".".into());
    let starting = &running.starting;
    let (line, folder) = match line.trim() {
        "" => named_by_project(target, starting.yes)?,
        line => (line.to_owned(), String::new()),
    };
    let variables = starting.env_file.as_deref().map(variables).transpose()?.unwrap_or_default();
    let start = Start {
        line,
        folder: target.path.clone().unwrap_or_default().join(&folder),
        variables,
        patience: Duration::from_secs(starting.start_timeout),
    };
    let progress = Progress::start();
    progress.say("starting the app");
    let app = App::start(&start).map_err(|why| Failure::incomplete(format!("the app was not audited: {why}")))?;
    running.add(format!("{STARTED}=http://{}", app.address()));
    let given = sneck_look::run::clean().into_iter().chain(start.variables).collect();
    target.started = Some(Started { command: app.line().to_owned(), folder, variables: given });
    Ok(Some(app))
}

fn variables(file: &Path) -> Result<Vec<(String, String)>, Failure> {
    let text = sneck_look::text(file, LARGEST_ENV_FILE)
        .map_err(|error| Failure::usage(format!("cannot read `{}`: {error}", file.display())))?;
    let values = dotenv::values(&text, &|_| None, dotenv::First::File).into_iter();
    Ok(values
        .filter_map(|row| match row.value {
            Supplied::Text(text) => Some((row.name, text)),
            Supplied::Unknown(_) => None,
        })
        .collect())
}

/// Nothing that the tree asks for is run unless the user has seen it.
fn named_by_project(target: &Target, yes: bool) -> Result<(String, String), Failure> {
    let without_host = Target { host: false, history: false, ..target.clone() };
    let loaded = project::load(&without_host, &Progress::start())?;
    let production = |row: &Declared| {
        let of_same_name = loaded.facts.environments.iter().find(|e| e.name == row.name);
        of_same_name.is_some_and(|e| e.kind == Kind::Production) && !row.command.is_empty()
    };
    let declared = config::deployment(&loaded.tree).declared.into_iter().find(production).ok_or_else(|| {
        Failure::usage("the project names no command that starts it in production; write it as --run='COMMAND'")
    })?;
    let line = declared.command.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
    if yes {
        return Ok((line, declared.folder));
    }
    Err(Failure::usage(shown(&declared, &line)))
}

fn shown(declared: &Declared, line: &str) -> String {
    let place = match &declared.place {
        Place::File { .. } => format!(" ({})", declared.place),
        _ => String::new(),
    };
    let folder = if declared.folder.is_empty() { String::new() } else { format!(" in {}", declared.folder) };
    format!(
        "the project names this command{place}, which was not run:\n  {line}{folder}\nAdd --yes to run it on this machine \
         with a clean environment, or write another one as --run='COMMAND'"
    )
}

/// A word as the shell takes it for one.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-".contains(c);
    let is_operator = matches!(word, "&&" | "||" | ";" | "|" | "&");
    if is_operator || (!word.is_empty() && word.chars().all(plain)) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
