//! `cors/reflected-origin`: whichever site asks is let in by its own name.

use std::collections::BTreeSet;

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Ask, Check, Exchange, Facts, Framework, Judgement, Request, Rule, Severity, Strength, Subject, SubjectKind, Value,
    Verdicts,
};

use crate::asking;
use crate::common::{Fault, origin, stands};
use crate::live::{self, Seen};
use crate::origins::{LetsIn, Opening, declares, lets_in, members, names_any, openings, reflects};
use crate::strangers::{Likeness, likeness, strangers};

/// The rule.
pub static RULE: Rule = Rule {
    id: "cors/reflected-origin",
    title: "Whichever site asks is let in",
    severity: Severity::High,
    checklist: "The origin of a request is compared with a list before it is let in",
    why: "Code that sends the request's own `Origin` back allows every site while looking as if it allowed one. The same \
          goes for `null`, which any page gets by asking from a sandboxed frame, and for a pattern without an end: \
          `https://shop.example.evil.test` begins like `https://shop.example`. With cookies allowed, any page that a \
          visitor opens reads what the app answers to that visitor.",
    remedy: "Compare with a list, and send back only what is on it:\n\n\
             CORS(app, origins=[\"https://shop.example\"], supports_credentials=True)\n\n\
             flask-cors takes an origin with any of `*\\]?$^[]()` in it as a pattern that has to match the beginning: \
             end it with `$` and write `\\.` for a point.",
    remedies: &[
        (
            Framework::Django,
            "Name the sites; django-cors-headers then sends back only what is on the list:\n\n\
         CORS_ALLOWED_ORIGINS = [\"https://shop.example\"]\n\n\
         A pattern has to match the whole origin: `CORS_ALLOWED_ORIGIN_REGEXES = \
         [r\"^https://\\w+\\.shop\\.example$\"]`.",
        ),
        (
            Framework::Fastapi,
            "Compare with a list:\n\
        \n\
        app.add_middleware(CORSMiddleware, allow_origins=[\"https://shop.example\"], \
        allow_credentials=True)\n\
        \n\
        `allow_origin_regex` has to match the whole origin; write `\\.` for a point.",
        ),
        (
            Framework::Express,
            "Compare the origin with a list:\n\n\
         app.use(cors({ origin: [\"https://shop.example\"], credentials: true }));",
        ),
    ],
    references: &[
        "https://fetch.spec.whatwg.org/#http-cors-protocol",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Access-Control-Allow-Origin",
        "https://flask-cors.readthedocs.io/en/latest/configuration.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/HTML5_Security_Cheat_Sheet.html#cross-origin-resource-sharing",
    ],
    cwe: &[942, 346],
    since: "0.1",
    examples: &[
        Bad(r#"=== nginx/shop.conf
server {
    listen 443 ssl;
    server_name shop.example;
    location /api/ {
        add_header Access-Control-Allow-Origin $http_origin always;
        add_header Access-Control-Allow-Credentials true always;
        proxy_pass http://api:8000;
    }
}
"#),
        Bad(r#"=== app.py
from flask import Flask, request

app = Flask(__name__)

@app.after_request
def open_up(response):
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
"#),
        Bad(r#"=== app.py
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=[r"https://.*\.shop\.example"], supports_credentials=True)
"#),
        Bad(r#"=== GET https://shop.example/api/me
> origin: https://books.example
200
content-type: application/json
access-control-allow-origin: https://books.example
access-control-allow-credentials: true

{"name": "Ada"}
"#),
        Good(
            r#"=== app.py
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["https://shop.example", r"https://[a-z]+\.shop\.example$"], supports_credentials=True)
"#,
        ),
        Good(
            r#"=== GET https://shop.example/api/me
> origin: https://books.example
200
content-type: application/json

{"name": "Ada"}
"#,
        ),
        Good(
            r#"=== GET http://shop.example/api/me
> origin: https://shop.example
200
content-type: application/json
access-control-allow-origin: https://shop.example
access-control-allow-credentials: true

{"name": "Ada"}
"#,
        ),
        Bad(r#"=== GET https://shop.example/api/me
> origin: https://qwertshop.example
200
content-type: application/json
access-control-allow-origin: https://qwertshop.example
access-control-allow-credentials: true

{"name": "Ada"}
"#),
        Bad(r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["null"], allow_credentials=True)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origin_regex=r"https://[a-z]+\.shop\.example", allow_credentials=True)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origin_regex=r".*.(shop.example|post.example)", allow_credentials=True)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origin_regex=r"https://(.*\.)?shop\.example(:.*)?", allow_credentials=True)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const cors = require("cors");
const app = express();

app.use(cors({ origin: true, credentials: true }));
"#),
        Bad(r#"=== server.js
const express = require("express");
const cors = require("cors");
const app = express();

app.use(cors({ origin: (origin, callback) => callback(null, true), credentials: true }));
"#),
        Good(
            r#"=== server.js
const express = require("express");
const cors = require("cors");
const app = express();

const known = ["https://shop.example"];
app.use(cors({ origin: (origin, callback) => callback(null, known.includes(origin)), credentials: true }));
"#,
        ),
        Good(
            r#"=== server.js
const express = require("express");
const cors = require("cors");
const app = express();

app.use(cors({ origin: /^https:\/\/[a-z]+\.shop\.example$/, credentials: true }));
"#,
        ),
    ],
    asks: Some(asks),
    check: Check::Native(check),
    mend: None,
};

/// Each page that was seen is asked on behalf of each stranger, and once before a request that would write.
fn asks(facts: &Facts) -> Vec<Ask> {
    let mut asks = Vec::new();
    for origin in &facts.origins {
        let strangers = strangers(facts, origin, &facts.nonces.word("cors/reflected-origin", 10));
        for page in asking::guarded_pages(facts, origin) {
            let get = |from: &String| Request::of("GET", origin, page.target()).header("Origin", from.as_str());
            let preflight = Request::of("OPTIONS", origin, page.target())
                .header("Origin", strangers[0].as_str())
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "authorization");
            let all = strangers.iter().map(get).chain([preflight]);
            asks.extend(all.map(|request| Ask::request(request, "whether pages of other sites may read the answer")));
        }
    }
    asks
}

