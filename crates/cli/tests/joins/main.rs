//! What is written and what answers, joined: the whole way from a recorded world to findings.

mod banners;

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

/// An app whose key is read with a default, in production behind gunicorn.
const KEYED: &str = "\
=== app.py
import os
from flask import Flask, session

app = Flask(__name__)
app.config['SECRET_KEY'] = os.environ.get('SECRET_KEY', 'shop-secret')

@app.get('/')
def index():
    session['user'] = 7
    return 'hello'
=== Procfile
web: gunicorn app:app
";

/// What Flask 3.1 signed with `shop-secret`, and with the key of the environment file below.
const BY_DEFAULT: &str = "eyJ1c2VyIjo3fQ.awvoPQ.eGiLxDxGQj5agr2EwvaWoLZvCEQ";
const BY_FILE: &str = "eyJ1c2VyIjo3fQ.awvoPQ.iSBNgs0JEs0pJLxEyOaX3SCAfAU";
const FILE: &str = "c41d9f2a8be75e30a6f1b97d24ce805f";

fn keyed(project: &str, cookie: &str) -> Report {
    let answer = format!(
        "=== GET https://shop.test/\n200\nset-cookie: session={cookie}; Secure; HttpOnly; SameSite=Lax; Path=/\n\nhello\n"
    );
    let tree = sneck_read::world::parse(&format!("{project}{answer}")).expect("a world");
    judge(RULES, &mut sneck_read::facts(&tree), &Options::default()).expect("every rule")
}

/// Without the default.
fn strict() -> String {
    KEYED.replace(".get('SECRET_KEY', 'shop-secret')", "['SECRET_KEY']")
}

#[test]
fn a_cookie_that_the_key_in_the_code_signed_confirms_that_it_is_in_use() {
    let report = keyed(KEYED, BY_DEFAULT);
    let found = of(&report, "secrets/weak-secret-key");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].status, found[0].severity), (Status::Confirmed, Severity::Critical));
    assert_eq!(found[0].places[0].place.to_string(), "app.py:5", "first where it is written");
    assert!(found[0].places.iter().any(|s| s.place.to_string().starts_with("https://shop.test/")), "{found:#?}");
    let text = format!("{report:?}");
    assert!(!text.contains("shop-secret") && !text.contains(BY_DEFAULT), "neither key nor cookie is shown");
}

#[test]
fn a_strong_key_that_is_supplied_from_outside_is_no_finding_when_it_signs() {
    let compose =
        "=== compose.yaml\nservices:\n  web:\n    image: shop\n    command: gunicorn app:app\n    env_file: .env\n";
    let file = format!("=== .env\nSECRET_KEY={FILE}\n=== git tracked\n=== git ignored\n.env\n");
    let report = keyed(&format!("{}{compose}{file}", strict()), BY_FILE);
    let of_keys = ["secrets/weak-secret-key", "secrets/hardcoded-secret-key"];
    assert!(of_keys.iter().all(|rule| of(&report, rule).is_empty()), "{:#?}", report.findings);
    assert!(!format!("{report:?}").contains(FILE));
}

#[test]
fn a_cookie_that_no_known_key_signed_says_nothing() {
    let report = keyed(KEYED, BY_FILE);
    let found = of(&report, "secrets/weak-secret-key");
    assert!(found.iter().all(|finding| finding.status == Status::Suspected), "{found:#?}");
}

#[test]
fn a_strong_key_in_the_code_is_confirmed_by_what_it_signed() {
    let report = keyed(&format!("{}=== config.py\nSECRET_KEY = '{FILE}'\n", strict()), BY_FILE);
    let found = of(&report, "secrets/hardcoded-secret-key");
    let confirmed: Vec<_> = found.iter().filter(|finding| finding.status == Status::Confirmed).collect();
    assert_eq!(confirmed.len(), 1, "{found:#?}");
    assert!(confirmed[0].places.iter().any(|s| s.place.to_string() == "config.py:1"), "{confirmed:#?}");
}

