//! What docker-compose makes of a project is what sneck reads of it.
//!
//! `samples.txt` holds small projects with what `docker-compose config` says of each; `record.py` writes that anew.

use sneck_read::config::deployment;
use sneck_read::config::stack::{Member, Right, Source};
use sneck_read::{Supplied, world};

const SAMPLES: &str = include_str!("samples.txt");
const MARK: &str = "--- docker-compose config";

/// A sample's name, its files, and what docker-compose says of them.
fn samples() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let one = |part: &'static str| {
        let (name, rest) = part.split_once('\n')?;
        let (files, said) = rest.split_once(MARK)?;
        Some((name, files, said.lines().filter(|line| !line.is_empty()).collect()))
    };
    SAMPLES.split("## ").filter_map(one).collect()
}

/// What sneck reads of a project, in the words of `record.py`. Where something is put on top unasked, sneck tells the base
/// by itself, too, which is what users get: docker-compose speaks of both together, and that comes first.
fn read(files: &str) -> Vec<String> {
    let tree = world::parse(&format!("{}\n", files.trim_end())).expect("a world");
    let mut members = deployment(&tree).stack.members;
    members.sort_by(|a, b| service(a).cmp(service(b)));
    members.dedup_by(|later, first| service(later) == service(first));
    members.iter().flat_map(rows).collect()
}

fn service(member: &Member) -> &str {
    member.subject.name.rsplit('#').next().unwrap_or_default()
}

fn rows(member: &Member) -> Vec<String> {
    let name = service(member);
    let said = |text: &Supplied| match text {
        Supplied::Text(text) => text.clone(),
        Supplied::Unknown(why) => format!("? {why}"),
    };
    let mut rows: Vec<String> = Vec::new();
    rows.extend(member.image.iter().map(|image| format!("image {}", said(&image.is))));
    rows.extend(member.user.iter().map(|user| format!("user {}", said(&user.is))));
    rows.extend(member.rights.iter().filter_map(|right| match &right.is {
        Right::Privileged(true) => Some("privileged".to_owned()),
        Right::Capability(name) => Some(format!("capability {name}")),
        _ => None,
    }));
    rows.extend(member.command.iter().map(|command| format!("command {}", command.is.join(" "))));
    let mut names: Vec<&str> = member.variables.iter().map(|variable| variable.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let variable = |name: &&str| Some(format!("variable {name}={}", said(&member.variable(name)?.value)));
    rows.extend(names.iter().filter_map(variable));
    let mut ports: Vec<String> = member
        .published
        .iter()
        .map(|port| format!("port {}:{} > {}/{}", said(&port.address), port.port, port.target, port.protocol))
        .collect();
    let mut mounts: Vec<String> = member.mounts.iter().map(mount).collect();
    ports.sort_unstable();
    mounts.sort_unstable();
    rows.extend(ports.into_iter().chain(mounts));
    rows.extend(member.limits.memory.iter().map(|limit| format!("memory {}", limit.is)));
    rows.iter().map(|row| format!("{name} {row}")).collect()
}

fn mount(mount: &sneck_read::config::stack::Mount) -> String {
    let (Source::Tree(source) | Source::Host(source) | Source::Volume(source)) = &mount.source;
    format!("mount {source} > {}{}", mount.target, if mount.read_only { " read-only" } else { "" })
}

#[test]
fn projects_are_read_as_docker_compose_reads_them() {
    let samples = samples();
    assert!(samples.len() >= 20, "{} samples", samples.len());
    let differ = samples.iter().filter(|(_, files, said)| read(files) != *said);
    let shown: Vec<String> = differ
        .map(|(name, files, said)| format!("{name}\n  docker-compose {said:#?}\n  sneck {:#?}", read(files)))
        .collect();
    assert!(shown.is_empty(), "{} samples differ:\n\n{}", shown.len(), shown.join("\n\n"));
}
