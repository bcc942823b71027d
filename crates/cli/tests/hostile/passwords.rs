//! Passwords are tried where the user says so, a few for each account, and never more however often one asks.

use std::io;
use std::net::TcpStream;
use std::path::Path;

use serde_json::Value as Json;

use super::server::{Server, answer, target};
use super::support::{Project, command};

/// `tomcat:s3cret`
const OPENS: &str = "Authorization: Basic dG9tY2F0OnMzY3JldA==";

/// As Tomcat's manager answers.
fn manager(head: &str, to: &mut TcpStream) -> io::Result<()> {
    let challenge = "WWW-Authenticate: Basic realm=\"Tomcat Manager Application\"\r\n";
    match target(head) {
        "/manager/html" if head.contains(OPENS) => {
            let page =
                "<title>/manager</title><h1>Tomcat Web Application Manager</h1><a href=/manager/html/list>list</a>";
            answer(to, "200 OK", "Content-Type: text/html\r\n", page.as_bytes())
        }
        "/manager/html" => answer(to, "401 Unauthorized", challenge, b"who are you?"),
        _ => answer(to, "404 Not Found", "", b"nothing"),
    }
}

fn audited(server: &Server, state: &Path, arguments: &[&str]) -> Json {
    let project = Project::of(&[]);
    let mut run = command(project.path());
    run.args(["check", "--format", "json", "--select", "accounts", "--url", &server.url()]).args(arguments);
    let done = run.env("XDG_STATE_HOME", state).output().expect("the program starts");
    serde_json::from_slice(&done.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)))
}

/// Tries with a password so far.
fn tries(server: &Server) -> usize {
    server.got().iter().filter(|head| head.contains("Authorization:")).count()
}

#[test]
fn a_login_of_the_manual_is_found_and_tries_are_counted_across_runs() {
    let state = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(manager);
    let silent = audited(&server, state.path(), &[]);
    assert_eq!((tries(&server), silent["findings"].as_array().map(Vec::len)), (0, Some(0)), "nobody said so");
    assert!(silent["not_looked_at"].to_string().contains("--try-credentials"), "{silent}");

    let report = audited(&server, state.path(), &["--try-credentials"]);
    let found = &report["findings"][0];
    assert_eq!((&found["rule"], &found["severity"]), (&"accounts/default-credentials".into(), &"critical".into()));
    assert!(!report.to_string().contains("s3cret"), "a password is not printed");
    let first = server.got().into_iter().find(|head| head.contains("Authorization:")).expect("a try");
    assert!(!first.contains(OPENS), "a password that nobody has goes first");
    assert_eq!(tries(&server), 3);
    let counted = std::fs::read_to_string(state.path().join("sneck/tries")).expect("they are counted");
    assert!(counted.lines().count() == 3 && !counted.contains("s3cret"), "{counted}");

    let again = audited(&server, state.path(), &["--try-credentials"]);
    assert_eq!(tries(&server), 3, "one more might lock the account");
    assert!(again["not_looked_at"].to_string().contains("passwords were tried"), "{again}");
}

#[test]
fn a_lock_is_left_alone() {
    let state = tempfile::tempdir().expect("a temporary folder");
    let server = Server::start(|head, to| match head.contains("Authorization:") {
        true => answer(to, "423 Locked", "", b"this account is locked"),
        false => manager(head, to),
    });
    let report = audited(&server, state.path(), &["--try-credentials"]);
    assert_eq!((tries(&server), report["findings"].as_array().map(Vec::len)), (1, Some(0)));
}
