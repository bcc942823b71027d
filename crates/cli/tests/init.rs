//! `sneck init` on five kinds of project: a plan first, then files that work.
#![expect(clippy::disallowed_methods, reason = "these tests make real folders and start linters")]

#[path = "../../../tests/python.rs"]
mod python;
#[expect(dead_code, reason = "each test file uses a part of it")]
mod support;

use std::path::Path;
use std::process::Command;

use support::Project;

const FLASK: &str = "from flask import Flask\napp = Flask(__name__)\n";

/// Files of a project, and which files it lacks.
type Kind = (&'static [(&'static str, &'static str)], &'static [&'static str]);

const KINDS: [Kind; 5] = [
    (
        &[
            ("app.py", FLASK),
            ("Dockerfile", "FROM python:3.13\nCOPY . .\nCMD [\"gunicorn\", \"app:app\"]\n"),
            (".github/CODEOWNERS", ""),
        ],
        &["sneck.toml", ".gitignore", ".dockerignore", ".github/workflows/sneck.yml", ".pre-commit-config.yaml"],
    ),
    (
        &[
            ("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"),
            ("shop/settings.py", "SECRET_KEY = 'x'\nDEBUG = True\nROOT_URLCONF = 'shop.urls'\n"),
            (".gitlab-ci.yml", "stages:\n  - build\n  - check\n\nbuild:\n  stage: build\n  script:\n    - make\n"),
        ],
        &["sneck.toml", ".gitignore", ".gitlab-ci.yml", ".pre-commit-config.yaml"],
    ),
    (
        &[
            ("main.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
            ("Procfile", "web: uvicorn main:app\n"),
            (".gitignore", ".env\n.env.*\n!.env.example\n*.pem\n*.key\n"),
            (".pre-commit-config.yaml", "repos:\n- repo: https://example.org/hooks\n  rev: v1\n  hooks:\n  - id: x\n"),
        ],
        &["sneck.toml", ".pre-commit-config.yaml"],
    ),
    (
        &[("app.py", FLASK), ("pyproject.toml", "[tool.sneck]\nfail-on = \"high\"\n")],
        &[".gitignore", ".pre-commit-config.yaml"],
    ),
    (&[("package.json", "{\"name\": \"shop\"}\n")], &["sneck.toml", ".gitignore", ".pre-commit-config.yaml"]),
];

#[test]
fn five_kinds_of_project_get_files_that_work() {
    for (files, expected) in KINDS {
        let project = Project::of(files);
        let plan = project.sneck(&["init"]);
        assert_eq!(plan.code, Some(0), "{}", plan.err);
        assert!(plan.out.ends_with("Nothing was written. `sneck init --yes` writes it.\n"), "{}", plan.out);
        let verbs = |line: &str| line.starts_with("write ") || line.starts_with("add to ");
        let named: Vec<&str> =
            plan.out.lines().filter(|line| verbs(line)).filter_map(|line| line.split(": ").next()).collect();
        let named: Vec<&str> = named.iter().filter_map(|line| line.rsplit(' ').next()).collect();
        assert_eq!(named, expected, "{}", plan.out);
        for path in expected.iter().filter(|path| files.iter().all(|(known, _)| known != *path)) {
            assert!(!project.path().join(path).exists(), "a plan writes nothing: {path}");
        }
        assert_eq!(project.sneck(&["init", "--yes"]).code, Some(0));
        assert_eq!(project.sneck(&["init", "--yes"]).out, "Everything is there already.\n");
        let audit = project.sneck(&["check", "--format", "json"]);
        assert!(matches!(audit.code, Some(0 | 1)), "{}", audit.err);
        lint(project.path());
    }
}

/// The real tools' own schemas, and a linter for workflows.
fn lint(folder: &Path) {
    let workflow = folder.join(".github/workflows/sneck.yml");
    let pipeline = folder.join(".gitlab-ci.yml");
    if workflow.exists() {
        schema("vendor.github-workflows", &workflow);
        // Releases of actions are named by their tags: a hash would be that of a release to come.
        std::fs::write(folder.join("zizmor.yml"), "rules:\n  unpinned-uses:\n    disable: true\n")
            .expect("the folder is ours");
        runs(&["zizmor", "--offline", "--no-progress", "--config"], &[&folder.join("zizmor.yml"), &workflow]);
    }
    if pipeline.exists() {
        schema("vendor.gitlab-ci", &pipeline);
    }
    let hooks = folder.join(".pre-commit-config.yaml");
    let text = std::fs::read_to_string(&hooks).expect("it is there");
    assert_eq!(text.matches("id: sneck").count(), 1, "{text}");
    runs(
        &["python", "-c", "import sys, yaml; [entry['hooks'] for entry in yaml.safe_load(open(sys.argv[1]))['repos']]"],
        &[&hooks],
    );
}

fn schema(name: &str, file: &Path) {
    runs(&["check-jsonschema", "--builtin-schema", name], &[file]);
}

fn runs(command: &[&str], files: &[&Path]) {
    let program = python::environment("gates").join("bin").join(command[0]);
    let done = Command::new(program).args(&command[1..]).args(files).output().expect("the linter runs");
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command:?} {files:?}: {said}");
}

/// The action's own step: one report for code scanning, one for the summary, and the gate's exit code.
#[test]
fn the_action_reports_and_takes_the_exit_code_of_the_gate() {
    let runner = tempfile::tempdir().expect("a temporary folder");
    let root = python::repository();
    let sneck = Path::new(env!("CARGO_BIN_EXE_sneck")).parent().expect("a folder");
    let path = format!("{}:{}", sneck.display(), std::env::var("PATH").unwrap_or_default());
    for (audited, arguments, expected) in
        [("examples/bookshop", "", 1), ("examples/bookshop-hardened", "--select app", 0), ("examples/none", "", 2)]
    {
        let done = Command::new("bash")
            .arg(root.join("ci/audit.sh"))
            .current_dir(&root)
            .env("PATH", &path)
            .env("RUNNER_TEMP", runner.path())
            .env("GITHUB_OUTPUT", runner.path().join("output"))
            .env("GITHUB_STEP_SUMMARY", runner.path().join("summary"))
            .envs([("AUDIT_PATH", audited), ("FAIL_ON", "high"), ("BASELINE", ""), ("ARGUMENTS", arguments)])
            .output()
            .expect("bash runs");
        assert_eq!(done.status.code(), Some(expected), "{audited}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let summary = std::fs::read_to_string(runner.path().join("summary")).expect("a summary");
    assert!(summary.starts_with("## sneck: grade F"), "{summary}");
    let output = std::fs::read_to_string(runner.path().join("output")).expect("outputs");
    assert_eq!(output.lines().count(), 2, "{output}");
}

#[test]
fn the_files_that_pipelines_share_are_well_formed() {
    let root = python::repository();
    schema("vendor.github-actions", &root.join("action.yml"));
    schema("vendor.gitlab-ci", &root.join("ci/gitlab.yml"));
    runs(
        &[
            "python",
            "-c",
            "import sys, yaml; assert {h['id'] for h in yaml.safe_load(open(sys.argv[1]))} == {'sneck', 'sneck-system'}",
        ],
        &[&root.join(".pre-commit-hooks.yaml")],
    );
    for script in ["ci/install.sh", "ci/audit.sh"] {
        let done = Command::new("bash").arg("-n").arg(root.join(script)).status().expect("bash runs");
        assert!(done.success(), "{script}");
    }
}

/// Stands for GitHub's own program: a release is a folder.
const GH: &str =
    "#!/bin/sh\nset -e\n[ \"$1 $2 $3 $4 $5\" = \"release download v9.8.7 --repo shop/sneck\" ]\ncp \"$RELEASE\"/* .\n";

/// A release with one archive for this machine, and the sums that were published of it.
fn release(folder: &Path, sums: impl Fn(&str) -> String) {
    let target = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    let archive = format!("sneck-9.8.7-{target}.tar.gz");
    std::fs::create_dir_all(folder.join("bin")).expect("the folder is ours");
    std::fs::create_dir_all(folder.join("release")).expect("the folder is ours");
    std::fs::write(folder.join("bin/gh"), GH).expect("a file");
    std::fs::write(folder.join("sneck"), "#!/bin/sh\necho sneck 9.8.7\n").expect("a file");
    for name in ["bin/gh", "sneck"] {
        let done = Command::new("chmod").arg("+x").arg(folder.join(name)).status();
        assert!(done.expect("chmod runs").success());
    }
    let tar = Command::new("tar").args(["czf", &format!("release/{archive}"), "sneck"]).current_dir(folder).status();
    assert!(tar.expect("tar runs").success());
    let sum = Command::new("sha256sum").arg(&archive).current_dir(folder.join("release")).output().expect("a sum");
    std::fs::write(folder.join("release/SHA256SUMS"), sums(&String::from_utf8_lossy(&sum.stdout))).expect("a file");
}

fn install(folder: &Path, version: &str) -> std::process::Output {
    let path = format!("{}:/usr/bin:/bin", folder.join("bin").display());
    Command::new("bash")
        .arg(python::repository().join("ci/install.sh"))
        .env_clear()
        .envs([("PATH", path.as_str()), ("REPOSITORY", "shop/sneck"), ("VERSION", version)])
        .env("RELEASE", folder.join("release"))
        .env("RUNNER_TEMP", folder.join("temp"))
        .env("GITHUB_PATH", folder.join("path"))
        .env("ACTION", python::repository())
        .output()
        .expect("bash runs")
}

#[test]
#[cfg(target_os = "linux")]
fn a_release_is_installed_when_it_has_its_published_sum() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    release(folder.path(), str::to_owned);
    let done = install(folder.path(), "9.8.7");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let path = std::fs::read_to_string(folder.path().join("path")).expect("the path of later steps");
    let said = Command::new(Path::new(path.trim()).join("sneck")).output().expect("it runs");
    assert_eq!(String::from_utf8_lossy(&said.stdout), "sneck 9.8.7\n");
}

#[test]
#[cfg(target_os = "linux")]
fn a_release_that_was_changed_is_not_installed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    release(folder.path(), |sums| format!("{}{}", "0".repeat(64), &sums[64..]));
    assert!(!install(folder.path(), "9.8.7").status.success());
    assert!(!folder.path().join("path").exists(), "nothing is put on the path");
    assert!(!install(folder.path(), "9.8.7; touch x").status.success(), "no version");
}
