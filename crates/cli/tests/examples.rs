//! Every rule's examples, read and judged as a project would be.

use sneck_model::{Check, Example, Facts, Kind, Outcome, Rule, Severity, Verdict, Verdicts};
use sneck_rules::RULES;

/// What a rule says of a world.
fn verdicts(rule: &Rule, facts: &Facts) -> Vec<Verdict> {
    let mut out = Verdicts::default();
    let Check::Native(check) = rule.check;
    check(facts, &mut out);
    out.into_vec()
}

/// The failures in production that are worse than info; for a rule of severity info, all of them.
fn counted(rule: &Rule, facts: &Facts) -> Vec<Verdict> {
    let above = |v: &Verdict| rule.severity == Severity::Info || v.severity.unwrap_or(rule.severity) > Severity::Info;
    let fails = |v: &Verdict| matches!(v.outcome, Outcome::Fails(_)) && facts.kind(v.standing) == Kind::Production;
    verdicts(rule, facts).into_iter().filter(|v| fails(v) && above(v)).collect()
}

/// What is wrong with an example, in words; nothing when it holds.
fn fault(rule: &Rule, example: &Example) -> Option<String> {
    let tree = match sneck_read::world::parse(example.world()) {
        Ok(tree) => tree,
        Err(error) => return Some(format!("is no world: line {}: {}", error.line, error.why)),
    };
    let facts = sneck_read::facts(&tree);
    let found = counted(rule, &facts);
    match (example, found.first()) {
        (Example::Bad(_), None) => Some("is bad, and nothing was found".into()),
        (Example::Good(_), Some(v)) => {
            let at = v.places.first().map(|s| s.place.to_string()).unwrap_or_default();
            Some(format!("is good, and yet: {} ({at})", v.says))
        }
        _ => None,
    }
}

/// The examples that do not hold, each with its rule, its number and its text.
fn broken(rule: &Rule) -> Vec<String> {
    let told = |(n, example): (usize, &Example)| {
        let why = fault(rule, example)?;
        Some(format!("{}, example {} {why}\n{}", rule.id, n + 1, example.world()))
    };
    rule.examples.iter().enumerate().filter_map(told).collect()
}

#[test]
#[ignore = "until the readers of Python and of worlds have landed"]
fn every_example_is_judged_as_it_says() {
    let broken: Vec<String> = RULES.iter().flat_map(|rule| broken(rule)).collect();
    assert!(broken.is_empty(), "{} examples do not hold:\n\n{}", broken.len(), broken.join("\n\n"));
}

#[test]
#[ignore = "until the readers of Python and of worlds have landed"]
fn a_good_example_is_read() {
    for rule in RULES {
        for example in rule.examples {
            let tree = sneck_read::world::parse(example.world()).expect(rule.id);
            assert!(!tree.files.is_empty() || !tree.exchanges.is_empty(), "an example of {} is empty", rule.id);
        }
    }
}
