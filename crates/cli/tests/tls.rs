//! `check --url https://…` says what a real TLS endpoint accepts and shows.
#![expect(clippy::disallowed_methods, reason = "a test starts processes and makes files")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// `openssl s_server`, which answers with a page; gone when the test ends.
struct Server {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Server {
    fn with(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name).display().to_string();
        let (key, certificate) = (at("key.pem"), at("certificate.pem"));
        let mut make = Command::new("openssl");
        make.args(["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=localhost", "-days", "30"]);
        let made = make.args(["-keyout", &key, "-out", &certificate]).stderr(Stdio::null()).status();
        assert!(made.expect("openssl is installed").success());
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|one| one.local_addr()).expect("a port is free").port();
        let mut command = Command::new("openssl");
        command.args(["s_server", "-quiet", "-www", "-accept", &format!("127.0.0.1:{port}"), "-key", &key]);
        command.args(["-cert", &certificate]).args(arguments);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let server = Self { child: child.expect("openssl is installed"), port, _folder: folder };
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "the server does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
        server
    }

    fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn sneck(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_sneck")).args(arguments).output().expect("it runs");
    (output.status.code(), String::from_utf8(output.stdout).expect("text"))
}

fn findings(report: &str) -> Vec<(String, String, String)> {
    let report: Value = serde_json::from_str(report).expect("JSON");
    let text = |finding: &Value, key: &str| finding[key].as_str().expect(key).to_owned();
    let all = report["findings"].as_array().expect("a list").iter();
    let all = all.map(|one| (text(one, "rule"), text(one, "severity"), text(one, "message")));
    all.filter(|(rule, ..)| rule.starts_with("transport/")).collect()
}

#[test]
fn an_old_endpoint_is_told_with_what_it_accepts() {
    let server = Server::with(&["-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]);
    let (_, report) = sneck(&["check", "--url", &server.url(), "--format", "json"]);
    let found = findings(&report);
    let of = |rule: &str| found.iter().find(|one| one.0 == rule).unwrap_or_else(|| panic!("{rule}: {found:?}"));
    let (_, severity, message) = of("transport/tls-version");
    assert_eq!(severity, "medium");
    assert!(message.contains("TLSv1.0, TLSv1.1"), "{message}");
    let (_, severity, message) = of("transport/tls-cipher");
    assert_eq!(severity, "high");
    assert!(message.contains("nothing is hidden at all") && message.contains("nobody proves"), "{message}");
    let (_, severity, message) = of("transport/certificate");
    assert_eq!(severity, "low", "on this machine: {message}");
    assert!(message.contains("proves little"), "{message}");
}

#[test]
fn an_endpoint_of_today_has_nothing_to_be_told() {
    let server = Server::with(&[]);
    let (code, report) = sneck(&["check", "--url", &server.url(), "--format", "json", "--select", "transport"]);
    let found = findings(&report);
    let rules: Vec<&str> = found.iter().map(|one| one.0.as_str()).collect();
    assert_eq!((rules, code), (vec!["transport/certificate"], Some(0)), "{found:?}");
}

#[test]
fn a_recorded_endpoint_is_judged_like_the_live_one() {
    let server = Server::with(&["-tls1_1", "-cipher", "AES128-SHA:@SECLEVEL=0"]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let world = folder.path().join("seen.world").display().to_string();
    let (code, live) = sneck(&["check", "--url", &server.url(), "--format", "json", "--record", &world]);
    assert!(matches!(code, Some(1 | 3)), "no HTTP over TLS 1.1 is spoken here: {code:?}");
    let (_, replayed) = sneck(&["check", "--replay", &world, "--format", "json"]);
    assert_eq!(findings(&live), findings(&replayed));
    let rules: Vec<String> = findings(&live).into_iter().map(|one| one.0).collect();
    assert_eq!(rules, ["transport/tls-cipher", "transport/tls-version", "transport/certificate"]);
}

#[test]
fn a_plan_says_that_hands_are_shaken_and_shakes_none() {
    let (code, plan) = sneck(&["check", "--url", "https://localhost:9", "--plan"]);
    assert_eq!(code, Some(0));
    assert!(plan.contains("TLS handshakes with localhost:9"), "{plan}");
}

/// A port that says what PostgreSQL says before TLS, and hands everything after that on to a server.
fn as_postgresql(behind: u16) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let port = listener.local_addr().expect("it has one").port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                stream.read_exact(&mut [0; 8]).ok()?;
                stream.write_all(b"S").ok()?;
                let mut other = TcpStream::connect(("127.0.0.1", behind)).ok()?;
                let (mut from, mut to) = (stream.try_clone().ok()?, other.try_clone().ok()?);
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    to.shutdown(std::net::Shutdown::Both)
                });
                let _ = std::io::copy(&mut other, &mut stream);
                stream.shutdown(std::net::Shutdown::Both).ok()
            });
        }
    });
    port
}

#[test]
fn a_database_is_asked_about_its_tls_and_nothing_else() {
    let server = Server::with(&["-tls1_1", "-cipher", "AES128-SHA:@SECLEVEL=0"]);
    let url = format!("postgres://localhost:{}/shop", as_postgresql(server.port));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let world = folder.path().join("seen.world").display().to_string();
    let (code, live) = sneck(&["check", "--url", &url, "--format", "json", "--record", &world]);
    assert_eq!(code, Some(0), "{live}");
    let rules: Vec<String> = findings(&live).into_iter().map(|one| one.0).collect();
    assert_eq!(rules, ["transport/tls-cipher", "transport/tls-version", "transport/certificate"]);
    let report: Value = serde_json::from_str(&live).expect("JSON");
    assert_eq!(report["summary"]["coverage"]["requests"], 0);
    let (_, replayed) = sneck(&["check", "--replay", &world, "--format", "json"]);
    assert_eq!(findings(&live), findings(&replayed));
}

#[test]
fn a_mail_server_that_is_not_there_leaves_the_audit_incomplete() {
    let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|one| one.local_addr()).expect("a port is free").port();
    let output = Command::new(env!("CARGO_BIN_EXE_sneck"))
        .args(["check", "--url", &format!("smtp://127.0.0.1:{free}")])
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains(&format!("smtp://127.0.0.1:{free} was not audited: nothing listens there")), "{told}");
    let (code, plan) = sneck(&["check", "--url", "imap://localhost", "--plan"]);
    assert_eq!(code, Some(0));
    assert!(plan.contains("TLS handshakes with localhost:143 (imap)") && !plan.contains("GET"), "{plan}");
    assert_eq!(sneck(&["headers", "smtp://localhost"]).0, Some(2), "its headers are another matter");
}
