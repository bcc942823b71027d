//! What a baseline recognises again, and what it does not.

use std::collections::BTreeSet;

use sneck_model::{Compared, Facts, Finding, Kind, Severity, Subject};

use super::Baseline;
use crate::fingerprint;
use crate::testing::{HSTS, SECURE, app, file, rule_called};

/// A finding as folding makes it: of a rule, about a subject, with a cause.
fn found(rule: &str, subject: &Subject, cause: Option<&str>) -> Finding {
    let rule = rule_called(Box::leak(rule.to_owned().into_boxed_str()));
    let path = if subject.name.contains(':') { "app.py" } else { &subject.name };
    let mut finding = crate::own::finding(&rule, file(path, 3), "", "It is unsafe.".into());
    finding.subject = subject.clone();
    finding.cause = cause.map(Into::into);
    finding.fingerprint = fingerprint::of(&finding.rule, subject, cause);
    finding
}

fn findings(all: &[(&str, &Subject, Option<&str>)]) -> Vec<Finding> {
    let mut found: Vec<_> = all.iter().map(|(rule, subject, cause)| found(rule, subject, *cause)).collect();
    fingerprint::tell_apart(&mut found);
    found
}

/// Compares what is there now with what was there, by way of the text of a baseline.
fn compare(before: &[Finding], now: &mut [Finding], files: &[&str], apps: &[&str]) -> Vec<Finding> {
    let text = Baseline::of(before).to_string();
    let mut baseline = Baseline::parse("known.toml", &text).expect("what we write we read");
    let files: BTreeSet<&str> = files.iter().copied().collect();
    baseline.compare_files(|path| files.contains(path));
    let apps = apps.iter().map(|name| app(name, Kind::Production)).collect();
    let facts = Facts { apps, ..Facts::default() };
    let rules: Vec<_> = before.iter().map(|f| rule_called(Box::leak(f.rule.clone().into_boxed_str()))).collect();
    let rules: Vec<_> = rules.iter().chain([&super::STALE]).collect();
    baseline.apply(&facts, &rules, now)
}

/// Positions of the findings that are new.
fn new(findings: &[Finding]) -> Vec<usize> {
    (0..findings.len()).filter(|at| findings[*at].suppressed.is_none()).collect()
}

#[test]
fn what_was_there_is_known_and_what_came_is_new() {
    let shop = Subject::app("shop:app");
    let before = findings(&[("cookies/secure", &shop, Some("SECURE"))]);
    let mut now = findings(&[("cookies/secure", &shop, Some("SECURE")), ("headers/hsts", &shop, None)]);
    let stale = compare(&before, &mut now, &[], &["shop:app"]);
    assert_eq!((new(&now), stale.len()), (vec![1], 0));
    assert_eq!((now[0].compared, now[1].compared), (Some(Compared::Unchanged), Some(Compared::New)));
    let known = now[0].suppressed.as_ref().expect("known");
    assert_eq!((&*known.by, known.place.as_deref()), ("baseline", Some("known.toml:6")));
}

#[test]
fn what_got_worse_counts_again() {
    let shop = Subject::app("shop:app");
    let mut before = findings(&[("cookies/secure", &shop, None)]);
    before[0].severity = Severity::Info;
    let mut now = findings(&[("cookies/secure", &shop, None)]);
    let stale = compare(&before, &mut now, &[], &["shop:app"]);
    assert_eq!((new(&now), stale.len(), now[0].compared), (vec![0], 0, Some(Compared::Worse)));
    assert_eq!(now[0].message, "It is unsafe. In the baseline it is info, in one place.");
    let mut milder = before.clone();
    assert_eq!(compare(&now, &mut milder, &[], &["shop:app"]).len(), 0);
    assert_eq!(milder[0].compared, Some(Compared::Unchanged));
}

#[test]
fn an_entry_that_covers_nothing_is_told_when_its_rule_ran() {
    let shop = Subject::app("shop:app");
    let before = findings(&[("cookies/secure", &shop, None), ("headers/hsts", &shop, None)]);
    let mut now = findings(&[("cookies/secure", &shop, None)]);
    let stale = compare(&before, &mut now, &[], &["shop:app"]);
    let told: Vec<_> = stale.iter().map(|f| (&*f.rule, &*f.message)).collect();
    assert_eq!(told, [("sneck/stale-baseline", "`headers/hsts` is not found any more of app `shop:app`.")]);
    let baseline = Baseline::parse("known.toml", &Baseline::of(&before).to_string()).expect("a baseline");
    assert!(baseline.apply(&Facts::default(), &[&SECURE, &super::STALE], &mut now).is_empty(), "hsts did not run");
    assert_eq!(baseline.apply(&Facts::default(), &[&SECURE, &HSTS, &super::STALE], &mut now).len(), 1);
}

