//! mosquitto.conf. Since 2.0, without a listener it serves this machine only, and a listener asks for a password
//! unless told otherwise. <https://mosquitto.org/man/mosquitto-conf-5.html>

use sneck_model::{Key, Step, Value};

use super::directives::{Directives, MOST, Syntax, Taken, gather_all, mostly};
use super::given::{Given, default};
use super::name::Name;
use super::service::{Service, Services, addresses};
use super::values;
use crate::tree::{File, Tree};

const WORDS: &[&str] = &["mosquitto", "mqtt"];
const BESIDE: &[&str] = &["listener", "port"];
const SYNTAX: Syntax = Syntax { lines, is, takes_in };
/// No broker has more of them.
const MOST_LISTENERS: usize = 64;
const SINCE: &str = "2.0 and later";
const KNOWN: &str = "listener port bind_address bind_interface allow_anonymous allow_zero_length_clientid password_file acl_file \
    psk_file psk_hint per_listener_settings persistence persistence_file persistence_location autosave_interval pid_file log_dest \
    log_type log_timestamp log_timestamp_format connection_messages cafile capath certfile keyfile crlfile ciphers tls_version \
    require_certificate use_identity_as_username use_subject_as_username protocol max_connections max_keepalive socket_domain \
    include_dir user plugin auth_plugin max_inflight_messages max_queued_messages message_size_limit max_packet_size \
    retain_available sys_interval websockets_log_level http_dir mount_point connection address topic remote_username remote_password \
    bridge_cafile bridge_insecure start_type try_private cleansession clientid set_tcp_nodelay queue_qos0_messages upgrade_outgoing_qos websockets_headers_size allow_duplicate_messages persistent_client_expiration plugin_opt_config_file";

/// `mosquitto.conf`, `mosquitto/config/default.conf`.
pub fn named(name: &Name<'_>) -> bool {
    name.ending() == "conf" && name.says(WORDS)
}

/// Each listener is one.
pub fn read(tree: &Tree, files: &[&File], services: &mut Services<'_>) {
    for all in gather_all(tree, files, &SYNTAX, services) {
        let pieces =
            all.file.folder().ends_with(".d") && all.first("listener").is_none() && all.first("port").is_none();
        if !pieces {
            broker(&all, services);
        }
    }
}

fn is(own: &[Given], text: &str) -> bool {
    if own.is_empty() { text.contains("# Mosquitto") || text.contains("#allow_anonymous") } else { mostly(own, KNOWN) }
}

fn takes_in(given: &Given) -> Option<Taken> {
    let pattern = || format!("{}/*.conf", given.value().trim_end_matches('/'));
    (given.name == "include_dir").then(|| Taken { pattern: pattern(), must: false })
}

fn lines(file: &File, text: &str) -> Vec<Given> {
    let rows = (1u32..).zip(text.lines()).take(MOST);
    let one = |(line, text): (u32, &str)| {
        let text = text.trim();
        let (name, value) = text.split_once([' ', '\t']).unwrap_or((text, ""));
        let words = value.split_whitespace().map(str::to_owned).collect();
        let given = Given { name: name.to_owned(), words, path: file.path.clone(), line };
        (!text.is_empty() && !text.starts_with('#')).then_some(given)
    };
    rows.filter_map(one).collect()
}

/// A listener: what opens it, and the directives below it.
struct Listener<'a> {
    opens: Option<&'a Given>,
    own: Vec<&'a Given>,
}

/// Directives before the first `listener` are those of the listener that `port` opens, or of all.
fn listeners<'a>(all: &'a Directives<'_>) -> Vec<Listener<'a>> {
    let mut list = vec![Listener { opens: None, own: Vec::new() }];
    for given in &all.all {
        match (given.name.as_str(), list.last_mut()) {
            ("listener", _) => list.push(Listener { opens: Some(given), own: Vec::new() }),
            ("port" | "bind_address", _) => {
                list[0].opens = list[0].opens.filter(|open| open.name == "port").or(Some(given));
            }
            (_, Some(last)) => last.own.push(given),
            _ => {}
        }
    }
    let several = list.len() > 1;
    let first = list.remove(0);
    if first.opens.is_some() || !several {
        list.insert(0, first);
    }
    list
}

