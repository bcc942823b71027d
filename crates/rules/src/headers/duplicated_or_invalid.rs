//! `headers/duplicated-or-invalid`: protective headers that browsers cannot use.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Cookie, Exchange, Facts, Framework, Rule, Severity, Step, Strength, Verdicts};

use crate::common::Fault;
use crate::live::{self, Seen};

/// The rule.
pub static RULE: Rule = Rule {
    id: "headers/duplicated-or-invalid",
    title: "Headers are repeated, misspelt or refused by browsers",
    severity: Severity::Low,
    checklist: "Each protective header is sent once and spelt as browsers know it",
    why: "A header that two layers set, each with its own value, is read differently by each browser, and some drop both. \
          A misspelt header does nothing at all, and the protection that everybody believes in is not there. The same \
          goes for a cookie whose attributes contradict each other.",
    remedy: "Set each header in one layer only, either in the app or in the proxy, and under its own name. In Flask, \
             assign instead of adding:\n\n\
             response.headers[\"X-Frame-Options\"] = \"DENY\"   # not response.headers.add(…)",
    remedies: &[
        (
            Framework::Django,
            "Set each header in one layer only, either in the app or in the proxy, and under its own \
         name:\n\n\
         response[\"X-Frame-Options\"] = \"DENY\"",
        ),
        (
            Framework::Fastapi,
            "Set each header in one layer only, either in the app or in the proxy, and under its own name:\n\
        \n\
        response.headers[\"X-Frame-Options\"] = \"DENY\"   # not response.headers.append(…)",
        ),
    ],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc9110#section-5.3",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers",
        "https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html",
    ],
    cwe: &[436, 693],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html
x-frame-options: DENY
x-frame-options: SAMEORIGIN

<h1>Books</h1>
"#),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html
strict-transport-securty: max-age=31536000

<h1>Books</h1>
"#),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html
set-cookie: theme=dark; SameSite=None

<h1>Books</h1>
"#),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
strict-transport-security: max-age=31536000
x-frame-options: DENY
set-cookie: theme=dark; SameSite=Lax

<h1>Books</h1>
"#,
        ),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
content-security-policy: default-src 'self'
content-security-policy: frame-ancestors 'none'
set-cookie: a=1; Secure; SameSite=None
set-cookie: b=2; SameSite=Lax

<h1>Books</h1>
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Headers of which browsers read one. (`Content-Security-Policy` may be repeated: all hold.)
const SINGLE: &[&str] = &[
    "strict-transport-security",
    "x-frame-options",
    "x-content-type-options",
    "content-type",
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "cross-origin-opener-policy",
    "cross-origin-embedder-policy",
    "cross-origin-resource-policy",
];

/// Names that others are compared with.
const KNOWN: &[&str] = &[
    "strict-transport-security",
    "content-security-policy",
    "content-security-policy-report-only",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-embedder-policy",
    "cross-origin-resource-policy",
    "access-control-allow-origin",
];

fn check(facts: &Facts, out: &mut Verdicts) {
    for seen in live::seen(facts, |_| true) {
        judge(out, &seen);
    }
}

fn judge(out: &mut Verdicts, seen: &Seen<'_>) {
    let mut faults: Vec<Step> = seen.answers.iter().flat_map(|answer| faults(answer)).collect();
    faults.dedup_by(|a, b| a.says == b.says);
    let Some(first) = faults.first() else {
        let places = seen.answers.iter().take(1).map(|a| live::step(a, "headers", "are sent once each")).collect();
        return out.passes(&seen.subject, seen.standing, places);
    };
    let fault = Fault::new(format!("Browsers cannot use a header of the answers: {}.", first.says));
    fault.at(out, &seen.subject, seen.standing, Strength::Proves, live::few(faults));
}

fn faults(answer: &Exchange) -> Vec<Step> {
    let mut found: Vec<Step> = SINGLE.iter().filter_map(|name| repeated(answer, name)).collect();
    found.extend(answer.headers.iter().filter_map(|(name, _)| misspelt(answer, name)));
    found.extend(answer.cookies.iter().filter_map(|cookie| refused(answer, cookie)));
    found
}

/// Sent more than once, with values that differ: the same value twice is read alike everywhere.
fn repeated(answer: &Exchange, name: &str) -> Option<Step> {
    let values: Vec<&str> = answer.header(name).collect();
    let differ = values.windows(2).any(|two| !two[0].eq_ignore_ascii_case(two[1]));
    differ.then(|| {
        live::header_step(answer, name, format!("`{name}` is sent {} times with different values", values.len()))
    })
}

/// One letter away from a name that browsers know: left out, added, changed or swapped.
fn misspelt(answer: &Exchange, name: &str) -> Option<Step> {
    let lower = name.to_ascii_lowercase();
    if KNOWN.contains(&lower.as_str()) {
        return None;
    }
    let meant = KNOWN.iter().find(|known| is_slip_of(&lower, known))?;
    Some(live::header_step(answer, &lower, format!("`{lower}` is no header; `{meant}` is")))
}

fn is_slip_of(written: &str, known: &str) -> bool {
    let (a, b) = (written.as_bytes(), known.as_bytes());
    let same_start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same_start..], &b[same_start..]);
    let same_end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    match (&a[..a.len() - same_end], &b[..b.len() - same_end]) {
        ([] | [_], [_]) | ([_], []) => true,
        ([x, y], [v, w]) => x == w && y == v,
        _ => false,
    }
}

/// A cookie that browsers drop for what it says of itself (RFC 6265 bis, section 5.7).
fn refused(answer: &Exchange, cookie: &Cookie) -> Option<Step> {
    let same_site_none = cookie.same_site.as_deref().is_some_and(|s| s.eq_ignore_ascii_case("none"));
    let why = if same_site_none && !cookie.secure {
        "says SameSite=None without Secure, and browsers drop it"
    } else if cookie.name.is_empty() && cookie.value.is_empty() {
        "has neither a name nor a value"
    } else if cookie.secure && !answer.is_https() && cookie.name.starts_with("__") {
        return None;
    } else if cookie.name.starts_with("__Secure-") && !cookie.secure {
        "is named __Secure- without Secure, and browsers drop it"
    } else if cookie.name.starts_with("__Host-") && !is_host_bound(cookie) {
        "is named __Host- without Secure and Path=/, or with a Domain, and browsers drop it"
    } else {
        return None;
    };
    Some(live::header_step(answer, "set-cookie", format!("the cookie `{}` {why}", cookie.name)))
}

fn is_host_bound(cookie: &Cookie) -> bool {
    cookie.secure && cookie.domain.is_none() && cookie.path.as_deref() == Some("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_of_the_finger_is_a_misspelling() {
        for written in ["x-frame-option", "x-farme-options", "x-frame-optionss", "x_frame-options"] {
            assert!(is_slip_of(written, "x-frame-options"), "{written}");
        }
        for other in ["x-frame-options", "x-frames", "frame-options", "x-content-options", ""] {
            assert!(!is_slip_of(other, "x-frame-options"), "{other}");
        }
    }
}
