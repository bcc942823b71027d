//! TLS of a server, and what it does with plain HTTP.

use sneck_model::{Key, Step, Value};

use super::header::step;
use super::site::{Serves, Site, is_about_scheme, redirect};
use crate::config::braces::Directive;
use crate::config::served::Draft;

/// Releases and ciphers where somebody wrote them down: the defaults depend on nginx's release, which is not known.
pub(super) fn settings(site: &Site<'_>) -> Vec<Draft> {
    let mut all = Vec::new();
    if site.has_tls() {
        all.extend(site.context.last("ssl_protocols").map(versions));
        all.extend(site.context.last("ssl_ciphers").map(ciphers));
    }
    all.extend(plain(site));
    all
}

fn versions(line: &Directive) -> Draft {
    let value = Value::List(line.words.iter().map(|word| text(word)).collect());
    Draft::new(Key::SERVER_TLS_VERSIONS, "ssl_protocols", value, vec![step(line, "says which releases are spoken")])
}

fn ciphers(line: &Directive) -> Draft {
    Draft::new(
        Key::SERVER_TLS_CIPHERS,
        "ssl_ciphers",
        text(line.word(0)),
        vec![step(line, "says which ciphers are used")],
    )
}

fn text(word: &str) -> Value {
    if word.contains('$') {
        Value::Unknown(format!("`{word}` is filled in later"))
    } else {
        Value::Text(word.to_owned())
    }
}

/// Whether plain HTTP is sent to HTTPS. Asked on port 80 from outside, and wherever the same name answers over TLS.
fn plain(site: &Site<'_>) -> Option<Draft> {
    let listen = site.listens.iter().find(|listen| !listen.tls && (site.twin || listen.port == Some(80)))?;
    if site.is_local() || listen.host.starts_with("unix:") {
        return None;
    }
    let server = site.server()?;
    let line = server.all("listen").find(|line| !line.words.iter().any(|word| word == "ssl")).unwrap_or(server);
    let draft = |value, says: &str| Some(Draft::new(Key::HTTPS_REDIRECT, "listen", value, vec![step(line, says)]));
    let moved = |place: &super::site::Answers<'_>| place.serves == Serves::Redirect(true);
    if behind_tls(site) {
        return draft(Value::Unknown("TLS ends in front of it".into()), "is behind something that ends TLS");
    }
    if redirects_plain(server) || (site.places.iter().any(moved) && !site.serves()) {
        return draft(Value::Bool(true), "sends plain HTTP to HTTPS");
    }
    if !site.serves() {
        return None;
    }
    let value = match site.twin {
        true => Value::Bool(false),
        false => Value::OneOf(vec![Value::Bool(false), Value::Unknown("TLS may end in front of it".into())]),
    };
    Some(Draft { because: answers(line, site), ..draft(value, "")? })
}

fn answers(line: &Directive, site: &Site<'_>) -> Vec<Step> {
    let place = site.places.iter().find(|place| matches!(place.serves, Serves::Program(_) | Serves::Files));
    let block = place.and_then(|place| place.context.block());
    let mut because = vec![step(line, "answers over plain HTTP")];
    because.extend(block.filter(|block| block.line != line.line).map(|block| step(block, "is what is answered")));
    because
}

/// `if ($scheme = http) { return 301 https://…; }`
fn redirects_plain(server: &Directive) -> bool {
    let about = server.all("if").filter(|condition| is_about_scheme(condition));
    about.flat_map(|condition| condition.inner()).any(|d| match d.name.as_str() {
        "return" => redirect(&d.words) == Some(true),
        "rewrite" => d.word(1).starts_with("https://"),
        _ => false,
    })
}

/// It asks how the visitor came to whoever is in front of it.
fn behind_tls(site: &Site<'_>) -> bool {
    let words = |d: &Directive| d.words.iter().any(|word| word.contains("$http_x_forwarded_proto"));
    let conditions = site.context.every("if").into_iter().chain(site.context.every("map")).any(words);
    let handed = site.places.iter().any(|place| place.context.every("proxy_set_header").into_iter().any(words));
    conditions || handed || site.context.last("set_real_ip_from").is_some()
}
