//! `exposure/source-map`: scripts are served with the source code that they were made from.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Ask, Check, Exchange, Facts, Rule, Severity, Strength, Verdicts};

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
    asks: Some(asks),
    check: Check::Native(check),
    mend: None,
};

/// The map that a script names in its last line.
fn asks(facts: &Facts) -> Vec<Ask> {
    let named = |script: &Exchange| {
        let (_, name) = script.body.rsplit_once("# sourceMappingURL=")?;
        let name = name.split_whitespace().next().filter(|name| !name.contains(':') && !name.starts_with('/'))?;
        let folder = script.path().rsplit_once('/')?.0;
        Some(Ask::get(&script.origin, format!("{folder}/{name}"), "whether the source code of a script is served"))
    };
    facts
        .exchanges
        .iter()
        .filter(|answer| answer.status == 200 && !answer.path().ends_with(".css"))
        .filter_map(named)
        .take(16)
        .collect()
}

fn check(facts: &Facts, out: &mut Verdicts) {
    for seen in live::seen(facts, is_map) {
        observed(out, &seen);
    }
}

/// ECMA-426: a JSON object with a version, sources and mappings.
fn is_map(answer: &Exchange) -> bool {
    let body = answer.body.trim_start().trim_start_matches(")]}'").trim_start();
    let fields = ["\"version\"", "\"sources\"", "\"mappings\""];
    // A style is no secret, whatever it was written in.
    let of_script = !answer.path().ends_with(".css.map");
    // What was cut off has its mappings at the end.
    let fields = if answer.cut { &fields[..2] } else { &fields[..] };
    of_script && live::is_handed_out(answer) && body.starts_with('{') && fields.iter().all(|field| body.contains(field))
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
