//! Python that cannot be read, never ends, or is nested without end.

use crate::support::Project;
use crate::unread;

const APP: &str = "from flask import Flask\napp = Flask(__name__)\n";

/// An `app.py` that begins as a Flask app.
fn app(rest: &str) -> Project {
    Project::of(&[("app.py", &format!("{APP}{rest}"))])
}

/// Whether debug mode is reported, which stands behind the bad part in each of these.
fn debug_is_found(project: &Project) -> bool {
    reports_debug(&project.audit())
}

fn reports_debug(report: &serde_json::Value) -> bool {
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().any(|finding| finding["rule"] == "app/debug-mode")
}

#[test]
fn a_syntax_error_costs_its_own_statement_alone() {
    let project = app("def broken(:\n    pass\napp.config['DEBUG'] = True\n");
    let why = "app.py: not valid Python 3: Expected a parameter or the end of the parameter list";
    assert_eq!(unread(&project), [why]);
    assert!(debug_is_found(&project));
}

#[test]
fn python_2_is_told() {
    let project = app("print 'hello'\napp.config['DEBUG'] = True\n");
    let why = "app.py: not valid Python 3: Simple statements must be separated by newlines or semicolons";
    assert_eq!(unread(&project), [why]);
    assert!(debug_is_found(&project));
}

#[test]
fn a_declared_encoding_is_honoured() {
    let project = Project::of(&[]);
    let source = [b"# -*- coding: latin-1 -*-\n", APP.as_bytes(), b"app.config['SESSION_COOKIE_NAME'] = 'caf\xe9'\n"];
    project.write("app.py", source.concat());
    let facts = project.sneck(&["facts"]);
    let line = facts.out.lines().find(|line| line.contains("SESSION_COOKIE_NAME")).unwrap();
    assert!(line.contains("= \"café\""), "{line}");
    assert_eq!(unread(&project), [""; 0]);
}

#[test]
fn bytes_that_are_no_text_are_told_and_the_rest_is_read() {
    let table: [(&[u8], &str); 3] = [
        (b"", "not UTF-8, and no other encoding is declared (PEP 263)"),
        (b"# coding: utf-8\n", "not UTF-8, though it declares to be"),
        (b"# coding: klingon\n", "not UTF-8, and the encoding that it declares is not known"),
    ];
    for (declaration, why) in table {
        let project = Project::of(&[]);
        project.write("app.py", [declaration, APP.as_bytes(), b"app.config['DEBUG'] = True  # caf\xe9\n"].concat());
        assert_eq!(unread(&project), [format!("app.py: {why}")]);
        assert!(debug_is_found(&project));
    }
}

#[test]
fn utf_16_is_told() {
    let project = Project::of(&[]);
    let utf16 = APP.encode_utf16().flat_map(u16::to_le_bytes);
    project.write("app.py", [0xff, 0xfe].into_iter().chain(utf16).collect::<Vec<u8>>());
    assert_eq!(unread(&project), ["app.py: not UTF-8, and no other encoding is declared (PEP 263)"]);
}

#[test]
fn nesting_half_a_million_deep() {
    let deep = 500_000;
    let (open, close) = ("[".repeat(deep), "]".repeat(deep));
    let project = app(&format!("x = {open}{close}\napp.config['DEBUG'] = True\n"));
    assert_eq!(unread(&project), [""; 0]);
    let project = app(&format!("x = {open}\n"));
    assert_eq!(unread(&project), ["app.py: not valid Python 3: unexpected EOF while parsing"]);
}

#[test]
fn long_chains_of_operators_attributes_and_calls() {
    let chains = [("1", "+1"), ("a", ".b"), ("f", "()"), ("a", "[0]"), ("1", " or 1"), ("1", "<1"), ("", "-1")];
    for (start, link) in chains {
        let chain = link.repeat(200_000);
        let report = app(&format!("x = {start}{chain}\napp.config['DEBUG'] = True\n")).audit();
        assert_eq!((&report["unread"], reports_debug(&report)), (&serde_json::json!([]), true), "{start}{link}");
    }
}

#[test]
fn modules_that_import_each_other() {
    let project = Project::of(&[
        ("app.py", "from config import *\nfrom flask import Flask\napp = Flask(__name__)\napp.config['DEBUG'] = D\n"),
        ("config.py", "from other import *\nfrom app import app\nD = True\n"),
        ("other.py", "from config import *\nimport app\n"),
    ]);
    assert_eq!(unread(&project), [""; 0]);
    assert!(debug_is_found(&project));
}

#[test]
fn a_configuration_that_reads_itself() {
    let project = app("app.config.from_pyfile('app.py')\napp.config.from_object(__name__)\n\
                       app.config.update(app.config)\napp.config['DEBUG'] = app.config['DEBUG'] or True\n");
    assert_eq!(unread(&project), [""; 0]);
    assert!(debug_is_found(&project));
}

#[test]
fn classes_that_inherit_from_themselves() {
    let project = app("class A(A):\n    DEBUG = True\nclass B(C):\n    pass\nclass C(B):\n    pass\n\
                       app.config.from_object(B)\napp.config.from_object(A)\n");
    assert_eq!(unread(&project), [""; 0]);
}

#[test]
fn work_without_end() {
    let endless = [
        "def f(n):\n    return f(n + 1)\nx = f(0)\n",
        "x = 'a' * 10 ** 10\ny = 10 ** 10 ** 10\nz = 1 << 10 ** 10\n",
        "x = [i for i in range(10 ** 12)]\n",
        "while True:\n    x = 1\n",
        "x = 'a'\nfor i in range(10 ** 12):\n    x = x + x\n",
    ];
    for code in endless {
        let project = app(&format!("{code}app.config['DEBUG'] = True\n"));
        assert_eq!(unread(&project), [""; 0], "{code}");
    }
}

/// Fourteen thousand apps of one name: a few of each place are told, and that there are more.
#[test]
fn apps_that_a_loop_makes_without_end() {
    let nested = format!("{}Flask(__name__){}", "Flask(__name__, x=".repeat(27), ")".repeat(27));
    let report = app(&format!("while True:\n    app = {nested}\n")).audit();
    let rows = report["not_looked_at"].as_array().expect("a list");
    assert!(rows.iter().any(|row| row["what"] == "parts of the configuration in default"), "{rows:?}");
}

#[test]
fn an_unknown_environment() {
    let ran = app("").sneck(&["check", "--environment", "prod"]);
    let message = "sneck: there is no environment `prod`; there are: default\n";
    assert_eq!((ran.code, ran.err.as_str()), (Some(2), message));
}
