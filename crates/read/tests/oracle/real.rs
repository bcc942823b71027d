//! What the real framework makes of a project.
#![expect(clippy::disallowed_methods, reason = "a test may start processes")]

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use sneck_read::Tree;

use crate::corpus::Start;
use crate::python;

/// A project to start in one way.
pub fn job(tree: &Tree, start: &Start) -> Value {
    let files: serde_json::Map<String, Value> =
        tree.files.iter().map(|file| (file.path.to_string(), Value::from(file.text()))).collect();
    let variables: serde_json::Map<String, Value> =
        start.variables.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    json!({"files": files, "variables": variables, "command": start.command})
}

/// Starts all of them with the framework of a virtual environment; the answers are in the same order.
pub fn answers(framework: &str, environment: &str, jobs: Vec<Value>) -> Vec<Value> {
    let mut driver = Command::new(python::environment(environment).join("bin/python"))
        .arg(python::repository().join("tests/oracle/driver.py"))
        .arg(framework)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python starts");
    let jobs = Value::Array(jobs).to_string();
    driver.stdin.take().expect("a pipe").write_all(jobs.as_bytes()).expect("the driver reads its jobs");
    let output = driver.wait_with_output().expect("the driver ends");
    assert!(output.status.success(), "the driver failed");
    serde_json::from_slice(&output.stdout).expect("the driver answers in JSON")
}

/// Requirements in the list of a virtual environment, as `Flask==3.1.3`, of some packages.
#[expect(clippy::disallowed_methods, reason = "a test may read files")]
pub fn pins(environment: &str, packages: &[&str]) -> String {
    let list = std::fs::read_to_string(python::repository().join(format!("tests/oracle/{environment}.txt")));
    let list = list.expect("each environment has its list");
    let wanted = |line: &&str| line.split_once("==").is_some_and(|(name, _)| packages.contains(&name));
    list.lines().filter(wanted).map(|line| format!("{line}\n")).collect()
}
