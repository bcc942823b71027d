//! Addresses: taken apart, and references in pages resolved against them (RFC 3986, as browsers do it).

/// An `http` or `https` address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// `https`, as opposed to `http`.
    pub tls: bool,
    /// A name in lower case, or an IP address without brackets.
    pub host: String,
    /// The port, also where the scheme implies it.
    pub port: u16,
    /// Path and query as written, at least `/`.
    pub target: String,
}

/// Addresses longer than this are nobody's pages.
const LONGEST: usize = 8 << 10;

impl Address {
    /// Reads an absolute address; the part behind `#` is dropped, a user name and a password are not taken.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once("://").filter(|_| text.len() <= LONGEST)?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let (host, port) = host_and_port(authority)?;
        let port = port.unwrap_or(if tls { 443 } else { 80 });
        Self { tls, host, port, target: target_of(target) }.bounded()
    }

    /// Nothing where it is longer than one may be: written out, a short text can become three times as long.
    fn bounded(self) -> Option<Self> {
        (self.origin().len() + self.target.len() <= LONGEST).then_some(self)
    }

    /// `scheme://host[:port]`, the scheme's own port left out.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}", self.authority())
    }

    /// What a `Host` header says: brackets around IPv6 addresses, the scheme's own port left out.
    #[must_use]
    pub fn authority(&self) -> String {
        let own = if self.tls { 443 } else { 80 };
        if self.port == own { self.bracketed() } else { self.endpoint() }
    }

    /// `host:port`, brackets around IPv6 addresses.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("{}:{}", self.bracketed(), self.port)
    }

    fn bracketed(&self) -> String {
        if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() }
    }

    /// The path, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or("/")
    }

    /// What a reference on the page at this address leads to; nothing where it is no `http` address.
    #[must_use]
    pub fn join(&self, reference: &str) -> Option<Self> {
        let text: String = reference.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        let text = text.split('#').next().unwrap_or_default();
        if text.len() > LONGEST {
            return None;
        }
        if let Some(scheme) = scheme_of(text) {
            return if scheme.starts_with("http") { Self::parse(text) } else { None };
        }
        if text.starts_with("//") {
            return Self::parse(&format!("{}:{text}", if self.tls { "https" } else { "http" }));
        }
        Self { target: self.resolved(text), ..self.clone() }.bounded()
    }

    fn resolved(&self, reference: &str) -> String {
        if reference.is_empty() {
            return self.target.clone();
        }
        if reference.starts_with('?') {
            return target_of(&format!("{}{reference}", self.path()));
        }
        let (path, query) = reference.split_once('?').map_or((reference, None), |(path, query)| (path, Some(query)));
        let folder = self.path().rsplit_once('/').map_or("", |(folder, _)| folder);
        let whole = if path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") };
        let path = without_dots(&whole);
        target_of(&query.map_or_else(|| path.clone(), |query| format!("{path}?{query}")))
    }
}

/// The word in front of `:` where it is a scheme.
fn scheme_of(text: &str) -> Option<String> {
    let (scheme, _) = text.split_once(':')?;
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(fits);
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// A name in lower case, and the port where one is written.
fn host_and_port(authority: &str) -> Option<(String, Option<u16>)> {
    if authority.contains('@') {
        return None;
    }
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) })
        }
        None => authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
    };
    let port = match port {
        None | Some("") => None,
        Some(port) if port.bytes().all(|b| b.is_ascii_digit()) => Some(port.parse().ok().filter(|port| *port > 0)?),
        Some(_) => return None,
    };
    let host = host.trim_end_matches('.');
    let named = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b':');
    let well_formed = !host.is_empty() && host.len() <= 253 && host.bytes().all(named);
    well_formed.then(|| (host.to_ascii_lowercase(), port))
}

/// A request target: begins with a slash, ends before `#`, has no blanks or control characters.
fn target_of(text: &str) -> String {
    let text = text.split('#').next().unwrap_or_default().replace('\\', "/");
    let mut target = String::with_capacity(text.len() + 1);
    if !text.starts_with('/') {
        target.push('/');
    }
    for byte in text.bytes() {
        match byte {
            0x21..=0x7e if !matches!(byte, b'"' | b'<' | b'>') => target.push(char::from(byte)),
            _ => target.push_str(&format!("%{byte:02X}")),
        }
    }
    target
}

/// `.` and `..` are steps; above the root is the root.
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            _ => parts.push(part),
        }
    }
    let folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    let end = if folder && !parts.is_empty() { "/" } else { "" };
    format!("/{}{end}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let table = [
            ("http://127.0.0.1:5000", Some(("http://127.0.0.1:5000", "/"))),
            ("HTTPS://Shop.Example:443/A?b#c", Some(("https://shop.example", "/A?b"))),
            ("http://[::1]:8000/x", Some(("http://[::1]:8000", "/x"))),
            ("http://shop.test?a=b", Some(("http://shop.test", "/?a=b"))),
            ("http://user:pass@shop.test/", None),
            ("http://shop.test:99999/", None),
            ("http://shop.test:0/", None),
            ("http://sh op.test/", None),
            ("http:///x", None),
            ("http://[::1/x", None),
            ("ftp://shop.test/", None),
            ("127.0.0.1:5000", None),
        ];
        for (text, expected) in table {
            let found = Address::parse(text).map(|address| (address.origin(), address.target));
            let expected = expected.map(|(origin, target)| (origin.to_owned(), target.to_owned()));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_a_reference_leads_to_is_an_address_that_can_be_read() {
        let page = Address::parse("http://a.test/b/c").expect("an address");
        for reference in
            ["x".repeat(LONGEST - 10), "\u{e9}".repeat(LONGEST / 4), format!("/{}", "\"".repeat(LONGEST / 2))]
        {
            assert_eq!(page.join(&reference), None);
            assert_eq!(Address::parse(&format!("http://a.test/{reference}")), None);
        }
        let most = page.join(&"x".repeat(LONGEST - 20)).expect("an address");
        assert_eq!(Address::parse(&format!("{}{}", most.origin(), most.target)), Some(most));
    }

    #[test]
    fn references_are_resolved_as_browsers_do() {
        let page = Address::parse("http://a.test:81/b/c?d").expect("an address");
        let table = [
            ("e", Some("http://a.test:81/b/e")),
            ("./e/", Some("http://a.test:81/b/e/")),
            ("../../../e", Some("http://a.test:81/e")),
            ("/e?f#g", Some("http://a.test:81/e?f")),
            ("?x=1", Some("http://a.test:81/b/c?x=1")),
            ("", Some("http://a.test:81/b/c?d")),
            ("#top", Some("http://a.test:81/b/c?d")),
            ("//other.test/e", Some("http://other.test/e")),
            ("https://other.test", Some("https://other.test/")),
            ("mailto:me@a.test", None),
            ("javascript:alert(1)", None),
            ("a b", Some("http://a.test:81/b/a%20b")),
        ];
        for (reference, expected) in table {
            let found = page.join(reference).map(|to| format!("{}{}", to.origin(), to.target));
            assert_eq!(found.as_deref(), expected, "{reference}");
        }
    }
}
