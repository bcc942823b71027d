//! The virtual environments that tests of the real frameworks run in, made when they are missing.
#![expect(clippy::disallowed_methods, reason = "a test may start processes")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// The top of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository is there")
}

/// The folder of an environment: `flask-current`, `flask-1`.
pub fn environment(name: &str) -> PathBuf {
    let venvs = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("venvs");
    let script = repository().join("tests/oracle/venvs.py");
    let made = Command::new("python3").arg(script).arg(&venvs).status().expect("python3 runs");
    assert!(made.success(), "the virtual environments could not be made; is the package index reachable?");
    venvs.join(name)
}