fn check(facts: &Facts, out: &mut Verdicts) {
    for opening in openings(facts) {
        declared(facts, out, &opening);
    }
    for seen in live::seen(facts, |answer| lets_in(answer).is_some()) {
        observed(facts, out, &seen);
    }
}

fn declared(facts: &Facts, out: &mut Verdicts, opening: &Opening<'_>) {
    let setting = opening.origins;
    let (subject, standing) = (&setting.component, stands(setting));
    let wrong = |value: &Value| wrong(facts, subject, value);
    let places = [setting.because.clone(), opening.credentials_steps()].concat();
    match setting.value.judge(|value| wrong(value).is_some()) {
        // A list that names any site is the business of cors/wildcard.
        Judgement::Safe if setting.value.alternatives().any(names_any) => {}
        Judgement::Safe => out.passes(subject, standing, places),
        Judgement::Undecided(why) => out.unknown(subject, standing, why, places),
        Judgement::Unsafe(strength) => {
            let why = setting.value.alternatives().find_map(wrong).unwrap_or_default();
            let cookies = if opening.with_cookies() { ", with the visitor's cookies" } else { "" };
            let fault = Fault::new(format!("{why}{cookies} ({}).", origin(setting)));
            let fault = if opening.with_cookies() { fault } else { fault.severity(Severity::Medium) };
            fault.at(out, subject, standing, strength, places);
        }
    }
}

/// What lets in sites that nobody named, as a sentence without its end.
fn wrong(facts: &Facts, app: &Subject, value: &Value) -> Option<String> {
    if reflects(value) {
        return Some("Whichever site asks is let in by its own name".into());
    }
    if names_any(value) {
        return None;
    }
    let flask = app.kind != SubjectKind::Server && facts.app(app).is_none_or(|app| app.framework == Framework::Flask);
    members(value).find_map(|origin| match origin {
        "null" => Some("`null` is let in, which any page gets by asking from a sandboxed frame".into()),
        pattern if flask && is_open_ended(pattern) => Some(format!(
            "`{pattern}` matches the beginning of an origin, so a site whose name goes on after it is let in"
        )),
        pattern => open_side(pattern)
            .map(|side| format!("`{pattern}` matches any name {side} yours, so a stranger's is let in")),
    })
}

