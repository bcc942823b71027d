//! Says which declared app, in which declared environment, answered at an origin.

use std::collections::{BTreeMap, BTreeSet};

use sneck_model::{App, Binding, Environment, Facts, Key, Kind, NotLookedAt, Origin, Transport, Value};

use crate::running::served;

/// Fills `facts.bindings` from the recorded answers. An origin that fits several apps or environments
/// stays unbound, unless a port or an address in the configuration decides; `facts.not_looked_at` says why.
pub fn bind(facts: &mut Facts) {
    let seen = facts.exchanges.iter().map(|exchange| &exchange.origin);
    let origins = seen.chain(facts.tls.iter().map(|endpoint| &endpoint.origin));
    let origins: BTreeMap<&str, &Origin> = origins.map(|origin| (&*origin.url, origin)).collect();
    let missing = origins.values().filter(|o| facts.bindings.iter().all(|b| b.origin != o.url));
    let (mut found, mut unbound) = (Vec::new(), Vec::new());
    for origin in missing {
        match binding(facts, origin) {
            Ok(binding) => found.push(binding),
            Err(why) => unbound.push(NotLookedAt { what: format!("which app answers at {}", origin.url), why }),
        }
    }
    facts.bindings.extend(found);
    facts.not_looked_at.extend(unbound);
}

/// One app in one environment that may be behind an origin, and what speaks for it.
struct Candidate<'a> {
    app: &'a App,
    environment: &'a Environment,
    evidence: Option<String>,
}

fn binding(facts: &Facts, origin: &Origin) -> Result<Binding, String> {
    let candidates = candidates(facts, origin);
    let (chosen, because) = match &candidates[..] {
        [] => return Err(format!("no app is declared that runs in {}", stands_for_what(origin))),
        [only] => (only, only_one(origin, only)),
        several => the_one_with_evidence(several)?,
    };
    Ok(Binding {
        origin: origin.url.clone(),
        app: chosen.app.subject.clone(),
        environment: chosen.environment.id,
        because,
    })
}

fn the_one_with_evidence<'c, 'a>(several: &'c [Candidate<'a>]) -> Result<(&'c Candidate<'a>, String), String> {
    let mut with_evidence = several.iter().filter_map(|c| c.evidence.clone().map(|e| (c, e)));
    match (with_evidence.next(), with_evidence.next()) {
        (Some(one), None) => Ok(one),
        _ => {
            let names: Vec<_> =
                several.iter().map(|c| format!("{} in {}", c.app.subject, c.environment.name)).collect();
            Err(format!("it may be {}, and no port or address in the files decides", names.join(" or ")))
        }
    }
}

fn stands_for_what(origin: &Origin) -> &str {
    origin.name.as_deref().unwrap_or(origin.kind.name())
}

fn candidates<'a>(facts: &'a Facts, origin: &Origin) -> Vec<Candidate<'a>> {
    let apps = facts.apps.iter().filter(|a| !matches!(a.kind, Kind::Test | Kind::Example));
    let environments: Vec<_> = facts.environments.iter().filter(|e| stands_for(origin, e)).collect();
    let pairs = apps.flat_map(|app| environments.iter().map(move |environment| (app, *environment)));
    let pairs: Vec<_> = pairs.collect();
    // What an environment was followed to start has settings in it; where nothing was followed, any app may be meant.
    let set: BTreeSet<_> = facts.settings.iter().map(|setting| (&setting.component, setting.standing)).collect();
    let starts = |pair: &(&App, &Environment)| set.contains(&(&pair.0.subject, pair.1.id.into()));
    let known = |environment: &Environment| pairs.iter().any(|pair| pair.1.id == environment.id && starts(pair));
    let meant = pairs.iter().copied().filter(|pair| starts(pair) || !known(pair.1));
    meant
        .map(|(app, environment)| Candidate { app, environment, evidence: evidence(facts, origin, app, environment) })
        .collect()
}

/// An origin without a name stands for its kind; with one, only for the environments of that name or kind.
fn stands_for(origin: &Origin, environment: &Environment) -> bool {
    match origin.name.as_deref() {
        None => environment.kind == origin.kind,
        Some(name) => environment.name == name || environment.kind.name() == name,
    }
}

fn only_one(origin: &Origin, only: &Candidate) -> String {
    let Candidate { app, environment, evidence } = only;
    let given = match &origin.name {
        Some(name) => format!("the address was given as {name}"),
        None => format!("the address was given without a name, so it counts as {}", origin.kind.name()),
    };
    let evidence = evidence.as_ref().map(|e| format!("; {e}")).unwrap_or_default();
    format!(
        "{given}, and {} in {} is the only app and environment of that kind{evidence}",
        app.subject, environment.name
    )
}

