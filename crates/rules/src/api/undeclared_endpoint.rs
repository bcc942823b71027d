//! `api/undeclared-endpoint`: the API answers where neither its document nor its source says that it does.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Exchange, Facts, Rule, Severity, Strength, Verdicts};

use crate::common::Fault;
use crate::live::{self, Seen};
use crate::operations::{declared, of_path};

/// The rule.
pub static RULE: Rule = Rule {
    id: "api/undeclared-endpoint",
    title: "The API answers at an address that nobody declared",
    severity: Severity::Medium,
    checklist: "The API answers only where it is declared to",
    why: "What stands in no document is in nobody's mind: it was left over from a test, it belongs to an old release, or a \
          proxy sends it to a service that was never meant to be public. It is not reviewed, not watched and not patched, \
          and attackers find it in the first script that they read.",
    remedy: "Declare it, with whoever may call it, or take it away:\n\n\
             paths:\n  \
               /api/books:\n    \
                 get: …",
    remedies: &[],
    references: &["https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/"],
    cwe: &[1059],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET http://shop.example/openapi.json
200
content-type: application/json

{"openapi": "3.1.0", "paths": {"/api/books": {"get": {}}}}
=== GET http://shop.example/api/export
200
content-type: application/json

{"customers": []}
"#),
        Bad(r#"=== GET http://shop.example/swagger.json
200
content-type: application/json

{"swagger": "2.0", "basePath": "/v2", "paths": {"/books/{id}": {"get": {}}}}
=== GET http://shop.example/v1/books/7
200
content-type: application/json

{"title": "Middlemarch"}
"#),
        Good(
            r#"=== GET http://shop.example/swagger.json
200
content-type: application/json

{"swagger": "2.0", "basePath": "/v2", "paths": {"/books/{id}": {"get": {}}}}
=== GET http://shop.example/v2/books/7
200
content-type: application/json

{"title": "Middlemarch"}
"#,
        ),
        Good(
            r#"=== GET http://shop.example/api/export
200
content-type: application/json

{"customers": []}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Documents that are files, and those that describe the site itself: no API's business.
const FILES: &[&str] = &[".json", ".map", ".webmanifest", ".jsonld", ".geojson"];

fn check(facts: &Facts, out: &mut Verdicts) {
    for seen in live::seen(facts, is_of_api) {
        judge(facts, &seen, out);
    }
}

/// A document that was met when following links, which an API makes.
fn is_of_api(answer: &Exchange) -> bool {
    let kind = answer.header("content-type").next().unwrap_or_default().to_ascii_lowercase();
    let is_document = kind.starts_with("application/json") || kind.contains("+json");
    let is_file = FILES.iter().any(|end| answer.path().ends_with(end)) || answer.path().contains("/.well-known/");
    answer.method == "GET" && answer.status == 200 && answer.asked_by.is_none() && is_document && !is_file
}

fn judge(facts: &Facts, seen: &Seen<'_>, out: &mut Verdicts) {
    let Some(first) = seen.answers.first() else { return };
    let declared = declared(facts, &first.origin);
    if declared.is_empty() {
        return;
    }
    let strange = |answer: &&&Exchange| of_path(&declared, answer.path()).is_empty();
    let places: Vec<_> =
        seen.answers.iter().filter(strange).map(|answer| live::step(answer, "body", "is declared nowhere")).collect();
    if places.is_empty() {
        let places = seen.answers.iter().map(|answer| live::step(answer, "body", "is declared")).collect();
        return out.passes(&seen.subject, seen.standing, live::few(places));
    }
    let says = "The API answers where neither its document nor its source says that it does.";
    Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}
