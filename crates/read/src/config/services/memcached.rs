//! memcached.conf of Debian, which holds options of the command line, one on a line; and the `OPTIONS` of Red Hat.

use sneck_model::{Key, Value};

use super::directives::{Directives, MOST, Syntax, Taken, gather_all};
use super::given::{Given, default};
use super::name::Name;
use super::service::{Service, Services, addresses};
use super::values;
use crate::config::words;
use crate::tree::{File, Tree};

const WORDS: &[&str] = &["memcached"];
const BESIDE: &[&str] = &["-l", "-p", "-m"];
const SYNTAX: Syntax = Syntax { lines, is, takes_in };
/// Options with a value (`memcached.c`).
const WITH_VALUE: &str = "-p -s -U -m -c -t -l -u -P -f -n -b -I -B -R -a -o -D -L -Y -e -d --listen --port --udp-port --unix-socket \
    --memory-limit --conn-limit --threads --user --pidfile --slab-growth-factor --slab-min-size --max-item-size --auth-file --extended";

/// `memcached.conf`, `sysconfig/memcached`.
pub fn named(name: &Name<'_>) -> bool {
    name.file().starts_with("memcached") && matches!(name.ending(), "" | "conf")
}

/// Each is a server.
pub fn read(tree: &Tree, files: &[&File], services: &mut Services<'_>) {
    for all in gather_all(tree, files, &SYNTAX, services) {
        settings(&all, &mut services.service("memcached", WORDS, &all.file.path));
    }
}

fn is(own: &[Given], _: &str) -> bool {
    !own.is_empty() && own.iter().all(|given| given.name.starts_with('-'))
}

fn takes_in(_: &Given) -> Option<Taken> {
    None
}

fn lines(file: &File, text: &str) -> Vec<Given> {
    let mut all = Vec::new();
    for (line, text) in (1u32..).zip(text.lines()).take(MOST) {
        let text = text.split('#').next().unwrap_or_default().trim();
        let inner = match text.split_once('=') {
            Some(("OPTIONS", options)) => options.trim_matches(['"', '\'']).to_owned(),
            Some((name, value)) if name.chars().all(|c| c.is_ascii_uppercase()) => {
                of_variable(name, value.trim_matches(['"', '\'']))
            }
            _ => text.to_owned(),
        };
        let mut options = words(&inner, &[]).into_iter().peekable();
        while let Some(option) = options.next() {
            // A value may stand in the same word: `-l127.0.0.1`, `--listen=127.0.0.1`.
            let (name, own) = split(&option);
            let takes = WITH_VALUE.split_whitespace().any(|known| known == name) && name != "-d";
            let value = own.or_else(|| options.next_if(|next| takes && !next.starts_with('-')));
            all.push(Given { name, words: value.into_iter().collect(), path: file.path.clone(), line });
        }
    }
    all
}

/// `PORT`, `MAXCONN` and `CACHESIZE` of Red Hat's file.
fn of_variable(name: &str, value: &str) -> String {
    match name {
        "PORT" => format!("-p {value}"),
        "CACHESIZE" => format!("-m {value}"),
        _ => String::new(),
    }
}

fn split(option: &str) -> (String, Option<String>) {
    if option.starts_with("--") {
        return option
            .split_once('=')
            .map_or((option.to_owned(), None), |(name, value)| (name.to_owned(), Some(value.to_owned())));
    }
    match option.char_indices().nth(2) {
        Some((at, _)) if option.starts_with('-') => (option[..at].to_owned(), Some(option[at..].to_owned())),
        _ => (option.to_owned(), None),
    }
}

fn either<'a>(all: &'a Directives<'_>, short: &str, long: &str) -> Option<&'a Given> {
    all.all.iter().rev().find(|given| given.name == short || given.name == long)
}

fn settings(all: &Directives<'_>, service: &mut Service<'_>) {
    let name = "memcached";
    let socket = either(all, "-s", "--unix-socket");
    let listens: Vec<&Given> = all.all.iter().filter(|given| matches!(&*given.name, "-l" | "--listen")).collect();
    let (value, because) = match (socket, listens.first()) {
        (Some(given), _) => (addresses([&*given.value()]), vec![given.step()]),
        (None, Some(_)) => {
            let text = listens.iter().map(|given| given.value()).collect::<Vec<_>>().join(",");
            (addresses(text.split(',').map(without_port)), listens.iter().map(|given| given.step()).collect())
        }
        (None, None) => (
            addresses(["*"]),
            vec![all.absent("-l", BESIDE), default(name, "every release", "listens on every interface")],
        ),
    };
    service.set(Key::SERVICE_LISTEN, "-l", value, because);
    let port = either(all, "-p", "--port");
    let value = port.map_or(Value::Int(11211), |given| given.to_value(values::number));
    service.published(&value);
    service.set(
        Key::SERVICE_PORT,
        "-p",
        value,
        port.map_or_else(|| vec![default(name, "every release", "listens on port 11211")], |g| vec![g.step()]),
    );
    let asks = either(all, "-S", "--enable-sasl").or_else(|| either(all, "-Y", "--auth-file"));
    let because = asks.map_or_else(
        || vec![all.absent("-S", BESIDE), default(name, "every release", "nobody is asked for a password")],
        |g| vec![g.step()],
    );
    service.set(Key::SERVICE_AUTHENTICATION, "-S", Value::Bool(asks.is_some()), because);
    let tls = either(all, "-Z", "--enable-ssl");
    let because = tls.map_or_else(
        || vec![all.absent("-Z", BESIDE), default(name, "every release", "nothing is encrypted")],
        |g| vec![g.step()],
    );
    service.set(Key::SERVICE_TLS, "-Z", Value::Bool(tls.is_some()), because);
}

fn without_port(address: &str) -> &str {
    let address = address.trim();
    match address.rsplit_once(':') {
        Some((host, port))
            if port.bytes().all(|b| b.is_ascii_digit()) && (!host.contains(':') || host.ends_with(']')) =>
        {
            host
        }
        _ => address,
    }
}