#[test]
fn of_equal_faults_as_many_are_known_as_there_were() {
    let config = Subject::file("config.py");
    let row = ("secrets/hardcoded-credential", &config, Some("TOKEN"));
    let mut three = findings(&[row, row, row]);
    let stale = compare(&findings(&[row, row]), &mut three, &["config.py"], &[]);
    assert_eq!((new(&three).len(), stale.len()), (1, 0));
    let mut one = findings(&[row]);
    let stale = compare(&findings(&[row, row]), &mut one, &["config.py"], &[]);
    assert_eq!((new(&one).len(), stale.len()), (0, 1));
}

#[test]
fn a_fault_that_is_in_more_places_counts_again() {
    let config = Subject::file("config.py");
    let row = [("secrets/hardcoded-credential", &config, Some("TOKEN"))];
    let (mut before, mut now) = (findings(&row), findings(&row));
    before[0].times = 2;
    now[0].times = 3;
    assert_eq!(compare(&before, &mut now, &["config.py"], &[]).len(), 0);
    assert_eq!((now[0].compared, new(&now).len()), (Some(Compared::Worse), 1));
    assert_eq!(now[0].message, "It is unsafe. In the baseline it is high, in 2 places.");
    before[0].times = 1;
    compare(&now, &mut before, &["config.py"], &[]);
    assert_eq!(before[0].compared, Some(Compared::Unchanged));
}

#[test]
fn an_unsafe_default_that_is_written_out_is_the_same_weakness() {
    let shop = Subject::app("shop:app");
    let rows = |cause| findings(&[("cookies/secure", &shop, cause)]);
    for (was, is) in [(None, Some("SECURE")), (Some("SECURE"), None)] {
        let mut now = rows(is);
        assert_eq!(compare(&rows(was), &mut now, &[], &["shop:app"]).len(), 0);
        assert_eq!(new(&now), [0; 0], "{was:?} is {is:?} now");
    }
    let config = Subject::file("config.py");
    let rule = "secrets/hardcoded-credential";
    let mut now = findings(&[(rule, &config, Some("TOKEN"))]);
    compare(&findings(&[(rule, &config, Some("PASSWORD"))]), &mut now, &["config.py"], &[]);
    assert_eq!(new(&now), [0], "another literal is another fault");
}

#[test]
fn a_renamed_file_keeps_its_entries() {
    let (old, renamed) = (Subject::file("config.py"), Subject::file("settings/production.py"));
    let rule = "secrets/env-file-committed";
    let mut now = findings(&[(rule, &renamed, None), ("app/logging", &renamed, None)]);
    let stale = compare(&findings(&[(rule, &old, None)]), &mut now, &["settings/production.py"], &[]);
    assert_eq!((new(&now), stale.len()), (vec![1], 0));
}

#[test]
fn a_fault_of_a_new_file_is_new_while_the_old_file_is_there() {
    let (old, other) = (Subject::file("config.py"), Subject::file("other.py"));
    let rule = "secrets/env-file-committed";
    let mut now = findings(&[(rule, &other, None)]);
    let stale = compare(&findings(&[(rule, &old, None)]), &mut now, &["config.py", "other.py"], &[]);
    assert_eq!((new(&now), stale.len()), (vec![0], 1), "it was mended in one file and made in another");
}

#[test]
fn an_app_of_a_renamed_module_keeps_its_entries() {
    let (old, renamed) = (Subject::app("app:app"), Subject::app("main:app"));
    let rows = |subject| findings(&[("cookies/secure", subject, Some("SECURE")), ("headers/hsts", subject, None)]);
    let mut now = rows(&renamed);
    assert_eq!(compare(&rows(&old), &mut now, &[], &["main:app"]).len(), 0);
    assert_eq!(new(&now).len(), 0);
    let mut now = rows(&renamed);
    let stale = compare(&rows(&old), &mut now, &[], &["app:app", "main:app"]);
    assert_eq!((new(&now).len(), stale.len()), (2, 2), "another app has faults of its own");
}

#[test]
fn a_renamed_file_is_the_one_that_shares_most() {
    let (old, renamed) = (Subject::file("z.py"), Subject::file("a.py"));
    let added = Subject::file("zz.py");
    let rule = "secrets/private-key-file";
    let before = findings(&[(rule, &old, None), ("secrets/env-file-committed", &old, None)]);
    let mut now =
        findings(&[(rule, &added, None), (rule, &renamed, None), ("secrets/env-file-committed", &renamed, None)]);
    assert_eq!(compare(&before, &mut now, &["a.py", "zz.py"], &[]).len(), 0);
    assert_eq!(new(&now), [0], "the file that was added, though its name is more alike");
}

