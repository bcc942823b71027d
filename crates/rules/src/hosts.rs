//! Where a host is, told by its name: whether what is sent to it leaves the machine or the network.

/// How far away a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Distance {
    /// This machine: nothing goes over a wire.
    Here,
    /// A name that only a network of containers knows.
    Inside,
    /// An address or a name of a private network.
    Private,
    /// Anywhere.
    Away,
}

/// Names below these are known inside of one network only.
const INSIDE: &[&str] = &[".svc", ".svc.cluster.local", ".docker.internal", ".containers.internal"];
const PRIVATE: &[&str] = &[".internal", ".local", ".lan", ".intranet", ".corp", ".home.arpa"];

/// How far away the host of that name or address is. A port at its end is passed over.
pub(crate) fn distance(host: &str) -> Distance {
    let host = without_port(host.trim()).to_ascii_lowercase();
    let ends = |all: &[&str]| all.iter().any(|end| host.ends_with(end));
    if host.is_empty() || host.starts_with('/') || is_loopback(&host) {
        Distance::Here
    } else if ends(INSIDE) || !host.contains(['.', ':']) {
        Distance::Inside
    } else if ends(PRIVATE) || is_private(&host) {
        Distance::Private
    } else {
        Distance::Away
    }
}

fn without_port(host: &str) -> &str {
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().unwrap_or(rest);
    }
    match host.split_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "::1" | "0.0.0.0") || host.ends_with(".localhost") || host.starts_with("127.")
}

/// Addresses that are not routed on the internet (RFC 1918, RFC 4193).
fn is_private(host: &str) -> bool {
    let Ok(address) = host.parse::<std::net::IpAddr>() else { return false };
    match address {
        std::net::IpAddr::V4(v4) => v4.is_private() || v4.is_link_local(),
        std::net::IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// Domains below which anybody gets a name of his own, by platform.
const OF_PLATFORMS: &[&str] = &[
    "amazonaws.com",
    "app.github.dev",
    "appspot.com",
    "azurewebsites.net",
    "cloudfront.net",
    "fly.dev",
    "github.io",
    "gitpod.io",
    "herokuapp.com",
    "ngrok-free.app",
    "ngrok.app",
    "ngrok.io",
    "netlify.app",
    "onrender.com",
    "pages.dev",
    "pythonanywhere.com",
    "railway.app",
    "repl.co",
    "replit.dev",
    "run.app",
    "trycloudflare.com",
    "vercel.app",
    "web.app",
    "workers.dev",
];

/// What ends so can be anybody's: `.com`, `.herokuapp.com`.
pub(crate) fn is_for_everybody(domain: &str) -> bool {
    let domain = without_port(domain.trim_start_matches('.')).to_ascii_lowercase();
    let top = !domain.is_empty() && !domain.contains('.') && domain != "localhost";
    top || platform(&domain).is_some()
}

/// The platform of that domain, where anybody gets a name below it.
pub(crate) fn platform(domain: &str) -> Option<&'static str> {
    OF_PLATFORMS.iter().copied().find(|known| *known == domain)
}

/// The scheme and the host of a URL, without what stands before an `@`.
pub(crate) fn scheme_and_host(url: &str) -> Option<(String, String)> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    // Several hosts of one cluster: the first stands for all.
    let host = host.split(',').next().unwrap_or(host);
    Some((scheme.to_ascii_lowercase(), without_port(host).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_how_far_away_a_host_is() {
        let table = [
            ("localhost:5432", Distance::Here),
            ("127.0.0.1", Distance::Here),
            ("[::1]:6379", Distance::Here),
            ("/var/run/postgresql", Distance::Here),
            ("", Distance::Here),
            ("db", Distance::Inside),
            ("redis:6379", Distance::Inside),
            ("db.shop.svc.cluster.local", Distance::Inside),
            ("host.docker.internal", Distance::Inside),
            ("10.0.3.4:5432", Distance::Private),
            ("fd00::1", Distance::Private),
            ("db.internal", Distance::Private),
            ("db.example.com", Distance::Away),
            ("203.0.113.9", Distance::Away),
        ];
        for (host, expected) in table {
            assert_eq!(distance(host), expected, "{host}");
        }
    }

    #[test]
    fn below_a_platform_anybody_has_a_name() {
        assert!([".com", "herokuapp.com", ".Vercel.app:443"].into_iter().all(is_for_everybody));
        assert!(!["", ".shop.example", "shop.herokuapp.com", ".localhost"].into_iter().any(is_for_everybody));
    }

    #[test]
    fn a_url_without_its_password() {
        let table = [
            (
                "postgresql+psycopg2://u:p%40@db.example:5432/shop?sslmode=require",
                ("postgresql+psycopg2", "db.example"),
            ),
            ("redis://:secret@cache/0", ("redis", "cache")),
            ("mongodb://a.example:1,b.example:2/x", ("mongodb", "a.example")),
            ("unix:///run/db.sock", ("unix", "")),
        ];
        for (url, (scheme, host)) in table {
            assert_eq!(scheme_and_host(url), Some((scheme.to_owned(), host.to_owned())), "{url}");
        }
        assert_eq!(scheme_and_host("db.example"), None);
    }
}
