//! rabbitmq.conf. <https://www.rabbitmq.com/docs/configure>, <https://www.rabbitmq.com/docs/access-control>

use sneck_model::{Key, Step, Value};

use super::directives::{Directives, MOST, Syntax, Taken, gather_all};
use super::given::{Given, default, is_filled_in};
use super::name::Name;
use super::service::{Service, Services, addresses};
use super::values;
use crate::tree::{File, Tree};

const WORDS: &[&str] = &["rabbit"];
const BESIDE: &[&str] = &["listeners.tcp.default", "listeners.ssl.default", "default_user", "loopback_users"];
const PRODUCT: &str = "RabbitMQ";
const SYNTAX: Syntax = Syntax { lines, is, takes_in };
/// How the names of its parameters begin.
const KNOWN: &[&str] = &[
    "listeners",
    "loopback_users",
    "default_",
    "management",
    "ssl_options",
    "auth_backends",
    "auth_mechanisms",
    "auth_ldap",
    "auth_oauth2",
    "auth_http",
    "cluster_",
    "vm_memory",
    "disk_free",
    "log",
    "heartbeat",
    "num_acceptors",
    "handshake_timeout",
    "consumer_timeout",
    "queue_master",
    "load_definitions",
    "definitions",
    "mqtt",
    "stomp",
    "prometheus",
    "web_mqtt",
    "web_stomp",
    "tcp_listen_options",
    "channel_max",
    "frame_max",
    "collect_statistics",
    "total_memory",
    "anonymous_login",
    "reverse_dns",
    "proxy_protocol",
    "classic_queue",
    "quorum_queue",
    "raft",
    "stream",
    "deprecated_features",
    "max_message_size",
    "password_hashing_module",
    "connection_max",
    "mnesia",
    "background_gc",
    "msg_store",
    "distribution",
    "net_ticktime",
    "ssl_",
];

/// `rabbitmq.conf`, `rabbitmq/conf.d/x.conf`, and the files in Erlang's own form.
pub fn named(name: &Name<'_>) -> bool {
    matches!(name.ending(), "conf" | "config") && name.says(WORDS)
}

/// Each that is whole is a broker.
pub fn read(tree: &Tree, files: &[&File], services: &mut Services<'_>) {
    for file in files
        .iter()
        .filter(|file| file.text().lines().any(|line| line.trim_end().ends_with("].")) && file.text().contains('{'))
    {
        services.unread(&file.path, 0, "a configuration in Erlang's own form is not read; rabbitmq.conf is");
    }
    for all in gather_all(tree, files, &SYNTAX, services) {
        settings(&all, &mut services.service("rabbitmq", WORDS, &all.file.path));
    }
}

fn is(own: &[Given], text: &str) -> bool {
    let known = |given: &&Given| KNOWN.iter().any(|start| given.name.starts_with(start));
    if own.is_empty() { text.contains("# listeners.tcp") } else { own.iter().filter(known).count() * 2 > own.len() }
}

fn takes_in(_: &Given) -> Option<Taken> {
    None
}

fn lines(file: &File, text: &str) -> Vec<Given> {
    let rows = (1u32..).zip(text.lines()).take(MOST);
    let one = |(line, text): (u32, &str)| {
        let text = text.trim();
        let (name, value) = text.split_once('=').filter(|_| !text.starts_with(['#', '%']))?;
        // A `#` after a value begins a comment.
        let value = value.split(" #").next().unwrap_or_default().trim().trim_matches('\'');
        let name = name.trim().to_ascii_lowercase();
        let fits = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-$".contains(c));
        fits.then(|| Given { name, words: vec![value.to_owned()], path: file.path.clone(), line })
    };
    rows.filter_map(one).collect()
}

/// Listeners of a sort, unless they are switched off.
fn listeners<'a>(all: &'a Directives<'_>, sort: &str) -> Vec<&'a Given> {
    let prefix = format!("listeners.{sort}");
    let own = |given: &&Given| given.name == prefix || given.name.starts_with(&format!("{prefix}."));
    let mut list: Vec<&Given> = Vec::new();
    for given in all.all.iter().filter(own) {
        if given.value() == "none" {
            list.clear();
        }
        list.push(given);
    }
    list
}

