//! Environments side by side: settings down, environments across, and what runs in the last column.

mod seen;
mod write;

use std::collections::BTreeMap;

use sneck_model::{App, Environment, Facts, Key, Kind, Value};

pub use write::{matrix_json, matrix_markdown, matrix_text};

/// Groups of keys that are shown, in this order; of a backend only what is no secret.
const SHOWN: &[&str] = &[
    "app.",
    "session.",
    "remember.",
    "csrf.",
    "token.",
    "header.",
    "cors.",
    "transport.",
    "proxy.",
    "server.host",
    "server.kind",
    "server.reload",
    "backend.scheme",
    "backend.host",
    "backend.tls",
    "mail.",
];

/// The name of the column of what was seen.
const LIVE: &str = "live";

/// One column.
#[derive(Clone, Debug)]
struct Column {
    name: String,
    kind: &'static str,
}

/// One setting of one app.
#[derive(Clone, Debug)]
struct Row {
    app: String,
    key: &'static str,
    /// In the words of the file.
    raw: String,
    /// One cell for each column; nothing where that environment does not start the app, or nothing was seen.
    cells: Vec<Option<String>>,
}

impl Row {
    /// Whether two environments that have it have it differently.
    fn differs(&self) -> bool {
        let mut all = self.cells.iter().flatten();
        let first = all.next();
        all.any(|cell| Some(cell) != first)
    }

    /// Whether a cell is not as the first column's that has one.
    fn is_other(&self, at: usize) -> bool {
        let first = self.cells.iter().flatten().next();
        self.cells[at].is_some() && self.cells[at].as_ref() != first
    }
}

/// All of it.
#[derive(Clone, Debug)]
struct Matrix {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

impl Matrix {
    /// Of environments of these names; of all that start an app, when none is named.
    fn of(facts: &Facts, names: &[String]) -> Self {
        let environments = environments(facts, names);
        let apps: Vec<&App> = facts.apps.iter().filter(|app| !matches!(app.kind, Kind::Test | Kind::Example)).collect();
        let mut rows: Vec<Row> = apps.iter().flat_map(|app| rows(facts, app, &environments)).collect();
        let mut columns: Vec<Column> =
            environments.iter().map(|e| Column { name: e.name.clone(), kind: e.kind.name() }).collect();
        if seen::add(facts, &mut rows) {
            columns.push(Column { name: LIVE.to_owned(), kind: "seen" });
        } else {
            rows.iter_mut().for_each(|row| drop(row.cells.pop()));
        }
        Self { columns, rows }
    }
}

/// The code's own default first, then from development to production, which is the way a change goes.
fn environments<'f>(facts: &'f Facts, names: &[String]) -> Vec<&'f Environment> {
    let has_settings = |e: &&Environment| facts.settings.iter().any(|s| s.standing == e.id.into());
    let wanted = |e: &&Environment| if names.is_empty() { has_settings(e) } else { names.contains(&e.name) };
    let mut all: Vec<&Environment> = facts.environments.iter().filter(wanted).collect();
    all.sort_by_key(|e| (e.name != "default", std::cmp::Reverse(e.kind), e.id.0));
    all
}

fn rows(facts: &Facts, app: &App, environments: &[&Environment]) -> Vec<Row> {
    let mut found: BTreeMap<(usize, Key, &str), Row> = BTreeMap::new();
    for (at, environment) in environments.iter().enumerate() {
        for setting in
            facts.settings.iter().filter(|s| s.component == app.subject && s.standing == environment.id.into())
        {
            let Some(group) = SHOWN.iter().position(|start| setting.key.0.starts_with(start)) else { continue };
            if !setting.scope.0.is_empty() {
                continue;
            }
            let row = found.entry((group, setting.key, "")).or_insert_with(|| Row {
                app: app.subject.name.clone(),
                key: setting.key.0,
                raw: setting.raw.clone(),
                cells: vec![None; environments.len() + 1],
            });
            row.cells[at].get_or_insert_with(|| shown(facts, &setting.value));
        }
    }
    found.into_values().collect()
}

/// A value in a cell. Secrets show whether they are the same, by letters, and nothing of themselves.
fn shown(facts: &Facts, value: &Value) -> String {
    let list = |all: &[Value]| all.iter().map(|v| shown(facts, v)).collect::<Vec<_>>().join(", ");
    match value {
        Value::None => "none".to_owned(),
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) => "off".to_owned(),
        Value::Int(n) => n.to_string(),
        Value::Float(n) => n.to_string(),
        Value::Text(text) => text.clone(),
        Value::Secret(secret) => format!("secret {}", letter(facts, secret)),
        Value::List(all) => format!("[{}]", list(all)),
        Value::Map(all) => format!("{} entries", all.len()),
        Value::OneOf(all) => format!("one of {}", list(all)),
        Value::Unknown(why) => format!("? {why}"),
    }
}

/// The same letter for the same secret, in the order in which settings hold them.
fn letter(facts: &Facts, secret: &sneck_model::Secret) -> String {
    let mut known: Vec<&sneck_model::Secret> = Vec::new();
    for other in facts.settings.iter().filter_map(|setting| setting.value.secret()) {
        if !known.contains(&other) {
            known.push(other);
        }
    }
    let at = known.iter().position(|other| *other == secret).unwrap_or(known.len());
    let letter = char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    if at < 26 { letter.to_string() } else { format!("{letter}{}", at / 26) }
}

#[cfg(test)]
mod tests;
