//! The whole judgement, in order.

use std::collections::BTreeSet;

use sneck_model::{Accepted, Facts, JudgedEnvironment, NotLookedAt, Report, Rule};

use crate::own::OWN_RULES;
use crate::run::{Ran, run};
use crate::select::{UnknownRule, select};
use crate::{bind, checklist, fold, overlap, score, suppress, undecided};

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
        }
    }
}

/// Judges facts by rules: all that are known, of which `options` may choose some. Fills the bindings of
/// `facts`, which the reports show. Fails only when a chosen rule does not exist.
pub fn judge(rules: &[&Rule], facts: &mut Facts, options: &Options) -> Result<Report, UnknownRule> {
    let rules: Vec<&Rule> = rules.iter().chain(OWN_RULES).copied().collect();
    let chosen = select(&rules, &options.select, &options.ignore)?;
    bind(facts);
    let facts = &*facts;
    let Ran { mut verdicts, mut not_looked_at } = run(&chosen, facts);
    verdicts.retain(|v| fold::wanted(facts, &options.environments, v.standing));
    not_looked_at.extend(undecided::rows(facts, &verdicts));
    let checklist = checklist::items(&about_the_project(&chosen), facts, &verdicts);
    let verdicts = overlap::absorb(facts, verdicts);
    let mut findings = fold::findings(&chosen, facts, &verdicts);
    let about_ignores = suppress::apply(&rules, &chosen, facts, options, &mut findings);
    findings.extend(about_ignores);
    fold::sort(&mut findings);
    not_looked_at.extend(facts.not_looked_at.iter().cloned());
    Ok(Report {
        target: options.target.clone(),
        environments: judged(facts, &options.environments),
        summary: score::summary(facts, &findings, &checklist),
        findings,
        checklist,
        not_looked_at: unique(not_looked_at),
        unread: facts.unread.clone(),
    })
}

