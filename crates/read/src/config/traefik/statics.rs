//! What Traefik is started with: its entry points, its API, where it finds what to serve.

use sneck_model::{Key, Step, Value};

use super::options::{Given, Options};
use crate::config::served::Draft;

/// The settings of one static configuration. `redirects` where a middleware of the tree sends plain HTTP to HTTPS.
pub(super) fn settings(options: &Options, redirects: bool) -> Vec<Draft> {
    let mut all = Vec::new();
    all.extend(plain(options, redirects));
    all.extend(everything(options));
    all.extend(unchecked(options));
    all
}

/// It is a static configuration, as opposed to what a provider reads.
pub(super) fn is_static(options: &Options) -> bool {
    options.has("entrypoints")
        && (options.has("providers") || options.has("api") || options.has("certificatesresolvers"))
}

/// Whether the entry point for plain HTTP sends visitors to HTTPS.
fn plain(options: &Options, redirects: bool) -> Option<Draft> {
    let points = options.names("entrypoints");
    let address = |point: &str| options.get(&format!("entrypoints.{point}.address"));
    let on = |port: &str| points.iter().find_map(|point| address(point).filter(|given| ends_with_port(given, port)));
    let plain = on("80")?;
    let point = plain.name.strip_prefix("entrypoints.")?.strip_suffix(".address")?;
    let to = format!("entrypoints.{point}.http.redirections.entrypoint");
    if let Some(given) = options.get(&format!("{to}.to")) {
        let scheme = options.get(&format!("{to}.scheme")).map_or("https", |scheme| scheme.value.as_str());
        let because = vec![given.step("sends visitors on")];
        return Some(Draft::new(Key::HTTPS_REDIRECT, "redirections", Value::Bool(scheme == "https"), because));
    }
    // Without HTTPS something in front may end TLS.
    let secure = on("443")?;
    let value = match redirects {
        true => Value::Unknown("a middleware of the project sends visitors to HTTPS, and not everywhere".to_owned()),
        false => Value::Bool(false),
    };
    let because = vec![plain.step("answers over plain HTTP"), secure.step("answers over HTTPS")];
    Some(Draft::new(Key::HTTPS_REDIRECT, "redirections", value, because))
}

fn ends_with_port(given: &Given, port: &str) -> bool {
    let address = given.value.split('/').next().unwrap_or_default();
    address.rsplit_once(':').is_some_and(|(_, own)| own == port)
}

/// Providers that serve whatever they find, unless they are told not to.
const PROVIDERS: &[&str] = &["docker", "swarm", "ecs", "consulcatalog", "nomad"];

fn everything(options: &Options) -> Vec<Draft> {
    let of_one = |provider: &&str| {
        let above = format!("providers.{provider}");
        let first =
            options.0.iter().find(|given| given.name == above || given.name.starts_with(&format!("{above}.")))?;
        let name = format!("{above}.exposedbydefault");
        let (value, because) = match options.get(&name) {
            Some(given) => (given.is_true(), vec![given.step("says whether containers are served unasked")]),
            None => (true, vec![first.step("leaves exposedByDefault on")]),
        };
        Some(Draft::new(Key::SERVER_SERVES_ALL, "exposedByDefault", Value::Bool(value), because).within(provider))
    };
    PROVIDERS.iter().filter_map(of_one).collect()
}

fn unchecked(options: &Options) -> Option<Draft> {
    let given = options.get("serverstransport.insecureskipverify")?;
    let because = vec![given.step("decides whether certificates are checked")];
    Some(Draft::new(Key::PROXY_VERIFIES, "insecureSkipVerify", Value::Bool(!given.is_true()), because))
}

/// The dashboard stands open on a port of its own.
pub(super) fn open_dashboard(options: &Options) -> Option<Step> {
    options.get("api.insecure").filter(|given| given.is_true()).map(|given| given.step("opens the API to everybody"))
}
