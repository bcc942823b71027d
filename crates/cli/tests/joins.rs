//! What is written and what answers, joined: the whole way from a recorded world to findings.

use sneck_judge::{Options, judge};
use sneck_model::{Finding, Kind, Report, Severity, Status};
use sneck_rules::RULES;

const APP: &str = "\
=== app.py
from flask import Flask, session

app = Flask(__name__)
app.config.update(SESSION_COOKIE_SECURE=False, SESSION_COOKIE_HTTPONLY=False)

@app.get('/')
def index():
    session['seen'] = True
    return 'hello'
=== Procfile
web: gunicorn app:app
";

fn report(answers: &str) -> Report {
    let tree = sneck_read::world::parse(&format!("{APP}{answers}")).expect("a world");
    judge(RULES, &mut sneck_read::facts(&tree), &Options::default()).expect("every rule")
}

/// What a rule finds in production.
fn of<'r>(report: &'r Report, rule: &str) -> Vec<&'r Finding> {
    report.findings.iter().filter(|f| f.rule == rule && f.environment == Kind::Production).collect()
}

#[test]
fn files_alone_make_it_suspected() {
    let report = report("");
    let found = of(&report, "cookies/httponly");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].status, found[0].severity), (Status::Suspected, Severity::High));
    assert_eq!(found[0].places[0].place.to_string(), "app.py:4");
}

#[test]
fn an_answer_without_the_flag_confirms_it() {
    let report =
        report("=== GET https://shop.test/\n200\nset-cookie: session=eyJzZWVuIjp0cnVlfQ; Secure; Path=/\n\nhello\n");
    let found = of(&report, "cookies/httponly");
    assert_eq!(found.len(), 1, "one weakness, one finding: {found:#?}");
    assert_eq!((found[0].status, found[0].severity), (Status::Confirmed, Severity::High));
    assert_eq!(found[0].places[0].place.to_string(), "app.py:4", "first where it is written");
    assert!(found[0].places.iter().any(|s| s.place.to_string().starts_with("https://shop.test/")), "{found:#?}");
    assert!(found[0].status_because.contains("counts as production"), "{}", found[0].status_because);
}

#[test]
fn an_answer_with_the_flag_mitigates_it() {
    let report = report(
        "=== GET https://shop.test/\n200\nset-cookie: session=eyJzZWVuIjp0cnVlfQ; Secure; HttpOnly; Path=/\n\nhello\n",
    );
    let found = of(&report, "cookies/httponly");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].status, Status::Mitigated);
    let without = self::report("");
    assert!(report.summary.counts.high < without.summary.counts.high, "mitigated findings do not count");
}

#[test]
fn an_answer_of_another_environment_changes_nothing() {
    let alone = report("");
    for flags in ["", "; HttpOnly"] {
        let answer = format!(
            "=== GET https://staging.shop.test/ in staging\n200\nset-cookie: session=eyJzZWVuIjp0cnVlfQ; Secure{flags}; Path=/\n\nhello\n"
        );
        let joined = report(&answer);
        let (before, after) = (of(&alone, "cookies/httponly"), of(&joined, "cookies/httponly"));
        let key = |f: &Finding| (f.fingerprint.clone(), f.status, f.severity, f.places.clone(), f.message.clone());
        assert_eq!(key(before[0]), key(after[0]));
        assert_eq!(after.len(), 1, "{after:#?}");
        assert_eq!(alone.summary.counts.high, joined.summary.counts.high);
        assert!(joined.not_looked_at.iter().any(|r| r.what == "which app answers at https://staging.shop.test"));
    }
}
