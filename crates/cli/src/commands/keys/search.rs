//! Candidates in their order: the project's own strings, what is published, the user's words.

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

use sneck_keys::candidates::{self, Published};
use sneck_keys::{Search, Signed};
use sneck_look::{Excludes, Limits, LookError, WordList};

use crate::exit::Failure;
use crate::progress::Progress;

/// Bytes of one file of candidates, at most.
const LARGEST: u64 = 64 << 20;
/// Strings of a project, at most.
const MOST_STRINGS: usize = 1 << 20;

/// What came of it.
pub struct Outcome {
    /// The text that a key fits, and whose key it is.
    pub found: Option<(usize, Source)>,
    /// Keys that were tried.
    pub tried: u64,
    /// How long that took.
    pub took: Duration,
    /// Lines of the word list that were too long to be words.
    pub left_out: u64,
}

/// Where a key is known from.
pub enum Source {
    /// A line of a file of the project.
    Project { path: String, line: u32, length: usize },
    /// What everybody knows.
    Published(&'static Published),
    /// A line of the word list.
    List { path: String, line: u64 },
}

/// Tries all there is, until a key fits.
pub fn run(
    texts: &[Signed],
    project: Option<&Path>,
    list: Option<&Path>,
    progress: &Progress,
) -> Result<Outcome, Failure> {
    let search = Search::new(texts);
    // The list is opened first: a name that was mistyped is told at once.
    let list = list.map(|path| open(path).map(|list| (path, list))).transpose()?;
    #[expect(clippy::disallowed_methods, reason = "how long it took is told")]
    let started = Instant::now();
    let mut outcome = Outcome { found: None, tried: 0, took: Duration::ZERO, left_out: 0 };
    if let Some(path) = project {
        progress.say("trying the project's strings");
        of_project(&search, path, &mut outcome)?;
    }
    if outcome.found.is_none() {
        progress.say("trying published keys");
        of_published(&search, &mut outcome);
    }
    if outcome.found.is_none()
        && let Some((path, list)) = list
    {
        progress.say("trying words");
        let (places, likely): (Vec<usize>, Vec<Signed>) =
            texts.iter().cloned().enumerate().filter(|(_, t)| !t.rare).unzip();
        of_list(&Search::new(&likely), path, list, progress, &mut outcome)?;
        outcome.found = outcome.found.map(|(text, source)| (places[text], source));
    }
    outcome.took = started.elapsed();
    Ok(outcome)
}

fn open(path: &Path) -> Result<WordList, Failure> {
    WordList::open(path).map_err(|error| Failure::usage(format!("cannot read the list `{}`: {error}", path.display())))
}

/// A string and where it stands.
struct Candidate {
    key: Vec<u8>,
    path: String,
    line: u32,
    length: usize,
}

fn of_project(search: &Search, path: &Path, outcome: &mut Outcome) -> Result<(), Failure> {
    let mut all = Vec::new();
    let mut known = HashSet::new();
    each_file(path, |name, bytes| {
        for (line, text) in candidates::strings(bytes) {
            if all.len() < MOST_STRINGS && known.insert(text.to_vec()) {
                let spelt = candidates::spellings(text).into_iter();
                all.extend(spelt.map(|key| Candidate { key, path: name.to_owned(), line, length: text.len() }));
            }
        }
    })?;
    let words: Vec<&[u8]> = all.iter().map(|one| &one.key[..]).collect();
    outcome.tried += words.len() as u64;
    let hit = search.attempt(&words).into_iter().min_by_key(|hit| hit.word);
    outcome.found = hit.map(|hit| {
        let Candidate { path, line, length, .. } = &all[hit.word];
        (hit.text, Source::Project { path: path.clone(), line: *line, length: *length })
    });
    Ok(())
}

/// Hands over every file of a project, or the one file.
fn each_file(path: &Path, mut each: impl FnMut(&str, &[u8])) -> Result<(), Failure> {
    let name = path.display();
    if sneck_look::is_file(path) {
        let text = sneck_look::text(path, LARGEST)
            .map_err(|error| Failure::usage(format!("cannot read `{name}`: {error}")))?;
        each(&name.to_string(), text.as_bytes());
        return Ok(());
    }
    let tree = sneck_look::files(path, &Limits::default(), &Excludes::none()).map_err(|error| match error {
        LookError::Refused(..) => Failure::incomplete(error.to_string()),
        LookError::Missing(_) | LookError::NotAFolder(_) => Failure::usage(error.to_string()),
    })?;
    tree.files.iter().for_each(|file| each(&file.path, &file.bytes));
    Ok(())
}

fn of_published(search: &Search, outcome: &mut Outcome) {
    let all = candidates::published();
    let words: Vec<&[u8]> = all.iter().map(|one| &one.key[..]).collect();
    outcome.tried += words.len() as u64;
    let hit = search.attempt(&words).into_iter().min_by_key(|hit| hit.word);
    outcome.found = hit.map(|hit| (hit.text, Source::Published(&all[hit.word])));
}

fn of_list(
    search: &Search,
    path: &Path,
    mut list: WordList,
    progress: &Progress,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let name = path.display().to_string();
    let (mut lines, mut keys) = (0, 0);
    loop {
        progress.count(list.read(), list.length());
        let next = list.next_lines();
        let block = next.map_err(|error| Failure::incomplete(format!("the list `{name}` ends early: {error}")))?;
        let Some(block) = block else { break };
        let tried = search.attempt_lines(block);
        keys += tried.keys;
        if let Some((text, line)) = tried.hit {
            outcome.found = Some((text, Source::List { path: name.clone(), line: lines + line + 1 }));
            break;
        }
        lines += tried.lines;
    }
    if keys == 0 && list.left_out() == 0 {
        return Err(Failure::usage(format!("the list `{name}` holds no words")));
    }
    outcome.tried += keys;
    outcome.left_out = list.left_out();
    Ok(())
}
