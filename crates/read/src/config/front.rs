//! What stands behind a web server: the container of its project that goes by the name it hands requests to.

use std::sync::Arc;

use sneck_model::{Key, Step, Value};

use super::served::Draft;
use super::stack::{Member, Stack};
use crate::declared::Supplied;

/// One setting for each container of these names that is not reached past the server; `paths` are the files of the
/// server, which say whose project it is part of.
pub(in crate::config) fn behind(
    stack: &Stack,
    paths: &[&Arc<str>],
    hosts: &[&str],
    raw: &'static str,
    pass: &Step,
) -> Vec<Draft> {
    let own: Vec<&Member> = paths.iter().flat_map(|path| stack.with_file(path)).map(|(member, _)| member).collect();
    let near = |member: &&Member| own.iter().any(|one| one.project == member.project && one.subject != member.subject);
    let named = |member: &&Member| member.names.iter().any(|name| hosts.contains(&name.as_str()));
    let members = stack.members.iter().filter(near).filter(named).filter(|member| !is_reached(member));
    members.map(|member| draft(member, raw, pass)).collect()
}

/// It stands in front of that container.
pub(in crate::config) fn draft(member: &Member, raw: &'static str, pass: &Step) -> Draft {
    let because = vec![pass.clone(), Step::new(member.place.clone(), "is where they go")];
    Draft::new(Key::PROXY_FRONT_OF, raw, Value::Text(member.subject.name.clone()), because)
}

/// It is published beyond this machine: whoever asks there passes the server by.
pub(in crate::config) fn is_reached(member: &Member) -> bool {
    let local =
        |address: &Supplied| matches!(address, Supplied::Text(text) if text.starts_with("127.") || text == "::1");
    member.on_host_network() || member.published.iter().any(|published| !local(&published.address))
}

/// `http://web:8000/x` is handed to `web`.
pub(in crate::config) fn host_of(target: &str) -> &str {
    let rest = target.split_once("://").map_or(target, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default()
}

/// An address without the name and the password in it.
pub(in crate::config) fn bare(target: &str) -> String {
    match target.split_once("://").map(|(scheme, rest)| (scheme, rest.rsplit_once('@'))) {
        Some((scheme, Some((_, host)))) => format!("{scheme}://{host}"),
        _ => target.to_owned(),
    }
}
