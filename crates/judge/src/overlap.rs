//! One cause, one finding: where several rules see the same fault, the most telling one owns it.

use sneck_model::{Facts, Outcome, Verdict};

use crate::cause::{Causes, add_steps, same_spot};

/// Rules that can see the same fault; an earlier one owns it. The catalogue's "Where rows overlap".
const OWNERS: &[&[&str]] = &[
    &[
        "secrets/weak-secret-key",
        "secrets/secret-key-fallback",
        "secrets/hardcoded-secret-key",
        "secrets/hardcoded-credential",
    ],
    &["accounts/default-credentials", "secrets/hardcoded-credential", "secrets/in-image"],
    &["accounts/default-credentials", "accounts/no-forced-change", "secrets/hardcoded-credential"],
    &["accounts/default-account-enabled", "secrets/hardcoded-credential"],
    &["secrets/hardcoded-secret-key", "secrets/in-image"],
    &["deploy/ci-secrets", "secrets/hardcoded-credential"],
    &["exposure/static-sensitive-file", "secrets/private-key-file"],
    &["exposure/static-sensitive-file", "secrets/env-file-committed", "secrets/env-file-not-ignored"],
    &["exposure/api-docs", "app/unused-features"],
    &["exposure/debug-endpoint", "app/unused-features"],
    &["network/exposed-service", "app/bind-all-interfaces"],
];

/// Drops failures whose cause a more telling rule reports where it matters at least as much; their
/// places join that rule's chain.
pub(crate) fn absorb(facts: &Facts, verdicts: Vec<Verdict>) -> Vec<Verdict> {
    let causes = Causes::new(facts);
    let listed: Vec<usize> = (0..verdicts.len()).filter(|at| is_listed_failure(&verdicts[*at])).collect();
    let mut owners: Vec<Option<usize>> = vec![None; verdicts.len()];
    for &loser in &listed {
        let owner = listed.iter().find(|winner| owns(facts, &causes, &verdicts[**winner], &verdicts[loser]));
        owners[loser] = owner.copied();
    }
    let mut kept = verdicts.clone();
    for (loser, owner) in owners.iter().enumerate() {
        if let Some(owner) = owner.map(|first| last_owner(&owners, first)) {
            add_steps(&mut kept[owner].places, &verdicts[loser].places);
        }
    }
    kept.into_iter().zip(owners).filter(|(_, owner)| owner.is_none()).map(|(verdict, _)| verdict).collect()
}

/// An owner may itself be owned. The table has no circles: positions in a row only go down.
fn last_owner(owners: &[Option<usize>], first: usize) -> usize {
    let mut at = first;
    for _ in 0..owners.len() {
        match owners[at] {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

fn is_listed_failure(verdict: &Verdict) -> bool {
    matches!(verdict.outcome, Outcome::Fails(_)) && OWNERS.iter().any(|row| row.contains(&&*verdict.rule))
}

fn owns(facts: &Facts, causes: &Causes, winner: &Verdict, loser: &Verdict) -> bool {
    outranks(&winner.rule, &loser.rule)
        && facts.kind(winner.standing) <= facts.kind(loser.standing)
        && same_cause(causes, winner, loser)
}

fn outranks(winner: &str, loser: &str) -> bool {
    OWNERS.iter().any(|row| {
        let at = |rule: &str| row.iter().position(|r| *r == rule);
        matches!((at(winner), at(loser)), (Some(w), Some(l)) if w < l)
    })
}

/// The first place of one is in the chain of the other, or both are about the same setting of the same thing.
fn same_cause(causes: &Causes, a: &Verdict, b: &Verdict) -> bool {
    let leads = |first: &Verdict, chain: &Verdict| {
        first.places.first().is_some_and(|s| chain.places.iter().any(|c| same_spot(&s.place, &c.place)))
    };
    let name = causes.name(a);
    leads(a, b) || leads(b, a) || (a.subject == b.subject && name.is_some() && name == causes.name(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{facts, fails, file, rule_called, within};
    use sneck_model::{Kind, Standing};

    fn rules_left(verdicts: Vec<Verdict>) -> Vec<String> {
        let facts = facts(&[("web", Kind::Production), ("dev", Kind::Development)]);
        absorb(&facts, verdicts).into_iter().map(|v| v.rule).collect()
    }

    #[test]
    fn a_guessable_key_is_reported_once_by_the_most_telling_rule() {
        let place = || file("config.py", 3);
        let weak = fails(&rule_called("secrets/weak-secret-key"), within(0), &[(place(), "a word")]);
        let fallback = fails(&rule_called("secrets/secret-key-fallback"), within(0), &[(place(), "a default")]);
        let literal = fails(
            &rule_called("secrets/hardcoded-secret-key"),
            Standing::Kind(Kind::Production),
            &[(place(), "a literal"), (file("app.py", 9), "used here")],
        );
        assert_eq!(rules_left(vec![literal.clone(), fallback.clone(), weak.clone()]), ["secrets/weak-secret-key"]);
        let facts = facts(&[("web", Kind::Production)]);
        let kept = absorb(&facts, vec![literal, fallback, weak]);
        assert_eq!(kept[0].places.len(), 2, "the chain keeps what the others saw");
    }

    #[test]
    fn an_owner_that_only_speaks_of_development_takes_nothing_from_production() {
        let weak = fails(&rule_called("secrets/weak-secret-key"), within(1), &[(file("config.py", 3), "a word")]);
        let literal =
            fails(&rule_called("secrets/hardcoded-secret-key"), within(0), &[(file("config.py", 3), "a literal")]);
        assert_eq!(rules_left(vec![weak, literal]).len(), 2);
    }

    #[test]
    fn different_causes_stay_apart() {
        let pair = fails(&rule_called("accounts/default-credentials"), within(0), &[(file("seed.py", 3), "admin")]);
        let literal =
            fails(&rule_called("secrets/hardcoded-credential"), within(0), &[(file("seed.py", 8), "a literal")]);
        assert_eq!(rules_left(vec![pair, literal]).len(), 2);
    }
}
