//! The grammar page is executed, and what is written reads back as it was.

use proptest::prelude::*;
use sneck_model::{Calibration, Exchange, HttpVersion, Identity, Kind};

use super::{WorldError, parse, write};
use crate::tree::{File, Tree};

const GRAMMAR: &str = include_str!("../../../../docs/worlds.md");

/// Fenced blocks whose opening line starts with `world`: the rest of that line, and the text.
fn examples() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = GRAMMAR.lines();
    while let Some(line) = lines.next() {
        if let Some(rest) = line.strip_prefix("```world") {
            let text = lines.by_ref().take_while(|l| *l != "```").map(|l| format!("{l}\n")).collect();
            found.push((rest.trim().to_owned(), text));
        }
    }
    found
}

#[test]
fn the_examples_of_the_grammar_page_are_as_it_says() {
    let examples = examples();
    assert!(examples.len() >= 8, "the page has {} examples", examples.len());
    for (expected, text) in examples {
        match (parse(&text), expected.as_str()) {
            (Ok(tree), "") => assert_same(&parse(&write(&tree)).unwrap(), &tree),
            (Err(error), says) => assert_eq!(error.to_string(), says, "{text}"),
            (Ok(_), says) => panic!("should not be well formed ({says}):\n{text}"),
        }
    }
}

#[test]
fn files_are_sorted_and_end_with_a_line_end() {
    let tree = parse("=== b.py\nx = 1\n=== a.py\n\n=== empty.py\n").unwrap();
    let files: Vec<_> = tree.files.iter().map(|f| (&*f.path, f.text().into_owned())).collect();
    let expected = [("a.py", "\n"), ("b.py", "x = 1\n"), ("empty.py", "")];
    assert_eq!(files, expected.map(|(path, text)| (path, text.to_owned())));
}

#[test]
fn an_answer_keeps_its_headers_its_body_and_the_environment_it_stands_for() {
    let text = "=== GET http://shop.test/login in staging\n> cookie: a=b\n200\nSet-Cookie: session=x\n\n<p>\n\nhi\n";
    let tree = parse(text).unwrap();
    let seen = &tree.exchanges[0];
    assert_eq!((seen.status, seen.origin.kind, seen.body.as_str()), (200, Kind::Staging, "<p>\n\nhi\n"));
    assert_eq!(seen.cookies[0].name, "session");
    assert_eq!(seen.sent, [("cookie".to_owned(), "a=b".to_owned())]);
}

#[test]
fn a_tree_is_a_git_repository_only_if_it_says_so() {
    let without = parse("=== .env\nA=1\n").unwrap();
    assert_eq!((without.files[0].tracked, without.files[0].ignored), (None, None));
    let with = parse("=== .env\nA=1\n=== git ignored\n.env\n").unwrap();
    assert_eq!((with.files[0].tracked, with.files[0].ignored), (Some(false), Some(true)));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let table = [
        ("=== a.py\n=== GET http://x.test/\nOK\n", 3),
        ("=== GET http://x.test/\n> what\n200\n", 2),
        ("=== here\nA=1\nB\n", 3),
        ("\nhello\n", 2),
    ];
    for (text, line) in table {
        let WorldError { line: found, why } = parse(text).unwrap_err();
        assert_eq!(found, line, "{why}");
    }
}

/// Any path that a walk could hand in.
fn path() -> impl Strategy<Value = String> {
    let part = prop_oneof!["[a-z.]{1,6}", "\\PC{1,6}", "here", "GET http:", "[\\\\\n\r =]{1,4}", "a as latin-1"];
    let one = part.prop_filter("no path", |p| !matches!(p.as_str(), "" | "." | "..") && !p.contains('/'));
    prop::collection::vec(one, 1..4).prop_map(|parts| parts.join("/"))
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof!["[ -~]{0,12}", "\\\\*=== [a-z]{0,3}", "\\\\ No newline at end of file", "\\PC{0,5}\r?"];
    let text = prop::collection::vec(line, 0..6).prop_map(|lines| lines.join("\n").into_bytes());
    prop_oneof![4 => text, 1 => prop::collection::vec(any::<u8>(), 0..40)]
}

fn files() -> impl Strategy<Value = Vec<File>> {
    let one = (path(), content(), any::<(bool, bool)>());
    (prop::collection::vec(one, 0..5), any::<bool>()).prop_map(|(all, repository)| {
        let file = |(path, bytes, (tracked, ignored)): (String, Vec<u8>, (bool, bool))| File {
            path: path.into(),
            bytes: bytes.into(),
            tracked: repository.then_some(tracked),
            ignored: repository.then_some(ignored),
        };
        let mut files: Vec<File> = all.into_iter().map(file).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        files
    })
}

fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("[A-Za-z=-]{1,8}", "([!-~]([ -~]{0,8}[!-~])?)?"), 0..4)
}

fn exchange() -> impl Strategy<Value = Exchange> {
    let name = prop_oneof![Just(None), Just(Some("staging".to_owned())), Just(Some("blue".to_owned()))];
    let body = content().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (name, "[A-Z]{3,7}", "/[!-~]{0,8}", 100u16..600, headers(), headers(), body).prop_map(
        |(name, method, path, status, sent, headers, body)| {
            let url = format!("http://shop.test{path}");
            let kind = name.as_deref().and_then(Kind::named).unwrap_or(Kind::Production);
            let origin = crate::wire::origin(&url, kind, name.as_deref()).expect("an address");
            let request = crate::wire::Request { origin, method, url, sent, identity: Identity::anonymous() };
            let answer =
                crate::wire::Answer { version: HttpVersion::Http11, status, headers, body: Vec::new(), cut: false };
            Exchange { body, ..crate::wire::exchange(request, answer) }
        },
    )
}

/// What is known beside an answer.
fn remarked() -> impl Strategy<Value = Exchange> {
    let versions = [HttpVersion::Http10, HttpVersion::Http11, HttpVersion::Http2];
    let calibrations = [Calibration::None, Calibration::Own, Calibration::CatchAll, Calibration::Unsteady];
    let bytes = prop::option::of(prop::collection::vec(any::<u8>(), 1..20));
    let words = prop::option::of("[a-z]{1,8}/[a-z-]{1,8}");
    (exchange(), any::<bool>(), 0..3usize, 0..4usize, bytes, words).prop_map(
        move |(seen, cut, version, calibration, bytes, rule)| {
            let body = match &bytes {
                Some(bytes) => crate::wire::body_text(&seen.headers, bytes),
                None => seen.body.clone(),
            };
            Exchange {
                body,
                cut,
                bytes: bytes.map(Into::into),
                version: versions[version],
                calibration: calibrations[calibration],
                asked_by: rule.map(Into::into),
                identity: if cut { Identity::named("cut") } else { Identity::anonymous() },
                ..seen
            }
        },
    )
}

fn tree() -> impl Strategy<Value = Tree> {
    let variables = prop::collection::vec(("[A-Z_\\\\=\n]{0,1}[A-Z_]{1,6}", "[ -~\n\r\\\\]{0,10}"), 0..4);
    let names = prop::collection::vec(path(), 0..4);
    (files(), names, prop::option::of(variables), -719_000..2_900_000i32, prop::collection::vec(remarked(), 0..3))
        .prop_map(|(files, mut names, mut shell, today, exchanges)| {
            names.sort();
            shell.iter_mut().flatten().for_each(|(name, _)| *name = name.replace('=', ""));
            shell.iter_mut().for_each(|all| all.sort());
            let names_only = names.into_iter().map(Into::into).collect();
            Tree { files, names_only, shell, today, exchanges, ..Tree::default() }
        })
}

fn assert_same(found: &Tree, expected: &Tree) {
    let files = |tree: &Tree| -> Vec<_> {
        tree.files.iter().map(|f| (f.path.clone(), f.bytes.clone(), f.tracked, f.ignored)).collect()
    };
    assert_eq!(files(found), files(expected));
    assert_eq!(found.names_only, expected.names_only);
    assert_eq!(found.shell, expected.shell);
    assert_eq!(found.today, expected.today);
    let seen = |tree: &Tree| format!("{:?}", tree.exchanges);
    assert_eq!(seen(found), seen(expected));
}

proptest! {
    // A failure prints its smallest case; a file of old seeds beside the tests would be left behind.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_as_it_was(tree in tree()) {
        let text = write(&tree);
        let back = parse(&text);
        prop_assert!(back.is_ok(), "{:?}\n{text}", back.err());
        assert_same(&back.unwrap(), &tree);
    }

    #[test]
    fn any_text_is_either_a_world_or_told_why_not(text in "(=== [ -~]{0,12}\n|\\PC{0,12}\n){0,8}") {
        if let Err(error) = parse(&text) {
            let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
            prop_assert!((1..=lines + 1).contains(&error.line));
        }
    }
}
