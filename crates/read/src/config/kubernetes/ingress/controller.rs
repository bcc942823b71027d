//! What ingress-nginx does by the annotations of an Ingress and by the ConfigMap of its controller.
//!
//! Source: the user guide of ingress-nginx, "Annotations" and "ConfigMap": with `tls`, plain HTTP is sent to HTTPS and
//! HSTS is sent, unless they are switched off; `enable-cors` lets every origin in, with cookies, unless they are named.

use sneck_model::{Key, Value};

use super::super::door::{Door, step};
use super::super::objects::Object;
use crate::config::nginx;
use crate::config::served::Draft;
use crate::config::traefik;
use crate::config::yaml::{Node, Yaml};

/// The settings of one Ingress.
pub(super) fn settings(door: &Door<'_>, objects: &[Object]) -> Vec<Draft> {
    if !is_nginx(door) {
        return traefik::of_ingress(door, objects);
    }
    let mut all = sent(door, objects);
    if all.iter().all(|draft| draft.key != Key::HEADER_HSTS) {
        all.extend(hsts(door, objects));
    }
    all.extend(plain(door));
    all.extend(origins(door));
    all.extend(unchecked(door));
    all
}

const PREFIX: &str = "nginx.ingress.kubernetes.io/";

fn own<'a>(door: &Door<'a>, name: &str) -> Option<&'a Yaml> {
    door.annotation(&format!("{PREFIX}{name}"))
}

fn is_on(node: &Yaml) -> bool {
    node.text() == Some("true")
}

/// By its class, or, where it names none, by the annotations that it has.
fn is_nginx(door: &Door<'_>) -> bool {
    let class = door.object.node.at(&["spec", "ingressClassName"]).or(door.annotation("kubernetes.io/ingress.class"));
    match class.and_then(|class| class.text()) {
        Some(class) => class.contains("nginx"),
        None => {
            let all = door.object.node.at(&["metadata", "annotations"]).map(|all| all.entries()).unwrap_or_default();
            all.iter().any(|(name, _)| name.text().is_some_and(|name| name.starts_with(PREFIX)))
        }
    }
}

fn tls<'a>(door: &Door<'a>) -> Option<&'a Yaml> {
    door.object.node.at(&["spec", "tls"]).filter(|tls| !tls.list().is_empty())
}

/// Annotations whose lines stand in the configuration of nginx.
const SNIPPETS: &[&str] = &[
    "nginx.ingress.kubernetes.io/configuration-snippet",
    "nginx.ingress.kubernetes.io/server-snippet",
    "nginx.org/location-snippets",
    "nginx.org/server-snippets",
];

/// Headers that lines of its own send, the innermost first, and those of the ConfigMap that it names.
fn sent(door: &Door<'_>, objects: &[Object]) -> Vec<Draft> {
    let snippets = SNIPPETS.iter().filter_map(|name| door.annotation(name)).flat_map(|node| nginx::sent_by(node));
    let custom = own(door, "custom-headers").and_then(|node| node.text());
    let name = custom.map(|name| name.rsplit('/').next().unwrap_or(name));
    let map = name.and_then(|name| objects.iter().find(|object| object.kind == "ConfigMap" && object.name == name));
    let data = map.and_then(|map| map.node.get("data")).map(|data| data.entries()).unwrap_or_default();
    let named = data.into_iter().flat_map(|(name, value)| {
        nginx::header_of(name.text().unwrap_or_default(), value.text().unwrap_or_default(), step(name, "sends it"))
    });
    let mut all: Vec<Draft> = Vec::new();
    for draft in snippets.chain(named) {
        if all.iter().all(|known| known.key != draft.key) {
            all.push(draft);
        }
    }
    all
}

