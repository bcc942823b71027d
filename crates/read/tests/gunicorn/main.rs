//! What sneck reads of gunicorn's command, variable and file is what `gunicorn --print-config` comes to.
#![expect(clippy::disallowed_methods, reason = "a test starts processes and makes files")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use sneck_model::{Facts, Key, Value};
use sneck_read::{File, Tree};

const APP: &str = "from flask import Flask\n\napp = Flask(__name__)\n";

/// A command, and the files beside it.
struct Sample<'s> {
    name: &'s str,
    command: &'s str,
    files: Vec<(&'s str, &'s str)>,
}

/// `=== NAME: COMMAND` begins one; what follows is `gunicorn.conf.py`, and `--- PATH` another file.
fn samples() -> Vec<Sample<'static>> {
    let sample = |section: &'static str| {
        let (head, text) = section.split_once('\n').unwrap_or((section, ""));
        let (name, command) = head.split_once(": ").expect("a name and a command");
        let files = match text.strip_prefix("--- ") {
            Some(other) => vec![other.split_once('\n').expect("a path and a text")],
            None if text.trim().is_empty() => Vec::new(),
            None => vec![("gunicorn.conf.py", text)],
        };
        Sample { name, command, files }
    };
    include_str!("samples.txt").split("=== ").skip(1).map(sample).collect()
}

#[test]
fn gunicorn_comes_to_what_was_read() {
    let samples = samples();
    assert!(samples.len() >= 20, "{} samples", samples.len());
    let program = program();
    let told: Vec<Vec<String>> = std::thread::scope(|scope| {
        let running = samples.iter().map(|sample| scope.spawn(|| wrong(sample, &program)));
        let running: Vec<_> = running.collect();
        running.into_iter().map(|one| one.join().expect("it ends")).collect()
    });
    let wrong: Vec<String> = told.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What was read otherwise.
fn wrong(sample: &Sample<'_>, program: &Path) -> Vec<String> {
    let (read, real) = (read(sample), asked(sample, program));
    // What is not known is no case; what nobody says is gunicorn's own.
    let says = |word: &str| sample.command.contains(word) || sample.files.iter().any(|(_, text)| text.contains(word));
    let silent = if says("bind") || says("-b ") { host_of(&real["bind"]) } else { "127.0.0.1".to_owned() };
    let host = of(&read, Key::SERVER_HOST).unwrap_or(silent);
    let reload = of(&read, Key::SERVER_RELOAD).unwrap_or_else(|| "false".to_owned());
    let proxies = of(&read, Key::SERVER_TRUSTED_PROXIES).unwrap_or_else(|| "127.0.0.1,::1".to_owned());
    let pairs = [
        ("bind", host, host_of(&real["bind"])),
        ("reload", reload, real["reload"].to_lowercase()),
        ("forwarded_allow_ips", proxies, words(&real["forwarded_allow_ips"]).join(",")),
    ];
    let differs = pairs.into_iter().filter(|(_, read, real)| read != real);
    differs.map(|(what, read, real)| format!("{}: {what} was read as {read} and is {real}", sample.name)).collect()
}

fn read(sample: &Sample<'_>) -> Facts {
    let own = sample.files.iter().map(|(path, text)| File::new(path, text));
    let procfile = format!("web: {}\n", sample.command);
    let mut files: Vec<File> = own.chain([File::new("Procfile", &procfile), File::new("app.py", APP)]).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let facts = sneck_read::facts(&Tree { files, ..Tree::default() });
    assert!(facts.unread.is_empty(), "{}: {:?}", sample.name, facts.unread);
    facts
}

/// The value in the environment of the Procfile.
fn of(facts: &Facts, key: Key) -> Option<String> {
    let by_procfile = |s: &&sneck_model::Setting| facts.environment_of(s).is_some_and(|e| e.name == "Procfile#web");
    let value = &facts.settings_of(key).find(by_procfile)?.value;
    Some(match value {
        Value::Bool(on) => on.to_string(),
        other => other.text()?.to_owned(),
    })
}

/// `NAME = VALUE` lines, as it prints them.
fn asked(sample: &Sample<'_>, program: &Path) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in sample.files.iter().copied().chain([("app.py", APP)]) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        std::fs::write(path, text).expect("it is written");
    }
    let line = sample.command.replacen("gunicorn", &format!("{} --print-config", program.display()), 1);
    let output = Command::new("sh").args(["-c", &line]).current_dir(folder.path()).output().expect("sh starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}: {text}{}", sample.name, String::from_utf8_lossy(&output.stderr));
    let pair = |line: &str| line.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    text.lines().filter_map(pair).collect()
}

/// The texts of a list of Python, or the text alone.
fn words(value: &str) -> Vec<String> {
    let inner = value.trim_matches(['[', ']']);
    inner.split(',').map(|word| word.trim().trim_matches('\'').to_owned()).collect()
}

/// The host of the first address, as `server.host` has it.
fn host_of(value: &str) -> String {
    let first = value.trim_start_matches('[').trim_start_matches('\'');
    let first = first.split('\'').next().unwrap_or(first);
    if first.starts_with("unix:") {
        return "unix".to_owned();
    }
    let host = first.rsplit_once(':').map_or(first, |(host, _)| host).trim_matches(['[', ']']);
    if host.is_empty() { "0.0.0.0".to_owned() } else { host.to_owned() }
}

/// The one of a virtual environment, which is made first where it is missing.
fn program() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let folder = target.join("venvs");
    let status = Command::new("python3").arg(root.join("tests/oracle/venvs.py")).arg(&folder).status();
    assert!(status.expect("python3 starts").success(), "the packages are not installed");
    std::fs::canonicalize(folder.join("flask-current/bin/gunicorn")).expect("it is there")
}
