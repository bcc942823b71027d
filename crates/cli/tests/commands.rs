//! What the options of the commands do, end to end.

#![expect(clippy::disallowed_methods, reason = "these tests make real folders")]

mod support;

use support::{Project, command};

const DEBUG: (&str, &str) = ("app.py", "from flask import Flask\napp = Flask(__name__)\napp.config['DEBUG'] = True\n");
const GUNICORN: (&str, &str) = ("Procfile", "web: gunicorn app:app\n");

/// A project with debug mode on in production, and more files.
fn with(more: &[(&str, &str)]) -> Project {
    Project::of(&[&[DEBUG, GUNICORN], more].concat())
}

/// Ids of the findings of a run, in the order of the report.
fn rules(project: &Project, arguments: &[&str]) -> Vec<String> {
    let ran = project.sneck(&[&["check", "--format", "json"], arguments].concat());
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().filter(|f| f["suppressed"].is_null()).map(|f| f["rule"].to_string().replace('"', "")).collect()
}

fn finds_debug(project: &Project, arguments: &[&str]) -> bool {
    rules(project, arguments).iter().any(|rule| rule == "app/debug-mode")
}

fn code(project: &Project, arguments: &[&str]) -> Option<i32> {
    project.sneck(&[&["check"], arguments].concat()).code
}

#[test]
fn what_production_gets_wrong_fails_the_run() {
    let project = with(&[]);
    assert_eq!(code(&project, &[]), Some(1));
    assert_eq!(code(&project, &["--fail-on", "none"]), Some(0));
    assert_eq!(code(&project, &["--fail-on", "critical"]), Some(1));
}

#[test]
fn what_only_a_developers_machine_gets_does_not() {
    let files = [
        ("app.py", "from flask import Flask\napp = Flask(__name__)\n"),
        (
            "docker-compose.dev.yml",
            "services:\n  web:\n    build: .\n    command: flask run\n    environment:\n      FLASK_DEBUG: 1\n",
        ),
        GUNICORN,
    ];
    assert_eq!(code(&Project::of(&files), &[]), Some(0));
}

#[test]
fn the_least_severity_shortens_the_report_and_leaves_the_exit_code() {
    let project = with(&[]);
    let all = rules(&project, &[]);
    let severe = rules(&project, &["--min-severity", "critical"]);
    assert!(severe.len() < all.len() && severe.contains(&"app/debug-mode".to_owned()), "{severe:?} of {all:?}");
    let without_debug = ["--ignore", "app/debug-mode", "--min-severity", "critical", "--fail-on", "low"];
    assert_eq!(code(&project, &without_debug), Some(1), "what is not shown still counts");
}

#[test]
fn rules_are_chosen_by_id_name_group_and_beginning() {
    let project = with(&[]);
    assert_eq!(rules(&project, &["--select", "debug-mode"]), ["app/debug-mode"]);
    assert!(!finds_debug(&project, &["--ignore", "app/debug*"]));
    let headers = rules(&project, &["--select", "headers,debug-mode", "--ignore", "debug-mode"]);
    assert!(!headers.is_empty() && headers.iter().all(|rule| rule.starts_with("headers/")), "{headers:?}");
}

#[test]
fn the_command_line_goes_before_the_configuration() {
    let project = with(&[("sneck.toml", "fail-on = \"none\"\nselect = [\"cookies\"]\n")]);
    assert_eq!(code(&project, &[]), Some(0));
    assert_eq!(code(&project, &["--select", "app", "--fail-on", "high"]), Some(1));
    assert!(!finds_debug(&project, &[]));
}

#[test]
fn an_accepted_finding_does_not_fail_the_run() {
    let table = "[[ignore]]\nrule = \"app/debug-mode\"\nreason = \"shown on a stand, without a network\"\n";
    let project = with(&[("sneck.toml", table)]);
    assert_eq!(code(&project, &["--select", "debug-mode"]), Some(0));
    assert_eq!(code(&project, &["--select", "debug-mode", "--no-tree-config"]), Some(1));
}

