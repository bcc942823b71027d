//! TLS blocks against two real endpoints.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{checked, found, templates};

/// `openssl s_server`, gone when the test ends.
struct Endpoint {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Endpoint {
    fn of(name: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |file: &str| folder.path().join(file).display().to_string();
        let (key, certificate) = (at("key.pem"), at("certificate.pem"));
        let mut make = Command::new("openssl");
        make.args([
            "req",
            "-x509",
            "-nodes",
            "-newkey",
            "rsa:2048",
            "-days",
            "30",
            "-subj",
            &format!("/CN={name}/O=Harbour"),
        ]);
        make.args(["-addext", &format!("subjectAltName=DNS:{name}"), "-keyout", &key, "-out", &certificate]);
        assert!(make.stderr(Stdio::null()).status().expect("openssl is installed").success());
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|one| one.local_addr()).expect("a port is free").port();
        let mut command = Command::new("openssl");
        command.args([
            "s_server",
            "-quiet",
            "-www",
            "-accept",
            &format!("127.0.0.1:{port}"),
            "-key",
            &key,
            "-cert",
            &certificate,
        ]);
        let child = command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let endpoint = Self { child: child.expect("openssl is installed"), port, _folder: folder };
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "the endpoint does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
        endpoint
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn of_tls(endpoint: &Endpoint) -> Vec<String> {
    let url = format!("https://127.0.0.1:{}", endpoint.port);
    let (ran, report) = checked(&templates(1), &url, &["--select", "template/tls*"]);
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
    found(&report).into_iter().collect()
}

#[test]
fn blocks_of_tls_are_told_from_what_the_endpoint_accepts() {
    assert_eq!(of_tls(&Endpoint::of("lantern.test", &["-tls1_2"])), ["tls-certificate", "tls-release"]);
    assert_eq!(of_tls(&Endpoint::of("lamp.test", &["-tls1_3"])), Vec::<String>::new());
}
