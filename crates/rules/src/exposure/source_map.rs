//! `exposure/source-map`: scripts are served with the source code that they were made from.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Exchange, Facts, Rule, Severity, Strength, Verdicts};

use crate::common::Fault;
use crate::live::{self, Seen};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/source-map",
    title: "Scripts are served with their source code",
    severity: Severity::Low,
    checklist: "No source maps are served",
    why: "A source map turns the shortened script back into the code as it was written, with comments, names of files and \
          parts that were meant for staff alone. It is made for a developer's browser.",
    remedy: "Leave source maps out of what is deployed (webpack: `devtool: false`, or `hidden-source-map` with the map \
             uploaded to the error tracker; Vite: `build.sourcemap: false`), or let the web server refuse them:\n\n\
             location ~ \\.map$ { deny all; }",
    remedies: &[],
    references: &["https://tc39.es/ecma426/", "https://webpack.js.org/configuration/devtool/"],
    cwe: &[540],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET https://shop.example/assets/shop.js.map
200
content-type: application/json

{"version":3,"sources":["../src/cart.ts"],"sourcesContent":["// TODO: staff only"],"mappings":"AAAA"}
"#),
        Bad(r#"=== GET https://shop.example/assets/admin.js.map
200
content-type: application/octet-stream

{"version":3,"file":"admin.js","sources":["../src/admin.ts"],"sourcesContent":["x"],"names":[],"mappings":"AAAA,CAAC"}
"#),
        Good(
            r#"=== GET https://shop.example/assets/shop.js.map
404
"#,
        ),
        Good(
            r#"=== GET https://shop.example/world.map
200
content-type: application/json

{"version":3,"places":["Ambleside"]}
"#,
        ),
    ],
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for seen in live::seen(facts, is_map) {
        observed(out, &seen);
    }
}

/// ECMA-426: a JSON object with a version, sources and mappings.
fn is_map(answer: &Exchange) -> bool {
    let body = answer.body.trim_start().trim_start_matches(")]}'").trim_start();
    let fields = ["\"version\"", "\"sources\"", "\"mappings\""];
    live::is_handed_out(answer) && body.starts_with('{') && fields.iter().all(|field| body.contains(field))
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let Some(first) = seen.answers.first() else { return };
    let whole = seen.answers.iter().find(|answer| answer.body.contains("\"sourcesContent\""));
    let says = match whole {
        Some(answer) => format!("{} holds the source code of the scripts as it was written.", answer.url),
        None => format!("{} names the files that the scripts were made from.", first.url),
    };
    let severity = if whole.is_some() { Severity::Low } else { Severity::Info };
    let places = seen.answers.iter().map(|answer| live::step(answer, "body", "is a source map")).collect();
    Fault::new(says).severity(severity).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}
