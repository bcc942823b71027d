//! From findings to changed texts: rules propose edits, and what was edited is read and judged again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sneck_judge::Options;
use sneck_mend::{Mended, Proposal, Seen, Texts};
use sneck_model::{Facts, Finding, Kind, Report, Rule, Severity, Status};
use sneck_read::{File, Tree};

/// A project that is to be fixed.
pub struct Fixing<'a> {
    /// The rules that are known.
    pub rules: &'a [&'a Rule<'a>],
    /// How it is judged.
    pub options: &'a Options,
    /// What it was read from.
    pub tree: &'a Tree,
    /// Apply edits that may change what the program does, too.
    pub unsafe_too: bool,
}

/// What came of it.
pub struct Fixed {
    /// The texts that were changed.
    pub texts: Texts,
    /// Findings that are gone.
    pub done: Vec<Finding>,
    /// Findings whose edits were taken back, and why.
    pub refused: Vec<(Finding, &'static str)>,
    /// Findings that wait until unsafe edits are asked for.
    pub waiting: Vec<Finding>,
    /// All other findings of production that are left.
    pub left: Vec<Finding>,
}

impl Fixing<'_> {
    /// Fixes what can be fixed, in memory.
    pub fn run(&self) -> Fixed {
        let mut known: BTreeMap<String, Finding> = BTreeMap::new();
        let original = |path: &str| original(self.tree, path);
        let audit = |texts: &Texts| {
            let (facts, report) = self.judged(texts);
            let seen = seen(self.rules, &facts, &report);
            known.extend(open(&report).map(|finding| (name(finding), finding.clone())));
            seen
        };
        let mended = sneck_mend::mend(self.unsafe_too, audit, original);
        self.sorted(mended, &known)
    }

    fn sorted(&self, mended: Mended, known: &BTreeMap<String, Finding>) -> Fixed {
        let (facts, report) = self.judged(&mended.texts);
        let after = seen(self.rules, &facts, &report);
        let waits = |name: &String| after.proposals.iter().any(|p| p.mends == *name && !p.is_safe());
        let of = |name: &String| known.get(name).cloned();
        let mut fixed = Fixed {
            done: mended.done.iter().filter_map(of).collect(),
            refused: mended.refused.iter().filter_map(|(name, why)| Some((of(name)?, *why))).collect(),
            texts: mended.texts,
            waiting: Vec::new(),
            left: Vec::new(),
        };
        fixed.texts.retain(|path, new| original(self.tree, path).as_ref() != Some(new));
        for finding in open(&report).filter(|finding| !mended.refused.contains_key(&name(finding))) {
            let pile = if waits(&name(finding)) { &mut fixed.waiting } else { &mut fixed.left };
            pile.push(finding.clone());
        }
        fixed
    }

    fn judged(&self, texts: &Texts) -> (Facts, Report) {
        let tree = with(self.tree, texts);
        let mut facts = sneck_read::facts(&tree);
        let report =
            sneck_judge::judge(self.rules, &mut facts, self.options).expect("the same rules were chosen before");
        facts.sources = sneck_read::sources(&tree, &report);
        facts.outlines = sneck_read::outlines(&tree, facts.sources.keys());
        (facts, report)
    }
}

/// The tree with these texts in it. A byte order mark stays where it is.
pub fn with(tree: &Tree, texts: &Texts) -> Tree {
    let mut tree = tree.clone();
    for (path, text) in texts {
        match tree.files.binary_search_by(|file| file.path.cmp(path)) {
            Ok(at) => tree.files[at].bytes = bytes(&tree.files[at], text),
            Err(at) => tree.files.insert(at, File::new(path, text)),
        }
        if let Some(folder) = path.strip_suffix(".gitignore") {
            ignore(&mut tree, folder, text);
        }
    }
    tree
}

/// What git says of files was asked when they were read: a list that grew leaves out more of them.
fn ignore(tree: &mut Tree, folder: &str, list: &str) {
    for file in tree.files.iter_mut().filter(|file| file.ignored == Some(false) && file.tracked != Some(true)) {
        if file.path.strip_prefix(folder).is_some_and(|below| sneck_look::ignores(list, below)) {
            file.ignored = Some(true);
        }
    }
}

/// A new text of a file, as it is written.
pub fn bytes(file: &File, text: &str) -> Arc<Vec<u8>> {
    let mark: &[u8] = if file.bytes.starts_with(b"\xef\xbb\xbf") { b"\xef\xbb\xbf" } else { b"" };
    Arc::new([mark, text.as_bytes()].concat())
}

/// The text before anything is changed; that of a file that is to be made is empty.
pub fn original(tree: &Tree, path: &str) -> Option<Arc<str>> {
    let unknown = tree.names_only.binary_search_by(|name| (**name).cmp(path)).is_err();
    tree.file(path).map_or_else(|| unknown.then(|| Arc::from("")), text)
}

fn text(file: &File) -> Option<Arc<str>> {
    sneck_read::plain(file).map(Arc::from)
}

/// What an audit saw, in the words of the room that mends.
fn seen(rules: &[&Rule], facts: &Facts, report: &Report) -> Seen {
    let mends = |finding: &&Finding| rules.iter().find(|rule| rule.id == finding.rule).and_then(|rule| rule.mend);
    let proposal = |finding: &Finding| {
        let edits = mends(&finding)?(facts, finding);
        (!edits.is_empty()).then(|| Proposal { mends: name(finding), edits })
    };
    Seen {
        proposals: open(report).filter_map(proposal).collect(),
        wrong: open(report).map(|finding| (name(finding), finding.times)).collect(),
        unread: facts.unread.iter().map(|row| row.path.clone()).collect(),
        there: facts.apps.iter().map(|app| app.subject.to_string()).collect::<BTreeSet<_>>(),
    }
}

/// Findings that fixing is about: in production, worse than good to know, neither accepted nor made up for.
fn open(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| {
        let counts = finding.environment == Kind::Production && finding.severity > Severity::Info;
        counts && finding.suppressed.is_none() && finding.status != Status::Mitigated
    })
}

/// What a finding is called from one round to the next.
fn name(finding: &Finding) -> String {
    format!("{} {}", finding.rule, finding.fingerprint)
}
