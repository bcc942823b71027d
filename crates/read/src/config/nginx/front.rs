//! Which program of the tree stands behind a server: the container of its project that goes by the name.

use sneck_model::{Key, Step, Value};

use super::context::Context;
use super::header::step;
use super::parse::Directive;
use super::site::{Answers, Serves, Site};
use super::variable::Variables;
use crate::config::served::Draft;
use crate::config::stack::{Member, Stack};
use crate::declared::Supplied;

/// One setting for each container that a server hands requests to, and that is not reached past it.
pub(super) fn settings(site: &Site<'_>, http: &Directive, stack: &Stack) -> Vec<Draft> {
    let Some(server) = site.server() else { return Vec::new() };
    let own: Vec<&Member> = [&server.path, &http.path]
        .into_iter()
        .flat_map(|path| stack.with_file(path))
        .map(|(member, _)| member)
        .collect();
    site.places.iter().flat_map(|place| fronts(site, place, stack, &own)).collect()
}

fn fronts(site: &Site<'_>, place: &Answers<'_>, stack: &Stack, own: &[&Member]) -> Vec<Draft> {
    let Serves::Program(target) = place.serves else { return Vec::new() };
    let value = Variables::new(&place.context, site.has_tls()).value(target);
    let Some(host) = value.text().map(host_of) else { return Vec::new() };
    let hosts = behind(&place.context, host);
    let pass = place.context.block().and_then(|block| block.inner().iter().find(|d| d.word(0) == target));
    let near = |member: &&Member| own.iter().any(|one| one.project == member.project && one.subject != member.subject);
    let named = |member: &&Member| member.names.iter().any(|name| hosts.contains(&name.as_str()));
    let draft = |member: &Member| {
        let because = vec![step(pass?, "hands requests on"), Step::new(member.place.clone(), "is where they go")];
        let value = Value::Text(member.subject.name.clone());
        Some(Draft::new(Key::PROXY_FRONT_OF, "proxy_pass", value, because).within(&place.scope))
    };
    let members = stack.members.iter().filter(near).filter(named).filter(|member| !is_reached(member));
    members.filter_map(draft).collect()
}

/// It is published beyond this machine: whoever asks there passes the server by.
fn is_reached(member: &Member) -> bool {
    let local =
        |address: &Supplied| matches!(address, Supplied::Text(text) if text.starts_with("127.") || text == "::1");
    member.on_host_network() || member.published.iter().any(|published| !local(&published.address))
}

/// `http://web:8000/x` is handed to `web`.
fn host_of(target: &str) -> &str {
    let rest = target.split_once("://").map_or(target, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default()
}

/// The machines of an `upstream`, or the host itself.
fn behind<'a>(context: &Context<'a>, host: &'a str) -> Vec<&'a str> {
    let upstream = context.every("upstream").into_iter().find(|upstream| upstream.word(0) == host);
    match upstream {
        Some(upstream) => upstream.all("server").map(|server| host_of(server.word(0))).collect(),
        None => vec![host],
    }
}
