//! elasticsearch.yml and opensearch.yml. <https://www.elastic.co/docs/reference/elasticsearch/configuration-reference>

use std::sync::Arc;

use sneck_model::{Key, Step, Value};

use super::given::{FILLED_IN, TEMPLATE, absent, comes_and_goes, commented_out, default, is_filled_in, shown};
use super::name::Name;
use super::service::{Service, Services, addresses};
use super::values;
use crate::config::place::at;
use crate::config::yaml::{self, Yaml, parse};
use crate::tree::{File, Tree};

/// `elasticsearch.yml`, `opensearch.yml`, `elasticsearch-prod.yaml`.
pub fn named(name: &Name<'_>) -> bool {
    let file = name.file();
    let names = |word: &str| file.starts_with(word) || file.ends_with(&format!("{word}.yml"));
    matches!(name.ending(), "yml" | "yaml") && ["elasticsearch", "opensearch"].iter().any(|word| names(word))
}

/// Each is a node.
pub fn read(_: &Tree, files: &[&File], services: &mut Services<'_>) {
    for file in files {
        let text = file.text();
        let root = parse(&file.path, &text).all.into_iter().next();
        let options = Options { path: &file.path, text: &text, all: root.as_ref().map(flat).unwrap_or_default() };
        if !options.is_node() {
            continue;
        }
        if let Some(line) = comes_and_goes(&text) {
            services.unread(&file.path, line, TEMPLATE);
            continue;
        }
        let open = file.name().contains("opensearch");
        let (product, words): (_, &[&str]) =
            if open { ("opensearch", &["opensearch"]) } else { ("elasticsearch", &["elastic"]) };
        settings(&options, open, &mut services.service(product, words, &file.path));
    }
}

/// Options by their full names.
struct Options<'f> {
    path: &'f Arc<str>,
    text: &'f str,
    all: Vec<(String, String, u32)>,
}

/// `network: {host: x}` and `network.host: x` are the same.
fn flat(root: &Yaml) -> Vec<(String, String, u32)> {
    let mut all = Vec::new();
    let mut open = vec![(String::new(), root.clone(), 0u8)];
    while let Some((prefix, node, depth)) = open.pop() {
        match &node.value {
            yaml::Value::Scalar(text, _) => all.push((prefix, text.clone(), node.line)),
            yaml::Value::List(_) => {
                let items: Vec<&str> = node.list().into_iter().filter_map(|item| item.text()).collect();
                all.push((prefix, items.join(","), node.line));
            }
            yaml::Value::Map(_) if depth < 12 => {
                for (key, value) in node.entries() {
                    let name = key.text().unwrap_or_default();
                    let name = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") };
                    open.push((name, value.clone(), depth + 1));
                }
            }
            _ => {}
        }
    }
    all
}

impl Options<'_> {
    /// A file for compose or Kubernetes of the same name is none; one whose lines are all commented out is.
    fn is_node(&self) -> bool {
        const PARTS: &[&str] = &[
            "cluster.",
            "node.",
            "path.",
            "bootstrap.",
            "network.",
            "http.",
            "discovery.",
            "xpack.",
            "plugins.security.",
            "transport.",
            "gateway.",
            "action.",
            "indices.",
            "ingest.",
            "opensearch",
            "script.",
            "opendistro_security",
            "s3.",
            "reindex.",
        ];
        let known = self.all.iter().filter(|(name, ..)| PARTS.iter().any(|part| name.starts_with(part))).count();
        if self.all.is_empty() { self.text.contains("network.host") } else { known * 2 > self.all.len() }
    }

    fn at(&self, names: &[&str]) -> Option<&(String, String, u32)> {
        names.iter().find_map(|wanted| self.all.iter().find(|(name, ..)| name == wanted))
    }

    fn step(&self, (name, value, line): &(String, String, u32)) -> Step {
        Step::new(at(self.path, *line), format!("sets `{name}` to {}", shown(value)))
    }

    fn absent(&self, name: &str) -> Step {
        let host = self.at(&["network.host"]).map(|(_, _, line)| *line);
        absent(self.path, commented_out(self.text, name).or(host).unwrap_or(1), name)
    }

    fn truth(&self, name: &str) -> Option<(Value, Vec<Step>)> {
        let given = self.at(&[name])?;
        let value = if is_filled_in(&given.1) { Value::Unknown(FILLED_IN.into()) } else { values::truth(&given.1) };
        Some((value, vec![self.step(given)]))
    }
}

