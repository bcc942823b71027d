//! Small apps, read and started.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use sneck_model::Facts;
use sneck_read::{File, Tree};

use crate::said::Said;

/// One app.
pub struct Sample {
    pub name: String,
    /// NODE_ENV, or none.
    mode: Option<String>,
    asks: Vec<String>,
    /// `app.cjs`, or `app.mjs` where it is written with `import`.
    file: &'static str,
    text: String,
}

/// `=== NAME MODE: PATHS` begins one; `module` behind the paths, one that is written with `import`.
pub fn all() -> Vec<Sample> {
    let sample = |section: &str| {
        let (head, text) = section.split_once('\n').expect("a head and a program");
        let (name, asks) = head.split_once(": ").expect("a name and paths");
        let (name, mode) = name.rsplit_once(' ').expect("a mode");
        let (modules, asks): (Vec<&str>, Vec<&str>) = asks.split_whitespace().partition(|word| *word == "module");
        Sample {
            name: name.to_owned(),
            mode: (mode != "unset").then(|| mode.to_owned()),
            asks: asks.into_iter().map(str::to_owned).collect(),
            file: if modules.is_empty() { "app.cjs" } else { "app.mjs" },
            text: text.to_owned(),
        }
    };
    // At the beginning of a line: `===` compares in JavaScript.
    format!("\n{}", include_str!("samples.txt")).split("\n=== ").skip(1).map(sample).collect()
}

impl Sample {
    /// As sneck reads it, with the mode that a Dockerfile sets.
    pub fn read(&self) -> Facts {
        let mode = self.mode.as_ref().map(|mode| format!("ENV NODE_ENV={mode}\n")).unwrap_or_default();
        let image = format!("FROM node:22\nWORKDIR /app\nCOPY . .\n{mode}CMD [\"node\", \"{}\"]\n", self.file);
        let files = vec![File::new("Dockerfile", &image), File::new(self.file, &self.text)];
        let facts = sneck_read::facts(&Tree { files, ..Tree::default() });
        assert!(facts.unread.is_empty(), "{}: {:?}", self.name, facts.unread);
        assert_eq!(facts.apps.len(), 1, "{}", self.name);
        facts
    }
}

/// Starts each and asks it.
pub fn ask(samples: &[Sample]) -> Vec<Said> {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path();
    std::os::unix::fs::symlink(packages(), home.join("node_modules")).expect("a link");
    let public = [("public/.env", "PASSWORD=x"), ("public/book.txt", "a book")];
    public.iter().for_each(|(path, text)| write(&home.join(path), text));
    write(&home.join("drive.mjs"), include_str!("../../../../tests/oracle/express-samples/drive.mjs"));
    let asked = samples.iter().enumerate().map(|(at, sample)| {
        let file = home.join(at.to_string()).join(sample.file);
        write(&file, &sample.text);
        json!({"file": file, "mode": sample.mode, "asks": sample.asks})
    });
    let answers = driven(home, &asked.collect());
    let of_one = |(sample, answers): (&Sample, &Value)| {
        let answers = answers.as_array().cloned().unwrap_or_default();
        Said(sample.asks.iter().cloned().zip(answers).collect())
    };
    samples.iter().zip(answers.as_array().expect("a list")).map(of_one).collect()
}

fn driven(home: &Path, asked: &Value) -> Value {
    let mut driver = Command::new("node")
        .arg("drive.mjs")
        .current_dir(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts; `./test` installs it");
    driver.stdin.take().expect("a pipe").write_all(asked.to_string().as_bytes()).expect("the driver reads");
    let output = driver.wait_with_output().expect("the driver ends");
    assert!(output.status.success(), "the driver does not end well");
    serde_json::from_slice(&output.stdout).expect("the driver answers in JSON")
}

/// Where the packages are, which are installed first where they are missing.
fn packages() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let folder = target.join("node");
    let status = Command::new("python3").arg(root.join("tests/oracle/nodes.py")).arg(&folder).status();
    assert!(status.expect("python3 starts").success(), "the packages are not installed");
    std::fs::canonicalize(folder.join("express-samples/node_modules")).expect("they are there")
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
    std::fs::write(path, text).expect("the file is written");
}