/// The places of what a rule confirms, as text.
fn confirmed_places(world: &str, rule: &str) -> Vec<String> {
    let tree = sneck_read::world::parse(world).expect("a world");
    let report = judge(RULES, &mut sneck_read::facts(&tree), &Options::default()).expect("every rule");
    let found = of(&report, rule);
    let confirmed = found.iter().find(|finding| finding.status == Status::Confirmed);
    let places = confirmed.unwrap_or_else(|| panic!("{rule} is confirmed: {found:#?}")).places.iter();
    places.map(|step| format!("{}: {}", step.place, step.says)).collect()
}

fn has(places: &[String], expected: &str) {
    assert!(places.iter().any(|place| place.contains(expected)), "{expected} in {places:#?}");
}

#[test]
fn a_stack_trace_in_an_answer_is_joined_by_the_line_of_its_view_that_sends_it() {
    let world = "\
=== app.py
import traceback
from flask import Flask

app = Flask(__name__)

@app.get('/orders/<int:number>')
def order(number):
    try:
        return str(100 / number)
    except Exception:
        return traceback.format_exc(), 500
=== Procfile
web: gunicorn app:app
=== GET https://shop.test/orders/0
500
content-type: text/html

Traceback (most recent call last):
  File \"/srv/app.py\", line 9, in order
    return str(100 / number)
ZeroDivisionError: division by zero
";
    let places = confirmed_places(world, "app/verbose-errors");
    has(&places, "app.py:11: ");
    has(&places, "https://shop.test/orders/0 (body)");
}

#[test]
fn a_page_of_many_words_with_a_trace_is_an_article_unless_the_trace_is_of_a_view_of_the_project() {
    let world = |frame: &str| {
        let words = "The shop could not find what you were looking for and is very sorry. ".repeat(8);
        format!(
            "\
=== app.py
from flask import Flask

app = Flask(__name__)

@app.get('/orders/<int:number>')
def order(number):
    return page(number)
=== Procfile
web: gunicorn app:app
=== GET https://shop.test/orders/0
404
content-type: text/html

<!doctype html><p>{words}<pre>
Traceback (most recent call last):
  File &#34;{frame}
    return page(number)
KeyError: 0
</pre>
"
        )
    };
    let own = report_of(&world("/srv/app.py&#34;, line 7, in order"));
    assert_eq!(of(&own, "app/verbose-errors").len(), 1);
    for other in [
        "/srv/app.py&#34;, line 7, in index",
        "/srv/other.py&#34;, line 7, in order",
        "/srv/app.py&#34;, line 700, in order",
    ] {
        assert_eq!(of(&report_of(&world(other)), "app/verbose-errors").len(), 0, "{other}");
    }
}

fn report_of(world: &str) -> Report {
    let tree = sneck_read::world::parse(world).expect("a world");
    judge(RULES, &mut sneck_read::facts(&tree), &Options::default()).expect("every rule")
}

/// How the exposure of a published redis stands once the machine was looked at.
fn exposure_with(listener: &str) -> Status {
    let compose = "=== compose.yaml\nservices:\n  cache:\n    image: redis:7\n    ports: ['6379:6379']\n";
    let service = "=== host services\ntcp 127.0.0.1:6379 redis guarded $ asks for a password\n";
    let report = report(&format!("{compose}=== host listeners\ntcp 127.0.0.1:6379 {listener}\n{service}"));
    let found = of(&report, "network/exposed-service");
    assert_eq!(found.len(), 1, "{found:#?}");
    found[0].status
}

#[test]
fn a_program_of_the_machine_on_a_published_port_is_not_the_container() {
    assert_eq!(exposure_with("program=docker-proxy pid=812"), Status::Mitigated);
    assert_eq!(exposure_with("program=redis-server pid=812"), Status::Suspected);
}

/// An app whose address of the database is written down, on a machine where something listens.
fn connected(service: &str) -> Report {
    let app = "=== app.py\nfrom flask import Flask\n\napp = Flask(__name__)\n\
        app.config['SQLALCHEMY_DATABASE_URI'] = 'postgresql://shop:8c1f6a3e5b70d249@127.0.0.1:5433/shop'\n\
        === Procfile\nweb: gunicorn app:app\n";
    let machine = "=== host listeners\ntcp 127.0.0.1:5433 program=postgres pid=913 user=postgres\n=== host services\n";
    let tree = sneck_read::world::parse(&format!("{app}{machine}{service}")).expect("a world");
    judge(RULES, &mut sneck_read::facts(&tree), &Options::default()).expect("every rule")
}

