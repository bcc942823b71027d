//! An HTTP answer, from the status line to the body.

use std::sync::Arc;

use sneck_model::{Calibration, Exchange, HttpVersion, Identity, Origin};

use super::cookie::cookie;
use super::date;

/// Bytes of a body that are kept. Rules look for structure near the top, not for whole downloads.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who was asked.
    pub origin: Origin,
    /// `GET`, …
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// Headers that were sent, in order; none that prove an identity.
    pub sent: Vec<(String, String)>,
    /// As whom.
    pub identity: Identity,
}

/// What came back, before its meaning is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The version in the status line; 1.1 where only a number stands there.
    pub version: HttpVersion,
    /// Status code.
    pub status: u16,
    /// Headers: order, case and duplicates kept.
    pub headers: Vec<(String, String)>,
    /// The body, unpacked.
    pub body: Vec<u8>,
    /// More of it was there than was read.
    pub cut: bool,
}

/// An answer that is not HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Line within the answer, from 1.
    pub line: u32,
    /// What is wrong and what is expected.
    pub why: String,
}

/// Reads the bytes of an answer: `HTTP/1.1 200 OK` or only `200`, header lines, an empty line, the
/// body. Lines may end with a line feed alone, as in worlds.
pub fn answer(bytes: &[u8]) -> Result<Answer, Malformed> {
    let mut rest = bytes;
    let (version, status) = status(&take_line(&mut rest))
        .ok_or_else(|| Malformed { line: 1, why: "expected a status, such as `200` or `HTTP/1.1 200 OK`".into() })?;
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut line = 1;
    while !rest.is_empty() {
        line += 1;
        let text = take_line(&mut rest);
        if text.is_empty() {
            break;
        }
        header(&text, &mut headers).map_err(|why| Malformed { line, why })?;
    }
    Ok(Answer { version, status, headers, body: rest.to_vec(), cut: false })
}

/// Reads the meaning of an answer: its cookies, and its body as text cut at [`BODY_LIMIT`].
#[must_use]
pub fn exchange(request: Request, answer: Answer) -> Exchange {
    let sent_at = header_value(&answer.headers, "date").and_then(date::seconds);
    let cookies = answer
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .map(|(_, value)| cookie(value, sent_at))
        .collect();
    let (body, is_text) = decoded(&answer.headers, &answer.body);
    let Answer { version, status, headers, body: whole, cut } = answer;
    let Request { origin, method, url, sent, identity } = request;
    Exchange {
        origin,
        method,
        url,
        sent,
        status,
        headers,
        cookies,
        body,
        cut: cut || whole.len() > BODY_LIMIT,
        bytes: (!is_text).then(|| Arc::from(&whole[..whole.len().min(BODY_LIMIT)])),
        version,
        identity,
        calibration: Calibration::None,
        asked_by: None,
    }
}

/// A body as text: in the charset that `Content-Type` names, UTF-8 otherwise.
#[must_use]
pub fn body_text(headers: &[(String, String)], body: &[u8]) -> String {
    decoded(headers, body).0
}

/// The text, and whether every byte of it is text.
fn decoded(headers: &[(String, String)], body: &[u8]) -> (String, bool) {
    let cut = &body[..body.len().min(BODY_LIMIT)];
    let named = header_value(headers, "content-type").and_then(charset);
    let encoding = named.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let (text, _, replaced) = encoding.unwrap_or(encoding_rs::UTF_8).decode(cut);
    (text.into_owned(), !replaced)
}

fn header_value<'a>(headers: &'a [(String, String)], wanted: &str) -> Option<&'a str> {
    headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
}

fn charset(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    })
}

/// Takes one line off the front, without its end. Headers are Latin-1 by history, UTF-8 in practice.
fn take_line(rest: &mut &[u8]) -> String {
    let end = rest.iter().position(|b| *b == b'\n');
    let (line, after) = end.map_or((*rest, &[][..]), |at| (&rest[..at], &rest[at + 1..]));
    *rest = after;
    String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned()
}

