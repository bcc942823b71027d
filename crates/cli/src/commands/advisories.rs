//! `sneck advisories`: what is published of weaknesses in packages, as far as it was brought here.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use sneck_look::advisories::{self, Imported};
use sneck_model::{Ecosystem, Facts, NotLookedAt, day};
use sneck_read::advisories::{self as known, Header, Releases};

use crate::exit::{Exit, Failure};
use crate::output;
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  sneck advisories                          what is here, and how old it is
  sneck advisories import all.zip           of one index, as osv.dev publishes it:
                                            https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip
  sneck advisories import advisory-database a folder of OSV files, as a copy of a public database

Nothing is fetched: bring the file yourself. An import replaces what was here of the same indexes.";

/// Options of `sneck advisories`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Advisories {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    folder: Folder,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take advisories in: zips, files and folders in the OSV schema (JSON, or YAML)
    Import {
        /// What to take in
        #[arg(value_name = "FILE|FOLDER", required = true)]
        sources: Vec<PathBuf>,
    },
}

/// Where advisories are kept.
#[derive(Args, Clone, Debug, Default)]
pub struct Folder {
    /// Where advisories are kept [default: $SNECK_ADVISORIES, or the user's folder for data]
    #[arg(long, value_name = "FOLDER", global = true)]
    advisory_data: Option<PathBuf>,
}

/// Whom to ask about packages.
#[derive(Args, Clone, Debug, Default)]
pub struct Source {
    #[command(flatten)]
    folder: Folder,
    /// Where to look packages up; `online` sends their names and releases to the package index
    #[arg(long, value_enum, default_value_t)]
    advisories: Whom,
    /// The package index that `--advisories online` asks
    #[arg(long, value_name = "ADDRESS", default_value = "https://pypi.org")]
    package_index: String,
}

/// Whom to ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Whom {
    /// What `sneck advisories import` stored
    #[default]
    Stored,
    /// The package index itself, for packages of Python; the others are looked up in what is stored
    Online,
}

impl Source {
    /// Asks about the packages of a project. Gives why nobody could be asked, where that is so.
    pub fn look_up(&self, facts: &mut Facts) -> Result<Option<String>, Failure> {
        self.look_up_these(&known::chosen(facts), facts)
    }

    /// Asks about the packages that something running told of, too.
    pub fn look_up_told(&self, facts: &mut Facts) -> Result<Option<String>, Failure> {
        self.look_up_these(&known::told(facts), facts)
    }

    fn look_up_these(&self, releases: &Releases, facts: &mut Facts) -> Result<Option<String>, Failure> {
        let mut wanted = known::packages(releases);
        let mut incomplete = None;
        if self.advisories == Whom::Online {
            incomplete = self.ask(releases, facts);
            wanted.retain(|(ecosystem, _)| *ecosystem != Ecosystem::Pypi);
        }
        let Some(folder) = self.folder.path().filter(|_| !wanted.is_empty()) else { return Ok(incomplete) };
        let found = advisories::look_up(&folder, &wanted)
            .map_err(|error| Failure::incomplete(format!("the advisories cannot be read: {error}")))?;
        known::apply(facts, releases, &found);
        Ok(incomplete)
    }

    fn ask(&self, releases: &Releases, facts: &mut Facts) -> Option<String> {
        let of_python = releases.iter().filter(|(ecosystem, ..)| *ecosystem == Ecosystem::Pypi);
        let plain = of_python.map(|(_, name, version)| (name.clone(), version.clone())).filter(is_plain).collect();
        let asked = advisories::ask(&self.package_index, &plain, facts.today);
        known::apply(facts, releases, &asked.known);
        if asked.silent > 0 {
            let packages =
                if asked.silent == 1 { "1 package".to_owned() } else { format!("{} packages", asked.silent) };
            let why = asked.why.clone();
            facts.not_looked_at.push(NotLookedAt { what: format!("advisories for {packages}"), why });
        }
        asked.unreachable.then(|| self.nobody_answers(&asked.why))
    }

    /// Whoever asked for advisories must not take a report without them for a clean one.
    fn nobody_answers(&self, why: &str) -> String {
        format!(
            "no advisories from the package index `{}`: {why}\n  \
             Name another one with --package-index, or leave --advisories online out to use what \
             `sneck advisories import` stored.",
            self.package_index
        )
    }
}

/// A name and a release as they may stand in an address.
fn is_plain((name, version): &(String, String)) -> bool {
    let plain =
        |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'+' | b'!'));
    plain(name) && plain(version) && !name.is_empty() && !version.starts_with('.')
}

impl Folder {
    /// The folder, where there is one.
    pub fn path(&self) -> Option<PathBuf> {
        self.advisory_data.clone().or_else(advisories::folder)
    }
}

impl Advisories {
    /// Shows or imports.
    pub fn run(self) -> Result<Exit, Failure> {
        let nowhere = || Failure::usage("there is no folder to keep advisories in; name one with --advisory-data");
        let folder = self.folder.path().ok_or_else(nowhere)?;
        match self.what {
            None => output::deliver(None, |to| show(&advisories::stored(&folder), &folder, to))?,
            Some(What::Import { sources }) => {
                let progress = Progress::start();
                progress.say("reading advisories");
                let imported = advisories::import(&sources, &folder).map_err(Failure::usage)?;
                drop(progress);
                output::deliver(None, |to| told(&imported, &folder, to))?;
            }
        }
        Ok(Exit::Fine)
    }
}

fn show(headers: &[Header], folder: &std::path::Path, to: &mut dyn Write) -> io::Result<()> {
    if headers.is_empty() {
        return writeln!(to, "No advisories in {}. `sneck advisories import FILE` takes them in.", folder.display());
    }
    writeln!(to, "Advisories in {}:", folder.display())?;
    let today = sneck_look::today();
    for header in headers {
        let age = i64::from(today) - i64::from(header.day);
        let age = match age {
            i64::MIN..=0 => "today".to_owned(),
            1 => "yesterday".to_owned(),
            days => format!("{days} days ago"),
        };
        let Header { ecosystem, advisories, packages, .. } = header;
        let (name, newest) = (ecosystem.name(), day::write(header.day));
        writeln!(to, "  {name:<10} {advisories:>7} on {packages} packages, the newest of {newest} ({age})")?;
    }
    Ok(())
}

fn told(imported: &Imported, folder: &std::path::Path, to: &mut dyn Write) -> io::Result<()> {
    show(&imported.headers, folder, to)?;
    let counts = imported.counts;
    let rows = [(counts.withdrawn, "taken back by their makers"), (counts.foreign, "about other packages")];
    for (count, what) in rows.into_iter().filter(|(count, _)| *count > 0) {
        writeln!(to, "Left out: {count} {what}.")?;
    }
    match &imported.unread {
        Some((path, why)) => writeln!(to, "Not read: {}, the first of them {path}: {why}.", counts.unread),
        None => Ok(()),
    }
}