#[test]
fn the_database_of_an_address_is_the_service_that_was_spoken_to() {
    let open = "tcp 127.0.0.1:5433 postgresql open $ lets in a role that does not exist without a password\n";
    let report = connected(open);
    let found = of(&report, "network/service-without-auth");
    assert_eq!((found.len(), found[0].status), (1, Status::Confirmed), "{found:#?}");
    let places: Vec<_> = found[0].places.iter().map(|step| step.place.to_string()).collect();
    assert_eq!(places, ["tcp 127.0.0.1:5433 (postgres, pid 913)", "app.py:4"]);
    let because = &found[0].status_because;
    let expected = "tcp 127.0.0.1:5433 is the service that SQLALCHEMY_DATABASE_URI of app connects to (postgresql at \
                    127.0.0.1:5433, app.py:4)";
    assert!(because.ends_with(expected), "{because}");
    assert!(!format!("{report:?}").contains("8c1f6a3e5b70d249"));
}

#[test]
fn an_address_that_leads_to_something_else_is_not_joined_and_told() {
    let why_of = |service: &str| {
        let report = connected(service);
        assert!(report.findings.iter().all(|f| !f.status_because.contains("is the service that")));
        let row = report.not_looked_at.into_iter().find(|row| row.what.contains("SQLALCHEMY_DATABASE_URI"));
        row.expect("it is told").why
    };
    let redis = "tcp 127.0.0.1:5433 redis open $ answers `INFO` without a password\n";
    assert_eq!(why_of(redis), "redis answers on tcp 127.0.0.1:5433, which is something else");
    assert_eq!(why_of(""), "what listens on tcp 127.0.0.1:5433 did not tell what it is");
}

/// An app that a unit starts with debug mode on, and the process that this unit really started.
fn started(variables: &str) -> Report {
    let files = "=== app.py\nfrom flask import Flask\n\napp = Flask(__name__)\n=== deploy/shop.service\n[Service]\n\
        Environment=FLASK_DEBUG=1\nExecStart=/srv/venv/bin/gunicorn app:app\n";
    let machine = format!(
        "=== host listeners\ntcp 127.0.0.1:8000 program=gunicorn pid=31 unit=shop.service\n=== host processes\n\
         31 gunicorn unit=shop.service {variables} $ gunicorn app:app\n"
    );
    let tree = sneck_read::world::parse(&format!("{files}{machine}")).expect("a world");
    judge(RULES, &mut sneck_read::facts(&tree), &Options::default()).expect("every rule")
}

#[test]
fn debug_mode_of_a_unit_is_confirmed_or_refuted_by_the_process_that_it_started() {
    let debug = |variables: &str| {
        let report = started(variables);
        let found = of(&report, "app/debug-mode");
        assert_eq!(found.len(), 1, "{found:#?}");
        (found[0].status, found[0].status_because.clone())
    };
    let (status, because) = debug("variables=FLASK_DEBUG,PATH debugging=FLASK_DEBUG");
    assert_eq!(status, Status::Confirmed);
    let bound = "process 31 is taken for app in deploy/shop.service: shop.service started it, which \
                 deploy/shop.service declares";
    assert!(because.ends_with(bound), "{because}");
    assert_eq!(debug("variables=FLASK_DEBUG,PATH").0, Status::Mitigated);
    assert_eq!(debug("variables=PATH").0, Status::Suspected, "what is absent proves nothing");
    assert_eq!(debug("").0, Status::Suspected, "its variables may be read by root only");
}

#[test]
fn what_a_process_has_switched_on_stands_beside_what_its_unit_says() {
    let report = started("variables=FLASK_DEBUG,PATH debugging=FLASK_DEBUG");
    let found = of(&report, "host/running-debug-env");
    let places: Vec<_> = found[0].places.iter().map(|step| step.place.to_string()).collect();
    assert_eq!(places[..2], ["deploy/shop.service:2", "process 31 (gunicorn)"]);
    assert_eq!(found[0].subject.name, "app");
}
