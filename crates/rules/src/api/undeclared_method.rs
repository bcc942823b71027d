//! `api/undeclared-method`: an address takes methods that nobody declared for it.

use std::collections::BTreeSet;

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Ask, Check, Conclusion, Consent, Exchange, Facts, Message, Next, Origin, Reply, Request, Rule, Script, Severity,
    Strength, Verdicts,
};

use crate::common::Fault;
use crate::live;
use crate::operations::{declared, known_pages, methods};

/// The rule.
pub static RULE: Rule = Rule {
    id: "api/undeclared-method",
    title: "An address takes methods that nobody declared for it",
    severity: Severity::Medium,
    checklist: "Every address takes only the methods that it is declared with",
    why: "Access is granted by method: whoever may read must not write. A `PUT` that answers where only `POST` was thought \
          of, or a view that runs whatever the method is, goes round the rules that were written for the methods one \
          knew of.",
    remedy: "Name the methods of each route, and let the framework refuse the rest:\n\n\
             @app.route(\"/books\", methods=[\"GET\"])",
    remedies: &[],
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#restrict-http-methods",
        "https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/",
        "https://www.rfc-editor.org/rfc/rfc9110#section-10.2.1",
    ],
    cwe: &[650, 749],
    since: "0.1",
    examples: &[
        Bad(r#"=== GET http://shop.example/openapi.json
200
content-type: application/json

{"openapi": "3.1.0", "paths": {"/api/books": {"get": {}, "post": {}}}}
=== GET http://shop.example/api/books
200
content-type: application/json

[]
=== OPTIONS http://shop.example/api/books
200
allow: GET, HEAD, OPTIONS, POST, PUT
"#),
        Bad(r#"=== GET http://shop.example/openapi.json
200
content-type: application/json

{"openapi": "3.1.0", "paths": {"/api/books": {"get": {}}}}
=== GET http://shop.example/api/books
200
content-type: application/json

["Middlemarch"]
=== XSNECK http://shop.example/api/books
200
content-type: application/json

["Middlemarch"]
"#),
        Good(
            r#"=== GET http://shop.example/openapi.json
200
content-type: application/json

{"openapi": "3.1.0", "paths": {"/api/books": {"get": {}, "post": {}}}}
=== GET http://shop.example/api/books
200
content-type: application/json

[]
=== OPTIONS http://shop.example/api/books
200
allow: GET, HEAD, OPTIONS, POST
=== XSNECK http://shop.example/api/books
405
"#,
        ),
        Good(
            r#"=== GET http://shop.example/api/books
200
content-type: application/json

[]
=== OPTIONS http://shop.example/api/books
200
allow: GET, HEAD, OPTIONS, POST, PUT
"#,
        ),
    ],
    asks: Some(asks),
    check: Check::Native(check),
    mend: None,
};

/// A method that there is not.
const UNKNOWN: &str = "XSNECK";
/// Methods that write, and are sent to nobody who did not say that they may.
const WRITING: &[&str] = &["PUT", "PATCH", "DELETE"];
/// Methods that come with others, or tell of them.
const IMPLIED: &[&str] = &["HEAD", "OPTIONS"];
/// Answers to a method that is not taken.
const REFUSALS: &[u16] = &[400, 401, 403, 404, 405, 415, 422, 501];
/// Letters of a name that nothing has.
const LETTERS: usize = 12;

fn asks(facts: &Facts) -> Vec<Ask> {
    facts.origins.iter().flat_map(|origin| of_origin(facts, origin)).collect()
}

fn of_origin(facts: &Facts, origin: &Origin) -> Vec<Ask> {
    let pages = known_pages(facts, origin);
    let ask = |method: &str, target: &str, why: &str| Ask::request(Request::of(method, origin, target), why);
    let (mut asks, mut writing) = (Vec::new(), Vec::new());
    for (page, methods) in &pages {
        asks.push(ask("OPTIONS", page.path(), "whether more methods are taken than are declared"));
        asks.push(ask(UNKNOWN, page.path(), "whether a method that there is not is taken"));
        let others = WRITING.iter().filter(|method| !methods.contains(**method));
        writing.extend(others.map(|method| Request::of(method, origin, page.path())));
    }
    if !pages.is_empty() {
        let nowhere = format!("/{}", facts.nonces.word("api/undeclared-method", LETTERS));
        asks.push(ask("OPTIONS", &nowhere, "which methods are said to be taken where nothing is"));
        asks.push(written(origin, writing));
    }
    asks
}

/// One after the other, to a target that may be changed and broken.
fn written(origin: &Origin, requests: Vec<Request>) -> Ask {
    let ceiling = u32::try_from(requests.len()).unwrap_or(u32::MAX);
    let script = Script::new(origin, ceiling, move |_| {
        let (mut waiting, mut found) = (requests.clone().into_iter(), Vec::new());
        Box::new(move |reply| {
            if let Some(Reply::Http(answer)) = reply
                && !REFUSALS.contains(&answer.status)
            {
                found.push(taken(answer));
            }
            let next = waiting.next().map(|request| Next::Send(Message::Http(Box::new(request))));
            next.unwrap_or_else(|| Next::Done(std::mem::take(&mut found)))
        })
    });
    Ask::script(script, "whether methods that write are taken where nobody declared them").needing(Consent::Disposable)
}

/// An answer that is no refusal.
fn taken(answer: &Exchange) -> Conclusion {
    let says = format!("answers {} with {}", answer.method, answer.status);
    let values = vec![("method".to_owned(), answer.method.clone()), ("url".to_owned(), answer.url.clone())];
    let places = vec![live::step(answer, "status", says)];
    Conclusion { rule: RULE.id.into(), origin: answer.origin.clone(), values, places }
}

fn check(facts: &Facts, out: &mut Verdicts) {
    for found in facts.conclusions_of(RULE.id) {
        let (subject, standing) = facts.about_origin(&found.origin);
        let [method, url] = ["method", "url"].map(|name| value(found, name));
        let fault = Fault::new(format!("{url} takes {method}, which nobody declared for it."));
        fault.at(out, &subject, standing, Strength::Proves, found.places.clone());
    }
    let asked = |answer: &Exchange| answer.method == "OPTIONS" || answer.method == UNKNOWN;
    for seen in live::everywhere(facts, asked) {
        let Some(first) = seen.answers.first() else { continue };
        let declared = declared(facts, &first.origin);
        let known = |answer: &Exchange| methods(&declared, answer.path());
        let taken = seen.answers.iter().filter_map(|answer| Some((*answer, more(facts, answer, &known(answer)?))));
        let (taken, refused): (Vec<_>, Vec<_>) = taken.partition(|(_, more)| !more.is_empty());
        if let Some((answer, more)) = taken.first() {
            let says = format!("{} takes {}, which nobody declared for it.", answer.url, shown(more));
            let says = if more.contains(UNKNOWN) { RUNS.replace("{}", &answer.url) } else { says };
            let severity = if more.contains(UNKNOWN) { Severity::Low } else { Severity::Medium };
            let places =
                taken.iter().map(|(answer, more)| live::step(answer, "status", format!("takes {}", shown(more))));
            let fault = Fault::new(says).severity(severity);
            fault.at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places.collect()));
        } else if !refused.is_empty() {
            let places =
                refused.iter().map(|(answer, _)| live::step(answer, "status", "takes what is declared")).collect();
            out.passes(&seen.subject, seen.standing, live::few(places));
        }
    }
}

