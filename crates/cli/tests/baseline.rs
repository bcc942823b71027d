//! A baseline reports what came since, whatever was moved or renamed in between.

#![expect(clippy::disallowed_methods, reason = "these tests make real folders")]

mod support;

use std::collections::BTreeSet;

use serde_json::Value as Json;
use support::Project;

const APP: &str = "\
from flask import Flask
from shop import settings

def create_app():
    app = Flask(__name__)
    app.config.from_object(settings)
    return app

app = create_app()
";
const SETTINGS: &str = "\
SESSION_COOKIE_HTTPONLY = False
SESSION_COOKIE_SAMESITE = None
WTF_CSRF_ENABLED = False
";
const PAYMENTS: &str = "\
PARCELS_PASSWORD = \"pQ9xW2mK7vL4nB8c\"

def pay():
    api_password = \"zT4mN7cV1bH6jD3s\"
    return api_password
";
const PROCFILE: (&str, &str) = ("Procfile", "web: gunicorn shop.app:app\n");

fn shop() -> Project {
    Project::of(&[
        ("shop/__init__.py", ""),
        ("shop/app.py", APP),
        ("shop/settings.py", SETTINGS),
        ("shop/payments.py", PAYMENTS),
        ("requirements.txt", "flask\n"),
        PROCFILE,
    ])
}

