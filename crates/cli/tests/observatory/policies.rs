//! The review of policies: what each row of a table must come to, and the same remarks as csp-evaluator's.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use sneck_model::{PolicyRemark, Severity};
use sneck_rules::observatory;

use crate::node;
use crate::table::{REST, TABLE};

/// What the review of a page with that policy says.
fn reviewed(policy: &str) -> Vec<PolicyRemark> {
    let world = format!(
        "=== GET http://shop.example/\n200\ncontent-type: text/html\ncontent-security-policy: {policy}\n\n<p>\n"
    );
    let tree = sneck_read::world::parse(&world).expect("a world");
    let exchanges = sneck_read::facts(&tree).exchanges;
    observatory::report(&exchanges, "http://shop.example/", &|_| false, None).expect("an answer").policy
}

/// Each policy of the table, with what it must come to.
fn rows() -> impl Iterator<Item = (Option<Severity>, &'static str, String)> {
    TABLE.iter().flat_map(|(severity, kind, policies)| {
        policies.iter().map(move |policy| (Severity::named(severity), *kind, policy.replace("…", REST)))
    })
}

#[test]
fn every_policy_of_the_table_is_worth_what_it_says() {
    let mut wrong = Vec::new();
    for (severity, kind, policy) in rows() {
        let remarks = reviewed(&policy);
        let worst = remarks.iter().filter_map(|remark| remark.severity).max();
        let names =
            remarks.iter().any(|remark| remark.kind == kind && (severity.is_none() || remark.severity == severity));
        if worst != severity || !names {
            wrong.push(format!("`{policy}` is {worst:?} and not {severity:?} by {kind}: {remarks:?}"));
        }
    }
    assert!(rows().count() >= 150, "{} policies", rows().count());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Our kinds and csp-evaluator's types.
const TYPES: &[(&str, &str)] = &[
    ("unsafe-inline", "SCRIPT_UNSAFE_INLINE"),
    ("unsafe-hashes", "SCRIPT_UNSAFE_HASHES"),
    ("unsafe-eval", "SCRIPT_UNSAFE_EVAL"),
    ("url-scheme", "PLAIN_URL_SCHEMES"),
    ("wildcard", "PLAIN_WILDCARD"),
    ("missing-directive", "MISSING_DIRECTIVES"),
    ("script-bypass", "SCRIPT_ALLOWLIST_BYPASS_HIGH"),
    ("script-host", "SCRIPT_ALLOWLIST_BYPASS_MEDIUM_MAYBE"),
    ("object-host", "OBJECT_ALLOWLIST_BYPASS_MEDIUM_MAYBE"),
    ("ip-source", "IP_SOURCE"),
    ("deprecated-directive", "DEPRECATED_DIRECTIVE"),
    ("nonce-length", "NONCE_LENGTH"),
    ("nonce-charset", "NONCE_CHARSET"),
    ("plain-http", "SRC_HTTP"),
    ("unknown-directive", "UNKNOWN_DIRECTIVE"),
    ("missing-semicolon", "MISSING_SEMICOLON"),
    ("invalid-keyword", "INVALID_KEYWORD"),
    ("strict-dynamic", "STRICT_DYNAMIC"),
    ("strict-dynamic-alone", "STRICT_DYNAMIC_NOT_STANDALONE"),
    ("unsafe-inline-fallback", "UNSAFE_INLINE_FALLBACK"),
    ("host-fallback", "ALLOWLIST_FALLBACK"),
    ("ignored", "IGNORED"),
    ("trusted-types", "REQUIRE_TRUSTED_TYPES_FOR_SCRIPTS"),
    ("no-reports", "REPORTING_DESTINATION_MISSING"),
    ("report-to-only", "REPORT_TO_ONLY"),
];

type Remarks = BTreeSet<(String, String, Option<String>)>;

/// Ours in csp-evaluator's words, without what only we say: docs/headers.md has the reasons.
fn ours(policy: &str) -> Remarks {
    let only_ours = |remark: &PolicyRemark| match (remark.kind, remark.directive.as_str()) {
        ("missing-directive", "frame-ancestors") => true,
        ("missing-directive", "base-uri") => remark.severity == Some(Severity::Info),
        ("deprecated-directive", name) => {
            matches!(name, "plugin-types" | "block-all-mixed-content" | "navigate-to" | "require-sri-for")
        }
        _ => false,
    };
    let named =
        |kind: &str| TYPES.iter().find(|(known, _)| *known == kind).unwrap_or_else(|| panic!("{kind}")).1.to_owned();
    let remarks = reviewed(policy).into_iter().filter(|remark| !only_ours(remark));
    remarks.map(|remark| (named(remark.kind), remark.directive, remark.value)).filter(is_compared).collect()
}

fn theirs(found: &Json) -> Remarks {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let all = found.as_array().expect("a list").iter();
    let all = all.map(|f| (text(&f[0]).expect("a type"), text(&f[1]).expect("a directive"), text(&f[2])));
    all.filter(is_compared).collect()
}

/// Of a nonce that is not base64, csp-evaluator says the same twice; `reflected-xss block` it takes for a keyword.
fn is_compared((kind, directive, value): &(String, String, Option<String>)) -> bool {
    let is_nonce = value.as_deref().is_some_and(|value| value.starts_with("'nonce-"));
    kind != "INVALID_KEYWORD" || !(is_nonce || directive == "reflected-xss")
}

/// Hosts that one of the two knows and the other does not, or that no longer do what they are known for.
const ONE_SIDED: &[&str] = &[
    "angularjs.org",
    "jsdelivr",
    "unpkg",
    "esm.sh",
    "github",
    "herokuapp",
    "wikipedia",
    "bing.com",
    "storage.googleapis",
];

/// Words that csp-evaluator does not know yet.
const NEWER: &[&str] = &["fenced-frame-src", "'report-sha256'", "'trusted-types-eval'"];

/// Policies to compare: the table's, and every kind of source in every kind of directive.
fn compared() -> Vec<String> {
    let mut all: Vec<String> = rows().map(|(.., policy)| policy).collect();
    let directives = [
        "default-src",
        "script-src",
        "script-src-elem",
        "script-src-attr",
        "object-src",
        "base-uri",
        "style-src",
        "img-src",
    ];
    let sources = [
        "'self'",
        "'none'",
        "'unsafe-inline'",
        "'unsafe-eval'",
        "*",
        "https:",
        "data:",
        "blob:",
        "http://a.example",
        "https://a.example",
        "10.1.2.3",
        "'nonce-abcdefgh' 'strict-dynamic'",
        "'sha256-abc=' 'unsafe-inline'",
        "self",
        "'nonce-short'",
        "https://*",
    ];
    all.extend(
        directives.iter().flat_map(|directive| sources.iter().map(move |source| format!("{directive} {source}"))),
    );
    let skipped = |policy: &String| ONE_SIDED.iter().chain(NEWER).any(|word| policy.contains(word));
    all.retain(|policy| !policy.trim().is_empty() && !skipped(policy));
    all
}

#[test]
fn the_review_finds_what_csp_evaluator_finds() {
    let policies = compared();
    assert!(policies.len() >= 230, "{} policies", policies.len());
    let reviews = node::review(&policies);
    let mut wrong = Vec::new();
    for (policy, review) in policies.iter().zip(&reviews) {
        let (theirs, ours) = (theirs(review), ours(policy));
        let (missed, extra): (Vec<_>, Vec<_>) =
            (theirs.difference(&ours).collect(), ours.difference(&theirs).collect());
        if !missed.is_empty() || !extra.is_empty() {
            wrong.push(format!("`{policy}`: missed {missed:?}, said besides {extra:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), policies.len(), wrong.join("\n"));
}
