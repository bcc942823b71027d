//! What stands behind a web server: the container of its project that goes by the name it hands requests to.

use std::sync::Arc;

use sneck_model::{Key, Step, Value};

use super::served::Draft;
use super::stack::{Family, Member, Stack};
use crate::declared::Supplied;

/// Whom a server hands requests to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::config) struct Target<'t> {
    /// `web`, `web.shop.svc.cluster.local`, `127.0.0.1`
    pub(in crate::config) host: &'t str,
    /// Its port, where one is written.
    pub(in crate::config) port: Option<&'t str>,
}

impl<'t> Target<'t> {
    /// `http://web:8000/x` is handed to port 8000 of `web`.
    pub(in crate::config) fn of(target: &'t str) -> Self {
        let rest = target.split_once("://").map_or(target, |(_, rest)| rest);
        let machine = rest.split('/').next().unwrap_or_default();
        match machine.split_once(':') {
            Some((host, port)) => Self { host, port: Some(port) },
            None => Self { host: machine, port: None },
        }
    }

    fn is_local(&self) -> bool {
        self.host == "localhost" || self.host.starts_with("127.")
    }

    /// A container that answers by that name to another one.
    fn names(&self, member: &Member, from: &Member) -> bool {
        let (name, space) = self.host.split_once('.').unwrap_or((self.host, ""));
        let known = |name: &str| member.names.iter().any(|own| own == name);
        if member.family != Family::Kubernetes || space.is_empty() {
            return member.project == from.project && known(self.host);
        }
        let space = space.split('.').next().unwrap_or_default();
        known(name) && space == if member.project.is_empty() { "default" } else { &member.project }
    }
}

/// One setting for each container that a server hands requests to and that is not reached past it; `paths` are the
/// files of the server, which say whose project it is part of.
pub(in crate::config) fn behind(
    stack: &Stack,
    paths: &[&Arc<str>],
    targets: &[Target<'_>],
    raw: &'static str,
    pass: &Step,
) -> Vec<Draft> {
    let own: Vec<&Member> = paths.iter().flat_map(|path| stack.with_file(path)).map(|(member, _)| member).collect();
    let mut all: Vec<&Member> = Vec::new();
    for target in targets {
        for member in own.iter().flat_map(|from| reached(stack, from, target)) {
            if !is_reached(member) && all.iter().all(|known| known.subject != member.subject) {
                all.push(member);
            }
        }
    }
    all.into_iter().map(|member| draft(member, raw, pass)).collect()
}

/// The containers that one of them reaches by that name: others of its project, or of its own pod.
fn reached<'s>(stack: &'s Stack, from: &Member, target: &Target<'_>) -> Vec<&'s Member> {
    let others = stack.members.iter().filter(|member| member.subject != from.subject && member.family == from.family);
    if !target.is_local() {
        return others.filter(|member| target.names(member, from)).collect();
    }
    let beside: Vec<&Member> = others.filter(|m| m.pod == from.pod && m.environment.is_some()).collect();
    let listens = |member: &&Member| target.port.is_some_and(|port| member.ports.iter().any(|own| own == port));
    if beside.len() < 2 { beside } else { beside.into_iter().filter(listens).collect() }
}

/// It stands in front of that container.
pub(in crate::config) fn draft(member: &Member, raw: &'static str, pass: &Step) -> Draft {
    let because = vec![pass.clone(), Step::new(member.place.clone(), "is where they go")];
    let name = member.environment.as_ref().unwrap_or(&member.subject.name);
    Draft::new(Key::PROXY_FRONT_OF, raw, Value::Text(name.clone()), because)
}

/// It is published beyond this machine: whoever asks there passes the server by.
pub(in crate::config) fn is_reached(member: &Member) -> bool {
    let local =
        |address: &Supplied| matches!(address, Supplied::Text(text) if text.starts_with("127.") || text == "::1");
    member.on_host_network() || member.published.iter().any(|published| !local(&published.address))
}

/// An address without the name and the password in it.
pub(in crate::config) fn bare(target: &str) -> String {
    match target.split_once("://").map(|(scheme, rest)| (scheme, rest.rsplit_once('@'))) {
        Some((scheme, Some((_, host)))) => format!("{scheme}://{host}"),
        _ => target.to_owned(),
    }
}
