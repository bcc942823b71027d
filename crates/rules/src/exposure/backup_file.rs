//! `exposure/backup-file`: the server hands out an archive that was left behind.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Rule, Severity, Verdicts};

use crate::served::{self, Sort};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/backup-file",
    title: "A backup is handed to everybody",
    severity: Severity::High,
    checklist: "No backup lies where files are served",
    why: "An archive beside the public files is often the whole site, with its configuration and its database, as \
          one download. Its name is guessed within seconds.",
    remedy: "Delete the archive there, keep backups where no web server reads, and change the secrets that it holds.",
    remedies: &[],
    references: &[
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[530, 538],
    since: "0.1",
    examples: &[
        Bad("=== GET https://shop.example/backup.zip
200
content-type: application/zip

PK\u{3}\u{4}example"),
        Bad("=== GET https://shop.example/old/site.zip
200
content-type: application/octet-stream

PK\u{3}\u{4}example"),
        Good(
            r#"=== GET https://shop.example/backup.zip
200
content-type: text/html

<p>Not found</p>
"#,
        ),
        Good(
            r#"=== GET https://shop.example/backup.zip
200
content-type: text/plain

Moved to another place.
"#,
        ),
    ],
    asks: Some(|facts| served::asks(facts, Sort::Backup)),
    check: Check::Native(check),
    mend: None,
};

/// What lies below a folder of static files is the concern of the rule on such folders.
fn check(facts: &Facts, out: &mut Verdicts) {
    served::report(facts, out, Sort::Backup);
}
