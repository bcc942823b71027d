//! The sections on this machine: `host listeners`, `host processes`, `host services`, `host firewall`, and those of
//! [`hardening`].
//!
//! One line each: a few words in a fixed order, then `name=value` in any order, then ` $ ` and free text.

use std::net::SocketAddr;

use sneck_model::{Access, Admission, Endpoint, Firewall, Listener, Machine, Process, Service, Transport};

use super::escape::{plain_word, word};
use super::hardening;

type Reader = fn(&Line<'_>, &mut Machine) -> Result<(), String>;
type Writer = fn(&Machine) -> Vec<String>;

/// The sections, by the word behind `host`.
const SECTIONS: &[(&str, Reader, Writer)] = &[
    ("conditions", hardening::condition, |machine| machine.conditions.iter().map(hardening::write_condition).collect()),
    ("files", hardening::file, |machine| machine.files.iter().map(hardening::write_file).collect()),
    ("firewall", firewall, |machine| vec![write_firewall(&machine.firewall)]),
    ("kernel", hardening::kernel, |machine| machine.kernel.iter().map(hardening::write_kernel).collect()),
    ("listeners", listener, |machine| machine.listeners.iter().map(write_listener).collect()),
    ("logins", login, |machine| machine.logins.iter().map(write_login).collect()),
    ("processes", process, |machine| machine.processes.iter().map(write_process).collect()),
    ("services", service, |machine| machine.services.iter().map(write_service).collect()),
    ("units", hardening::unit, |machine| machine.units.iter().map(hardening::write_unit).collect()),
    ("updates", hardening::update, |machine| machine.updates.iter().map(hardening::write_update).collect()),
];

/// Reads the lines of a section; an error comes with the number of its line, the head being 0.
pub(super) fn read<'a>(
    name: &str,
    lines: impl Iterator<Item = (u32, &'a str)>,
    machine: &mut Machine,
) -> Result<(), (u32, String)> {
    let Some((_, read, _)) = SECTIONS.iter().find(|(known, ..)| *known == name) else {
        let known: Vec<_> = SECTIONS.iter().map(|(name, ..)| format!("`=== host {name}`")).collect();
        return Err((0, format!("expected one of {}, `=== host file /PATH`", known.join(", "))));
    };
    for (below, text) in lines {
        read(&Line::of(text), machine).map_err(|why| (below, why))?;
    }
    machine.listeners.sort_by_key(|listener| (listener.network, listener.at));
    machine.processes.sort_by_key(|process| process.id);
    machine.services.sort_by_key(|service| service.at);
    machine.kernel.sort();
    machine.units.sort_by(|a, b| a.name.cmp(&b.name));
    machine.files.sort_by(|a, b| a.path.cmp(&b.path));
    machine.updates.sort_by(|a, b| a.package.cmp(&b.package));
    Ok(())
}

/// The sections of a machine: what stands behind `host`, and the lines. One without lines says that it was looked at.
pub(super) fn write(machine: &Machine) -> impl Iterator<Item = (&'static str, Vec<String>)> {
    SECTIONS
        .iter()
        .map(|(name, _, write)| (*name, write(machine)))
        .filter(|(name, lines)| *name == "listeners" || !lines.is_empty())
}

/// A line, taken apart.
pub(super) struct Line<'a> {
    pub(super) words: Vec<&'a str>,
    pub(super) named: Vec<(&'a str, String)>,
    text: Option<String>,
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let (front, text) = match line.split_once(" $ ") {
            Some((front, text)) => (front, Some(plain_word(text))),
            None => (line, None),
        };
        let (named, words): (Vec<&str>, Vec<&str>) =
            front.split(' ').filter(|w| !w.is_empty()).partition(|w| w.contains('='));
        let named = named.into_iter().filter_map(|word| word.split_once('=')).map(|(n, v)| (n, plain(v))).collect();
        Self { words, named, text }
    }

    pub(super) fn named(&self, name: &str) -> Option<String> {
        self.named.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    fn truth(&self, name: &str) -> Option<bool> {
        self.named(name).map(|value| value == "yes")
    }

    fn list(&self, name: &str) -> Option<Vec<String>> {
        let raw = self.named.iter().find(|(known, _)| *known == name).map(|(_, value)| value)?;
        Some(raw.split(',').filter(|one| !one.is_empty()).map(|one| one.replace('\u{1}', ",")).collect())
    }

    pub(super) fn says(&self, flag: &str) -> bool {
        self.words.contains(&flag)
    }

    pub(super) fn tail(&self) -> String {
        self.text.clone().unwrap_or_default()
    }

    fn endpoint(&self) -> Option<Endpoint> {
        let transport = [Transport::Tcp, Transport::Udp].into_iter().find(|t| Some(&t.name()) == self.words.first())?;
        let address: SocketAddr = self.words.get(1)?.parse().ok()?;
        Some(Endpoint { transport, address: address.ip(), port: address.port() })
    }
}

fn listener(line: &Line<'_>, machine: &mut Machine) -> Result<(), String> {
    let at = line.endpoint().ok_or("expected a listener such as `tcp 0.0.0.0:6379 program=redis-server`")?;
    machine.listeners.push(Listener {
        at,
        only_v6: line.says("only-v6"),
        process: line.named("pid").and_then(|pid| pid.parse().ok()),
        program: line.named("program"),
        user: line.named("user"),
        unit: line.named("unit"),
        container: line.named("container"),
        network: line.named("network").and_then(|number| number.parse().ok()),
        shielded: line.truth("shielded"),
        only_some: line.says("only-some"),
    });
    Ok(())
}

fn write_listener(listener: &Listener) -> String {
    let Listener { at, only_v6, process, program, user, unit, container, network, shielded, only_some } = listener;
    let mut text = at.to_string();
    flag(&mut text, "only-v6", *only_v6);
    flag(&mut text, "only-some", *only_some);
    name(&mut text, "program", program.as_deref());
    name(&mut text, "pid", process.map(|pid| pid.to_string()).as_deref());
    name(&mut text, "user", user.as_deref());
    name(&mut text, "unit", unit.as_deref());
    name(&mut text, "container", container.as_deref());
    name(&mut text, "network", network.map(|number| number.to_string()).as_deref());
    name(&mut text, "shielded", shielded.map(yes));
    text
}

fn process(line: &Line<'_>, machine: &mut Machine) -> Result<(), String> {
    let expected = "expected a process such as `812 redis-server user=redis $ redis-server *:6379`";
    let id = line.words.first().and_then(|word| word.parse().ok()).ok_or(expected)?;
    machine.processes.push(Process {
        id,
        name: line.words.get(1).map(|name| plain(name)).ok_or(expected)?,
        user: line.named("user").unwrap_or_default(),
        unit: line.named("unit"),
        container: line.named("container"),
        command: line.tail(),
        variables: line.list("variables"),
        debugging: line.list("debugging").unwrap_or_default(),
        development: line.list("development").unwrap_or_default(),
        replaced: line.list("replaced").unwrap_or_default(),
        powers: line.list("powers").unwrap_or_default(),
    });
    Ok(())
}

fn write_process(process: &Process) -> String {
    let Process { id, name: called, user, unit, container, command, variables, .. } = process;
    let lists = [
        ("debugging", &process.debugging),
        ("development", &process.development),
        ("replaced", &process.replaced),
        ("powers", &process.powers),
    ];
    let mut text = format!("{id} {}", bare(called));
    name(&mut text, "user", Some(user).filter(|user| !user.is_empty()).map(String::as_str));
    name(&mut text, "unit", unit.as_deref());
    name(&mut text, "container", container.as_deref());
    if let Some(variables) = variables {
        text.push_str(&format!(" variables={}", joined(variables)));
    }
    for (called, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        text.push_str(&format!(" {called}={}", joined(list)));
    }
    tail(&mut text, command);
    text
}

fn service(line: &Line<'_>, machine: &mut Machine) -> Result<(), String> {
    let expected = "expected a service such as `tcp 127.0.0.1:6379 redis open version=7.2.4 $ answers INFO`";
    let at = line.endpoint().ok_or(expected)?;
    let access = Access::ALL.into_iter().find(|access| line.words.get(3) == Some(&access.name())).ok_or(expected)?;
    machine.services.push(Service {
        at,
        product: plain(line.words[2]),
        version: line.named("version"),
        access,
        proof: line.tail(),
        as_stranger: line.says("as-stranger"),
        refuses_strangers: line.truth("refuses-strangers"),
    });
    Ok(())
}

fn write_service(service: &Service) -> String {
    let Service { at, product, version, access, proof, as_stranger, refuses_strangers } = service;
    let mut text = format!("{at} {} {}", bare(product), access.name());
    name(&mut text, "version", version.as_deref());
    flag(&mut text, "as-stranger", *as_stranger);
    name(&mut text, "refuses-strangers", refuses_strangers.map(yes));
    tail(&mut text, proof);
    text
}

fn login(line: &Line<'_>, machine: &mut Machine) -> Result<(), String> {
    let expected =
        "expected a login such as `tcp 127.0.0.1:5672 rabbitmq user=guest $ published in RabbitMQ's documentation`";
    machine.logins.push(Admission {
        at: line.endpoint().ok_or(expected)?,
        product: line.words.get(2).map(|product| plain(product)).ok_or(expected)?,
        user: line.named("user").ok_or(expected)?,
        superuser: line.truth("superuser"),
        own: line.says("own"),
        says: line.tail(),
    });
    Ok(())
}

fn write_login(login: &Admission) -> String {
    let Admission { at, product, user, superuser, own, says } = login;
    let mut text = format!("{at} {}", bare(product));
    flag(&mut text, "own", *own);
    name(&mut text, "user", Some(user));
    name(&mut text, "superuser", superuser.map(yes));
    tail(&mut text, says);
    text
}

fn firewall(line: &Line<'_>, machine: &mut Machine) -> Result<(), String> {
    let active = match line.words.first() {
        Some(&"active") => Some(true),
        Some(&"inactive") => Some(false),
        Some(&"unknown") => None,
        _ => return Err("expected `active`, `inactive` or `unknown`, and why: `active $ nftables drops`".into()),
    };
    machine.firewall = Firewall { active, says: line.tail() };
    Ok(())
}

fn write_firewall(firewall: &Firewall) -> String {
    let mut text = match firewall.active {
        Some(true) => "active",
        Some(false) => "inactive",
        None => "unknown",
    }
    .to_owned();
    tail(&mut text, &firewall.says);
    text
}

pub(super) fn yes(truth: bool) -> &'static str {
    if truth { "yes" } else { "no" }
}

