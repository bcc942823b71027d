//! Labels of containers: which of them Traefik stands in front of, and what it adds to their answers.

use sneck_model::{Key, Step, Value};

use super::dynamic;
use super::options::Options;
use crate::config::front;
use crate::config::served::Draft;
use crate::config::stack::Member;

/// Middlewares that ask who is there, or from where.
pub(super) const GUARDS: &[&str] = &["basicauth", "digestauth", "forwardauth", "ipallowlist", "ipwhitelist"];

/// What Traefik does for one container. Middlewares are looked up in all options of the project.
pub(super) fn settings(member: &Member, own: &Options, all: &Options) -> Vec<Draft> {
    if own.get("enable").is_some_and(|given| !given.is_true()) {
        return Vec::new();
    }
    let routers: Vec<&str> = own.names("http.routers").into_iter().filter(|name| !leads_to_api(own, name)).collect();
    let Some(first) = routers
        .first()
        .and_then(|name| own.0.iter().find(|given| given.name.starts_with(&format!("http.routers.{name}."))))
    else {
        return Vec::new();
    };
    let pass = first.step("hands requests on");
    let mut drafts =
        vec![Draft::new(Key::PROXY_TARGET, "routers", Value::Text(member.subject.name.clone()), vec![pass.clone()])];
    if !front::is_reached(member) {
        drafts.push(front::draft(member, "routers", &pass));
    }
    // What every router of the container adds.
    let each: Vec<Vec<Draft>> = routers.iter().map(|name| added(own, all, name)).collect();
    for draft in each.first().into_iter().flatten() {
        let same = |drafts: &Vec<Draft>| drafts.iter().any(|d| d.key == draft.key && d.value == draft.value);
        if each.iter().all(same) {
            let Draft { key, raw, value, because, .. } = draft;
            drafts.push(Draft::new(*key, raw, value.clone(), because.clone()));
        }
    }
    drafts
}

/// Headers of the middlewares of a router; of two that send the same one, the first in the list is the outermost.
fn added(own: &Options, all: &Options, router: &str) -> Vec<Draft> {
    let mut sent: Vec<Draft> = Vec::new();
    for name in middlewares(own, router) {
        for draft in dynamic::headers(all, &name) {
            if sent.iter().all(|known| known.key != draft.key) {
                sent.push(draft);
            }
        }
    }
    sent
}

/// The names of a router's middlewares, without the provider behind the `@`.
fn middlewares(own: &Options, router: &str) -> Vec<String> {
    let words = own.words(&format!("http.routers.{router}.middlewares"));
    words.iter().map(|word| word.split('@').next().unwrap_or(word).to_lowercase()).collect()
}

fn leads_to_api(options: &Options, router: &str) -> bool {
    let service = options.get(&format!("http.routers.{router}.service"));
    service.is_some_and(|given| given.value.eq_ignore_ascii_case("api@internal"))
}

/// A router that leads to the dashboard, and whether something asks who is there before it.
pub(super) fn dashboard(own: &Options, all: &Options) -> Option<(Step, Option<bool>)> {
    let router = own.names("http.routers").into_iter().find(|name| leads_to_api(own, name))?;
    let step = own.get(&format!("http.routers.{router}.service"))?.step("leads to the dashboard");
    let names = middlewares(own, router);
    let known = |name: &String| all.has(&format!("http.middlewares.{name}"));
    let guards = |name: &String| GUARDS.iter().any(|kind| all.has(&format!("http.middlewares.{name}.{kind}")));
    let guarded = match names.iter().any(guards) {
        true => Some(true),
        // A middleware that is defined elsewhere may ask.
        false => names.iter().all(known).then_some(false),
    };
    Some((step, guarded))
}
