//! Community templates, from the folders that the command line names.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sneck_look::OwnError;
use sneck_model::{NotLookedAt, Origin, Rule};
use sneck_templates::{Skip, TemplateRule};

use crate::exit::Failure;

/// Bytes of a template, and of a list of words, at most.
const LARGEST: u64 = 2 << 20;
/// Files of one folder, at most.
const FILES: usize = 100_000;
/// Folders above the named one in which a list of words is looked for: a part of a collection names it from the whole's root.
const ABOVE: usize = 4;
/// Templates that a row names; the others are counted.
const NAMED: usize = 3;
/// Rows about templates with a mistake, at most; each says which.
const BROKEN: usize = 12;
/// Requests that templates may add to the usual limit.
const REQUESTS: u64 = 100_000;

/// Templates that can be run, and rows about those that cannot.
#[derive(Default)]
pub struct Templates {
    runnable: Vec<TemplateRule>,
    skipped: Vec<NotLookedAt>,
}

/// Every rule that is known to a run.
pub struct Rules<'a> {
    /// Ours, then those of the templates.
    pub all: &'a [&'a Rule<'a>],
    /// What owns them, and what is not run.
    pub templates: &'a Templates,
}

/// A file and what became of it.
type Read = (PathBuf, Result<TemplateRule, Skip>);

impl Templates {
    /// Reads every template below these folders. Fails where one of them is not there, or holds none.
    pub fn load(folders: &[PathBuf]) -> Result<Self, Failure> {
        let mut templates = Self::default();
        let (mut known, mut skips) = (HashSet::new(), BTreeMap::new());
        for folder in folders {
            for (file, read) in all(folder)? {
                match read {
                    Ok(rule) if known.insert(rule.id().to_owned()) => templates.runnable.push(rule),
                    Ok(_) => skips.entry(twice()).or_insert_with(Vec::new).push(file),
                    Err(skip) => skips.entry(skip).or_insert_with(Vec::new).push(file),
                }
            }
        }
        skips.remove(&Skip::NoTemplate);
        templates.skipped = rows(skips);
        Ok(templates)
    }

