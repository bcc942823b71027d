//! `exposure/git`: the server hands out the repository of the site.

use std::collections::BTreeMap;

use sneck_model::Example::{Bad, Good};
use sneck_model::{Ask, Check, Facts, Rule, Severity, Strength, Verdicts};

use crate::common::Fault;
use crate::live::{self, Seen};
use crate::served::{self, Handed, Sort, git};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/git",
    title: "The git repository is handed to everybody",
    severity: Severity::High,
    checklist: "No git repository is served",
    why: "From a `.git` folder that is served, the whole source code and its history are put together again with a tool \
          that anybody can download, also where folders are not listed. What was ever committed is in it: old \
          passwords, keys, other people's data.",
    remedy: "Refuse names that begin with a dot. nginx:\n\nlocation ~ /\\.(?!well-known) { deny all; }\n\n\
             Better, deploy without the folder. Change every secret that was ever committed.",
    remedies: &[],
    references: &[
        "https://git-scm.com/docs/gitrepository-layout",
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information",
    ],
    cwe: &[527, 538],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET https://shop.example/.git/config
200

[core]
	repositoryformatversion = 0
	bare = false
=== GET https://shop.example/.git/HEAD
200

ref: refs/heads/main
"#),
        Bad(r#"=== GET https://shop.example/static/.git/config
200
content-type: application/octet-stream

[core]
	repositoryformatversion = 0
[remote "origin"]
	url = https://ada:example-token@git.example/shop.git
=== GET https://shop.example/static/.git/HEAD
200
content-type: application/octet-stream

ref: refs/heads/main
"#),
        Good(
            r#"=== GET https://shop.example/.git/config
200
content-type: text/plain

[core] is how such a file begins.
"#,
        ),
        Good(
            r#"=== GET https://shop.example/.git/config
403
=== GET https://shop.example/.git/HEAD
403
"#,
        ),
    ],
    asks: Some(asks),
    check: Check::Native(check),
    mend: None,
};

/// At the root, and below each folder of static files that was seen.
fn asks(facts: &Facts) -> Vec<Ask> {
    let mut asks = served::asks(facts, Sort::Git);
    asks.extend(served::static_asks(facts, |file| file.sort == Sort::Git));
    asks
}

fn check(facts: &Facts, out: &mut Verdicts) {
    let is_git = |handed: &Handed<'_>| handed.file.sort == Sort::Git;
    for seen in live::seen(facts, |answer| served::handed(answer).is_some_and(|handed| is_git(&handed))) {
        repositories(out, &seen);
    }
}

/// Folders of which both files are handed out: one alone may be a page that speaks of git.
fn repositories(out: &mut Verdicts, seen: &Seen<'_>) {
    let mut folders: BTreeMap<&str, Vec<Handed<'_>>> = BTreeMap::new();
    for handed in seen.answers.iter().filter_map(|answer| served::handed(answer)) {
        let folder = handed.answer.url.split("/.git/").next().unwrap_or_default();
        folders.entry(folder).or_default().push(handed);
    }
    let both: Vec<Handed<'_>> = folders.into_values().filter(|files| is_whole(files)).flatten().collect();
    let Some(first) = both.first() else { return };
    let folder = first.answer.url.rsplit_once('/').map_or("", |(folder, _)| folder);
    let password = both.iter().any(|handed| git::names_a_password(&handed.answer.body));
    let (more, severity) = if password {
        (" Its configuration holds a login of the server that it came from.", Severity::Critical)
    } else {
        ("", Severity::High)
    };
    let says = format!("{folder} is a git repository that everybody can fetch, with its whole history.{more}");
    let steps = both.iter().map(|handed| live::step(handed.answer, "body", format!("is {}", handed.file.says)));
    Fault::new(says).severity(severity).at(
        out,
        &seen.subject,
        seen.standing,
        Strength::Proves,
        live::few(steps.collect()),
    );
}

fn is_whole(files: &[Handed<'_>]) -> bool {
    [git::CONFIG, git::HEAD].iter().all(|path| files.iter().any(|handed| handed.file.path == *path))
}