fn status(line: &str) -> Option<(HttpVersion, u16)> {
    let mut words = line.split_ascii_whitespace();
    let first = words.next()?;
    let version = first.strip_prefix("HTTP/");
    let code = if version.is_some() { words.next()? } else { first };
    let version = match version {
        Some("1.0" | "0.9") => HttpVersion::Http10,
        Some("2" | "2.0") => HttpVersion::Http2,
        _ => HttpVersion::Http11,
    };
    Some((version, code.parse().ok().filter(|code| (100..=999).contains(code))?))
}

fn header(line: &str, headers: &mut Vec<(String, String)>) -> Result<(), String> {
    if line.starts_with([' ', '\t']) {
        // A folded line belongs to the header above it (RFC 9112, section 5.2).
        let (_, value) = headers.last_mut().ok_or("a folded line needs a header above it")?;
        if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(line.trim());
        return Ok(());
    }
    let (name, value) = line.split_once(':').ok_or("expected `name: value`, or an empty line before the body")?;
    headers.push((name.trim_end().to_owned(), value.trim().to_owned()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::Kind;

    fn read(text: &str) -> Exchange {
        let origin = Origin { url: "http://app.test".into(), kind: Kind::Production, name: None };
        let request = Request {
            origin,
            method: "GET".into(),
            url: "http://app.test/".into(),
            sent: Vec::new(),
            identity: Identity::anonymous(),
        };
        exchange(request, answer(text.as_bytes()).unwrap())
    }

    #[test]
    fn order_case_and_duplicates_of_headers_are_kept() {
        let seen = read("HTTP/1.1 404 NOT FOUND\r\nX-A: 1\r\nx-a:2\r\nX-A:\t3 \r\n\r\n<p>hello");
        assert_eq!(seen.status, 404);
        let names: Vec<&str> = seen.headers.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, ["X-A", "x-a", "X-A"]);
        assert_eq!(seen.header("x-A").collect::<Vec<_>>(), ["1", "2", "3"]);
        assert_eq!(seen.body, "<p>hello");
    }

    #[test]
    fn a_world_writes_the_status_alone() {
        let seen = read("200\nset-cookie: session=x; HttpOnly\n\nline one\n\nline two\n");
        assert_eq!(seen.cookies.len(), 1);
        assert_eq!(seen.body, "line one\n\nline two\n");
    }

    #[test]
    fn an_answer_may_end_after_its_status() {
        let seen = read("204");
        assert_eq!((seen.status, seen.headers.len(), seen.body.as_str()), (204, 0, ""));
    }

    #[test]
    fn a_folded_header_is_one_header() {
        assert_eq!(read("200\nA: one\n  two\n").header("a").next(), Some("one two"));
        assert_eq!(read("200\nA:\n  two\n").header("a").next(), Some("two"));
    }

    #[test]
    fn a_line_without_a_colon_is_reported_with_its_number() {
        let wrong = answer(b"200\nA: b\n<html>\n").unwrap_err();
        assert_eq!(wrong.line, 3);
        assert!(wrong.why.contains("empty line before the body"), "{}", wrong.why);
        assert_eq!(answer(b"").unwrap_err().line, 1);
        assert_eq!(answer(b"OK\n").unwrap_err().line, 1);
    }

    #[test]
    fn a_body_is_read_in_its_own_charset_and_cut() {
        let headers = [("Content-Type".to_owned(), "text/html; charset=\"ISO-8859-1\"".to_owned())];
        assert_eq!(body_text(&headers, b"caf\xe9"), "café");
        assert_eq!(body_text(&[], b"caf\xe9"), "caf\u{fffd}");
        assert_eq!(body_text(&[], &vec![b'a'; BODY_LIMIT + 5]).len(), BODY_LIMIT);
    }
}
