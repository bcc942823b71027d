//! mongod.conf: YAML, or the names and values of releases before 2.6.
//! <https://www.mongodb.com/docs/manual/reference/configuration-options/>

use std::sync::Arc;

use sneck_model::{Key, Step, Value};

use super::given::{FILLED_IN, TEMPLATE, absent, comes_and_goes, commented_out, default, is_filled_in, shown};
use super::name::Name;
use super::service::{Service, Services, addresses};
use super::values;
use crate::config::place::at;
use crate::config::yaml::{Yaml, parse};
use crate::config::{ini, yaml};
use crate::tree::{File, Tree};

const WORDS: &[&str] = &["mongo", "percona"];
const PRODUCT: &str = "MongoDB";

/// `mongod.conf`, `mongo.yml`, `mongodb/mongod.conf.yaml`.
pub fn named(name: &Name<'_>) -> bool {
    name.file().contains("mongo") && matches!(name.ending(), "conf" | "cfg" | "yml" | "yaml" | "config")
        || (name.ending() == "conf" && name.says(&["mongo"]))
}

/// Each is a server.
pub fn read(_: &Tree, files: &[&File], services: &mut Services<'_>) {
    for file in files {
        let text = file.text();
        let Some(options) = Options::of(file, &text) else { continue };
        if let Some(line) = comes_and_goes(&text) {
            services.unread(&file.path, line, TEMPLATE);
            continue;
        }
        settings(&options, &mut services.service("mongodb", WORDS, &file.path));
    }
}

/// A value, and where it stands.
struct Set {
    value: String,
    line: u32,
}

/// The options of a file, by their names in YAML.
struct Options<'f> {
    path: &'f Arc<str>,
    text: &'f str,
    yaml: Option<Yaml>,
    old: Vec<(String, Set)>,
}

/// What the old names are called in YAML.
const OLD: &[(&str, &str)] = &[
    ("bind_ip", "net.bindIp"),
    ("bind_ip_all", "net.bindIpAll"),
    ("port", "net.port"),
    ("auth", "security.authorization"),
    ("noauth", "security.noauth"),
    ("keyFile", "security.keyFile"),
    ("sslMode", "net.ssl.mode"),
    ("tlsMode", "net.tls.mode"),
    ("sslOnNormalPorts", "net.ssl.sslOnNormalPorts"),
    ("dbpath", "storage.dbPath"),
    ("logpath", "systemLog.path"),
    ("fork", "processManagement.fork"),
    ("logappend", "systemLog.logAppend"),
    ("replSet", "replication.replSetName"),
    ("nohttpinterface", "net.http.no"),
    ("journal", "storage.journal.enabled"),
];

impl<'f> Options<'f> {
    fn of(file: &'f File, text: &'f str) -> Option<Self> {
        let root = parse(&file.path, text).all.into_iter().next().filter(|root| root.is_map());
        let parts = [
            "storage",
            "systemLog",
            "net",
            "security",
            "replication",
            "processManagement",
            "sharding",
            "operationProfiling",
            "setParameter",
        ];
        let known = |root: &Yaml| {
            let of_file = |key: &Yaml| {
                key.text()
                    .is_some_and(|key| parts.iter().any(|part| key == *part || key.starts_with(&format!("{part}."))))
            };
            let entries = root.entries();
            let own = entries.iter().filter(|(key, _)| of_file(key)).count();
            // `net`, `security` and `storage` also name parts of other programs' files.
            own > 0 && own * 2 > entries.len()
        };
        let named = file.name().contains("mongo");
        let new = Self { path: &file.path, text, yaml: root.filter(|root| known(root)), old: Vec::new() };
        if new.yaml.is_some() && (named || new.at("storage.dbPath").is_some() || new.at("net.bindIp").is_some()) {
            return Some(new);
        }
        let old: Vec<_> = ini::parse(text)
            .into_iter()
            .filter_map(|entry| {
                let (_, name) = OLD.iter().find(|(old, _)| *old == entry.key)?;
                Some(((*name).to_owned(), Set { value: entry.value(), line: entry.line }))
            })
            .collect();
        let commented = text.contains("#security:") || text.contains("#auth = true") || text.contains("#auth=true");
        (old.iter().any(|(name, _)| !matches!(&**name, "net.port")) || commented).then_some(Self {
            old,
            yaml: None,
            ..new
        })
    }

