//! Advisories are taken in, shown, and asked about a project's packages.

#![expect(clippy::disallowed_methods, reason = "a test may write files")]

use std::path::Path;

use serde_json::Value as Json;

mod support;
use support::Project;

const FLASK: &str = r#"{"id": "PYSEC-2023-62", "modified": "2023-06-05T01:13:00Z", "aliases": ["CVE-2023-30861"],
    "database_specific": {"severity": "HIGH"}, "affected": [{"package": {"ecosystem": "PyPI", "name": "Flask"},
    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.2.5"}]}]}]}"#;

/// A zip of one stored file, as small as it can be written by hand.
fn zip(name: &str, bytes: &[u8], promised: u32) -> Vec<u8> {
    let crc = crc32(bytes).to_le_bytes();
    let length = u32::try_from(bytes.len()).expect("small").to_le_bytes();
    let sizes = [&crc[..], &length, &promised.to_le_bytes()].concat();
    let name_length = u16::try_from(name.len()).expect("short").to_le_bytes();
    let head = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &sizes, &name_length, &[0, 0]].concat();
    let mut all = [b"PK\x03\x04", &head[..], name.as_bytes(), bytes].concat();
    let start = u32::try_from(all.len()).expect("small");
    all.extend([b"PK\x01\x02\x14\0", &head[..], &[0; 14], name.as_bytes()].concat());
    let central = u32::try_from(all.len()).expect("small") - start;
    all.extend(
        [&b"PK\x05\x06\0\0\0\0\x01\0\x01\0"[..], &central.to_le_bytes(), &start.to_le_bytes(), &[0, 0]].concat(),
    );
    all
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (!(crc & 1)).wrapping_add(1)))
    })
}

fn project(source: &str, bytes: &[u8]) -> Project {
    let project = Project::of(&[("shop/requirements.txt", "flask==2.2.2\nidna==3.7\n")]);
    project.write(source, bytes);
    project
}

fn import(project: &Project, source: &str) -> support::Ran {
    project.sneck(&["advisories", "import", source, "--advisory-data", "data"])
}

fn check(project: &Project) -> Json {
    let select = ["check", "shop", "--select", "known-vulnerability", "--format", "json", "--advisory-data", "data"];
    let ran = project.sneck(&select);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err))
}

#[test]
fn a_zip_is_taken_in_and_asked() {
    let project =
        project("all.zip", &zip("PYSEC-2023-62.json", FLASK.as_bytes(), u32::try_from(FLASK.len()).expect("small")));
    let before = project.audit().to_string();
    assert!(before.contains("no advisories for PyPI are at hand"), "{before}");

    let ran = import(&project, "all.zip");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.contains("1 on 1 packages, the newest of 2023-06-05"), "{}", ran.out);

    let after = check(&project);
    let finding = &after["findings"][0];
    assert_eq!((&finding["severity"], &finding["subject"]["name"]), (&Json::from("high"), &Json::from("flask")));
    assert_eq!((&finding["places"][0]["path"], &finding["places"][0]["line"]), (&"requirements.txt".into(), &1.into()));
    assert!(finding["fix"].as_str().is_some_and(|fix| fix.contains("2.2.5")), "{finding}");
    assert!(
        after["not_looked_at"][0]["why"].as_str().is_some_and(|why| why.contains("2023-06-05")),
        "old data: {after}"
    );

    let shown = project.sneck(&["advisories", "--advisory-data", "data"]);
    assert!(shown.out.contains("PyPI") && shown.out.contains("days ago"), "{}", shown.out);
}

#[test]
fn what_cannot_be_taken_in_leaves_nothing_behind() {
    let lies = zip("a.json", b"{}", u32::MAX);
    let sources: [(&str, &[u8]); 5] =
        [("a.zip", b"PK\x03\x04 no zip"), ("lies.zip", &lies), ("a.json", b"{"), ("b.json", b"\xff"), ("c.json", b"")];
    for (name, bytes) in sources {
        let project = project(name, bytes);
        let ran = import(&project, name);
        assert_eq!(ran.code, Some(2), "{name}: {}{}", ran.out, ran.err);
        assert!(ran.err.starts_with("sneck: ") && ran.err.lines().count() == 1, "{}", ran.err);
        assert!(!Path::exists(&project.path().join("data")), "{name}");
    }
    let ran = import(&Project::of(&[]), "nowhere.zip");
    assert_eq!((ran.code, ran.err.trim()), (Some(2), "sneck: there is nothing at `nowhere.zip`"));
}

#[test]
fn a_damaged_store_is_an_audit_that_is_not_complete() {
    let project = project("data/PyPI.advisories", b"something else\n");
    let ran = project.sneck(&["check", "shop", "--advisory-data", "data"]);
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("advisories cannot be read"), "{}", ran.err);
}

/// Answers as the index does, for so many connections.
fn index(connections: usize) -> (String, std::thread::JoinHandle<Vec<String>>) {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let serve = move || {
        let mut asked = Vec::new();
        for stream in listener.incoming().take(connections) {
            let mut stream = stream.expect("a connection");
            let mut lines = BufReader::new(stream.try_clone().expect("the same one")).lines();
            let first = lines.next().expect("a request").expect("text");
            drop(lines.by_ref().find(|line| line.as_ref().is_ok_and(String::is_empty)));
            let told = r#"{"vulnerabilities": [{"id": "PYSEC-2023-62", "aliases": ["CVE-2023-30861"], "fixed_in": ["2.2.5"]}]}"#;
            let answer = match first.contains("/pypi/flask/2.2.2/json") {
                true => format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{told}", told.len()),
                false => "HTTP/1.1 503 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
            };
            stream.write_all(answer.as_bytes()).expect("it listens");
            asked.push(first);
        }
        asked.sort();
        asked
    };
    (address, std::thread::spawn(serve))
}

#[test]
fn the_index_is_asked_only_when_the_command_line_says_so() {
    let project = project("sneck.toml", b"");
    let (address, served) = index(2);
    let online = ["--advisories", "online", "--package-index", &address];
    let select = ["check", "shop", "--select", "known-vulnerability", "--format", "json"];
    let ran = project.sneck(&[&select[..], &online[..]].concat());
    let report: Json = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err));
    assert_eq!(report["findings"][0]["subject"]["name"], "flask", "{report}");
    let why = &report["not_looked_at"][0];
    assert_eq!(why["what"], "advisories for 1 package", "{report}");
    assert_eq!(why["why"], "the index answers with status 503");
    let asked = served.join().expect("it served");
    assert_eq!(asked, ["GET /pypi/flask/2.2.2/json HTTP/1.1", "GET /pypi/idna/3.7/json HTTP/1.1"]);
}

#[test]
fn an_index_that_cannot_be_reached_is_told_plainly_and_the_audit_is_not_complete() {
    let project = project("sneck.toml", b"");
    let nobody = ["--advisories", "online", "--package-index", "http://127.0.0.1:9"];
    let ran = project.sneck(&[&["check", "shop", "--fail-on", "none", "--format", "json"][..], &nobody].concat());
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    let report: Json = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err));
    let rows = report["not_looked_at"].as_array().expect("rows");
    assert!(rows.iter().any(|row| row["what"].as_str().is_some_and(|w| w.starts_with("advisories for"))), "{report}");
    assert!(report["summary"]["score"].is_number(), "{report}");
    assert!(ran.err.contains("no advisories from the package index `http://127.0.0.1:9`"), "{}", ran.err);
    assert!(ran.err.contains("cannot be reached"), "{}", ran.err);
}
