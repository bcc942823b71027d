//! What the chosen rules want to ask of something running.

use std::sync::Arc;

use sneck_model::{Ask, Check, Facts, NotLookedAt, Question, Rule};

use crate::own::OWN_RULES;
use crate::run::{failed, guard};
use crate::select::{UnknownRule, select};
use crate::{Options, bind, template};

/// The questions of the chosen rules, in the order of the rules, and rules that could not say what they ask.
#[derive(Debug, Default)]
pub struct Asked {
    /// The questions.
    pub asks: Vec<Ask>,
    /// Rules that failed.
    pub not_looked_at: Vec<NotLookedAt>,
}

/// What the chosen rules ask, from what is known after discovery. Fills the bindings of `facts`. A rule cannot ask
/// anybody but the origins of the facts. Fails only when a chosen rule does not exist.
pub fn asks(rules: &[&Rule], facts: &mut Facts, options: &Options) -> Result<Asked, UnknownRule> {
    let rules: Vec<&Rule> = rules.iter().chain(OWN_RULES).copied().collect();
    let chosen = select(&rules, &options.select, &options.ignore)?;
    bind(facts);
    let mut asked = Asked::default();
    for rule in chosen {
        match guard(|| wanted(rule, facts)) {
            Ok(all) => asked.asks.extend(all.into_iter().filter(|ask| known(facts, ask)).map(|ask| of(rule, ask))),
            Err(at) => asked.not_looked_at.push(failed(rule, &format!("its questions could not be made{at}"))),
        }
    }
    Ok(asked)
}

fn wanted(rule: &Rule, facts: &Facts) -> Vec<Ask> {
    match rule.check {
        Check::Template(asks) => template::asks(asks, facts),
        Check::Native(_) | Check::Expression(_) => rule.asks.map(|wants| wants(facts)).unwrap_or_default(),
    }
}

fn of(rule: &Rule, ask: Ask) -> Ask {
    Ask { rule: Arc::from(rule.id), ..ask }
}

fn known(facts: &Facts, ask: &Ask) -> bool {
    let origin = match &ask.question {
        Question::Request(request) => &request.origin,
        Question::Script(script) => &script.origin,
    };
    facts.origins.iter().any(|known| known.url == origin.url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{exchange, rule_called};
    use sneck_model::{Kind, Origin};

    fn git(facts: &Facts) -> Vec<Ask> {
        facts.origins.iter().map(|origin| Ask::get(origin, "/.git/HEAD", "whether the repository is served")).collect()
    }

    fn elsewhere(facts: &Facts) -> Vec<Ask> {
        let foreign = Origin { url: "http://elsewhere.test".into(), ..facts.origins[0].clone() };
        vec![Ask::get(&foreign, "/", "whether it leaves")]
    }

    fn panics(_: &Facts) -> Vec<Ask> {
        panic!("hunter2")
    }

    #[test]
    fn questions_carry_the_rule_and_stay_with_the_origins_that_are_audited() {
        let rules = [
            Rule { asks: Some(git), ..rule_called("exposure/git") },
            Rule { asks: Some(elsewhere), ..rule_called("exposure/elsewhere") },
            Rule { asks: Some(panics), ..rule_called("exposure/panics") },
        ];
        let answer = exchange("http://127.0.0.1:8000", Kind::Production, None);
        let mut facts = Facts { origins: vec![answer.origin], ..Facts::default() };
        let all: Vec<&Rule> = rules.iter().collect();
        let asked = asks(&all, &mut facts, &Options::default()).expect("known");
        assert_eq!(asked.asks.len(), 1);
        assert_eq!(&*asked.asks[0].rule, "exposure/git");
        assert_eq!(asked.not_looked_at.len(), 1);
        assert!(!asked.not_looked_at[0].why.contains("hunter2"));
        let ignored = Options { ignore: vec!["exposure".into()], ..Options::default() };
        assert!(asks(&all, &mut facts, &ignored).expect("known").asks.is_empty());
    }
}
