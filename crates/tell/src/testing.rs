//! Small builders for the tests of this room.

use sneck_model::{
    Check, Counts, Coverage, Environment, EnvironmentId, Example, Finding, FindingEnvironment, JudgedEnvironment, Key,
    Kind, Launch, Layer, Literal, LiteralForm, Place, Report, Rule, Scope, Secret, Server, Setting, Severity, Status,
    Step, Strength, Subject, Summary, Value,
};

pub(crate) fn file(path: &str, line: u32) -> Place {
    Place::File { layer: Layer::Code, path: path.into(), line, column: 1, width: 0 }
}

pub(crate) fn literal(name: &str, secret: &str, place: Place) -> Literal {
    Literal {
        name: name.into(),
        form: LiteralForm::Named,
        value: Secret::new(secret),
        user: None,
        service: None,
        place,
        kind: Kind::Production,
    }
}

pub(crate) fn setting(raw: &str, value: Value, place: Place) -> Setting {
    Setting {
        component: Subject::app("shop:app"),
        scope: Scope::default(),
        key: Key::SECRET_KEY,
        raw: raw.into(),
        value,
        standing: EnvironmentId(0).into(),
        because: vec![Step::new(place, "sets it")],
    }
}

pub(crate) fn finding(rule: &str, severity: Severity, places: Vec<Step>) -> Finding {
    let production = FindingEnvironment { name: "compose.yaml#web".into(), kind: Kind::Production, severity };
    Finding {
        rule: rule.into(),
        severity,
        status: Status::Suspected,
        status_because: String::new(),
        strength: Strength::Shows,
        environment: Kind::Production,
        environments: vec![production],
        subject: Subject::app("shop:app"),
        title: "Something is unsafe".into(),
        message: "It is unsafe here, and it matters.".into(),
        fix: "Turn it off.".into(),
        times: 1,
        cause: None,
        fingerprint: "0123456789abcdef0123456789abcdef".into(),
        suppressed: None,
        compared: None,
        places,
    }
}

pub(crate) fn report(findings: Vec<Finding>) -> Report {
    let production = JudgedEnvironment {
        name: "compose.yaml#web".into(),
        kind: Kind::Production,
        because: "nothing says otherwise".into(),
    };
    let summary = Summary {
        score: 20,
        grade: "F",
        coverage: Coverage { files_read: 12, bytes_read: 4_200, ..Coverage::default() },
        answered: (20, 25),
        counts: Counts { critical: 1, high: 1, medium: 0, low: 1, info: 0 },
        next: None,
        layers: Vec::new(),
    };
    Report {
        target: "examples/shop".into(),
        environments: vec![production],
        summary,
        findings,
        checklist: Vec::new(),
        predeploy: Vec::new(),
        not_looked_at: Vec::new(),
        unread: Vec::new(),
    }
}

pub(crate) static RULE: Rule = Rule {
    id: "app/debug-mode",
    title: "Debug mode is on",
    severity: Severity::Critical,
    checklist: "Debug mode is off",
    why: "Visitors run code.",
    remedy: "Turn it off:\n\napp.run()",
    remedies: &[],
    references: &["https://example.org/"],
    cwe: &[489],
    since: "0.1",
    examples: &[Example::Bad("=== app.py\napp.run(debug=True)\n"), Example::Good("=== app.py\napp.run()\n")],
    asks: None,
    check: Check::Native(|_, _| {}),
    mend: None,
};

pub(crate) fn environment(name: &str) -> Environment {
    Environment {
        id: EnvironmentId(0),
        name: name.into(),
        kind: Kind::Production,
        kind_because: "nothing says otherwise".into(),
        launch: Launch { server: Server::Gunicorn, command: "gunicorn shop:app".into(), place: None },
        container: true,
        variables: Vec::new(),
        open: Vec::new(),
    }
}
