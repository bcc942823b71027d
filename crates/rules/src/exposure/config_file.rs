//! `exposure/config-file`: the server hands out configuration, or a file of keys.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Rule, Severity, Verdicts};

use crate::served::{self, Sort};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/config-file",
    title: "A configuration file is handed to everybody",
    severity: Severity::High,
    checklist: "No configuration and no key file is served",
    why: "Configuration names databases, other services and often their passwords; a file of keys lets whoever has \
          it log in as the server. Such files have well-known names, and programs that search the network ask \
          every site for them.",
    remedy: "Take the file out of the folder that is served, and change every password and key that stands in it. A web server needs the folder of public files alone, never that of the project:\n\nroot /srv/shop/public;",
    remedies: &[],
    references: &[
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[538, 260],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET https://shop.example/config.py
200
content-type: text/x-python

import os
DEBUG = False
SECRET_KEY = "example"
"#),
        Bad(r#"=== GET https://shop.example/.htpasswd
200
content-type: text/plain

ada:$apr1$example$example
"#),
        Good(
            r#"=== GET https://shop.example/config.py
200
content-type: text/html

<h1>Sign in</h1>
"#,
        ),
        Good(
            r#"=== GET https://shop.example/config.json
200
content-type: application/json

{"title": "Shop", "locale": "en"}
"#,
        ),
    ],
    asks: Some(|facts| served::asks(facts, Sort::Config)),
    check: Check::Native(check),
    mend: None,
};

/// What lies below a folder of static files is the concern of the rule on such folders.
fn check(facts: &Facts, out: &mut Verdicts) {
    served::report(facts, out, Sort::Config);
}
