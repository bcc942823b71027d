//! Requests, and what comes back.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

/// One request.
pub struct Ask {
    pub port: u16,
    /// The release of TLS that is spoken, as Python names it.
    pub tls: Option<&'static str>,
    pub text: String,
}

/// Asks for each in turn.
pub fn all<'a>(asks: impl Iterator<Item = &'a Ask>) -> Vec<String> {
    let asks: Vec<_> = asks.map(|ask| json!({"port": ask.port, "tls": ask.tls, "text": ask.text})).collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle/web.py");
    let mut driver = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 starts");
    let text = serde_json::Value::Array(asks).to_string();
    driver.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("the driver reads");
    let output = driver.wait_with_output().expect("the driver ends");
    serde_json::from_slice(&output.stdout).expect("the driver answers in JSON")
}

pub fn is_ok(answer: &str) -> bool {
    answer.starts_with("HTTP/1.1 200")
}

pub fn head(answer: &str) -> &str {
    answer.split("\r\n\r\n").next().unwrap_or_default()
}
