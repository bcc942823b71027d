//! Files that a server hands out and should not: the addresses they have, and what proves their content.
//!
//! An address proves nothing, and neither does a status: many servers answer 200 to everything. A row counts when the
//! answer is no page, is not what a name that nobody made up gets, and its content has the structure of that very file.

mod backup;
mod config;
mod dump;
mod env;
pub(crate) mod git;
mod metadata;
mod source;

use std::collections::BTreeSet;

use sneck_model::{
    Ask, Exchange, Facts, Key, Origin, Request, Severity, Standing, Step, Strength, Subject, Value, Verdicts,
};

use crate::asking;
use crate::common::Fault;
use crate::live;

/// What a file is; each sort is owned by one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Variables of an environment.
    Env,
    /// Part of a git repository.
    Git,
    /// Configuration, and files of keys and passwords.
    Config,
    /// Source code.
    Source,
    /// Archives and left-over copies.
    Backup,
    /// Databases and what was dumped of them.
    Dump,
    /// What operating systems, editors and other version control leave behind.
    Metadata,
}

/// A file that is asked for.
#[derive(Debug)]
pub(crate) struct File {
    /// What it is.
    pub(crate) sort: Sort,
    /// Below the folder that is asked.
    pub(crate) path: &'static str,
    /// Whether a body is that file.
    pub(crate) proof: fn(&str) -> bool,
    /// How bad it is that everybody gets it.
    pub(crate) severity: Severity,
    /// What it is, for people: `the configuration of a git repository`.
    pub(crate) says: &'static str,
    /// It is asked for below folders of static files, too.
    pub(crate) in_static: bool,
}

impl File {
    /// A file of a sort, asked for at the root.
    const fn new(
        sort: Sort,
        path: &'static str,
        proof: fn(&str) -> bool,
        severity: Severity,
        says: &'static str,
    ) -> Self {
        Self { sort, path, proof, severity, says, in_static: false }
    }

    /// Asked for below folders of static files, too.
    const fn and_static(mut self) -> Self {
        self.in_static = true;
        self
    }
}

const TABLES: &[&[File]] =
    &[env::FILES, git::FILES, config::FILES, source::FILES, backup::FILES, dump::FILES, metadata::FILES];

/// All files that are asked for.
pub(crate) fn files() -> impl Iterator<Item = &'static File> {
    TABLES.iter().copied().flatten()
}

/// Asks for all files of a sort at the root of each origin, and where an app begins.
pub(crate) fn asks(facts: &Facts, sort: Sort) -> Vec<Ask> {
    let below = |(origin, base): (&Origin, &str)| {
        files().filter(|f| f.sort == sort).map(|f| ask(origin, &format!("{base}/"), f)).collect::<Vec<_>>()
    };
    asking::places(facts).flat_map(below).collect()
}

/// Asks for files below each folder of static files that was seen or is declared, and below the usual one.
pub(crate) fn static_asks(facts: &Facts, wanted: impl Fn(&File) -> bool) -> Vec<Ask> {
    let wanted: Vec<&File> = files().filter(|file| wanted(file)).collect();
    let mut asks = Vec::new();
    for origin in &facts.origins {
        for folder in static_folders(facts, origin) {
            asks.extend(wanted.iter().map(|file| ask(origin, &folder, file)));
        }
    }
    asks
}

fn static_folders(facts: &Facts, origin: &Origin) -> BTreeSet<String> {
    let seen = asking::folders(facts, origin).into_iter().filter(|f| is_static(f) && f.matches('/').count() == 2);
    let values = facts.settings_of(Key::STATIC_URL).flat_map(|setting| setting.value.alternatives());
    let named = values.filter_map(Value::text).filter(|url| url.starts_with('/') && url.len() > 1);
    let declared = named.map(|url| format!("{}/", url.trim_end_matches('/')));
    let usual = facts.places_of(origin).into_iter().map(|base| format!("{base}/static/"));
    seen.chain(declared).chain(usual).collect()
}

/// The first bytes are enough to know an archive or a database by.
fn ask(origin: &Origin, folder: &str, file: &File) -> Ask {
    let request = Request::get(origin, format!("{folder}{}", file.path));
    let large = matches!(file.sort, Sort::Backup | Sort::Dump);
    let request = if large { request.header("Range", "bytes=0-1023") } else { request };
    Ask::request(request, format!("whether {} is served", file.says))
}

