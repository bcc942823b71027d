//! An authority of the test's own, and a certificate for this machine that it signed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The files of one.
pub struct Authority {
    folder: tempfile::TempDir,
}

impl Authority {
    pub fn new() -> Self {
        let authority = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        let at = |name: &str| authority.at(name).display().to_string();
        let key = "ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        openssl(&format!(
            "req -x509 -newkey {key} -days 30 -subj /CN=Test-CA -keyout {} -out {}",
            at("ca.key"),
            at("ca.pem")
        ));
        openssl(&format!("req -newkey {key} -subj /CN=localhost -keyout {} -out {}", at("key.pem"), at("request")));
        let extensions =
            "basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n";
        std::fs::write(authority.at("extensions"), extensions).expect("the folder is ours");
        openssl(&format!(
            "x509 -req -in {} -CA {} -CAkey {} -CAcreateserial -days 60 -extfile {} -out {}",
            at("request"),
            at("ca.pem"),
            at("ca.key"),
            at("extensions"),
            at("certificate.pem")
        ));
        authority
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What whoever trusts it is told.
    pub fn certificate(&self) -> PathBuf {
        self.at("ca.pem")
    }

    /// The server's key and certificate.
    pub fn pair(&self) -> [String; 2] {
        ["key.pem", "certificate.pem"].map(|name| self.at(name).display().to_string())
    }
}

fn openssl(arguments: &str) {
    let done = Command::new("openssl").args(arguments.split(' ')).stderr(Stdio::null()).stdout(Stdio::null()).status();
    assert!(done.expect("openssl starts; `./test` installs it").success(), "openssl {arguments}");
}

/// Where the packages of Node are that the apps need, installed when they are missing.
pub fn packages(repository: &Path) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("node");
    let script = repository.join("tests/oracle/nodes.py");
    let made = Command::new("python3").arg(script).arg(&target).status().expect("python3 runs");
    assert!(made.success(), "the packages could not be installed; are node and the package index there?");
    target.join("express")
}
