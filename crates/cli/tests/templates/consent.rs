//! What is not run, and why: consent, what is out of the subset, and folders that hold no templates.

use super::support::{Project, sneck};
use super::{NEEDING, checked, found, names, not_looked_at, served, templates};

/// Methods that write.
const WRITING: [&str; 4] = ["POST", "PUT", "PATCH", "DELETE"];

#[test]
fn what_needs_more_than_to_be_asked_waits_for_it() {
    let (server, lines) = (served::good(), served::lines());
    let folder = templates(lines.port());
    let (_, report) = checked(&folder, &server.url(), &[]);
    let mut expected = names(false);
    expected.retain(|name| NEEDING.iter().all(|(needing, _)| needing != name));
    assert_eq!(found(&report), expected);
    let rows = not_looked_at(&report);
    for (name, why) in NEEDING {
        let said = rows.iter().any(|row| row.contains(&format!("template/{name}")) && row.ends_with(why));
        assert!(said, "{name} {why}: {rows:#?}");
    }
    assert!(server.got().iter().all(|got| !WRITING.contains(&got.method())), "nothing that writes was sent");
}

#[test]
fn what_cannot_be_run_is_said_with_its_reason() {
    let (server, lines) = (served::good(), served::lines());
    let (_, report) = checked(&templates(lines.port()), &server.url(), &[]);
    let rows = not_looked_at(&report);
    let table = [
        ("template/name-server", "it asks for a name, and the address has none"),
        ("skipped/self-contained.yaml", "it needs hosts other than the audited one"),
        ("skipped/out-of-band.yaml", "it needs out-of-band answers (interactsh)"),
        ("skipped/script.yaml", "it needs JavaScript"),
        ("skipped/global-matchers.yaml", "it needs the answers to other templates (global-matchers)"),
        ("skipped/browser.yaml", "it needs a browser"),
        ("skipped/program.yaml", "JavaScript (a flow that is a program)"),
        ("skipped/race.yaml", "it needs requests at the same instant"),
        ("skipped/workflow.yaml", "it needs a workflow's other templates"),
        ("skipped/mistake.yaml", "is not well formed: `telepathy`"),
        ("template/other-machine", "it has no question to this address"),
        ("template/tls-release", "it asks a TLS endpoint, and the address has none"),
    ];
    for (template, why) in table {
        assert!(rows.iter().any(|row| row.contains(template) && row.contains(why)), "{template} {why}: {rows:#?}");
    }
}

#[test]
fn a_plan_names_each_template_with_its_ceiling_and_sends_nothing() {
    let server = served::good();
    let folder = templates(1);
    let path = folder.path().display().to_string();
    let ran = sneck(
        folder.path(),
        &["check", "--plan", "--url", &server.url(), "--templates", &path, "--select", "template"],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for part in [
        "the first of them GET http://127.0.0.1",
        "template/word: whether the template `word` finds what it looks for",
        "up to 25 exchanges",
        "not sent without --intrusive",
        "not run: the template skipped/race.yaml",
        "Nothing was sent.",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert_eq!(server.got().len(), 0);
}

#[test]
fn the_ceiling_that_was_printed_is_kept() {
    let (server, lines) = (served::good(), served::lines());
    let (ran, _) = checked(&templates(lines.port()), &server.url(), &["--max-requests", "40"]);
    assert!(server.got().len() <= 40, "{}: {}", server.got().len(), ran.err);
}

#[test]
fn a_folder_without_templates_is_told_before_anything_is_sent() {
    let server = served::good();
    let project = Project::of(&[("empty/readme.txt", "nothing"), ("other/compose.yaml", "services: {}\n")]);
    for (folder, why) in [("empty", "it holds none"), ("other", "it holds none"), ("missing", "there is nothing there")]
    {
        let ran = sneck(project.path(), &["check", "--url", &server.url(), "--templates", folder]);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(&format!("cannot read the templates of `{folder}`: {why}")), "{}", ran.err);
    }
    let ran = sneck(project.path(), &["check", "--templates", "empty"]);
    assert!(ran.code == Some(2) && ran.err.contains("--url"), "{}", ran.err);
    assert_eq!(server.got().len(), 0);
}

#[test]
fn log_ins_at_one_place_are_fewer_than_lock_an_account() {
    let server = served::near();
    let project = Project::of(&[]);
    for number in 0..14 {
        let template = format!(
            "id: login-{number}\ninfo: {{name: Log-in, severity: high, tags: default-login}}\nhttp:\n  - method: POST\n    path: ['{{{{BaseURL}}}}/default-log-in']\n    \
             body: 'user=keeper&pass=secret{number}'\n    matchers:\n      - {{type: word, words: [welcome]}}\n"
        );
        project.write(&format!("login-{number}.yaml"), template);
    }
    let (_, report) = checked(&project, &server.url(), &["--try-credentials"]);
    let tries = server.got().iter().filter(|got| got.method() == "POST").count();
    assert_eq!(tries, 10);
    let rows = not_looked_at(&report);
    assert!(
        rows.iter().any(|row| row.ends_with("10 log-ins were tried at one place, and more could lock an account")),
        "{rows:#?}"
    );
}
