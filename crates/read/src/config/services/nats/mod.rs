//! nats.conf of the NATS server. <https://docs.nats.io/running-a-nats-service/configuration>

mod parse;

use sneck_model::{Key, Step, Value};

use self::parse::{Node, Tree as Block, block};
use super::given::{TEMPLATE, absent, comes_and_goes, default, is_filled_in};
use super::include;
use super::name::Name;
use super::service::{Service, Services, addresses};
use super::values;
use crate::tree::{File, Tree};

const WORDS: &[&str] = &["nats"];
const PRODUCT: &str = "NATS";
const KNOWN: &str = "port host net listen authorization accounts tls http http_port https https_port monitor_port jetstream cluster leafnodes \
    gateway server_name debug trace logtime log_file logfile log_size_limit pid_file max_payload max_pending max_connections max_control_line \
    max_subscriptions ping_interval ping_max write_deadline operator resolver resolver_preload system_account no_auth_user websocket mqtt \
    include max_traces lame_duck_duration default_permissions connect_error_reports trusted_keys resolver_tls server_tags default_sentinel";

/// `nats.conf`, `nats-server.conf`, `nats/server.conf`.
pub fn named(name: &Name<'_>) -> bool {
    matches!(name.ending(), "conf" | "cfg" | "config") && (name.says(WORDS) || name.file() == "gnatsd.conf")
}

/// Each is a server.
pub fn read(tree: &Tree, files: &[&File], services: &mut Services<'_>) {
    let mut taken: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for file in files {
        let text = file.text();
        let mut root = block(&file.path, &text);
        if !is_nats(&root) {
            continue;
        }
        if let Some(line) = comes_and_goes(&text) {
            services.unread(&file.path, line, TEMPLATE);
            continue;
        }
        take_in(tree, file, &mut root, services, &mut taken, include::DEEPEST);
        all.push((file, root));
    }
    for (file, root) in all.iter().filter(|(file, _)| !taken.contains(&file.path.to_string())) {
        settings(root, file, &mut services.service("nats", WORDS, &file.path));
    }
}

fn is_nats(root: &Block) -> bool {
    let known = root.entries.iter().filter(|entry| KNOWN.split_whitespace().any(|known| known == entry.name)).count();
    known > 0 && known * 2 > root.entries.len()
}

/// The entries of a file stand in place of what takes it in, in blocks as well.
fn take_in(
    tree: &Tree,
    from: &File,
    block_: &mut Block,
    services: &mut Services<'_>,
    taken: &mut Vec<String>,
    depth: u8,
) {
    let mut entries = Vec::new();
    for mut entry in std::mem::take(&mut block_.entries) {
        match &mut entry.node {
            Node::Text(path) if entry.name == "include" => match include::files(tree, from, path).first() {
                Some(file) if depth > 0 && taken.len() < 100 => {
                    taken.push(file.path.to_string());
                    let mut inner = block(&file.path, &file.text());
                    take_in(tree, file, &mut inner, services, taken, depth - 1);
                    entries.append(&mut inner.entries);
                }
                Some(_) => {}
                None => {
                    let why = format!("takes in {}, which is not in the tree", super::given::shown(path));
                    services.unread(&from.path, entry.line, why);
                }
            },
            Node::Block(inner) if depth > 0 => {
                take_in(tree, from, inner, services, taken, depth - 1);
                entries.push(entry);
            }
            _ => entries.push(entry),
        }
    }
    block_.entries = entries;
}

fn settings(root: &Block, file: &File, service: &mut Service<'_>) {
    let (listen, port) = listen(root, file);
    service.set(Key::SERVICE_LISTEN, "host", listen.0, listen.1);
    service.published(&port.0);
    service.set(Key::SERVICE_PORT, "port", port.0, port.1);
    let (value, because) = authentication(root, file);
    service.set(Key::SERVICE_AUTHENTICATION, "authorization", value, because);
    let tls =
        root.last("tls").filter(|entry| matches!(&entry.node, Node::Block(tls) if tls.last("cert_file").is_some()));
    let (value, because) = match tls {
        Some(entry) => (Value::Bool(true), vec![entry.step()]),
        None => (
            Value::Bool(false),
            vec![belongs(root, file, "tls"), default(PRODUCT, "every release", "nothing is encrypted")],
        ),
    };
    service.set(Key::SERVICE_TLS, "tls", value, because);
    passwords(root, service, 4);
}