/// An answer that is one of those files.
#[derive(Clone, Copy)]
pub(crate) struct Handed<'f> {
    pub(crate) answer: &'f Exchange,
    pub(crate) file: &'static File,
}

/// The file that an answer is, if it is one.
pub(crate) fn handed(answer: &Exchange) -> Option<Handed<'_>> {
    if !live::is_handed_out(answer) {
        return None;
    }
    let path = answer.path();
    let file = files().find(|file| named(path, file.path) && (file.proof)(&answer.body))?;
    Some(Handed { answer, file })
}

/// Whether an address ends with a file's path, below whatever folder.
fn named(path: &str, file: &str) -> bool {
    path.strip_suffix(file).is_some_and(|folder| folder.ends_with('/'))
}

/// First folders of addresses whose files are static: what lies there is owned by `exposure/static-sensitive-file`.
const STATIC: &[&str] = &["static", "assets", "public", "media", "uploads", "files"];

/// Whether a path is below a folder of static files.
pub(crate) fn is_static(path: &str) -> bool {
    let first = path.trim_start_matches('/').split_once('/').map(|(first, _)| first);
    first.is_some_and(|first| STATIC.contains(&first))
}

/// Reports files of a sort that lie outside of static folders, each subject once.
pub(crate) fn report(facts: &Facts, out: &mut Verdicts, sort: Sort) {
    report_where(facts, out, |handed| handed.file.sort == sort && !is_static(handed.answer.path()));
}

/// Reports files that are wanted, each subject once. What was asked for and not handed out is a pass.
pub(crate) fn report_where(facts: &Facts, out: &mut Verdicts, wanted: impl Fn(&Handed<'_>) -> bool) {
    for seen in live::seen(facts, |answer| handed(answer).is_some_and(|found| wanted(&found))) {
        let found: Vec<Handed<'_>> = seen.answers.iter().filter_map(|answer| handed(answer)).collect();
        fails(out, &seen.subject, seen.standing, &found);
    }
}

/// One failure with all files of a subject.
pub(crate) fn fails(out: &mut Verdicts, subject: &Subject, standing: Standing, found: &[Handed<'_>]) {
    let Some(worst) = found.iter().max_by_key(|handed| handed.file.severity) else { return };
    let says = format!("{} hands everybody {}.{}", worst.answer.url, worst.file.says, names(worst));
    let places = found.iter().map(step).collect();
    Fault::new(says).severity(worst.file.severity).at(out, subject, standing, Strength::Proves, live::few(places));
}

fn step(handed: &Handed<'_>) -> Step {
    live::step(handed.answer, "body", format!("is {}", handed.file.says))
}

/// Names of the variables of an environment file, which tell what has to be changed; never a value.
fn names(handed: &Handed<'_>) -> String {
    let names = if handed.file.sort == Sort::Env { env::names(&handed.answer.body) } else { Vec::new() };
    if names.is_empty() { String::new() } else { format!(" It sets {}.", shortened(&names).join(", ")) }
}

fn shortened(names: &[&str]) -> Vec<String> {
    const SHOWN: usize = 6;
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    if names.len() > SHOWN {
        shown.push(format!("and {} more", names.len() - SHOWN));
    }
    shown
}

/// Whether some lines of a text, without blank ones and remarks, are all of a form; at least `least` of them.
fn lines_are(body: &str, least: usize, form: impl Fn(&str) -> bool) -> bool {
    let mut count = 0;
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).take(200) {
        if !form(line) {
            return false;
        }
        count += 1;
    }
    count >= least
}

/// Whether any line starts with one of some words.
fn line_starts(body: &str, starts: &[&str]) -> bool {
    body.lines().any(|line| starts.iter().any(|start| line.trim_start().starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_name_below_any_folder() {
        assert!(named("/.env", ".env") && named("/app/.git/HEAD", ".git/HEAD"));
        assert!(!named("/prod.env", ".env"));
    }

    #[test]
    fn static_folders_are_told_by_their_first_part() {
        assert!(is_static("/static/.env"));
        assert!(!is_static("/.env") && !is_static("/static"));
    }

    #[test]
    fn no_two_rows_ask_for_the_same() {
        let mut paths: Vec<&str> = files().map(|file| file.path).collect();
        paths.sort_unstable();
        let twice: Vec<_> = paths.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
