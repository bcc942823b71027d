//! The whole audit of the bookshop: files, this machine, and the running shop as one judgement.
#![expect(clippy::disallowed_methods, reason = "a test may copy files")]

#[path = "../../../tests/python.rs"]
mod python;
#[expect(dead_code, reason = "each test file uses a part of it")]
mod support;

use std::path::Path;

use serde_json::Value as Json;
use support::sneck;

/// A copy of an example that may be written to: its database is made beside it.
fn copy_of(example: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(&python::repository().join("examples").join(example), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder is ours");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

fn gunicorn() -> String {
    python::environment("flask-current").join("bin/gunicorn").display().to_string()
}

fn layers(finding: &Json) -> Vec<&str> {
    finding["places"].as_array().expect("places").iter().filter_map(|place| place["layer"].as_str()).collect()
}

#[test]
fn the_bookshop_is_confirmed_across_layers() {
    let shop = copy_of("bookshop");
    let run = format!("--run={} --no-control-socket wsgi:app", gunicorn());
    let ran = sneck(shop.path(), &["check", &run, "--all", "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let report: Json = serde_json::from_str(&ran.out).expect("a report");
    let findings = report["findings"].as_array().expect("findings");
    let written_and_seen = |finding: &&Json| {
        let layers = layers(finding);
        finding["status"] == "confirmed"
            && layers.iter().any(|layer| matches!(*layer, "code" | "deploy"))
            && layers.iter().any(|layer| matches!(*layer, "host" | "live"))
    };
    let both: Vec<&str> = findings.iter().filter(written_and_seen).filter_map(|f| f["rule"].as_str()).collect();
    assert!(both.len() >= 8, "{both:#?}\nof {}", findings.len());
    let key = findings.iter().find(|f| f["rule"] == "secrets/weak-secret-key").expect("the key is found");
    assert_eq!(key["status"], "confirmed", "a page sets the session, and the key in the source signs it: {key:#}");
    assert!(layers(key).contains(&"code") && layers(key).contains(&"live"), "{key:#}");
}
