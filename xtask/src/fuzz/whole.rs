//! The whole way from files to the last line of the reports, and what must hold on it.

use sneck_judge::{Baseline, Options, judge};
use sneck_model::{Facts, Report, Status};
use sneck_read::{File, Tree, world};
use sneck_rules::RULES;
use sneck_tell::{
    Root, SarifOptions, TextOptions, checklist_markdown, checklist_text, facts_json, report_github, report_json,
    report_markdown, report_sarif, report_text,
};

/// Files of all worlds of all rules, by their path, and one so that there is something to begin with.
pub(super) fn files(wanted: fn(&str) -> bool) -> Vec<Vec<u8>> {
    let trees = RULES.iter().flat_map(|rule| rule.examples).filter_map(|example| world::parse(example.world()).ok());
    let files = trees.flat_map(|tree| tree.files).filter(|file| wanted(&file.path));
    files.map(|file| file.bytes.to_vec()).chain([b"\n".to_vec()]).collect()
}

pub(super) fn file(path: &str, bytes: &[u8]) -> File {
    File { path: path.into(), bytes: std::sync::Arc::new(bytes.to_vec()), tracked: Some(true), ignored: Some(false) }
}

pub(super) fn through(files: Vec<File>) {
    judged(&Tree { files, ..Tree::default() });
}

/// The whole way, to the last line of the reports.
pub(super) fn judged(tree: &Tree) {
    let mut facts = sneck_read::facts(tree);
    facts_json(&facts, &mut Vec::new()).expect("facts are written");
    let report = judge(RULES, &mut facts, &Options::default()).expect("no rule is chosen by name");
    let broken = report.not_looked_at.iter().find(|row| row.why.contains("mistake in sneck"));
    assert!(broken.is_none(), "{broken:?}");
    report_json(&report, "0", &mut Vec::new()).expect("the report is written");
    let options = TextOptions { verbose: true, ..TextOptions::default() };
    report_text(&report, &facts, &options, &mut Vec::new()).expect("the report is written");
    forms(&report, &facts);
    known(&report, tree);
}

/// What is written for others.
fn forms(report: &Report, facts: &Facts) {
    let root = Root::new("a");
    let options = SarifOptions { rules: RULES, version: "0", root: &root, exit_code: 0 };
    report_sarif(report, facts, &options, &mut Vec::new()).expect("SARIF is written");
    let mut log = Vec::new();
    report_github(report, facts, &root, &mut log).expect("annotations are written");
    let log = String::from_utf8(log).expect("text");
    assert!(!log.lines().skip(31).any(|line| line.starts_with("::")), "more commands than GitHub shows:\n{log}");
    let mut comment = Vec::new();
    report_markdown(report, facts, &root, &mut comment).expect("the comment is written");
    assert!(comment.len() <= 65_536, "a comment holds no more");
    checklist_text(report, 80, false, &mut Vec::new()).expect("the checklist is written");
    checklist_markdown(report, &mut Vec::new()).expect("the checklist is written");
}

/// A baseline reads back as it was written, and knows everything that it was made from.
fn known(report: &Report, tree: &Tree) {
    let text = Baseline::of(&report.findings).to_string();
    let mut baseline = Baseline::parse("known.toml", &text).expect("what was written is well formed");
    assert_eq!(baseline.to_string(), text, "a baseline reads back as it was written");
    baseline.compare_files(|path| tree.file(path).is_some());
    let options = Options { baseline: Some(baseline), ..Options::default() };
    let again = judge(RULES, &mut sneck_read::facts(tree), &options).expect("no rule is chosen by name");
    let new = again.findings.iter().find(|f| f.suppressed.is_none() && f.status != Status::Mitigated);
    assert!(new.is_none(), "{new:?}");
}
