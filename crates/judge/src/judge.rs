//! The whole judgement, in order.

use std::collections::BTreeSet;

use sneck_model::{Accepted, Facts, JudgedEnvironment, NotLookedAt, Report, Rule};

use crate::baseline::Baseline;
use crate::own::OWN_RULES;
use crate::run::{Ran, run};
use crate::select::{UnknownRule, select};
use crate::{bind, checklist, connect, fold, overlap, predeploy, running, score, suppress, undecided, views};

/// What the user asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is audited, as it was named on the command line.
    pub target: String,
    /// Rules to run, as patterns (see [`resolve`](crate::resolve)); empty for all.
    pub select: Vec<String>,
    /// Rules to leave out, as patterns.
    pub ignore: Vec<String>,
    /// Names of the environments to judge; empty for all.
    pub environments: Vec<String>,
    /// Findings that the tree's configuration accepts.
    pub accepted: Vec<Accepted>,
    /// Whether in-line comments and `accepted` are obeyed. When not, a finding says that it was asked to be ignored.
    pub obey_ignores: bool,
    /// Findings that are known and do not count, as long as they do not get worse.
    pub baseline: Option<Baseline>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            target: ".".into(),
            select: Vec::new(),
            ignore: Vec::new(),
            environments: Vec::new(),
            accepted: Vec::new(),
            obey_ignores: true,
            baseline: None,
        }
    }
}

/// Judges facts by rules: all that are known, of which `options` may choose some. Fills the bindings of
/// `facts`, which the reports show. Fails only when a chosen rule does not exist.
pub fn judge(rules: &[&Rule], facts: &mut Facts, options: &Options) -> Result<Report, UnknownRule> {
    let rules: Vec<&Rule> = rules.iter().chain(OWN_RULES).copied().collect();
    let chosen = select(&rules, &options.select, &options.ignore)?;
    bind(facts);
    running::bind(facts);
    connect::bind(facts);
    let facts = &*facts;
    let Ran { mut verdicts, mut not_looked_at } = run(&chosen, facts);
    verdicts.retain(|v| fold::wanted(facts, &options.environments, v.standing));
    not_looked_at.extend(undecided::rows(facts, &verdicts));
    let checklist = checklist::items(&about_the_project(&chosen), facts, &verdicts);
    let verdicts = overlap::absorb(facts, views::join(facts, verdicts));
    let mut findings = fold::findings(&chosen, facts, &verdicts);
    let about_ignores = suppress::apply(&rules, &chosen, facts, options, &mut findings);
    findings.extend(about_ignores);
    let predeploy = predeploy::items(facts, &checklist);
    let mut summary = score::summary(facts, &findings, &checklist);
    if let Some(baseline) = &options.baseline {
        // Of a part of the environments nobody can say that an entry is not needed any more.
        let stale = baseline.apply(facts, &chosen, &mut findings);
        findings.extend(stale.into_iter().filter(|_| options.environments.is_empty()));
        // What is known is there all the same, so the score stays.
        summary.counts = score::counts(&findings);
    }
    fold::sort(&mut findings);
    not_looked_at.extend(facts.not_looked_at.iter().cloned());
    Ok(Report {
        target: options.target.clone(),
        environments: judged(facts, &options.environments),
        summary,
        findings,
        checklist,
        predeploy,
        not_looked_at: unique(not_looked_at),
        unread: facts.unread.clone(),
    })
}

/// Rules about ignores are no part of a project's hardening, and templates answer no item of it.
fn about_the_project<'a>(rules: &[&'a Rule<'a>]) -> Vec<&'a Rule<'a>> {
    rules
        .iter()
        .copied()
        .filter(|rule| !rule.checklist.is_empty() && OWN_RULES.iter().all(|own| own.id != rule.id))
        .collect()
}

fn judged(facts: &Facts, wanted: &[String]) -> Vec<JudgedEnvironment> {
    let chosen = facts.environments.iter().filter(|e| wanted.is_empty() || wanted.contains(&e.name));
    let mut all: Vec<_> = chosen
        .map(|e| JudgedEnvironment { name: e.name.clone(), kind: e.kind, because: e.kind_because.clone() })
        .collect();
    all.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    all
}

fn unique(rows: Vec<NotLookedAt>) -> Vec<NotLookedAt> {
    rows.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}
