//! `sneck fix`, end to end.

#![expect(clippy::disallowed_methods, reason = "these tests make real folders")]

#[expect(dead_code, reason = "reports are not asked for here")]
mod support;

use support::Project;

const APP: &str = "# the shop\r\nfrom flask import Flask\r\n\r\napp = Flask(__name__)\r\napp.config['TESTING'] = True  # while it is new\r\n\
                   app.secret_key = 'c41d9f2a8be75e30a6f1b97d24ce805f'\r\n";

fn shop() -> Project {
    Project::of(&[("app.py", APP), ("Procfile", "web: gunicorn app:app\n")])
}

fn text(project: &Project, path: &str) -> String {
    std::fs::read_to_string(project.path().join(path)).expect("the file is there")
}

#[test]
fn a_diff_shows_what_would_change_and_changes_nothing() {
    let project = shop();
    let ran = project.sneck(&["fix", "--diff"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.starts_with("--- a/app.py\n+++ b/app.py\n"), "{}", ran.out);
    assert!(ran.out.contains("+app.config['TESTING'] = False  # while it is new\r\n"), "{}", ran.out);
    assert!(ran.err.contains("Would fix 1 finding in 1 file"), "{}", ran.err);
    assert_eq!(text(&project, "app.py"), APP);
}

#[test]
fn safe_changes_are_made_and_others_wait_until_they_are_asked_for() {
    let project = shop();
    let ran = project.sneck(&["fix"]);
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    let safe = text(&project, "app.py");
    assert_eq!(safe, APP.replace("True", "False"), "one word changes, and lines end as they did");
    assert!(ran.out.contains("needs --unsafe-fixes  app.py:6  secrets/hardcoded-secret-key"), "{}", ran.out);
    let ran = project.sneck(&["fix", "--unsafe-fixes", "--select", "secrets"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let unsafe_too = text(&project, "app.py");
    assert!(unsafe_too.contains("\r\nimport os\r\n\r\nfrom flask") && !unsafe_too.contains("c41d9f2a"), "{unsafe_too}");
    assert!(unsafe_too.contains("app.secret_key = os.environ['SECRET_KEY']\r\n"), "{unsafe_too}");
    assert!(unsafe_too.starts_with("# the shop\r\n") && !unsafe_too.replace("\r\n", "").contains('\n'));
}

#[test]
fn a_second_run_has_nothing_to_do() {
    let project = shop();
    project.sneck(&["fix", "--unsafe-fixes"]);
    let fixed = text(&project, "app.py");
    let ran = project.sneck(&["fix", "--unsafe-fixes", "--diff"]);
    assert_eq!((ran.code, &*ran.out), (Some(0), ""), "{}", ran.err);
    assert_eq!(text(&project, "app.py"), fixed);
}

#[test]
fn accepted_findings_and_unselected_rules_are_left_alone() {
    let accepted = APP.replace("while it is new", "sneck: ignore[app/testing-mode] while it is new");
    let project = Project::of(&[("app.py", &accepted), ("Procfile", "web: gunicorn app:app\n")]);
    project.sneck(&["fix"]);
    assert_eq!(text(&project, "app.py"), accepted);
    let project = shop();
    project.sneck(&["fix", "--ignore", "app"]);
    assert_eq!(text(&project, "app.py"), APP);
}

#[test]
fn what_is_not_utf_8_or_does_not_parse_is_left_alone() {
    let broken = "from flask import Flask\napp = Flask(__name__)\napp.config['TESTING'] = True\nx = = 1\n";
    let project = Project::of(&[("app.py", broken), ("Procfile", "web: gunicorn app:app\n")]);
    assert_eq!(project.sneck(&["fix", "--unsafe-fixes"]).code, Some(0));
    assert_eq!(text(&project, "app.py"), broken);
    let latin = b"# -*- coding: latin-1 -*-\n# caf\xe9\nfrom flask import Flask\napp = Flask(__name__)\napp.config['TESTING'] = True\n";
    project.write("app.py", latin);
    assert_eq!(project.sneck(&["fix", "--unsafe-fixes"]).code, Some(0));
    assert_eq!(std::fs::read(project.path().join("app.py")).expect("there"), latin);
}

#[test]
fn a_byte_order_mark_stays() {
    let project = shop();
    project.write("app.py", format!("\u{feff}{APP}"));
    project.sneck(&["fix"]);
    assert_eq!(text(&project, "app.py"), format!("\u{feff}{}", APP.replace("True", "False")));
}

#[cfg(unix)]
#[test]
fn a_file_behind_a_link_is_not_touched() {
    let project = Project::of(&[("real/app.py", APP), ("Procfile", "web: gunicorn app:app\n")]);
    std::os::unix::fs::symlink("real/app.py", project.path().join("app.py")).expect("a link");
    let ran = project.sneck(&["fix"]);
    assert!(ran.code == Some(3) || text(&project, "real/app.py") == APP, "{}{}", ran.out, ran.err);
    assert!(project.path().join("app.py").is_symlink());
}

#[test]
fn a_recorded_world_is_shown_and_not_changed() {
    let project = Project::of(&[("shop.world", &format!("=== app.py\n{}", APP.replace("\r\n", "\n")))]);
    assert_eq!(project.sneck(&["fix", "--replay", "shop.world"]).code, Some(2));
    let ran = project.sneck(&["fix", "--replay", "shop.world", "--diff"]);
    assert!(ran.code == Some(1) && ran.out.contains("+app.config['TESTING'] = False"), "{}{}", ran.out, ran.err);
}
