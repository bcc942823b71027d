//! Small builders for the tests of this room.

use crate::judge::{Options, judge};
use sneck_model::{
    App, AppId, Check, Environment, EnvironmentId, Exchange, Facts, Finding, Framework, Key, Kind, Launch, Layer,
    Literal, LiteralForm, Origin, Outcome, Place, Rule, Scope, Secret, Server, Setting, Severity, Standing, Step,
    Strength, Subject, Value, Verdict, Verdicts, Version,
};

pub(crate) static DEBUG: Rule = rule_called("app/debug-mode");
pub(crate) static SECURE: Rule = rule_called("cookies/secure");
pub(crate) static HSTS: Rule = Rule { severity: Severity::Medium, ..rule_called("headers/hsts") };

pub(crate) const fn rule_called(id: &'static str) -> Rule<'static> {
    rule_with(id, |_, _| {})
}

pub(crate) const fn rule_with(id: &'static str, check: fn(&Facts, &mut Verdicts)) -> Rule<'static> {
    Rule {
        id,
        title: "Something is unsafe",
        severity: Severity::High,
        checklist: "Something is safe",
        why: "It matters.",
        remedy: "Turn it off.",
        remedies: &[],
        references: &[],
        cwe: &[],
        since: "0.1",
        examples: &[],
        asks: None,
        check: Check::Native(check),
        mend: None,
    }
}

pub(crate) fn shop() -> Subject {
    Subject::app("shop:app")
}

pub(crate) fn file(path: &str, line: u32) -> Place {
    Place::File { layer: Layer::Code, path: path.into(), line, column: 1, width: 5 }
}

pub(crate) fn reply(url: &str) -> Place {
    Place::Reply { url: url.into(), part: "header set-cookie".into() }
}

/// Facts with environments of these names and kinds; ids count from 0.
pub(crate) fn facts(environments: &[(&str, Kind)]) -> Facts {
    let environments = environments.iter().zip(0..).map(|((name, kind), id)| environment(id, name, *kind)).collect();
    Facts { environments, ..Facts::default() }
}

fn environment(id: u32, name: &str, kind: Kind) -> Environment {
    Environment {
        id: EnvironmentId(id),
        name: name.into(),
        kind,
        kind_because: "the test says so".into(),
        launch: Launch { server: Server::Gunicorn, command: "gunicorn shop:app".into(), place: None },
        container: false,
        variables: Vec::new(),
        open: Vec::new(),
    }
}

pub(crate) fn within(id: u32) -> Standing {
    Standing::Environment(EnvironmentId(id))
}

pub(crate) fn fails(rule: &Rule, standing: Standing, places: &[(Place, &str)]) -> Verdict {
    verdict(rule, standing, Outcome::Fails(Strength::Shows), places)
}

pub(crate) fn passes(rule: &Rule, standing: Standing, places: &[(Place, &str)]) -> Verdict {
    verdict(rule, standing, Outcome::Passes, places)
}

pub(crate) fn unknown(rule: &Rule, standing: Standing, why: &str) -> Verdict {
    verdict(rule, standing, Outcome::Unknown(why.into()), &[])
}

fn verdict(rule: &Rule, standing: Standing, outcome: Outcome, places: &[(Place, &str)]) -> Verdict {
    Verdict {
        rule: rule.id.into(),
        subject: shop(),
        standing,
        outcome,
        severity: None,
        says: "It is unsafe.".into(),
        fix: String::new(),
        by: None,
        places: places.iter().map(|(place, says)| Step::new(place.clone(), *says)).collect(),
    }
}

pub(crate) fn exchange(url: &str, kind: Kind, name: Option<&str>) -> Exchange {
    let origin = Origin { url: url.into(), kind, name: name.map(Into::into) };
    Exchange::new(origin, "GET", format!("{url}/"), 200)
}

pub(crate) fn app(name: &str, kind: Kind) -> App {
    App {
        id: AppId(0),
        subject: Subject::app(name),
        framework: Framework::Flask,
        version: Version::Newest,
        kind,
        created: file("app.py", 1),
        uses_sessions: None,
        renders_html: None,
        reads_uploads: None,
        takes_forms: None,
        configures_logging: None,
    }
}

pub(crate) fn port(app: &str, environment: u32, number: i64) -> Setting {
    setting(app, environment, Key::SERVER_PORT, "port", Value::Int(number), file("gunicorn.conf.py", 1))
}

pub(crate) fn setting(app: &str, environment: u32, key: Key, raw: &str, value: Value, place: Place) -> Setting {
    Setting {
        component: Subject::app(app),
        scope: Scope::default(),
        key,
        raw: raw.into(),
        value,
        standing: EnvironmentId(environment).into(),
        because: vec![Step::new(place, "sets it")],
    }
}

pub(crate) fn literal(name: &str, secret: &str, place: Place) -> Literal {
    Literal {
        name: name.into(),
        form: LiteralForm::Named,
        value: Secret::new(secret),
        user: None,
        service: None,
        place,
        kind: Kind::Production,
    }
}

/// `SESSION_COOKIE_SECURE` is off at `config.py:7` in every environment.
pub(crate) fn cookie_rule(facts: &Facts, out: &mut Verdicts) {
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

/// Facts with the shop in environments of these names and kinds.
pub(crate) fn world(environments: &[(&str, Kind)]) -> Facts {
    let mut facts = facts(environments);
    facts.apps = vec![app("shop:app", Kind::Production)];
    facts
}

/// What that rule finds.
pub(crate) fn judged(facts: &mut Facts, options: &Options) -> Vec<Finding> {
    let rule = rule_with("cookies/secure", cookie_rule);
    judge(&[&rule], facts, options).expect("known rules").findings
}
