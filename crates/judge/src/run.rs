//! Runs each rule under a guard, so that a fault in one leaves the others standing.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use sneck_model::{Check, Facts, Kind, NotLookedAt, Outcome, Rule, Standing, Verdict, Verdicts};

use crate::template;

/// What the rules said.
pub(crate) struct Ran {
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) not_looked_at: Vec<NotLookedAt>,
}

pub(crate) fn run(rules: &[&Rule], facts: &Facts) -> Ran {
    let mut ran = Ran { verdicts: Vec::new(), not_looked_at: Vec::new() };
    for rule in rules {
        match guarded(rule, facts) {
            Ok(verdicts) => keep(rule, facts, verdicts, &mut ran),
            Err(at) => ran.not_looked_at.push(failed(rule, &format!("the check itself failed{at}"))),
        }
    }
    ran
}

/// A failure that does not say where is not worth reporting, and a mistake of ours.
fn keep(rule: &Rule, facts: &Facts, verdicts: Vec<Verdict>, ran: &mut Ran) {
    let (kept, dropped): (Vec<_>, Vec<_>) =
        verdicts.into_iter().partition(|v| !(matches!(v.outcome, Outcome::Fails(_)) && v.places.is_empty()));
    if !dropped.is_empty() {
        ran.not_looked_at.push(failed(rule, "the check found something and did not say where"));
    }
    ran.verdicts.extend(kept.into_iter().map(|v| {
        let standing = standing(facts, &v);
        Verdict { rule: rule.id.into(), standing, ..v }
    }));
}

/// An app that a test creates is never what production starts, and one of a sample only when a file says
/// that it is started.
fn standing(facts: &Facts, verdict: &Verdict) -> Standing {
    let Standing::Environment(id) = verdict.standing else { return verdict.standing };
    let started = facts.environment(id).is_some_and(|e| e.launch.place.is_some());
    match facts.app(&verdict.subject).map(|app| app.kind) {
        Some(Kind::Test) => Standing::Kind(Kind::Test),
        Some(Kind::Example) if !started => Standing::Kind(Kind::Example),
        _ => verdict.standing,
    }
}

pub(crate) fn failed(rule: &Rule, why: &str) -> NotLookedAt {
    NotLookedAt { what: rule.id.into(), why: format!("{why}: a mistake in sneck, please report it") }
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static FAILED_AT: Cell<Option<String>> = const { Cell::new(None) };
}

fn guarded(rule: &Rule, facts: &Facts) -> Result<Vec<Verdict>, String> {
    guard(|| {
        let mut verdicts = Verdicts::default();
        match rule.check {
            Check::Native(check) => check(facts, &mut verdicts),
            Check::Expression(check) => check(facts, &mut verdicts),
            Check::Template(_) => template::check(rule, facts, &mut verdicts),
        }
        verdicts.into_vec()
    })
}

/// Runs a function of a rule. An error is where in our own source it failed; the panic's message is never shown,
/// for it may quote what was audited.
pub(crate) fn guard<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    quieten();
    GUARDED.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    outcome.map_err(|_| FAILED_AT.take().map(|at| format!(" at {at}")).unwrap_or_default())
}

/// Replaces the panic hook, once, by one that stays silent while this thread runs a rule.
fn quieten() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if GUARDED.get() {
                FAILED_AT.set(info.location().map(|at| format!("{}:{}", file_name(at.file()), at.line())));
            } else {
                loud(info);
            }
        }));
    });
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{file, rule_with, shop};
    use sneck_model::{Step, Strength};

    fn fails_without_a_place(_: &Facts, out: &mut Verdicts) {
        out.fails(&shop(), Standing::Kind(Kind::Production), Strength::Shows, "nowhere", Vec::new());
    }

    fn panics_with_a_secret(_: &Facts, _: &mut Verdicts) {
        panic!("hunter2-is-the-password");
    }

    fn fails_properly(_: &Facts, out: &mut Verdicts) {
        let places = vec![Step::new(file("app.py", 3), "is on")];
        out.fails(&shop(), Standing::Kind(Kind::Production), Strength::Shows, "Debug is on.", places);
    }

    #[test]
    fn a_rule_that_panics_is_named_and_the_others_run() {
        let (bad, good) = (rule_with("app/bad", panics_with_a_secret), rule_with("app/good", fails_properly));
        let ran = run(&[&bad, &good], &Facts::default());
        assert_eq!(ran.verdicts.len(), 1);
        assert_eq!(ran.verdicts[0].rule, "app/good");
        let row = &ran.not_looked_at[0];
        assert_eq!(row.what, "app/bad");
        assert!(row.why.starts_with("the check itself failed at run.rs:"), "{}", row.why);
        assert!(!row.why.contains("hunter2"), "{}", row.why);
    }

    #[test]
    fn a_failure_without_a_place_is_dropped_and_said() {
        let rule = rule_with("app/nowhere", fails_without_a_place);
        let ran = run(&[&rule], &Facts::default());
        assert!(ran.verdicts.is_empty());
        assert_eq!(ran.not_looked_at.len(), 1);
        assert!(ran.not_looked_at[0].why.contains("did not say where"));
    }

    #[test]
    fn an_app_of_a_test_is_not_judged_as_production() {
        let mut facts = crate::testing::facts(&[("default", Kind::Production)]);
        let says_so = |facts: &Facts| {
            let standing = crate::testing::within(0);
            let verdict =
                crate::testing::fails(&rule_with("app/good", fails_properly), standing, &[(file("app.py", 3), "on")]);
            super::standing(facts, &verdict)
        };
        assert_eq!(says_so(&facts), crate::testing::within(0));
        facts.apps = vec![crate::testing::app(&shop().name, Kind::Test)];
        assert_eq!(says_so(&facts), Standing::Kind(Kind::Test));
    }
}
