//! What sneck reads of apps of Express is what they send, asked one by one.
//!
//! `tests/oracle/express-samples` names the releases of their packages, and starts them.
#![expect(clippy::disallowed_methods, reason = "a test starts processes and makes files")]

mod apps;
mod said;

use said::Said;
use sneck_model::{Facts, Key, Value};

/// Headers, and the settings that say what they are.
const HEADERS: &[(&str, Key)] = &[
    ("Strict-Transport-Security", Key::HEADER_HSTS),
    ("Content-Security-Policy", Key::HEADER_CSP),
    ("X-Frame-Options", Key::HEADER_FRAME_OPTIONS),
    ("X-Content-Type-Options", Key::HEADER_CONTENT_TYPE_OPTIONS),
    ("Referrer-Policy", Key::HEADER_REFERRER_POLICY),
    ("Cross-Origin-Opener-Policy", Key::HEADER_OPENER_POLICY),
    ("Cross-Origin-Embedder-Policy", Key::HEADER_EMBEDDER_POLICY),
    ("Cross-Origin-Resource-Policy", Key::HEADER_RESOURCE_POLICY),
    ("X-Powered-By", Key::HEADER_POWERED_BY),
];

#[test]
fn real_apps_of_express_send_what_was_read() {
    let samples = apps::all();
    assert!(samples.len() >= 30, "{} samples", samples.len());
    let answers = apps::ask(&samples);
    let mut compared = 0;
    let mut wrong = Vec::new();
    for (sample, said) in samples.iter().zip(&answers) {
        let facts = sample.read();
        for (what, expected, got) in cases(&facts, said) {
            compared += 1;
            if expected != got {
                wrong.push(format!("{}: {what} was read as {expected} and is {got}", sample.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 300, "{compared} cases");
}

/// What, as it was read, as it is. What is not known is no case.
fn cases(facts: &Facts, said: &Said) -> Vec<(&'static str, String, String)> {
    let mut all = Vec::new();
    let mut add = |what, expected: Option<String>, got: String| all.extend(expected.map(|e| (what, e, got)));
    // Express and serve-index add headers to pages that they make themselves.
    for (name, key) in HEADERS.iter().filter(|_| said.is_of_the_app()) {
        add(*name, text(facts, *key), said.header(name).unwrap_or("nothing").to_owned());
    }
    add("who is let in", let_in(facts), sent_to(said));
    let cookies = said.header("Access-Control-Allow-Credentials") == Some("true");
    add("cookies of other sites", truth(facts, Key::CORS_CREDENTIALS), cookies.to_string());
    add("traces", truth(facts, Key::DEBUG).filter(|_| said.failed()), said.shows_trace().to_string());
    add("files with a dot", truth(facts, Key::SERVER_DOTFILES).filter(|_| said.has(".env")), said.sends(".env"));
    add("a list", truth(facts, Key::SERVER_LISTING), said.lists().to_string());
    if let Some(cookie) = said.cookie() {
        add("its name", text(facts, Key::SESSION_COOKIE_NAME), cookie.name.clone());
        add("Secure", truth(facts, Key::SESSION_COOKIE_SECURE), cookie.has("secure").to_string());
        add("HttpOnly", truth(facts, Key::SESSION_COOKIE_HTTPONLY), cookie.has("httponly").to_string());
        let same_site = cookie.value("samesite").unwrap_or("nothing").to_lowercase();
        add("SameSite", text(facts, Key::SESSION_COOKIE_SAMESITE).map(|t| t.to_lowercase()), same_site);
        add("Path", text(facts, Key::SESSION_COOKIE_PATH), cookie.value("path").unwrap_or("nothing").to_owned());
        add("Domain", text(facts, Key::SESSION_COOKIE_DOMAIN), cookie.value("domain").unwrap_or("nothing").to_owned());
    }
    all
}

fn value(facts: &Facts, key: Key) -> Option<&Value> {
    let value = facts.settings_of(key).last().map(|setting| &setting.value)?;
    (!value.alternatives().any(|one| matches!(one, Value::Unknown(_)))).then_some(value)
}

fn truth(facts: &Facts, key: Key) -> Option<String> {
    value(facts, key)?.truth().map(|on| on.to_string())
}

fn text(facts: &Facts, key: Key) -> Option<String> {
    Some(value(facts, key)?.text().unwrap_or("nothing").to_owned())
}

/// What an answer should say to a site that nobody named.
fn let_in(facts: &Facts) -> Option<String> {
    let Some(value) = value(facts, Key::CORS_ORIGINS) else {
        return facts.settings_of(Key::CORS_ORIGINS).next().is_none().then(|| "nothing".to_owned());
    };
    let members = value.list().iter().filter_map(Value::text).map(|member| match member {
        "<request origin>" => "https://elsewhere.example",
        "*" => "*",
        _ => NAMED,
    });
    Some(members.max().unwrap_or("nothing").to_owned())
}

/// Another site is let in, or nobody is.
const NAMED: &str = "nothing";

fn sent_to(said: &Said) -> String {
    let sent = said.header("Access-Control-Allow-Origin").unwrap_or(NAMED);
    if sent == "https://shop.example" { NAMED.to_owned() } else { sent.to_owned() }
}
