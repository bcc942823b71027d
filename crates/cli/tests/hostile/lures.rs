//! Servers whose answers are well formed and look like something: pages for every name, echoes, quotations, traps.

use std::io;
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};

use sneck_model::Nonces;

use super::server::{Behaviour, answer, target};

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";
const TEXT: &str = "Content-Type: text/plain\r\n";
const JSON: &str = "Content-Type: application/json\r\n";
const BYTES: &str = "Content-Type: application/octet-stream\r\n";

fn page(to: &mut TcpStream, body: &str) -> io::Result<()> {
    answer(to, "200 OK", HTML, format!("<!doctype html><html><body>{body}</body></html>").as_bytes())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Other words in every answer.
fn words(count: u64) -> String {
    static SEED: AtomicU64 = AtomicU64::new(0);
    let seed = SEED.fetch_add(1, Ordering::Relaxed);
    (0..count).map(|n| Nonces::new(seed * 1000 + n).word("w", 7)).collect::<Vec<_>>().join(" ")
}

/// What articles about leaks quote.
const QUOTED: &str = r#"<h1>How to find leaks</h1>
<pre>[core]
	repositoryformatversion = 0
	bare = false</pre><pre>ref: refs/heads/main</pre>
<pre>DB_PASSWORD=hunter2-hunter2
SECRET_KEY=hunter3-hunter3</pre>
<p>The page is titled <code>ZeroDivisionError // Werkzeug Debugger</code> and says <code>var CONSOLE_MODE = false, EVALEX =
true, EVALEX_TRUSTED = false, SECRET = "x"</code>; its script calls initPinBox. Django says: You're seeing this error because
you have <code>DEBUG = True</code> in your Django settings file, and Using the URLconf defined in shop.urls.</p>
<pre>Traceback (most recent call last):
  File "/srv/app.py", line 7, in index
    return 1 / 0
ZeroDivisionError: division by zero</pre>
<pre>psycopg2.OperationalError: connection to server at "10.0.0.5", port 5432 failed</pre>
<p>Look for <code>Index of /</code> with a <code>Parent Directory</code>, for <code>phpinfo()</code> and <code>PHP Version</code>,
for <code>Active connections: 2</code>, for <code>Apache Server Status for localhost</code>, for <code>root:x:0:0:root</code>.</p>
<p>flDebugToolbar, djDebug, swagger-ui, GraphiQL, phpMyAdmin, RabbitMQ Management, the Django site admin.</p>
<p>A key looks like AKIAIOSFODNN7EXAMPLE, and a cookie was signed with "secret".</p>"#;

/// What each server does with every request.
pub const LURES: &[(&str, Behaviour)] = &[
    ("has one page for every name", |_, to| page(to, "<p>Welcome to the shop of all shops")),
    ("is an application of a single page", |_, to| {
        page(to, "<div id=root></div><script src=/assets/index-4f2a.js></script>")
    }),
    ("echoes the path", |head, to| page(to, &format!("<p>You asked for {}", escaped(target(head))))),
    ("echoes the path as it is", |head, to| answer(to, "200 OK", TEXT, target(head).as_bytes())),
    ("echoes the whole request", |head, to| answer(to, "200 OK", TEXT, head.as_bytes())),
    ("echoes the path in what is not found", |head, to| {
        answer(to, "404 Not Found", HTML, format!("<p>There is no {}", escaped(target(head))).as_bytes())
    }),
    ("tells of a warning that PHP printed", |_, to| {
        let printed = "<br />\n<b>Warning</b>:  Undefined variable $x in <b>/srv/index.php</b> on line <b>12</b><br />";
        page(to, &format!("<h1>How to read warnings</h1><pre>{printed}</pre><p>{}", escaped(printed)))
    }),
    ("tells of a schema of GraphQL", |_, to| {
        page(to, "<p>GraphiQL answers with {\"data\":{\"__schema\":{\"queryType\":{\"name\":\"Query\"}}}}")
    }),
    ("sends other words each time", |_, to| answer(to, "200 OK", TEXT, words(200).as_bytes())),
    ("sends a page of other words each time", |_, to| page(to, &words(300))),
    ("sends other bytes each time", |_, to| {
        let bytes: Vec<u8> = words(100).bytes().map(|byte| byte.wrapping_mul(37)).collect();
        answer(to, "200 OK", BYTES, &bytes)
    }),
    ("quotes all leaks on every page", |_, to| page(to, QUOTED)),
    ("quotes all leaks where nothing is found", |head, to| match target(head) {
        "/" => page(to, "<p>hello"),
        _ => answer(to, "404 Not Found", HTML, QUOTED.as_bytes()),
    }),
    ("quotes all leaks in one article", |head, to| match target(head) {
        "/" => page(to, "<a href=/blog/leaks>leaks</a>"),
        "/blog/leaks" => page(to, QUOTED),
        _ => answer(to, "404 Not Found", HTML, b"<p>nothing"),
    }),
    ("quotes all leaks as a document", |_, to| {
        let article = serde_json::json!({ "title": "leaks", "body": QUOTED });
        answer(to, "200 OK", JSON, article.to_string().as_bytes())
    }),
    ("hands out a repository under every name", |_, to| {
        answer(to, "200 OK", TEXT, b"[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
    }),
    ("hands out variables under every name", |_, to| {
        answer(to, "200 OK", TEXT, b"DB_PASSWORD=hunter2-hunter2\nSECRET_KEY=hunter3-hunter3\n")
    }),
    ("hands out an archive under every name", |_, to| {
        answer(to, "200 OK", "Content-Type: application/zip\r\n", b"PK\x03\x04\x14\0\0\0\x08\0and so on and so on")
    }),
    ("hands out a database under every name", |_, to| {
        answer(to, "200 OK", BYTES, b"SQLite format 3\0\x10\0\x01\x01\0")
    }),
    ("hands out accounts under every name", |_, to| {
        answer(to, "200 OK", TEXT, b"root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/bin/false\n")
    }),
    ("lists a folder under every name", |_, to| {
        let list = "<title>Index of /</title><h1>Index of /</h1><pre><a href=\"../\">../</a>\n<a href=\"a.txt\">a.txt</a></pre>";
        answer(to, "200 OK", HTML, list.as_bytes())
    }),
    ("shows a log-in under every name", |head, to| {
        let form = format!(
            "<form method=post action=/login><input name=user><input type=password name=pass><input type=hidden name=next value={}></form>",
            escaped(target(head))
        );
        page(to, &form)
    }),
    ("asks everybody for a password", |_, to| {
        answer(to, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"shop\"\r\n", b"who are you?")
    }),
    ("says 200 where nothing is found", |_, to| page(to, "<h1>404</h1><p>We could not find that page")),
    ("says in a document that it failed", |_, to| {
        answer(to, "200 OK", JSON, br#"{"error": "not found", "trace": null, "stack": []}"#)
    }),
    ("is broken under every name", |_, to| {
        answer(to, "500 Internal Server Error", HTML, b"<h1>Internal Server Error</h1><p>We are working on it")
    }),
    ("says that every method is fine", |head, to| match head.starts_with("OPTIONS") {
        true => answer(to, "200 OK", "Allow: GET, HEAD, POST, PUT, DELETE, PATCH, TRACE\r\n", b""),
        false => page(to, "<p>hello"),
    }),
    ("answers TRACE with a page", |head, to| match head.starts_with("TRACE") {
        true => page(to, "<p>TRACE / HTTP/1.1"),
        false => answer(to, "404 Not Found", HTML, b"<p>nothing"),
    }),
    ("finds something every other time", |_, to| {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        match COUNT.fetch_add(1, Ordering::Relaxed) % 2 {
            0 => page(to, "<p>here it is"),
            _ => answer(to, "404 Not Found", HTML, b"<p>nothing"),
        }
    }),
    ("is busy after twenty answers", |_, to| {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        match COUNT.fetch_add(1, Ordering::Relaxed) {
            0..20 => answer(to, "404 Not Found", HTML, b"<p>nothing"),
            _ => answer(to, "429 Too Many Requests", "", b"later"),
        }
    }),
    ("has a banner of consent in every page", |head, to| {
        page(
            to,
            &format!("<div class=consent>We use cookies</div><main data-path={0}>{0}</main>", escaped(target(head))),
        )
    }),
    ("puts the Host header into the page", |head, to| {
        let host = head.lines().find_map(|line| line.strip_prefix("Host: ")).unwrap_or_default();
        page(to, &format!("<p>This is {}", escaped(host)))
    }),
    ("describes an API that is not there", |head, to| match target(head) {
        "/openapi.json" | "/swagger.json" => {
            answer(to, "200 OK", JSON, br#"{"paths": {"/admin": {}}, "info": "no API"}"#)
        }
        _ => answer(to, "404 Not Found", JSON, br#"{"detail": "Not Found"}"#),
    }),
];
