//! `app/logging`: the log is off, or says what it must not.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Argument, Call, Check, Edit, Facts, Finding, Framework, Key, Place, Rule, Setting, Severity, Standing, Strength,
    Value, Verdicts,
};

use crate::common::{Fault, file_of, is_on, stands, step_at};
use crate::mending::{self, Wish, set};
use crate::packages;
use crate::switches::{self, Switch};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/logging",
    title: "The log is off or says too much",
    severity: Severity::Low,
    checklist: "The log records what happens, without secrets",
    why: "Without a log nobody sees an attack, and nobody can tell afterwards what it reached. With too much in it the \
          log becomes the leak: at level DEBUG libraries write out requests, tokens and SQL statements with their \
          values, and logs are copied to more places and read by more people than the database is.",
    remedy: "Log at INFO in production, keep the access log, and log who and what, never a password or a whole request:\n\n\
             logging.basicConfig(level=os.environ.get(\"LOG_LEVEL\", \"INFO\"))",
    remedies: &[
        (
            Framework::Django,
            "Send errors to the log of the process, at INFO, and log who and what, never a password or a \
         whole request:\n\n\
         LOGGING = {\n    \
         \"version\": 1,\n    \
         \"handlers\": {\"console\": {\"class\": \"logging.StreamHandler\"}},\n    \
         \"root\": {\"handlers\": [\"console\"], \"level\": \"INFO\"},\n\
         }",
        ),
        (
            Framework::Fastapi,
            "Log at INFO in production, keep the server's access log, and log who and what, never a \
        password or a whole request:\n\
        \n\
        uvicorn main:app --log-level info",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/logging/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html",
        "https://docs.gunicorn.org/en/stable/settings.html#accesslog",
    ],
    cwe: &[532, 778],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import logging
from flask import Flask

logging.basicConfig(level=logging.DEBUG)
app = Flask(__name__)
=== Procfile
web: gunicorn app:app
"#),
        Bad(r#"=== app.py
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_ECHO"] = True
db = SQLAlchemy(app)
"#),
        Bad(r#"=== app.py
from flask import Flask, request

app = Flask(__name__)

@app.post("/login")
def login():
    app.logger.info("log-in: %s", request.form)
    return "ok"
"#),
        Good(
            r#"=== app.py
import logging
from flask import Flask

logging.basicConfig(level=logging.INFO)
app = Flask(__name__)
=== Procfile
web: gunicorn --access-logfile - app:app
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask, request

app = Flask(__name__)

@app.post("/login")
def login():
    app.logger.info("log-in of %s", request.form["user"])
    return "ok"
"#,
        ),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
LOGGING = {
    "version": 1,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
"#,
        ),
        Bad(r#"=== nginx.conf
http {
    access_log off;
    server {
        listen 80;
        location / {
            proxy_pass http://127.0.0.1:8000;
        }
        location /healthz {
            access_log off;
            return 204;
        }
    }
}
"#),
        Good(
            r#"=== nginx.conf
http {
    access_log /var/log/nginx/access.log;
    server {
        listen 80;
        location / {
            proxy_pass http://127.0.0.1:8000;
        }
        location /healthz {
            access_log off;
            return 204;
        }
    }
}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

static SWITCHES: &[Switch] = &[
    Switch {
        key: Key::LOG_LEVEL,
        severity: Severity::Low,
        is_unsafe: is_debug,
        does: "is DEBUG: libraries write requests, tokens and statements with their values to the log",
    },
    Switch {
        key: Key::SQL_ECHO,
        severity: Severity::Low,
        is_unsafe: is_echo,
        does: "is on: every SQL statement is written to the log, with the values that visitors sent",
    },
    Switch {
        key: Key::SERVER_ACCESS_LOG,
        severity: Severity::Low,
        is_unsafe: is_switched_off,
        does: "switches the access log off: nobody can tell afterwards who did what",
    },
];

fn check(facts: &Facts, out: &mut Verdicts) {
    switches::judge(facts, out, SWITCHES);
    for debug in facts.settings_of(Key::DEBUG).filter(|s| s.value.truth() == Some(false)) {
        by_mail_only(facts, debug, out);
    }
    // A library's calls are judged where it is used: with the level of the app that uses it.
    let judged = |c: &&Call| packages::is_deployed(facts) && !is_told(facts, c);
    for call in facts.calls.iter().filter(judged) {
        if let Some(fault) = call_fault(call) {
            let step = step_at(&call.place, "is called here");
            fault.at(out, &file_of(&call.place), Standing::Kind(call.kind), Strength::Shows, vec![step]);
        }
    }
}

/// Packages that are told of every error.
const COLLECTORS: &[&str] =
    &["sentry-sdk", "raven", "rollbar", "bugsnag", "elastic-apm", "newrelic", "ddtrace", "opbeat", "django-structlog"];

/// `DEFAULT_LOGGING` of `django/utils/log.py`: outside of debug mode an error goes by mail to ADMINS, and nowhere else.
fn by_mail_only(facts: &Facts, debug: &Setting, out: &mut Verdicts) {
    let of_django = facts.app(&debug.component).filter(|app| app.framework == Framework::Django);
    let Some(app) = of_django.filter(|app| app.configures_logging.is_none()) else { return };
    let collected = facts.dependencies.iter().any(|d| COLLECTORS.contains(&d.name.as_str()));
    let by_hand = facts.calls.iter().any(|call| call.function.starts_with("logging."));
    let Place::File { layer, path, line, .. } = app.created.clone() else { return };
    if collected || by_hand {
        return;
    }
    let step = step_at(&Place::Absent { layer, path, line }, "LOGGING is not set");
    let says = "Nothing configures logging: with debug mode off, Django sends errors by mail to `ADMINS`, and writes them \
                nowhere else.";
    Fault::new(says)
        .fix(
            "Send them to the log of the process: `LOGGING = {\"version\": 1, \"handlers\": {\"console\": {\"class\": \
              \"logging.StreamHandler\"}}, \"root\": {\"handlers\": [\"console\"], \"level\": \"INFO\"}}`.",
        )
        .severity(Severity::Info)
        .at(out, &app.subject, stands(debug), Strength::Suggests, vec![step]);
}

/// A setting of an app tells of that place already.
fn is_told(facts: &Facts, call: &Call) -> bool {
    let at = call.place.file();
    facts.settings_of(Key::LOG_LEVEL).any(|s| s.because.iter().any(|step| step.place.file() == at))
}

/// `logging.DEBUG` is 10, and `NOTSET`, 0, lets through even more.
fn is_debug(level: &Value) -> bool {
    match level {
        Value::Text(name) => matches!(name.to_ascii_uppercase().as_str(), "DEBUG" | "NOTSET" | "10"),
        Value::Int(number) => (0..=10).contains(number),
        _ => false,
    }
}

/// SQLAlchemy takes `"debug"` too, which adds the rows of results.
fn is_echo(value: &Value) -> bool {
    is_on(value) || value.text() == Some("debug")
}

fn is_switched_off(target: &Value) -> bool {
    match target {
        Value::Bool(on) => !on,
        Value::Text(text) => matches!(text.as_str(), "/dev/null" | "off" | "none"),
        _ => false,
    }
}

/// What writes to a log. The reader tells of such a call only when a secret or a whole part of the
/// request is among what is written.
const WRITERS: &[&str] = &["debug", "info", "warning", "warn", "error", "critical", "exception", "log"];

fn call_fault(call: &Call) -> Option<Fault> {
    let method = call.function.strip_prefix("logging.").map(|m| m.trim_start_matches("Logger."))?;
    match method {
        "disable" if disables_errors(call) => {
            Some(Fault::new("Errors and warnings are switched off for the whole process.").fix("Take it out."))
        }
        "basicConfig" if call.keyword("level").is_some_and(lets_all_through) => Some(all_through()),
        _ if WRITERS.contains(&method) => {
            let source = &call.arguments.last()?.source;
            let when = if method == "debug" { " wherever debug messages are kept" } else { "" };
            Some(Fault::new(format!(
                "`{source}` goes to the log as it is{when}, with what passwords or tokens it holds."
            )))
        }
        _ => None,
    }
}

fn all_through() -> Fault {
    Fault::new("The log level is DEBUG: libraries write requests, tokens and statements with their values to the log.")
        .fix("Take the level from the environment, and make INFO the default.")
}

fn lets_all_through(level: &Argument) -> bool {
    is_debug(&level.value) || matches!(level.source.as_str(), "logging.DEBUG" | "DEBUG" | "logging.NOTSET")
}

/// Without an argument everything is switched off; 30 is `logging.WARNING`.
fn disables_errors(call: &Call) -> bool {
    call.argument("level", 0).is_none_or(|level| match level.value {
        Value::Int(number) => number >= 30,
        _ => ["CRITICAL", "ERROR", "WARNING"].iter().any(|name| level.source.ends_with(name)),
    })
}

/// What is written to the log is not what the program does for its visitors.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let mut edits = set(facts, finding, &[Wish { is_unsafe: is_echo, ..Wish::off(Key::SQL_ECHO) }]);
    let level = |call: &Call| call.keyword("level").is_some_and(lets_all_through);
    for (_, page, call) in mending::named(facts, finding, level) {
        let argument = page.keyword(call, "level").map(|(_, part)| part.value.clone());
        let old = argument.clone().map(|range| page.slice(&range)).unwrap_or_default();
        let new =
            old.strip_suffix("DEBUG").or_else(|| old.strip_suffix("NOTSET")).map(|module| format!("{module}INFO"));
        edits.extend(argument.zip(new).and_then(|(range, new)| page.replace(range, new)));
    }
    edits
}