pub(super) fn flag(text: &mut String, word: &str, set: bool) {
    if set {
        text.push(' ');
        text.push_str(word);
    }
}

pub(super) fn name(text: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        text.push_str(&format!(" {name}={}", bare(value)));
    }
}

pub(super) fn tail(text: &mut String, says: &str) {
    if !says.is_empty() {
        text.push_str(&format!(" $ {}", word(says)));
    }
}

fn joined(all: &[String]) -> String {
    all.iter().map(|one| bare(one).replace(',', "\\c")).collect::<Vec<_>>().join(",")
}

/// One word without blanks.
pub(super) fn bare(text: &str) -> String {
    word(text).replace(' ', "\\s")
}

/// The inverse of [`bare`]; a comma that does not separate comes back as U+0001 and is put right by the list.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let after = rest.as_str().chars().next();
        let spelt = match (c, after) {
            ('\\', Some('\\')) => Some('\\'),
            ('\\', Some('n')) => Some('\n'),
            ('\\', Some('r')) => Some('\r'),
            ('\\', Some('s')) => Some(' '),
            ('\\', Some('c')) => Some('\u{1}'),
            _ => None,
        };
        if spelt.is_some() {
            rest.next();
        }
        plain.push(spelt.unwrap_or(c));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORLD: &str = "\
=== host conditions
logs.kept no $ journald keeps its log in memory
time.synchronised unknown $ the clock is the machine's around this container
=== host files
/run/docker.sock mode=0666 owner=root group=docker socket $ control over every container
/srv/my\\sshop/.env mode=0640 owner=shop group=shop enclosed $ values for SECRET_KEY
=== host firewall
active $ nftables: chain input drops what no rule lets in
=== host kernel
kernel.kptr_restrict 1
kernel.sysrq 438
=== host listeners
tcp 0.0.0.0:6379 program=redis-server pid=812 user=redis unit=redis-server.service
tcp [::]:80 only-v6 only-some program=my\\sserver container=0123456789ab network=4026531840 shielded=yes
=== host logins
tcp 127.0.0.1:5672 rabbitmq user=guest $ published in RabbitMQ's documentation
tcp 127.0.0.1:5432 postgresql own user=my\\sshop superuser=no $ the login of app.py:3
=== host processes
812 redis-server user=redis unit=redis-server.service variables=PATH,FLASK_DEBUG debugging=FLASK_DEBUG development=flask\\srun replaced=/lib/libssl.so.3 powers=docker-socket $ redis-server *:6379 $ 1
=== host services
tcp 0.0.0.0:6379 redis open version=7.0.15 as-stranger refuses-strangers=no $ answers INFO without a password
=== host units
redis-server.service own CapabilityBoundingSet=CAP_A\\sCAP_B ProtectSystem=strict User=redis $ /etc/systemd/system/redis-server.service
=== host updates
openssl 3.0.15-1~deb12u1 3.0.17-1~deb12u2
";

    #[test]
    fn what_is_written_of_a_machine_reads_back_as_it_was() {
        let tree = crate::world::parse(WORLD).expect("a world");
        let machine = tree.machine.as_ref().expect("a machine");
        assert_eq!(machine.listeners[1].program.as_deref(), Some("my server"));
        assert_eq!(machine.processes[0].command, "redis-server *:6379 $ 1");
        assert_eq!(machine.services[0].access, Access::Open);
        assert_eq!(crate::world::write(&tree), WORLD);
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (text, line) in [
            ("=== host\n", 1),
            ("=== host doors\n", 1),
            ("=== host listeners\ntcp everywhere\n", 2),
            ("=== host services\ntcp 127.0.0.1:1 redis maybe\n", 2),
            ("=== host processes\nredis\n", 2),
            ("=== host firewall\nperhaps\n", 2),
            ("=== host logins\ntcp 127.0.0.1:5672 rabbitmq\n", 2),
            ("=== host conditions\nlogs.kept perhaps\n", 2),
            ("=== host conditions\nweather yes\n", 2),
            ("=== host files\n/etc/passwd\n", 2),
            ("=== host kernel\nkernel.sysrq\n", 2),
            ("=== host updates\nopenssl\n", 2),
            ("=== host file etc/passwd\n", 1),
        ] {
            assert_eq!(crate::world::parse(text).expect_err(text).line, line, "{text}");
        }
    }
}