#[test]
fn a_comment_accepts_the_finding_of_its_line() {
    let app = format!("{}  # sneck: ignore[debug-mode] shown on a stand\n", DEBUG.1.trim_end());
    let project = Project::of(&[("app.py", &app), GUNICORN]);
    assert_eq!(code(&project, &["--select", "debug-mode"]), Some(0));
    let ran = project.sneck(&["check", "--select", "debug-mode", "--no-tree-config"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.replace('\n', " ").contains("was not"), "{}", ran.out);
}

#[test]
fn an_absence_is_accepted_in_the_configuration() {
    let table = "[[ignore]]\nrule = \"headers/hsts\"\nreason = \"the load balancer sends it\"\n";
    let project = with(&[("sneck.toml", table)]);
    assert_eq!(rules(&project, &["--select", "headers/hsts"]), [""; 0]);
    assert_eq!(rules(&with(&[]), &["--select", "headers/hsts"]), ["headers/hsts"]);
}

#[test]
fn folders_that_the_configuration_excludes_are_not_read() {
    let project = Project::of(&[("old/app.py", DEBUG.1), ("sneck.toml", "exclude = [\"old/\"]\n")]);
    assert!(!finds_debug(&project, &[]));
    assert!(finds_debug(&project, &["--no-tree-config"]));
}

#[test]
fn here_is_judged_with_this_shells_own_variables() {
    let app = "import os\nfrom flask import Flask\napp = Flask(__name__)\n\
               app.config['DEBUG'] = os.environ.get('SHOP_DEBUG') == 'yes'\n";
    let project = Project::of(&[("app.py", app)]);
    let with_value = |value: &str| {
        let arguments = ["check", "--environment", "here", "--select", "debug-mode"];
        command(project.path()).args(arguments).env("SHOP_DEBUG", value).output().unwrap().status.code()
    };
    assert_eq!((with_value("yes"), with_value("no")), (Some(1), Some(0)));
}

#[test]
fn a_named_environment_has_the_variables_of_the_configuration() {
    let app = "import os\nfrom flask import Flask\napp = Flask(__name__)\n\
               app.config['DEBUG'] = os.environ.get('SHOP_DEBUG') == 'yes'\n";
    let named = "[environments.live]\nkind = \"production\"\ncommand = \"gunicorn app:app\"\n\
                 variables = { SHOP_DEBUG = \"yes\" }\n";
    let project = Project::of(&[("app.py", app), ("sneck.toml", named)]);
    assert!(finds_debug(&project, &["--environment", "live"]));
    assert!(!finds_debug(&project, &["--no-tree-config"]));
}

#[test]
fn a_world_is_audited_as_the_folder_would_be() {
    let project = with(&[]);
    let text = format!("=== {}\n{}=== {}\n{}", DEBUG.0, DEBUG.1, GUNICORN.0, GUNICORN.1);
    let elsewhere = Project::of(&[("shop.world", &text)]);
    assert_eq!(rules(&elsewhere, &["--replay", "shop.world"]), rules(&project, &[]));
}

#[test]
fn a_report_goes_to_a_file_without_colours_and_nothing_to_the_terminal() {
    let project = with(&[]);
    let ran = project.sneck(&["check", "--output", "report.txt"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(1), "", ""));
    let report = std::fs::read_to_string(project.path().join("report.txt")).unwrap();
    assert!(report.contains("app/debug-mode") && !report.contains('\u{1b}'));
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let project = with(&[]);
    assert!(!project.sneck(&["check"]).out.contains('\u{1b}'));
    assert!(project.sneck(&["check", "--color", "always"]).out.contains('\u{1b}'));
}

#[test]
fn the_same_project_gives_the_same_report() {
    let project = with(&[("config.py", "SECRET_KEY = 'dev'\n"), (".env", "SECRET_KEY=dev\n")]);
    for arguments in [&["check", "--format", "json"][..], &["check", "--verbose"], &["facts", "--json"]] {
        let first = project.sneck(arguments).out;
        assert!((0..5).all(|_| project.sneck(arguments).out == first), "{arguments:?}");
    }
    assert!(project.audit()["findings"].is_array());
}

#[test]
fn every_rule_can_be_explained() {
    let project = Project::of(&[]);
    let listed = project.sneck(&["rules"]).out;
    let ids: Vec<&str> = listed.split_whitespace().filter(|word| word.contains('/') && !word.contains(':')).collect();
    assert!(ids.len() > 50, "{listed}");
    let all = project.sneck(&["explain", "*"]);
    assert_eq!(all.code, Some(0));
    assert!(ids.iter().all(|id| all.out.contains(id)));
}

#[test]
fn passwords_are_tried_only_on_something_that_runs() {
    let project = with(&[]);
    for (arguments, needs) in [
        (&["check", ".", "--try-credentials"][..], "--url, --run or --host"),
        (&["check", ".", "--use-project-credentials"], "PATH"),
        (&["check", "--host", "--use-project-credentials"], "PATH"),
    ] {
        let ran = project.sneck(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(needs), "{}", ran.err);
    }
}

/// Run by root, the program is started as an account without rights.
#[cfg(target_os = "linux")]
#[test]
fn without_rights_the_machine_is_told_as_far_as_it_may_be_seen() {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    // Root's own: somebody without rights is not told whose process holds it.
    let held = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = held.local_addr().expect("an address").port();
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sneck"));
    command.args(["ports", "--json"]).current_dir("/").env_clear();
    if root {
        command.uid(65534).gid(65534);
    }
    let done = command.output().expect("the program starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let rows = told["listeners"].as_array().expect("a list");
    let own = rows.iter().find(|row| row["at"] == format!("tcp 127.0.0.1:{port}")).expect("it is listed");
    let missing = told["not_looked_at"].to_string();
    if root {
        assert!(own["process"].is_null() && missing.contains("root"), "{own} {missing}");
    }
}