/// On which side of a name a pattern leaves room for a stranger's: `.*shop\.example` lets `evilshop.example` in, and
/// `https://shop\.example.*` lets `shop.example.evil.example`.
fn open_side(pattern: &str) -> Option<&'static str> {
    let wildcards = [".*", ".+"].iter().flat_map(|wildcard| pattern.match_indices(wildcard));
    wildcards.filter(|(at, _)| !pattern[..*at].ends_with('\\')).find_map(|(at, wildcard)| {
        let (before, after) = (&pattern[..at], pattern[at + wildcard.len()..].trim_start_matches('?'));
        // A point that is not escaped is any sign, none of the name's own.
        let next =
            after.trim_start_matches('(').trim_start_matches("?:").trim_start_matches('.').trim_start_matches('(');
        let is_name = |c: char| c.is_ascii_alphanumeric();
        match next.trim_end_matches(')') {
            "" | "$" if !before.ends_with(':') => Some("after"),
            name if name.starts_with(is_name) && before.trim_start_matches('^').chars().all(|c| !is_name(c)) => {
                Some("before")
            }
            name if name.starts_with(is_name) && before.ends_with("//") => Some("before"),
            _ => None,
        }
    })
}

/// flask-cors takes such a text as a regular expression and asks for a match at the beginning only.
fn is_open_ended(pattern: &str) -> bool {
    let is_pattern = pattern.contains(['*', '\\', ']', '?', '$', '^', '[', '(', ')']);
    is_pattern && !pattern.ends_with('$') && !pattern.ends_with("\\Z")
}

fn observed(facts: &Facts, out: &mut Verdicts, seen: &Seen<'_>) {
    let any = declares(facts, &seen.subject, seen.standing, names_any);
    let reflecting = declares(facts, &seen.subject, seen.standing, reflects);
    let of = |wanted: fn(LetsIn, bool) -> bool| -> Vec<&Exchange> {
        let all = seen.answers.iter().copied();
        all.filter(|answer| lets_in(answer).is_some_and(|(whom, cookies)| wanted(whom, cookies))).collect()
    };
    // A library that was told `*` answers so too; then the setting names the cause, and its rule the fault.
    let with_cookies = of(|whom, cookies| cookies && matches!(whom, LetsIn::WhoeverAsked | LetsIn::Null));
    let without = of(|whom, cookies| !cookies && whom == LetsIn::WhoeverAsked);
    let (answers, severity) = if !with_cookies.is_empty() && !any {
        (with_cookies, Severity::High)
    } else if !without.is_empty() && reflecting {
        (without, Severity::Medium)
    } else {
        return;
    };
    let step = |answer: &&Exchange| {
        live::header_step(answer, "access-control-allow-origin", "sends the name of the asking site back")
    };
    let (says, worst) = whom(facts, &answers);
    let places = answers.iter().map(step).collect();
    let fault = Fault::new(says).severity(severity.min(worst));
    fault.at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}

/// Whom answers let in, in a sentence, and how bad that is at most: a name below the owner's is one that somebody has to
/// take over first.
fn whom(facts: &Facts, answers: &[&Exchange]) -> (String, Severity) {
    let is_null = |answer: &&&Exchange| lets_in(answer).is_some_and(|(whom, _)| whom == LetsIn::Null);
    let (nulls, named): (Vec<_>, Vec<_>) = answers.iter().partition(is_null);
    let likenesses: BTreeSet<Likeness> = named.into_iter().map(|answer| likeness(facts, answer)).collect();
    if likenesses.contains(&Likeness::None) {
        return ("Answers let whichever site asks in by its own name.".into(), Severity::High);
    }
    let null = "`null`, which any page gets by asking from a sandboxed frame";
    let null = (!nulls.is_empty()).then_some(null);
    let worst = if nulls.is_empty() && likenesses.iter().all(|one| *one == Likeness::Below) {
        Severity::Medium
    } else {
        Severity::High
    };
    let whom: Vec<&str> = likenesses.iter().rev().map(|one| one.says()).chain(null).collect();
    (format!("Answers let in {}.", whom.join("; ")), worst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_leaves_room_for_a_strangers_name() {
        let table = [
            ("^.*.(shop.example|post.example)$", Some("before")),
            (r"^https://.*shop\.example$", Some("before")),
            (r"^https://shop\.example.*$", Some("after")),
            (r"^https://.*$", Some("after")),
            (r"^https://.*\.shop\.example$", None),
            (r"^https://(.*\.)?shop\.example$", None),
            (r"^http://localhost:.*$", None),
            (r"^https://shop-.*\.vercel\.app$", None),
            ("https://shop.example", None),
        ];
        for (pattern, side) in table {
            assert_eq!(open_side(pattern), side, "{pattern}");
        }
    }
}
