//! What a TLS endpoint showed, as lines: a word, and what it says.

use sneck_model::{
    Certificate, CertificateKey, Kind, Origin, Preference, TlsChain, TlsEndpoint, TlsProtocol, TlsVersion, Trust, day,
};

use super::escape::{plain_word, word};
use crate::wire;

type Wrong = String;
type Reader = fn(&str, &mut TlsEndpoint) -> Result<(), Wrong>;

/// Lines about the endpoint, by their first word.
const WORDS: &[(&str, Reader)] = &[
    ("groups", |rest, to| list(rest, &mut to.groups)),
    ("alpn", |rest, to| list(rest, &mut to.alpn)),
    ("dh-bits", |rest, to| number(rest).map(|bits| to.dh_bits = Some(bits))),
    ("secure-renegotiation", |rest, to| yes_or_no(rest).map(|yes| to.secure_renegotiation = Some(yes))),
    ("compression", |rest, to| yes_or_no(rest).map(|yes| to.compression = Some(yes))),
    ("stapled", |rest, to| yes_or_no(rest).map(|yes| to.stapled = Some(yes))),
    ("trouble", |rest, to| {
        to.trouble.push(plain_word(rest));
        Ok(())
    }),
    ("certificate", |rest, to| next_certificate(rest, to, true)),
    ("below", |rest, to| next_certificate(rest, to, false)),
    ("issuer", |rest, to| {
        certificate(to)?.issuer = plain_word(rest);
        Ok(())
    }),
    ("names", |rest, to| list(rest, &mut certificate(to)?.names)),
    ("valid", valid),
    ("key", key),
    ("signature", |rest, to| {
        certificate(to)?.signature = plain_word(rest);
        Ok(())
    }),
    ("authority", |rest, to| {
        certificate(to)?.authority = yes_or_no(rest)?;
        Ok(())
    }),
    ("published", |rest, to| {
        certificate(to)?.published = yes_or_no(rest)?;
        Ok(())
    }),
    ("trust", trust),
];

/// The endpoint that a head names: `shop.example:443 in staging`, `mail.example:25 over smtp`.
pub(super) fn endpoint(head: &str) -> Result<TlsEndpoint, Wrong> {
    let expected = || "expected an endpoint such as `=== tls shop.example:443`".to_owned();
    let (rest, name) = head.split_once(" in ").map_or((head, None), |(rest, name)| (rest, Some(name)));
    let (endpoint, starttls) = rest.split_once(" over ").map_or((rest, None), |(at, over)| (at, Some(over)));
    let (host, port) = endpoint.rsplit_once(':').ok_or_else(expected)?;
    let is_one = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    if !is_one(host) || port.parse::<u16>().is_err() || starttls.is_some_and(|over| !is_one(over)) {
        return Err(expected());
    }
    let kind = name.and_then(Kind::named).unwrap_or(Kind::Production);
    let site = wire::origin(&format!("https://{endpoint}"), kind, name).ok_or_else(expected)?;
    let url = starttls.map_or_else(|| site.url.clone(), |over| format!("{over}://{endpoint}"));
    let origin = Origin { url, ..site };
    Ok(TlsEndpoint { starttls: starttls.map(str::to_owned), ..TlsEndpoint::new(origin, endpoint) })
}

/// Takes one line in.
pub(super) fn line(text: &str, to: &mut TlsEndpoint) -> Result<(), Wrong> {
    let text = text.trim_start();
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    if let Some(version) = TlsVersion::named(first) {
        return protocol(version, rest, to);
    }
    match WORDS.iter().find(|(word, _)| *word == first) {
        Some((_, read)) => read(rest, to),
        None => Err(format!("`{first}` is no word of TLS; expected a line such as `TLSv1.2 TLS_AES_128_GCM_SHA256`")),
    }
}

fn protocol(version: TlsVersion, rest: &str, to: &mut TlsEndpoint) -> Result<(), Wrong> {
    if rest == "refused" {
        to.refused.push(version);
        return Ok(());
    }
    let (first, ciphers) = rest.split_once(' ').unwrap_or((rest, ""));
    let (preference, ciphers) = match first {
        "server-order" => (Preference::Server, ciphers),
        "client-order" => (Preference::Client, ciphers),
        _ => (Preference::Unknown, rest),
    };
    let mut all = Vec::new();
    list(ciphers, &mut all)?;
    to.protocols.push(TlsProtocol { version, ciphers: all, preference });
    Ok(())
}

fn list(rest: &str, to: &mut Vec<String>) -> Result<(), Wrong> {
    to.extend(rest.split_ascii_whitespace().map(plain_word));
    Ok(())
}

fn number<T: std::str::FromStr>(rest: &str) -> Result<T, Wrong> {
    rest.parse().map_err(|_| format!("`{rest}` is no number"))
}

fn yes_or_no(rest: &str) -> Result<bool, Wrong> {
    match rest {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(format!("expected `yes` or `no`, not `{rest}`")),
    }
}

