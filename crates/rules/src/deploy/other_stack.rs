//! `deploy/other-stack`: Express as it is right after installing it.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Framework, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, judge, origin};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/other-stack",
    title: "The app names the framework that it is built on",
    severity: Severity::Low,
    checklist: "Apps of other stacks do not name their framework in every answer",
    why: "Express adds `X-Powered-By: Express` to every answer by itself. It helps nobody but programs that search the \
          network for apps of a framework whose faults have just become known; and where it is left on, the other \
          headers that a new app lacks are mostly missing as well.",
    remedy: "Switch it off behind `const app = express()`:\n\napp.disable(\"x-powered-by\");\n\n\
             or let helmet do that, which adds the protective headers too:\n\napp.use(helmet());",
    remedies: &[],
    references: &[
        "https://expressjs.com/en/advanced/best-practice-security.html",
        "https://helmetjs.github.io/",
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/01-Information_Gathering/08-Fingerprint_Web_Application_Framework",
    ],
    cwe: &[200],
    since: "0.1",
    examples: &[
        Bad(r#"=== server.js
const express = require("express");
const app = express();

app.get("/", (req, res) => res.send("hello"));
app.listen(3000, "127.0.0.1");
"#),
        Bad(r#"=== src/app.ts
import express, { Application } from "express";
import helmet from "helmet";

const app: Application = express();
app.use(helmet({ xPoweredBy: false }));
export default app;
"#),
        Good(
            r#"=== server.js
const express = require("express");
const app = express();

app.disable("x-powered-by");
app.get("/", (req, res) => res.send("hello"));
app.listen(3000, "127.0.0.1");
"#,
        ),
        Good(
            r#"=== src/app.ts
import express, { Application } from "express";
import helmet from "helmet";

const app: Application = express();
app.use(helmet());
export default app;
"#,
        ),
        Good(
            r#"=== server.js
const express = require("express");
const app = express();

app.use((req, res, next) => {
  res.removeHeader("X-Powered-By");
  next();
});
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    let of_express = |setting: &&Setting| facts.framework_of(&setting.component) == Some(Framework::Express);
    for setting in facts.settings_of(Key::HEADER_POWERED_BY).filter(of_express) {
        judge(out, setting, is_told, told);
    }
}

fn is_told(value: &Value) -> bool {
    value.text().is_some_and(|text| !text.is_empty())
}

fn told(setting: &Setting) -> Fault {
    let text = setting.value.alternatives().find_map(Value::text).unwrap_or_default();
    Fault::new(format!("Every answer says `X-Powered-By: {text}` ({}).", origin(setting)))
}
