//! Bad input of every sort: each has its message and its exit code, and nothing crashes or hangs.

#![expect(clippy::disallowed_methods, reason = "these tests make real folders")]

mod asgi;
mod command_line;
mod configuration;
mod django;
mod files;
mod python;
mod reports;
mod servers;
#[path = "../support/mod.rs"]
mod support;

/// The rows of files that could not be read, as `path: why`.
fn unread(project: &support::Project) -> Vec<String> {
    let report = project.audit();
    let rows = report["unread"].as_array().expect("a list");
    let text = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| format!("{}: {}", text(row, "path"), text(row, "why"))).collect()
}
