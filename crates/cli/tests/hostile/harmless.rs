//! A server that records what it gets: nothing that writes, nothing out of scope, and never more than was announced.

use std::io;
use std::net::TcpStream;

use super::peak::Run;
use super::server::{Server, answer, target};
use super::support::{Project, command};

const HTML: &str = "Content-Type: text/html\r\n";

/// A shop whose pages lead to all that must not be touched.
fn shop(head: &str, to: &mut TcpStream) -> io::Result<()> {
    match target(head) {
        "/" => {
            let links = [
                "logout",
                "delete/7",
                "reset-database",
                "basket/clear",
                "fresh-start",
                "orders?action=delete",
                "log-out",
                "api/deleteUser",
                "konto/abmelden",
                "users/7/revoke",
                "books",
            ];
            let links: String = links.iter().map(|link| format!("<a href=/{link}>x</a>")).collect();
            let form = "<form method=post action=/orders></form><form method=get action=/unsubscribe></form>";
            answer(to, "200 OK", HTML, format!("{links}{form}").as_bytes())
        }
        "/books" => answer(to, "302 Found", "Location: /logout\r\n", b""),
        "/openapi.json" => {
            let document = br#"{"openapi": "3.0.0", "paths": {"/api/books": {"get": {}, "delete": {}, "put": {}},
                "/api/purge": {"get": {}}, "/api/orders": {"post": {}}}}"#;
            answer(to, "200 OK", "Content-Type: application/json\r\n", document)
        }
        "/robots.txt" => {
            answer(to, "200 OK", "Content-Type: text/plain\r\n", b"User-agent: *\nDisallow: /admin/delete-all\n")
        }
        "/api/books" => answer(to, "200 OK", "Content-Type: application/json\r\n", b"[]"),
        _ => answer(to, "404 Not Found", HTML, b"<p>nothing"),
    }
}

/// Its source: `/fresh-start` writes although its name does not say so.
const SOURCE: &str = "
from flask import Flask, request
from models import db

app = Flask(__name__)

@app.get('/fresh-start')
def fresh_start():
    db.drop_all()
    db.session.commit()
    return 'as new'

@app.route('/sign-in', methods=['GET', 'POST'])
def sign_in():
    if request.method == 'POST':
        db.session.commit()
    return 'who are you?'

@app.get('/quiet')
def quiet():
    return 'hush'
";

/// Methods that write nothing (RFC 9110, section 9.2.1).
const SAFE: &[&str] = &["GET", "HEAD", "OPTIONS", "TRACE"];
/// Routes that change something when they are asked for.
const WRITING: &[&str] =
    &["logout", "delete", "reset", "clear", "fresh-start", "unsubscribe", "purge", "log-out", "abmelden", "revoke"];

#[test]
fn nothing_is_written_whatever_pages_lead_to() {
    let server = Server::start(shop);
    let project = Project::of(&[("app.py", SOURCE)]);
    let done = command(project.path()).args(["check", ".", "--format", "json", "--url", &server.url()]).output();
    let done = done.expect("the program starts");
    assert!(matches!(done.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&done.stderr));
    let (got, targets) = (server.got(), server.targets());
    assert!(targets.iter().any(|target| target == "/quiet"), "routes of the source are asked for");
    assert!(targets.iter().any(|target| target == "/sign-in"), "and views that write what is posted alone");
    assert!(targets.iter().any(|target| target == "/api/books"), "and those of the API's document");
    for head in &got {
        let method = head.split(' ').next().unwrap_or_default();
        let unknown = !["POST", "PUT", "PATCH", "DELETE"].contains(&method) && method.starts_with('X');
        assert!(SAFE.contains(&method) || unknown, "{head}");
    }
    for target in &targets {
        assert!(!WRITING.iter().any(|word| target.contains(word)), "{target}");
    }
}

#[test]
fn no_more_is_sent_than_the_plan_says() {
    let server = Server::start(shop);
    let project = Project::of(&[]);
    for ceiling in [1, 7, 40, 150] {
        let before = server.got().len() as u64;
        let most = ceiling.to_string();
        let arguments = ["check", "--url", &server.url(), "--max-requests", &most, "--plan"];
        let plan = project.sneck(&arguments).out;
        assert!(plan.contains(&format!("never more than {ceiling} requests altogether")), "{plan}");
        assert_eq!(server.got().len() as u64, before, "a plan sends nothing");
        let run = Run::of(&["--url", &server.url(), "--max-requests", &most]);
        let sent = server.got().len() as u64 - before;
        assert!(sent <= ceiling, "{sent} of {ceiling}");
        assert_eq!(run.requests(), sent, "and the report counts them");
    }
}