fn settings(all: &Directives<'_>, service: &mut Service<'_>) {
    let (plain, encrypted) = (listeners(all, "tcp"), listeners(all, "ssl"));
    let on = |list: &[&Given]| list.iter().any(|given| given.value() != "none");
    let plain_on = plain.is_empty() || on(&plain);
    let given: Vec<&Given> = plain.iter().chain(&encrypted).copied().filter(|given| given.value() != "none").collect();
    let says = "listens on every interface";
    let mut because: Vec<Step> = given.iter().map(|given| given.step()).collect();
    let mut hosts: Vec<String> = given.iter().map(|given| host(&given.value())).collect();
    if plain.is_empty() {
        let absent = [all.absent("listeners.tcp.default", BESIDE), default(PRODUCT, "every release", says)];
        because.splice(0..0, absent);
        hosts.push("*".into());
    }
    if because.is_empty() {
        because.extend(plain.iter().chain(&encrypted).map(|given| given.step()));
    }
    service.set(Key::SERVICE_LISTEN, "listeners", addresses(hosts.iter().map(String::as_str)), because);
    let ports: Vec<Value> =
        given.iter().map(|given| port(&given.value())).chain(plain.is_empty().then_some(Value::Int(5672))).collect();
    service.published(&Value::List(ports.clone()));
    if let Some(port) = ports.first() {
        let because = given
            .first()
            .map_or_else(|| default(PRODUCT, "every release", "listens on port 5672"), |given| given.step());
        service.set(Key::SERVICE_PORT, "listeners", port.clone(), vec![because]);
    }
    let because = match (plain_on, encrypted.first(), plain.first()) {
        (true, _, Some(given)) | (false, Some(given), _) => vec![given.step()],
        _ => vec![
            all.absent("listeners.ssl.default", BESIDE),
            default(PRODUCT, "every release", "the port that is not encrypted is open"),
        ],
    };
    service.set(Key::SERVICE_TLS, "listeners.ssl", Value::Bool(!plain_on && on(&encrypted)), because);
    authentication(all, service);
}

/// Without an account of its own, the broker makes `guest` with the password `guest`, who may log in from this machine only
/// as long as `loopback_users` says so.
fn authentication(all: &Directives<'_>, service: &mut Service<'_>) {
    let anonymous = all.last("anonymous_login_user").filter(|given| given.value() != "none");
    let (value, because) = match anonymous {
        Some(given) => (Value::Bool(false), vec![given.step()]),
        None => (Value::Bool(true), vec![default(PRODUCT, "every release", "whoever connects has to name an account")]),
    };
    service.set(Key::SERVICE_AUTHENTICATION, "anonymous_login_user", value, because);
    let user = all.last("default_user").map_or_else(|| "guest".to_owned(), Given::value);
    match all.last("default_pass") {
        Some(given) if !is_filled_in(&user) => service.password("default_pass", &user, &given.value(), given.place()),
        Some(given) => service.password("default_pass", "", &given.value(), given.place()),
        None => {}
    }
    let free = all.all.iter().find(|given| match given.name.as_str() {
        "loopback_users" => given.value() == "none",
        "loopback_users.guest" => values::truth(&given.value()) == Value::Bool(false),
        _ => false,
    });
    let definitions = ["load_definitions", "management.load_definitions", "definitions.local.path"]
        .iter()
        .any(|name| all.last(name).is_some());
    if let Some(given) = free.filter(|_| user == "guest" && all.last("default_pass").is_none() && !definitions) {
        service.password("loopback_users", "guest", "guest", given.place());
    }
}

/// `5672` is every interface; `127.0.0.1:5672` is one.
fn host(text: &str) -> String {
    text.rsplit_once(':').map_or("*", |(host, _)| host).trim_matches(['[', ']']).to_owned()
}

fn port(text: &str) -> Value {
    values::number(text.rsplit_once(':').map_or(text, |(_, port)| port))
}
