//! Folds cases into findings: one cause is one finding, however many environments and places it has.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use sneck_model::{
    Facts, Finding, FindingEnvironment, Kind, Origin, Place, Rule, Standing, Status, Subject, SubjectKind, Verdict,
};

use crate::case::{Case, cases};
use crate::cause::add_steps;
use crate::{fingerprint, status};

/// Whether a standing is among the environments that were asked for. Files stand in all of them.
pub(crate) fn wanted(facts: &Facts, names: &[String], standing: Standing) -> bool {
    match standing {
        Standing::Kind(_) => true,
        Standing::Environment(id) => names.is_empty() || facts.environment(id).is_some_and(|e| names.contains(&e.name)),
    }
}

/// All findings, unsorted, before ignores.
pub(crate) fn findings(rules: &[&Rule], facts: &Facts, verdicts: &[Verdict]) -> Vec<Finding> {
    let cases = cases(rules, facts, verdicts);
    let mut groups: Vec<Vec<&Case>> = Vec::new();
    let mut known: HashMap<Cause, usize> = HashMap::new();
    for case in &cases {
        let group = *known.entry(Cause::of(case)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(case);
    }
    let mut findings: Vec<Finding> = groups.into_iter().map(|same| finding(facts, same)).collect();
    fingerprint::tell_apart(&mut findings);
    findings
}

/// What makes two cases one finding.
#[derive(PartialEq, Eq, Hash)]
struct Cause<'a> {
    rule: &'a str,
    subject: &'a Subject,
    name: Option<&'a str>,
    first: &'a Place,
    /// What was observed safe in one environment is unsafe in the others all the same.
    mitigated: bool,
    /// What was seen running outside of production stands alone: it says nothing about production.
    seen_in: Option<Standing>,
}

impl<'a> Cause<'a> {
    fn of(case: &'a Case) -> Self {
        let status = status::status(case);
        let apart = status != Status::Suspected && case.kind != Kind::Production;
        Self {
            rule: case.rule.id,
            subject: case.subject,
            name: case.name,
            first: &case.first().place,
            mitigated: status == Status::Mitigated,
            seen_in: apart.then_some(case.standing),
        }
    }
}

fn finding(facts: &Facts, mut same: Vec<&Case>) -> Finding {
    // The environment that matters most speaks for all, and what was seen before what was only read.
    same.sort_by_key(|c| (c.kind, Reverse(c.severity()), status::status(c) != Status::Confirmed, c.environment(facts)));
    let worst = same[0];
    let mut places = worst.places();
    for other in &same[1..] {
        add_steps(&mut places, &other.places());
    }
    let environments = same.iter().map(|c| environment(facts, c)).collect();
    Finding {
        rule: worst.rule.id.into(),
        severity: worst.severity(),
        status: status::status(worst),
        status_because: status::because(facts, worst),
        strength: worst.strength(),
        environment: worst.kind,
        environments,
        subject: worst.subject.clone(),
        title: worst.rule.title.into(),
        message: message(worst),
        fix: fix(facts, worst),
        fingerprint: fingerprint::of(worst.rule.id, &steady(facts, worst.subject), worst.name),
        times: 1 + same.iter().map(|case| case.elsewhere()).max().unwrap_or(0),
        cause: worst.name.map(Into::into),
        suppressed: None,
        compared: None,
        places,
    }
}

/// An address without its free port, where the app was started for this audit and is known by no other name.
fn steady<'s>(facts: &Facts, subject: &'s Subject) -> Cow<'s, Subject> {
    const STARTED: &str = "run";
    let is_it = |origin: &Origin| origin.url == subject.name && origin.name.as_deref() == Some(STARTED);
    let started = subject.kind == SubjectKind::Origin && facts.exchanges.iter().any(|seen| is_it(&seen.origin));
    if started { Cow::Owned(Subject::new(SubjectKind::Origin, STARTED)) } else { Cow::Borrowed(subject) }
}

fn environment(facts: &Facts, case: &Case) -> FindingEnvironment {
    FindingEnvironment { name: case.environment(facts), kind: case.kind, severity: case.severity() }
}

/// What leads, and in how many places more it is the same, or the same of less weight.
fn message(case: &Case) -> String {
    let alike = case.elsewhere_as_bad();
    let places = |count: usize| if count == 1 { "1 more place".to_owned() } else { format!("{count} more places") };
    let mut says = case.lead().says.clone();
    if alike > 0 {
        says.push_str(&format!(" The same in {}.", places(alike)));
    }
    if case.elsewhere() > alike {
        says.push_str(&format!(" Of less weight: {}.", places(case.elsewhere() - alike)));
    }
    says
}

