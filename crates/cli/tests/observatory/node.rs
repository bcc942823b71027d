//! Starts the programs of npm that ours is compared with.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::cases::Case;

/// What Observatory said, while its servers still run.
pub struct Scanned {
    pub results: Vec<Json>,
    server: Child,
    folder: TempDir,
}

impl Drop for Scanned {
    fn drop(&mut self) {
        // It ends with its input; whatever became of it, the test has what it wanted.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository is there")
}

/// The folder with the packages, which are installed when they are missing.
fn packages() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("node");
    let script = repository().join("tests/oracle/nodes.py");
    let made = Command::new("python3").arg(script).arg(&target).status().expect("python3 runs");
    assert!(made.success(), "the packages could not be installed; are node and the package index there?");
    target.join("observatory")
}

fn script(name: &str) -> PathBuf {
    repository().join("tests/oracle/observatory").join(name)
}

/// Serves the cases and has each scanned.
pub fn scan(cases: &[Case]) -> Scanned {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (list, certificates) = (folder.path().join("cases.json"), folder.path().to_owned());
    std::fs::write(&list, serde_json::to_vec(cases).expect("JSON")).expect("the folder is ours");
    certificate(folder.path(), "trusted");
    certificate(folder.path(), "distrusted");
    let mut server = Command::new("node")
        .arg(script("scan.mjs"))
        .arg(packages())
        .args([&list, &certificates])
        .env("NODE_EXTRA_CA_CERTS", folder.path().join("trusted.pem"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    let mut line = String::new();
    BufReader::new(server.stdout.take().expect("a pipe")).read_line(&mut line).expect("node speaks");
    let results = serde_json::from_str(&line).expect("what node prints is JSON");
    Scanned { results, server, folder }
}

/// Runs the program, which trusts the certificate that node trusts; hands back what it prints.
pub fn sneck(scanned: &Scanned, arguments: &[&str]) -> String {
    let trusted = scanned.folder.path().join("trusted.pem");
    let mut command = Command::new(env!("CARGO_BIN_EXE_sneck"));
    let done = command.env_clear().env("SSL_CERT_FILE", trusted).args(arguments).output().expect("the program starts");
    let text = if done.stdout.is_empty() { done.stderr } else { done.stdout };
    String::from_utf8_lossy(&text).into_owned()
}

/// A key and a certificate that signs itself, for this machine. Node trusts the one that it is told to.
fn certificate(folder: &Path, name: &str) {
    let file = folder.join(format!("{name}.pem"));
    let made = Command::new("openssl")
        .args(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1".split(' '),
        )
        .args(["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(&file)
        .arg("-out")
        .arg(folder.join("certificate"))
        .stderr(Stdio::null())
        .status()
        .expect("openssl runs");
    assert!(made.success());
    let mut both = std::fs::read(&file).expect("the key");
    both.extend(std::fs::read(folder.join("certificate")).expect("the certificate"));
    std::fs::write(file, both).expect("the folder is ours");
}

/// What csp-evaluator says of each policy.
pub fn review(policies: &[String]) -> Vec<Json> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let list = folder.path().join("policies.json");
    std::fs::write(&list, serde_json::to_vec(policies).expect("JSON")).expect("the folder is ours");
    let done =
        Command::new("node").arg(script("policies.mjs")).arg(packages()).arg(list).output().expect("node starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).expect("what node prints is JSON")
}
