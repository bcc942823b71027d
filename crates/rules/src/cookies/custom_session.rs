//! `cookies/custom-session`: cookies that hint at a session kept by hand.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Call, Check, Cookie, Edit, Exchange, Facts, Finding, Framework, Key, Rule, Setting, Severity, Standing, Step,
    Strength, Subject, Value, Verdicts,
};

use crate::common::{Fault, file_of, judge, origin, place_of, value_beside};
use crate::cookie::{session_cookies, uses_sessions};
use crate::jar::{session_name, sessions_of};
use crate::keys;
use crate::live::{self, Seen};
use crate::mending::{Wish, risky, set};
use crate::token;

/// The rule.
pub static RULE: Rule = Rule {
    id: "cookies/custom-session",
    title: "Sessions are not kept the framework's usual way",
    severity: Severity::Info,
    checklist: "Sessions are kept by the framework, the way it does by default",
    why: "A framework signs its session, makes ids that cannot be guessed, and renews them at log-in. A cookie with a name \
          of its own often means that this was written anew: an id that counts up, a user's name in clear, a session \
          that survives the log-out. It may be all right; somebody should look.",
    remedy: "Keep the user in Flask's session, or let Flask-Login do it:\n\n\
             session[\"user\"] = user.id   # instead of response.set_cookie(\"session_id\", …)",
    remedies: &[(
        Framework::Django,
        "Keep the user in Django's session, which `django.contrib.auth.login(request, user)` does, and \
         leave `SESSION_SERIALIZER` alone: JSON is the default.",
    )],
    references: &[
        "https://flask.palletsprojects.com/en/stable/quickstart/#sessions",
        "https://flask-login.readthedocs.io/en/latest/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html",
    ],
    cwe: &[384, 565],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, make_response

app = Flask(__name__)

@app.post("/login")
def login():
    response = make_response("welcome")
    response.set_cookie("session_id", "17", secure=True, httponly=True, samesite="Lax")
    return response
"#),
        Bad(r#"=== GET https://shop.example/login
200
content-type: text/html
set-cookie: usersession=17; Secure; HttpOnly; SameSite=Lax

<h1>Log in</h1>
"#),
        Good(
            r#"=== app.py
from flask import Flask, session

app = Flask(__name__)

@app.post("/login")
def login():
    session["user"] = 17
    return "welcome"
"#,
        ),
        Good(
            r#"=== GET https://shop.example/login
200
content-type: text/html
set-cookie: session=eyJ1c2VyIjoxN30.Zz8ABA.c2lnbmF0dXJlLW9mLXR3ZW50eS1ieXRl; HttpOnly
set-cookie: JSESSIONID=0A1B2C3D; HttpOnly

<h1>Log in</h1>
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.PickleSerializer"
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

/// Names that frameworks and their extensions give, lower case.
const FRAMEWORKS: &[&str] = &[
    "session",
    "sessionid",
    "remember_token",
    "access_token_cookie",
    "refresh_token_cookie",
    "connect.sid",
    "koa.sess",
    "koa.sess.sig",
    "jsessionid",
    "phpsessid",
    "asp.net_sessionid",
    ".aspxauth",
    "laravel_session",
    "aiohttp_session",
    "ci_session",
    "play_session",
    "rack.session",
];

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::SESSION_SERIALIZER).filter(|s| uses_sessions(facts, s)) {
        judge(out, setting, runs_code, |s| unpickled(facts, s));
    }
    for setting in facts.settings_of(Key::SESSION_INTERFACE).filter(|s| uses_sessions(facts, s)) {
        if let Some(key) = facts.setting(&setting.component, setting.standing, Key::SECRET_KEY) {
            let known = keys::secret(key).is_some() && keys::is_in_project(key);
            judge(out, setting, |engine| known && is_signed_cookie(engine), |s| signed_with(s, key));
        }
    }
    for (call, name) in session_cookies(facts).filter(|(_, name)| !is_known(name)) {
        written(out, call, name);
    }
    for seen in live::seen(facts, |answer| !answer.cookies.is_empty()) {
        observed(facts, out, &seen);
    }
}

/// Unpickling runs whatever the data says.
fn runs_code(serializer: &Value) -> bool {
    serializer.text().is_some_and(|name| name.rsplit('.').next() == Some("PickleSerializer"))
}

fn is_signed_cookie(engine: &Value) -> bool {
    engine.text() == Some("django.contrib.sessions.backends.signed_cookies")
}

/// The key is all that stands between a visitor and a session of his own making.
fn signed_with(setting: &Setting, key: &Setting) -> Fault {
    Fault::new(format!(
        "Sessions are kept in the visitor's cookie (`{}`, {}), signed with a key that stands in the project ({}): whoever \
         reads it logs in as anybody.",
        setting.raw,
        origin(setting),
        origin(key)
    ))
    .fix("Supply the key from outside, or keep sessions in the database, which is Django's default.")
    .severity(Severity::Medium)
}

fn unpickled(facts: &Facts, setting: &Setting) -> Fault {
    let engine = value_beside(facts, setting, Key::SESSION_INTERFACE).and_then(Value::text).unwrap_or_default();
    let (who, severity) = if engine.ends_with("signed_cookies") {
        ("the visitor sends the session, so whoever learns the signing key runs code on the server", Severity::High)
    } else {
        (
            "whoever can write where sessions are kept, and learns the signing key, runs code on the server",
            Severity::Medium,
        )
    };
    Fault::new(format!("Sessions are unpickled (`{}`, {}): {who}.", setting.raw, origin(setting)))
        .fix(format!("Take it out at {}: JSON is Django's default.", place_of(setting)))
        .severity(severity)
}

fn is_known(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // A prefix that browsers understand (RFC 6265 bis, section 4.1.3) renames nothing.
    let bare = ["__host-", "__secure-"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(&name);
    FRAMEWORKS.contains(&bare)
}

fn written(out: &mut Verdicts, call: &Call, name: &str) {
    let subject: Subject = file_of(&call.place);
    let says = format!("The code sets a cookie `{name}` itself: see that it cannot be guessed and ends at log-out.");
    let places = vec![Step::new(call.place.clone(), "sets it")];
    Fault::new(says).at(out, &subject, Standing::Kind(call.kind), Strength::Suggests, places);
}

fn observed(facts: &Facts, out: &mut Verdicts, seen: &Seen<'_>) {
    let cookies = sessions_of(facts, seen);
    let own = session_name(facts, &seen.subject, seen.standing);
    let by_hand: Vec<&(&Exchange, &Cookie)> = cookies.iter().filter(|(_, cookie)| is_by_hand(cookie, own)).collect();
    let step = |(answer, cookie): &(&Exchange, &Cookie)| {
        live::header_step(answer, "set-cookie", format!("sets `{}`", cookie.name))
    };
    if let Some((_, cookie)) = by_hand.first() {
        let says =
            format!("The cookie `{}` looks like a session kept by hand: see that it cannot be guessed.", cookie.name);
        let places = by_hand.into_iter().map(step).collect();
        Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Suggests, live::few(places));
    } else if !cookies.is_empty() {
        let places = cookies.iter().map(step).collect();
        out.passes(&seen.subject, seen.standing, live::few(places));
    }
}

/// Neither a framework's name nor the form in which a library signs: a renamed session is not by hand.
fn is_by_hand(cookie: &Cookie, own: &str) -> bool {
    cookie.name != own && !is_known(&cookie.name) && !cookie.value.attempt(token::is_signed)
}

/// Sessions that are there now cannot be read afterwards, nor what JSON cannot hold.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    const JSON: &str = "\"django.contrib.sessions.serializers.JSONSerializer\"";
    risky(set(facts, finding, &[Wish { key: Key::SESSION_SERIALIZER, is_unsafe: runs_code, code: JSON }]))
}