/// A `certificate` begins a chain, what is `below` stands behind it in the same chain.
fn next_certificate(subject: &str, to: &mut TlsEndpoint, begins: bool) -> Result<(), Wrong> {
    let next = Certificate {
        subject: plain_word(subject),
        issuer: plain_word(subject),
        names: Vec::new(),
        from: 0,
        until: 0,
        key: CertificateKey { algorithm: "RSA".to_owned(), bits: 2048 },
        signature: "sha256WithRSAEncryption".to_owned(),
        authority: false,
        published: false,
    };
    if begins {
        to.chains.push(TlsChain { certificates: Vec::new(), trust: Trust::Unchecked });
    }
    let chain = to.chains.last_mut().ok_or("`below` needs a `certificate` above it")?;
    chain.certificates.push(next);
    Ok(())
}

fn certificate(to: &mut TlsEndpoint) -> Result<&mut Certificate, Wrong> {
    let last = to.chains.last_mut().and_then(|chain| chain.certificates.last_mut());
    last.ok_or_else(|| "this needs a `certificate` above it".to_owned())
}

fn valid(rest: &str, to: &mut TlsEndpoint) -> Result<(), Wrong> {
    let days = rest.split_once(" to ").and_then(|(from, until)| Some((day::parse(from)?, day::parse(until)?)));
    let (from, until) = days.ok_or("expected days such as `valid 2026-01-01 to 2026-12-31`")?;
    let certificate = certificate(to)?;
    (certificate.from, certificate.until) = (from, until);
    Ok(())
}

fn key(rest: &str, to: &mut TlsEndpoint) -> Result<(), Wrong> {
    let (algorithm, bits) = rest.split_once(' ').ok_or("expected a key such as `key RSA 2048`")?;
    certificate(to)?.key = CertificateKey { algorithm: plain_word(algorithm), bits: number(bits)? };
    Ok(())
}

fn trust(rest: &str, to: &mut TlsEndpoint) -> Result<(), Wrong> {
    let chain = to.chains.last_mut().ok_or("this needs a `certificate` above it")?;
    chain.trust = match rest.split_once(' ') {
        Some(("by", whom)) => Trust::By(plain_word(whom)),
        Some(("none", why)) => Trust::None(plain_word(why)),
        _ => return Err("expected `trust by Mozilla` or `trust none`, and why".to_owned()),
    };
    Ok(())
}

/// The head of a section, behind `tls `.
pub(super) fn head(endpoint: &TlsEndpoint) -> String {
    let over = endpoint.starttls.as_ref().map_or_else(String::new, |over| format!(" over {over}"));
    let name = endpoint.origin.name.as_ref().map_or_else(String::new, |name| format!(" in {name}"));
    format!("{}{over}{name}", endpoint.endpoint)
}

/// The lines of a section.
pub(super) fn lines(endpoint: &TlsEndpoint) -> Vec<String> {
    let mut lines: Vec<String> = endpoint.protocols.iter().map(protocol_line).collect();
    lines.extend(endpoint.refused.iter().map(|version| format!("{version} refused")));
    lines.extend(listed("groups", &endpoint.groups));
    lines.extend(endpoint.dh_bits.map(|bits| format!("dh-bits {bits}")));
    lines.extend(listed("alpn", &endpoint.alpn));
    let answers = [
        ("secure-renegotiation", endpoint.secure_renegotiation),
        ("compression", endpoint.compression),
        ("stapled", endpoint.stapled),
    ];
    lines.extend(answers.into_iter().filter_map(|(word, yes)| Some(format!("{word} {}", yes_no(yes?)))));
    lines.extend(endpoint.trouble.iter().map(|why| format!("trouble {}", word(why))));
    endpoint.chains.iter().for_each(|chain| chain_lines(chain, &mut lines));
    lines
}

fn protocol_line(protocol: &TlsProtocol) -> String {
    let order = match protocol.preference {
        Preference::Server => " server-order",
        Preference::Client => " client-order",
        Preference::Unknown => "",
    };
    let ciphers: String = protocol.ciphers.iter().map(|one| format!(" {one}")).collect();
    format!("{}{order}{ciphers}", protocol.version)
}

fn listed(first: &str, all: &[String]) -> Option<String> {
    (!all.is_empty()).then(|| all.iter().fold(first.to_owned(), |line, one| format!("{line} {}", word(one))))
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn chain_lines(chain: &TlsChain, lines: &mut Vec<String>) {
    for (at, one) in chain.certificates.iter().enumerate() {
        let first = if at == 0 { "certificate" } else { "below" };
        lines.push(format!("{first} {}", word(&one.subject)));
        lines.push(format!("  issuer {}", word(&one.issuer)));
        lines.extend(listed("  names", &one.names));
        lines.push(format!("  valid {} to {}", day::write(one.from), day::write(one.until)));
        lines.push(format!("  key {} {}", word(&one.key.algorithm), one.key.bits));
        lines.push(format!("  signature {}", word(&one.signature)));
        lines.extend(one.authority.then(|| "  authority yes".to_owned()));
        lines.extend(one.published.then(|| "  published yes".to_owned()));
    }
    lines.extend(match &chain.trust {
        Trust::By(whom) => Some(format!("  trust by {}", word(whom))),
        Trust::None(why) => Some(format!("  trust none {}", word(why))),
        Trust::Unchecked => None,
    });
}
