//! `exposure/env-file`: the server hands out an environment file.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Rule, Severity, Verdicts};

use crate::served::{self, Sort};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/env-file",
    title: "An environment file is handed to everybody",
    severity: Severity::Critical,
    checklist: "No environment file is served",
    why: "A `.env` file holds what the program must not show: keys that sign sessions, passwords of databases, \
          tokens of other services. Programs that search the network ask every site for it first, minutes after it \
          appears.",
    remedy: "Change every secret that stands in it, take the file out of what is served, and refuse such names in the web server. nginx:\n\nlocation ~ /\\.(?!well-known) { deny all; }",
    remedies: &[],
    references: &[
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[538, 200],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET https://shop.example/.env
200
content-type: application/octet-stream

SECRET_KEY=5a1c0e7b9d2f4c6e8a0b
DATABASE_URL=postgres://shop:x@db/shop
"#),
        Bad(r#"=== GET https://shop.example/app/.env.production
200
content-type: text/plain

# production
DB_PASSWORD=example
MAIL_TOKEN=example
"#),
        Good(
            r#"=== GET https://shop.example/.env
200
content-type: text/html

<!doctype html><title>Not found</title>
<p>There is nothing here.</p>
"#,
        ),
        Good(
            r#"=== GET https://shop.example/.env
404
content-type: text/plain

not found
"#,
        ),
    ],
    asks: Some(|facts| served::asks(facts, Sort::Env)),
    check: Check::Native(check),
    mend: None,
};

/// What lies below a folder of static files is the concern of the rule on such folders.
fn check(facts: &Facts, out: &mut Verdicts) {
    served::report(facts, out, Sort::Env);
}
