//! `sneck keys`, end to end.

#![expect(clippy::disallowed_methods, reason = "these tests make real folders")]

#[expect(dead_code, reason = "each test file uses a part of it")]
#[path = "../../look/tests/live/server.rs"]
mod server;
#[expect(dead_code, reason = "no report is asked for here")]
mod support;

use server::{Server, answer, target};
use support::{Project, Ran, command};

/// What Flask 3.1 signed: with a default of Superset, with the key of Flask's documentation, with `shop-secret`.
const SUPERSET: &str = "eyJ1c2VyIjo3fQ.awvoPQ.5bkqYloHgEtHhOEwbY36EcpuCyk";
const DOCUMENTED: &str = "eyJ1c2VyIjo3fQ.awvoPQ.eUqaosL0XdEIGY-kdKSCvtqOj1o";
const OWN: &str = "eyJ1c2VyIjo3fQ.awvoPQ.eGiLxDxGQj5agr2EwvaWoLZvCEQ";
/// What PyJWT signed with `your-256-bit-secret`.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIiwiZXhwIjo0MTAyNDQ0ODAwfQ.5bofbiNOvsBqxKAFrr6YCx9kVc6ugMmwYeeOVymCXpw";

fn nothing() -> Project {
    Project::of(&[])
}

/// The cookie comes on standard input, as it should.
fn with_input(project: &Project, input: &[u8], arguments: &[&str]) -> Ran {
    let done = command(project.path()).args(arguments).write_stdin(input).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Ran { code: done.status.code(), out: text(done.stdout), err: text(done.stderr) }
}

