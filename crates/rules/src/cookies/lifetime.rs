//! `cookies/lifetime`: a stolen session stays good for long.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Framework, Key, Rule, Setting, Severity, Strength, Value, Verdicts};

use crate::common::{Fault, origin};
use crate::cookie::{self, uses_sessions};
use crate::jar::sessions_of;
use crate::live::{self, Seen};
use crate::switches::judge_rows;

/// The rule.
pub static RULE: Rule = Rule {
    id: "cookies/lifetime",
    title: "Sessions last longer than a month",
    severity: Severity::Low,
    checklist: "Sessions end after at most 31 days",
    why: "A session that never ends is a password that nobody changes: whoever copied the cookie once, from a lost \
          laptop or a backup, is logged in for as long as it lasts. A session that is signed and kept in the \
          cookie cannot be taken back; it can only run out.",
    remedy: "Let sessions run out, the sooner the more they open:\n\n\
             app.config.update(PERMANENT_SESSION_LIFETIME=timedelta(hours=12))\n\n\
             Flask-Login remembers visitors for a year unless told otherwise: \
             `REMEMBER_COOKIE_DURATION=timedelta(days=14)`.",
    remedies: &[
        (
            Framework::Django,
            "Let sessions run out, the sooner the more they open; two weeks is Django's default:\n\n\
         SESSION_COOKIE_AGE = 12 * 60 * 60   # seconds",
        ),
        (
            Framework::Fastapi,
            "Let it end after days, not months:\n\
        \n\
        app.add_middleware(SessionMiddleware, secret_key=settings.secret_key, max_age=7 * 24 * 60 * 60)",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/config/#PERMANENT_SESSION_LIFETIME",
        "https://flask-login.readthedocs.io/en/latest/#cookie-settings",
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#session-expiration",
    ],
    cwe: &[613],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from datetime import timedelta
from flask import Flask, session

app = Flask(__name__)
app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(days=365)

@app.post("/login")
def login():
    session.permanent = True
    session["user"] = 1
    return "welcome"
"#),
        Bad(r#"=== GET https://shop.example/login
200
content-type: text/html
set-cookie: session=abc; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000

<h1>Log in</h1>
"#),
        Good(
            r#"=== app.py
from flask import Flask, session

app = Flask(__name__)

@app.post("/login")
def login():
    session["user"] = 1
    return "welcome"
"#,
        ),
        Good(
            r#"=== GET https://shop.example/login
200
content-type: text/html
date: Sat, 21 Nov 2026 10:00:00 GMT
set-cookie: session=abc; Secure; HttpOnly; SameSite=Lax; Expires=Mon, 21 Dec 2026 10:00:00 GMT
set-cookie: theme=dark; Max-Age=31536000

<h1>Log in</h1>
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
SESSION_COOKIE_AGE = 60 * 60 * 24 * 365
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

const DAY: i64 = 86_400;

/// Flask's own default, in seconds; what lasts longer was asked for.
const LONGEST: i64 = 31 * DAY;

fn check(facts: &Facts, out: &mut Verdicts) {
    let rows = [Key::SESSION_LIFETIME, Key::REMEMBER_LIFETIME].into_iter();
    judge_rows(
        facts,
        out,
        rows.map(|key| (key, key, is_long as fn(&Value) -> bool)),
        |s| cookie::concerns(facts, s),
        |found| {
            let settings: Vec<&Setting> = found.wrong.iter().map(|(_, setting, _)| *setting).collect();
            lasts(facts, &settings)
        },
    );
    for seen in live::seen(facts, |answer| !answer.cookies.is_empty()) {
        observed(facts, out, &seen);
    }
}

fn is_long(value: &Value) -> bool {
    seconds(value).is_some_and(|seconds| seconds > LONGEST)
}

#[expect(clippy::cast_possible_truncation, reason = "a fraction of a second does not matter, and a cast saturates")]
fn seconds(value: &Value) -> Option<i64> {
    match value {
        Value::Int(seconds) => Some(*seconds),
        Value::Float(seconds) => Some(*seconds as i64),
        _ => None,
    }
}

fn lasts(facts: &Facts, settings: &[&Setting]) -> Fault {
    let days = |setting: &Setting| setting.value.alternatives().filter_map(seconds).max().unwrap_or_default() / DAY;
    let each: Vec<String> =
        settings.iter().map(|s| format!("`{}` is {} days ({})", s.raw, days(s), origin(s))).collect();
    let names: Vec<String> = settings.iter().map(|s| format!("`{}`", s.raw)).collect();
    let in_use = |s: &&Setting| s.key != Key::SESSION_LIFETIME || uses_sessions(facts, s);
    let severity = if settings.iter().any(in_use) { Severity::Low } else { Severity::Info };
    Fault::new(format!("A copied cookie is a log-in for that long: {}.", each.join(", ")))
        .fix(format!("Shorten {} to what visitors need.", names.join(" and ")))
        .severity(severity)
}

/// Only a long lifetime is told by an answer: a cookie that ends with the browser says nothing of how
/// long the server would take it.
fn observed(facts: &Facts, out: &mut Verdicts, seen: &Seen<'_>) {
    let lasting = sessions_of(facts, seen).into_iter().filter_map(|(answer, cookie)| {
        let days = cookie.max_age.filter(|age| *age > LONGEST)? / DAY;
        Some((live::header_step(answer, "set-cookie", format!("sets `{}` for {days} days", cookie.name)), cookie))
    });
    let (places, cookies): (Vec<_>, Vec<_>) = lasting.unzip();
    if let Some(first) = cookies.first() {
        let says =
            format!("The cookie `{}` lasts longer than a month: a copy of it is a log-in for that long.", first.name);
        Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
    }
}
