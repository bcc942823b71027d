//! Addresses: their parts, and where a `Location` leads.

/// Scheme (in lower case), host with port, and what follows. None for what is not http or https.
pub(super) fn parts(url: &str) -> Option<(String, &str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    (matches!(scheme.as_str(), "http" | "https") && !host.is_empty()).then_some((scheme, host, path))
}

/// The host of an address, without its port, in lower case.
pub(super) fn host(url: &str) -> Option<String> {
    parts(url).map(|(_, host, _)| without_port(host).to_ascii_lowercase())
}

/// A host without its port; the brackets of an IPv6 address stay.
pub(super) fn without_port(host: &str) -> &str {
    match host.rfind(':') {
        Some(at) if host[at + 1..].bytes().all(|b| b.is_ascii_digit()) && !host.ends_with(']') => &host[..at],
        _ => host,
    }
}

/// The address in one spelling: host in lower case, the scheme's own port left out, no fragment, `/` for no path.
pub(super) fn plain(url: &str) -> Option<String> {
    let (scheme, host, path) = parts(url)?;
    let own_port = if scheme == "https" { ":443" } else { ":80" };
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(own_port).unwrap_or(&host);
    let path = path.split('#').next().unwrap_or_default();
    let slash = if path.starts_with('/') { "" } else { "/" };
    Some(format!("{scheme}://{host}{slash}{path}"))
}

/// Where a `Location` leads from an address (RFC 3986, section 5.2), in one spelling.
pub(super) fn resolve(base: &str, location: &str) -> Option<String> {
    let location = location.trim();
    let (scheme, host, path) = parts(base)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let target = if parts(location).is_some() {
        location.to_owned()
    } else if location.contains("://")
        || location.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'))
    {
        return None;
    } else if let Some(rest) = location.strip_prefix("//") {
        format!("{scheme}://{rest}")
    } else if location.starts_with('/') {
        format!("{scheme}://{host}{location}")
    } else if location.starts_with(['?', '#']) || location.is_empty() {
        format!("{scheme}://{host}{path}{location}")
    } else {
        let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
        format!("{scheme}://{host}{folder}{location}")
    };
    plain(&without_dots(&target))
}

/// Takes `.` and `..` out of the path.
fn without_dots(url: &str) -> String {
    let Some((scheme, host, rest)) = parts(url) else { return url.to_owned() };
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let (path, tail) = rest.split_at(end);
    if !path.split('/').any(|part| matches!(part, "." | "..")) {
        return url.to_owned();
    }
    let mut kept: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(part),
        }
    }
    let end = if path.ends_with("/.") || path.ends_with("/..") { "/" } else { "" };
    format!("{scheme}://{host}/{}{end}{tail}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_in_every_form() {
        let base = "http://Shop.example:8080/a/b?c";
        let table = [
            ("https://other.example", Some("https://other.example/")),
            ("//cdn.example/x", Some("http://cdn.example/x")),
            ("/login#top", Some("http://shop.example:8080/login")),
            ("d?e", Some("http://shop.example:8080/a/d?e")),
            ("?f", Some("http://shop.example:8080/a/b?f")),
            ("../g/./h", Some("http://shop.example:8080/g/h")),
            ("HTTPS://SHOP.example:443/", Some("https://shop.example/")),
            ("mailto:a@b.example", None),
            ("ftp://shop.example/", None),
        ];
        for (location, expected) in table {
            assert_eq!(resolve(base, location).as_deref(), expected, "{location}");
        }
    }

    #[test]
    fn a_host_without_its_port() {
        assert_eq!(host("http://127.0.0.1:5000/").as_deref(), Some("127.0.0.1"));
        assert_eq!(host("http://[::1]:80").as_deref(), Some("[::1]"));
        assert_eq!(host("http://[::1]").as_deref(), Some("[::1]"));
    }
}
