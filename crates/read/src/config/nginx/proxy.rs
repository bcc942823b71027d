//! What is handed on to programs, and what of it the visitor decides.

use sneck_model::{Key, Step, Value};

use super::header::step;
use super::site::{Answers, Site};
use super::variable::Variables;
use crate::config::braces::Directive;
use crate::config::served::Draft;

/// Settings of each place that hands requests on, or puts what was asked for into its answer.
pub(super) fn settings(site: &Site<'_>) -> Vec<Draft> {
    let of = |place| [target(site, place), host(site, place), injection(place)];
    site.places.iter().flat_map(of).flatten().collect()
}

/// Variables that hold what the visitor writes.
const FROM_REQUEST: &[&str] =
    &["$arg_", "$http_", "$cookie_", "$args", "$query_string", "$request_uri", "$uri", "$host"];

/// `proxy_pass http://$arg_to;`: the visitor names the machine.
fn target(site: &Site<'_>, place: &Answers<'_>) -> Option<Draft> {
    let line = place.context.own("proxy_pass").next()?;
    if !line.word(0).contains('$') || place.context.own("internal").next().is_some() {
        return None;
    }
    let value = Variables::new(&place.context, site.has_tls()).value(line.word(0));
    let known = value.alternatives().all(|value| matches!(value, Value::Text(_)));
    let chosen = value.alternatives().filter_map(Value::text).any(|target| names_machine(target, place));
    let value = match (chosen, known) {
        (true, _) => Value::Bool(true),
        (false, true) => Value::Bool(false),
        (false, false) => Value::Unknown(format!("`{}` is filled in later", line.word(0))),
    };
    let because = vec![step(line, "hands requests to whichever machine it says")];
    Some(Draft::new(Key::PROXY_TARGET_FROM_REQUEST, "proxy_pass", value, because).within(&place.scope))
}

/// The part between `//` and the next slash comes from the request.
fn names_machine(target: &str, place: &Answers<'_>) -> bool {
    let Some((_, rest)) = target.split_once("://") else { return false };
    let machine = rest.split('/').next().unwrap_or_default();
    let captured = machine.starts_with("$1") && takes_anything(place);
    captured || FROM_REQUEST.iter().any(|name| machine.starts_with(name))
}

/// What the location takes over may be any name.
fn takes_anything(place: &Answers<'_>) -> bool {
    let pattern = place.context.block().and_then(|block| block.words.last());
    pattern.is_some_and(|pattern| ["(.*", "(.+", "([^/]"].iter().any(|any| pattern.contains(any)))
}

/// `proxy_set_header Host $http_host;`
fn host(site: &Site<'_>, place: &Answers<'_>) -> Option<Draft> {
    let handed = |name| place.context.own(name).next().is_some();
    if !["proxy_pass", "grpc_pass"].into_iter().any(handed) {
        return None;
    }
    let lines = place.context.given("proxy_set_header");
    let line = lines.into_iter().find(|line| line.word(0).eq_ignore_ascii_case("host"))?;
    let variables = Variables::new(&place.context, site.has_tls());
    let value = match line.word(1) {
        word @ ("$http_host" | "$host" | "$server_name" | "$proxy_host") => Value::Text(word.to_owned()),
        word => variables.value(word),
    };
    let because = vec![step(line, "says which name the program behind it sees")];
    Some(Draft::new(Key::PROXY_HOST_HEADER, "proxy_set_header", value, because).within(&place.scope))
}

/// `return 301 https://$host$uri;`: `$uri` is decoded, so that `%0d%0a` in an address is an end of a line.
fn injection(place: &Answers<'_>) -> Option<Draft> {
    let line = place.context.block()?.inner().iter().find(|d| injects(d)).or_else(|| in_conditions(place))?;
    let because: Vec<Step> = vec![step(line, "puts the decoded address into the head of the answer")];
    Some(Draft::new(Key::SERVER_HEADER_INJECTION, "return", Value::Bool(true), because).within(&place.scope))
}

fn in_conditions<'d>(place: &Answers<'d>) -> Option<&'d Directive> {
    place.context.own("if").flat_map(|condition| condition.inner()).find(|d| injects(d))
}

fn injects(d: &Directive) -> bool {
    let decoded =
        |word: &str| ["$uri", "${uri}", "$document_uri", "${document_uri}"].iter().any(|name| has_variable(word, name));
    match d.name.as_str() {
        "return" => matches!(d.word(0), "301" | "302" | "303" | "307" | "308") && decoded(d.word(1)),
        "rewrite" => d.word(1).contains("://") && decoded(d.word(1)),
        "add_header" => decoded(d.word(1)),
        _ => false,
    }
}

/// The variable itself, not one whose name begins like it.
fn has_variable(word: &str, name: &str) -> bool {
    let next = |at: usize| word[at + name.len()..].chars().next();
    let ends = |at: usize| name.ends_with('}') || !next(at).is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    word.match_indices(name).any(|(at, _)| ends(at))
}
