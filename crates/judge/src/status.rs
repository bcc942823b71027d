//! Suspected, confirmed or mitigated, and why.

use sneck_model::{Facts, Layer, Place, Standing, Status, Step, SubjectKind, Verdict};

use crate::case::Case;

/// Seen running is confirmed. Written unsafe but seen safe, the same thing in the same environment, is
/// mitigated. Everything else is suspected: that nothing was seen proves nothing.
pub(crate) fn status(case: &Case) -> Status {
    if case.fails.iter().any(|v| v.observed()) {
        Status::Confirmed
    } else if case.passes.iter().any(|v| v.observed()) {
        Status::Mitigated
    } else {
        Status::Suspected
    }
}

/// Why, in words. Empty when nothing running was looked at.
pub(crate) fn because(facts: &Facts, case: &Case) -> String {
    match status(case) {
        Status::Confirmed => join([seen(&case.fails, "shows it"), contradiction(case), binding(facts, case)]),
        Status::Mitigated => join([seen(&case.passes, "shows the safe state"), None, binding(facts, case)]),
        Status::Suspected => nothing_seen(facts, case).unwrap_or_default(),
    }
}

fn join(parts: [Option<String>; 3]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The first thing that was seen: where, and what it said.
fn seen(verdicts: &[&Verdict], verb: &str) -> Option<String> {
    let step = verdicts.iter().flat_map(|v| &v.places).find(|s| is_live(s))?;
    Some(format!("{} {verb}: {}", step.place, step.says))
}

/// The files say that it is safe, and the running app shows that it is not.
fn contradiction(case: &Case) -> Option<String> {
    if case.fails.iter().any(|v| !v.observed()) {
        return None;
    }
    let step = case.passes.iter().flat_map(|v| &v.places).find(|s| !is_live(s))?;
    Some(format!("{} says otherwise ({}), so something else decides what is really running", step.place, step.says))
}

fn is_live(step: &Step) -> bool {
    matches!(step.place.layer(), Layer::Live | Layer::Host)
}

/// Why the address that answered is taken for this app in this environment.
fn binding(facts: &Facts, case: &Case) -> Option<String> {
    let Standing::Environment(id) = case.standing else { return None };
    let mut urls = case.fails.iter().chain(&case.passes).flat_map(|v| &v.places).filter_map(url);
    let bound = facts.bindings.iter().filter(|b| &b.app == case.subject && b.environment == id);
    let bound: Vec<_> = bound.collect();
    let this = urls.find_map(|u| bound.iter().find(|b| is_under(u, &b.origin)))?;
    Some(format!("{} is taken for {} in {}: {}", this.origin, this.app, case.environment(facts), this.because))
}

fn url(step: &Step) -> Option<&str> {
    match &step.place {
        Place::Reply { url, .. } => Some(url),
        _ => None,
    }
}

fn is_under(url: &str, origin: &str) -> bool {
    url.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// Something running was looked at and does not decide: say which, so that nobody takes it for a proof.
fn nothing_seen(facts: &Facts, case: &Case) -> Option<String> {
    if case.subject.kind != SubjectKind::App {
        return None;
    }
    let Standing::Environment(id) = case.standing else { return None };
    if let Some(bound) = facts.bindings.iter().find(|b| b.environment == id && &b.app == case.subject) {
        return Some(format!("{} answered, but its answers do not show whether this is so", bound.origin));
    }
    let origin = &facts.exchanges.first()?.origin;
    match facts.bindings.iter().find(|b| b.origin == origin.url) {
        Some(bound) => {
            let other = facts.environment(bound.environment).map_or("another environment", |e| &e.name);
            let this = case.environment(facts);
            Some(format!("{} answered, but as {} in {other}, which says nothing about {this}", origin.url, bound.app))
        }
        None => Some(format!("{} answered, but nothing says that it is {}", origin.url, case.subject)),
    }
}
