//! `transport/mixed-content`: a page over HTTPS fetches parts of itself over plain HTTP.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Exchange, Facts, Rule, Severity, Step, Strength, Verdicts};

use crate::common::Fault;
use crate::hosts::{Distance, distance, scheme_and_host};
use crate::html::{Tag, tags};
use crate::live::{self, Seen};

/// The rule.
pub static RULE: Rule = Rule {
    id: "transport/mixed-content",
    title: "A page over HTTPS fetches parts over plain HTTP",
    severity: Severity::Medium,
    checklist: "Pages over HTTPS fetch everything over HTTPS",
    why: "Whoever sits on the way can change what comes over plain HTTP. A script, a style sheet or a frame that is changed so \
          rules the whole page, its forms and its sessions; browsers of today refuse to load them, and the page is broken. A \
          form that is sent over plain HTTP is read along. Pictures and sound can be exchanged, and tell where visitors are.",
    remedy: "Write `https://` (or a path alone), and let the browser mend what was missed:\n\n\
             Content-Security-Policy: upgrade-insecure-requests",
    remedies: &[],
    references: &[
        "https://www.w3.org/TR/mixed-content/",
        "https://developer.mozilla.org/en-US/docs/Web/Security/Mixed_content",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/upgrade-insecure-requests",
    ],
    cwe: &[319],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html

<html><head><script src="http://cdn.example/shop.js"></script></head><body>Books</body></html>
"#),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html; charset=utf-8

<p>Books</p><img alt="cover" src="http://images.example/cover.png">
"#),
        Bad(r#"=== GET https://shop.example/login
200
content-type: text/html

<form method="post" action="HTTP://shop.example/login"><input name="password" type="password"></form>
"#),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html

<script src="https://cdn.example/shop.js"></script><link rel="stylesheet" href="/shop.css">
<a href="http://elsewhere.example/">a link leads away and fetches nothing</a>
<!-- <script src="http://cdn.example/old.js"></script> -->
<textarea><script src="http://cdn.example/quoted.js"></script></textarea>
"#,
        ),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
content-security-policy: default-src 'self'; upgrade-insecure-requests

<img alt="cover" src="http://shop.example/cover.png">
"#,
        ),
        Good(
            r#"=== GET http://shop.example/
200
content-type: text/html

<script src="http://cdn.example/shop.js"></script>
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// What may be done with what was fetched so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Passive,
    Active,
    Form,
}

impl Sort {
    fn severity(self) -> Severity {
        if self == Self::Passive { Severity::Low } else { Severity::Medium }
    }

    fn says(self) -> &'static str {
        match self {
            Self::Passive => {
                "Pages over HTTPS show pictures or sound that come over plain HTTP: whoever is on the way can exchange them \
                 and sees what is looked at."
            }
            Self::Active => {
                "Pages over HTTPS load scripts, styles or frames over plain HTTP: whoever is on the way can take the page \
                 over, and browsers that refuse show it broken."
            }
            Self::Form => {
                "A form of a page over HTTPS is sent over plain HTTP: whoever is on the way reads what was filled in."
            }
        }
    }
}

fn check(facts: &Facts, out: &mut Verdicts) {
    for seen in live::seen(facts, |answer| answer.is_https() && live::is_page(answer)) {
        observed(out, &seen);
    }
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let mut found: Vec<(Sort, Step)> = seen.answers.iter().flat_map(|answer| in_page(answer)).collect();
    // The worst first: it is what the finding is about.
    found.sort_by_key(|(sort, _)| std::cmp::Reverse(*sort));
    let Some(worst) = found.first().map(|(sort, _)| *sort) else {
        let steps = seen.answers.iter().map(|answer| live::step(answer, "body", "fetches nothing over plain HTTP"));
        return out.passes(&seen.subject, seen.standing, live::few(steps.collect()));
    };
    let places = live::few(found.into_iter().map(|(_, step)| step).collect());
    Fault::new(worst.says()).severity(worst.severity()).at(out, &seen.subject, seen.standing, Strength::Proves, places);
}

fn in_page(answer: &Exchange) -> Vec<(Sort, Step)> {
    let tags = tags(&answer.body);
    let upgrades = answer.header("content-security-policy").any(is_upgrading) || tags.iter().any(upgrades_by_tag);
    if upgrades {
        return Vec::new();
    }
    let step = |(sort, name, url): (Sort, &str, String)| {
        (sort, live::step(answer, "body", format!("`{name}` leads to {url}")))
    };
    tags.iter().filter(|tag| !tag.inert).filter_map(fetched).map(step).collect()
}

fn is_upgrading(policy: &str) -> bool {
    policy.split([';', ',']).any(|one| {
        let name = one.split_ascii_whitespace().next().unwrap_or_default();
        name.eq_ignore_ascii_case("upgrade-insecure-requests") || name.eq_ignore_ascii_case("block-all-mixed-content")
    })
}

fn upgrades_by_tag(tag: &Tag<'_>) -> bool {
    let is_policy =
        tag.attribute("http-equiv").is_some_and(|what| what.eq_ignore_ascii_case("content-security-policy"));
    tag.name == "meta" && is_policy && tag.attribute("content").is_some_and(is_upgrading)
}

/// Tags that fetch by themselves, the attribute that says what, and what may be done with it.
const FETCHING: &[(&str, &str, Sort)] = &[
    ("script", "src", Sort::Active),
    ("iframe", "src", Sort::Active),
    ("frame", "src", Sort::Active),
    ("embed", "src", Sort::Active),
    ("object", "data", Sort::Active),
    ("base", "href", Sort::Active),
    ("form", "action", Sort::Form),
    ("button", "formaction", Sort::Form),
    ("input", "formaction", Sort::Form),
    ("img", "src", Sort::Passive),
    ("audio", "src", Sort::Passive),
    ("video", "src", Sort::Passive),
    ("source", "src", Sort::Passive),
    ("track", "src", Sort::Passive),
];

fn fetched<'t>(tag: &'t Tag<'_>) -> Option<(Sort, &'t str, String)> {
    if tag.name == "link" {
        let sort = of_link(tag.attribute("rel")?)?;
        return in_clear(tag.attribute("href")?).map(|url| (sort, "link", url));
    }
    let (name, attribute, sort) = FETCHING.iter().find(|(name, ..)| *name == tag.name)?;
    in_clear(tag.attribute(attribute)?).map(|url| (*sort, *name, url))
}

fn of_link(relation: &str) -> Option<Sort> {
    let is =
        |wanted: &[&str]| relation.split_ascii_whitespace().any(|one| wanted.contains(&&*one.to_ascii_lowercase()));
    if is(&["stylesheet", "modulepreload", "manifest"]) {
        return Some(Sort::Active);
    }
    is(&["icon", "apple-touch-icon", "preload", "prefetch"]).then_some(Sort::Passive)
}

/// The address without its query, where it goes over plain HTTP and leaves this machine: browsers trust loopback.
fn in_clear(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, host) = scheme_and_host(url)?;
    let plain = scheme == "http" && distance(&host) > Distance::Here && !host.is_empty();
    plain.then(|| url.split(['?', '#']).next().unwrap_or(url).to_owned())
}
