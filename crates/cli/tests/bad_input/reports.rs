//! Reports about projects that are named to do harm.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use serde_json::Value as Json;

use crate::support::Project;

const APP: &str = "from flask import Flask\napp = Flask(__name__)\napp.config['DEBUG'] = True\n";
/// Every sign that means something in one of the forms.
const NAME: &[u8] = b"a\n::error file=x,line=1::y\r##[z] %0A%41 `<img src=x>` [l](x:evil) @all|#1 \x1b[31m\xff.py";

fn hostile() -> Project {
    let project = Project::of(&[]);
    std::fs::write(project.path().join(OsStr::from_bytes(NAME)), APP).expect("the system takes such names");
    project.write("broken.py", b"def (:\n\x00\xff");
    project
}

fn told(format: &str) -> String {
    let ran = hostile().sneck(&["check", "--format", format]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""), "{format}");
    assert!(ran.out.contains("debug-mode"), "{}", ran.out);
    let steering = |c: char| c.is_control() && c != '\n';
    assert!(!ran.out.contains(steering), "{format}: {:?}", ran.out);
    ran.out
}

#[test]
fn no_form_lets_a_name_steer_the_terminal() {
    for format in ["text", "json", "sarif", "github", "markdown"] {
        told(format);
    }
}

#[test]
fn in_the_log_of_a_workflow_a_name_is_no_command() {
    let out = told("github");
    for line in out.lines() {
        let command =
            ["::error file=", "::warning file=", "::notice file="].iter().any(|start| line.starts_with(start));
        assert!(command || line.starts_with("sneck: "), "{line}");
        let properties = line.split("::").nth(1).unwrap_or_default();
        let known = |one: &str| ["error file", "file", "line", "endLine", "col", "endColumn", "title"].contains(&one);
        let named =
            properties.split(',').filter_map(|one| one.split('=').next()).map(|one| one.trim_start_matches("notice "));
        let unknown: Vec<_> = named.filter(|name| command && !known(name)).collect();
        assert_eq!(unknown, [""; 0], "{line}");
    }
    assert!(out.contains("file=a%0A%3A%3Aerror file=x%2Cline=1%3A%3Ay"), "{out}");
    assert!(out.contains("%250A%2541"), "{out}");
}

#[test]
fn in_sarif_a_name_is_an_address() {
    let document: Json = serde_json::from_str(&told("sarif")).expect("JSON");
    let results = document["runs"][0]["results"].as_array().expect("a list");
    let address = results.iter().filter(|r| r["ruleId"] == "app/debug-mode").map(|r| &r["locations"][0]).next();
    let address = address.and_then(|l| l["physicalLocation"]["artifactLocation"]["uri"].as_str()).expect("an address");
    assert!(
        address.starts_with("a%0A%3A%3Aerror%20file%3Dx%2Cline%3D1%3A%3Ay%0D%23%23%5Bz%5D%20%250A%2541%20%60%3Cimg")
    );
    assert!(address.is_ascii(), "{address}");
}

/// Markdown without its spans of code: from a run of backticks to the next that is as long.
fn without_code(text: &str) -> String {
    let Some(start) = text.find('`') else { return text.to_owned() };
    let fence = text[start..].len() - text[start..].trim_start_matches('`').len();
    let after = &text[start + fence..];
    let mut rest = after;
    while let Some(at) = rest.find('`') {
        let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        rest = &rest[at + run..];
        if run == fence {
            return text[..start].to_owned() + &without_code(rest);
        }
    }
    text[..start + fence].to_owned() + &without_code(after)
}

#[test]
fn in_a_comment_a_name_is_text() {
    let out = told("markdown");
    let live: String = out.lines().filter(|line| !line.starts_with("<details><summary>")).map(without_code).collect();
    // A mark behind a backslash is only itself.
    let live = live.replace("\\[", "").replace("\\]", "").replace("\\#", "").replace("\\|", "");
    for harm in ["<img", "](x:evil", " @all", "#1", "|#"] {
        assert!(!live.contains(harm), "{harm} in\n{out}");
    }
    let summary = out.lines().find(|line| line.starts_with("<details><summary>")).expect("a finding");
    assert!(summary.contains("<code>a ::error file=x,line=1::y\u{fffd}##[z] %0A%41 `&lt;img src=x&gt;` [l](x:evil)"));
}

#[test]
fn a_baseline_takes_such_names_and_knows_them_again() {
    let project = hostile();
    assert_eq!(project.sneck(&["baseline", "--output", "known.toml"]).code, Some(0));
    let text = std::fs::read_to_string(project.path().join("known.toml")).expect("text");
    assert!(text.contains("path = \"a\\U0000000A::error file=x,line=1::y"), "{text}");
    let ran = project.sneck(&["check", "--baseline", "known.toml", "--fail-on", "info", "--hide-accepted"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
}
