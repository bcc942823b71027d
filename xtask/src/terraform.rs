//! Asks Terraform itself what the samples of its reader come to, and records the answers beside them.
#![expect(clippy::disallowed_methods, reason = "a task writes files of the project and runs Terraform")]
#![expect(clippy::print_stdout, reason = "a task of the project speaks on standard output")]

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, ensure};

/// Runs every sample; needs `terraform`, but no provider and no network.
pub(crate) fn record() -> anyhow::Result<ExitCode> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/read/src/config/terraform/oracle.txt");
    let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let mut written = String::new();
    let samples = samples(&text);
    for (name, files) in &samples {
        let answer = ask(files).with_context(|| format!("asking about {name}"))?;
        for (path, text) in files {
            written.push_str(&format!("=== {name}/{path}\n{text}"));
        }
        written.push_str(&format!("=== {name}/expected.json\n{answer}\n"));
    }
    std::fs::write(&path, written)?;
    println!("recorded {} samples", samples.len());
    Ok(ExitCode::SUCCESS)
}

/// Path and text of each file of a sample.
type Files<'t> = Vec<(&'t str, String)>;

/// The samples by name, without what was recorded before.
fn samples(text: &str) -> Vec<(&str, Files<'_>)> {
    let mut all: Vec<(&str, Files<'_>)> = Vec::new();
    for section in text.split("=== ").skip(1) {
        let (head, body) = section.split_once('\n').unwrap_or((section, ""));
        let Some((name, path)) = head.split_once('/').filter(|(_, path)| *path != "expected.json") else { continue };
        match all.last_mut().filter(|(last, _)| *last == name) {
            Some((_, files)) => files.push((path, body.to_owned())),
            None => all.push((name, vec![(path, body.to_owned())])),
        }
    }
    all
}

/// The outputs of one sample, as one line of JSON.
fn ask(files: &Files<'_>) -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
        std::fs::write(path, text)?;
    }
    terraform(folder.path(), &["init", "-backend=false", "-input=false"])?;
    terraform(folder.path(), &["apply", "-auto-approve", "-input=false"])?;
    let said: serde_json::Value = serde_json::from_str(&terraform(folder.path(), &["output", "-json"])?)?;
    let outputs = said.as_object().context("outputs")?.iter();
    let values: serde_json::Map<_, _> = outputs.map(|(name, one)| (name.clone(), one["value"].clone())).collect();
    Ok(serde_json::to_string(&values)?)
}

fn terraform(folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let done = Command::new("terraform").current_dir(folder).args(arguments).output().context("starting terraform")?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    ensure!(done.status.success(), "terraform {arguments:?}: {said}{}", String::from_utf8_lossy(&done.stderr));
    Ok(said)
}
