//! `check --run` starts an app, audits it, and leaves nothing of it behind.
#![expect(clippy::disallowed_methods, reason = "a test may start processes")]

#[expect(dead_code, reason = "each test file uses a part of it")]
mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{Project, command};

/// Longest wait for something that happens at once on an idle machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server of the standard library that starts two children, one in a session of its own, and writes down who they are,
/// what it was given, and that it was asked.
const SERVER: &str = r#"
import http.server, json, os, subprocess, sys
child = subprocess.Popen(["sleep", "1000"])
away = subprocess.Popen(["sleep", "1000"], start_new_session=True)
json.dump({"ids": [os.getpid(), child.pid, away.pid], "variables": dict(os.environ)}, open("started.json.part", "w"))
os.rename("started.json.part", "started.json")

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        while os.path.exists("hang"):
            import time
            time.sleep(0.05)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Traceback (most recent call last):\n")

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"#;

fn started(project: &Project) -> serde_json::Value {
    let text = std::fs::read_to_string(project.path().join("started.json")).expect("it was started");
    serde_json::from_str(&text).expect("JSON")
}

fn ids(started: &serde_json::Value) -> Vec<u64> {
    started["ids"].as_array().expect("ids").iter().filter_map(serde_json::Value::as_u64).collect()
}

fn is_alive(id: u64) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}

fn wait_until(what: &str, is: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_app_is_started_with_a_clean_environment_audited_and_gone_with_all_its_children() {
    let project = Project::of(&[("serve.py", SERVER), ("given.env", "SHOP=open # as always\nexport DEBUG=0\n")]);
    let arguments = ["check", "--run=python3 serve.py {port}", "--env-file", "given.env", "--format", "json"];
    let done = command(project.path()).args(arguments).env("SECRET_OF_THE_SHELL", "x").output().expect("sneck runs");
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).expect("a report");
    assert!(report["summary"]["coverage"]["requests"].as_u64() > Some(0), "{report}");
    let started = started(&project);
    let variables = started["variables"].as_object().expect("variables");
    assert_eq!((variables["SHOP"].as_str(), variables["DEBUG"].as_str()), (Some("open"), Some("0")));
    assert!(!variables.contains_key("SECRET_OF_THE_SHELL"));
    assert!(ids(&started).into_iter().all(|id| !is_alive(id)), "all of them are gone: {started}");
}

#[test]
fn what_the_project_names_is_shown_and_run_only_when_the_user_says_so() {
    let project = Project::of(&[("serve.py", SERVER), ("Procfile", "web: python serve.py $PORT\n")]);
    project.write("app.py", "from flask import Flask\napp = Flask(__name__)\n");
    project.write("Procfile", "web: gunicorn app:app\n");
    let ran = project.sneck(&["check", "--run"]);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("(Procfile:1), which was not run:\n  gunicorn app:app\n"), "{}", ran.err);
    assert!(ran.err.contains("--yes") && ran.out.is_empty(), "{}", ran.err);
    let none = Project::of(&[("readme.txt", "")]).sneck(&["check", "--run"]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("names no command"), "{}", none.err);
}

#[test]
fn a_command_that_does_not_serve_is_told_with_its_last_words() {
    let project = Project::of(&[("a.py", "")]);
    let ran = project.sneck(&["check", "--run=echo no such database >&2; exit 4"]);
    assert_eq!(ran.code, Some(3), "{}", ran.out);
    let expected = "ended (exit status: 4) before it listened; it said:\n  no such database";
    assert!(ran.err.contains(expected), "{}", ran.err);
    let ran = project.sneck(&["check", "--run=sleep 1000", "--start-timeout", "1"]);
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("does not listen after 1 seconds"), "{}", ran.err);
}

#[test]
fn options_that_need_it_say_so() {
    let project = Project::of(&[("a.py", "")]);
    for arguments in [&["check", "--yes"][..], &["check", "--env-file", "x"], &["check", "--disposable"]] {
        assert_eq!(project.sneck(arguments).code, Some(2), "{arguments:?}");
    }
    let ran = project.sneck(&["check", "--run=true", "--env-file", "none.env"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("none.env"), "{}", ran.err);
}

#[test]
fn the_next_audit_of_a_started_app_finds_the_same_and_its_baseline_covers_it() {
    let (project, kept) = (Project::of(&[("serve.py", SERVER)]), tempfile::tempdir().expect("a folder"));
    let path = |name: &str| kept.path().join(name).display().to_string();
    let (old, new, known) = (path("old.json"), path("new.json"), path("known.toml"));
    let run = "--run=python3 serve.py {port}";
    for report in [&old, &new] {
        let ran = project.sneck(&["check", run, "--format", "json", "--output", report]);
        assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
    }
    let difference = project.sneck(&["diff", &old, &new, "--fail-on-new"]);
    assert!(!difference.out.contains("New (") && !difference.out.contains("Moved ("), "{}", difference.out);
    assert_eq!(difference.code, Some(0));
    assert_eq!(project.sneck(&["baseline", run, "--output", &known]).code, Some(0));
    let text = std::fs::read_to_string(&known).expect("a baseline");
    assert!(text.contains("headers/"), "what was only seen is in it: {text}");
    let ran = project.sneck(&["check", run, "--baseline", &known, "--fail-on", "low"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    let files = project.sneck(&["check", "--baseline", &known, "--verbose"]);
    assert!(!files.out.contains("stale-baseline"), "nobody looked at what runs: {}", files.out);
}

/// Starts an audit whose app never answers.
fn hanging(folder: &Path) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_sneck"))
        .args(["check", "--run=python3 serve.py {port}", "--format", "json"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("sneck runs")
}

#[test]
fn an_interrupted_audit_and_a_killed_one_leave_no_app_behind() {
    for signal in ["-INT", "-KILL"] {
        let project = Project::of(&[("serve.py", SERVER), ("hang", "")]);
        let mut sneck = hanging(project.path());
        let file = project.path().join("started.json");
        wait_until("it starts", || file.exists());
        let ids = ids(&started(&project));
        assert!(ids.iter().all(|id| is_alive(*id)), "{ids:?}");
        // Interrupted before or while it is asked: both have to hold.
        Command::new("kill").args([signal, &sneck.id().to_string()]).status().expect("kill runs");
        sneck.wait().expect("sneck ends");
        wait_until("all are gone, also who left the group", || !ids.iter().any(|id| is_alive(*id)));
    }
}