fn belongs(root: &Block, file: &File, name: &str) -> Step {
    let beside = ["host", "net", "listen", "port"]
        .iter()
        .find_map(|name| root.last(name))
        .filter(|entry| entry.path == file.path);
    absent(&file.path, beside.map_or(1, |entry| entry.line), name)
}

type Told = (Value, Vec<Step>);

/// `listen: HOST:PORT`, or `host` and `port`; without an address, every interface.
fn listen(root: &Block, file: &File) -> (Told, Told) {
    let text =
        |names: &[&str]| names.iter().find_map(|name| root.last(name)).and_then(|entry| Some((entry, entry.text()?)));
    let listen = text(&["listen"]);
    let every = || {
        (
            addresses(["*"]),
            vec![belongs(root, file, "host"), default(PRODUCT, "every release", "listens on every interface")],
        )
    };
    let host = listen.filter(|(_, at)| at.contains(':')).and_then(|(entry, at)| Some((entry, at.rsplit_once(':')?.0)));
    let host = match host.filter(|(_, host)| !host.is_empty()).or_else(|| text(&["host", "net"])) {
        Some((entry, host)) => (addresses([host.trim_matches(['[', ']'])]), vec![entry.step()]),
        None => every(),
    };
    let port =
        listen.map(|(entry, at)| (entry, at.rsplit_once(':').map_or(at, |(_, port)| port))).or_else(|| text(&["port"]));
    let port = match port {
        Some((entry, port)) => (values::number(port), vec![entry.step()]),
        None => (Value::Int(4222), vec![default(PRODUCT, "every release", "listens on port 4222")]),
    };
    (host, port)
}

/// A user, a token, accounts with users, or an operator: all of them ask. `no_auth_user` lets those in who say nothing.
fn authentication(root: &Block, file: &File) -> Told {
    if let Some(entry) = root.last("no_auth_user") {
        return (Value::Bool(false), vec![entry.step()]);
    }
    let asks = ["operator", "trusted_keys"].iter().find_map(|name| root.last(name)).or_else(|| {
        let entry = root.last("authorization")?;
        let Node::Block(inner) = &entry.node else { return None };
        ["users", "user", "token", "auth_callout"].iter().any(|name| inner.last(name).is_some()).then_some(entry)
    });
    let accounts = || {
        let entry = root.last("accounts")?;
        let Node::Block(all) = &entry.node else { return None };
        let has_users = |one: &parse::Entry| matches!(&one.node, Node::Block(inner) if inner.last("users").is_some());
        all.entries.iter().any(has_users).then_some(entry)
    };
    let certificates = || {
        let entry = root.last("tls")?;
        let Node::Block(tls) = &entry.node else { return None };
        let on = |name: &str| {
            tls.last(name).and_then(|e| e.text()).is_some_and(|text| values::truth(text) == Value::Bool(true))
        };
        (on("verify") || on("verify_and_map")).then_some(entry)
    };
    match asks.or_else(accounts).or_else(certificates) {
        Some(entry) => (Value::Bool(true), vec![entry.step()]),
        None => (
            Value::Bool(false),
            vec![
                belongs(root, file, "authorization"),
                default(PRODUCT, "every release", "nobody is asked for a password"),
            ],
        ),
    }
}

/// Passwords and tokens that stand in the file; hashes are none.
fn passwords(block: &Block, service: &mut Service<'_>, depth: u8) {
    let user = ["user", "username"]
        .iter()
        .find_map(|name| block.last(name))
        .and_then(|entry| entry.text())
        .unwrap_or_default();
    for entry in &block.entries {
        match &entry.node {
            Node::Text(text)
                if matches!(&*entry.name, "password" | "pass" | "token")
                    && !text.starts_with("$2")
                    && !is_filled_in(text) =>
            {
                service.password(&entry.name, user, text, entry.place());
            }
            Node::Block(inner) if depth > 0 => passwords(inner, service, depth - 1),
            Node::List(items) if depth > 0 => {
                items
                    .iter()
                    .filter_map(|item| if let Node::Block(inner) = item { Some(inner) } else { None })
                    .for_each(|inner| passwords(inner, service, depth - 1));
            }
            _ => {}
        }
    }
}