fn written(project: &Project) {
    let ran = project.sneck(&["baseline", "--output", "known.toml"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", ""));
}

fn report(project: &Project, arguments: &[&str]) -> Json {
    let ran = project.sneck(&[&["check", "--format", "json", "--baseline", "known.toml"], arguments].concat());
    assert_eq!(ran.err, "");
    serde_json::from_str(&ran.out).expect("a report")
}

/// What is neither known nor accepted: rule and first place.
fn new(report: &Json) -> Vec<String> {
    let open = report["findings"].as_array().expect("a list").iter().filter(|f| f["suppressed"].is_null());
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    open.map(|f| format!("{} {}", text(&f["rule"]), text(&f["places"][0]["path"]))).collect()
}

fn known(report: &Json) -> usize {
    let all = report["findings"].as_array().expect("a list");
    all.iter().filter(|f| f["suppressed"]["by"] == "baseline").count()
}

#[test]
fn what_was_there_does_not_count_and_is_shown_as_known() {
    let project = shop();
    let before = project.audit();
    written(&project);
    let after = report(&project, &[]);
    assert_eq!(new(&after), [""; 0]);
    let findings = before["findings"].as_array().expect("a list").len();
    assert!(findings > 10 && known(&after) == findings, "{} of {findings}", known(&after));
    assert_eq!(after["summary"]["score"], before["summary"]["score"], "what is known is there all the same");
    assert_eq!(after["summary"]["counts"]["high"], 0);
    let codes = |arguments: &[&str]| project.sneck(arguments).code;
    assert_eq!(codes(&["check", "--fail-on", "low"]), Some(1));
    assert_eq!(codes(&["check", "--fail-on", "low", "--baseline", "known.toml"]), Some(0));
    let text = project.sneck(&["check", "--baseline", "known.toml"]).out;
    assert!(text.contains(&format!("nothing found in production; beside that {findings} in the baseline")), "{text}");
}

/// The demand itself: lines moved, functions moved, files renamed, one fault added.
#[test]
fn after_moves_and_renames_exactly_the_new_fault_is_reported() {
    let project = shop();
    written(&project);
    let moved = |path: &str| std::fs::remove_file(project.path().join(path)).expect("it was there");
    // The package's module, the settings and a helper get other names and other folders, and all lines move.
    moved("shop/app.py");
    moved("shop/settings.py");
    moved("shop/payments.py");
    let app = format!("# moved\n\n\n{}", APP.replace("from shop import settings", "from shop.conf import production"));
    project.write("shop/web.py", app.replace("from_object(settings)", "from_object(production)"));
    project.write("shop/conf/__init__.py", "");
    let turned: Vec<&str> = SETTINGS.lines().rev().collect();
    project.write("shop/conf/production.py", format!("\n\n{}\n", turned.join("\n\n")));
    let (constant, function) = PAYMENTS.split_once("\n\n").expect("two parts");
    project.write("shop/money/pay.py", format!("import os\n\n{function}\n\n{constant}\n"));
    project.write("Procfile", "web: gunicorn shop.web:app\n");
    let unchanged = report(&project, &[]);
    assert_eq!(new(&unchanged), [""; 0], "nothing is new yet");

    let production = format!("{}\n\nDEBUG = True\n", turned.join("\n\n"));
    project.write("shop/conf/production.py", production);
    let report = report(&project, &[]);
    assert_eq!(new(&report), ["app/debug-mode shop/conf/production.py"]);
    let ran = project.sneck(&["check", "--baseline", "known.toml"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("1 critical in production"), "{}", ran.out);
}

/// A whole package gets another name, and with it the app and its settings.
#[test]
fn a_renamed_package_of_django_is_known() {
    let settings = "DEBUG = True\nSECRET_KEY = 'django-insecure-zK8vQ2pX5rT7wL9zK8vQ2pX5rT7wL9zK8vQ2pX5'\nALLOWED_HOSTS = ['*']\n\
                    INSTALLED_APPS = ['django.contrib.sessions']\n\
                    MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']\nROOT_URLCONF = 'PACKAGE.urls'\n";
    let wsgi = "import os\nfrom django.core.wsgi import get_wsgi_application\n\
                os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'PACKAGE.settings')\napplication = get_wsgi_application()\n";
    let write = |project: &Project, package: &str, settings: &str| {
        project.write(&format!("{package}/__init__.py"), "");
        project.write(&format!("{package}/settings.py"), settings.replace("PACKAGE", package));
        project.write(&format!("{package}/wsgi.py"), wsgi.replace("PACKAGE", package));
        project.write("Procfile", format!("web: gunicorn {package}.wsgi\n"));
    };
    let project = Project::of(&[]);
    write(&project, "shop", settings);
    written(&project);
    assert!(known(&report(&project, &[])) > 5);
    std::fs::remove_dir_all(project.path().join("shop")).expect("it was there");
    write(&project, "store", settings);
    assert_eq!(new(&report(&project, &[])), [""; 0]);
    write(&project, "store", &format!("{settings}SESSION_COOKIE_HTTPONLY = False\n"));
    assert_eq!(new(&report(&project, &[])), ["cookies/httponly store/settings.py"]);
}

#[test]
fn of_equal_faults_the_count_decides() {
    let pays = |names: &[&str]| -> String {
        names.iter().map(|name| format!("def {name}():\n    api_password = \"{name}T4mN7cV1bH6jD\"\n\n")).collect()
    };
    let project = Project::of(&[("pay.py", &pays(&["card", "cash"]))]);
    written(&project);
    project.write("pay.py", pays(&["cash", "card"]));
    assert_eq!(new(&report(&project, &[])), [""; 0]);
    project.write("pay.py", pays(&["bank", "cash", "card"]));
    let more = report(&project, &[]);
    assert_eq!(new(&more), ["secrets/hardcoded-credential pay.py"]);
    let message = more["findings"][0]["message"].as_str().expect("a text");
    assert!(message.ends_with("The same in 2 more places. In the baseline it is high, in 2 places."), "{message}");
    project.write("pay.py", pays(&["cash"]));
    assert_eq!(new(&report(&project, &[])), [""; 0]);
}

#[test]
fn what_got_worse_counts() {
    let app = "import os\nfrom flask import Flask\napp = Flask(__name__)\n\
               app.config['DEBUG'] = os.environ.get('SHOP_DEBUG') == '1'\n";
    let compose = "services:\n  web:\n    command: gunicorn app:app\n    environment:\n      SHOP_DEBUG: '1'\n";
    let staging = "[environments.\"compose.yaml#web\"]\nkind = \"staging\"\n";
    let project = Project::of(&[("app.py", app), ("compose.yaml", compose), ("sneck.toml", staging)]);
    written(&project);
    let select = ["--select", "debug-mode"];
    assert_eq!((new(&report(&project, &select)).len(), known(&report(&project, &select))), (0, 1));
    project.write("sneck.toml", "");
    let worse = report(&project, &select);
    assert_eq!(new(&worse), ["app/debug-mode compose.yaml"]);
    let message = worse["findings"][0]["message"].as_str().expect("a text");
    assert!(message.ends_with(" In the baseline it is info, in one place."), "{message}");
}

#[test]
fn what_was_mended_is_told_with_its_line() {
    let project = shop();
    written(&project);
    project.write("shop/payments.py", "def pay():\n    return None\n");
    let report = report(&project, &[]);
    assert_eq!(new(&report), ["sneck/stale-baseline known.toml"; 2]);
    let entry = report["findings"].as_array().expect("a list").iter().find(|f| f["rule"] == "sneck/stale-baseline");
    let line = entry.and_then(|f| f["places"][0]["line"].as_u64()).expect("a line") as usize;
    let text = std::fs::read_to_string(project.path().join("known.toml")).unwrap();
    assert_eq!(text.lines().nth(line - 1), Some("rule = \"secrets/hardcoded-credential\""));
    written(&project);
    assert_eq!(new(&self::report(&project, &[])), [""; 0]);
}

#[test]
fn writing_it_again_keeps_reasons_and_the_rest() {
    let project = shop();
    written(&project);
    let path = project.path().join("known.toml");
    let first = std::fs::read_to_string(&path).unwrap();
    assert!(first.split("[[finding]]").count() > 10 && first.contains("path = \"shop/payments.py\""), "{first}");
    let keys: BTreeSet<&str> = first.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key).collect();
    assert_eq!(keys, BTreeSet::from(["schema", "rule", "subject", "path", "cause", "severity", "fingerprint"]));
    written(&project);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), first);
    let with_reason = first.replacen("fingerprint", "reason = \"a sandbox\"\nfingerprint", 1);
    std::fs::write(&path, with_reason).unwrap();
    written(&project);
    assert!(std::fs::read_to_string(&path).unwrap().contains("reason = \"a sandbox\"\n"));
    let shown = project.sneck(&["check", "--baseline", "known.toml", "--verbose"]).out;
    assert!(shown.contains("(in the baseline)") && shown.contains(": a sandbox"), "{shown}");
    let hidden = report(&project, &["--hide-accepted"]);
    assert_eq!(hidden["findings"].as_array().map(Vec::len), Some(0));
}

