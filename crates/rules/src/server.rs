//! What rules share about web servers: whose settings they are, what stands behind them, the line to write.

use sneck_model::{Facts, Key, Kind, Setting, Step, SubjectKind};

use crate::stack::Stack;

/// A setting of a web server, as opposed to an app's.
pub(crate) fn is_server(setting: &Setting) -> bool {
    setting.component.kind == SubjectKind::Server
}

/// Where in the server a setting holds, to begin a sentence with.
pub(crate) fn place_in(setting: &Setting) -> String {
    setting.scope.0.first().map_or_else(|| "The server block".to_owned(), |scope| format!("`{scope}`"))
}

/// What the apps behind a server send themselves: a step of one of them, where all of them do in production.
pub(crate) fn sent_behind(facts: &Facts, setting: &Setting, safe: impl Fn(&Setting) -> bool) -> Option<Step> {
    if !is_server(setting) || !hands_on(facts, setting) {
        return None;
    }
    let apps = facts.settings_of(setting.key).filter(|s| s.component.kind == SubjectKind::App && s.scope.0.is_empty());
    let mut apps = apps.filter(|s| facts.kind(s.standing) == Kind::Production).peekable();
    let first = apps.peek()?.because.first()?.clone();
    apps.all(safe).then(|| Step::new(first.place, format!("the app behind it sends it: {}", first.says)))
}

/// The server hands requests on to a program.
fn hands_on(facts: &Facts, setting: &Setting) -> bool {
    is_server(setting) && facts.settings.at(&setting.component, setting.standing, Key::PROXY_TARGET).next().is_some()
}

/// The server in front of an app's environment that sends a header with everything it hands on, and where it says so.
/// Every server in front has to, apart from those that the header means nothing to (HSTS over plain HTTP).
pub(crate) fn sent_in_front(
    facts: &Facts,
    setting: &Setting,
    safe: impl Fn(&Setting) -> bool,
) -> Option<(String, Step)> {
    let environment = facts.environment_of(setting)?;
    let fronts = facts.settings_of(Key::PROXY_FRONT_OF).filter(|s| s.value.text() == Some(&environment.name));
    let mut found = None;
    for front in fronts {
        let mut sent =
            facts.settings_of(setting.key).filter(|s| s.component == front.component && covers(s, front)).peekable();
        match sent.peek().and_then(|first| first.because.first()) {
            Some(step) => found = Some((front.component.name.clone(), step.clone())),
            None if setting.key == Key::HEADER_HSTS => continue,
            None => return None,
        }
        if !sent.all(&safe) {
            return None;
        }
    }
    found
}

/// A setting of the whole server, or of the place that hands requests on.
fn covers(sent: &Setting, front: &Setting) -> bool {
    sent.scope.0.is_empty() || sent.scope == front.scope
}

/// The line that sends a header, in the server's own words.
pub(crate) fn line(setting: &Setting, name: &str, value: &str) -> String {
    let line = match setting.raw.as_str() {
        "Header" => Stack::Apache.line(name, value),
        "header" => format!("header {name} \"{value}\""),
        "headers" => format!("traefik.http.middlewares.NAME.headers.customResponseHeaders.{name}={value}"),
        _ => Stack::Nginx.line(name, value),
    };
    let all = if setting.raw == "add_header" {
        " A location with an `add_header` of its own needs all of them: it takes over none from the server."
    } else {
        ""
    };
    format!("Let the web server send it with every answer:\n\n{line}\n\nOnce it is right for every page.{all}")
}
