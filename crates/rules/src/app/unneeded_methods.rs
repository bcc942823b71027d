//! `app/unneeded-methods`: HTTP methods are answered that the app does not need.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Ask, Check, Edit, Exchange, Facts, Finding, Framework, Key, Origin, Place, Request, Route, Rule, Setting, Severity,
    Standing, Step, Strength, Value, Verdicts,
};

use crate::asking;
use crate::common::{Fault, flag, origin, step_at, subject_of};
use crate::mending::{Page, same_spot};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/unneeded-methods",
    title: "HTTP methods are answered that nothing needs",
    severity: Severity::Medium,
    checklist: "Only the HTTP methods that are needed are answered",
    why: "Each method that a route takes is a door. `TRACE` sends the request back, with the cookies and tokens that \
          scripts must not see. A view that looks for `POST` and is also open to `PUT` or `DELETE` runs its other \
          branch for them, without the checks that were written for `POST`.",
    remedy: "List the methods that the view really handles, no others:\n\n\
             @app.post(\"/orders\")                            # POST alone\n\
             @app.route(\"/orders\", methods=[\"GET\", \"POST\"])",
    remedies: &[(
        Framework::Django,
        "List the methods that the view really handles, no others:\n\n\
         @require_http_methods([\"GET\", \"POST\"])\n\
         def orders(request):\n    \
         …",
    )],
    references: &[
        "https://flask.palletsprojects.com/en/stable/quickstart/#http-methods",
        "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.8",
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/\
         02-Configuration_and_Deployment_Management_Testing/06-Test_HTTP_Methods",
    ],
    cwe: &[650, 749],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, request

app = Flask(__name__)

@app.route("/echo", methods=["GET", "POST", "TRACE"])
def echo():
    return request.get_data()
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== TRACE http://shop.test/
200
content-type: message/http

TRACE / HTTP/1.1
"#),
        Good(
            r#"=== app.py
from flask import Flask, request

app = Flask(__name__)

@app.route("/orders", methods=["GET", "POST"])
def orders():
    if request.method == "POST":
        return request.form["item"]
    return "none"
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== TRACE http://shop.test/
405
allow: GET, HEAD, OPTIONS
"#,
        ),
        Bad(r#"=== apache/security.conf
ServerTokens Prod
TraceEnable On
"#),
        Good(
            r#"=== apache/security.conf
ServerTokens Prod
TraceEnable Off
"#,
        ),
    ],
    asks: Some(asks),
    check: Check::Native(check),
    mend: Some(mend),
};

/// Methods that no view has a use for: `TRACE` and `TRACK` echo the request, `CONNECT` is for proxies,
/// `DEBUG` is IIS's.
const NEVER: &[&str] = &["TRACE", "TRACK", "CONNECT", "DEBUG"];

/// Methods that write, and are seldom meant when a view does not name them.
const WRITING: &[&str] = &["PUT", "PATCH", "DELETE"];

/// A web server is told to send back what it was asked, cookies and all.
fn traces(setting: &Setting) -> Fault {
    let (raw, at) = (&setting.raw, origin(setting));
    let says =
        format!("The web server answers TRACE (`{raw}`, {at}): it sends back what it was asked, cookies and all.");
    Fault::new(says).severity(Severity::Low).fix("Write `TraceEnable Off`.")
}

/// A header whose value comes back when a request is echoed.
const MARK: &str = "x-sneck-trace";

/// `TRACE` alone: it changes nothing, and what it sends back is proof.
fn asks(facts: &Facts) -> Vec<Ask> {
    let word = facts.nonces.word("app/unneeded-methods", 16);
    let trace = |origin: &Origin| Request::of("TRACE", origin, "/").header(MARK, word.as_str());
    asking::to_each(facts, "whether requests are sent back with their headers", trace)
}

/// What was sent stands in the body: a status alone is what a page for everything has, too.
fn is_echoed(exchange: &Exchange) -> bool {
    let mark = exchange.sent.iter().find(|(name, _)| name.eq_ignore_ascii_case(MARK));
    // RFC 9110, section 9.3.8: what is sent back is `message/http`. A page that echoes every request is something else.
    let is_message = exchange.header("content-type").any(|kind| kind.to_ascii_lowercase().starts_with("message/http"));
    mark.is_none_or(|(_, word)| is_message && exchange.body.contains(word.as_str()))
}

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::SERVER_TRACE, Value::is_true, traces);
    for route in facts.routes.iter().filter(|r| r.explicit_methods) {
        declared(route, out);
    }
    for exchange in facts.exchanges.iter().filter(|e| NEVER.contains(&e.method.as_str())) {
        answered(facts, exchange, out);
    }
}

fn declared(route: &Route, out: &mut Verdicts) {
    let (subject, standing) = (subject_of(route.app.as_ref(), &route.place), Standing::Kind(route.kind));
    let step = |says: String| vec![step_at(&route.place, says)];
    if let Some(method) = route.methods.iter().find(|m| NEVER.contains(&m.as_str())) {
        let says = format!("`{}` answers {method}, which no page or client of the app needs.", route.path);
        let fault = Fault::new(says).fix(format!("Take `{method}` out of the list of methods."));
        return fault.at(out, &subject, standing, Strength::Shows, step(format!("lists {method}")));
    }
    match unread(route) {
        None => out.passes(&subject, standing, step(format!("lists {}", route.methods.join(", ")))),
        Some(method) => {
            let says = format!(
                "`{}` takes {method}, but its view tells only {} apart: {method} runs a branch that was not written \
                 for it.",
                route.path,
                route.methods_read.join(" and ")
            );
            let fault = Fault::new(says).severity(Severity::Info);
            fault.at(out, &subject, standing, Strength::Suggests, step(format!("lists {method}")));
        }
    }
}

/// A writing method that the view, which does tell methods apart, does not know.
fn unread(route: &Route) -> Option<&String> {
    let apart = !route.methods_read.is_empty();
    route.methods.iter().find(|m| apart && WRITING.contains(&m.as_str()) && !route.methods_read.contains(m))
}

fn answered(facts: &Facts, exchange: &Exchange, out: &mut Verdicts) {
    let (subject, standing) = facts.about(exchange);
    let place = Place::Reply { url: exchange.url.clone(), part: "status".into() };
    let places = vec![Step::new(place, format!("answers {} with {}", exchange.method, exchange.status))];
    if !(200..300).contains(&exchange.status) || !is_echoed(exchange) {
        return out.passes(&subject, standing, places);
    }
    let says =
        format!("The running app answers {}, which sends back or opens more than a page needs.", exchange.method);
    Fault::new(says).fix(format!("Refuse {} in the web server or in the app.", exchange.method)).at(
        out,
        &subject,
        standing,
        Strength::Proves,
        places,
    );
}

fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let named = |route: &&Route| finding.places.iter().any(|step| same_spot(&step.place, &route.place));
    let lists = facts.routes.iter().filter(|r| r.explicit_methods).filter(named);
    lists.filter_map(|route| unlisted(&Page::of(facts, &route.place)?, route)).collect()
}

/// Takes the first of the methods that nobody needs out of the list.
fn unlisted(page: &Page<'_>, route: &Route) -> Option<Edit> {
    let at = page.at(&route.place)?;
    let (call, _) = page.call(at)?;
    let (list, _) = page.keyword(call, "methods")?;
    let (list, _) = page.outline.below(Some(list)).next()?;
    let never = |text: &str| NEVER.contains(&text.trim_matches(['"', '\'']));
    let (method, _) = page.elements(list).into_iter().find(|(_, part)| never(page.slice(&part.range)))?;
    page.without(method)
}
