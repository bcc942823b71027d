//! `headers/cache-control`: answers meant for one visitor may be kept for others.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Exchange, Facts, Framework, Judgement, Key, Rule, Setting, Severity, Strength, Value, Verdicts,
};

use crate::common::{Fault, origin, stands};
use crate::live::{self, Seen};

/// The rule.
pub static RULE: Rule = Rule {
    id: "headers/cache-control",
    title: "Personal answers may be kept by caches",
    severity: Severity::Low,
    checklist: "Answers for one visitor are not kept by caches",
    why: "A cache between the app and its visitors, or the browser of a shared computer, keeps what it may and hands it \
          to whoever asks next. An answer with a log-in cookie or a customer's data in it must forbid that, or one \
          visitor gets another's session.",
    remedy: "Forbid it for answers that belong to one visitor:\n\n\
             @app.after_request\n\
             def protect(response):\n    \
                 response.headers.setdefault(\"Cache-Control\", \"no-store\")\n    \
                 return response\n\n\
             Files that are the same for all may stay `public`.",
    remedies: &[
        (
            Framework::Django,
            "Forbid it for answers that belong to one visitor:\n\n\
         @never_cache\n\
         def account(request):\n    \
         …\n\n\
         Files that are the same for all may stay `public`.",
        ),
        (
            Framework::Fastapi,
            "Forbid it for answers that belong to one visitor:\n\
        \n\
        @app.middleware(\"http\")\n\
        async def protect(request, call_next):\n    \
        response = await call_next(request)\n    \
        response.headers[\"Cache-Control\"] = \"no-store\"\n    \
        return response\n\
        \n\
        Files that are the same for all may stay `public`.",
        ),
    ],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Cache-Control",
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#web-content-caching",
    ],
    cwe: &[525, 524],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, session

app = Flask(__name__)

@app.get("/")
def home():
    return {"you": session.get("user")}

@app.after_request
def cache(response):
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
"#),
        Bad(r#"=== GET https://shop.example/account
200
content-type: text/html
set-cookie: session=abc; HttpOnly; Secure; SameSite=Lax
cache-control: public, max-age=600

<h1>Your orders</h1>
"#),
        Good(
            r#"=== app.py
from flask import Flask, session

app = Flask(__name__)

@app.get("/")
def home():
    return {"you": session.get("user")}

@app.after_request
def cache(response):
    response.headers["Cache-Control"] = "no-store"
    return response
"#,
        ),
        Good(
            r#"=== GET https://shop.example/account
200
content-type: text/html
set-cookie: session=abc; HttpOnly; Secure; SameSite=Lax
cache-control: private, no-cache

<h1>Your orders</h1>
"#,
        ),
        Good(
            r#"=== GET https://shop.example/static/shop.css
200
content-type: text/css
cache-control: public, max-age=43200

h1 { color: navy }
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::HEADER_CACHE_CONTROL) {
        declared(facts, out, setting);
    }
    for seen in live::seen(facts, is_personal) {
        observed(out, &seen);
    }
}

/// Only a header that code writes is judged: without one, a cache keeps no answer of a session, for
/// Flask marks it as varying by cookie.
fn declared(facts: &Facts, out: &mut Verdicts, setting: &Setting) {
    let (subject, standing, places) = (&setting.component, stands(setting), setting.because.clone());
    let sessions = facts.app(subject).and_then(|app| app.uses_sessions.clone());
    match (setting.value.judge(is_shared), sessions) {
        (Judgement::Unsafe(strength), Some(session)) => {
            let says = format!(
                "Every answer may be kept by caches ({}), and the app keeps sessions: one visitor can get another's \
                 page.",
                origin(setting)
            );
            Fault::new(says).at(out, subject, standing, strength, [places, vec![session]].concat());
        }
        (Judgement::Undecided(why), Some(_)) => out.unknown(subject, standing, why, places),
        (Judgement::Safe, _) if setting.value != Value::None => out.passes(subject, standing, places),
        _ => {}
    }
}

fn is_shared(value: &Value) -> bool {
    value.text().is_some_and(|text| has(text, "public") || has(text, "s-maxage"))
}

/// Has the directive, with or without a value.
fn has(header: &str, directive: &str) -> bool {
    header.split(',').any(|part| part.split('=').next().unwrap_or_default().trim().eq_ignore_ascii_case(directive))
}

/// Hands out a session, or was asked for with the proof of one.
fn is_personal(answer: &Exchange) -> bool {
    let asked_as_somebody = answer
        .sent
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("authorization") || name.eq_ignore_ascii_case("cookie"));
    answer.status < 300 && (asked_as_somebody || answer.cookies.iter().any(|cookie| cookie.session))
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let step = |answer: &&Exchange| {
        let text: Vec<&str> = answer.header("cache-control").collect();
        live::header_step(answer, "cache-control", format!("says `{}`", text.join(", ")))
    };
    let shared: Vec<&Exchange> = seen.answers.iter().copied().filter(|a| may_be_kept(a)).collect();
    if shared.is_empty() {
        let places = seen.answers.iter().map(step).collect();
        return out.passes(&seen.subject, seen.standing, live::few(places));
    }
    let says = "Answers that hand out a session, or need one, may be kept by caches: the next visitor can get them.";
    let places = shared.iter().map(step).collect();
    Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}

/// A shared cache keeps what it is told to keep. Silence is left to it, and a cookie in the answer
/// stops the usual ones.
fn may_be_kept(answer: &Exchange) -> bool {
    let says = |directive| answer.header("cache-control").any(|value| has(value, directive));
    let forbidden = says("no-store") || says("private") || says("no-cache");
    !forbidden && (says("public") || says("s-maxage"))
}
