//! Servers that misbehave below the level of pages, each by its name: what it does with every request.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::server::{Behaviour, answer, hang_up, target};

fn drip(to: &mut TcpStream, piece: &[u8]) -> std::io::Result<()> {
    for _ in 0..400 {
        to.write_all(piece)?;
        std::thread::sleep(Duration::from_millis(50));
    }
    hang_up()
}

fn gush(to: &mut TcpStream, piece: &[u8]) -> std::io::Result<()> {
    for _ in 0..4000 {
        to.write_all(piece)?;
    }
    hang_up()
}

fn raw(to: &mut TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    to.write_all(bytes)?;
    hang_up()
}

fn bomb() -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..64 {
        packed.write_all(&zeros).expect("written");
    }
    packed.finish().expect("done")
}

/// What each server does with every request.
pub const BEHAVIOURS: &[(&str, Behaviour)] = &[
    ("closes at once", |_, _| hang_up()),
    ("never answers", |_, _| {
        std::thread::sleep(Duration::from_secs(5));
        hang_up()
    }),
    ("sends its headers one letter at a time", |_, to| drip(to, b"H")),
    ("sends headers without end", |_, to| {
        to.write_all(b"HTTP/1.1 200 OK\r\n")?;
        gush(to, &b"X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(100))
    }),
    ("sends one header without end", |_, to| {
        to.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ")?;
        gush(to, &[b'a'; 8192])
    }),
    ("sends five thousand headers", |_, to| {
        let headers: String = (0..5000).map(|n| format!("X-{n}: {n}\r\n")).collect();
        answer(to, "200 OK", &headers, b"<p>hello")
    }),
    ("sends zero bytes in its headers", |_, to| answer(to, "200 OK", "X-\0: \0\0\r\nSet-Cookie: \0=\0\r\n", b"\0\0")),
    ("tells events for ever", |_, to| {
        to.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")?;
        drip(to, b"data: tick\n\n")
    }),
    ("drips its body", |_, to| {
        to.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")?;
        drip(to, b"<p>")
    }),
    ("sends a body without end", |_, to| {
        to.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")?;
        gush(to, &b"<a href=x>".repeat(1000))
    }),
    ("promises more than it sends", |_, to| raw(to, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort")),
    ("promises more than there is in the world", |_, to| {
        raw(to, b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nshort")
    }),
    ("names two lengths", |_, to| raw(to, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nhello")),
    ("sends a gzip bomb", |_, to| answer(to, "200 OK", "Content-Encoding: gzip\r\n", &bomb())),
    ("sends broken gzip", |_, to| answer(to, "200 OK", "Content-Encoding: gzip\r\n", b"\x1f\x8b\x08 and so on")),
    ("sends broken brotli", |_, to| answer(to, "200 OK", "Content-Encoding: br\r\n", &[0xff; 500])),
    ("sends broken chunks", |_, to| {
        raw(to, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n")
    }),
    ("sends a chunk larger than memory", |_, to| {
        to.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n")?;
        gush(to, &[b'a'; 8192])
    }),
    ("sends a chunk's head without end", |_, to| {
        to.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;")?;
        gush(to, &[b'a'; 8192])
    }),
    ("sends trailers without end", |_, to| {
        to.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")?;
        gush(to, b"X-Trailer: aaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")
    }),
    ("speaks HTTP/0.9", |_, to| raw(to, b"<html><p>welcome to 1991")),
    ("speaks HTTP/1.0", |_, to| raw(to, b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>hello")),
    ("speaks another protocol", |_, to| raw(to, b"SSH-2.0-OpenSSH_9.6\r\n")),
    ("has no status", |_, to| raw(to, b"HTTP/1.1 maybe\r\n\r\n")),
    ("asks to wait, and again", |_, to| gush(to, b"HTTP/1.1 100 Continue\r\n\r\n")),
    ("changes protocols", |_, to| raw(to, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: dream\r\n\r\n\x01\x02")),
    ("names a charset that there is not", |_, to| {
        answer(to, "200 OK", "Content-Type: text/html; charset=klingon\r\n", b"\xff\xfe\x00<\xd8\x00")
    }),
    ("answers 429 to all", |_, to| answer(to, "429 Too Many Requests", "Retry-After: 3600\r\n", b"later")),
    ("answers 503 to all", |_, to| answer(to, "503 Service Unavailable", "", b"later")),
    ("answers 403 to all", |_, to| answer(to, "403 Forbidden", "", b"no")),
    ("redirects to itself", |head, to| answer(to, "302 Found", &format!("Location: {}\r\n", target(head)), b"")),
    ("redirects ever deeper", |head, to| answer(to, "302 Found", &format!("Location: {}/x\r\n", target(head)), b"")),
    ("redirects to nonsense", |_, to| answer(to, "302 Found", "Location: http://[::::/\\\r\n", b"")),
    ("asks everybody to log in", |head, to| {
        answer(to, "302 Found", &format!("Location: /login?next={}\r\n", target(head)), b"")
    }),
    ("answers twice", |_, to| {
        let one = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        to.write_all(&one.repeat(2))
    }),
    ("answers and goes on", |_, to| to.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more, and more")),
    ("lists addresses without end in its sitemap", |head, to| match target(head) {
        "/sitemap.xml" => answer(to, "200 OK", "", "<loc>/x</loc>".repeat(50_000).as_bytes()),
        _ => answer(to, "404 Not Found", "", b""),
    }),
    ("sends XML that doubles itself", |_, to| {
        let page = "<!DOCTYPE l [<!ENTITY a 'a'><!ENTITY b '&a;&a;&a;'>]><l>&b;&b;</l>".repeat(500);
        answer(to, "200 OK", "Content-Type: text/xml\r\n", page.as_bytes())
    }),
    ("sends JSON that is nested without end", |_, to| {
        answer(to, "200 OK", "Content-Type: application/json\r\n", &b"[".repeat(900_000))
    }),
    ("sends HTML that is nested without end", |_, to| {
        answer(to, "200 OK", "Content-Type: text/html\r\n", "<a href=/".repeat(100_000).as_bytes())
    }),
    ("sends cookies without end", |_, to| {
        let cookies: String = (0..3000).map(|n| format!("Set-Cookie: c{n}={n}; Path=/\r\n")).collect();
        answer(to, "200 OK", &cookies, b"")
    }),
];
