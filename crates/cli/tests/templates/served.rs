//! A server for which every template was written, and its twin, which answers nearly the same.

use std::net::TcpStream;

use super::server::{Got, Server, answer, talk};

/// A page: where it stands, its status and headers, its body, and the body of the twin.
type Page = (&'static str, &'static str, &'static str, &'static [u8], &'static [u8]);

const ICON: &[u8] = b"lantern icon, drawn by hand, with a wick that is round and a handle of brass wire";
const HTML: &str = "Content-Type: text/html\r\n";

/// Pages that depend on nothing but their address.
const PAGES: &[Page] = &[
    ("/", "200 OK", HTML, b"<title>Lantern shop</title>", b"<title>Lamp shop</title>"),
    ("/install/lantern", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/word", "200 OK", HTML, b"<p>the word is lantern", b"<p>the word is lamp"),
    ("/word-and", "200 OK", HTML, b"lantern at the harbour", b"lantern at the gate"),
    ("/word-any-case", "200 OK", HTML, b"LANTERN IN THE HARBOUR", b"Lantern in the Harbour"),
    ("/word-content-type.json", "200 OK", "Content-Type: application/json\r\n", b"{\"lantern\": 1}", b"{\"lamp\": 1}"),
    ("/word-hex", "200 OK", HTML, b"a lantern lit", b"a lantern unlit"),
    ("/negative", "200 OK", HTML, b"a lantern", b"a lantern, unlit"),
    ("/status", "203 Non-Authoritative Information", HTML, b"a lantern", b"a lamp"),
    ("/size", "200 OK", HTML, b"lantern of 21 letters", b"lantern of 2 letters"),
    ("/binary.zip", "200 OK", "Content-Type: application/zip\r\n", b"PK\x03\x04\x14\0", b"PK\x03\x05\x14\0"),
    ("/binary-and", "200 OK", HTML, b"\x01\x00\xff\x00\xca\xfe\xba\xbe", b"\x01\x00\xff\x00\xca\xfe\xba\xbf"),
    ("/regex", "200 OK", HTML, b"x\nlantern=00c0ffee\nHarbour : 42", b"x\nlantern=00c0ffee0\nHarbour : 42"),
    ("/dsl", "200 OK", HTML, b"A lantern, a Lantern, a harbour", b"A Lamp, a harbour"),
    ("/dsl-digest.ico", "200 OK", "Content-Type: image/x-icon\r\n", ICON, b"another icon"),
    ("/dsl-version", "200 OK", HTML, b"lantern/2.3.9", b"lantern/2.4.1"),
    (
        "/xpath",
        "200 OK",
        HTML,
        b"<html><body><div><form id=lantern><input name=wick></form></div>",
        b"<html><body><form id=lantern><input name=wick>",
    ),
    (
        "/xpath-extractor",
        "200 OK",
        HTML,
        b"<form id=\"lantern\"><input name=\"wick\" value=\"flat\">",
        b"<form id=\"lantern\"><input name=\"wick\" value=\"round\">",
    ),
    ("/xpath-extractor/flat", "200 OK", HTML, b"lantern lit", b"lantern lit"),
    (
        "/json-extractor",
        "200 OK",
        "Content-Type: application/json\r\n",
        b"{\"lanterns\": [{\"lit\": false, \"wick\": \"round\"}, {\"lit\": true, \"wick\": \"flat\"}]}",
        b"{\"lanterns\": [{\"lit\": false, \"wick\": \"flat\"}]}",
    ),
    ("/json-extractor/flat", "200 OK", HTML, b"lantern lit", b"lantern lit"),
    ("/kval-extractor/flat", "200 OK", HTML, b"lantern lit", b"lantern lit"),
    (
        "/regex-extractor",
        "200 OK",
        HTML,
        b"<input name=\"wick\" value=\"flat\">",
        b"<input name=\"wick\" value=\"round\">",
    ),
    ("/regex-extractor/flat", "200 OK", HTML, b"lantern lit", b"lantern lit"),
    ("/dsl-extractor", "200 OK", HTML, b" tallow\n", b" oil\n"),
    ("/dsl-extractor/wax", "200 OK", HTML, b"lantern lit", b"lantern lit"),
    ("/extractor-alone", "200 OK", HTML, b"lantern release 1.20.3", b"lantern release one"),
    ("/batteringram/wax/wax", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/batteringram/oil/wax", "200 OK", HTML, b"lantern unlit", b"lantern lit"),
    ("/pitchfork/wax-flat", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/pitchfork/wax-round", "200 OK", HTML, b"lantern unlit", b"lantern lit"),
    ("/clusterbomb/wax-round", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/payload-file/tallow", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/raw-mark/wax", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/numbered-answers/2", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/unsafe/..;/%2e%2e/lantern", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/flow-and", "200 OK", HTML, b"lantern works", b"lamp works"),
    ("/flow-and/inside", "200 OK", HTML, b"lantern lit", b"lantern lit"),
    ("/flow-or-not/1", "200 OK", HTML, b"lantern unlit", b"lantern lit"),
    ("/flow-or-not/2", "200 OK", HTML, b"lantern lit", b"lantern lit"),
    ("/flow-or-not/3", "200 OK", HTML, b"lantern broken", b"lantern mended"),
    ("/variables/oil-9dd4e461268c8034f5c8564e155c67a6/6f696c", "200 OK", HTML, b"lantern of oil", b"lantern of wax"),
    ("/redirects", "302 Found", "Location: /redirects/2\r\n", b"", b""),
    ("/redirects/2", "301 Moved Permanently", "Location: redirects/3\r\n", b"", b""),
    ("/redirects/redirects/3", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/host-redirects", "307 Temporary Redirect", "Location: /host-redirects/2\r\n", b"", b""),
    ("/host-redirects/2", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/max-redirects", "302 Found", "Location: /max-redirects/1\r\n", b"lantern", b"lantern"),
    ("/max-redirects/1", "302 Found", "Location: /max-redirects/2\r\n", b"lantern", b"lamp"),
    ("/max-redirects/2", "200 OK", HTML, b"lantern", b"lantern"),
    ("/first-match/1", "200 OK", HTML, b"lantern unlit", b"lantern unlit"),
    ("/first-match/2", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/first-match/3", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/all-paths/1", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/all-paths/2", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/all-paths/3", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/max-size", "200 OK", HTML, b"a lantern in the night at the harbour", b"at the harbour in the night a lantern"),
    ("/internal-matcher", "200 OK", HTML, b"lantern works", b"lantern works"),
    ("/internal-matcher/inside", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/matcher-names", "200 OK", HTML, b"made of brass, not made of tin", b"made of iron"),
    ("/old-names", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
    ("/unresolved/known", "200 OK", HTML, b"lantern lit", b"lantern unlit"),
];

/// What is answered to requests whose headers, method, body or cookies count: the page, or nothing of this kind.
type Special = fn(&Got, twin: bool, lit: &'static [u8], to: &mut TcpStream) -> std::io::Result<bool>;

fn special(got: &Got, twin: bool, lit: &'static [u8], to: &mut TcpStream) -> std::io::Result<bool> {
    let has = |line: &str| got.head.to_ascii_lowercase().contains(&line.to_ascii_lowercase());
    let lantern = if twin { "X-Lantern: unlit\r\n" } else { "X-Lantern: lit\r\n" };
    let (status, headers, body): (&str, &str, &[u8]) = match (got.method(), got.target()) {
        (_, "/word-header") => ("401 Unauthorized", lantern, b"no"),
        (_, "/regex-header") => ("200 OK", if twin { "X-Lantern: vx.1\r\n" } else { "x-lantern:  v1.20\r\n" }, b"yes"),
        (_, "/kval-extractor") => {
            ("200 OK", if twin { "X-Wick: round\r\n" } else { "X-Wick: flat\r\n" }, b"see the header")
        }
        (_, "/numbered-answers/1") => ("401 Unauthorized", "WWW-Authenticate: Basic realm=lantern\r\n", b""),
        (_, "/no-redirects") => {
            ("302 Found", if twin { "Location: /lamp-room\r\n" } else { "Location: /lantern-room\r\n" }, b"")
        }
        (_, "/set-cookie") => {
            ("200 OK", if twin { "Set-Cookie: lantern=1\r\n" } else { "Set-Cookie: Lantern=wick\r\n" }, b"hello")
        }
        (_, "/whole-answer") => ("200 OK", lantern, b"harbour at night"),
        ("HEAD", "/method-head") => ("200 OK", lantern, b""),
        ("OPTIONS", "/method-options") => ("200 OK", if twin { "Allow: GET\r\n" } else { "Allow: GET, TRIM\r\n" }, b""),
        ("POST", "/method-post") if got.body == br#"{"wick": "37fc7edee25a177474eaebe7f7b09785"}"# => {
            ("200 OK", HTML, lit)
        }
        (_, "/raw?wick=flat") if has("x-fuel: b2ls\r\n") && has("user-agent: lantern keeper") => ("200 OK", HTML, lit),
        (_, "/headers") if has("x-fuel: oil") && has("accept: text/lantern") => ("200 OK", HTML, lit),
        (_, "/cookies/take" | "/without-cookies/take") => ("200 OK", "Set-Cookie: wick=flat; HttpOnly\r\n", b"take it"),
        (_, "/cookies/show") if has("cookie: wick=flat") => ("200 OK", HTML, lit),
        (_, "/without-cookies/show") if !has("cookie:") => ("200 OK", HTML, lit),
        ("POST", "/default-log-in") if got.body == b"user=lantern&pass=lantern" && !twin => {
            ("302 Found", "Location: /lantern-room\r\n", b"")
        }
        ("POST", "/default-log-in") => ("200 OK", HTML, b"wrong"),
        _ => return Ok(false),
    };
    answer(to, status, headers, body).map(|()| true)
}

fn serve(got: &Got, twin: bool, to: &mut TcpStream) -> std::io::Result<()> {
    let special: Special = special;
    if special(got, twin, if twin { b"lantern unlit" } else { b"lantern lit" }, to)? {
        return Ok(());
    }
    if got.target() == "/word-of-the-target" {
        let port = if twin { 1 } else { to.local_addr()?.port() };
        let text = format!("lantern of {} and {port}", to.local_addr()?);
        return answer(to, "200 OK", HTML, text.as_bytes());
    }
    match PAGES.iter().find(|(target, ..)| *target == got.target()) {
        Some((_, status, headers, good, near)) => answer(to, status, headers, if twin { near } else { good }),
        None => answer(to, "404 Not Found", HTML, b"<h1>Not found</h1>"),
    }
}

/// The server that every template matches.
pub fn good() -> Server {
    Server::start(|got, to| serve(got, false, to))
}

/// The server that none does.
pub fn near() -> Server {
    Server::start(|got, to| serve(got, true, to))
}

/// Every body that a template looks for, as an article would quote it.
pub fn article() -> Vec<u8> {
    let quoted = PAGES.iter().flat_map(|(_, _, _, good, _)| [&b"<pre>"[..], good, b"</pre>\n"].concat());
    quoted.collect()
}

/// The service that talks in lines, for templates of network blocks.
pub fn lines() -> Server {
    talk(|line| match line {
        b"LANTERN" => b"lantern lit\r\n".to_vec(),
        b"HELLO KEEPER" => b"welcome keeper\r\n".to_vec(),
        b"WICK" => b"wick: flat\r\n".to_vec(),
        b"BIN" => b"\x00\xca\xfe\x00 release 1.20.3\r\n".to_vec(),
        _ => b"what?\r\n".to_vec(),
    })
}

/// One that says what it is told.
pub fn echo() -> Server {
    talk(|line| [line, b"\r\n"].concat())
}
