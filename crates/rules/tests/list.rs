//! The list of rules and the files of rules say the same.
#![expect(clippy::disallowed_methods, reason = "a test looks at its own crate's files")]

use std::collections::BTreeSet;
use std::path::Path;

use sneck_rules::RULES;

/// The ids that the files of `src/GROUP/NAME.rs` stand for.
fn ids_of_files() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = std::fs::read_dir(source).expect("src is there").map(|e| e.expect("entry").path());
    // A folder with a `mod.rs` is what rules share; the groups of rules are listed in `lib.rs`.
    let groups = folders.filter(|p| p.is_dir() && !p.join("mod.rs").exists());
    groups.flat_map(|folder| ids_in(&folder)).collect()
}

fn ids_in(folder: &Path) -> Vec<String> {
    let group = name(folder);
    let files = std::fs::read_dir(folder).expect("folder is there").map(|e| e.expect("entry").path());
    files.map(|file| format!("{group}/{}", name(&file).replace('_', "-"))).collect()
}

fn name(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

#[test]
fn every_file_is_a_listed_rule_whose_id_is_its_path() {
    let listed: BTreeSet<String> = RULES.iter().map(|r| r.id.to_owned()).collect();
    assert_eq!(listed, ids_of_files());
}

#[test]
fn the_list_is_sorted_and_names_each_rule_once() {
    let unsorted: Vec<_> = RULES.windows(2).filter(|w| w[0].id >= w[1].id).map(|w| w[1].id).collect();
    assert_eq!(unsorted, Vec::<&str>::new());
}

#[test]
fn every_rule_is_documented_in_full() {
    for rule in RULES {
        let texts = [rule.title, rule.checklist, rule.why, rule.remedy, rule.since];
        assert!(texts.iter().all(|t| !t.trim().is_empty()), "{} leaves a text empty", rule.id);
        assert!(!rule.title.ends_with('.'), "the title of {} ends with a stop", rule.id);
        assert!(!rule.cwe.is_empty(), "{} names no CWE", rule.id);
        assert!(!rule.references.is_empty(), "{} has no reference", rule.id);
        assert!(rule.references.iter().all(|r| r.starts_with("https://")), "{} refers to no page", rule.id);
    }
}

#[test]
fn every_rule_has_two_bad_and_two_good_examples() {
    use sneck_model::Example::{Bad, Good};
    for rule in RULES {
        let bad = rule.examples.iter().filter(|e| matches!(e, Bad(_))).count();
        let good = rule.examples.iter().filter(|e| matches!(e, Good(_))).count();
        assert!(bad >= 2 && good >= 2, "{} has {bad} bad and {good} good examples", rule.id);
    }
}
