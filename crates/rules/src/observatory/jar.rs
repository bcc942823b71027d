//! The cookies that are left after a visit (RFC 6265, section 5.3), as the jar that Observatory uses keeps them.

use sneck_model::{Cookie, Exchange};

use super::{Retrieval, address};

/// A cookie in the jar.
#[derive(Clone, Debug)]
pub(super) struct Kept<'f> {
    pub(super) cookie: &'f Cookie,
    domain: String,
    host_only: bool,
    path: String,
}

/// The cookies of the visit that is judged. Those of `/robots.txt` and of the preflight count only beside a certificate
/// that is not trusted: otherwise Observatory asks for these with a client that has no jar.
pub(super) fn cookies<'f>(retrieval: &Retrieval<'f>) -> Vec<Kept<'f>> {
    let Some(session) = retrieval.session() else { return Vec::new() };
    let mut answers = session.chain.clone();
    if !session.trusted {
        answers.extend(&retrieval.robots);
        answers.extend(retrieval.preflight);
    }
    let mut jar = Vec::new();
    for answer in answers {
        forget(&mut jar, answer);
        for cookie in &answer.cookies {
            keep(&mut jar, answer, cookie);
        }
    }
    jar
}

/// Cookies that have expired are dropped when they would be sent.
fn forget(jar: &mut Vec<Kept<'_>>, asked: &Exchange) {
    jar.retain(|kept| !(kept.cookie.max_age.is_some_and(|seconds| seconds <= 0) && kept.is_for(asked)));
}

fn keep<'f>(jar: &mut Vec<Kept<'f>>, answer: &Exchange, cookie: &'f Cookie) {
    let Some(host) = address::host(&answer.url) else { return };
    let domain = match cookie.domain.as_deref() {
        Some(domain) if is_shared(domain) || !is_below(&host, domain) => return,
        Some(domain) => domain.to_owned(),
        None => host,
    };
    let path = cookie.path.clone().unwrap_or_else(|| default_path(&answer.url));
    let kept = Kept { cookie, domain, host_only: cookie.domain.is_none(), path };
    if !kept.is_well_formed() {
        return;
    }
    match jar.iter_mut().find(|old| old.is_same(&kept)) {
        Some(old) => *old = kept,
        None => jar.push(kept),
    }
}

impl Kept<'_> {
    fn is_same(&self, other: &Self) -> bool {
        self.cookie.name == other.cookie.name && self.domain == other.domain && self.path == other.path
    }

    /// It has a name, no control characters, and is what its prefix says.
    fn is_well_formed(&self) -> bool {
        let Cookie { name, value, secure, .. } = self.cookie;
        let has_control =
            name.chars().any(char::is_control) || value.attempt(|bytes| bytes.iter().any(u8::is_ascii_control));
        let as_named = if name.starts_with("__Secure-") {
            *secure
        } else {
            !name.starts_with("__Host-") || (*secure && self.host_only && self.path == "/")
        };
        !name.is_empty() && !has_control && as_named
    }

    fn is_for(&self, asked: &Exchange) -> bool {
        let Some((scheme, host, rest)) = address::parts(&asked.url) else { return false };
        let host = address::without_port(host).to_ascii_lowercase();
        let path = rest.split(['?', '#']).next().filter(|path| !path.is_empty()).unwrap_or("/");
        let fits = if self.host_only { host == self.domain } else { is_below(&host, &self.domain) };
        fits && covers(&self.path, path) && (!self.cookie.secure || scheme == "https")
    }
}

/// A name that belongs to nobody in particular, or an address: no cookie may be set for it by name.
fn is_shared(domain: &str) -> bool {
    domain != "localhost" && (crate::hosts::is_for_everybody(domain) || domain.parse::<std::net::Ipv4Addr>().is_ok())
}

fn is_below(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

fn covers(cookie: &str, path: &str) -> bool {
    path.strip_prefix(cookie).is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}

fn default_path(url: &str) -> String {
    let path = address::parts(url).map(|(.., rest)| rest.split(['?', '#']).next().unwrap_or_default());
    match path.and_then(|path| path.rfind('/').map(|at| &path[..at])) {
        Some("") | None => "/".to_owned(),
        Some(folder) => folder.to_owned(),
    }
}
