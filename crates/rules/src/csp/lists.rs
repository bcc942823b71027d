//! What single sources of a policy allow: schemes, wildcards, hosts, addresses, plain http, nonces.

use sneck_model::{PolicyRemark, Severity};

use super::hosts::{Serves, bypass};
use super::review::remark;
use super::{Policy, words};

/// `https:` and its like, where what is loaded runs.
pub(super) fn schemes(policy: &Policy) -> Vec<PolicyRemark> {
    each(policy, words::RUNNING, |directive, source| {
        let says = match source {
            "data:" if is_script(directive) => {
                "data: lets a script be written into its own address, which is the same as 'unsafe-inline'".to_owned()
            }
            "http:" | "https:" if is_script(directive) => format!("scripts may come from any host ({source})"),
            "data:" | "http:" | "https:" => format!("{directive} allows {source}"),
            _ => return None,
        };
        Some(remark("url-scheme", worst(directive), directive, source, says))
    })
}

/// `*`, with or without a scheme.
pub(super) fn wildcards(policy: &Policy) -> Vec<PolicyRemark> {
    each(policy, words::RUNNING, |directive, source| {
        let is_any = words::without_scheme(source) == "*";
        let says = if is_script(directive) {
            format!("scripts may come from any host ({source})")
        } else {
            format!("{directive} allows any host ({source})")
        };
        is_any.then(|| remark("wildcard", worst(directive), directive, source, says))
    })
}

/// An object or a base of another site hurts less than a script, and fewer pages.
fn worst(directive: &str) -> Severity {
    if is_script(directive) { Severity::Medium } else { Severity::Low }
}

fn is_script(directive: &str) -> bool {
    words::SCRIPTS.contains(&directive) || directive == "default-src"
}

/// Hosts of scripts: such as let anybody in, and the rest as a reminder.
pub(super) fn script_hosts(policy: &Policy) -> Vec<PolicyRemark> {
    each(policy, &["script-src", "script-src-elem"], |directive, source| {
        let list = policy.own(directive).unwrap_or_default();
        if list.iter().any(|source| source == "'none'") {
            return None;
        }
        if source == "'self'" {
            let says = "'self' trusts everything that the site serves, files that visitors upload among it";
            return Some(remark("script-host", None, directive, source, says));
        }
        if source.starts_with('\'') || words::is_scheme(source) || !source.contains('.') {
            return None;
        }
        let with_eval = list.iter().any(|source| source == "'unsafe-eval'");
        Some(match bypass(source, with_eval) {
            Some((host, serves)) => {
                remark("script-bypass", Severity::Low, directive, source, lets_in(source, host, serves))
            }
            None => {
                let says = format!("{source} must serve no script that visitors can write or choose a function of");
                remark("script-host", None, directive, source, says)
            }
        })
    })
}

fn lets_in(source: &str, host: &str, serves: Serves) -> String {
    let what = match serves {
        Serves::Jsonp | Serves::JsonpWithEval => "answers with a call of any function that the address names",
        Serves::Angular => "hands out AngularJS, whose templates run text as code",
        Serves::Anything => "serves what anybody publishes there",
    };
    format!("{source} as a whole lets scripts in that anybody can use against the page: {host} {what}")
}

/// Hosts of plug-in content.
pub(super) fn object_hosts(policy: &Policy) -> Vec<PolicyRemark> {
    let Some(sources) = policy.own("object-src") else { return Vec::new() };
    let plugins = policy.own("plugin-types");
    let is_closed = sources.iter().any(|source| source == "'none'")
        || plugins.is_some_and(|types| types.iter().all(|kind| kind != "application/x-shockwave-flash"));
    let hosts = sources.iter().filter(|_| !is_closed);
    hosts
        .map(|source| remark("object-host", None, "object-src", source, "object-src can be 'none' on most pages"))
        .collect()
}

/// Addresses in numbers. Browsers heed only that of the machine itself.
pub(super) fn addresses(policy: &Policy) -> Vec<PolicyRemark> {
    all(policy, |directive, source| {
        let (host, _) = words::host_and_path(source);
        let says = match host.as_str() {
            "127.0.0.1" => format!("{directive} allows the visitor's own machine ({source}), which is for development"),
            host if is_address(host) => format!("browsers ignore {source} in {directive}: an address is no host"),
            _ => return None,
        };
        Some(remark("ip-source", Severity::Info, directive, source, says))
    })
}

fn is_address(host: &str) -> bool {
    let parts: Vec<&str> = host.split('.').collect();
    let is_number = |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (host.starts_with('[') && host.ends_with(']')) || (parts.len() == 4 && parts.iter().all(is_number))
}

/// Content that anybody on the way may change.
pub(super) fn plain_http(policy: &Policy) -> Vec<PolicyRemark> {
    all(policy, |directive, source| {
        let is_plain = source.starts_with("http://");
        let (severity, says) = match directive {
            "report-uri" => (Severity::Info, format!("reports go over plain http ({source})")),
            _ if is_script(directive) || words::RUNNING.contains(&directive) => {
                (Severity::Low, format!("{directive} allows {source}, which anybody on the way can change"))
            }
            _ => (Severity::Info, format!("{directive} allows {source}, which anybody on the way can change")),
        };
        is_plain.then(|| remark("plain-http", severity, directive, source, says))
    })
}

/// A nonce is worth what it takes to guess it. The specification asks for 128 bits; below 8 signs it is no secret.
pub(super) fn nonces(policy: &Policy) -> Vec<PolicyRemark> {
    let short = all(policy, |directive, source| {
        let is_short = words::nonce(source).is_some_and(|nonce| nonce.chars().count() < 8);
        let says = format!("a nonce of {directive} is short enough to be guessed; take 128 random bits");
        is_short.then(|| remark("nonce-length", Severity::Low, directive, source, says))
    });
    let odd = all(policy, |directive, source| {
        let is_odd = words::nonce(source).is_some_and(|nonce| !words::is_base64(nonce));
        let says = format!("a nonce of {directive} is not base64, and browsers ignore it");
        is_odd.then(|| remark("nonce-charset", Severity::Info, directive, source, says))
    });
    [short, odd].concat()
}

/// Judges the sources that hold for these kinds of content.
fn each(policy: &Policy, names: &[&str], judge: impl Fn(&str, &str) -> Option<PolicyRemark>) -> Vec<PolicyRemark> {
    let lists = policy.effective_lists(names);
    lists.iter().flat_map(|(name, sources)| sources.iter().filter_map(|source| judge(name, source))).collect()
}

/// Judges every source of the policy.
fn all(policy: &Policy, judge: impl Fn(&str, &str) -> Option<PolicyRemark>) -> Vec<PolicyRemark> {
    let lists = policy.directives.iter();
    lists.flat_map(|(name, sources)| sources.iter().filter_map(|source| judge(name, source))).collect()
}
