//! Runs the program in a folder of its own.

use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;
use tempfile::TempDir;

/// What a run said and how it ended.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A project in a temporary folder, gone when the test ends.
pub struct Project(TempDir);

impl Project {
    /// With files of these paths and contents.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let project = Self(tempfile::tempdir().expect("a temporary folder"));
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let whole = self.path().join(path);
        std::fs::create_dir_all(whole.parent().expect("a file has a folder")).expect("the folder is ours");
        std::fs::write(whole, bytes).expect("the folder is ours");
    }

    /// Runs the program with this folder as the current one.
    pub fn sneck(&self, arguments: &[&str]) -> Ran {
        sneck(self.path(), arguments)
    }

    /// Audits as JSON, which must succeed in the sense of being carried through.
    pub fn audit(&self) -> serde_json::Value {
        let ran = self.sneck(&["check", "--format", "json"]);
        assert!(matches!(ran.code, Some(0 | 1)), "{:?}: {}", ran.code, ran.err);
        assert_eq!(ran.err, "");
        serde_json::from_str(&ran.out).expect("a report")
    }
}

/// Runs the program as nobody's shell would: no variables but the path, no colours, and an end in any case.
pub fn sneck(folder: &Path, arguments: &[&str]) -> Ran {
    let done = command(folder).args(arguments).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
    Ran { code: done.status.code(), out: text(done.stdout), err: text(done.stderr) }
}

pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sneck"));
    command.env_clear().current_dir(folder).timeout(Duration::from_secs(120));
    command
}
