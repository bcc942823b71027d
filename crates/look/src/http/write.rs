//! A request as bytes.

use sneck_model::Request;
use sneck_read::wire::Address;

/// Who asks, for those who read their server's log.
const AGENT: &str = concat!("sneck/", env!("CARGO_PKG_VERSION"));

/// The headers that a request is sent with: those that it names, in their order, and what every request needs.
/// `proof` is what shows the identity; it never leaves `look`.
pub fn headers(request: &Request, to: &Address, proof: &[(String, String)]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let named = |name: &str| request.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    let mut own = vec![
        ("Host", to.authority()),
        ("User-Agent", AGENT.to_owned()),
        ("Accept", "*/*".to_owned()),
        ("Accept-Encoding", "gzip, deflate, br".to_owned()),
    ];
    if !request.body.is_empty() {
        own.push(("Content-Length", request.body.len().to_string()));
    }
    all.extend(own.into_iter().filter(|(name, _)| !named(name)).map(|(name, value)| (name.to_owned(), value)));
    all.extend(request.headers.iter().cloned());
    all.extend(proof.iter().filter(|(name, _)| !named(name)).cloned());
    all
}

/// The whole request. A line end in a header would begin another one, so it ends there.
pub fn bytes(request: &Request, to: &Address, proof: &[(String, String)]) -> Vec<u8> {
    if let Some(raw) = &request.raw {
        return raw.to_vec();
    }
    let mut bytes = Vec::with_capacity(512 + request.body.len());
    bytes.extend(request.method.as_bytes());
    bytes.push(b' ');
    bytes.extend(request.target.iter().filter(|byte| !matches!(byte, b'\r' | b'\n')));
    bytes.extend(b" HTTP/1.1\r\n");
    for (name, value) in headers(request, to, proof) {
        let line = format!("{name}: {value}");
        bytes.extend(line.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')));
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"\r\n");
    bytes.extend(&request.body);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::{Kind, Origin};

    #[test]
    fn bytes_go_out_as_they_were_given() {
        let origin = Origin { url: "http://127.0.0.1:5000".into(), kind: Kind::Production, name: None };
        let to = Address::parse(&origin.url).expect("an address");
        let request =
            Request::get(&origin, "/static/..%2f.env?a=b c").header("x-lower", "1").header("HOST", "evil.test");
        let sent = String::from_utf8(bytes(&request, &to, &[("Cookie".into(), "a=b".into())])).expect("text");
        assert!(sent.starts_with("GET /static/..%2f.env?a=b c HTTP/1.1\r\n"), "{sent}");
        assert!(sent.contains("\r\nx-lower: 1\r\nHOST: evil.test\r\nCookie: a=b\r\n\r\n"), "{sent}");
        assert!(!sent.contains("127.0.0.1"), "the named host goes before the own one");
    }

    #[test]
    fn a_line_end_cannot_begin_another_header() {
        let origin = Origin { url: "http://127.0.0.1".into(), kind: Kind::Production, name: None };
        let to = Address::parse(&origin.url).expect("an address");
        let request = Request::get(&origin, "/a\r\nX: 1").header("A", "b\r\nC: d");
        let sent = String::from_utf8(bytes(&request, &to, &[])).expect("text");
        assert!(sent.contains("GET /aX: 1 HTTP/1.1\r\n") && sent.contains("\r\nA: bC: d\r\n"), "{sent}");
    }
}
