//! Reports are what `docs/report.schema.json` says.

use serde_json::Value as Json;
use sneck_model::{
    ChecklistItem, Counts, Coverage, Finding, FindingEnvironment, ItemState, JudgedEnvironment, Kind, Layer,
    LayerScore, NextGrade, NotLookedAt, Place, Report, Severity, Skipped, Status, Step, Strength, Subject, SubjectKind,
    Summary, Suppression, Unread,
};

fn errors(report: &Json) -> Vec<String> {
    let schema: Json = serde_json::from_str(include_str!("../../../docs/report.schema.json")).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a valid schema");
    validator.iter_errors(report).map(|e| format!("{} at {}", e, e.instance_path())).collect()
}

fn written(report: &Report) -> Json {
    let mut out = Vec::new();
    sneck_tell::report_json(report, "0.1.0", &mut out).expect("memory");
    serde_json::from_slice(&out).expect("JSON")
}

/// A report that has every variant of everything.
fn full() -> Report {
    let places = vec![
        Place::File { layer: Layer::Code, path: "config.py".into(), line: 12, column: 5, width: 5 },
        Place::File { layer: Layer::Deploy, path: "compose.yaml".into(), line: 0, column: 0, width: 0 },
        Place::Absent { layer: Layer::Code, path: "app.py".into(), line: 3 },
        Place::Past { layer: Layer::Code, commit: "0a1b2c3d4e".into(), path: "old.py".into(), line: 7 },
        Place::Default { product: "Flask".into(), versions: "every release".into() },
        Place::Reply { url: "http://127.0.0.1:5000/console".into(), part: "body".into() },
        Place::Tls { endpoint: "127.0.0.1:443".into() },
        Place::Host { item: "tcp 0.0.0.0:6379".into() },
    ];
    let places: Vec<Step> = places.into_iter().map(|place| Step::new(place, "says so")).collect();
    let suppressions =
        [None, Some(Suppression { by: "in-line".into(), reason: "a demo".into(), place: Some("app.py:1".into()) })];
    let kinds = [SubjectKind::App, SubjectKind::Origin, SubjectKind::Dependency];
    let statuses = [Status::Suspected, Status::Confirmed, Status::Mitigated];
    let findings = statuses.into_iter().zip(kinds).map(|(status, subject)| Finding {
        rule: "app/debug-mode".into(),
        severity: Severity::Critical,
        status,
        status_because: String::new(),
        strength: Strength::Proves,
        environment: Kind::Production,
        environments: Kind::ALL
            .map(|kind| FindingEnvironment { name: kind.name().into(), kind, severity: Severity::Info })
            .to_vec(),
        subject: Subject::new(subject, "shop"),
        title: "Debug mode is on".into(),
        message: "It is on.".into(),
        fix: "Turn it off.".into(),
        times: 1,
        cause: None,
        fingerprint: "0123456789abcdef0123456789abcdef".into(),
        compared: None,
        suppressed: suppressions[usize::from(status == Status::Confirmed)].clone(),
        places: places.clone(),
    });
    let states = [ItemState::Pass, ItemState::Fail, ItemState::Unknown, ItemState::NotApplicable];
    let checklist = states.map(|state| ChecklistItem {
        item: "Debug mode is off".into(),
        state,
        rules: vec!["app/debug-mode".into()],
        evidence: places.clone(),
        open: Vec::new(),
    });
    Report {
        target: ".".into(),
        environments: vec![JudgedEnvironment {
            name: "default".into(),
            kind: Kind::Production,
            because: "no file".into(),
        }],
        summary: Summary {
            score: 20,
            grade: "F",
            coverage: Coverage {
                files_read: 3,
                bytes_read: 99,
                requests: 0,
                skipped: vec![Skipped { why: "binary".into(), files: 1, folders: 0 }],
            },
            answered: (2, 3),
            counts: Counts { critical: 1, ..Counts::default() },
            next: Some(NextGrade {
                grade: "B-",
                score: 65,
                fix: vec!["0123456789abcdef0123456789abcdef".into()],
                answer: 1,
            }),
            layers: vec![LayerScore { layer: Layer::Code, score: 20, grade: "F", counts: Counts::default() }],
        },
        findings: findings.collect(),
        checklist: checklist.to_vec(),
        predeploy: Vec::new(),
        not_looked_at: vec![NotLookedAt { what: "the running app".into(), why: "no address was given".into() }],
        unread: vec![
            Unread { path: "a.py".into(), line: 0, why: "empty".into() },
            Unread { path: "b.py".into(), line: 3, why: "no".into() },
        ],
    }
}

#[test]
fn a_report_with_everything_in_it_is_valid() {
    assert_eq!(errors(&written(&full())), Vec::<String>::new());
}

#[test]
fn a_field_that_the_schema_does_not_know_is_an_error() {
    let mut report = written(&full());
    report["findings"][0]["surprise"] = Json::Null;
    assert_eq!(errors(&report).len(), 1);
}

#[test]
fn a_finding_without_a_place_is_an_error() {
    let mut report = written(&full());
    report["findings"][0]["places"] = Json::Array(Vec::new());
    assert_eq!(errors(&report).len(), 1);
}
