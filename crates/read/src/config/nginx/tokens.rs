//! `server_tokens`: whether answers and error pages name nginx's release.
//!
//! Source: ngx_http_core_module: `on` by default; `build` says even more; text of one's own in the commercial release.

use sneck_model::{Key, Step, Value};

use super::context::Context;
use super::header::step;
use super::site::Site;
use crate::config::braces::Directive;
use crate::config::served::{Draft, absent_at};

/// One setting for what `http` decides, and one for each server that decides for itself.
pub(super) fn settings(http: &Directive, whole: bool, sites: &[Site<'_>]) -> Vec<Draft> {
    let around = Context(vec![http]);
    let mut all: Vec<Draft> =
        sites.iter().filter_map(|site| said(&site.context).filter(|_| !decided(&around))).collect();
    let left = sites.iter().filter(|site| said(&site.context).is_none());
    let first =
        left.max_by_key(|site| (site.serves(), site.has_tls(), std::cmp::Reverse(site.server().map(|s| s.line))));
    if let Some(draft) = said(&around) {
        all.push(draft);
    } else if whole && (first.is_some() || sites.is_empty()) {
        all.push(silent(&around, absent_at(&http.path, http.line, SAYS)));
    } else if let Some(server) = first.and_then(Site::server) {
        let mut draft = silent(
            &first.map_or_else(|| around.clone(), |f| f.context.clone()),
            absent_at(&server.path, server.line, SAYS),
        );
        if draft.value == Value::Bool(true) {
            let elsewhere = Value::Unknown("`nginx.conf`, which includes this file, is not in the tree".into());
            draft.value = Value::OneOf(vec![Value::Bool(true), elsewhere]);
        }
        all.push(draft);
    }
    all
}

const SAYS: &str = "has no `server_tokens off;`, and nginx names its release by default";

fn decided(around: &Context<'_>) -> bool {
    said(around).is_some()
}

/// What the directives of a context say.
fn said(context: &Context<'_>) -> Option<Draft> {
    let cleared = |name| context.every(name).into_iter().find(|d| d.words.iter().any(|word| is_server(word)));
    if let Some(line) = cleared("more_clear_headers").or_else(|| cleared("more_set_headers")) {
        return Some(draft(Value::Bool(false), vec![step(line, "takes the release out of the answers")]));
    }
    let line = context.last("server_tokens")?;
    let value = match line.word(0) {
        "on" | "build" => Value::Bool(true),
        word if word.contains('$') => Value::Unknown(format!("`{word}` is filled in later")),
        _ => Value::Bool(false),
    };
    Some(draft(value, vec![step(line, &format!("sets server_tokens to {}", line.word(0)))]))
}

fn is_server(word: &str) -> bool {
    word.split(':').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("server"))
}

fn silent(context: &Context<'_>, because: Vec<Step>) -> Draft {
    let value = match context.hidden() {
        Some(include) => Value::Unknown(format!("`{}` is not in the tree and may set it", include.word(0))),
        None => Value::Bool(true),
    };
    draft(value, because)
}

fn draft(value: Value, because: Vec<Step>) -> Draft {
    Draft::new(Key::SERVER_NAMES_RELEASE, "server_tokens", value, because)
}
