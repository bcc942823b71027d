//! The grade is the one that MDN's HTTP Observatory gives to the same servers, test for test, and the review of a
//! policy finds what Google's csp-evaluator finds.

#![expect(clippy::disallowed_methods, reason = "a test starts processes and makes files")]

mod cases;
mod node;
mod policies;
mod table;
mod values;
mod worlds;

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use sneck_model::HeaderReport;
use sneck_rules::observatory;

use cases::Case;

/// What one of the two says of a case: score, grade, and each test with its result and its points.
#[derive(Debug, PartialEq)]
struct Graded {
    score: Json,
    grade: Json,
    passed: Json,
    tests: BTreeMap<String, Json>,
}

fn theirs(result: &Json) -> Graded {
    let tests = result["tests"].as_object().cloned().unwrap_or_default();
    let [score, grade, passed] = ["score", "grade", "passed"].map(|name| result[name].clone());
    Graded { score, grade, passed, tests: tests.into_iter().collect() }
}

fn ours(report: &HeaderReport) -> Graded {
    let test = |test: &sneck_model::HeaderTest| {
        let told = json!({"result": test.result, "modifier": test.modifier, "passes": test.passes});
        (test.name.to_owned(), told)
    };
    Graded {
        score: json!(report.score),
        grade: json!(report.grade),
        passed: json!(report.passed),
        tests: report.tests.iter().map(test).collect(),
    }
}

/// Tests whose results differ, in words.
fn differences(case: &Case, theirs: &Graded, ours: &Graded) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, expected) in &theirs.tests {
        let found = ours.tests.get(name).cloned().unwrap_or_default();
        if found != *expected {
            wrong.push(format!("{}: {name} is {expected}, not {found}", case.name));
        }
    }
    if wrong.is_empty() && theirs != ours {
        wrong.push(format!("{}: {} {}, not {} {}", case.name, theirs.score, theirs.grade, ours.score, ours.grade));
    }
    wrong
}

#[test]
fn recorded_answers_get_observatorys_grade() {
    let cases = cases::all();
    let scanned = node::scan(&cases);
    let mut wrong = Vec::new();
    let (mut graded, mut refused) = (0, 0);
    for (case, result) in cases.iter().zip(&scanned.results) {
        let report = graded_by_us(case);
        match (result["error"].as_str(), report) {
            (None, Some(report)) => {
                graded += 1;
                wrong.extend(differences(case, &theirs(result), &ours(&report)));
            }
            (Some(error), report) => {
                refused += 1;
                let told = report.is_none_or(|report| report.remarks[0].contains("Observatory gives no grade"));
                wrong.extend((!told).then(|| format!("{}: Observatory says {error}, and we say nothing", case.name)));
            }
            (None, None) => wrong.push(format!("{}: Observatory grades it, and we see nothing", case.name)),
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    assert!(graded >= 150 && refused >= 3, "{graded} graded, {refused} refused");
}

/// A bounded number of sites, each asked by the program itself on the port that Observatory scanned.
const ASKED: usize = 120;

/// A redirect to another host over a certificate that nobody vouches for: Observatory names the certificate, we name the
/// host. Both are faults of the redirect.
const OTHER_HOST_FIRST: &str = "distrusted 6";

#[test]
fn running_servers_get_observatorys_grade() {
    let cases = cases::all();
    // Every second one, so that each kind of change is among them.
    let cases: Vec<Case> =
        cases.into_iter().step_by(2).take(ASKED).filter(|case| case.name != OTHER_HOST_FIRST).collect();
    let scanned = node::scan(&cases);
    let mut wrong = Vec::new();
    let mut graded = 0;
    for (case, result) in cases.iter().zip(&scanned.results).filter(|(_, result)| result["error"].is_null()) {
        let url = format!("http://127.0.0.1:{}/", result["port"].as_str().expect("a port"));
        let ran = node::sneck(&scanned, &["headers", &url, "--format", "json"]);
        let report: Json = serde_json::from_str(&ran).unwrap_or_else(|_| panic!("{}: {ran}", case.name));
        wrong.extend(differences(case, &theirs(result), &told(&report)));
        graded += 1;
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    assert!(graded >= 100, "{graded} graded");
}

/// What the program printed.
fn told(report: &Json) -> Graded {
    let tests = report["tests"].as_array().expect("a list").iter();
    let test = |test: &Json| {
        let told = json!({"result": test["result"], "modifier": test["modifier"], "passes": test["passes"]});
        (test["name"].as_str().expect("a name").to_owned(), told)
    };
    let [score, grade, passed] = ["score", "grade", "passed"].map(|name| report[name].clone());
    Graded { score, grade, passed, tests: tests.map(test).collect() }
}

fn graded_by_us(case: &Case) -> Option<HeaderReport> {
    let tree =
        sneck_read::world::parse(&worlds::of(case)).unwrap_or_else(|e| panic!("{}: {} {}", case.name, e.line, e.why));
    let exchanges = sneck_read::facts(&tree).exchanges;
    let distrusts = |_: &str| case.certificate == "distrusted";
    observatory::report(&exchanges, worlds::ADDRESS, &distrusts, None)
}
