//! Servers that play a part: honeypots that know words, collections of examples, answers that no browser would obey.

use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};

use super::server::{Behaviour, answer, target};

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";
const TEXT: &str = "Content-Type: text/plain\r\n";
const JSON: &str = "Content-Type: application/json\r\n";
const BYTES: &str = "Content-Type: application/octet-stream\r\n";

/// What leaks look like, by a word in the address.
const LEAKS: &[(&str, &str, &str)] = &[
    (".env", TEXT, "DB_PASSWORD=hunter2-hunter2\nSECRET_KEY=hunter3-hunter3\n"),
    (".git/config", TEXT, "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"),
    (".git/head", TEXT, "ref: refs/heads/main\n"),
    (".sql", TEXT, "-- MySQL dump 10.13\nCREATE TABLE `users` (id int);\nINSERT INTO `users` VALUES (1);\n"),
    ("passwd", TEXT, "root:x:0:0:root:/root:/bin/bash\nbin:x:1:1:bin:/bin:/sbin/nologin\n"),
    ("metrics", TEXT, "# HELP up x\n# TYPE up gauge\nup 1\n"),
];

/// A number that no other answer has.
fn count() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed)
}

fn header<'h>(head: &'h str, name: &str) -> &'h str {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
}

/// One page at the root and at an address to which it leads; nothing elsewhere.
fn site(head: &str, to: &mut TcpStream, at: &str, body: &str) -> std::io::Result<()> {
    match target(head) {
        "/" => answer(to, "200 OK", HTML, format!("<a href={at}>more</a>").as_bytes()),
        other if other == at => answer(to, "200 OK", HTML, body.as_bytes()),
        _ => answer(to, "404 Not Found", HTML, b"<p>nothing"),
    }
}

/// Traces of several languages, as a page about traces has them.
const TRACES: &str = "<h1>Do you look for one of these?</h1><pre>Traceback (most recent call last):
  File \"/srv/shop/views.py\", line 7, in index
    1 / 0
ZeroDivisionError: division by zero</pre><pre>java.lang.NullPointerException
\tat com.shop.Cart.add(Cart.java:41)
\tat com.shop.Shop.main(Shop.java:12)</pre><pre>goroutine 18 [running]:
main.handler(0x0)
\t/srv/app/main.go:18 +0x1d</pre>";

/// A page of Werkzeug's debugger as it is sent.
const DEBUGGER: &str = "<!doctype html><title>ZeroDivisionError: division by zero // Werkzeug Debugger</title>
<script>var CONSOLE_MODE = false, EVALEX = true, EVALEX_TRUSTED = false, SECRET = \"x\";</script>";

/// What each server does with every request.
pub const IMPOSTORS: &[(&str, Behaviour)] = &[
    ("hands out a leak wherever a word of it is in the address", |head, to| {
        let path = target(head).to_ascii_lowercase();
        match LEAKS.iter().find(|(word, ..)| path.contains(word)) {
            Some((_, kind, body)) => answer(to, "200 OK", kind, body.as_bytes()),
            None => answer(to, "404 Not Found", HTML, b"<p>nothing"),
        }
    }),
    ("hands out another database under every name", |_, to| {
        let number = count();
        let noise: Vec<u8> = (0..400_u64).map(|n| (n * n * (number + 3) % 251).to_le_bytes()[0] | 1).collect();
        answer(to, "200 OK", BYTES, &[b"SQLite format 3\0", &noise[..]].concat())
    }),
    ("collects traces where nothing is found", |head, to| match target(head) {
        "/" => answer(to, "200 OK", HTML, b"<p>hello"),
        _ => answer(to, "404 Not Found", HTML, TRACES.as_bytes()),
    }),
    ("shows a debugger's page within its own", |head, to| {
        let body = format!("<title>Blog</title><template>{DEBUGGER}</template><textarea>{DEBUGGER}</textarea>");
        site(head, to, "/blog/debugger", &body)
    }),
    ("writes about its measurements", |head, to| {
        let body = "<h1>What we measure</h1><pre># HELP up x\n# TYPE up gauge\nup 1</pre>";
        site(head, to, "/metrics", body)
    }),
    ("writes about nginx", |head, to| {
        let body = "<p>It says <pre>Active connections: 3\nserver accepts handled requests\n 1 1 1</pre>";
        site(head, to, "/nginx_status", body)
    }),
    ("writes about descriptions of APIs", |head, to| {
        site(head, to, "/docs", "<p>The page swagger-ui calls SwaggerUIBundle, and its sister is redoc.")
    }),
    ("lets in whoever asks, and another, so that browsers let in nobody", |head, to| {
        let both = format!(
            "{JSON}Access-Control-Allow-Origin: {}\r\nAccess-Control-Allow-Origin: https://shop.example\r\n\
             Access-Control-Allow-Credentials: true\r\n",
            header(head, "Origin")
        );
        answer(to, "200 OK", &both, b"{}")
    }),
    ("takes cookies back, without a clock", |_, to| {
        let gone = "Set-Cookie: sessionid=deleted; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/\r\n\
                    Set-Cookie: PHPSESSID=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/\r\n";
        answer(to, "200 OK", &[HTML, gone].concat(), b"<p>hello")
    }),
    ("has cookies whose names only sound like a session", |_, to| {
        let cookies = "Set-Cookie: possession=ball; Path=/\r\nSet-Cookie: author=ada; Path=/\r\n";
        answer(to, "200 OK", &[HTML, cookies].concat(), b"<p>hello")
    }),
    ("redirects with the host that was asked for as a user's name", |head, to| {
        let location = format!("Location: http://{}@127.0.0.1:9/\r\n", header(head, "Host"));
        answer(to, "302 Found", &location, b"")
    }),
];
