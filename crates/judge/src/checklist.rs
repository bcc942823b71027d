//! The hardening checklist: one item per state to be in, with what was looked at.

use std::collections::BTreeMap;

use sneck_model::{ChecklistItem, Facts, ItemState, Kind, Outcome, Rule, Step, Verdict};

use crate::cause::add_steps;

/// The most evidence that an item shows.
const EVIDENCE: usize = 5;

/// One item per text of the rules, in the order of the rules. Only production is asked about.
pub(crate) fn items(rules: &[&Rule], facts: &Facts, verdicts: &[Verdict]) -> Vec<ChecklistItem> {
    let mut by_text: Vec<(&str, Vec<&Rule>)> = Vec::new();
    for rule in rules {
        match by_text.iter_mut().find(|(text, _)| *text == rule.checklist) {
            Some((_, same)) => same.push(rule),
            None => by_text.push((rule.checklist, vec![rule])),
        }
    }
    let mut by_rule: BTreeMap<&str, Vec<&Verdict>> = BTreeMap::new();
    for verdict in verdicts.iter().filter(|v| facts.kind(v.standing) == Kind::Production) {
        by_rule.entry(&verdict.rule).or_default().push(verdict);
    }
    by_text.into_iter().map(|(text, rules)| item(text, &rules, &by_rule)).collect()
}

fn item(text: &str, rules: &[&Rule], by_rule: &BTreeMap<&str, Vec<&Verdict>>) -> ChecklistItem {
    let said: Vec<&Verdict> = rules.iter().filter_map(|r| by_rule.get(r.id)).flatten().copied().collect();
    let (state, deciding) = decide(&said);
    let mut evidence: Vec<Step> = Vec::new();
    for verdict in &deciding {
        add_steps(&mut evidence, verdict.places.first());
    }
    evidence.truncate(EVIDENCE);
    let rules = rules.iter().map(|r| r.id.into()).collect();
    ChecklistItem { item: text.into(), state, rules, evidence, open: reasons(&deciding) }
}

/// Why it cannot be told: each reason once.
fn reasons(deciding: &[&Verdict]) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for verdict in deciding {
        match &verdict.outcome {
            Outcome::Unknown(why) if !reasons.contains(why) => reasons.push(why.clone()),
            _ => {}
        }
    }
    reasons.truncate(EVIDENCE);
    reasons
}

/// One failure fails the item, one unknown leaves it open; it passes only when something was looked at.
fn decide<'a>(said: &[&'a Verdict]) -> (ItemState, Vec<&'a Verdict>) {
    let fails = |v: &&Verdict| matches!(v.outcome, Outcome::Fails(_)) && !mitigated(v, said);
    let open = |v: &&Verdict| matches!(v.outcome, Outcome::Unknown(_)) && !answered(v, said);
    let groups = [
        (ItemState::Fail, said.iter().copied().filter(fails).collect::<Vec<_>>()),
        (ItemState::Unknown, said.iter().copied().filter(open).collect()),
        (ItemState::Pass, said.iter().copied().filter(|v| v.outcome == Outcome::Passes).collect()),
    ];
    let decided = groups.into_iter().find(|(_, deciding)| !deciding.is_empty());
    decided.unwrap_or((ItemState::NotApplicable, Vec::new()))
}

/// Written unsafe, but seen safe in the same environment and not seen unsafe there.
fn mitigated(fails: &Verdict, said: &[&Verdict]) -> bool {
    let seen =
        |outcome: &dyn Fn(&Outcome) -> bool| said.iter().any(|v| same(v, fails) && v.observed() && outcome(&v.outcome));
    seen(&|o| *o == Outcome::Passes) && !seen(&|o| matches!(o, Outcome::Fails(_)))
}

/// What the files leave open was seen in the running app.
fn answered(unknown: &Verdict, said: &[&Verdict]) -> bool {
    said.iter().any(|v| same(v, unknown) && v.observed() && v.outcome == Outcome::Passes)
}

fn same(a: &Verdict, b: &Verdict) -> bool {
    a.rule == b.rule && a.subject == b.subject && a.standing == b.standing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{DEBUG, HSTS, facts, fails, file, passes, reply, unknown, within};

    fn state(verdicts: &[Verdict]) -> ItemState {
        let facts = facts(&[("web", Kind::Production), ("dev", Kind::Development)]);
        items(&[&DEBUG, &HSTS], &facts, verdicts)[0].state
    }

    #[test]
    fn an_item_passes_only_on_what_was_looked_at() {
        let (app, seen) = ([(file("app.py", 1), "is off")], [(reply("http://127.0.0.1/"), "is off")]);
        let on = [(file("app.py", 1), "is on")];
        let table = [
            (vec![], ItemState::NotApplicable),
            (vec![passes(&DEBUG, within(0), &app)], ItemState::Pass),
            (vec![passes(&DEBUG, within(0), &app), unknown(&HSTS, within(0), "unclear")], ItemState::Unknown),
            (vec![unknown(&DEBUG, within(0), "unclear"), fails(&HSTS, within(0), &on)], ItemState::Fail),
            (vec![fails(&DEBUG, within(0), &on), passes(&DEBUG, within(0), &seen)], ItemState::Pass),
            (vec![unknown(&DEBUG, within(0), "unclear"), passes(&DEBUG, within(0), &seen)], ItemState::Pass),
            (vec![fails(&DEBUG, within(1), &on)], ItemState::NotApplicable),
        ];
        for (verdicts, expected) in table {
            assert_eq!(state(&verdicts), expected, "{verdicts:?}");
        }
    }

    #[test]
    fn rules_with_one_text_share_an_item_that_shows_the_evidence() {
        let facts = facts(&[("web", Kind::Production)]);
        let all = items(&[&DEBUG, &HSTS], &facts, &[passes(&HSTS, within(0), &[(file("app.py", 7), "sets it")])]);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].rules, ["app/debug-mode", "headers/hsts"]);
        assert_eq!(all[0].evidence[0].place, file("app.py", 7));
    }
}
