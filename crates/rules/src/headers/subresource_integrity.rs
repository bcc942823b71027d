//! `headers/subresource-integrity`: pages run scripts of other sites without a check of their content.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Exchange, Facts, Rule, Severity, Step, Strength, Verdicts};

use crate::common::Fault;
use crate::html::{Tag, tags};
use crate::live::{self, Seen};

/// The rule.
pub static RULE: Rule = Rule {
    id: "headers/subresource-integrity",
    title: "Scripts of other sites are run without a check of their content",
    severity: Severity::Low,
    checklist: "Scripts and styles from other sites carry an integrity hash",
    why: "A page that loads a script from another site runs whatever that site sends: today the library, tomorrow, after \
          a break-in there, something else. With `integrity` the browser compares a hash and refuses what differs.",
    remedy: "Serve the file yourself, or name its hash in the template:\n\n\
             <script src=\"https://cdn.example/lib-1.2.3.js\" integrity=\"sha384-…\" crossorigin=\"anonymous\"></script>\n\n\
             The hash: `openssl dgst -sha384 -binary lib-1.2.3.js | openssl base64 -A`",
    remedies: &[],
    references: &[
        "https://www.w3.org/TR/SRI/",
        "https://developer.mozilla.org/en-US/docs/Web/Security/Subresource_Integrity",
        "https://cheatsheetseries.owasp.org/cheatsheets/Third_Party_Javascript_Management_Cheat_Sheet.html",
    ],
    cwe: &[353, 829],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html

<script src="https://cdn.example/lib-1.2.3.js"></script>
"#),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html

<link rel="stylesheet" href="http://cdn.example/shop.css" integrity="sha384-abc">
"#),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html

<script src="https://cdn.example/lib-1.2.3.js" integrity="sha384-abc" crossorigin="anonymous"></script>
"#,
        ),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html

<script src="/static/shop.js"></script>
<script src="https://shop.example/static/more.js"></script>
<link rel="canonical" href="https://books.example/">
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for seen in live::seen(facts, live::is_page) {
        judge(out, &seen);
    }
}

fn judge(out: &mut Verdicts, seen: &Seen<'_>) {
    let loose: Vec<(Severity, Step)> = seen.answers.iter().flat_map(|page| loose(page)).collect();
    let Some(worst) = loose.iter().map(|(severity, _)| *severity).max() else {
        let places = seen.answers.iter().map(|page| live::step(page, "body", "loads nothing unchecked")).collect();
        return out.passes(&seen.subject, seen.standing, live::few(places));
    };
    let says = "Pages load scripts or styles from other sites and run whatever those send.";
    let places = loose.into_iter().map(|(_, step)| step).collect();
    let fault = Fault::new(says).severity(worst);
    fault.at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}

/// What a page loads from elsewhere without a check. Over plain HTTP it is worse: anybody on the way
/// may change it.
fn loose(page: &Exchange) -> Vec<(Severity, Step)> {
    let all = tags(&page.body);
    all.iter().filter_map(|tag| Some((tag, loaded(tag)?))).filter_map(|(tag, url)| fault(page, tag, url)).collect()
}

/// The address of a script or a style sheet.
fn loaded<'t>(tag: &'t Tag<'_>) -> Option<&'t str> {
    match tag.name.as_str() {
        "script" if is_run(tag) => tag.attribute("src"),
        "link" => {
            let is_style = tag.attribute("rel")?.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("stylesheet"));
            is_style.then(|| tag.attribute("href"))?
        }
        _ => None,
    }
}

/// Scripts of other types are data (HTML, section 4.12.1).
fn is_run(tag: &Tag<'_>) -> bool {
    let kind = tag.attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
    kind.is_empty() || kind == "module" || kind.ends_with("javascript") || kind.ends_with("ecmascript")
}

fn fault(page: &Exchange, tag: &Tag<'_>, url: &str) -> Option<(Severity, Step)> {
    let host = host(url).filter(|host| Some(*host) != self::host(&page.url))?;
    let plain = url.starts_with("http:") || (url.starts_with("//") && !page.is_https());
    let checked = tag.attribute("integrity").is_some_and(|hash| !hash.trim().is_empty());
    let (severity, how) = match (plain, checked) {
        (true, _) => (Severity::Medium, "over plain HTTP"),
        (false, false) => (Severity::Low, "without an integrity hash"),
        (false, true) => return None,
    };
    Some((severity, live::step(page, "body", format!("loads a {} from {host} {how}", tag.name))))
}

/// The host of an address that names one.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("//").filter(|(scheme, _)| matches!(*scheme, "" | "http:" | "https:"))?.1;
    rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())
}
