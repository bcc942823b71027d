//! `daemon.json`, and the words that dockerd is started with: who gives it orders, and how far containers are confined.
//! <https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file>

use std::sync::Arc;

use sneck_model::{Key, Step, SubjectKind, Value};

use super::given::{FILLED_IN, absent, default, is_filled_in, shown};
use super::name::Name;
use super::service::{Service, Services, addresses};
use super::values;
use crate::config::place::at;
use crate::config::yaml::{Yaml, parse};
use crate::tree::{File, Tree};

const PRODUCT: &str = "dockerd";

/// `daemon.json`, of Docker where its options say so.
pub fn named(name: &Name<'_>) -> bool {
    name.file() == "daemon.json"
}

/// Each is a daemon.
pub fn read(_: &Tree, files: &[&File], services: &mut Services<'_>) {
    for file in files {
        let root = parse(&file.path, &file.text()).all.into_iter().next();
        let options = Options { path: &file.path, root: root.as_ref() };
        if options.is_docker() {
            confinement(&options, &mut services.subject(SubjectKind::Host, &file.path, "docker"));
            orders(&options, services);
        }
    }
}

struct Options<'f> {
    path: &'f Arc<str>,
    root: Option<&'f Yaml>,
}

/// Options that no other program's file of this name has.
const KNOWN: &[&str] = &[
    "hosts",
    "icc",
    "userns-remap",
    "no-new-privileges",
    "live-restore",
    "userland-proxy",
    "insecure-registries",
    "registry-mirrors",
    "log-driver",
    "log-opts",
    "storage-driver",
    "storage-opts",
    "data-root",
    "exec-opts",
    "iptables",
    "ip6tables",
    "bip",
    "mtu",
    "dns",
    "default-address-pools",
    "default-ulimits",
    "tls",
    "tlsverify",
    "tlscacert",
    "tlscert",
    "tlskey",
    "seccomp-profile",
    "experimental",
    "debug",
    "metrics-addr",
    "group",
    "features",
    "builder",
    "runtimes",
    "default-runtime",
    "fixed-cidr",
    "selinux-enabled",
    "graph",
    "max-concurrent-downloads",
    "labels",
    "ipv6",
    "authorization-plugins",
    "log-level",
    "containerd",
    "cgroup-parent",
    "ip",
    "proxies",
];

impl Options<'_> {
    /// Of the folder of Docker, whatever it says; elsewhere its options have to be Docker's.
    fn is_docker(&self) -> bool {
        let names: Vec<&str> =
            self.root.iter().flat_map(|root| root.entries()).filter_map(|(key, _)| key.text()).collect();
        let known = names.iter().filter(|name| KNOWN.contains(name)).count();
        self.path.ends_with("docker/daemon.json") || (known > 0 && known * 2 > names.len())
    }

    fn get(&self, name: &str) -> Option<&Yaml> {
        self.root?.get(name)
    }

    fn step(&self, name: &str, given: &Yaml) -> Step {
        Step::new(at(self.path, given.line), format!("sets `{name}` to {}", shown(&texts(given).join(", "))))
    }

    fn is_on(&self, name: &str) -> bool {
        self.get(name).and_then(|given| given.text()).is_some_and(|text| values::truth(text) == Value::Bool(true))
    }
}

fn texts(given: &Yaml) -> Vec<String> {
    let items = given.list().into_iter().filter_map(|item| item.text()).map(str::to_owned);
    given.text().map(str::to_owned).into_iter().chain(items).collect()
}

