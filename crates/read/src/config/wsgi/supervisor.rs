//! `[inet_http_server]` and the users of programs that serve.
//! Source: supervisor's documentation, *Configuration File*.

use std::sync::Arc;

use sneck_model::{Key, Value};

use super::{draft, host, text};
use crate::config::ini::Entry;
use crate::config::launch::likelihood;
use crate::config::served::Draft;
use crate::config::shell::words;

/// A command of at least this likelihood starts a server of apps; nginx and others need root to begin with.
const SERVES: u8 = 4;

/// What a file says of them.
pub(super) fn settings(path: &Arc<str>, entries: &[Entry]) -> Vec<Draft> {
    control(path, entries).into_iter().chain(users(path, entries)).collect()
}

/// Who may start, stop and watch programs: the host it listens on, none where it asks for a password.
fn control(path: &Arc<str>, entries: &[Entry]) -> Option<Draft> {
    let own = || entries.iter().filter(|entry| entry.section == "inet_http_server");
    let port = own().find(|entry| entry.key == "port")?;
    let asks = own().any(|entry| matches!(entry.key.as_str(), "username" | "password"));
    let value = match text(port) {
        _ if asks => Value::None,
        Value::Text(address) => Value::Text(host(&address)),
        unknown => unknown,
    };
    Some(draft(path, port, Key::SERVER_CONTROL_HOST, "inet_http_server", value))
}

fn users(path: &Arc<str>, entries: &[Entry]) -> Vec<Draft> {
    let named = entries.iter().filter(|entry| entry.key == "user" && entry.section.starts_with("program:"));
    named
        .filter(|user| serves(entries, &user.section))
        .map(|user| draft(path, user, Key::SERVER_USER, "user", text(user)).within(&user.section))
        .collect()
}

fn serves(entries: &[Entry], section: &str) -> bool {
    let command = entries.iter().find(|entry| entry.section == section && entry.key == "command");
    command.is_some_and(|command| {
        let line: Vec<String> = words(&command.value().replace('\n', " ")).iter().map(|word| word.plain()).collect();
        likelihood(&line) >= SERVES
    })
}