#[test]
fn without_a_file_it_goes_to_standard_output() {
    let project = shop();
    let ran = project.sneck(&["baseline"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.contains("schema = \"sneck/baseline/1\"\n\n[[finding]]\n"), "{}", ran.out);
}

#[track_caller]
fn refused(arguments: &[&str], file: &[u8], message: &str) {
    let project = shop();
    project.write("known.toml", file);
    let ran = project.sneck(arguments);
    assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (Some(2), message, ""));
    assert_eq!(std::fs::read(project.path().join("known.toml")).expect("it is there"), file, "it is not overwritten");
}

#[test]
fn a_file_that_is_no_baseline_is_refused_and_not_overwritten() {
    let check = ["check", "--baseline", "known.toml"];
    let start = "sneck: `known.toml` is no baseline as `sneck baseline` writes it\n  known.toml:";
    refused(&check, b"[project]\n", &format!("{start}1: unknown field `project`, expected `schema` or `finding`\n"));
    refused(
        &["baseline", "--output", "known.toml"],
        b"[project]\n",
        &format!("{start}1: unknown field `project`, expected `schema` or `finding`\n"),
    );
    let newer = b"schema = \"sneck/baseline/2\"\n";
    let says = "1: `schema` is `sneck/baseline/2`, and this sneck reads `sneck/baseline/1`\n";
    refused(&check, newer, &format!("{start}{says}"));
    refused(&check, b"\xff", "sneck: cannot read the baseline `known.toml`: it is not UTF-8 text\n");
    let missing = ["check", "--baseline", "nowhere.toml"];
    refused(&missing, b"", "sneck: cannot read the baseline `nowhere.toml`: there is nothing there\n");
    refused(&["check", "--baseline", "shop"], b"", "sneck: cannot read the baseline `shop`: it is a folder\n");
}

#[test]
fn a_merge_that_was_not_finished_is_told_with_its_line() {
    let project = shop();
    written(&project);
    let path = project.path().join("known.toml");
    let text = std::fs::read_to_string(&path).unwrap().replacen("\n[[finding]]", "\n<<<<<<< HEAD\n[[finding]]", 1);
    std::fs::write(&path, text).unwrap();
    let ran = project.sneck(&["check", "--baseline", "known.toml"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("\n  known.toml:5: "), "{}", ran.err);
}

/// What names files and rules is itself a file of the project.
#[test]
fn the_baseline_in_the_project_changes_nothing_in_the_report() {
    let project = shop();
    let before = project.audit();
    written(&project);
    let after = project.audit();
    assert_eq!(before["findings"], after["findings"]);
}
