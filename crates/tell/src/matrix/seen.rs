//! What a running app answers, as cells of the last column.

use sneck_model::{Cookie, Exchange, Facts, Key};

use super::Row;

/// Fills the last cell of each row of which something was seen. False where no answer is of an app.
pub(super) fn add(facts: &Facts, rows: &mut [Row]) -> bool {
    let mut any = false;
    for row in rows {
        let bound = facts.bindings.iter().find(|binding| binding.app.name == row.app);
        let Some(bound) = bound else { continue };
        let answers: Vec<&Exchange> = facts.exchanges.iter().filter(|e| e.origin.url == bound.origin).collect();
        any |= !answers.is_empty();
        let cell = cell(row.key, &answers);
        if let Some(last) = row.cells.last_mut() {
            *last = cell;
        }
    }
    any
}

fn cell(key: &str, answers: &[&Exchange]) -> Option<String> {
    match key.strip_prefix("header.") {
        Some(name) => header(name, answers),
        None => cookie(key, answers),
    }
}

/// The first page that is fine speaks for all: rules look at each.
fn header(name: &str, answers: &[&Exchange]) -> Option<String> {
    let page = answers.iter().find(|answer| answer.status == 200)?;
    let values: Vec<&str> = page.header(name).collect();
    Some(if values.is_empty() { "none".to_owned() } else { values.join(", ") })
}

fn cookie(key: &str, answers: &[&Exchange]) -> Option<String> {
    let session: &Cookie = answers.iter().flat_map(|answer| &answer.cookies).find(|cookie| cookie.session)?;
    let switch = |on: bool| Some(if on { "on" } else { "off" }.to_owned());
    let text = |value: &Option<String>| Some(value.clone().unwrap_or_else(|| "none".to_owned()));
    match key {
        k if k == Key::SESSION_COOKIE_NAME.0 => Some(session.name.clone()),
        k if k == Key::SESSION_COOKIE_SECURE.0 => switch(session.secure),
        k if k == Key::SESSION_COOKIE_HTTPONLY.0 => switch(session.http_only),
        k if k == Key::SESSION_COOKIE_SAMESITE.0 => text(&session.same_site),
        k if k == Key::SESSION_COOKIE_DOMAIN.0 => text(&session.domain),
        k if k == Key::SESSION_COOKIE_PATH.0 => text(&session.path),
        _ => None,
    }
}
