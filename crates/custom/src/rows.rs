//! Tables of facts as rows that an expression can read. No row holds a secret.

use serde_json::{Value as Json, json};
use sneck_model::{Facts, Kind, Place, Standing, Step, Subject, SubjectKind, Value};

/// One row: what an expression sees of it, and what a verdict about it needs.
pub(crate) struct Row {
    pub(crate) json: Json,
    pub(crate) subject: Subject,
    pub(crate) standing: Standing,
    pub(crate) places: Vec<Step>,
    /// Why it cannot be judged.
    pub(crate) unknown: Option<String>,
}

/// A table: its name, the name of one of its rows, and its rows.
pub struct Table {
    /// As `over` names it.
    pub name: &'static str,
    /// As expressions name a row of it, besides `row`.
    pub row: &'static str,
    pub(crate) rows: fn(&Facts) -> Vec<Row>,
}

/// Every table.
pub const TABLES: &[Table] = &[
    Table { name: "settings", row: "setting", rows: settings },
    Table { name: "routes", row: "route", rows: routes },
    Table { name: "dependencies", row: "dependency", rows: dependencies },
    Table { name: "calls", row: "call", rows: calls },
    Table { name: "answers", row: "answer", rows: answers },
    Table { name: "listeners", row: "listener", rows: listeners },
    Table { name: "services", row: "service", rows: services },
];

fn settings(facts: &Facts) -> Vec<Row> {
    let row = |setting: &sneck_model::Setting| Row {
        json: json!({
            "component": setting.component.name,
            "of": setting.component.kind.name(),
            "key": setting.key.0,
            "raw": setting.raw,
            "value": plain(&setting.value),
            "scope": setting.scope.0,
            "environment": facts.environment_of(setting).map_or("", |environment| &environment.name),
            "kind": facts.kind(setting.standing).name(),
        }),
        subject: setting.component.clone(),
        standing: setting.standing,
        places: setting.because.clone(),
        unknown: setting.value.alternatives().find_map(|value| match value {
            Value::Unknown(why) => Some(why.clone()),
            _ => None,
        }),
    };
    facts.settings.iter().map(row).collect()
}

/// A value without secrets: of one, that it is there and how long it is.
fn plain(value: &Value) -> Json {
    match value {
        Value::None | Value::Unknown(_) => Json::Null,
        Value::Bool(is) => json!(is),
        Value::Int(number) => json!(number),
        Value::Float(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::Secret(secret) => json!({"secret": true, "length": secret.len(), "bits": secret.bits()}),
        Value::List(all) | Value::OneOf(all) => all.iter().map(plain).collect(),
        Value::Map(all) => {
            all.iter().map(|(name, value)| (name.clone(), plain(value))).collect::<serde_json::Map<_, _>>().into()
        }
    }
}

fn routes(facts: &Facts) -> Vec<Row> {
    let row = |route: &sneck_model::Route| Row {
        json: json!({
            "app": route.app.as_ref().map_or("", |app| &app.name),
            "path": route.path,
            "methods": route.methods,
            "view": route.view,
            "guarded": route.guarded.is_some(),
            "writes": route.writes,
            "csrf_exempt": route.csrf_exempt.is_some(),
            "kind": route.kind.name(),
        }),
        subject: route.app.clone().unwrap_or_else(|| file_of(&route.place)),
        standing: Standing::Kind(route.kind),
        places: vec![Step::new(route.place.clone(), format!("declares {}", route.path))],
        unknown: None,
    };
    facts.routes.iter().map(row).collect()
}

fn file_of(place: &Place) -> Subject {
    Subject::file(place.file().map_or("", |(path, _)| path))
}

fn dependencies(facts: &Facts) -> Vec<Row> {
    let row = |dependency: &sneck_model::Dependency| {
        let version = serde_json::to_value(dependency).unwrap_or(Json::Null);
        Row {
            json: version,
            subject: Subject::new(SubjectKind::Dependency, dependency.name.clone()),
            standing: Standing::Kind(dependency.kind),
            places: vec![Step::new(dependency.place.clone(), format!("names {}", dependency.name))],
            unknown: None,
        }
    };
    facts.dependencies.iter().map(row).collect()
}

fn calls(facts: &Facts) -> Vec<Row> {
    let row = |call: &sneck_model::Call| Row {
        json: json!({
            "function": call.function,
            "within": call.within,
            "arguments": call.arguments.iter().map(|argument| json!({
                "name": argument.name.clone().unwrap_or_default(),
                "value": plain(&argument.value),
                "from_request": argument.from_request,
            })).collect::<Json>(),
            "kind": call.kind.name(),
        }),
        subject: file_of(&call.place),
        standing: Standing::Kind(call.kind),
        places: vec![Step::new(call.place.clone(), format!("calls {}", call.function))],
        unknown: None,
    };
    facts.calls.iter().map(row).collect()
}

fn answers(facts: &Facts) -> Vec<Row> {
    let row = |exchange: &sneck_model::Exchange| {
        let (subject, standing) = facts.about(exchange);
        let mut headers = serde_json::Map::new();
        for (name, value) in exchange.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("set-cookie")) {
            headers.insert(name.to_ascii_lowercase(), json!(value));
        }
        let part = "status".to_owned();
        Row {
            json: json!({
                "url": exchange.url,
                "path": exchange.path(),
                "method": exchange.method,
                "status": exchange.status,
                "https": exchange.is_https(),
                "headers": headers,
                "cookies": exchange.cookies.iter().map(|cookie| &cookie.name).collect::<Vec<_>>(),
                "own": exchange.is_own(),
                "kind": facts.kind(standing).name(),
            }),
            subject,
            standing,
            places: vec![Step::new(
                Place::Reply { url: exchange.url.clone(), part },
                format!("answers {}", exchange.status),
            )],
            unknown: None,
        }
    };
    facts.exchanges.iter().map(row).collect()
}

fn listeners(facts: &Facts) -> Vec<Row> {
    let row = |listener: &sneck_model::Listener| Row {
        json: json!({
            "address": listener.at.address.to_string(),
            "port": listener.at.port,
            "transport": listener.at.transport.name(),
            "loopback": listener.at.address.is_loopback(),
            "program": listener.program.clone().unwrap_or_default(),
            "user": listener.user.clone().unwrap_or_default(),
            "container": listener.container.clone().unwrap_or_default(),
        }),
        subject: Subject::new(SubjectKind::Host, listener.at.to_string()),
        standing: Standing::Kind(Kind::Production),
        places: vec![Step::new(listener.place(), "listens")],
        unknown: None,
    };
    facts.machine.iter().flat_map(|machine| &machine.listeners).map(row).collect()
}

fn services(facts: &Facts) -> Vec<Row> {
    let row = |service: &sneck_model::Service| Row {
        json: json!({
            "product": service.product,
            "version": service.version.clone().unwrap_or_default(),
            "address": service.at.address.to_string(),
            "port": service.at.port,
            "access": service.access.name(),
        }),
        subject: Subject::new(SubjectKind::Service, format!("{} on {}", service.product, service.at)),
        standing: Standing::Kind(Kind::Production),
        places: vec![Step::new(Place::Host { item: service.at.to_string() }, service.proof.clone())],
        unknown: None,
    };
    facts.machine.iter().flat_map(|machine| &machine.services).map(row).collect()
}
