//! Workflows of GitHub.

use sneck_model::{Key, Value};

use super::Pipeline;
use super::secrets;
use super::untrusted::{expressions, is_guard, is_head, is_untrusted, runs_code};
use crate::config::yaml::Yaml;

/// Events that strangers cause and that run with the repository's own rights and secrets.
const PRIVILEGED: &[&str] = &[
    "pull_request_target",
    "workflow_run",
    "issue_comment",
    "issues",
    "discussion",
    "discussion_comment",
    "fork",
    "watch",
    "gollum",
];
/// Of those, the ones for which one may think that the code of a pull request has to be fetched.
const FETCHED: &[&str] = &["pull_request_target", "workflow_run", "issue_comment"];

/// One file.
pub(super) fn workflow(root: &Yaml, out: &mut Pipeline<'_>) {
    let Some(jobs) = root.get("jobs").filter(|jobs| jobs.is_map()) else { return };
    let events = events(root);
    permissions(root, "", out);
    secrets::named(root.get("env"), out);
    for (name, job) in jobs.entries() {
        one_job(name.text().unwrap_or_default(), job, &events, out);
    }
}

/// Names of events; `on` is a truth value to some readers of YAML, not to this one.
fn events(root: &Yaml) -> Vec<String> {
    let Some(on) = root.get("on").or_else(|| root.get("true")) else { return Vec::new() };
    if on.is_map() {
        return on.entries().into_iter().filter_map(|(name, _)| name.text().map(str::to_owned)).collect();
    }
    on.list().into_iter().filter_map(|one| one.text().map(str::to_owned)).collect()
}

fn has(events: &[String], wanted: &[&str]) -> bool {
    events.iter().any(|event| wanted.contains(&event.as_str()))
}

fn permissions(node: &Yaml, part: &str, out: &mut Pipeline<'_>) {
    let Some((key, value)) = node.entries().into_iter().find(|(key, _)| key.text() == Some("permissions")) else {
        return;
    };
    let said = value.text().unwrap_or("named");
    let says = format!("sets `permissions` to {said}");
    out.set(part, Key::CI_PERMISSIONS, "permissions", Value::Text(said.to_owned()), key.line, says);
}

fn one_job(name: &str, job: &Yaml, events: &[String], out: &mut Pipeline<'_>) {
    permissions(job, name, out);
    secrets::named(job.get("env"), out);
    let steps = job.get("steps").map(|steps| steps.list()).unwrap_or_default();
    for (at, step) in steps.iter().enumerate() {
        secrets::named(step.get("env"), out);
        secrets::named(step.get("with"), out);
        injections(name, at, step, events, out);
    }
    if has(events, FETCHED) {
        checkout(name, job, &steps, out);
    }
}

/// What strangers write that is put into a script before the shell sees it.
fn injections(job: &str, at: usize, step: &crate::config::yaml::Node, events: &[String], out: &mut Pipeline<'_>) {
    let script = step.text_at(&["uses"]).is_some_and(|uses| uses.starts_with("actions/github-script@"));
    let node = if script { step.at(&["with", "script"]) } else { step.get("run") };
    let Some((node, text)) = node.and_then(|node| Some((node, node.text()?))) else { return };
    let label = step.text_at(&["id"]).or_else(|| step.text_at(&["name"])).map_or_else(|| at.to_string(), str::to_owned);
    let mut found = expressions(text).filter(|expression| is_untrusted(expression)).peekable();
    if found.peek().is_none() {
        return;
    }
    for expression in found {
        let line = out.line_of(&format!("{{{{{expression}}}}}"), node.line);
        let map = vec![
            ("expression".to_owned(), Value::Text(expression.trim().to_owned())),
            ("privileged".to_owned(), Value::Bool(has(events, PRIVILEGED))),
        ];
        let says = format!("puts `{}` into a script", expression.trim());
        out.set(&format!("{job}/{label}"), Key::CI_INJECTION, "run", Value::Map(map), line, says);
    }
}

/// Whether a job fetches what a stranger wrote and runs it.
fn checkout(name: &str, job: &Yaml, steps: &[&crate::config::yaml::Node], out: &mut Pipeline<'_>) {
    let guarded = |node: &crate::config::yaml::Node| node.text_at(&["if"]).is_some_and(is_guard);
    let mut fetched = None;
    for step in steps {
        let uses = step.text_at(&["uses"]).unwrap_or("");
        let fetches = uses.starts_with("actions/checkout@").then(|| step.at(&["with", "ref"])).flatten();
        if let Some(of) = fetches.filter(|of| of.text().is_some_and(is_head)) {
            fetched = Some(of);
        }
        let runs = uses.starts_with("./") || step.text_at(&["run"]).is_some_and(runs_code);
        if let Some(of) = fetched.filter(|_| runs) {
            let safe = guarded(job) || guarded(step);
            let says = "fetches what a stranger wrote, and runs it";
            out.set(name, Key::CI_UNTRUSTED_CODE, "ref", Value::Bool(!safe), of.line, says);
            return;
        }
    }
    let line = fetched.map_or(job.line, |of| of.line);
    out.set(name, Key::CI_UNTRUSTED_CODE, "ref", Value::Bool(false), line, "runs nothing that a stranger wrote");
}
