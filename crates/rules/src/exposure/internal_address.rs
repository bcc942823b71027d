//! `exposure/internal-address`: answers name addresses of the inner network.

use std::net::Ipv4Addr;

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Exchange, Facts, Rule, Severity, Strength, Verdicts};

use crate::common::Fault;
use crate::live::{self, Seen};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/internal-address",
    title: "Answers name addresses of the inner network",
    severity: Severity::Low,
    checklist: "Answers name no addresses of the inner network",
    why: "An address of the inner network tells how it is laid out and which machine is behind a name: where to go next \
          once a way in is found, and whom to name in a request that the server is talked into sending.",
    remedy: "Let the proxy rewrite redirects and drop headers of its own (`proxy_redirect`, `proxy_hide_header \
             X-Backend-Server;`), and give the app its public name (Flask: `SERVER_NAME` or `ProxyFix`).",
    remedies: &[],
    references: &[
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/01-Information_Gathering/02-Fingerprint_Web_Server",
        "https://www.rfc-editor.org/rfc/rfc1918",
    ],
    cwe: &[200],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET https://shop.example/account
302
location: http://10.0.3.7:8000/account/
"#),
        Bad(r#"=== GET https://shop.example/
200
x-backend-server: 192.168.4.12
content-type: text/html

<h1>Shop</h1>
"#),
        Good(
            r#"=== GET https://shop.example/
200
x-release: 10.0.3
location: https://shop.example/account

"#,
        ),
        Good(
            r#"=== GET http://192.168.4.12/
302
location: http://192.168.4.12/login
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for seen in live::seen(facts, |answer| named(answer).is_some()) {
        observed(out, &seen);
    }
}

/// A header that names an inner address which is not the one that was asked.
fn named(answer: &Exchange) -> Option<(&str, Ipv4Addr)> {
    let own = |address: &Ipv4Addr| answer.origin.url.contains(&address.to_string());
    let sent = |address: &Ipv4Addr| answer.sent.iter().any(|(_, value)| value.contains(&address.to_string()));
    // A release may have four numbers, too.
    let mut headers = answer.headers.iter().filter(|(name, _)| !name.to_ascii_lowercase().contains("version"));
    headers.find_map(|(name, value)| {
        let found = addresses(value).find(|address| is_inner(*address) && !own(address) && !sent(address))?;
        Some((name.as_str(), found))
    })
}

/// Whole addresses in a text: four numbers, with no more of them beside.
fn addresses(text: &str) -> impl Iterator<Item = Ipv4Addr> + '_ {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).filter_map(|word| word.trim_matches('.').parse().ok())
}

/// RFC 1918. Loopback says nothing of a network.
fn is_inner(address: Ipv4Addr) -> bool {
    address.is_private() && address.octets()[3] != 0
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let found: Vec<_> = seen.answers.iter().filter_map(|answer| Some((*answer, named(answer)?))).collect();
    let Some((answer, (name, address))) = found.first() else { return };
    let says = format!("`{name}` of {} names {address}, an address of the inner network.", answer.url);
    let places = found.iter().map(|(answer, (name, at))| live::header_step(answer, name, format!("names {at}")));
    Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places.collect()));
}
