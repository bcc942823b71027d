//! An answer under the names that templates know its parts by.

use std::cell::OnceCell;
use std::sync::Arc;

use sneck_model::Exchange;

use crate::dsl::{Names, Value};

/// An answer to a request.
pub(crate) struct Answer<'a> {
    exchange: &'a Exchange,
    max_size: usize,
    /// The body is read without this text: what the server merely repeated of the request.
    without: Option<&'a [u8]>,
    header: OnceCell<Arc<[u8]>>,
    body: OnceCell<Arc<[u8]>>,
}

impl<'a> Answer<'a> {
    /// `max_size` bytes of the body count; all where it is 0.
    pub(crate) fn new(exchange: &'a Exchange, max_size: usize) -> Self {
        Self { exchange, max_size, without: None, header: OnceCell::new(), body: OnceCell::new() }
    }

    /// The same without what it repeats.
    pub(crate) fn without(mut self, text: &'a [u8]) -> Self {
        self.without = Some(text).filter(|text| !text.is_empty());
        self
    }

    fn body(&self) -> Arc<[u8]> {
        let body = self.body.get_or_init(|| {
            let all = self.exchange.bytes();
            let some = if self.max_size == 0 { all } else { &all[..all.len().min(self.max_size)] };
            self.cleaned(some)
        });
        Arc::clone(body)
    }

    fn cleaned(&self, text: &[u8]) -> Arc<[u8]> {
        let Some(word) = self.without else { return Arc::from(text) };
        let mut out = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = memchr::memmem::find(rest, word) {
            out.extend_from_slice(&rest[..at]);
            rest = &rest[at + word.len()..];
        }
        out.extend_from_slice(rest);
        Arc::from(out)
    }

    /// The status line and the headers, names written as Go's library writes them.
    fn head(&self) -> Arc<[u8]> {
        let header = self.header.get_or_init(|| {
            let mut text = format!("HTTP/1.1 {} {}\r\n", self.exchange.status, reason(self.exchange.status));
            for (name, value) in &self.exchange.headers {
                text.push_str(&format!("{}: {value}\r\n", canonical(name)));
            }
            text.push_str("\r\n");
            self.cleaned(text.as_bytes())
        });
        Arc::clone(header)
    }

    fn length(&self) -> f64 {
        let named = self.exchange.header("content-length").next().and_then(|length| length.trim().parse().ok());
        named.unwrap_or(self.exchange.bytes().len() as f64)
    }

    /// A header or a cookie by its name in lower case with `_` for `-`.
    fn field(&self, name: &str) -> Option<Value> {
        let known = |field: &str| field.bytes().map(plain).eq(name.bytes());
        let headers = self.exchange.headers.iter().filter(|(field, _)| known(field));
        let values: Vec<&str> = headers.map(|(_, value)| value.as_str()).collect();
        if !values.is_empty() {
            return Some(Value::text(values.join(" ")));
        }
        let cookie = self.exchange.cookies.iter().find(|cookie| known(&cookie.name))?;
        Some(cookie.value.attempt(|bytes| Value::text(bytes)))
    }
}

fn plain(byte: u8) -> u8 {
    if byte == b'-' { b'_' } else { byte.to_ascii_lowercase() }
}

impl Names for Answer<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        match name {
            "status_code" => Some(Value::Number(f64::from(self.exchange.status))),
            "body" => Some(Value::Text(self.body())),
            "header" | "all_headers" => Some(Value::Text(self.head())),
            "response" | "raw" => Some(Value::text([&*self.head(), &*self.body()].concat())),
            "all" => Some(Value::text([&*self.body(), &*self.head()].concat())),
            "content_length" => Some(Value::Number(self.length())),
            "host" | "matched" => Some(Value::text(&self.exchange.url)),
            "type" => Some(Value::text("http")),
            // Answers are not timed: a slow machine is no finding.
            "duration" => Some(Value::Number(0.0)),
            "title" => None,
            _ => self.field(name),
        }
    }
}

/// `content-type` is `Content-Type` there.
fn canonical(name: &str) -> String {
    let mut start = true;
    let each = name.chars().map(|c| {
        let written = if start { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
        start = c == '-';
        written
    });
    each.collect()
}

/// Reasons of the status codes that templates look for (RFC 9110, section 15).
const REASONS: [(u16, &str); 22] = [
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (204, "No Content"),
    (206, "Partial Content"),
    (301, "Moved Permanently"),
    (302, "Found"),
    (303, "See Other"),
    (304, "Not Modified"),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (406, "Not Acceptable"),
    (429, "Too Many Requests"),
    (500, "Internal Server Error"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
];

fn reason(status: u16) -> &'static str {
    REASONS.iter().find(|(code, _)| *code == status).map_or("", |(_, reason)| reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::{Kind, Origin};

    #[test]
    fn parts_have_the_names_that_templates_use() {
        let origin = Origin { url: "http://a.test".into(), kind: Kind::Production, name: None };
        let mut exchange = Exchange::new(origin, "GET", "http://a.test/x", 200);
        exchange.headers = vec![("content-type".into(), "text/html".into()), ("X-A".into(), "b".into())];
        exchange.body = "Hello /x".into();
        let answer = Answer::new(&exchange, 5);
        let string = |name: &str| answer.value(name).map(|value| value.string());
        assert_eq!(string("body").as_deref(), Some("Hello"));
        assert_eq!(string("content_type").as_deref(), Some("text/html"));
        assert_eq!(string("header").as_deref(), Some("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-A: b\r\n\r\n"));
        assert_eq!((string("x_a").as_deref(), string("x_b")), (Some("b"), None));
        assert_eq!(string("content_length").as_deref(), Some("8"));
        let without = Answer::new(&exchange, 0).without(b"/x");
        assert_eq!(without.value("body").map(|value| value.string()).as_deref(), Some("Hello "));
    }
}
