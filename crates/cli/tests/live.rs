//! `sneck check --url`: the running app from the command line, with its exit codes, its plan and its recordings.

#![expect(clippy::disallowed_methods, reason = "these tests start servers of their own")]

#[expect(dead_code, reason = "each test file uses a part of it")]
#[path = "../../look/tests/live/server.rs"]
mod server;
#[expect(dead_code, reason = "each test file uses a part of it")]
mod support;

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value as Json;
use server::{Server, answer, target};
use support::{Project, Ran, command, sneck};

/// All that header rules want to see, so that what is found is found for another reason.
const SAFE: &str = "Content-Type: text/html; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n\
    Content-Security-Policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'\r\n\
    X-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\nPermissions-Policy: camera=(), microphone=(), geolocation=()\r\n\
    Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Embedder-Policy: require-corp\r\n\
    Cross-Origin-Resource-Policy: same-origin\r\nCache-Control: no-store\r\n";

fn debugged(head: &str, to: &mut TcpStream) -> io::Result<()> {
    let target = target(head);
    if target.contains("__debugger__=yes") {
        let script = b"var EVALEX_TRUSTED; function initPinBox() {}";
        return answer(to, "200 OK", "Content-Type: text/javascript\r\n", script);
    }
    match target {
        "/" => answer(to, "200 OK", &format!("{SAFE}Set-Cookie: session=hunter2-hunter2; HttpOnly\r\n"), b"<p>hello"),
        _ => answer(to, "404 Not Found", SAFE, b"<p>not found"),
    }
}

fn checked(arguments: &[&str]) -> (Ran, Json) {
    let project = Project::of(&[]);
    let ran = sneck(project.path(), &[&["check", "--format", "json"], arguments].concat());
    let report = serde_json::from_str(&ran.out).unwrap_or_default();
    (ran, report)
}

fn rules(report: &Json) -> Vec<&str> {
    let findings = report["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    findings.iter().filter_map(|finding| finding["rule"].as_str()).collect()
}

#[test]
fn what_a_question_brings_to_light_is_reported_and_counted() {
    let server = Server::start(debugged);
    let (ran, report) = checked(&["--url", &server.url()]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let debug = report["findings"].as_array().expect("a list").iter().find(|one| one["rule"] == "app/debug-mode");
    let debug = debug.expect("the debugger is found");
    assert_eq!((&debug["severity"], &debug["status"]), (&"critical".into(), &"confirmed".into()));
    assert_eq!(debug["places"][0]["layer"], "live");
    assert_eq!(report["summary"]["coverage"]["requests"], server.got().len());
    assert_eq!(report["summary"]["coverage"]["files_read"], 0, "without a PATH, nothing but the app is audited");
}

#[test]
fn a_site_that_answers_every_name_with_an_article_about_leaks_has_none() {
    fn article(head: &str, to: &mut TcpStream) -> io::Result<()> {
        let page = format!(
            "<title>How to find leaks</title><p>You asked for {}. Look for [core] repositoryformatversion = 0 in \
             .git/config, for DB_PASSWORD=hunter2 in .env, for the title `// Werkzeug Debugger` with CONSOLE_MODE, for \
             EVALEX_TRUSTED and initPinBox in its script, for `Index of /` and for phpinfo().",
            target(head)
        );
        answer(to, "200 OK", SAFE, page.as_bytes())
    }
    let server = Server::start(article);
    let (ran, report) = checked(&["--url", &server.url()]);
    assert_eq!((ran.code, rules(&report)), (Some(0), vec![]), "{}", ran.out);
}

#[test]
fn an_address_that_does_not_answer_ends_with_three() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let (ran, report) = checked(&["--url", &format!("http://127.0.0.1:{free}")]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("was not audited: the connection was refused"), "{}", ran.err);
    assert_eq!(report["summary"]["coverage"]["requests"], 0);
    let (ran, _) = checked(&["--url", "http://192.0.2.1/"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("--i-own 192.0.2.1"), "{}", ran.err);
    let (ran, _) = checked(&["--url", "http://169.254.169.254/latest/meta-data/", "--i-own", "169.254.169.254"]);
    assert!(ran.code == Some(3) && ran.err.contains("never contacted"), "{}", ran.err);
    let server = Server::start(debugged);
    let (ran, _) = checked(&["--url", &server.url().replace("http:", "https:")]);
    assert!(ran.code == Some(3) && ran.err.contains("TLS"), "{}", ran.err);
    let url = format!("https://127.0.0.1:{}", says_at_once(b"HTTP/1.1 400 Bad Request\r\n\r\nplain"));
    let (ran, _) = checked(&["--url", &url]);
    assert!(ran.code == Some(3) && ran.err.contains("does not speak it; is it `http://`?"), "{}", ran.err);
    let (ran, _) = checked(&["--url", &format!("http://127.0.0.1:{}", says_at_once(b""))]);
    assert!(ran.code == Some(3) && ran.err.contains("is it `https://`?"), "{}", ran.err);
}

/// The port of something that hears what comes first, says this, and hangs up.
fn says_at_once(text: &'static [u8]) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for mut to in listener.incoming().take(20).flatten() {
            let mut hello = [0; 4096];
            let _ = to.read(&mut hello).and_then(|_| to.write_all(text));
        }
    });
    port
}

