//! Cookies and tokens that the real libraries made: each is recognised, its key is found among others, and no other
//! key fits.
#![expect(clippy::disallowed_methods, reason = "a test may start processes")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use sneck_keys::{Cookie, Search, Signed, candidates, engines};

#[path = "../../../../tests/python.rs"]
mod python;

/// Made by ActiveSupport 6.1.7, Rack 2.2.22, rack-session 2.1 and Illuminate 8.83 (`tests/oracle/signers/signers.rb` and `.php`).
const RECORDED: &str = include_str!("recorded.jsonl");

/// A signed text, and what signed it.
#[derive(Debug)]
struct Made {
    format: String,
    cookie: Cookie,
    key: Vec<u8>,
}

fn made(row: &str) -> Made {
    let row: Value = serde_json::from_str(row).expect("a line of JSON");
    let text = |name: &str| row[name].as_str().map(str::to_owned);
    let written = text("key").expect("a key");
    let latin1 = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).expect("a byte")).collect();
    let key = if row["bytes"] == true { latin1(&written) } else { written.into_bytes() };
    let cookie = Cookie {
        name: text("name"),
        value: text("value").expect("a value").into_bytes(),
        signature: text("signature").map(String::into_bytes),
    };
    Made { format: text("format").expect("a format"), cookie, key }
}

/// Runs a script that prints what libraries sign.
fn signed_by(command: &mut Command) -> Vec<Made> {
    let done = command.output().expect("the interpreter runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("text").lines().map(made).collect()
}

fn by_python() -> Vec<Made> {
    let script = python::repository().join("tests/oracle/signers/signers.py");
    signed_by(Command::new(python::environment("signers").join("bin/python")).arg(script))
}

fn by_node() -> Vec<Made> {
    let oracle = python::repository().join("tests/oracle");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("node");
    let installed = Command::new("python3").arg(oracle.join("nodes.py")).arg(&folder).status().expect("python3 runs");
    assert!(installed.success(), "the packages of Node could not be installed; is their registry reachable?");
    let modules = folder.join("signers/node_modules");
    signed_by(Command::new("node").arg(oracle.join("signers/signers.js")).env("NODE_PATH", modules))
}

fn readings(made: &Made) -> Vec<Signed> {
    sneck_keys::read(&made.cookie.input())
}

/// The formats whose key is found among words.
fn found(texts: &[Signed], words: &[&[u8]], engine: &str) -> Vec<(&'static str, usize)> {
    let hits = Search::on(texts, engine).attempt(words);
    hits.iter().map(|hit| (texts[hit.text].format, hit.word)).collect()
}

/// The right key stands among wrong ones that are like it in length, at a place that differs from text to text.
fn holds(all: &[Made]) {
    for (at, made) in all.iter().enumerate() {
        let texts = readings(made);
        assert!(texts.iter().any(|text| text.format == made.format), "{made:?} is read as {texts:?}");
        // In front: HMAC fills keys up with zeros, and rack-session takes no more than 32 bytes.
        let wrong: Vec<Vec<u8>> = (1..=20u8).map(|n| [&[n], &made.key[..]].concat()).collect();
        let mut words: Vec<&[u8]> = wrong.iter().map(Vec::as_slice).collect();
        let place = at % 19;
        words.insert(place, &made.key);
        for engine in engines() {
            let found = found(&texts, &words, engine);
            assert!(found.contains(&(made.format.as_str(), place)), "{engine} finds {found:?} for {made:?}");
            assert!(found.iter().all(|(_, word)| *word == place), "{engine} takes a wrong key for {made:?}");
        }
    }
}

#[test]
fn keys_of_python_libraries_are_found() {
    let all = by_python();
    assert!(all.len() > 100, "only {} texts", all.len());
    holds(&all);
}

#[test]
fn keys_of_node_libraries_are_found() {
    let all = by_node();
    assert_eq!(all.len(), 21);
    holds(&all);
}

#[test]
fn keys_of_rails_rack_and_laravel_are_found() {
    let all: Vec<Made> = RECORDED.lines().map(made).collect();
    let (laravel, others): (Vec<Made>, Vec<Made>) = all.into_iter().partition(|made| made.format == "Laravel cookie");
    assert_eq!((laravel.len(), others.len()), (8, 18));
    holds(&others);
    for made in laravel {
        let words = candidates::spellings(&made.key);
        let words: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
        assert!(!found(&readings(&made), &words, "plain").is_empty(), "{made:?}");
    }
}

/// What no list had: Flask's documentation, Superset before 1.4.1, Airflow.
#[test]
fn published_defaults_are_found_in_what_flask_signs() {
    let keys: Vec<&[u8]> = candidates::published().iter().map(|one| &one.key[..]).collect();
    for (made, publisher) in by_python().iter().zip(["Flask", "Flask", "Superset", "Superset", "Airflow", "Airflow"]) {
        let texts = readings(made);
        let hits = Search::new(&texts).attempt(&keys);
        let by: Vec<_> = hits.iter().map(|hit| candidates::published()[hit.word].by).collect();
        assert!(by.iter().any(|by| by.contains(publisher)), "{by:?} for {made:?}");
    }
}

#[test]
fn a_changed_text_fits_no_key() {
    for made in by_python().iter().step_by(7) {
        let mut changed = made.cookie.clone();
        let at = changed.value.len() / 3;
        changed.value[at] = if changed.value[at] == b'A' { b'B' } else { b'A' };
        let texts = sneck_keys::read(&changed.input());
        assert!(Search::new(&texts).attempt(&[&made.key]).is_empty(), "{made:?}");
    }
}

#[test]
fn contents_are_told_by_names_and_never_by_values() {
    for made in by_python() {
        for text in readings(&made) {
            let shown = format!("{:?}", text.content);
            assert!(!shown.contains("xxxx") && !shown.contains("ada"), "{shown}");
        }
    }
}
