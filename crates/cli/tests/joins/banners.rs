//! Releases that files choose, and those that something running tells of itself.

use sneck_judge::{Options, judge};
use sneck_model::{Finding, Report, Severity, Status, Strength};
use sneck_rules::RULES;

const OLD: &str = "dependencies/end-of-life";
const KNOWN: &str = "dependencies/known-vulnerability";

fn report(world: &str) -> Report {
    let tree = sneck_read::world::parse(world).unwrap_or_else(|error| panic!("{error:?}"));
    judge(RULES, &mut sneck_read::facts(&tree), &Options::default()).expect("every rule")
}

fn of<'r>(report: &'r Report, rule: &str) -> Vec<&'r Finding> {
    report.findings.iter().filter(|finding| finding.rule == rule).collect()
}

/// An app behind gunicorn in a container with this release of Python, and what it answers.
fn app(image: &str, requirements: &str, server: &str) -> String {
    format!(
        "=== app.py
from flask import Flask
app = Flask(__name__)
=== requirements.txt
{requirements}
=== Dockerfile
FROM {image}
COPY . /app
USER app
CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"app:app\"]
=== GET http://127.0.0.1:8000/
200
content-type: text/html
server: {server}

<h1>Books</h1>
=== advisories
{ADVISORY}
=== today 2026-11-22
"
    )
}

const ADVISORY: &str = r#"{"id": "PYSEC-2023-58", "modified": "2026-11-20T00:00:00Z", "aliases": ["CVE-2023-25577"],
 "database_specific": {"severity": "HIGH"}, "affected": [{"package": {"ecosystem": "PyPI", "name": "werkzeug"},
 "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.2.3"}]}]}]}"#;

#[test]
fn an_image_and_a_banner_that_agree_are_one_confirmed_finding() {
    let report = report(&app("python:3.7-slim", "flask==3.1.2", "Werkzeug/3.1.3 Python/3.7.17"));
    let found = of(&report, OLD);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(
        (found[0].status, found[0].severity, found[0].strength),
        (Status::Confirmed, Severity::Medium, Strength::Shows)
    );
    let places: Vec<String> = found[0].places.iter().map(|step| step.place.to_string()).collect();
    assert_eq!((&*places[0], places.len()), ("Dockerfile:1", 2), "{places:?}");
    assert!(places[1].starts_with("http://127.0.0.1:8000/"), "{places:?}");
    assert!(!found[0].message.contains("distribution"), "the image says where it comes from: {}", found[0].message);
}

#[test]
fn a_newer_release_that_answers_mitigates_the_old_one_of_the_image() {
    let report = report(&app("python:3.7-slim", "flask==3.1.2", "Werkzeug/3.1.3 Python/3.13.1"));
    let found = of(&report, OLD);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].status, Status::Mitigated);
}

#[test]
fn an_older_release_that_answers_contradicts_the_image() {
    let report = report(&app("python:3.13-slim", "flask==3.1.2", "Werkzeug/3.1.3 Python/3.7.17"));
    let found = of(&report, OLD);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].status, found[0].strength), (Status::Confirmed, Strength::Suggests));
    assert!(found[0].status_because.contains("Dockerfile:1 says otherwise"), "{}", found[0].status_because);
    assert!(found[0].message.contains("may mend it without raising this number"), "{}", found[0].message);
}

#[test]
fn a_banner_without_a_number_says_nothing() {
    let report = report(&app("python:3.7-slim", "werkzeug==2.2.2", "Werkzeug"));
    assert_eq!(of(&report, OLD)[0].status, Status::Suspected);
    assert_eq!(of(&report, KNOWN)[0].status, Status::Suspected);
}

#[test]
fn a_pin_and_a_banner_that_agree_are_one_confirmed_weakness() {
    let report = report(&app("python:3.13-slim", "werkzeug==2.2.2", "Werkzeug/2.2.2 Python/3.13.1"));
    let found = of(&report, KNOWN);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].status, found[0].severity), (Status::Confirmed, Severity::High));
    assert_eq!(found[0].places[0].place.to_string(), "requirements.txt:1");
}

#[test]
fn a_pin_that_is_not_what_answers_is_mitigated_or_contradicted() {
    let newer = report(&app("python:3.13-slim", "werkzeug==2.2.2", "Werkzeug/2.2.3 Python/3.13.1"));
    assert_eq!(of(&newer, KNOWN).iter().map(|f| f.status).collect::<Vec<_>>(), [Status::Mitigated]);
    let older = report(&app("python:3.13-slim", "werkzeug==2.2.3", "Werkzeug/2.2.2 Python/3.13.1"));
    let found = of(&older, KNOWN);
    assert_eq!((found.len(), found[0].status, found[0].strength), (1, Status::Confirmed, Strength::Suggests));
    assert!(found[0].status_because.contains("requirements.txt:1 says otherwise"), "{}", found[0].status_because);
}

/// What a server alone says of itself.
fn server(value: &str) -> Report {
    report(&format!(
        "=== GET https://shop.test/\n200\ncontent-type: text/html\nserver: {value}\n\n<p>hello\n=== today 2026-11-22\n"
    ))
}

#[test]
fn what_a_distribution_may_still_mend_is_no_finding_and_not_passed_either() {
    for carried in
        ["nginx/1.18.0 (Ubuntu)", "nginx/1.22.1", "Apache/2.4.6 (CentOS) OpenSSL/3.0.1 PHP/8.0.30", "Python/3.9.2"]
    {
        let report = server(carried);
        assert_eq!(of(&report, OLD).len(), 0, "{carried}");
        assert!(
            report.not_looked_at.iter().any(|row| row.why.contains("nothing says whether it is that package")),
            "{carried}"
        );
    }
    for over in ["nginx/1.14.0 (Ubuntu)", "nginx/1.16.1", "PHP/7.4.3-4ubuntu2.18", "Apache/2.2.15", "OpenSSL/1.0.2k"] {
        let report = server(over);
        let found = of(&report, OLD);
        assert_eq!((found.len(), found[0].strength), (1, Strength::Suggests), "{over}");
    }
    for fine in ["nginx/1.28.0", "Apache/2.4.62 (Debian)", "PHP/8.4.1", "gunicorn", "nginx"] {
        let report = server(fine);
        assert_eq!(of(&report, OLD).len(), 0, "{fine}");
    }
}

#[test]
fn a_server_in_front_is_not_the_container_of_another_release() {
    let world = "\
=== compose.yaml
services:
  front:
    image: nginx:1.16
    ports: ['8080:80']
=== GET http://127.0.0.1:8080/
200
content-type: text/html
server: nginx/1.28.0

<p>hello
=== today 2026-11-22
";
    assert_eq!(of(&report(world), OLD)[0].status, Status::Suspected);
    let same = world.replace("nginx/1.28.0", "nginx/1.16.1");
    let found = report(&same);
    let found = of(&found, OLD);
    assert_eq!((found.len(), found[0].status), (1, Status::Confirmed), "{found:#?}");
}
