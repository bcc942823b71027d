//! The origin of a URL.

use sneck_model::{Kind, Origin};

/// `scheme://host[:port]` of a URL, the scheme's own port left out, with the environment it stands
/// for. None when the URL is not `http` or `https`, or names no host.
#[must_use]
pub fn origin(url: &str, kind: Kind, name: Option<&str>) -> Option<Origin> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let own_port = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#']).next()?;
    // What stands before an `@` is a user name and a password, which no origin has.
    let host = authority.rsplit('@').next()?.to_ascii_lowercase();
    let host = host.strip_suffix(own_port).unwrap_or(&host);
    let named = !host.is_empty() && !host.starts_with(':');
    named.then(|| Origin { url: format!("{scheme}://{host}"), kind, name: name.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path_no_own_port_and_no_password() {
        let table = [
            ("http://127.0.0.1:5000/a?b=http://c#d", Some("http://127.0.0.1:5000")),
            ("https://Shop.Example:443", Some("https://shop.example")),
            ("http://shop.example:443/", Some("http://shop.example:443")),
            ("https://user:pass@shop.example/", Some("https://shop.example")),
            ("http://[::1]:80/x", Some("http://[::1]")),
            ("ftp://shop.example", None),
            ("http://", None),
            ("http://:5000/", None),
            ("shop.example", None),
        ];
        for (url, expected) in table {
            let found = origin(url, Kind::Production, None).map(|o| o.url);
            assert_eq!(found.as_deref(), expected, "{url}");
        }
    }
}