/// A port that the server is told to listen on, or the address itself in a variable.
fn evidence(facts: &Facts, origin: &Origin, app: &App, environment: &Environment) -> Option<String> {
    let port = facts.setting(&app.subject, environment.id, Key::SERVER_PORT).map(|s| &s.value);
    if let Some(port) = port.and_then(number).filter(|n| Some(*n) == port_of(&origin.url)) {
        return Some(format!("{} listens on port {port} in {}", app.subject, environment.name));
    }
    if let Some(evidence) = held(facts, origin, environment) {
        return Some(evidence);
    }
    let names_it = |v: &&sneck_model::Variable| v.value.text().is_some_and(|t| t.trim_end_matches('/') == origin.url);
    let variable = environment.variables.iter().find(names_it)?;
    Some(format!("{} sets {} to this address", environment.name, variable.name))
}

/// The process that listens there was started as the environment starts its app.
fn held(facts: &Facts, origin: &Origin, environment: &Environment) -> Option<String> {
    let machine = facts.machine.as_ref()?;
    let port = port_of(&origin.url)?;
    let listener =
        machine.listeners.iter().find(|l| i64::from(l.at.port) == port && l.at.transport == Transport::Tcp)?;
    let process = machine.processes.iter().find(|process| Some(process.id) == listener.process)?;
    let what = served(environment, process)?;
    Some(format!("{} is held by process {}, which serves {what} as {} does", listener.at, process.id, environment.name))
}

/// The environment was followed to start that app: it has settings there.
pub(crate) fn starts(facts: &Facts, app: &App, environment: &Environment) -> bool {
    facts.settings.iter().any(|setting| setting.component == app.subject && setting.standing == environment.id.into())
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

pub(crate) fn port_of(url: &str) -> Option<i64> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let written = authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    written.or(match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{app, exchange, facts, port};
    use sneck_model::EnvironmentId;

    const URL: &str = "http://127.0.0.1:8000";

    fn bound(facts: &mut Facts) -> Option<(String, EnvironmentId)> {
        bind(facts);
        facts.bindings.first().map(|b| (b.app.name.clone(), b.environment))
    }

    #[test]
    fn an_address_without_a_name_is_production() {
        let mut facts = facts(&[("dev", Kind::Development), ("compose.yaml#web", Kind::Production)]);
        facts.apps = vec![app("shop:app", Kind::Production), app("tests.conftest:app", Kind::Test)];
        facts.exchanges = vec![exchange(URL, Kind::Production, None)];
        assert_eq!(bound(&mut facts), Some(("shop:app".into(), EnvironmentId(1))));
        let because = &facts.bindings[0].because;
        assert!(because.contains("without a name, so it counts as production"), "{because}");
    }

    #[test]
    fn a_named_address_is_only_the_environment_of_that_name() {
        let mut facts = facts(&[("compose.yaml#web", Kind::Production)]);
        facts.apps = vec![app("shop:app", Kind::Production)];
        facts.exchanges = vec![exchange(URL, Kind::Staging, Some("staging"))];
        assert_eq!(bound(&mut facts), None);
        let row = &facts.not_looked_at[0];
        assert_eq!(row.what, "which app answers at http://127.0.0.1:8000");
        assert_eq!(row.why, "no app is declared that runs in staging");
    }

    #[test]
    fn of_several_apps_the_port_decides() {
        let mut facts = facts(&[("compose.yaml#web", Kind::Production)]);
        facts.apps = vec![app("shop:app", Kind::Production), app("admin:app", Kind::Production)];
        facts.exchanges = vec![exchange(URL, Kind::Production, None)];
        assert_eq!(bound(&mut facts), None, "nothing decides");
        facts.settings = vec![port("admin:app", 0, 8000), port("shop:app", 0, 5000)].into();
        assert_eq!(bound(&mut facts), Some(("admin:app".into(), EnvironmentId(0))));
    }

    #[test]
    fn two_environments_that_fit_alike_leave_it_unbound() {
        let mut facts = facts(&[("compose.yaml#web", Kind::Production), ("Procfile#web", Kind::Production)]);
        facts.apps = vec![app("shop:app", Kind::Production)];
        facts.exchanges = vec![exchange(URL, Kind::Production, None)];
        facts.settings = vec![port("shop:app", 0, 8000), port("shop:app", 1, 8000)].into();
        assert_eq!(bound(&mut facts), None);
        let why = &facts.not_looked_at[0].why;
        assert!(why.starts_with("it may be shop:app in compose.yaml#web or shop:app in Procfile#web"), "{why}");
    }
}