/// With TLS it is sent by itself, as the ConfigMap of the controller has it.
fn hsts(door: &Door<'_>, objects: &[Object]) -> Option<Draft> {
    let tls = tls(door)?;
    let maps = objects.iter().filter(|object| object.kind == "ConfigMap" && object.name.contains("nginx"));
    let data: Vec<&Yaml> = maps.filter_map(|map| map.node.get("data")).collect();
    let said = |key: &str| data.iter().find_map(|data| data.get(key));
    let draft = |value, because| Some(Draft::new(Key::HEADER_HSTS, "hsts", value, because));
    if let Some(off) = said("hsts").filter(|hsts| hsts.text() == Some("false")) {
        return draft(Value::None, vec![step(off, "keeps the controller from sending it")]);
    }
    let age = said("hsts-max-age").and_then(|age| age.text()).unwrap_or("31536000");
    let all = if said("hsts-include-subdomains").is_none_or(is_on) { "; includeSubDomains" } else { "" };
    let preload = if said("hsts-preload").is_some_and(is_on) { "; preload" } else { "" };
    let first = step(tls, "is served over TLS, with which ingress-nginx sends Strict-Transport-Security");
    let more = said("hsts-max-age").map(|age| step(age, "says for how long"));
    draft(Value::Text(format!("max-age={age}{all}{preload}")), std::iter::once(first).chain(more).collect())
}

/// What happens to plain HTTP.
fn plain(door: &Door<'_>) -> Option<Draft> {
    let draft =
        |value, node: &Node, says| Some(Draft::new(Key::HTTPS_REDIRECT, "ssl-redirect", value, vec![step(node, says)]));
    if let Some(forced) = own(door, "force-ssl-redirect").filter(|node| is_on(node)) {
        return draft(Value::Bool(true), forced, "sends plain HTTP to HTTPS");
    }
    let kept = own(door, "ssl-redirect").filter(|node| node.text() == Some("false"));
    match (tls(door), kept) {
        (Some(_), Some(kept)) => draft(Value::Bool(false), kept, "answers over plain HTTP as well"),
        (Some(tls), None) => draft(Value::Bool(true), tls, "is served over TLS, and plain HTTP is sent there"),
        (None, _) => None,
    }
}

/// Which sites may read the answers.
fn origins(door: &Door<'_>) -> Vec<Draft> {
    let Some(enabled) = own(door, "enable-cors").filter(|node| is_on(node)) else { return Vec::new() };
    let list = |node: Option<&Yaml>, usual: &str| {
        let text = node.and_then(|node| node.text()).unwrap_or(usual);
        let words = text.split(',').map(|word| Value::Text(word.trim().to_owned()));
        // A text alone is sent as it stands.
        if text.contains(',') { Value::List(words.collect()) } else { Value::Text(text.to_owned()) }
    };
    let because = |node: Option<&Yaml>, says| vec![step(node.unwrap_or(enabled), says)];
    let (named, cookies) = (own(door, "cors-allow-origin"), own(door, "cors-allow-credentials"));
    let with_cookies = Value::Bool(cookies.is_none_or(is_on));
    let mut all = vec![
        Draft::new(Key::CORS_ORIGINS, "cors-allow-origin", list(named, "*"), because(named, "lets these sites in")),
        Draft::new(
            Key::CORS_CREDENTIALS,
            "cors-allow-credentials",
            with_cookies,
            because(cookies, "says whether with cookies"),
        ),
    ];
    let lists = [("cors-allow-methods", Key::CORS_METHODS), ("cors-allow-headers", Key::CORS_HEADERS)];
    for (name, key) in lists {
        all.extend(
            own(door, name)
                .map(|node| Draft::new(key, "cors", list(Some(node), ""), because(Some(node), "lets these in"))),
        );
    }
    all
}

/// HTTPS to the program behind it, whose certificate nobody looks at.
fn unchecked(door: &Door<'_>) -> Option<Draft> {
    let checks = own(door, "proxy-ssl-verify")?;
    let because = vec![step(checks, "decides whether certificates are checked")];
    Some(Draft::new(Key::PROXY_VERIFIES, "proxy-ssl-verify", Value::Bool(checks.text() == Some("on")), because))
}
