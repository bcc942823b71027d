//! What sneck reads of one project in one environment, and what its rules say of it.

use sneck_model::{Check, Environment, Facts, Key, Outcome, Standing, Value, Verdict, Verdicts};
use sneck_rules::RULES;
use sneck_rules::django::DEPLOY_CHECKS;

const SESSIONS: &str = "django.contrib.sessions.middleware.SessionMiddleware";

/// One project as one environment starts it.
pub struct Seen<'f> {
    /// The release of Django.
    pub django: (u32, u32),
    facts: &'f Facts,
    environment: &'f Environment,
    verdicts: Vec<(&'static str, Verdict)>,
}

impl<'f> Seen<'f> {
    /// None when the environment was not found.
    pub fn of(facts: &'f Facts, name: &str, pins: &str) -> Option<Self> {
        let environment = facts.environments.iter().find(|e| e.name == name)?;
        let here = |verdict: &Verdict| verdict.standing == Standing::Environment(environment.id);
        let verdicts = RULES.iter().filter(|rule| answers(rule.id)).flat_map(|rule| {
            let mut out = Verdicts::default();
            if let Check::Native(check) = rule.check {
                check(facts, &mut out);
            }
            out.into_vec().into_iter().map(|verdict| (rule.id, verdict))
        });
        let verdicts = verdicts.filter(|(_, verdict)| here(verdict)).collect();
        Some(Self { django: release(pins)?, facts, environment, verdicts })
    }

    /// The effective value of a setting.
    pub fn value(&self, key: Key) -> Option<&'f Value> {
        self.facts.settings_of(key).find(|s| s.standing == self.environment.id.into()).map(|s| &s.value)
    }

    /// Its truth; none when it is not known.
    pub fn truth(&self, key: Key) -> Option<bool> {
        self.value(key).map_or(Some(false), Value::truth)
    }

    /// Told of and off; none when it is not known.
    pub fn is_off(&self, key: Key) -> Option<bool> {
        self.value(key).map_or(Some(false), |value| value.truth().map(|on| !on))
    }

    /// The value of a header, none inside when it is not sent.
    pub fn header(&self, key: Key) -> Option<Option<&'f str>> {
        match self.value(key) {
            None | Some(Value::None) => Some(None),
            Some(Value::Text(text)) => Some(Some(text)),
            Some(_) => None,
        }
    }

    /// Whether the project runs a middleware.
    pub fn runs(&self, class: &str) -> Option<bool> {
        match self.value(Key::MIDDLEWARE) {
            None | Some(Value::None) => Some(false),
            Some(Value::List(all)) if all.iter().all(|one| one.text().is_some()) => {
                Some(all.iter().any(|one| one.text() == Some(class)))
            }
            Some(_) => None,
        }
    }

    /// Whether sessions are kept: by the middleware, or by an app that is installed without it, which is told of
    /// all environments together.
    pub fn keeps_sessions(&self) -> Option<bool> {
        let elsewhere = self.facts.apps.iter().any(|app| app.uses_sessions.is_some());
        match self.runs(SESSIONS) {
            Some(false) if elsewhere && self.facts.environments.len() > 1 => None,
            Some(false) => Some(elsewhere),
            runs => runs,
        }
    }

    /// Whether a finding names a check of Django; none when the rule that answers it could not tell.
    pub fn names(&self, id: &str) -> Option<bool> {
        let fails = |v: &Verdict| matches!(v.outcome, Outcome::Fails(_));
        let named = self.verdicts.iter().any(|(_, v)| fails(v) && v.says.contains(id));
        let owner = DEPLOY_CHECKS.iter().find(|check| check.id == id).and_then(|check| check.rule);
        let untold = |(rule, v): &(&str, Verdict)| Some(*rule) == owner && matches!(v.outcome, Outcome::Unknown(_));
        (named || !self.verdicts.iter().any(untold)).then_some(named)
    }
}

/// A rule that answers a check of Django. Of keys, the most telling rule does.
fn answers(rule: &str) -> bool {
    rule.starts_with("secrets/") || DEPLOY_CHECKS.iter().any(|check| check.rule == Some(rule))
}

/// The numbers of `Django==5.2.19`.
fn release(pins: &str) -> Option<(u32, u32)> {
    let mut numbers = pins.trim().split_once("==")?.1.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}
