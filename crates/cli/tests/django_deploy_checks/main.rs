//! `manage.py check --deploy` of the real Django and sneck agree, on every settings module of the oracle's corpus.
//!
//! Twice: what sneck reads from the files gives exactly the warnings that Django gives, and the findings of sneck's rules
//! name exactly these.

#[path = "../../../read/tests/oracle/corpus.rs"]
mod corpus;
#[path = "../../../../tests/python.rs"]
mod python;
#[path = "../../../read/tests/oracle/real.rs"]
mod real;
mod seen;
mod table;

use std::collections::BTreeSet;

use seen::Seen;
use table::{TABLE, TO_THE_LETTER, WISER};

/// The virtual environments with releases of Django that differ in what they check.
const ENVIRONMENTS: [&str; 3] = ["django-current", "django-3", "django-2"];

/// The projects: those of the oracle whose settings make a difference here.
const THEMES: corpus::Themes = corpus::themes![
    "django": "startproject", "packages", "environment", "libraries", "start", "middleware", "security", "rest",
    "versions",
];

/// What was compared, and what differed.
#[derive(Default)]
struct Tally {
    modules: BTreeSet<String>,
    compared: usize,
    unknown: usize,
    /// Warnings that came up, which shows that the comparison could have failed.
    warned: BTreeSet<&'static str>,
    differ: Vec<String>,
}

impl Tally {
    /// One way in which a project is started.
    fn add(&mut self, title: &str, seen: &Seen<'_>, real: &BTreeSet<String>) {
        self.modules.insert(title.to_owned());
        for row in TABLE.iter().filter(|row| row.since <= seen.django) {
            let warns = row.ids.iter().any(|id| real.contains(*id));
            let id = row.ids.join("|");
            if warns {
                self.warned.insert(row.ids[0]);
            }
            self.compared += 1;
            let Some(read) = (row.read)(seen) else {
                self.unknown += 1;
                continue;
            };
            if is_to_the_letter(title, row.ids) {
                continue;
            }
            if read != warns {
                self.differ.push(format!("{title}: {id}: Django {warns}, read from the files {read}"));
            }
            if let Some(named) = seen.names(row.ids[0]).filter(|named| *named != warns && !is_wiser(title, row.ids[0]))
            {
                self.differ.push(format!("{title}: {id}: Django {warns}, a finding names it {named}"));
            }
        }
    }
}

/// A difference that is meant.
fn is_wiser(title: &str, id: &str) -> bool {
    WISER
        .iter()
        .any(|(check, projects, why)| *check == id && !why.is_empty() && projects.iter().any(|p| title.contains(p)))
}

/// A project that differs only in how a value is spelt, to which Django holds.
fn is_to_the_letter(title: &str, ids: &[&str]) -> bool {
    TO_THE_LETTER.iter().any(|(project, spelt)| title.contains(project) && ids.iter().any(|id| spelt.contains(id)))
}

#[test]
fn sneck_and_manage_py_check_deploy_agree() {
    let projects = corpus::of(THEMES);
    let mut tally = Tally::default();
    for environment in ENVIRONMENTS {
        let pins = real::pins(environment, &["Django"]);
        let fitting: Vec<_> = projects.iter().filter(|project| project.is_for(environment)).collect();
        let trees: Vec<_> = fitting.iter().map(|project| project.tree_for(&pins)).collect();
        let starts = || fitting.iter().zip(&trees).flat_map(|(p, tree)| p.starts.iter().map(move |s| (p, tree, s)));
        let answers =
            real::answers("django", environment, starts().map(|(_, tree, start)| real::job(tree, start)).collect());
        let facts: Vec<_> = trees.iter().map(sneck_read::facts).collect();
        let facts = fitting.iter().zip(&facts).flat_map(|(p, facts)| p.starts.iter().map(move |_| facts));
        for (((project, _, start), answer), facts) in starts().zip(&answers).zip(facts) {
            let title = format!("{}, {} ({environment})", project.title, start.name);
            let Some(seen) = Seen::of(facts, &start.name, &pins) else {
                tally.differ.push(format!("{title}: no such environment is found"));
                continue;
            };
            let checks: BTreeSet<String> = serde_json::from_value(answer["checks"].clone()).unwrap_or_default();
            tally.add(&title, &seen, &checks);
        }
    }
    let Tally { modules, compared, unknown, warned, differ } = tally;
    assert!(differ.is_empty(), "{compared} compared, {} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(modules.len() >= 200 && unknown * 100 < compared * 3, "{} modules, {unknown} unknown", modules.len());
    let never: Vec<_> = TABLE.iter().filter(|row| !warned.contains(row.ids[0])).map(|row| row.ids).collect();
    assert!(never.is_empty(), "no project of the corpus makes Django say {never:?}");
}
