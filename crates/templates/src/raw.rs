//! Requests that templates write out as text.

/// A request in its parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Raw {
    pub(crate) method: String,
    pub(crate) target: Vec<u8>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Raw {
    /// Takes a text apart. Lines such as `@timeout: 20s` in front are orders to the program that sends it.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let text = without_orders(text);
        let (head, body) = split(text);
        let mut lines = head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let (method, target) = request_line(lines.next()?)?;
        let headers = lines.filter_map(header).collect();
        Some(Self { method, target, headers, body: body.to_vec() })
    }
}

/// The bytes of a request that is sent as it is: line ends of its head are those of HTTP.
pub(crate) fn bytes(text: &[u8]) -> Vec<u8> {
    let (head, body) = split(without_orders(text));
    let mut out = Vec::with_capacity(text.len() + 64);
    for line in head.split(|byte| *byte == b'\n') {
        out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(body);
    out
}

fn without_orders(text: &[u8]) -> &[u8] {
    let mut rest = text.trim_ascii_start();
    while rest.starts_with(b"@") {
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        rest = rest[end..].trim_ascii_start();
    }
    rest
}

/// The head without its last line end, and the body.
fn split(text: &[u8]) -> (&[u8], &[u8]) {
    let ends: [&[u8]; 2] = [b"\r\n\r\n", b"\n\n"];
    let found = ends.iter().filter_map(|end| Some((memchr::memmem::find(text, end)?, end.len()))).min();
    match found {
        Some((at, length)) => (&text[..at], &text[at + length..]),
        None => (text.trim_ascii_end(), &[]),
    }
}

/// `GET /path HTTP/1.1`; a target may hold blanks.
fn request_line(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let line = line.trim_ascii();
    let first = line.iter().position(|byte| *byte == b' ')?;
    let method = String::from_utf8(line[..first].to_vec()).ok()?;
    let rest = line[first..].trim_ascii();
    let last = memchr::memmem::rfind(rest, b" HTTP/").unwrap_or(rest.len());
    let target = rest[..last].trim_ascii();
    let sound = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    sound.then(|| (method, if target.is_empty() { b"/".to_vec() } else { target.to_vec() }))
}

fn header(line: &[u8]) -> Option<(String, String)> {
    let line = String::from_utf8_lossy(line);
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart() {
        let raw =
            Raw::parse(b"\n@timeout: 20s\nPOST /a b?c HTTP/1.1\nHost: x:1\nContent-Type:text/plain\n\nbody\n\nmore");
        let raw = raw.expect("a request");
        assert_eq!(
            (raw.method.as_str(), &raw.target[..], &raw.body[..]),
            ("POST", &b"/a b?c"[..], &b"body\n\nmore"[..])
        );
        let headers: Vec<_> = raw.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(headers, [("Host", "x:1"), ("Content-Type", "text/plain")]);
        assert_eq!(Raw::parse(b"GET / HTTP/1.1\r\nA: b\r\n\r\n").map(|raw| raw.headers.len()), Some(1));
        assert_eq!(bytes(b"GET /.. HTTP/1.0\nA: b\n\nx\n"), b"GET /.. HTTP/1.0\r\nA: b\r\n\r\nx\n");
    }

    #[test]
    fn what_is_no_request_is_none() {
        for text in ["", "GET", "@only", "  ", "G\u{e9}T / HTTP/1.1"] {
            assert_eq!(Raw::parse(text.as_bytes()), None, "{text}");
        }
    }
}