/// Rules about ignores are no part of a project's hardening.
fn about_the_project<'a>(rules: &[&'a Rule]) -> Vec<&'a Rule> {
    rules.iter().copied().filter(|rule| OWN_RULES.iter().all(|own| own.id != rule.id)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{app, exchange, facts, fails, file, literal, passes, reply, rule_with, shop, within};
    use sneck_model::{
        Finding, InlineIgnore, Kind, Severity, Standing, Status, Step, Strength, Subject, Verdict, Verdicts,
    };

    const LOCAL: &str = "http://127.0.0.1:8000";

    /// `SESSION_COOKIE_SECURE` is off at `config.py:7` in every environment.
    fn cookie_rule(facts: &Facts, out: &mut Verdicts) {
        for environment in &facts.environments {
            let places = vec![Step::new(file("config.py", 7), "sets SESSION_COOKIE_SECURE to False")];
            let standing = Standing::Environment(environment.id);
            out.fails(&shop(), standing, Strength::Proves, "The session cookie lacks Secure.", places);
        }
        for exchange in &facts.exchanges {
            let (subject, standing) = facts.about(exchange);
            let place = reply(&exchange.url);
            if exchange.status == 200 {
                out.passes(&subject, standing, vec![Step::new(place, "the cookie is sent with Secure")]);
            } else {
                let places = vec![Step::new(place, "the cookie is sent without Secure")];
                out.fails(&subject, standing, Strength::Proves, "The session cookie lacks Secure.", places);
            }
        }
    }

    fn world(environments: &[(&str, Kind)]) -> Facts {
        let mut facts = facts(environments);
        facts.apps = vec![app("shop:app", Kind::Production)];
        facts
    }

    fn judged(facts: &mut Facts, options: &Options) -> Vec<Finding> {
        let rule = rule_with("cookies/secure", cookie_rule);
        judge(&[&rule], facts, options).expect("known rules").findings
    }

    #[test]
    fn an_unsafe_setting_alone_is_suspected() {
        let mut facts = world(&[("web", Kind::Production)]);
        let found = judged(&mut facts, &Options::default());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].status, found[0].severity), (Status::Suspected, Severity::High));
        assert_eq!(found[0].status_because, "");
    }

    #[test]
    fn a_live_reply_confirms_it_and_joins_the_chain() {
        let mut facts = world(&[("web", Kind::Production)]);
        let mut answer = exchange(LOCAL, Kind::Production, None);
        answer.status = 500;
        facts.exchanges = vec![answer];
        let found = judged(&mut facts, &Options::default());
        assert_eq!(found.len(), 1, "one weakness, one finding");
        assert_eq!(found[0].status, Status::Confirmed);
        assert_eq!(found[0].places[0].place, file("config.py", 7), "first where it is written");
        assert_eq!(found[0].places.len(), 2);
        let because = &found[0].status_because;
        assert!(because.contains("shows it: the cookie is sent without Secure"), "{because}");
        assert!(because.contains("is taken for shop:app in web"), "{because}");
    }

    #[test]
    fn a_live_reply_that_shows_the_opposite_mitigates_it() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.exchanges = vec![exchange(LOCAL, Kind::Production, None)];
        let mut report =
            judge(&[&rule_with("cookies/secure", cookie_rule)], &mut facts, &Options::default()).expect("known");
        assert_eq!(report.findings.len(), 1);
        let found = report.findings.remove(0);
        assert_eq!(found.status, Status::Mitigated);
        assert!(found.status_because.contains("shows the safe state"), "{}", found.status_because);
        assert_eq!(report.summary.counts.high, 0, "mitigated findings do not count");
    }

    #[test]
    fn a_reply_of_another_environment_changes_nothing() {
        let alone = judged(&mut world(&[("web", Kind::Production)]), &Options::default());
        for status in [200, 500] {
            let mut facts = world(&[("web", Kind::Production)]);
            let mut answer = exchange("http://10.0.0.5", Kind::Staging, Some("staging"));
            answer.status = status;
            facts.exchanges = vec![answer];
            let found = judged(&mut facts, &Options::default());
            let shop = found.iter().find(|f| f.subject == shop()).expect("the app's finding");
            assert_eq!((shop.status, shop.severity, shop.places.len()), (Status::Suspected, Severity::High, 1));
            assert_eq!(shop.fingerprint, alone[0].fingerprint);
            let others: Vec<_> = found.iter().filter(|f| f.subject != self::shop()).map(|f| f.severity).collect();
            assert!(others.iter().all(|s| *s == Severity::Info), "{others:?}");
        }
    }

    #[test]
    fn a_declared_staging_that_is_seen_stands_apart_from_production() {
        let mut facts = world(&[("web", Kind::Production), ("staging", Kind::Staging)]);
        let mut answer = exchange("http://10.0.0.5", Kind::Staging, Some("staging"));
        answer.status = 500;
        facts.exchanges = vec![answer];
        let found = judged(&mut facts, &Options::default());
        let shown: Vec<_> = found.iter().map(|f| (f.environment, f.status, f.severity)).collect();
        assert_eq!(
            shown,
            [(Kind::Production, Status::Suspected, Severity::High), (Kind::Staging, Status::Confirmed, Severity::Info)]
        );
        assert!(found[0].status_because.contains("says nothing about web"), "{}", found[0].status_because);
    }

    fn safe_in_the_files(facts: &Facts, out: &mut Verdicts) {
        let standing = within(0);
        out.passes(&shop(), standing, vec![Step::new(file("config.py", 7), "sets it to True")]);
        for exchange in &facts.exchanges {
            let places = vec![Step::new(reply(&exchange.url), "the cookie is sent without Secure")];
            out.fails(&shop(), standing, Strength::Proves, "The session cookie lacks Secure.", places);
        }
    }

    #[test]
    fn a_running_app_that_contradicts_its_files_is_confirmed_and_explained() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.exchanges = vec![exchange(LOCAL, Kind::Production, None)];
        let rule = rule_with("cookies/secure", safe_in_the_files);
        let found = judge(&[&rule], &mut facts, &Options::default()).expect("known").findings;
        assert_eq!((found.len(), found[0].status), (1, Status::Confirmed));
        let because = &found[0].status_because;
        assert!(because.contains("config.py:7 says otherwise (sets it to True)"), "{because}");
    }

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

    fn ignore(rules: &[&str], line: u32, reason: &str) -> InlineIgnore {
        let rules = rules.iter().map(|r| (*r).into()).collect();
        InlineIgnore { path: "config.py".into(), line, until: line + 1, rules, reason: reason.into() }
    }

    #[test]
    fn a_comment_above_the_line_accepts_the_finding_with_its_reason() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.ignores = vec![ignore(&["secure"], 6, "TLS ends elsewhere")];
        let found = judged(&mut facts, &Options::default());
        assert_eq!(found.len(), 1);
        let accepted = found[0].suppressed.as_ref().expect("suppressed");
        assert_eq!((&*accepted.by, &*accepted.reason), ("in-line", "TLS ends elsewhere"));
        assert_eq!(accepted.place.as_deref(), Some("config.py:6"));
    }

    #[test]
    fn an_ignore_that_is_unused_unknown_or_without_reason_is_reported() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.ignores = vec![ignore(&["cookies/secure"], 7, ""), ignore(&["cookies", "secur"], 40, "old")];
        let found = judged(&mut facts, &Options::default());
        let own: Vec<_> =
            found.iter().filter(|f| f.rule.starts_with("sneck/")).map(|f| (&*f.rule, &*f.message)).collect();
        assert_eq!(own[0].0, "sneck/ignore-without-reason");
        assert_eq!(own.len(), 3);
        assert!(own.contains(&("sneck/unused-ignore", "This ignore of `cookies` matches no finding.")), "{own:?}");
        let unknown = "This ignore has no effect: no rule is called `secur`; did you mean cookies/secure?";
        assert!(own.contains(&("sneck/unused-ignore", unknown)), "{own:?}");
    }

    #[test]
    fn an_absence_can_be_accepted_in_the_configuration() {
        let mut facts = world(&[("web", Kind::Production)]);
        let table = Accepted {
            rule: "cookies/*".into(),
            path: Some("conf*.py".into()),
            reason: "TLS ends at the load balancer".into(),
            file: "sneck.toml".into(),
            line: 3,
            ..Accepted::default()
        };
        let options = Options { accepted: vec![table.clone()], ..Options::default() };
        let found = judged(&mut facts, &options);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].suppressed.as_ref().map(|s| &*s.by), Some("sneck.toml"));
        let other = Accepted { path: Some("legacy/**".into()), ..table };
        let found = judged(&mut facts, &Options { accepted: vec![other], ..Options::default() });
        assert_eq!(found[0].suppressed, None);
        assert_eq!(found[1].rule, "sneck/unused-ignore");
    }

    #[test]
    fn ignores_of_an_untrusted_tree_are_shown_and_not_obeyed() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.ignores = vec![ignore(&["cookies/secure"], 7, "trust me")];
        let options = Options { obey_ignores: false, ..Options::default() };
        let found = judged(&mut facts, &options);
        assert_eq!(found[0].suppressed, None);
        assert!(found[0].message.ends_with("config.py:7 asks to ignore this and was not obeyed."));
    }

    #[test]
    fn an_ignore_of_a_rule_that_did_not_run_is_not_called_unused() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.ignores = vec![ignore(&["cookies/secure"], 40, "old")];
        let options = Options { ignore: vec!["cookies".into()], ..Options::default() };
        assert!(judged(&mut facts, &options).is_empty());
    }

    #[test]
    fn passes_make_no_findings() {
        let facts = facts(&[("web", Kind::Production)]);
        let rule = &crate::testing::SECURE;
        assert!(fold(&facts, &[passes(rule, within(0), &[(file("app.py", 1), "is on")])]).is_empty());
    }
}