/// With thousands of files not every pair can be looked at.
#[test]
fn a_renamed_folder_of_many_files_keeps_its_entries() {
    let rows = |folder: &str| {
        let subjects: Vec<_> = (0..3000).map(|n| Subject::file(format!("{folder}/{n}/config.py"))).collect();
        findings(&subjects.iter().map(|s| ("secrets/env-file-committed", s, None)).collect::<Vec<_>>())
    };
    let mut now = rows("new");
    assert_eq!(compare(&rows("old"), &mut now, &[], &[]).len(), 0);
    assert_eq!(new(&now), [0; 0]);
}

#[test]
fn a_literal_that_moved_to_another_file_is_known_by_its_name() {
    let (old, other) = (Subject::file("a.py"), Subject::file("b.py"));
    let rule = "secrets/hardcoded-credential";
    let mut now = findings(&[(rule, &other, Some("TOKEN")), (rule, &other, Some("PASSWORD"))]);
    let stale = compare(&findings(&[(rule, &old, Some("TOKEN"))]), &mut now, &["a.py", "b.py"], &[]);
    assert_eq!((new(&now), stale.len()), (vec![1], 0));
}

#[test]
fn reasons_are_kept_when_it_is_written_anew() {
    let (old, renamed) = (Subject::file("a.py"), Subject::file("b.py"));
    let rule = "secrets/hardcoded-credential";
    let text = Baseline::of(&findings(&[(rule, &old, Some("TOKEN"))])).to_string() + "reason = \"a sandbox\"\n";
    let older = Baseline::parse("known.toml", &text).expect("a baseline");
    let now = findings(&[(rule, &renamed, Some("TOKEN")), (rule, &renamed, Some("KEY"))]);
    let mut newer = Baseline::of(&now);
    newer.keep_reasons(&older, &Facts::default(), &now);
    let text = newer.to_string();
    assert_eq!(text.matches("reason = \"a sandbox\"\n").count(), 1, "{text}");
    assert!(text.find("TOKEN") < text.find("a sandbox"), "{text}");
}

#[test]
fn the_text_is_sorted_and_has_neither_lines_nor_dates() {
    let (shop, config) = (Subject::app("shop:app"), Subject::file("odd\n\"name\u{202e}\".py"));
    let mut all = findings(&[("headers/hsts", &shop, None), ("app/logging", &config, Some("x\\y"))]);
    let text = Baseline::of(&all).to_string();
    let start = text.find("\n[[finding]]").expect("an entry");
    let print = |at: usize| all[at].fingerprint.clone();
    let expected = format!(
        "\n[[finding]]\nrule = \"app/logging\"\nsubject = \"file odd\\U0000000A\\\"name\\U0000202E\\\".py\"\n\
         path = \"odd\\U0000000A\\\"name\\U0000202E\\\".py\"\ncause = \"x\\\\y\"\nseverity = \"high\"\n\
         fingerprint = \"{}\"\n\n[[finding]]\nrule = \"headers/hsts\"\nsubject = \"app shop:app\"\npath = \"app.py\"\n\
         severity = \"high\"\nfingerprint = \"{}\"\n",
        print(1),
        print(0)
    );
    assert_eq!(&text[start..], expected);
    all.reverse();
    assert_eq!(Baseline::of(&all).to_string(), text);
    let read = Baseline::parse("x", &text).expect("a baseline");
    assert_eq!(read.to_string(), text);
}

#[test]
fn a_text_that_is_no_baseline_is_told_with_its_line() {
    let entry = "[[finding]]\nrule = \"app/logging\"\nsubject = \"app shop:app\"\nseverity = \"low\"\n";
    let hash = "fingerprint = \"0123456789abcdef0123456789abcdef\"\n";
    let schema = "schema = \"sneck/baseline/1\"\n";
    let table = [
        ("", "1: missing field `schema`"),
        ("schema = \"sneck/baseline/2\"", "1: `schema` is `sneck/baseline/2`, and this sneck reads `sneck/baseline/1`"),
        (&format!("{schema}<<<<<<< ours\n"), "2: "),
        (&format!("{schema}{entry}"), "2: missing field `fingerprint`"),
        (&format!("{schema}{entry}fingerprint = \"12\"\n"), "6: a fingerprint has 32 hexadecimal digits"),
        (&format!("{schema}{entry}{hash}line = 3\n"), "7: unknown field `line`"),
        (&format!("{schema}{}{hash}", entry.replace("low", "mild")), "5: `mild` is no severity"),
        (
            &format!("{schema}{}{hash}", entry.replace("app shop", "apple shop")),
            "4: a subject is its kind and its name",
        ),
    ];
    for (text, expected) in table {
        let error = Baseline::parse("known.toml", text).expect_err(text);
        let told = format!("{}: {}", error.line, error.why);
        assert!(told.starts_with(expected), "{told:?} is not {expected:?}");
    }
    let twice = format!("{schema}{entry}{hash}{entry}{hash}");
    let read = Baseline::parse("known.toml", &twice).expect("a merge may write an entry twice");
    assert_eq!(read.to_string().matches("[[finding]]").count(), 1);
}
