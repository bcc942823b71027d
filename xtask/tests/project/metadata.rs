//! What cargo says of the workspace, without the network.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The project's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask stands in the root").to_owned()
}

/// Every package that is built here, as cargo describes it.
pub fn packages() -> Vec<Value> {
    let arguments = ["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform", &host()];
    let done = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let metadata: Value = serde_json::from_slice(&done.stdout).expect("cargo speaks JSON");
    metadata["packages"].as_array().expect("a list").clone()
}

/// The packages of the workspace.
pub fn own() -> Vec<Value> {
    packages().into_iter().filter(|package| package["source"].is_null()).collect()
}

/// A text of a package.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// The platform that cargo builds for when it is told nothing.
fn host() -> String {
    let done = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let said = String::from_utf8(done.stdout).expect("rustc speaks UTF-8");
    said.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}
