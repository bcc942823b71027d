//! The pages of docs/ make a site, and the program makes a wheel: each with the real tool, in an environment of its own.
#![expect(clippy::disallowed_methods, reason = "these tests start mkdocs, maturin and pip")]

#[path = "../../../tests/python.rs"]
mod python;

use std::path::Path;
use std::process::{Command, Output};

fn run(command: &mut Command) -> Output {
    let done = command.output().expect("it starts");
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{command:?}: {said}");
    done
}

#[test]
fn the_site_is_built_without_a_network_and_loads_nothing() {
    let made = tempfile::tempdir().expect("a temporary folder");
    let mkdocs = python::environment("gates").join("bin/mkdocs");
    run(Command::new(mkdocs)
        .args(["build", "--quiet", "--site-dir"])
        .arg(made.path())
        .current_dir(python::repository()));
    for page in ["index.html", "rules/app/debug-mode.html", "checklists/flask.html", "own-rules.html"] {
        let text = std::fs::read_to_string(made.path().join(page)).expect(page);
        for outside in ["src=\"http", "src=\"//", "<link rel=\"stylesheet\" href=\"http", "@import"] {
            assert!(!text.contains(outside), "{page} has {outside}");
        }
    }
}

/// In the profile of the tests, so that little is built twice; a release takes `--profile dist` (docs/releasing.md).
#[test]
#[ignore = "it builds the program once more: `./test` asks for it at its end"]
fn the_wheel_is_installed_into_a_fresh_environment_and_runs_from_there() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let gates = python::environment("gates").join("bin");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("");
    let mut maturin = Command::new(gates.join("maturin"));
    maturin.args(["build", "--quiet", "--locked", "--compatibility", "linux", "--out"]).arg(folder.path());
    run(maturin.env("CARGO_TARGET_DIR", target).current_dir(python::repository()));
    let wheel = std::fs::read_dir(folder.path())
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .next()
        .expect("a wheel");
    let fresh = folder.path().join("fresh");
    run(Command::new("python3").args(["-m", "venv"]).arg(&fresh));
    run(Command::new(fresh.join("bin/pip"))
        .args(["install", "--quiet", "--no-index", "--disable-pip-version-check"])
        .arg(&wheel));
    let mut sneck = Command::new(fresh.join("bin/sneck"));
    let done =
        sneck.args(["check", "examples/bookshop", "--fail-on", "none"]).env_clear().current_dir(python::repository());
    let out = String::from_utf8(run(done).stdout).expect("text");
    assert!(out.starts_with("examples/bookshop: grade F"), "{out}");
}

/// The version that files outside of Cargo name is that of the program.
#[test]
fn every_file_names_the_same_version() {
    let version = env!("CARGO_PKG_VERSION");
    for (file, expected) in [
        ("ci/gitlab.yml", format!("\"{version}\"")),
        ("ci/gitlab.yml", format!("v{version}")),
        ("docs/gates.md", format!("@v{version}")),
    ] {
        let text = std::fs::read_to_string(python::repository().join(file)).expect(file);
        assert!(text.contains(&expected), "{file} does not name {expected}");
    }
}
