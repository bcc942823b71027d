//! Tries with passwords, counted across runs: a pipeline that audits every hour must not lock an account.
//!
//! They stand in the user's folder for state (`$XDG_STATE_HOME`, `~/.local/state`, on Windows `%LOCALAPPDATA%`), one a line:
//! when, the service, the account. A password never does.

use std::fs::{File, OpenOptions, create_dir_all};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use sneck_model::MOST_TRIES;

/// Seconds after which a try counts no more: products forget failures within minutes or hours.
const DAY: u64 = 86_400;
/// Bytes of the file that are read.
const LARGEST: u64 = 4 << 20;

/// Where tries are counted.
#[derive(Clone, Debug, Default)]
pub struct Tries {
    file: Option<PathBuf>,
}

impl Tries {
    /// Those of the user who runs this.
    #[must_use]
    pub fn of_user() -> Self {
        Self { file: folder().map(|folder| folder.join("sneck").join("tries")) }
    }

    /// Those of a file.
    #[must_use]
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self { file: Some(file.into()) }
    }

    /// Counts a try that is about to be made. An error is why it must not be made, as a clause.
    pub fn count(&self, service: &str, account: &str) -> Result<(), String> {
        let path = self.file.as_deref().ok_or("tries cannot be counted: this user has no folder for state")?;
        count(path, service, account)
            .map_err(|error| format!("tries cannot be counted in {}: {error}", path.display()))?
    }
}

/// The outer error is the file's, the inner one says that it would be one too many.
fn count(path: &Path, service: &str, account: &str) -> io::Result<Result<(), String>> {
    create_dir_all(path.parent().unwrap_or(Path::new("/")))?;
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    // Another run waits until this one has written.
    file.lock()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let row = format!("{service}\t{account}");
    if recent(&mut file, now, &row)? >= MOST_TRIES {
        let why = format!(
            "{MOST_TRIES} passwords were tried for `{account}` within a day, and more might lock it; the tries stand in {}",
            path.display()
        );
        return Ok(Err(why));
    }
    writeln!(file, "{now}\t{row}").map(Ok)
}

fn recent(file: &mut File, now: u64, row: &str) -> io::Result<usize> {
    let mut text = String::new();
    Read::by_ref(file).take(LARGEST).read_to_string(&mut text)?;
    let is_recent = |when: &str| when.parse::<u64>().is_ok_and(|when| when + DAY > now);
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    Ok(lines.filter(|(when, other)| *other == row && is_recent(when)).count())
}

fn folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return variable("LOCALAPPDATA");
    }
    variable("XDG_STATE_HOME").or_else(|| variable("HOME").map(|home| home.join(".local/state")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_tries_a_day_are_all_whoever_runs() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("new/tries");
        for _ in 0..MOST_TRIES {
            Tries::at(&file).count("http://127.0.0.1:8080", "tomcat").expect("not too many");
        }
        let why = Tries::at(&file).count("http://127.0.0.1:8080", "tomcat").expect_err("one too many");
        assert!(why.contains("`tomcat`") && why.contains("tries"), "{why}");
        Tries::at(&file).count("http://127.0.0.1:8080", "admin").expect("another account");
        Tries::at(&file).count("http://127.0.0.1:8081", "tomcat").expect("another service");
    }

    #[test]
    fn what_was_tried_long_ago_is_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("tries");
        std::fs::write(&file, "1000\ta\tb\n1000\ta\tb\n1000\ta\tb\nnonsense\n").expect("ours");
        Tries::at(&file).count("a", "b").expect("they are from 1970");
    }

    #[test]
    fn where_nothing_can_be_counted_nothing_is_tried() {
        assert!(Tries::default().count("a", "b").is_err());
        assert!(Tries::at("/proc/nowhere/tries").count("a", "b").is_err());
    }
}
