//! Files that cannot be read as they are: the rest is audited all the same, and each is told.

use std::fs::File;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;

use crate::support::Project;
use crate::unread;

#[track_caller]
fn left_out(project: &Project, why: &str) -> u64 {
    skipped(&project.audit(), why)
}

fn skipped(report: &serde_json::Value, why: &str) -> u64 {
    let rows = report["summary"]["coverage"]["skipped"].as_array().expect("a list");
    rows.iter().find(|row| row["why"] == why).map_or(0, |row| row["files"].as_u64().unwrap_or_default())
}

/// As another user, because root may read everything.
#[test]
fn a_file_that_may_not_be_read() {
    let project = Project::of(&[("app.py", "import flask\n"), ("shop/secret.py", "x = 1\n")]);
    let program = project.path().join("sneck");
    std::fs::copy(env!("CARGO_BIN_EXE_sneck"), &program).unwrap();
    for (path, mode) in [("", 0o755), ("app.py", 0o000), ("shop", 0o000), ("sneck", 0o755)] {
        std::fs::set_permissions(project.path().join(path), std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let mut command = std::process::Command::new(&program);
    command.args(["check", "--format", "json", "."]).current_dir(project.path()).env_clear();
    if project.path().metadata().unwrap().uid() == 0 {
        command.uid(65_534);
    }
    let done = command.output().unwrap();
    std::fs::set_permissions(project.path().join("shop"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let expected = serde_json::json!([
        {"path": "app.py", "why": "permission denied"},
        {"path": "shop", "why": "permission denied"},
    ]);
    assert_eq!((done.status.code(), &report["unread"]), (Some(0), &expected));
}

#[test]
fn a_pipe_in_place_of_a_file() {
    let project = Project::of(&[]);
    let made = std::process::Command::new("mkfifo").arg(project.path().join("app.py")).status().unwrap();
    assert!(made.success());
    assert_eq!(left_out(&project, "not a regular file"), 1);
}

#[test]
fn a_folder_in_place_of_a_file() {
    let project = Project::of(&[("app.py/inner.py", "x = 1\n")]);
    assert_eq!(unread(&project), [""; 0]);
}

#[test]
fn a_binary_file() {
    let project = Project::of(&[]);
    project.write("app.py", b"\x7fELF\x02\x01\x01\0\0\0");
    assert_eq!(unread(&project), ["app.py: binary"]);
}

#[test]
fn a_file_of_fifty_megabytes() {
    let project = Project::of(&[]);
    File::create(project.path().join("app.py")).unwrap().set_len(50 << 20).unwrap();
    assert_eq!(unread(&project), ["app.py: larger than 1 MiB"]);
    assert_eq!(left_out(&project, "larger than 1 MiB"), 1);
}

#[test]
fn links_in_circles_and_out_of_the_folder() {
    let project = Project::of(&[("shop/app.py", "x = 1\n")]);
    symlink("..", project.path().join("shop/up")).unwrap();
    symlink("loop.py", project.path().join("loop.py")).unwrap();
    symlink("/etc/passwd", project.path().join("passwd")).unwrap();
    assert_eq!(unread(&project), [""; 0]);
    assert_eq!(left_out(&project, "symbolic links to folders"), 1);
    assert_eq!(left_out(&project, "symbolic links that lead nowhere"), 1);
    assert_eq!(left_out(&project, "symbolic links that leave the folder"), 1);
}

#[test]
fn a_folder_of_a_hundred_thousand_files() {
    let project = Project::of(&[("app.py", "import flask\n")]);
    for folder in 0..100 {
        let folder = project.path().join(format!("data{folder}"));
        std::fs::create_dir(&folder).unwrap();
        for file in 0..1000 {
            let ending = if file % 10 == 0 { "py" } else { "csv" };
            File::create(folder.join(format!("{file}.{ending}"))).unwrap();
        }
    }
    let report = project.audit();
    assert_eq!(report["summary"]["coverage"]["files_read"], 10_001);
    assert_eq!(skipped(&report, "no reader for it"), 90_000);
}

#[test]
fn nesting_without_end_in_every_format() {
    let project = Project::of(&[]);
    project.write("compose.yaml", format!("services: {}\n", "[".repeat(500_000)));
    project.write("block.yaml", "- ".repeat(400_000));
    project.write("config.json", "[".repeat(900_000));
    project.write("pyproject.toml", format!("x = {}\n", "[".repeat(500_000)));
    project.write("dotted.toml", format!("[{}b]\n", "a.".repeat(400_000)));
    project.write("start.sh", "$(".repeat(300_000));
    project.write("Procfile", format!("web: {}\n", "sh -c '".repeat(1000)));
    project.write("Dockerfile", format!("FROM x\nRUN {}a\nCMD {}\n", "\\\n".repeat(100_000), "[".repeat(100_000)));
    let rows = unread(&project);
    let of = |path: &str| rows.iter().filter(|row| row.starts_with(path)).count();
    assert_eq!((of("compose.yaml: not valid YAML"), of("pyproject.toml: not valid TOML")), (1, 1), "{rows:?}");
}

#[test]
fn aliases_that_unfold_without_end() {
    let lines = (0..12).map(|i| format!("k{}: &k{} [{}]\n", i + 1, i + 1, format!("*k{i}, ").repeat(9)));
    let bomb: String = std::iter::once("k0: &k0 [x]\n".to_owned()).chain(lines).collect();
    let project = Project::of(&[]);
    project.write("compose.yaml", format!("{bomb}services: {{web: {{image: x, environment: *k12}}}}\n"));
    assert_eq!(unread(&project), ["compose.yaml: its aliases unfold to more than 200000 values"]);
}

#[test]
fn an_empty_folder() {
    let ran = Project::of(&[]).sneck(&["check"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}