fn settings(options: &Options<'_>, open: bool, service: &mut Service<'_>) {
    let product = if open { "OpenSearch" } else { "Elasticsearch" };
    let (value, because) = match options.at(&["http.bind_host", "http.host", "network.bind_host", "network.host"]) {
        Some(given) => (
            addresses(given.1.split(',').map(|one| address(one.trim().trim_matches(['[', ']', '"', '\''])))),
            vec![options.step(given)],
        ),
        None => (
            addresses(["localhost"]),
            vec![options.absent("network.host"), default(product, "every release", "listens on this machine only")],
        ),
    };
    service.set(Key::SERVICE_LISTEN, "network.host", value, because);
    // A range of ports begins with the one that is taken.
    let port = options
        .at(&["http.port"])
        .map(|given| (values::number(given.1.split('-').next().unwrap_or_default()), options.step(given)));
    let (port, because) =
        port.unwrap_or_else(|| (Value::Int(9200), default(product, "every release", "listens on port 9200")));
    service.published(&port);
    service.set(Key::SERVICE_PORT, "http.port", port, vec![because]);
    let (raw, (value, because)) = if open {
        ("plugins.security.disabled", plugin(options))
    } else {
        ("xpack.security.enabled", security(options, service))
    };
    let closed = value == Value::Bool(true);
    service.set(Key::SERVICE_AUTHENTICATION, raw, value, because);
    let name = if open { "plugins.security.ssl.http.enabled" } else { "xpack.security.http.ssl.enabled" };
    let tls = options.truth(name).or_else(|| {
        let says = "HTTP is not encrypted";
        (!open && closed)
            .then(|| (Value::Bool(false), vec![options.absent(name), default(product, "every release", says)]))
    });
    if let Some((value, because)) = tls {
        service.set(Key::SERVICE_TLS, name, value, because);
    }
}

/// On by default since 8.0; before, only for whoever paid.
fn security(options: &Options<'_>, service: &Service<'_>) -> (Value, Vec<Step>) {
    const NAME: &str = "xpack.security.enabled";
    let release =
        service.image().and_then(|(_, tag)| tag.split('.').next().and_then(|major| major.parse::<u32>().ok()));
    let old = options.at(&["discovery.zen.ping.unicast.hosts", "discovery.zen.minimum_master_nodes"]).is_some();
    options.truth(NAME).unwrap_or_else(|| match release {
        Some(..8) => (
            Value::Bool(false),
            vec![options.absent(NAME), default("Elasticsearch", "before 8.0", "nobody is asked for a password")],
        ),
        None if old => (
            Value::Bool(false),
            vec![options.absent(NAME), default("Elasticsearch", "before 8.0", "nobody is asked for a password")],
        ),
        _ => (
            Value::Bool(true),
            vec![
                options.absent(NAME),
                default("Elasticsearch", "8.0 and later", "whoever connects is asked for a password"),
            ],
        ),
    })
}

/// The security plugin comes with OpenSearch and works unless it is switched off.
fn plugin(options: &Options<'_>) -> (Value, Vec<Step>) {
    let given = options.truth("plugins.security.disabled").or_else(|| options.truth("opendistro_security.disabled"));
    match given {
        Some((Value::Bool(off), because)) => (Value::Bool(!off), because),
        Some(unknown) => unknown,
        None => (
            Value::Bool(true),
            vec![default("OpenSearch", "every release", "whoever connects is asked for a password")],
        ),
    }
}

/// Names for addresses of the machine.
fn address(text: &str) -> &str {
    match text {
        "_local_" | "_local:ipv4_" | "_local:ipv6_" => "localhost",
        "_site_" | "_site:ipv4_" | "_site:ipv6_" => "10.0.0.0",
        "_global_" | "_global:ipv4_" | "_global:ipv6_" => "*",
        other => other,
    }
}
