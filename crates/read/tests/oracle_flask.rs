//! What sneck says of a Flask project's configuration is what the real Flask makes of it.
//!
//! Hundreds of little projects are started by Flask itself, the current release and an old one, in every way
//! that they name; each setting that matters must then have the value that sneck read, or sneck must say that it
//! does not know.

mod oracle;
#[path = "../../../tests/python.rs"]
mod python;

use oracle::compare::Tally;
use oracle::corpus::{self, Project};
use oracle::real;

/// The virtual environments with the releases of Flask.
const ENVIRONMENTS: [&str; 2] = ["flask-current", "flask-1"];

/// Of a hundred values, fewer than this many may be unknown.
const PERCENT_UNKNOWN: usize = 3;

macro_rules! corpus {
    ($($theme:literal),* $(,)?) => {
        [$(($theme, include_str!(concat!("../../../tests/oracle/corpus/", $theme, ".worlds")))),*]
    };
}

/// The hand-written projects by theme.
const CORPUS: [(&str, &str); 11] = corpus![
    "assignments",
    "objects",
    "files",
    "environment",
    "libraries",
    "start",
    "packages",
    "language",
    "extensions",
    "versions",
    "declared",
];

/// Starts all projects with the Flask of one virtual environment and compares.
fn compare(projects: &[Project], environment: &str, tally: &mut Tally) {
    let flask = real::flask_of(environment);
    let fitting = || projects.iter().filter(|p| p.only.as_deref().is_none_or(|only| only == environment));
    let trees: Vec<_> = fitting().map(|project| project.tree_for(&flask)).collect();
    let starts =
        || fitting().zip(&trees).flat_map(|(project, tree)| project.starts.iter().map(move |s| (project, tree, s)));
    let answers = real::answers(environment, starts().map(|(_, tree, start)| real::job(tree, start)).collect());
    let facts: Vec<_> = fitting()
        .zip(&trees)
        .flat_map(|(project, tree)| {
            let facts = std::rc::Rc::new(sneck_read::facts(tree));
            project.starts.iter().map(move |_| facts.clone())
        })
        .collect();
    for (((project, tree, start), answer), facts) in starts().zip(&answers).zip(facts) {
        let before = tally.wrong.len();
        tally.add(&format!("{}, {} ({flask})", project.title, start.name), &facts, start, answer);
        if before == 0 && !tally.wrong.is_empty() {
            let variables = &start.variables;
            tally.first = format!("{variables:?} {}\n{}", start.command, sneck_read::world::write(tree));
        }
    }
}

/// Fails with everything that is wrong and unknown when one value is wrong or too many are unknown.
fn judge(tally: &Tally) {
    let Tally { compared, unknown, wrong, first } = tally;
    let verdict = format!("{compared} values compared, {} wrong, {} unknown", wrong.len(), unknown.len());
    assert!(
        wrong.is_empty() && unknown.len() * 100 < compared * PERCENT_UNKNOWN,
        "{verdict}\n\nUNKNOWN\n\n{}\n\nWRONG\n\n{}\n\nTHE FIRST WRONG ONE\n\n{first}",
        unknown.join("\n\n"),
        wrong.join("\n\n"),
    );
}

#[test]
fn every_project_of_the_corpus_is_read_as_flask_reads_it() {
    let projects: Vec<_> = CORPUS.iter().flat_map(|(theme, text)| corpus::read(theme, text)).collect();
    assert!(projects.len() >= 150, "the corpus has shrunk to {}", projects.len());
    let mut tally = Tally::default();
    for environment in ENVIRONMENTS {
        compare(&projects, environment, &mut tally);
    }
    judge(&tally);
}

/// How many random projects are made, and from which seed on; another seed finds other faults.
const RANDOM_PROJECTS: u64 = 200;
const FIRST_SEED: u64 = 2026;

#[test]
fn random_projects_are_read_as_flask_reads_them() {
    let projects: Vec<_> = (FIRST_SEED..FIRST_SEED + RANDOM_PROJECTS).map(oracle::generate::project).collect();
    let mut tally = Tally::default();
    for environment in ENVIRONMENTS {
        compare(&projects, environment, &mut tally);
    }
    judge(&tally);
}
