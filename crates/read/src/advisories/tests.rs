//! From what is published to the releases that it names.

use sneck_model::{Dependency, Kind, Layer, Place, Severity};

use super::*;

const TWINS: [&str; 2] = [
    r#"{"id": "PYSEC-2023-62", "modified": "2023-06-05T01:13:00Z", "aliases": ["CVE-2023-30861", "GHSA-m2qf-hxjv-5gpq"],
        "details": "long", "affected": [{"package": {"ecosystem": "PyPI", "name": "Flask"},
        "ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}, {"type": "ECOSYSTEM",
        "events": [{"introduced": "0"}, {"fixed": "2.2.5"}, {"introduced": "2.3.0"}, {"fixed": "2.3.2"}]}],
        "versions": ["0.1", "2.2.4", "9.9"]}]}"#,
    r#"{"id": "GHSA-m2qf-hxjv-5gpq", "modified": "2024-09-20T16:00:00Z", "aliases": ["CVE-2023-30861"],
        "summary": "Flask vulnerable to possible disclosure", "database_specific": {"severity": "HIGH"},
        "affected": [{"package": {"ecosystem": "PyPI", "name": "flask"}, "ranges": [{"type": "ECOSYSTEM",
        "events": [{"introduced": "2.3.0"}, {"fixed": "2.3.2"}]}]},
        {"package": {"ecosystem": "PyPI", "name": "flask"}, "ranges": [{"type": "ECOSYSTEM",
        "events": [{"introduced": "0"}, {"fixed": "2.2.5"}]}]}]}"#,
];

fn book(texts: &[&str]) -> Book {
    let mut book = Book::default();
    for text in texts {
        book.add_json(text).expect("an advisory");
    }
    book
}

fn audited(book: &Book, name: &str, ecosystem: Ecosystem, version: &str) -> Vec<Vulnerable> {
    let place = Place::File { layer: Layer::Deploy, path: "r.txt".into(), line: 1, column: 0, width: 0 };
    let dependency = Dependency {
        ecosystem,
        name: name.into(),
        version: Some(version.into()),
        locked: false,
        because: Vec::new(),
        requirement: format!("=={version}"),
        pinned: true,
        hashed: false,
        production: true,
        place,
        kind: Kind::Production,
    };
    let mut facts = Facts { dependencies: vec![dependency], ..Facts::default() };
    let releases = chosen(&facts);
    let known = look_up(book, &packages(&releases));
    apply(&mut facts, &releases, &known);
    facts.vulnerable
}

#[test]
fn twins_of_two_databases_are_one_weakness() {
    let book = book(&TWINS);
    let found = audited(&book, "flask", Ecosystem::Pypi, "2.2.2");
    let [row] = &found[..] else { panic!("{found:?}") };
    let [advisory] = &row.advisories[..] else { panic!("{row:?}") };
    assert_eq!(advisory.id, "CVE-2023-30861");
    assert_eq!(advisory.aliases, ["GHSA-m2qf-hxjv-5gpq", "PYSEC-2023-62"]);
    assert_eq!((advisory.severity, advisory.fixed.as_deref()), (Some(Severity::High), Some("2.2.5")));
    assert_eq!(row.fixed.as_deref(), Some("2.2.5"));
    assert_eq!(audited(&book, "flask", Ecosystem::Pypi, "2.2.5"), vec![]);
    assert_eq!(audited(&book, "flask", Ecosystem::Pypi, "9.9").len(), 1, "named beside the spans");
    assert_eq!(audited(&book, "flask", Ecosystem::Npm, "2.2.2"), vec![], "another index's package");
}

#[test]
fn the_release_to_move_to_is_free_of_all() {
    let second = r#"{"id": "X-2", "affected": [{"package": {"ecosystem": "PyPI", "name": "flask"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "2.2.5"}, {"fixed": "2.3.3"}]}]}]}"#;
    let found = audited(&book(&[TWINS[0], second]), "flask", Ecosystem::Pypi, "1.0");
    assert_eq!(found[0].fixed.as_deref(), Some("2.3.3"));
}

#[test]
fn what_was_taken_back_or_is_foreign_is_counted_and_left_out() {
    let withdrawn = TWINS[0].replacen("\"id\"", "\"withdrawn\": \"2024-01-01T00:00:00Z\", \"id\"", 1);
    let foreign = r#"{"id": "GO-1", "affected": [{"package": {"ecosystem": "Go", "name": "x"}}]}"#;
    let mut book = book(&[&withdrawn, foreign]);
    assert!(book.add_json("{\"id\": 3}").is_err());
    assert_eq!(book.counts, Counts { taken: 0, withdrawn: 1, foreign: 1, unread: 1 });
    assert_eq!(audited(&book, "flask", Ecosystem::Pypi, "1.0"), vec![]);
}

#[test]
fn a_range_without_an_end_ends_where_github_saw_it_end() {
    let text = |specific: &str| {
        format!(
            r#"{{"id": "GHSA-1", "affected": [{{"package": {{"ecosystem": "npm", "name": "@a/b"}},
            "ranges": [{{"type": "SEMVER", "events": [{{"introduced": "0"}}]}}], "database_specific": {specific}}}]}}"#
        )
    };
    let ended = book(&[&text(r#"{"last_known_affected_version_range": "<= 1.2"}"#)]);
    assert_eq!(audited(&ended, "@a/b", Ecosystem::Npm, "1.2.0").len(), 1);
    assert_eq!(audited(&ended, "@a/b", Ecosystem::Npm, "1.2.1").len(), 0);
    let open = book(&[&text("{}")]);
    assert_eq!(audited(&open, "@a/b", Ecosystem::Npm, "99.0.0")[0].fixed, None);
}

#[test]
fn yaml_says_the_same() {
    let text = "id: PYSEC-2015-10\nmodified: \"2021-07-05T00:01:20.182098Z\"\naliases:\n- CVE-2015-5144\naffected:\n\
                - package:\n    name: django\n    ecosystem: PyPI\n  ranges:\n  - type: ECOSYSTEM\n    events:\n    \
                - introduced: \"1.8\"\n    - fixed: 1.8.3\n  versions:\n  - 1.10\n";
    let mut book = Book::default();
    book.add_yaml(text).expect("an advisory");
    assert_eq!(audited(&book, "django", Ecosystem::Pypi, "1.8.2")[0].advisories[0].id, "CVE-2015-5144");
    assert_eq!(audited(&book, "django", Ecosystem::Pypi, "1.10").len(), 1);
    assert_eq!(book.headers()[0].to_string(), "#sneck-advisories/1 PyPI 2021-07-05 1 1");
    assert_eq!(Header::parse("#sneck-advisories/1 PyPI 2021-07-05 1 1\n"), book.headers().pop());
}

#[test]
fn others_words_stand_on_one_line() {
    let text = r#"{"id": "X-1\u001b[31m", "summary": "a\nb\u0007  c", "affected": [{"package": {"ecosystem": "npm",
        "name": "x"}, "versions": ["1.0.0"]}]}"#;
    let found = audited(&book(&[text]), "x", Ecosystem::Npm, "1.0.0");
    assert_eq!(found[0].advisories[0].summary, "a b c");
    assert_eq!(found[0].advisories[0].id, "X-1 [31m");
}
