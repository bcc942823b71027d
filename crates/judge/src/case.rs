//! A case: all that was said of one weakness of one thing in one environment.

use std::collections::{BTreeMap, HashMap};

use sneck_model::{Facts, Kind, Outcome, Rule, Severity, Standing, Step, Strength, Subject, Verdict};

use crate::cause::{Causes, add_steps, same_spot};

/// Failing verdicts of one rule about one subject in one standing, with the passing ones beside them.
pub(crate) struct Case<'a> {
    pub(crate) rule: &'a Rule<'a>,
    pub(crate) subject: &'a Subject,
    pub(crate) standing: Standing,
    pub(crate) kind: Kind,
    /// The literal or setting at its root, where one has a name.
    pub(crate) name: Option<&'a str>,
    /// The one that leads is first. Never empty.
    pub(crate) fails: Vec<&'a Verdict>,
    pub(crate) passes: Vec<&'a Verdict>,
}

type Key<'a> = (&'a str, &'a Subject, Standing);

/// Groups verdicts into cases, in a stable order.
pub(crate) fn cases<'a>(rules: &[&'a Rule<'a>], facts: &'a Facts, verdicts: &'a [Verdict]) -> Vec<Case<'a>> {
    let causes = Causes::new(facts);
    let known: HashMap<&str, &Rule> = rules.iter().map(|rule| (rule.id, *rule)).collect();
    let mut groups: BTreeMap<Key<'a>, Vec<&'a Verdict>> = BTreeMap::new();
    for verdict in verdicts {
        groups.entry((&verdict.rule, &verdict.subject, verdict.standing)).or_default().push(verdict);
    }
    let mut all = Vec::new();
    for ((id, subject, standing), group) in groups {
        let Some(rule) = known.get(id) else { continue };
        let passes: Vec<_> = group.iter().copied().filter(|v| v.outcome == Outcome::Passes).collect();
        for fails in by_literal(&causes, &group) {
            let name = causes.name(fails[0]);
            let kind = facts.kind(standing);
            all.push(Case { rule, subject, standing, kind, name, fails, passes: passes.clone() });
        }
    }
    all
}

/// Failing verdicts, split by the literal that each is about. What was seen running is about no literal
/// of its own and joins the first.
fn by_literal<'a>(causes: &Causes<'a>, group: &[&'a Verdict]) -> Vec<Vec<&'a Verdict>> {
    let mut fails: Vec<_> = group.iter().copied().filter(|v| matches!(v.outcome, Outcome::Fails(_))).collect();
    fails.sort_by(|a, b| leading(a).cmp(&leading(b)));
    let mut split: Vec<(Option<&str>, Vec<&Verdict>)> = Vec::new();
    for verdict in fails {
        let literal = causes.apart(verdict);
        let joins = |other: &Option<&str>| *other == literal || (literal.is_none() && verdict.observed());
        match split.iter_mut().find(|(other, _)| joins(other)) {
            Some((_, same)) => same.push(verdict),
            None => split.push((literal, vec![verdict])),
        }
    }
    split.into_iter().map(|(_, same)| same).collect()
}

/// What is written somewhere leads, for there it is mended; then the worst, then the surest.
fn leading(verdict: &Verdict) -> impl Ord {
    let severity = std::cmp::Reverse(verdict.severity);
    (starts_live(verdict), severity, std::cmp::Reverse(strength(verdict)), verdict.places.clone())
}

fn starts_live(verdict: &Verdict) -> bool {
    use sneck_model::Layer;
    verdict.places.first().is_some_and(|s| matches!(s.place.layer(), Layer::Live | Layer::Host))
}

/// How sure a failing verdict is.
pub(crate) fn strength(verdict: &Verdict) -> Strength {
    match verdict.outcome {
        Outcome::Fails(strength) => strength,
        _ => Strength::Suggests,
    }
}

impl Case<'_> {
    /// The verdict that says where and why.
    pub(crate) fn lead(&self) -> &Verdict {
        self.fails[0]
    }

    /// Where the unsafe value is written, or belongs.
    pub(crate) fn first(&self) -> &Step {
        &self.lead().places[0]
    }

    /// Production decides; everywhere else a weakness is good to know.
    pub(crate) fn severity(&self) -> Severity {
        let worst = self.fails.iter().map(|v| v.severity.unwrap_or(self.rule.severity)).max();
        if self.kind == Kind::Production { worst.unwrap_or(self.rule.severity) } else { Severity::Info }
    }

    /// The surest of them.
    pub(crate) fn strength(&self) -> Strength {
        self.fails.iter().map(|v| strength(v)).max().unwrap_or(Strength::Suggests)
    }

    /// The chain of the leading verdict, then what the others add.
    pub(crate) fn places(&self) -> Vec<Step> {
        let mut chain = self.lead().places.clone();
        for verdict in &self.fails[1..] {
            add_steps(&mut chain, &verdict.places);
        }
        chain
    }

    /// Places, apart from the first, where the same fault starts.
    pub(crate) fn elsewhere(&self) -> usize {
        self.starts(|_| true)
    }

    /// Those of them where it is as bad as what leads.
    pub(crate) fn elsewhere_as_bad(&self) -> usize {
        self.starts(|v| v.severity == self.lead().severity)
    }

    fn starts(&self, counts: impl Fn(&Verdict) -> bool) -> usize {
        let mut starts = vec![self.first()];
        for verdict in self.fails.iter().filter(|v| !starts_live(v) && counts(v)) {
            if !starts.iter().any(|s| same_spot(&s.place, &verdict.places[0].place)) {
                starts.push(&verdict.places[0]);
            }
        }
        starts.len() - 1
    }

    /// The environment's name, or the kind where none decides.
    pub(crate) fn environment(&self, facts: &Facts) -> String {
        match self.standing {
            Standing::Environment(id) => facts.environment(id).map(|e| e.name.clone()),
            Standing::Kind(_) => None,
        }
        .unwrap_or_else(|| self.kind.name().into())
    }
}
