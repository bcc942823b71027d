//! From a block to the exact request.

use std::sync::Arc;

use sneck_model::{Identity, Origin, Request};

use super::names::Target;
use crate::dsl::World;
use crate::expand::expand;
use crate::raw::{self, Raw};
use crate::template::{Http, Requests};

/// A request of a block; nothing where a name in it has no value, or it would ask another machine.
pub(super) fn request(
    http: &Http,
    step: usize,
    target: &Target,
    origin: &Origin,
    world: &World<'_>,
) -> Option<Request> {
    match &http.requests {
        Requests::Paths { method, paths, headers, body } => {
            let path = text(http, paths.get(step)?, world)?;
            let url = String::from_utf8_lossy(&path).into_owned();
            let each = headers.iter().map(|(name, value)| Some((name.clone(), string(http, value, world)?)));
            let raw = Raw {
                method: method.clone(),
                target: Vec::new(),
                headers: each.collect::<Option<_>>()?,
                body: text(http, body, world)?,
            };
            finished(http, raw, &url, target, origin)
        }
        Requests::Raw(all) => {
            let bytes = text(http, all.get(step)?, world)?;
            let mut raw = Raw::parse(&bytes)?;
            if http.unsafe_bytes {
                return Some(exact(http, &raw, raw::bytes(&bytes), target, origin));
            }
            // A text of several lines in YAML ends with a line end that is not meant.
            let length = raw
                .body
                .strip_suffix(b"\n")
                .map_or(raw.body.len(), |body| body.strip_suffix(b"\r").unwrap_or(body).len());
            raw.body.truncate(length);
            let url = merged(http, &String::from_utf8_lossy(&raw.target), target);
            finished(http, raw, &url, target, origin)
        }
    }
}

/// The path of a raw request, below the folder in which the app begins.
fn merged(http: &Http, path: &str, target: &Target) -> String {
    let whole = http.from_the_root || !path.starts_with('/');
    if whole { path.to_owned() } else { format!("{}{path}", target.folder) }
}

fn text(http: &Http, text: &str, world: &World<'_>) -> Option<Vec<u8>> {
    let expanded = expand(text, world);
    (!expanded.unresolved || http.sends_unresolved).then_some(expanded.bytes)
}

fn string(http: &Http, value: &str, world: &World<'_>) -> Option<String> {
    text(http, value, world).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Headers that the program that sends adds by itself, or that would have to be told again.
const OWN: [&str; 2] = ["content-length", "connection"];

fn finished(http: &Http, raw: Raw, url: &str, target: &Target, origin: &Origin) -> Option<Request> {
    let (origin, path) = split(url, target, origin)?;
    let same = |value: &str| value.eq_ignore_ascii_case(&target.authority);
    let wanted = |(name, value): &(String, String)| {
        let name = name.to_ascii_lowercase();
        !(OWN.contains(&&*name) || name == "host" && same(value))
    };
    Some(Request {
        headers: raw.headers.into_iter().filter(wanted).collect(),
        body: raw.body,
        follow: http.follow,
        ..Request::of(&raw.method, &origin, path)
    })
}

/// The bytes as the template has them.
fn exact(http: &Http, raw: &Raw, bytes: Vec<u8>, target: &Target, origin: &Origin) -> Request {
    let path = split(&String::from_utf8_lossy(&raw.target), target, origin).map(|(_, path)| path);
    Request {
        identity: Identity::anonymous(),
        follow: http.follow,
        raw: Some(Arc::from(bytes)),
        ..Request::of(&raw.method, origin, path.unwrap_or_else(|| raw.target.clone()))
    }
}

/// Whom a URL asks, and for what. Another port of the same machine is another origin; another machine is nobody's.
fn split(url: &str, target: &Target, origin: &Origin) -> Option<(Origin, Vec<u8>)> {
    let Some((scheme, rest)) = url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https")) else {
        return Some((origin.clone(), written(if url.starts_with('/') { "" } else { "/" }, url)));
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let path = written(if path.starts_with('/') { "" } else { "/" }, path);
    if scheme == target.scheme && authority.eq_ignore_ascii_case(&target.authority) {
        return Some((origin.clone(), path));
    }
    let there = Target::parse(&format!("{scheme}://{authority}")).filter(|there| there.host == target.host)?;
    if there.port == target.port && there.scheme == target.scheme {
        return Some((origin.clone(), path));
    }
    Some((Origin { url: there.url(), ..origin.clone() }, path))
}

/// Blanks and line ends would end the request line; what stands behind `#` is not sent.
fn written(slash: &str, path: &str) -> Vec<u8> {
    let mut out = slash.as_bytes().to_vec();
    for byte in path.split('#').next().unwrap_or_default().bytes() {
        match byte {
            0..=32 | 127 => out.extend_from_slice(format!("%{byte:02X}").as_bytes()),
            _ => out.push(byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::Kind;

    #[test]
    fn only_the_same_machine_is_asked() {
        let origin = Origin { url: "http://127.0.0.1:5000".into(), kind: Kind::Production, name: None };
        let target = Target::parse(&origin.url).expect("an origin");
        let told = |url: &str| {
            let (whom, path) = split(url, &target, &origin)?;
            Some(format!("{} {}", whom.url, String::from_utf8_lossy(&path)))
        };
        let table = [
            ("http://127.0.0.1:5000/a b?c#d", Some("http://127.0.0.1:5000 /a%20b?c")),
            ("http://127.0.0.1:5000", Some("http://127.0.0.1:5000 /")),
            ("http://127.0.0.1:5000?x=1", Some("http://127.0.0.1:5000 /?x=1")),
            ("/..%2f..", Some("http://127.0.0.1:5000 /..%2f..")),
            ("x", Some("http://127.0.0.1:5000 /x")),
            ("https://127.0.0.1:8443/x", Some("https://127.0.0.1:8443 /x")),
            ("http://evil.test/x", None),
            ("http://127.0.0.1:5000@evil.test/x", None),
        ];
        for (url, expected) in table {
            assert_eq!(told(url).as_deref(), expected, "{url}");
        }
    }
}
