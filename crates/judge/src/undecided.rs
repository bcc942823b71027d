//! What rules could not tell, in few rows.

use std::collections::{BTreeMap, BTreeSet};

use sneck_model::{Facts, Kind, NotLookedAt, Outcome, Standing, Subject, Verdict};

type Names = BTreeSet<String>;

/// One row per reason and subject, with the rules that it stopped. Only production: elsewhere even a
/// certain weakness is no more than good to know. A rule that failed on other evidence is not undecided.
pub(crate) fn rows(facts: &Facts, verdicts: &[Verdict]) -> Vec<NotLookedAt> {
    let failed: BTreeSet<_> = verdicts.iter().filter(|v| is_failure(v)).map(place_of).collect();
    let mut by_rule: BTreeMap<(&Subject, &str, &str), Names> = BTreeMap::new();
    for verdict in verdicts.iter().filter(|v| facts.kind(v.standing) == Kind::Production) {
        let Outcome::Unknown(why) = &verdict.outcome else { continue };
        if !failed.contains(&place_of(verdict)) {
            let names = by_rule.entry((&verdict.subject, why, &verdict.rule)).or_default();
            names.extend(environment(facts, verdict.standing));
        }
    }
    let mut rows: BTreeMap<(&Subject, &str, Names), Vec<&str>> = BTreeMap::new();
    for ((subject, why, rule), names) in by_rule {
        rows.entry((subject, why, names)).or_default().push(rule);
    }
    rows.into_iter().map(|((subject, why, names), rules)| row(subject, why, names, &rules)).collect()
}

fn is_failure(verdict: &Verdict) -> bool {
    matches!(verdict.outcome, Outcome::Fails(_))
}

fn place_of(verdict: &Verdict) -> (&str, &Subject, Standing) {
    (&verdict.rule, &verdict.subject, verdict.standing)
}

fn environment(facts: &Facts, standing: Standing) -> Option<String> {
    match standing {
        Standing::Environment(id) => facts.environment(id).map(|e| e.name.clone()),
        Standing::Kind(_) => None,
    }
}

fn row(subject: &Subject, why: &str, names: Names, rules: &[&str]) -> NotLookedAt {
    let names: Vec<_> = names.into_iter().collect();
    let within = if names.is_empty() { String::new() } else { format!(" in {}", names.join(", ")) };
    NotLookedAt { what: format!("{} of {subject}{within}", rules.join(", ")), why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{DEBUG, HSTS, SECURE, facts, fails, file, unknown, within};

    #[test]
    fn one_reason_is_one_row_for_all_rules_and_environments() {
        let facts = facts(&[("compose.yaml#web", Kind::Production), ("Procfile#web", Kind::Production)]);
        let why = "the platform may set it";
        let verdicts = [
            unknown(&DEBUG, within(0), why),
            unknown(&DEBUG, within(1), why),
            unknown(&SECURE, within(0), why),
            unknown(&SECURE, within(1), why),
            unknown(&HSTS, within(0), "another reason"),
        ];
        let rows = rows(&facts, &verdicts);
        let what: Vec<_> = rows.iter().map(|r| &*r.what).collect();
        let both = "app/debug-mode, cookies/secure of shop:app in Procfile#web, compose.yaml#web";
        assert_eq!(what, ["headers/hsts of shop:app in compose.yaml#web", both]);
    }

    #[test]
    fn what_failed_on_other_evidence_is_not_undecided() {
        let facts = facts(&[("web", Kind::Production), ("dev", Kind::Development)]);
        let verdicts = [
            unknown(&DEBUG, within(0), "unclear"),
            fails(&DEBUG, within(0), &[(file("app.py", 1), "is on")]),
            unknown(&SECURE, within(1), "only development"),
        ];
        assert!(rows(&facts, &verdicts).is_empty());
    }
}