#[test]
fn a_published_key_is_told_by_its_publisher_and_not_shown() {
    let ran = with_input(&nothing(), SUPERSET.as_bytes(), &["keys", "-"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for part in ["Flask session", "JSON with the field user", "Apache Superset", "1.4.1 to 2.0.1", "CVE-2023-27524"] {
        assert!(ran.out.contains(part), "{part} is missing in {}", ran.out);
    }
    assert!(!ran.out.contains("CHANGE_ME") && !ran.out.contains(SUPERSET), "{}", ran.out);
    let documented = nothing().sneck(&["keys", &format!("Set-Cookie: session={DOCUMENTED}; Path=/; HttpOnly")]);
    assert!(documented.out.contains("the Flask documentation"), "{}{}", documented.out, documented.err);
    let token = nothing().sneck(&["keys", &format!("Authorization: Bearer {TOKEN}")]);
    assert!(token.out.contains("JSON web token (HS256)") && token.code == Some(1), "{}", token.out);
}

#[test]
fn a_key_of_the_project_is_told_by_its_line() {
    let files = [("shop/config.py", "# settings\nSECRET_KEY = \"shop-secret\"\n"), ("README.md", "hello\n")];
    let ran = with_input(&Project::of(&files), OWN.as_bytes(), &["keys", "-", "--key-from", "."]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.contains("string of 11 characters at shop/config.py:2"), "{}", ran.out);
    assert!(!ran.out.contains("shop-secret"), "{}", ran.out);
    let one = with_input(&Project::of(&files), OWN.as_bytes(), &["keys", "-", "--key-from", "shop/config.py"]);
    assert!(one.out.contains("shop/config.py:2"), "{}", one.out);
}

#[test]
fn a_word_of_a_list_is_told_by_its_line() {
    let list: String = (0..200_000).map(|n| format!("word-{n}\n")).chain(["'shop-secret'\n".to_owned()]).collect();
    let project = Project::of(&[("words.txt", &list)]);
    let ran = with_input(&project, OWN.as_bytes(), &["keys", "-", "--wordlist", "words.txt", "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["schema"], "sneck/keys/1");
    assert_eq!(report["found"]["key"]["line"], 200_001);
    assert_eq!(report["found"]["content"]["fields"][0], "user");
    assert!(report["tried"].as_u64().is_some_and(|tried| tried > 200_000), "{report}");
}

/// The list comes through a pipe, so that nothing of it is on the disk either.
#[cfg(target_os = "linux")]
#[test]
fn fifteen_million_words_are_tried_in_memory_that_stays_flat() {
    use std::io::Write;
    let project = Project::of(&[]);
    let pipe = project.path().join("words");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
    assert!(made.success());
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_sneck"))
        .args(["keys", OWN, "--wordlist", "words", "--format", "json"])
        .current_dir(project.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let writer = std::thread::spawn(move || {
        let mut list = std::fs::OpenOptions::new().write(true).open(pipe).expect("somebody reads");
        for thousand in 0..15_000 {
            let words: String = (0..1000).map(|n| format!("{thousand}-{n}\n")).collect();
            list.write_all(words.as_bytes()).expect("it is read to its end");
        }
    });
    let peak = peak_while(&mut child);
    writer.join().expect("all was written");
    let done = child.wait_with_output().expect("it ends");
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert!(report["tried"].as_u64().is_some_and(|tried| tried >= 15_000_000), "{report}");
    assert!(peak > 0 && peak < 120_000, "{peak} KiB");
}

/// KiB of memory that a process has needed until it ended.
#[cfg(target_os = "linux")]
fn peak_while(child: &mut std::process::Child) -> u64 {
    let mut peak = 0;
    while child.try_wait().expect("it is ours").is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(now.unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    peak
}

#[test]
fn that_no_key_fits_is_no_finding() {
    let ran = with_input(&nothing(), OWN.as_bytes(), &["keys", "-"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("No key fits.") && ran.out.contains("Flask session; itsdangerous token"), "{}", ran.out);
    let json = with_input(&nothing(), OWN.as_bytes(), &["keys", "-", "--format", "json"]);
    assert!(json.out.contains("\"found\": null"), "{}", json.out);
}

#[test]
fn a_variable_of_the_shell_is_read() {
    let project = nothing();
    let done = command(project.path()).args(["keys", "--variable", "COOKIE"]).env("COOKIE", SUPERSET).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert_eq!(project.sneck(&["keys", "--variable", "COOKIE"]).code, Some(2));
}

#[test]
fn what_cannot_be_read_is_told_and_never_repeated() {
    let project = Project::of(&[("empty.txt", "\n\n"), ("junk.txt", "\u{0}\u{1}\u{fffd}\n")]);
    project.write("binary.txt", [0xff, 0x00, 0x0a, 0x5c, 0x78, 0x27].repeat(1000));
    let says = |input: &[u8], arguments: &[&str], code: i32, part: &str| {
        let ran = with_input(&project, input, &[&["keys", "-"], arguments].concat());
        assert_eq!(ran.code, Some(code), "{}{}", ran.out, ran.err);
        assert!(ran.err.contains(part) || ran.out.contains(part), "{}{}", ran.out, ran.err);
        assert!(!ran.err.contains("hunter2") && !ran.err.contains("panicked"), "{}", ran.err);
    };
    says(b"", &[], 2, "empty");
    says(b"hunter2", &[], 2, "no signed cookie");
    says(b"\xff\xfe\x00", &[], 2, "not UTF-8");
    says(b"https://shop.example/", &[], 2, "address");
    says(&vec![b'a'; 2 << 20], &[], 2, "larger than");
    says(OWN.as_bytes(), &["--wordlist", "empty.txt"], 2, "holds no words");
    says(OWN.as_bytes(), &["--wordlist", "missing.txt"], 2, "nothing there");
    says(OWN.as_bytes(), &["--wordlist", "."], 2, "folder");
    says(OWN.as_bytes(), &["--wordlist", "binary.txt"], 0, "No key fits");
    says(OWN.as_bytes(), &["--key-from", "nowhere"], 2, "nowhere");
    says(OWN.as_bytes(), &["--key-from", "junk.txt"], 0, "No key fits");
}

#[test]
fn the_formats_are_listed() {
    let ran = nothing().sneck(&["keys", "--formats"]);
    assert!(ran.code == Some(0) && ran.out.contains("Flask sessions") && ran.out.contains("Laravel"), "{}", ran.out);
}

#[test]
fn an_address_is_asked_for_its_cookies_and_nobody_else_is() {
    let server = Server::start(|head, to| match target(head) {
        "/" => answer(to, "302 Found", "Location: /shop\r\n", b""),
        "/shop" => answer(to, "200 OK", &format!("Set-Cookie: session={DOCUMENTED}; Path=/\r\n"), b"<p>hello"),
        _ => answer(to, "302 Found", "Location: http://192.0.2.1/\r\n", b""),
    });
    let ran = nothing().sneck(&["keys", &server.url()]);
    assert!(ran.code == Some(1) && ran.out.contains("the Flask documentation"), "{}{}", ran.out, ran.err);
    assert_eq!(server.targets(), ["/", "/shop"]);
    let none = nothing().sneck(&["keys", &format!("{}/away", server.url())]);
    assert!(none.code == Some(3) && none.err.contains("sets no cookie"), "{}", none.err);
    let foreign = nothing().sneck(&["keys", "http://192.0.2.1/"]);
    assert!(foreign.code == Some(3) && foreign.err.contains("--i-own"), "{}", foreign.err);
}

#[test]
fn a_reading_is_named_and_the_others_are_left_out() {
    let told = with_input(&nothing(), SUPERSET.as_bytes(), &["keys", "-", "--as", "flask"]);
    assert_eq!(told.code, Some(1), "{}{}", told.out, told.err);
    let other = with_input(&nothing(), DOCUMENTED.as_bytes(), &["keys", "-", "--as", "itsdangerous"]);
    assert!(other.code == Some(0) && !other.out.contains("Flask"), "{}{}", other.out, other.err);
    let wrong = with_input(&nothing(), DOCUMENTED.as_bytes(), &["keys", "-", "--as", "rails"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("it may be: Flask session"), "{}{}", wrong.out, wrong.err);
}
