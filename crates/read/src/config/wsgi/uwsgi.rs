//! `[uwsgi]` of an INI file. Source: uWSGI's documentation, *uWSGI Options* and *The uWSGI Stats Server*.

use std::sync::Arc;

use sneck_model::{Key, Value};

use super::{draft, host, text};
use crate::config::ini::Entry;
use crate::config::served::Draft;

/// One option: its spellings, its meaning, and how its value is read.
struct Row {
    names: &'static [&'static str],
    key: Key,
    value: fn(&Entry) -> Value,
}

const ROWS: &[Row] = &[
    Row { names: &["uid"], key: Key::SERVER_USER, value: text },
    Row { names: &["stats", "stats-server"], key: Key::SERVER_STATS_HOST, value: stats },
    Row { names: &["py-autoreload", "python-autoreload"], key: Key::SERVER_RELOAD, value: seconds_on },
    Row { names: &["catch-exceptions"], key: Key::SERVER_SHOWS_ERRORS, value: truth },
    Row { names: &["harakiri"], key: Key::SERVER_TIMEOUT, value: number },
];

/// What the section says of the server. `if-env = X` … `endif =` counts where it holds, which is not known.
pub(super) fn settings(path: &Arc<str>, entries: &[Entry]) -> Vec<Draft> {
    let mut all = Vec::new();
    let mut asked = 0_u32;
    for entry in entries.iter().filter(|entry| entry.section == "uwsgi") {
        match entry.key.as_str() {
            "endif" | "end-if" => asked = asked.saturating_sub(1),
            key if key.starts_with("if-") => asked += 1,
            key => all.extend(row(key).map(|row| read(path, entry, row, asked > 0))),
        }
    }
    all
}

/// uWSGI takes `_` for `-`.
fn row(key: &str) -> Option<&'static Row> {
    let key = key.replace('_', "-");
    ROWS.iter().find(|row| row.names.contains(&key.as_str()))
}

fn read(path: &Arc<str>, entry: &Entry, row: &'static Row, asked: bool) -> Draft {
    let value = match asked {
        true => Value::Unknown("it counts only where a condition of the file holds".into()),
        false => (row.value)(entry),
    };
    draft(path, entry, row.key, row.names[0], value)
}

/// `HOST:PORT`; a path is a socket of this machine.
fn stats(entry: &Entry) -> Value {
    match text(entry) {
        Value::Text(address) if address.starts_with(['/', '@', '.']) || !address.contains(':') => Value::None,
        Value::Text(address) => Value::Text(host(&address)),
        unknown => unknown,
    }
}

/// Seconds between two looks at the files.
fn seconds_on(entry: &Entry) -> Value {
    match number(entry) {
        Value::Int(seconds) => Value::Bool(seconds > 0),
        _ => truth(entry),
    }
}

fn number(entry: &Entry) -> Value {
    match text(entry) {
        Value::Text(text) => text.parse().map_or_else(|_| Value::Unknown("it is no number".into()), Value::Int),
        unknown => unknown,
    }
}

/// An option without a value is on.
fn truth(entry: &Entry) -> Value {
    match text(entry) {
        Value::Text(text) => match text.to_ascii_lowercase().as_str() {
            "" | "true" | "1" | "yes" | "on" => Value::Bool(true),
            "false" | "0" | "no" | "off" => Value::Bool(false),
            _ => Value::Unknown("it is no truth value".into()),
        },
        unknown => unknown,
    }
}