#[test]
fn a_server_that_dies_half_way_ends_with_three_and_a_report_of_what_was_seen() {
    static LEFT: AtomicU64 = AtomicU64::new(12);
    let server = Server::start(|head, to| {
        let lives = LEFT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        if lives { debugged(head, to) } else { Ok(()) }
    });
    let (ran, report) = checked(&["--url", &server.url(), "--fail-on", "none", "--answer-timeout", "1"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(ran.err.contains("was not audited to the end: it was left alone after"), "{}", ran.err);
    assert!(!rules(&report).is_empty(), "{}", ran.out);
}

#[test]
fn a_proxy_is_not_asked_and_that_is_said() {
    let project = Project::of(&[]);
    let ran = |proxy: &str| {
        let arguments = ["check", "--url", "http://192.0.2.1/"];
        let done = command(project.path()).args(arguments).env("HTTP_PROXY", proxy).output().expect("it starts");
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    assert!(ran("http://127.0.0.1:9").contains("`HTTP_PROXY` is set, but sneck connects by itself"));
    assert!(!ran("").contains("PROXY"));
}

#[test]
fn what_is_not_well_formed_ends_with_two_and_sends_nothing() {
    let server = Server::start(debugged);
    let url = server.url();
    let table: &[(&[&str], &str)] = &[
        (&["--url", "127.0.0.1:5000"], "write `http://127.0.0.1:5000`"),
        (&["--url", "http://"], "no address"),
        (&["--url", "gopher://127.0.0.1/"], "no address"),
        (&["--url", ""], "an empty text is no address"),
        (&["--url", "http://ada:hunter2@127.0.0.1/"], "a password in it is not taken"),
        (&["--url", &url, "--header", "Authorization: Bearer hunter2"], "${VARIABLE}"),
        (&["--url", &url, "--header", "nonsense"], "--header"),
        (&["--url", &url, "--cookie", "session=${NOT_SET}"], "NOT_SET"),
        (&["--url", &url, "--select", "no-such-rule"], "no-such-rule"),
        (&["--plan"], "--url"),
    ];
    for (arguments, why) in table {
        let (ran, _) = checked(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(why) && !ran.err.contains("hunter2"), "{arguments:?}: {}", ran.err);
    }
    assert!(server.got().is_empty(), "{:?}", server.got());
}

#[test]
fn a_plan_shows_what_would_be_sent_and_sends_nothing() {
    let server = Server::start(debugged);
    let project = Project::of(&[]);
    let ran = sneck(project.path(), &["check", "--plan", "--url", &server.url(), "--max-requests", "70"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for part in
        ["GET http://127.0.0.1", "/console", "app/debug-mode: whether", "never more than 70 requests", "robots.txt"]
    {
        assert!(ran.out.contains(part), "{part} in {}", ran.out);
    }
    assert!(server.got().is_empty());
}

#[test]
fn a_recording_has_no_secret_and_replays_to_the_same_findings() {
    let server = Server::start(debugged);
    let project = Project::of(&[]);
    let run = |arguments: &[&str]| -> Json {
        let ran = sneck(project.path(), &[&["check", "--format", "json"], arguments].concat());
        serde_json::from_str(&ran.out).expect("a report")
    };
    let live = run(&["--url", &server.url(), "--record", "app.world"]);
    let world = std::fs::read_to_string(project.path().join("app.world")).expect("recorded");
    assert!(world.contains("session=xxxxxxxxxxxxxxx; HttpOnly") && !world.contains("hunter2"), "{world}");
    let replayed = run(&["--replay", "app.world"]);
    assert_eq!(rules(&live), rules(&replayed));
    assert!(rules(&live).contains(&"app/debug-mode"));
}

#[test]
fn who_asks_is_told_by_a_variable_and_shown_nowhere() {
    let server = Server::start(|head, to| match target(head) {
        "/" => answer(to, "200 OK", "Content-Type: text/plain\r\n", head.as_bytes()),
        _ => debugged(head, to),
    });
    let project = Project::of(&[]);
    let url = server.url();
    let mut run = command(project.path());
    run.args(["check", "--format", "json", "--verbose", "--url", &url, "--header", "Authorization: Bearer ${TOKEN}"]);
    run.args(["--record", "app.world"]);
    let done = run.env("TOKEN", "hunter2-hunter3").output().expect("the program starts");
    let said = [done.stdout, done.stderr, std::fs::read(project.path().join("app.world")).expect("recorded")].concat();
    assert!(!String::from_utf8_lossy(&said).contains("hunter3"));
    let (known, anonymous): (Vec<_>, Vec<_>) =
        server.got().into_iter().partition(|head| head.contains("Authorization: Bearer hunter2-hunter3"));
    assert!(!known.is_empty() && !anonymous.is_empty(), "both are looked at");
    assert!(String::from_utf8_lossy(&said).contains("| identity given"));
}

#[test]
fn a_named_address_counts_as_its_environment() {
    let server = Server::start(debugged);
    let (ran, report) = checked(&["--url", &format!("development={}", server.url())]);
    assert_eq!(ran.code, Some(0), "what a developer's machine does fails no pipeline: {}", ran.err);
    assert!(rules(&report).contains(&"app/debug-mode"));
}

/// What the source declares, and what the running app takes beyond it.
const DECLARED: &str = "
from flask import Flask, jsonify

app = Flask(__name__)

@app.get('/api/books')
def books():
    return jsonify([])
";

fn more_than_declared(head: &str, to: &mut TcpStream) -> io::Result<()> {
    let json = "Content-Type: application/json\r\n";
    match (head.split(' ').next().unwrap_or_default(), target(head)) {
        ("GET", "/") => answer(to, "200 OK", "Content-Type: text/html\r\n", b"<a href=/api/export>x</a>"),
        ("GET", "/api/books") => answer(to, "200 OK", json, b"[\"Middlemarch\"]"),
        ("GET", "/api/export") => answer(to, "200 OK", json, b"{\"customers\": []}"),
        ("OPTIONS", "/api/books") => answer(to, "200 OK", "Allow: GET, HEAD, OPTIONS, PUT\r\n", b""),
        ("PUT", "/api/books") => answer(to, "204 No Content", "", b""),
        _ => answer(to, "404 Not Found", json, b"{}"),
    }
}

#[test]
fn what_answers_is_held_against_what_the_source_declares() {
    let server = Server::start(more_than_declared);
    let project = Project::of(&[("app.py", DECLARED), ("Procfile", "web: gunicorn app:app\n")]);
    let url = server.url();
    let run = |arguments: &[&str]| -> Json {
        let select = ["check", ".", "--format", "json", "--select", "api", "--url", &url];
        let ran = sneck(project.path(), &[&select, arguments].concat());
        serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err))
    };
    let report = run(&[]);
    assert_eq!(rules(&report), ["api/undeclared-endpoint", "api/undeclared-method"], "{report}");
    assert!(report["findings"][1]["message"].as_str().expect("a text").contains("takes PUT"), "{report}");
    assert!(server.got().iter().all(|head| !head.starts_with("PUT")), "that writes is only said");
    run(&["--disposable"]);
    assert!(server.got().iter().any(|head| head.starts_with("PUT /api/books ")), "unless it may be broken");
}
