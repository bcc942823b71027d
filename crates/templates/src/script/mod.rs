//! A template as a bounded script: which request is next, and what the answers show.

mod build;
mod cursor;
mod dns;
mod doubt;
mod found;
mod names;
mod others;
mod run;
mod ssl;
mod tcp;

use std::sync::Arc;

use sneck_model::{Ask, Consent, Origin, Script};

use crate::template::{Block, Template};

pub(crate) use doubt::is_password;

/// Combinations of payloads that are tried, at most.
const COMBINATIONS: u64 = 256;
/// Pairs of user name and password that are tried, at most: fewer than lock an account.
const PAIRS: u64 = 5;
/// Exchanges of one template, at most.
const EXCHANGES: u64 = 512;
/// Exchanges that a match brings with it: it is asked again beside random names, or with a password that is wrong.
const CONFIRMING: u64 = 24;

/// The id of the rule that a template stands for.
#[must_use]
pub fn rule_id(template: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    format!("template/{}", template.chars().take(120).map(plain).collect::<String>())
}

/// What a template asks an origin; nothing where it has no question to it. `folder` is where the app begins
/// (`/shop`), nothing for the root; `now` is in seconds since 1970-01-01.
#[must_use]
pub fn ask(template: &Arc<Template>, origin: &Origin, folder: &str, now: i64) -> Option<Ask> {
    let base = names::Target::parse(&origin.url)?.below(folder);
    if silent(template, origin).is_some() {
        return None;
    }
    let (held, whom) = (Arc::clone(template), origin.clone());
    let script = Script::new(origin, ceiling(template), move |nonces| {
        let mut run = run::Run::new(&held, &whom, &base, *nonces, now);
        Box::new(move |reply| run.next(reply))
    });
    let ask = Ask::script(script, format!("whether the template `{}` finds what it looks for", template.id));
    Some(Ask { rule: rule_id(&template.id).into(), ..ask.needing(template.consent) })
}

/// Why a template has no question to an origin; nothing where it has one.
#[must_use]
pub fn silent(template: &Template, origin: &Origin) -> Option<&'static str> {
    let why = |block: &Block| match block {
        Block::Tcp(tcp) if tcp.ports.is_empty() => Some("it names no port"),
        Block::Ssl(ssl) if !ssl.is_of_the_origin() => Some("it asks a TLS endpoint beside the address"),
        Block::Ssl(_) if !origin.url.starts_with("https:") => Some("it asks a TLS endpoint, and the address has none"),
        Block::Dns(_) if is_address(origin) => Some("it asks for a name, and the address has none"),
        Block::Http(_) | Block::Tcp(_) | Block::Ssl(_) | Block::Dns(_) => None,
    };
    let mut all = template.blocks.iter().map(why);
    let first = all.next()?;
    if all.any(|why| why.is_none()) { None } else { first }
}

fn is_address(origin: &Origin) -> bool {
    names::Target::parse(&origin.url).is_none_or(|target| target.host.parse::<std::net::IpAddr>().is_ok())
}

/// Combinations that are tried of so many.
fn combinations(template: &Template, all: u64) -> u64 {
    all.min(if template.consent == Consent::Credentials { PAIRS } else { COMBINATIONS })
}

/// Exchanges that a run may take.
pub(crate) fn ceiling(template: &Template) -> u32 {
    let each = template.blocks.iter().map(|block| match block {
        Block::Http(http) => combinations(template, http.payloads.count()) * http.requests.len() as u64,
        Block::Tcp(tcp) => combinations(template, tcp.payloads.count()) * tcp.ports.len() as u64 * 2,
        Block::Ssl(_) => 1,
        Block::Dns(dns) => combinations(template, dns.payloads.count()),
    });
    u32::try_from((each.sum::<u64>()).min(EXCHANGES) + CONFIRMING).unwrap_or(u32::MAX)
}