    fn at(&self, name: &str) -> Option<Set> {
        if let Some(root) = &self.yaml {
            let path: Vec<&str> = name.split('.').collect();
            let node = root.at(&path).or_else(|| root.get(name))?;
            let value = match &node.value {
                yaml::Value::Scalar(text, _) => text.clone(),
                yaml::Value::List(_) => node.list().iter().filter_map(|item| item.text()).collect::<Vec<_>>().join(","),
                // `__exec` and `__rest` fetch the value when the server starts.
                yaml::Value::Map(_) => "${fetched}".to_owned(),
                yaml::Value::Null => return None,
            };
            return Some(Set { value, line: node.line });
        }
        let (_, found) = self.old.iter().rev().find(|(own, _)| own == name)?;
        Some(Set { value: found.value.clone(), line: found.line })
    }

    fn step(&self, name: &str, given: &Set) -> Step {
        Step::new(at(self.path, given.line), format!("sets `{name}` to {}", shown(&given.value)))
    }

    /// Where an option belongs: where it is commented out, or beside others of its part.
    fn absent(&self, name: &str) -> Step {
        let (part, last) = name.rsplit_once('.').unwrap_or(("", name));
        let commented = commented_out(self.text, last).or_else(|| commented_out(self.text, part));
        let beside = self.yaml.as_ref().and_then(|root| {
            root.entries().into_iter().find(|(key, _)| key.text() == Some(part)).map(|(key, _)| key.line)
        });
        let listens = self.at("net.bindIp").map(|given| given.line);
        absent(self.path, commented.or(beside).or(listens).unwrap_or(1), name)
    }

    /// An option, or what holds without it.
    fn value(
        &self,
        name: &str,
        meaning: impl FnOnce(&str) -> Value,
        otherwise: (Value, &str, &str),
    ) -> (Value, Vec<Step>) {
        match self.at(name) {
            Some(given) if is_filled_in(&given.value) => {
                (Value::Unknown(FILLED_IN.into()), vec![self.step(name, &given)])
            }
            Some(given) => (meaning(&given.value), vec![self.step(name, &given)]),
            None => (otherwise.0, vec![self.absent(name), default(PRODUCT, otherwise.1, otherwise.2)]),
        }
    }
}

fn settings(options: &Options<'_>, service: &mut Service<'_>) {
    let every = options.at("net.bindIpAll").filter(|given| values::truth(&given.value) == Value::Bool(true));
    let (value, because) = match every {
        Some(given) => (addresses(["*"]), vec![options.step("net.bindIpAll", &given)]),
        None => {
            let list = |text: &str| addresses(text.trim_matches(['[', ']']).split(',').map(str::trim));
            options.value(
                "net.bindIp",
                list,
                (addresses(["localhost"]), "3.6 and later", "listens on this machine only"),
            )
        }
    };
    service.set(Key::SERVICE_LISTEN, "net.bindIp", value, because);
    let (value, because) =
        options.value("net.port", values::number, (Value::Int(27017), "every release", "listens on port 27017"));
    service.published(&value);
    service.set(Key::SERVICE_PORT, "net.port", value, because);
    let (raw, (value, because)) = authentication(options);
    service.set(Key::SERVICE_AUTHENTICATION, raw, value, because);
    let name = if options.at("net.ssl.mode").is_some() { "net.ssl.mode" } else { "net.tls.mode" };
    let mode = |text: &str| Value::Bool(matches!(text, "requireTLS" | "requireSSL" | "preferTLS" | "preferSSL"));
    let (value, because) = options.value(name, mode, (Value::Bool(false), "every release", "nothing is encrypted"));
    service.set(Key::SERVICE_TLS, name, value, because);
}

/// A key file between the members of a replica set asks clients for a password as well.
fn authentication(options: &Options<'_>) -> (&'static str, (Value, Vec<Step>)) {
    if let Some(given) = options.at("security.noauth").filter(|given| given.value == "true") {
        return ("noauth", (Value::Bool(false), vec![options.step("noauth", &given)]));
    }
    if options.at("security.authorization").is_none() {
        for name in ["security.keyFile", "security.clusterAuthMode"] {
            if let Some(given) = options.at(name).filter(|given| given.value != "keyFile") {
                return (
                    name,
                    (Value::Bool(true), vec![Step::new(at(options.path, given.line), format!("sets `{name}`"))]),
                );
            }
        }
    }
    let otherwise = (Value::Bool(false), "every release", "nobody is asked for a password");
    ("security.authorization", options.value("security.authorization", values::truth, otherwise))
}
