//! What the configuration says, and what is said of a wrong one.

use super::*;
use sneck_model::Kind;

fn own(text: &str) -> Project {
    read(Some(text), None).unwrap()
}

fn mistakes(text: &str) -> Vec<String> {
    read(Some(text), None).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn every_setting_is_read() {
    let project = own(r#"
fail-on = "medium"
min-severity = "low"
select = ["app", "cookies/secure"]
exclude = ["legacy/"]
ignore = ["headers/permissions-policy", { rule = "headers/hsts", reason = "the load balancer sends it" }]

[environments.production]
kind = "production"
command = "gunicorn shop:app"
env_file = "deploy/.env"
variables = { FLASK_DEBUG = "0", WORKERS = 4 }
"#);
    assert_eq!((project.fail_on, project.min_severity), (Some(Some(Severity::Medium)), Some(Severity::Low)));
    assert_eq!((project.select.len(), project.ignore.len(), project.exclude.len()), (2, 1, 1));
    assert_eq!((&*project.accepted[0].rule, project.accepted[0].line), ("headers/hsts", 6));
    let environment = &project.environments[0];
    assert_eq!((environment.kind, environment.line), (Some(Kind::Production), 8));
    assert_eq!(environment.variables[1], ("WORKERS".to_owned(), "4".to_owned()));
}

#[test]
fn an_accepted_finding_may_be_a_table_of_its_own() {
    let project = own("[[ignore]]\nrule = \"app/*\"\npath = \"legacy/**\"\nsubject = \"shop:app\"\nreason = \"old\"\n");
    let accepted = &project.accepted[0];
    assert_eq!((accepted.path.as_deref(), accepted.subject.as_deref()), (Some("legacy/**"), Some("shop:app")));
}

#[test]
fn failing_can_be_switched_off() {
    assert_eq!(own("fail-on = \"none\"").fail_on, Some(None));
}

#[test]
fn pyproject_holds_the_same_under_tool_sneck() {
    let project = read(None, Some("[tool.sneck]\nfail-on = \"low\"\n")).unwrap();
    assert_eq!(project.fail_on, Some(Some(Severity::Low)));
    let wrong = read(None, Some("[project]\nname = \"shop\"\n[tool.sneck]\nfailon = 1\n")).unwrap_err();
    assert_eq!(
        wrong[0].to_string(),
        "pyproject.toml:4: `failon` is no setting of the configuration; did you mean `fail-on`?"
    );
}

#[test]
fn a_pyproject_of_others_is_left_alone_even_when_it_is_broken() {
    assert_eq!(read(None, Some("[tool.black]\nline-length = = 3\n")), Ok(Project::default()));
}

#[test]
fn two_configurations_are_one_too_many() {
    let wrong = read(Some(""), Some("[tool.sneck]\n")).unwrap_err();
    assert_eq!(
        wrong[0].to_string(),
        "pyproject.toml:1: the project has a sneck.toml too; keep the configuration in one of the two"
    );
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let table = [
        ("fail-on = \"hihg\"", "1: `fail-on` must be one of critical, high, medium, low, info, none, and is `hihg`"),
        ("\nselect = \"app\"", "2: `select` must be a list, and is a text"),
        ("select = [1]", "1: `select` must be a text in quotes, and is a whole number"),
        ("exclude = [\"\"]", "1: `exclude` is empty"),
        ("ignore = [{ reason = \"x\" }]", "1: an `ignore` table needs a `rule`, such as `rule = \"headers/hsts\"`"),
        (
            "[[ignore]]\nrule = \"a\"\nwhy = \"x\"",
            "3: `why` is no setting of an `ignore` table; there are rule, path, subject, reason",
        ),
        (
            "[environments.x]\nkind = \"prod\"",
            "2: `kind` must be one of production, staging, development, test, example, ci, and is `prod`",
        ),
        (
            "[environments.x]\nenv-file = \"a\"",
            "2: `env-file` is no setting of an environment; did you mean `env_file`?",
        ),
        (
            "[environments.x]\nvariables = { A = true }",
            "2: the variable `A` must be a text in quotes, and is a truth value",
        ),
        ("environments = 3", "1: `environments` must be a table, and is a whole number"),
        (
            "i-own = [\"shop.example\"]",
            "1: `i-own` is no setting of the configuration; there are fail-on, min-severity, select, ignore, exclude, environments, rule",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(mistakes(text), [format!("sneck.toml:{expected}")]);
    }
}

#[test]
fn several_mistakes_come_in_the_order_of_their_lines() {
    let found = mistakes("a = 1\nfail-on = 2\n[environments.x]\nb = 1\n");
    let lines: Vec<_> = found.iter().map(|one| one.split(':').nth(1).unwrap()).collect();
    assert_eq!(lines, ["1", "2", "4"]);
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let found = mistakes("fail-on = \"high\"\nselect = [\n");
    assert!(found[0].starts_with("sneck.toml:") && found[0].contains("not valid TOML"), "{found:?}");
}

/// Every block of the page is a configuration.
#[test]
fn the_examples_of_the_page_are_well_formed() {
    let page = include_str!("../../../../../docs/configuration.md");
    let examples: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 2);
    for example in examples {
        assert!(read(Some(example), None).is_ok(), "{example}");
    }
}