    /// Lends these rules and those of the templates.
    pub fn with_rules<T>(&self, ours: &[&Rule], work: impl FnOnce(&Rules<'_>) -> T) -> T {
        let references: Vec<Vec<&str>> = self.runnable.iter().map(TemplateRule::references).collect();
        let own: Vec<Rule> = self.runnable.iter().zip(&references).map(|(rule, pages)| rule.rule(pages)).collect();
        let all: Vec<&Rule> = ours.iter().copied().chain(&own).collect();
        work(&Rules { all: &all, templates: self })
    }

    /// Requests to one address, at most.
    pub fn requests(&self) -> u64 {
        self.runnable.iter().map(|rule| u64::from(rule.ceiling())).sum::<u64>().min(REQUESTS)
    }

    /// Templates that are not run: they need what is not there, or have no question to these origins.
    pub fn not_run(&self, origins: &[Origin]) -> Vec<NotLookedAt> {
        let mut silent: BTreeMap<&str, Vec<PathBuf>> = BTreeMap::new();
        for rule in &self.runnable {
            let mut whys = origins.iter().map(|origin| rule.silent(origin));
            if let Some(Some(why)) = whys.next()
                && whys.all(|why| why.is_some())
            {
                silent.entry(why).or_default().push(PathBuf::from(rule.id()));
            }
        }
        let silent = silent.into_iter().map(|(why, rules)| NotLookedAt { what: names(&rules), why: why.to_owned() });
        self.skipped.iter().cloned().chain(silent).collect()
    }
}

fn twice() -> Skip {
    Skip::Broken("another template has its id".to_owned())
}

fn all(folder: &Path) -> Result<Vec<Read>, Failure> {
    let fails = |why: &str| Failure::usage(format!("cannot read the templates of `{}`: {why}", folder.display()));
    let files = sneck_look::below(folder, &["yaml", "yml"], FILES).map_err(|error| fails(&error.to_string()))?;
    let read: Vec<Read> = files.into_par_iter().map(|file| (below(folder, &file), one(folder, &file))).collect();
    if read.iter().all(|(_, outcome)| matches!(outcome, Err(Skip::NoTemplate))) {
        return Err(fails("it holds none"));
    }
    Ok(read)
}

/// The name of a file as its folder knows it.
fn below(folder: &Path, file: &Path) -> PathBuf {
    let inner = file.strip_prefix(folder).ok().filter(|inner| !inner.as_os_str().is_empty());
    inner.unwrap_or(file).to_owned()
}

fn one(folder: &Path, file: &Path) -> Result<TemplateRule, Skip> {
    let text = sneck_look::text(file, LARGEST).map_err(|error| match error {
        OwnError::NotText => Skip::NoTemplate,
        other => Skip::Broken(other.to_string()),
    })?;
    sneck_templates::load(&text, &|path| words(folder, path)).map(TemplateRule::new)
}

/// A list of words that a template names: below the folder, or in the `helpers` of one above it. Never elsewhere.
fn words(folder: &Path, path: &str) -> Option<String> {
    let helper = path.strip_prefix("helpers/");
    let above = folder
        .ancestors()
        .skip(1)
        .take(ABOVE)
        .map(|root| if root.as_os_str().is_empty() { Path::new(".") } else { root });
    let inside = sneck_look::text_below(folder, path, LARGEST);
    inside.or_else(|| {
        above
            .zip(std::iter::repeat(helper?))
            .find_map(|(root, name)| sneck_look::text_below(&root.join("helpers"), name, LARGEST))
    })
}

/// A row for each reason. Mistakes beyond the first few share one.
fn rows(skips: BTreeMap<Skip, Vec<PathBuf>>) -> Vec<NotLookedAt> {
    let (mut rows, mut broken, mut others) = (Vec::new(), 0, Vec::new());
    for (skip, files) in skips {
        broken += usize::from(matches!(skip, Skip::Broken(_)));
        if broken > BROKEN {
            others.extend(files);
        } else {
            rows.push(NotLookedAt { what: names(&files), why: format!("it {}", says(&skip)) });
        }
    }
    if !others.is_empty() {
        rows.push(NotLookedAt { what: names(&others), why: "it is not well formed".to_owned() });
    }
    rows
}

fn says(skip: &Skip) -> String {
    match skip {
        Skip::Broken(why) => format!("is not well formed: {why}"),
        other => other.to_string(),
    }
}

fn names(files: &[PathBuf]) -> String {
    let shown: Vec<String> = files.iter().take(NAMED).map(|file| file.display().to_string()).collect();
    match files.len() {
        1 => format!("the template {}", shown[0]),
        count if count <= NAMED => format!("the templates {}", shown.join(", ")),
        count => format!("the templates {} and {} more", shown.join(", "), count - NAMED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_row_and_mistakes_do_not_flood_the_report() {
        let file = |name: &str| vec![PathBuf::from(name)];
        let mut skips =
            BTreeMap::from([(Skip::Needs("JavaScript".into()), ["a", "b", "c", "d", "e"].map(PathBuf::from).to_vec())]);
        skips.extend((0..50).map(|n| (Skip::Broken(format!("mistake {n}")), file("x.yaml"))));
        let rows = rows(skips);
        assert_eq!(rows.len(), BROKEN + 2);
        assert_eq!((&*rows[0].what, &*rows[0].why), ("the templates a, b, c and 2 more", "it needs JavaScript"));
        assert_eq!(rows[1].what, "the template x.yaml");
    }

    #[test]
    fn a_list_of_words_is_never_read_elsewhere() {
        for path in ["/etc/passwd", "../../etc/passwd", "helpers/../../etc/passwd", "helpers//etc/passwd"] {
            assert_eq!(words(Path::new("src"), path), None, "{path}");
        }
        assert!(words(Path::new("src"), "templates.rs").is_some());
    }
}
