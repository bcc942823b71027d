//! Whoever loses patience gets what was seen until then.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::server::{Server, answer, target};

#[test]
fn an_interruption_gives_the_report_so_far() {
    let server = Server::start(|head, to| {
        if target(head) != "/" {
            std::thread::sleep(Duration::from_millis(400));
        }
        let server = "Server: Werkzeug/3.1.9 Python/3.11.7\r\nContent-Type: text/html\r\n";
        match target(head) {
            "/" => answer(to, "200 OK", server, b"<p>hello"),
            _ => answer(to, "404 Not Found", server, b"<p>nothing"),
        }
    });
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sneck"));
    command.args(["check", "--format", "json", "--url", &server.url()]).current_dir(folder.path());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let until = Instant::now() + Duration::from_secs(60);
    while server.got().len() < 20 {
        assert!(Instant::now() < until, "it asks nothing");
        std::thread::sleep(Duration::from_millis(10));
    }
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.expect("kill runs").success());
    let asked = Instant::now();
    let done = child.wait_with_output().expect("it ends");
    assert!(asked.elapsed() < Duration::from_secs(15), "it ended after {:?}", asked.elapsed());
    let report: Json = serde_json::from_slice(&done.stdout).expect("a report");
    let findings = report["findings"].as_array().expect("a list");
    assert!(findings.iter().any(|one| one["rule"] == "app/dev-server"), "what was seen is told: {report}");
    let why = String::from_utf8_lossy(&done.stderr);
    assert!(why.contains("interrupted"), "{why}");
    assert_eq!(done.status.code(), Some(1), "a finding goes before an audit that is not complete");
}
