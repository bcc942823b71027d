//! `headers/cross-origin-isolation`: pages share a browser process with pages of other sites.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Framework, Key, Rule, Severity, Verdicts};

use crate::django::SECURITY;
use crate::header::{self, Django, Flaw, Header, info, nothing_declared, nothing_seen};
use crate::live;
use crate::mending::{Sent, risky, send};

/// The rule.
pub static RULE: Rule = Rule {
    id: "headers/cross-origin-isolation",
    title: "Pages are not kept apart from pages of other sites",
    severity: Severity::Low,
    checklist: "Cross-Origin-Opener-Policy and its kin keep pages of other sites apart",
    why: "A page that opens yours in a window keeps a handle to it: it can watch it, send it elsewhere, and, where both \
          share a process, read its memory through faults of the processor. `Cross-Origin-Opener-Policy` cuts the \
          handle, `Cross-Origin-Embedder-Policy` and `Cross-Origin-Resource-Policy` keep resources apart.",
    remedy: "Cut the handle, unless a page works together with a pop-up of another site:\n\n\
             @app.after_request\n\
             def protect(response):\n    \
                 response.headers[\"Cross-Origin-Opener-Policy\"] = \"same-origin\"\n    \
                 return response",
    remedies: &[
        (
            Framework::Django,
            "Leave the default in place, `same-origin` since release 4.0, and its middleware in the list; \
         where a page works together with a pop-up of another site:\n\n\
         SECURE_CROSS_ORIGIN_OPENER_POLICY = \"same-origin-allow-popups\"",
        ),
        (
            Framework::Fastapi,
            "Cut the handle, unless a page works together with a pop-up of another site:\n\
        \n\
        @app.middleware(\"http\")\n\
        async def protect(request, call_next):\n    \
        response = await call_next(request)\n    \
        response.headers[\"Cross-Origin-Opener-Policy\"] = \"same-origin\"\n    \
        return response",
        ),
    ],
    references: &[
        "https://html.spec.whatwg.org/multipage/browsers.html#cross-origin-opener-policies",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Cross-Origin-Opener-Policy",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Cross-Origin-Embedder-Policy",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Cross-Origin-Resource-Policy",
    ],
    cwe: &[346, 693],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def protect(response):
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response
"#),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html

<h1>Books</h1>
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def protect(response):
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response
"#,
        ),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
cross-origin-opener-policy: same-origin-allow-popups

<h1>Books</h1>
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
SECURE_CROSS_ORIGIN_OPENER_POLICY = "unsafe-none"
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// Of the three headers only this one suits every page. The other two break what a page loads from
/// elsewhere, so an app that leaves them out is not at fault.
fn check(facts: &Facts, out: &mut Verdicts) {
    header::check(facts, out, &OPENER);
}

/// The header.
pub(crate) static OPENER: Header = Header {
    key: Key::HEADER_OPENER_POLICY,
    name: "Cross-Origin-Opener-Policy",
    without: "A page that opens this one in a window keeps a handle to it.",
    absent: info,
    at_server: Severity::Info,
    line: "same-origin",
    belongs: live::is_page,
    flaws,
    seen: header::first,
    declared_instead: nothing_declared,
    seen_instead: nothing_seen,
    django: Django { middleware: Some((SECURITY, "W001")), absent: None, remarks },
};

fn remarks(value: &str) -> Vec<(&'static str, &'static str)> {
    let known = ["same-origin", "same-origin-allow-popups", "unsafe-none"].contains(&value);
    if known { Vec::new() } else { vec![("E024", "Django knows no such policy")] }
}

fn flaws(value: &str) -> Vec<Flaw> {
    let word = value.split(';').next().unwrap_or_default().trim();
    let keeps_apart = ["same-origin", "same-origin-allow-popups", "noopener-allow-popups"];
    if keeps_apart.contains(&word) {
        return Vec::new();
    }
    vec![Flaw::new(Severity::Low, format!("`{word}` keeps nothing apart"))]
}

const SENT: Sent = Sent {
    key: Key::HEADER_OPENER_POLICY,
    name: "Cross-Origin-Opener-Policy",
    value: "same-origin",
    django: Some(("SECURE_CROSS_ORIGIN_OPENER_POLICY", "\"same-origin\"", SECURITY)),
};

/// Windows that another site opened, as for a log-in, lose their handle afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(send(facts, finding, &SENT))
}