fn value<'c>(found: &'c Conclusion, name: &str) -> &'c str {
    found.values.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
}

const RUNS: &str = "{} answers a method that there is not as it answers GET: whatever the method is, the view runs.";

fn shown(methods: &BTreeSet<&str>) -> String {
    methods.iter().copied().collect::<Vec<_>>().join(", ")
}

/// The methods that an answer shows to be taken, beyond those that are declared.
fn more<'f>(facts: &'f Facts, answer: &'f Exchange, declared: &BTreeSet<&str>) -> BTreeSet<&'f str> {
    match answer.method.as_str() {
        "OPTIONS" if is_said_of_everything(facts, answer) => BTreeSet::new(),
        "OPTIONS" => allowed(answer).filter(|m| !IMPLIED.contains(m) && !declared.contains(m)).collect(),
        UNKNOWN if is_like_get(facts, answer) => BTreeSet::from([UNKNOWN]),
        _ => BTreeSet::new(),
    }
}

fn allowed(answer: &Exchange) -> impl Iterator<Item = &str> {
    answer.header("allow").flat_map(|list| list.split(',')).map(str::trim).filter(|method| !method.is_empty())
}

/// The server says the same of addresses that there are not, and so nothing of this one.
fn is_said_of_everything(facts: &Facts, answer: &Exchange) -> bool {
    let list: BTreeSet<&str> = allowed(answer).collect();
    let declared = declared(facts, &answer.origin);
    let others = facts.exchanges.iter().filter(|other| other.origin == answer.origin && other.method == "OPTIONS");
    let mut nowhere = others.filter(|other| methods(&declared, other.path()).is_none());
    nowhere.any(|other| allowed(other).collect::<BTreeSet<_>>() == list)
}

/// It has the content of the page, which is no error.
fn is_like_get(facts: &Facts, answer: &Exchange) -> bool {
    let page =
        |other: &&Exchange| other.method == "GET" && other.origin == answer.origin && other.path() == answer.path();
    let mut pages = facts.exchanges.iter().filter(page);
    answer.status == 200 && !answer.body.is_empty() && pages.any(|page| page.status == 200 && page.body == answer.body)
}
