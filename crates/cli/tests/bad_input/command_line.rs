//! Mistakes on the command line, and a reader that goes away.

use std::process::Stdio;

use crate::support::{Project, command};

#[track_caller]
fn refused(arguments: &[&str], message: &str) {
    let project = Project::of(&[("app.py", "")]);
    let ran = project.sneck(arguments);
    assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (Some(2), message, ""));
}

#[test]
fn a_path_that_is_not_there() {
    refused(&["check", "shop"], "sneck: there is nothing at `shop`\n");
}

#[test]
fn a_path_below_a_file() {
    refused(&["check", "app.py/shop"], "sneck: there is nothing at `app.py/shop`\n");
}

#[test]
fn a_file_instead_of_a_folder() {
    refused(&["check", "app.py"], "sneck: `app.py` is not a folder; name the folder that holds the project\n");
}

#[test]
fn an_unknown_rule() {
    refused(
        &["check", "--select", "app/debug-mod"],
        "sneck: no rule is called `app/debug-mod`; did you mean app/debug-mode?\n",
    );
    refused(&["check", "--ignore", "quux"], "sneck: no rule is called `quux`; `sneck rules` lists them all\n");
    refused(&["explain", "hstss"], "sneck: no rule is called `hstss`; did you mean headers/hsts?\n");
}

#[test]
fn an_unknown_world() {
    refused(
        &["check", "--replay", "shop.world"],
        "sneck: cannot read the world `shop.world`: there is nothing there\n",
    );
    refused(&["check", "--replay", "."], "sneck: cannot read the world `.`: it is a folder\n");
}

#[test]
fn a_world_that_is_none() {
    refused(
        &["check", "--replay", "shop.world"],
        "sneck: cannot read the world `shop.world`: there is nothing there\n",
    );
    let project = Project::of(&[("shop.world", "=== app.py\nx = 1\n=== git status\n")]);
    let ran = project.sneck(&["check", "--replay", "shop.world"]);
    let message = "sneck: shop.world:3: expected `=== git tracked` or `=== git ignored`\n";
    assert_eq!((ran.code, ran.err.as_str()), (Some(2), message));
    project.write("bytes.world", b"=== a.py\n\xff\n");
    let ran = project.sneck(&["check", "--replay", "bytes.world"]);
    let message = "sneck: cannot read the world `bytes.world`: it is not UTF-8 text\n";
    assert_eq!((ran.code, ran.err.as_str()), (Some(2), message));
}

#[test]
fn a_folder_and_a_world_at_once() {
    let project = Project::of(&[]);
    let ran = project.sneck(&["check", ".", "--replay", "shop.world"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("error: the argument '[PATH]' cannot be used with '--replay <WORLD>'"), "{}", ran.err);
}

#[test]
fn an_unknown_severity() {
    let ran = Project::of(&[]).sneck(&["check", "--fail-on", "hihg"]);
    assert_eq!(ran.code, Some(2));
    let first = ran.err.lines().take(2).collect::<Vec<_>>().join("\n");
    let expected = "error: invalid value 'hihg' for '--fail-on <SEVERITY>'\n  \
                    [possible values: critical, high, medium, low, info, none]";
    assert_eq!(first, expected);
}

#[test]
fn no_command_at_all() {
    let ran = Project::of(&[]).sneck(&[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("Usage: sneck <COMMAND>"), "{}", ran.err);
}

#[test]
fn a_report_that_cannot_be_written() {
    refused(
        &["check", "--output", "no/such/folder.json"],
        "sneck: cannot write `no/such/folder.json`: there is nothing there\n",
    );
}

/// A reader such as `head` has seen enough: that is no error, and the exit code is that of the audit.
#[test]
fn a_closed_standard_output() {
    let project = Project::of(&[("app.py", "")]);
    for arguments in [&["check"][..], &["check", "--format", "json"], &["facts", "--json"], &["check", "--help"]] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_sneck"))
            .current_dir(project.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert_eq!(
            (done.status.code(), String::from_utf8_lossy(&done.stderr).as_ref()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn arguments_that_are_not_text() {
    use std::os::unix::ffi::OsStrExt;
    let project = Project::of(&[]);
    let done = command(project.path()).arg("check").arg(std::ffi::OsStr::from_bytes(b"sh\xffp")).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!((done.status.code(), said.as_str()), (Some(2), "sneck: there is nothing at `sh\u{fffd}p`\n"));
}