fn broker(all: &Directives<'_>, services: &mut Services<'_>) {
    let mut list = listeners(all);
    list.truncate(MOST_LISTENERS);
    let several = list.len() > 1;
    for listener in &list {
        let number = listener.port();
        let part = if several { format!("listener {number}") } else { String::new() };
        listener.settings(all, &number, &mut services.part("mosquitto", WORDS, &all.file.path, &part));
    }
}

impl Listener<'_> {
    fn port(&self) -> String {
        let words = self.opens.filter(|open| open.name != "bind_address").and_then(|open| open.words.first());
        words.map_or_else(|| "1883".to_owned(), |word| word.chars().take(40).collect())
    }

    fn settings(&self, all: &Directives<'_>, number: &str, service: &mut Service<'_>) {
        self.listen(all, service);
        let value = values::number(number);
        service.published(&value);
        let by_default = || default("Mosquitto", "every release", "listens on port 1883");
        service.set(Key::SERVICE_PORT, "listener", value, vec![self.opens.map_or_else(by_default, Given::step)]);
        let (value, because) = self.authentication(all);
        service.set(Key::SERVICE_AUTHENTICATION, "allow_anonymous", value, because);
        let (value, because) = self.tls(all);
        service.set(Key::SERVICE_TLS, "certfile", value, because);
    }

    fn listen(&self, all: &Directives<'_>, service: &mut Service<'_>) {
        let address = match self.opens {
            Some(given) if given.name == "listener" => given.words.get(1).map(|word| (word.clone(), given)),
            Some(_) => all.last("bind_address").map(|given| (given.value(), given)),
            None => None,
        };
        let (value, because) = match (address, self.opens) {
            (Some((_, given)), _) if given.words.first().is_some_and(|port| port == "0") => {
                (addresses(["/run/mosquitto"]), vec![given.step()])
            }
            (Some((address, given)), _) => (addresses([&*address]), vec![given.step()]),
            (None, Some(given)) => (addresses(["*"]), vec![given.step()]),
            (None, None) => {
                let says = "without a listener it serves this machine only";
                (addresses(["localhost"]), vec![all.absent("listener", BESIDE), default("Mosquitto", SINCE, says)])
            }
        };
        service.set(Key::SERVICE_LISTEN, "listener", value, because);
    }

    /// Its own directive where each listener has its own, else the last of all of them.
    fn last<'a>(&'a self, all: &'a Directives<'_>, name: &str) -> Option<&'a Given> {
        let own = all.last("per_listener_settings").is_some_and(|given| given.value() == "true");
        if own { self.own(name) } else { all.last(name) }
    }

    fn own(&self, name: &str) -> Option<&Given> {
        self.own.iter().rev().find(|given| given.name == name).copied()
    }

    fn authentication(&self, all: &Directives<'_>) -> (Value, Vec<Step>) {
        let certificate = self.own("require_certificate").filter(|given| given.value() == "true");
        let plugin = ["plugin", "auth_plugin"].iter().find_map(|name| all.last(name));
        match (self.last(all, "allow_anonymous"), certificate, plugin) {
            (_, Some(given), _) => (Value::Bool(true), vec![given.step()]),
            (Some(given), None, _) => {
                let value = given.to_value(|text| match text {
                    "true" => Value::Bool(false),
                    "false" => Value::Bool(true),
                    other => values::truth(other),
                });
                (value, vec![given.step()])
            }
            (None, None, Some(given)) => (Value::Bool(true), vec![given.step()]),
            (None, None, None) if self.opens.is_some() => (
                Value::Bool(true),
                vec![default("Mosquitto", SINCE, "a listener asks for a password unless told otherwise")],
            ),
            (None, None, None) => {
                let says = "programs of this machine need no password";
                (Value::Bool(false), vec![all.absent("allow_anonymous", BESIDE), default("Mosquitto", SINCE, says)])
            }
        }
    }

    fn tls(&self, all: &Directives<'_>) -> (Value, Vec<Step>) {
        let given = self.own("certfile").or_else(|| self.last(all, "psk_hint"));
        match (given, self.opens) {
            (Some(given), _) => (Value::Bool(true), vec![given.step()]),
            (None, Some(opens)) => {
                let step = Step::new(opens.place(), format!("opens port {} without `certfile`", self.port()));
                (Value::Bool(false), vec![step])
            }
            (None, None) => (Value::Bool(false), vec![all.absent("certfile", BESIDE)]),
        }
    }
}
