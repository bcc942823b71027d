//! redis.conf and its relatives (Valkey, KeyDB). Defaults are those of the release's own redis.conf:
//! <https://redis.io/docs/latest/operate/oss_and_stack/management/config/>.

mod access;
mod lines;

use sneck_model::{Key, Step, Value};

use self::access::Access;
use self::lines::SYNTAX;
use super::directives::{Directives, gather_all};
use super::given::{FILLED_IN, Given, default, is_filled_in};
use super::name::Name;
use super::service::{Service, Services, addresses};
use crate::tree::{File, Tree};

const WORDS: &[&str] = &["redis", "valkey", "keydb"];
const PRODUCT: &str = "Redis";
/// What a directive that is not given belongs beside.
const BESIDE: &[&str] = &["bind", "port"];

/// `redis.conf`, `redis-prod.conf`, `redis/cache.conf`, `valkey.conf`.
pub fn named(name: &Name<'_>) -> bool {
    matches!(name.ending(), "conf" | "cfg" | "config") && name.says(WORDS)
}

/// Reads those that no other one takes in.
pub fn read(tree: &Tree, files: &[&File], services: &mut Services<'_>) {
    for all in gather_all(tree, files, &SYNTAX, services) {
        if all.first("sentinel").is_some() {
            services.unread(&all.file.path, 0, "a configuration of Redis Sentinel: only that of Redis itself is read");
        } else if is_whole(&all) {
            settings(tree, &all, &mut services.service("redis", WORDS, &all.file.path));
        }
    }
}

/// A file that only adds to another one has nothing to say about the whole.
fn is_whole(all: &Directives<'_>) -> bool {
    let own = "port bind dir dbfilename requirepass protected-mode daemonize appendonly save maxmemory";
    all.all.is_empty() || own.split(' ').any(|name| all.last(name).is_some())
}

fn settings(tree: &Tree, all: &Directives<'_>, service: &mut Service<'_>) {
    let plain = all.last("port").is_none_or(|port| port.value() != "0");
    let encrypted = all.last("tls-port").is_some_and(|port| port.value() != "0");
    listen(all, service, plain || encrypted);
    port(all, service, if plain { "port" } else { "tls-port" });
    tls(all, service, plain, encrypted);
    let access = Access::of(tree, all, service, encrypted && !plain);
    strangers(all, service, &access);
    service.set(Key::SERVICE_AUTHENTICATION, access.raw, access.value, access.because);
    if let Some(given) = all.last("requirepass") {
        service.password("requirepass", "default", &given.value(), given.place());
    }
}

/// Without `bind`, every interface.
fn listen(all: &Directives<'_>, service: &mut Service<'_>, network: bool) {
    let (value, because) = match all.last("bind") {
        _ if !network => {
            let socket = all.last("unixsocket").map_or_else(|| "/run/redis.sock".to_owned(), Given::value);
            let because = ["port", "unixsocket"].iter().filter_map(|name| all.last(name)).map(Given::step).collect();
            (Value::List(vec![Value::Text(socket)]), because)
        }
        Some(bind) => (addresses(bind.words.iter().map(|word| word.trim_start_matches('-'))), vec![bind.step()]),
        None => {
            let says = "without `bind`, it listens on every interface";
            (addresses(["*"]), vec![all.absent("bind", BESIDE), default(PRODUCT, "every release", says)])
        }
    };
    service.set(Key::SERVICE_LISTEN, "bind", value, because);
}

fn port(all: &Directives<'_>, service: &mut Service<'_>, name: &str) {
    let given = all.last(name);
    let number = |text: &str| text.parse().map_or_else(|_| Value::Unknown("it is no number".into()), Value::Int);
    let value = given.map_or(Value::Int(6379), |given| given.to_value(number));
    let because =
        given.map_or_else(|| vec![default(PRODUCT, "every release", "listens on port 6379")], |g| vec![g.step()]);
    service.published(&value);
    service.set(Key::SERVICE_PORT, name, value, because);
}

fn tls(all: &Directives<'_>, service: &mut Service<'_>, plain: bool, encrypted: bool) {
    let given = |name: &str| all.last(name).map(Given::step);
    let because: Vec<Step> = match (plain, encrypted) {
        (false, true) => given("tls-port").into_iter().chain(given("port")).collect(),
        (true, true) => {
            let port = given("port").unwrap_or_else(|| all.absent("port", BESIDE));
            let says = "the port that is not encrypted stays open until `port 0`";
            vec![port, default(PRODUCT, "every release", says)]
        }
        _ => {
            vec![
                all.absent("tls-port", BESIDE),
                default(PRODUCT, "every release", "without `tls-port`, nothing is encrypted"),
            ]
        }
    };
    service.set(Key::SERVICE_TLS, "tls-port", Value::Bool(encrypted && !plain), because);
}

/// Protected mode: while nobody has to prove who he is, other machines are refused. Before Redis 7 only as long as
/// no address is given either (`networking.c`, `acceptCommonHandler`). The official image switches it off
/// (<https://hub.docker.com/_/redis>, "Security").
fn strangers(all: &Directives<'_>, service: &mut Service<'_>, access: &Access) {
    let given = all.last("protected-mode");
    let image = service.image();
    let off = given.is_none() && image.as_ref().is_some_and(|(name, _)| name == "redis");
    let mut because = match given {
        Some(given) => vec![given.step()],
        None if off => {
            vec![all.absent("protected-mode", BESIDE), default("the image", "every release", "protected mode is off")]
        }
        None => vec![all.absent("protected-mode", BESIDE), default(PRODUCT, "3.2 and later", "protected mode is on")],
    };
    let protects = !off && given.is_none_or(|given| given.value() == "yes") && access.value == Value::Bool(false);
    let release = image.and_then(|(_, tag)| tag.split(['.', '-']).next().and_then(|major| major.parse::<u32>().ok()));
    let value = match (all.last("bind").filter(|_| protects), release) {
        _ if given.is_some_and(|given| is_filled_in(&given.value())) => Value::Unknown(FILLED_IN.into()),
        (None, _) => Value::Bool(protects),
        (Some(_), Some(release)) => Value::Bool(release >= 7),
        (Some(bind), None) => {
            let says = "an address that is given with `bind` ends protected mode";
            because.extend([bind.step(), default(PRODUCT, "before 7.0", says)]);
            Value::OneOf(vec![Value::Bool(true), Value::Bool(false)])
        }
    };
    service.set(Key::SERVICE_REFUSES_STRANGERS, "protected-mode", value, because);
}
