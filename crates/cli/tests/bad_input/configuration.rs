//! Configurations that are not well formed: told with file and line, all mistakes at once, exit code 2.

use crate::support::Project;

#[track_caller]
fn refused(files: &[(&str, &str)], message: &str) {
    let project = Project::of(files);
    for command in ["check", "facts"] {
        let ran = project.sneck(&[command]);
        assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (Some(2), message, ""));
    }
}

#[test]
fn a_setting_that_does_not_exist() {
    refused(
        &[("sneck.toml", "# ours\nfail_on = \"high\"\n")],
        "sneck: the configuration is not well formed\n  \
         sneck.toml:2: `fail_on` is no setting of the configuration; did you mean `fail-on`?\n",
    );
}

#[test]
fn every_mistake_is_told_at_once() {
    refused(
        &[("pyproject.toml", "[tool.sneck]\nmin-severity = \"mild\"\nselect = \"app\"\n")],
        "sneck: the configuration is not well formed\n  \
         pyproject.toml:2: `min-severity` must be one of critical, high, medium, low, info, and is `mild`\n  \
         pyproject.toml:3: `select` must be a list, and is a text\n",
    );
}

#[test]
fn no_toml_at_all() {
    let project = Project::of(&[("sneck.toml", "fail-on = [\n")]);
    let ran = project.sneck(&["check"]);
    assert_eq!(ran.code, Some(2));
    let start = "sneck: the configuration is not well formed\n  sneck.toml:";
    assert!(ran.err.starts_with(start) && ran.err.contains("not valid TOML"), "{}", ran.err);
}

#[test]
fn a_configuration_that_is_no_text() {
    let project = Project::of(&[]);
    project.write("sneck.toml", b"\xff\xfe\x00");
    let ran = project.sneck(&["check"]);
    let message = "sneck: the configuration sneck.toml cannot be read: it is not UTF-8 text\n";
    assert_eq!((ran.code, ran.err.as_str()), (Some(2), message));
}

#[test]
fn a_configuration_that_is_a_folder() {
    refused(&[("sneck.toml/odd.py", "")], "sneck: the configuration sneck.toml cannot be read: it is a folder\n");
}

#[test]
fn a_rule_that_does_not_exist() {
    let project = Project::of(&[("sneck.toml", "select = [\"cookies/httponl\"]\n")]);
    let ran = project.sneck(&["check"]);
    let message = "sneck: no rule is called `cookies/httponl`; did you mean cookies/httponly?\n";
    assert_eq!((ran.code, ran.err.as_str()), (Some(2), message));
}

#[test]
fn an_exclude_that_is_no_pattern() {
    refused(
        &[("sneck.toml", "exclude = [\"a/{b\"]\n")],
        "sneck: `exclude` in the configuration is not well formed: `a/{b`: error parsing glob 'a/{b': unclosed \
         alternate group; missing '}' (maybe escape '{' with '[{]'?)\n",
    );
}

/// Whoever audits an untrusted change does not stumble over its configuration either.
#[test]
fn without_the_trees_configuration_its_mistakes_do_not_matter() {
    let project = Project::of(&[("sneck.toml", "fail-on = 3\n")]);
    let ran = project.sneck(&["check", "--no-tree-config"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
}