/// An option that confines containers: which values do, and whether it does without being set.
pub struct Confining {
    /// Its name in the file. On the command line, one value of a list has its name without the plural.
    pub name: &'static str,
    safe: fn(&[String]) -> Value,
    otherwise: (bool, &'static str),
}

const fn on(name: &'static str, says: &'static str) -> Confining {
    Confining { name, safe: |all| values::truth(first(all)), otherwise: (false, says) }
}

fn first(all: &[String]) -> &str {
    all.first().map_or("", String::as_str)
}

fn is_off(all: &[String]) -> Value {
    match values::truth(first(all)) {
        Value::Bool(on) => Value::Bool(!on),
        other => other,
    }
}

/// Registries of this machine are trusted in any case.
fn are_local(all: &[String]) -> Value {
    let local = |one: &String| ["127.", "localhost", "[::1]", "::1"].iter().any(|start| one.starts_with(start));
    Value::Bool(all.iter().all(local))
}

/// All of them. What holds without an option is that of Docker 20 to 28.
pub const CONFINING: &[Confining] = &[
    Confining {
        name: "icc",
        safe: is_off,
        otherwise: (false, "containers of the default network reach every port of each other"),
    },
    on("no-new-privileges", "programs in containers may gain rights (set-user-id)"),
    Confining {
        name: "userns-remap",
        safe: |all| Value::Bool(!first(all).is_empty()),
        otherwise: (false, "root in a container is root of the machine"),
    },
    on("live-restore", "containers end when the daemon is updated"),
    Confining {
        name: "userland-proxy",
        safe: is_off,
        otherwise: (false, "a program of root forwards each published port"),
    },
    Confining { name: "insecure-registries", safe: are_local, otherwise: (true, "registries show a certificate") },
    on_by_default("iptables", "Docker keeps the networks of containers apart"),
    Confining {
        name: "seccomp-profile",
        safe: |all| Value::Bool(first(all) != "unconfined"),
        otherwise: (true, "system calls that no container needs are refused"),
    },
];

const fn on_by_default(name: &'static str, says: &'static str) -> Confining {
    Confining { name, safe: |all| values::truth(first(all)), otherwise: (true, says) }
}

/// One setting for each option, in its name.
fn confinement(options: &Options<'_>, service: &mut Service<'_>) {
    for one in CONFINING {
        let scope = [one.name.to_owned()];
        let (value, because) = match options.get(one.name) {
            Some(given) => (one.value(&texts(given)), vec![options.step(one.name, given)]),
            None => {
                let (safe, says) = one.otherwise;
                (Value::Bool(safe), vec![absent(options.path, 1, one.name), default(PRODUCT, "20 and later", says)])
            }
        };
        service.set_in(&scope, Key::DOCKER_CONFINES, one.name, value, because);
    }
}

impl Confining {
    fn value(&self, given: &[String]) -> Value {
        if given.iter().any(|text| is_filled_in(text)) { Value::Unknown(FILLED_IN.into()) } else { (self.safe)(given) }
    }

    fn singular(&self) -> &'static str {
        if self.name == "insecure-registries" { "insecure-registry" } else { self.name }
    }

    /// What the words of a command line set it to: `--icc=false`, `--live-restore`.
    #[must_use]
    pub fn of_command(&self, command: &str) -> Option<Value> {
        let mut words = command.split(' ').skip(1).peekable();
        let mut given = Vec::new();
        while let Some(word) = words.next() {
            let named = |word: &'_ str| {
                word.strip_prefix(self.name).or_else(|| word.strip_prefix(self.singular())).map(str::to_owned)
            };
            let Some(rest) = word.strip_prefix("--").and_then(named) else { continue };
            match (rest.strip_prefix('='), words.peek()) {
                (Some(value), _) => given.push(value.to_owned()),
                (None, _) if !rest.is_empty() => {}
                (None, Some(next)) if !next.starts_with('-') => given.push((*next).to_owned()),
                (None, _) => given.push("true".to_owned()),
            }
        }
        (!given.is_empty()).then(|| self.value(&given))
    }
}

/// Addresses of TCP over which it takes orders, and whether it asks for a certificate (`tlsverify`); `tls` alone encrypts.
fn orders(options: &Options<'_>, services: &mut Services<'_>) {
    let Some(given) = options.get("hosts") else { return };
    let hosts: Vec<String> =
        texts(given).iter().filter_map(|host| Some(host.strip_prefix("tcp://")?.to_owned())).collect();
    if hosts.is_empty() {
        return;
    }
    let mut service = services.part("docker", &["docker"], options.path, "hosts");
    let bound: Vec<&str> = hosts.iter().map(|host| host.rsplit_once(':').map_or(&**host, |(host, _)| host)).collect();
    service.set(Key::SERVICE_LISTEN, "hosts", addresses(bound), vec![options.step("hosts", given)]);
    if let Some(port) = hosts.iter().find_map(|host| host.rsplit_once(':')?.1.parse::<u16>().ok()) {
        service.set(Key::SERVICE_PORT, "hosts", Value::Int(port.into()), vec![options.step("hosts", given)]);
    }
    let because = match options.get("tlsverify") {
        Some(verify) => vec![options.step("tlsverify", verify), options.step("hosts", given)],
        None => vec![options.step("hosts", given), absent(options.path, given.line, "tlsverify")],
    };
    service.set(Key::SERVICE_AUTHENTICATION, "tlsverify", Value::Bool(options.is_on("tlsverify")), because);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_command_set_options() {
        let table = [
            ("icc", "/usr/bin/dockerd -H fd:// --icc=false", Some(Value::Bool(true))),
            ("icc", "dockerd --icc", Some(Value::Bool(false))),
            ("live-restore", "dockerd --live-restore --icc=false", Some(Value::Bool(true))),
            ("insecure-registries", "dockerd --insecure-registry 10.0.0.1:5000", Some(Value::Bool(false))),
            ("insecure-registries", "dockerd", None),
            ("userns-remap", "dockerd --userns-remap default", Some(Value::Bool(true))),
            ("iptables", "dockerd --iptables=false", Some(Value::Bool(false))),
            ("seccomp-profile", "dockerd --seccomp-profile=unconfined", Some(Value::Bool(false))),
        ];
        for (name, command, expected) in table {
            let option = CONFINING.iter().find(|one| one.name == name).expect("an option");
            assert_eq!(option.of_command(command), expected, "{command}");
        }
    }
}
