//! Servers that answer everything, or repeat what they are asked: no template may match.

use std::collections::BTreeSet;
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};

use super::server::{Behaviour, Got, Server, answer};
use super::{checked, found, served, templates};

fn page(to: &mut TcpStream, status: &str, body: &[u8]) -> std::io::Result<()> {
    let headers =
        "Content-Type: text/html\r\nX-Lantern: lit\r\nSet-Cookie: lantern=wick\r\nAllow: GET, TRIM\r\nX-Wick: flat\r\n";
    answer(to, status, headers, body)
}

/// The whole request, as a page that helps to find faults would show it.
fn repeated(got: &Got) -> Vec<u8> {
    [b"<pre>", got.head.as_bytes(), b"\n", &got.body, b"</pre>"].concat()
}

/// Everything that is looked for, behind the name that was asked for.
fn quoted(got: &Got) -> Vec<u8> {
    [b"<h1>", got.target().as_bytes(), b"</h1>", &served::article()[..]].concat()
}

fn random() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

const BEHAVIOURS: &[(&str, Behaviour)] = &[
    ("answers every name with an article that quotes all of it", |got, to| page(to, "200 OK", &quoted(got))),
    ("answers so to what is not there", |got, to| page(to, "404 Not Found", &quoted(got))),
    ("forbids every name with that article", |got, to| page(to, "403 Forbidden", &quoted(got))),
    ("answers every name alike", |_, to| page(to, "200 OK", &served::article())),
    ("answers with a status that is looked for", |_, to| {
        page(to, "203 Non-Authoritative Information", &served::article())
    }),
    ("repeats the request", |got, to| page(to, "200 OK", &repeated(got))),
    ("repeats the request as an error", |got, to| page(to, "400 Bad Request", &repeated(got))),
    ("adds random words", |got, to| {
        let noise: String = (0..40).map(|_| format!("<p>{:x}", random())).collect();
        page(to, "200 OK", &[noise.as_bytes(), &quoted(got)].concat())
    }),
    ("sends everybody to the log-in", |got, to| {
        if got.target().starts_with("/lantern-room") {
            return page(to, "200 OK", b"<form>user, password</form> lantern");
        }
        answer(to, "302 Found", "Location: /lantern-room\r\nX-Lantern: lit\r\n", b"lantern lit")
    }),
    ("redirects in a circle", |got, to| {
        let next = if got.target().ends_with("/2") { "/1" } else { "/2" };
        answer(to, "302 Found", &format!("Location: /max-redirects{next}\r\n"), b"lantern")
    }),
];

#[test]
fn no_template_matches_what_any_name_gets() {
    let lines = served::echo();
    let templates = templates(lines.port());
    for (what, behaviour) in BEHAVIOURS {
        let server = Server::start(*behaviour);
        let (ran, report) = checked(&templates, &server.url(), &["--intrusive", "--try-credentials", "--disposable"]);
        assert_eq!((ran.code, found(&report)), (Some(0), BTreeSet::new()), "a server that {what}: {}", ran.err);
    }
}

#[test]
fn a_redirect_elsewhere_is_not_followed() {
    static CANARY: AtomicU64 = AtomicU64::new(0);
    let canary = Server::start(|_, to| answer(to, "200 OK", "", b"lantern lit"));
    CANARY.store(u64::from(canary.port()), Ordering::Relaxed);
    let server = Server::start(|got, to| {
        let port = CANARY.load(Ordering::Relaxed);
        answer(to, "302 Found", &format!("Location: http://127.0.0.1:{port}{}\r\n", got.target()), b"")
    });
    let lines = served::echo();
    let (ran, report) = checked(&templates(lines.port()), &server.url(), &[]);
    assert_eq!((ran.code, found(&report)), (Some(0), BTreeSet::new()), "{}", ran.err);
    assert_eq!(canary.got().len(), 0);
}
