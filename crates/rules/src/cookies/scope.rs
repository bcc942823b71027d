//! `cookies/scope`: session cookies reach further than the app.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Cookie, Edit, Exchange, Facts, Finding, Framework, Key, Rule, Setting, Severity, Step, Strength, Value,
    Verdicts,
};

use crate::common::{Fault, judge, origin, place_of};
use crate::jar::sessions_of;
use crate::live::{self, Seen};
use crate::mending::{Wish, risky, set};

/// The rule.
pub static RULE: Rule = Rule {
    id: "cookies/scope",
    title: "Session cookie reaches further than the app",
    severity: Severity::Low,
    checklist: "Session cookies belong to one host and stand in no address",
    why: "A cookie with a `Domain` is sent to every host below that name: the blog, the old campaign site, the host that \
          somebody else may rent. Each can read it, and each can set one of its own in its place. A session in an \
          address ends up in logs, bookmarks and mails. A name that begins with `__Host-` has the browser itself keep \
          the cookie to one host.",
    remedy: "Leave `SESSION_COOKIE_DOMAIN` out; on HTTPS, let the name bind the cookie:\n\n\
             app.config.update(SESSION_COOKIE_NAME=\"__Host-session\", SESSION_COOKIE_SECURE=True)",
    remedies: &[
        (
            Framework::Django,
            "Leave `SESSION_COOKIE_DOMAIN` out; on HTTPS, let the name bind the cookie:\n\n\
         SESSION_COOKIE_NAME = \"__Host-sessionid\"\n\
         SESSION_COOKIE_SECURE = True",
        ),
        (
            Framework::Fastapi,
            "Leave `domain` out, so that the cookie is sent to the app's own host alone:\n\
        \n\
        app.add_middleware(SessionMiddleware, secret_key=settings.secret_key)",
        ),
    ],
    references: &[
        "https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-cookie-name-prefixes",
        "https://flask.palletsprojects.com/en/stable/config/#SESSION_COOKIE_DOMAIN",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes",
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#domain-and-path-attributes",
    ],
    cwe: &[1275, 565, 598],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
app.config["SESSION_COOKIE_DOMAIN"] = ".shop.example"
"#),
        Bad(r#"=== GET https://www.shop.example/login
200
content-type: text/html
set-cookie: session=abc; Secure; HttpOnly; SameSite=Lax; Domain=shop.example

<h1>Log in</h1>
"#),
        Bad(r#"=== GET https://shop.example/
302
location: /basket;jsessionid=0A1B2C3D4E5F60718293A4B5C6D7E8F9

"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
"#,
        ),
        Good(
            r#"=== GET https://www.shop.example/login
200
content-type: text/html
set-cookie: __Host-session=abc; Secure; HttpOnly; SameSite=Lax; Path=/

<h1>Log in</h1>
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
SESSION_COOKIE_DOMAIN = ".shop.example"
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
    mend: Some(mend),
};

/// Parameters of addresses that hold a session.
const PARAMETERS: &[&str] = &["jsessionid=", "phpsessid=", "sessionid=", "session_id=", "aspsessionid="];

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::SESSION_COOKIE_DOMAIN) {
        judge(out, setting, |value| value.text().is_some_and(|domain| !domain.is_empty()), widened);
    }
    for seen in live::seen(facts, |_| true) {
        observed(facts, out, &seen);
    }
}

fn widened(setting: &Setting) -> Fault {
    let domain = setting.value.alternatives().find_map(Value::text).unwrap_or_default();
    let host = domain.trim_start_matches('.');
    let says = format!(
        "The session cookie goes to every host below {host} ({}): each can read and replace it.",
        origin(setting)
    );
    Fault::new(says).fix(format!(
        "Take `{}` out at {}: the cookie then belongs to the host that sets it.",
        setting.raw,
        place_of(setting)
    ))
}

fn observed(facts: &Facts, out: &mut Verdicts, seen: &Seen<'_>) {
    let cookies = sessions_of(facts, seen);
    let mut wide: Vec<Step> = cookies.iter().filter_map(|(answer, cookie)| too_wide(answer, cookie)).collect();
    wide.extend(seen.answers.iter().filter_map(|answer| in_address(answer)));
    if let Some(first) = wide.first() {
        let fault = Fault::new(format!("A session reaches further than the app: an answer {}.", first.says));
        fault.at(out, &seen.subject, seen.standing, Strength::Proves, live::few(wide));
    } else if !cookies.is_empty() {
        let says = |cookie: &Cookie| format!("sets `{}` for one host", cookie.name);
        let places =
            cookies.iter().map(|(answer, cookie)| live::header_step(answer, "set-cookie", says(cookie))).collect();
        out.passes(&seen.subject, seen.standing, live::few(places));
    }
}

/// Even a `Domain` that names the very host takes in the hosts below it.
fn too_wide(answer: &Exchange, cookie: &Cookie) -> Option<Step> {
    let domain = cookie.domain.as_ref()?;
    let says = format!("sets `{}` for every host below {domain}", cookie.name);
    Some(live::header_step(answer, "set-cookie", says))
}

fn in_address(answer: &Exchange) -> Option<Step> {
    let holds = |address: &str| {
        let lower = address.to_ascii_lowercase();
        let value = PARAMETERS
            .iter()
            .find_map(|name| lower.split_once(name))
            .filter(|(before, _)| before.ends_with(['?', '&', ';']));
        value.is_some_and(|(_, value)| value.chars().take_while(char::is_ascii_alphanumeric).count() >= 16)
    };
    let location = answer.header("location").find(|address| holds(address));
    location.map(|_| live::header_step(answer, "location", "sends the visitor to an address with a session in it"))
}

/// Other hosts of the domain that share the session cannot afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let widened = |value: &Value| value.text().is_some_and(|domain| !domain.is_empty());
    risky(set(facts, finding, &[Wish { key: Key::SESSION_COOKIE_DOMAIN, is_unsafe: widened, code: "None" }]))
}
