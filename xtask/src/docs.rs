//! The pages of the rules: written from the rules, with what they really say of their own examples.
#![expect(clippy::disallowed_methods, reason = "a task writes files of the project")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use sneck_judge::{OWN_RULES, Options, judge};
use sneck_model::{Edit, Facts, Finding, Report, Rule};
use sneck_read::Tree;
use sneck_tell::{Fixed, Page, Shown};

/// Writes every page, and removes pages of rules that are gone.
pub(crate) fn write() -> anyhow::Result<ExitCode> {
    let pages = pages();
    let root = root();
    for page in &pages {
        let path = root.join(&page.path);
        std::fs::create_dir_all(path.parent().unwrap_or(&root))?;
        std::fs::write(&path, &page.text).with_context(|| format!("writing {}", path.display()))?;
    }
    let kept: BTreeSet<PathBuf> = pages.iter().map(|p| root.join(&p.path)).collect();
    for path in existing()?.difference(&kept) {
        std::fs::remove_file(path)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Every page, of the rules and of those about ignores.
fn pages() -> Vec<Page> {
    let rules: Vec<&'static Rule<'static>> = sneck_rules::RULES.iter().chain(OWN_RULES).copied().collect();
    let mut pages = sneck_tell::pages(&rules, &shown);
    pages.push(sneck_tell::fixes(&rules, &shown));
    pages.extend(stacks(&rules));
    pages
}

/// The list before a deploy, for each framework.
fn stacks(rules: &[&'static Rule<'static>]) -> Vec<Page> {
    let item = |row: &'static sneck_judge::PredeployRow| sneck_tell::StackItem {
        area: row.area,
        item: row.item,
        rules: rules.iter().copied().filter(|rule| row.has(rule.id)).collect(),
    };
    sneck_tell::stacks(&sneck_judge::PREDEPLOY.iter().map(item).collect::<Vec<_>>())
}

/// What is told of one of a rule's examples: for what it is written, and what the rule says of it.
fn shown(rule: &Rule, example: usize) -> Shown {
    let world = rule.examples.get(example).and_then(|e| sneck_read::world::parse(e.world()).ok());
    let Some(tree) = world else { return Shown { label: "An example".into(), message: None, fixed: None } };
    let mut facts = sneck_read::facts(&tree);
    let report = judge(&[rule], &mut facts, &Options::default()).ok();
    let found = report.as_ref().and_then(|report| report.findings.iter().find(|finding| finding.rule == rule.id));
    let message = found.map(|finding| finding.message.clone());
    let fixed = report.as_ref().zip(found).and_then(|(report, found)| fixed(rule, &tree, &mut facts, report, found));
    Shown { label: label(&tree, &facts), message, fixed }
}

/// The frameworks whose apps are in it; without one, what there is instead.
fn label(tree: &Tree, facts: &Facts) -> String {
    let names: BTreeSet<&str> = facts.apps.iter().map(|app| app.framework.name()).collect();
    let named = names.into_iter().collect::<Vec<_>>().join(" and ");
    match (named.is_empty(), tree.files.is_empty()) {
        (false, _) => named,
        (true, true) if tree.machine.is_some() => "A machine".into(),
        (true, true) => "Answers of a running app".into(),
        (true, false) => "Any project".into(),
    }
}

/// What `sneck fix` makes of a finding.
fn fixed(rule: &Rule, tree: &Tree, facts: &mut Facts, report: &Report, found: &Finding) -> Option<Fixed> {
    facts.sources = sneck_read::sources(tree, report);
    facts.outlines = sneck_read::outlines(tree, facts.sources.keys());
    let edits = rule.mend?(facts, found);
    let paths: BTreeSet<&str> = edits.iter().map(|edit| &*edit.path).collect();
    let each = paths.into_iter().map(|path| {
        let own: Vec<Edit> = edits.iter().filter(|edit| &*edit.path == path).cloned().collect();
        let old = tree.file(path).and_then(sneck_read::plain);
        sneck_mend::diff(path, old, &sneck_mend::patch(old.unwrap_or_default(), &own, true).text)
    });
    let diff: String = each.collect();
    (!diff.is_empty()).then(|| Fixed { diff, safe: edits.iter().all(|edit| edit.safe) })
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The pages that are there now.
fn existing() -> std::io::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root().join("docs/rules")];
    while let Some(folder) = folders.pop().filter(|f| f.is_dir()) {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `cargo xtask docs` mends what this test finds.
    #[test]
    fn the_pages_in_docs_are_those_of_the_rules() {
        let pages = pages();
        let stale: Vec<&str> = pages.iter().filter(|page| !is_fresh(page)).map(|page| &*page.path).collect();
        assert!(stale.is_empty(), "run `cargo xtask docs`: these pages are missing or old: {stale:#?}");
        let of_rules = pages.iter().filter(|page| page.path.starts_with("docs/rules/")).count();
        assert_eq!(existing().expect("docs/rules is there").len(), of_rules, "pages of rules that are gone");
    }

    fn is_fresh(page: &Page) -> bool {
        std::fs::read_to_string(root().join(&page.path)).is_ok_and(|text| text == page.text)
    }

    #[test]
    fn every_bad_example_shows_what_the_rule_says_of_it() {
        for rule in sneck_rules::RULES {
            for (at, example) in rule.examples.iter().enumerate() {
                if matches!(example, sneck_model::Example::Bad(_)) {
                    assert!(shown(rule, at).message.is_some(), "{}, example {}", rule.id, at + 1);
                }
            }
        }
    }
}
