//! `exposure/source-file`: the server hands out its own source code.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Rule, Severity, Verdicts};

use crate::served::{self, Sort};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/source-file",
    title: "Source code of the server is handed to everybody",
    severity: Severity::High,
    checklist: "No source code of the server is served",
    why: "Source code shows every address, every check and every mistake of the program, and often passwords. \
          Whoever reads it needs no guessing any more.",
    remedy: "Let the web server serve the folder of public files alone, never that of the project:\n\nroot /srv/shop/public;\n\nIn Flask, let `static_folder` be a folder that holds nothing else.",
    remedies: &[],
    references: &[
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[540, 538],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET https://shop.example/app.py
200
content-type: text/x-python

from flask import Flask

app = Flask(__name__)
"#),
        Bad(r#"=== GET https://shop.example/index.php.bak
200
content-type: application/octet-stream

<?php
$db = new PDO("mysql:host=db");
"#),
        Good(
            r#"=== GET https://shop.example/app.py
200
content-type: text/html

<p>Write <code>from flask import Flask</code> into app.py.</p>
"#,
        ),
        Good(
            r#"=== GET https://shop.example/app.js
200
content-type: text/javascript

import { cart } from "./cart.js";
"#,
        ),
    ],
    asks: Some(|facts| served::asks(facts, Sort::Source)),
    check: Check::Native(check),
    mend: None,
};

/// What lies below a folder of static files is the concern of the rule on such folders.
fn check(facts: &Facts, out: &mut Verdicts) {
    served::report(facts, out, Sort::Source);
}