/// What the check says of this very place, or the rule of apps of this framework.
fn fix(facts: &Facts, case: &Case) -> String {
    let own = case.fails.iter().map(|v| &v.fix).find(|f| !f.is_empty());
    own.cloned().unwrap_or_else(|| case.rule.remedy_for(facts.framework_of(case.subject)).into())
}

/// The worst first, then by rule, subject and place.
pub(crate) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| key(a).cmp(&key(b)));
}

fn key(finding: &Finding) -> impl Ord {
    let Finding { severity, status, environment, rule, subject, places, fingerprint, .. } = finding;
    let at = places.first().map(|s| s.place.clone());
    let gone = *status == Status::Mitigated || finding.suppressed.is_some();
    (Reverse(*severity), gone, *environment, rule.clone(), subject.clone(), at, fingerprint.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Options;
    use crate::testing::{facts, fails, file, judged, literal, passes, within, world};
    use sneck_model::Severity;

    #[test]
    fn environments_with_one_cause_are_one_finding_and_only_production_decides() {
        let kinds = [("dev", Kind::Development), ("web", Kind::Production), ("worker", Kind::Production)];
        let found = judged(&mut world(&kinds), &Options::default());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].severity, found[0].environment), (Severity::High, Kind::Production));
        let names: Vec<_> = found[0].environments.iter().map(|e| (&*e.name, e.severity)).collect();
        assert_eq!(names, [("web", Severity::High), ("worker", Severity::High), ("dev", Severity::Info)]);
        let found = judged(&mut world(&kinds[..1]), &Options::default());
        assert_eq!((found[0].severity, found[0].environment), (Severity::Info, Kind::Development));
    }

    #[test]
    fn only_the_named_environments_are_judged() {
        let mut facts = world(&[("dev", Kind::Development), ("web", Kind::Production)]);
        let options = Options { environments: vec!["dev".into()], ..Options::default() };
        let found = judged(&mut facts, &options);
        assert_eq!(found[0].environments.len(), 1);
        assert_eq!(found[0].environments[0].name, "dev");
    }

    fn fold(facts: &Facts, verdicts: &[Verdict]) -> Vec<Finding> {
        crate::fold::findings(&[&crate::testing::SECURE], facts, verdicts)
    }

    #[test]
    fn the_same_fault_in_many_places_is_one_finding() {
        let facts = facts(&[("web", Kind::Production)]);
        let rule = &crate::testing::SECURE;
        let at = |line| fails(rule, within(0), &[(file("views.py", line), "sets a cookie")]);
        let found = fold(&facts, &[at(9), at(3), at(20)]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].places.len(), 3);
        assert_eq!(found[0].message, "It is unsafe. The same in 2 more places.");
    }

    #[test]
    fn what_weighs_less_is_not_called_the_same() {
        let facts = facts(&[("web", Kind::Production)]);
        let rule = &crate::testing::SECURE;
        let at = |line, severity| {
            let mut verdict = fails(rule, within(0), &[(file("views.py", line), "sets a cookie")]);
            verdict.severity = Some(severity);
            verdict
        };
        let verdicts = [(9, Severity::High), (3, Severity::Info), (5, Severity::High), (7, Severity::Low)];
        let found = fold(&facts, &verdicts.map(|(line, severity)| at(line, severity)));
        assert_eq!(found[0].message, "It is unsafe. The same in 1 more place. Of less weight: 2 more places.");
        assert_eq!(found[0].times, 4);
    }

    #[test]
    fn two_literals_of_one_file_are_two_findings_with_names_that_survive_moved_lines() {
        let rule = &crate::testing::SECURE;
        let fold_at = |line| {
            let mut facts = facts(&[]);
            facts.literals =
                vec![literal("DB_PASSWORD", "x", file("c.py", line)), literal("API_KEY", "y", file("c.py", line + 1))];
            let verdict = |place| {
                let mut verdict = fails(rule, Standing::Kind(Kind::Production), &[(place, "is a literal")]);
                verdict.subject = Subject::file("c.py");
                verdict
            };
            let found = fold(&facts, &[verdict(file("c.py", line)), verdict(file("c.py", line + 1))]);
            found.into_iter().map(|f| f.fingerprint).collect::<Vec<_>>()
        };
        let names = fold_at(3);
        assert_eq!(names.len(), 2);
        assert_ne!(names[0], names[1]);
        assert_eq!(names, fold_at(30));
    }

    #[test]
    fn passes_make_no_findings() {
        let facts = facts(&[("web", Kind::Production)]);
        let rule = &crate::testing::SECURE;
        assert!(fold(&facts, &[passes(rule, within(0), &[(file("app.py", 1), "is on")])]).is_empty());
    }
}
