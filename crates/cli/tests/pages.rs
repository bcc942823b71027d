//! The HTML report and the map in a real browser: nothing fails, nothing is loaded, the filter filters, everybody can read it.
#![expect(clippy::disallowed_methods, reason = "these tests start a browser")]

#[expect(dead_code, reason = "each test file uses a part of it")]
#[path = "../../../tests/python.rs"]
mod python;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

/// Debian's name and those of others.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

fn browser() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::env::split_paths(&path).flat_map(|folder| BROWSERS.map(|name| folder.join(name)));
    all.into_iter().find(|file| file.is_file()).expect("a Chromium; `./test` installs it")
}

/// The packages of Node that tests need.
fn axe() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("node");
    let script = python::repository().join("tests/oracle/nodes.py");
    let made = Command::new("python3").arg(script).arg(&folder).status().expect("python3 runs");
    assert!(made.success(), "the packages of Node could not be installed; is their index reachable?");
    folder.join("pages/node_modules/axe-core/axe.min.js")
}

/// Writes a page of the bookshop and looks at it. Screenshots stay below `target/tmp/pages`, for people.
fn looked_at(name: &str, arguments: &[&str]) -> Vec<Json> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages").join(name);
    std::fs::create_dir_all(&folder).expect("the folder is ours");
    let page = folder.join(name);
    let root = python::repository();
    let mut sneck = Command::new(env!("CARGO_BIN_EXE_sneck"));
    sneck.args(arguments).arg("--output").arg(&page).current_dir(&root);
    assert!(matches!(sneck.status().expect("sneck runs").code(), Some(0 | 1)));
    let look = root.join("tests/oracle/pages/look.mjs");
    let done =
        Command::new("node").arg(look).arg(browser()).arg(axe()).arg(&page).arg(&folder).output().expect("node runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let views: Json = serde_json::from_slice(&done.stdout).expect("JSON");
    views.as_array().expect("a list").clone()
}

fn is_fine(view: &Json) {
    for list in ["errors", "asked", "faults"] {
        assert_eq!(view[list], Json::Array(Vec::new()), "{list} at {} in {}", view["width"], view["theme"]);
    }
}

#[test]
fn the_report_works_at_two_widths_in_both_themes() {
    let views = looked_at("report.html", &["check", "examples/bookshop", "--format", "html"]);
    assert_eq!(views.len(), 4);
    for view in &views {
        is_fine(view);
        assert_eq!(view["wide"], 0, "nothing sticks out at {}", view["width"]);
        let shown = |name: &str| view["filtered"][name].as_u64().expect("a number");
        let all = shown("all");
        assert!(all > shown("critical") && shown("critical") > 0, "{view}");
        assert!(all > shown("debug") && shown("debug") > 0 && all > shown("deploy") && shown("deploy") > 0, "{view}");
        assert_eq!((shown("open"), shown("again")), (all, all), "{view}");
        assert_eq!(view["filtered"]["told"], format!("{all} of {all} shown"));
    }
}

#[test]
fn the_map_is_drawn_without_a_fault() {
    let views = looked_at("map.svg", &["map", "examples/bookshop"]);
    for view in &views {
        assert_eq!((&view["errors"], &view["asked"]), (&Json::Array(Vec::new()), &Json::Array(Vec::new())));
    }
}
