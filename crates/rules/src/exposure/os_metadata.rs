//! `exposure/os-metadata`: the server hands out what editors and operating systems leave behind.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Rule, Severity, Verdicts};

use crate::served::{self, Sort};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/os-metadata",
    title: "Leftovers of editors and version control are served",
    severity: Severity::Low,
    checklist: "No leftovers of editors, operating systems or version control are served",
    why: "These files list what else lies in the folder, also what nothing links to, or are a copy of the source \
          code in parts. They come along when a folder is uploaded as it is.",
    remedy: "Delete them on the server, upload only what is to be public, and refuse names that begin with a dot. nginx:\n\nlocation ~ /\\.(?!well-known) { deny all; }",
    remedies: &[],
    references: &[
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[538, 527],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET https://shop.example/.vscode/sftp.json
200
content-type: application/json

{"host": "shop.example", "remotePath": "/srv", "protocol": "sftp"}
"#),
        Bad(r#"=== GET https://shop.example/.idea/workspace.xml
200
content-type: text/xml

<?xml version="1.0"?>
<project version="4"></project>
"#),
        Good(
            r#"=== GET https://shop.example/.idea/workspace.xml
200
content-type: text/html

<p>Not found</p>
"#,
        ),
        Good(
            r#"=== GET https://shop.example/.vscode/settings.json
200
content-type: application/json

{"error": "not found"}
"#,
        ),
    ],
    asks: Some(|facts| served::asks(facts, Sort::Metadata)),
    check: Check::Native(check),
    mend: None,
};

/// What lies below a folder of static files is the concern of the rule on such folders.
fn check(facts: &Facts, out: &mut Verdicts) {
    served::report(facts, out, Sort::Metadata);
}
