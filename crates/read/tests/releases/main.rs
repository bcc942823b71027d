//! Releases, ranges of advisories and specifiers mean what Python's own `packaging` says.
#![expect(clippy::disallowed_methods, reason = "a test may start processes")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::str::FromStr;

use pep440_rs::Version as Release;
use serde_json::{Value as Json, json};
use sneck_model::{Facts, Version};
use sneck_read::config::dependencies::of_specifiers;
use sneck_read::{File, Tree};

#[path = "../../../../tests/python.rs"]
mod python;

/// Every form of PEP 440, in no order.
const VERSIONS: &[&str] = &[
    "0.0.1",
    "0.1",
    "0.9.9",
    "0.10",
    "1",
    "1.0",
    "1.0.0",
    "1.0.1",
    "1.0.dev1",
    "1.0a1",
    "1.0a2.dev3",
    "1.0b2",
    "1.0rc1",
    "1.0rc1.post2",
    "1.0.post1",
    "1.0.post1.dev2",
    "1.1",
    "1.1.dev0",
    "1.2",
    "1.2.3",
    "1.2.10",
    "1.9",
    "1.10",
    "1.10.1",
    "2.0",
    "2.0.0a0",
    "2.0.0.dev20200101",
    "2.0.1",
    "2.1",
    "2.1.0.post3",
    "2.2.9",
    "2.2.10",
    "2.3",
    "2.10.4",
    "3",
    "3.0b1",
    "3.0.0rc2",
    "3.1.4.1",
    "3.11",
    "10.0",
    "2020.1.1",
    "2024.10",
    "1!0.1",
    "1!1.0",
    "v1.4",
    "1.0-1",
    "1.0.0-rc.3",
    "1.4C2",
    "2.2.2-beta",
];

/// What people write behind the name of a package.
const SPECIFIERS: &[&str] = &[
    "==1.0",
    "==1.0.*",
    "==1.*",
    "===1.0",
    ">=1.0",
    ">1.0",
    "<=1.0",
    "<1.0",
    "<2",
    "<2.0.1",
    "~=1.0",
    "~=1.2.3",
    "~=2.2.9",
    ">=1,<2",
    ">=1.0,<1.10",
    ">=1.0a1,<2.0",
    "!=1.0",
    ">=1.0,!=1.1",
    "<3,>=2.1",
    ">0.9.9,<=2.10.4",
    "==2.2.10",
    "~=0.10",
    ">=2020.1",
    "<=1!0.1",
    "==1!1.0",
    ">=1.0.post1",
    "<1.0rc1",
    "",
];

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }

    fn version(&mut self) -> &'static str {
        VERSIONS[self.below(VERSIONS.len())]
    }

    /// Events of a range: introduced, and fixed or last affected, a few times over, in any order. The schema allows only
    /// one of the two ends in a range.
    fn range(&mut self) -> Vec<Json> {
        let end = if self.below(3) == 0 { "last_affected" } else { "fixed" };
        let mut events = vec![json!({"introduced": if self.below(3) == 0 { "0" } else { self.version() }})];
        for _ in 0..self.below(3) {
            events.push(json!({end: self.version()}));
            events.push(json!({"introduced": self.version()}));
        }
        if self.below(4) > 0 {
            events.push(json!({end: self.version()}));
        }
        let by = self.below(events.len());
        events.rotate_left(by);
        distinct(events)
    }
}

/// The schema does not say what two events at one release mean.
fn distinct(events: Vec<Json>) -> Vec<Json> {
    let mut seen: Vec<Release> = Vec::new();
    let mut kept = Vec::new();
    for event in events {
        let text = event.as_object().and_then(|map| map.values().next()?.as_str()).expect("one text");
        let release = Release::from_str(text).expect(text);
        if !seen.contains(&release) {
            seen.push(release);
            kept.push(event);
        }
    }
    kept
}

fn packaging_says(asked: &Json) -> Json {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/releases/packaging_says.py");
    let python = python::environment("flask-current").join("bin/python");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the virtual environment has a python");
    child.stdin.take().expect("piped").write_all(asked.to_string().as_bytes()).expect("it reads");
    let done = child.wait_with_output().expect("it ends");
    assert!(done.status.success(), "packaging refuses");
    serde_json::from_slice(&done.stdout).expect("JSON")
}

/// Which of the releases are vulnerable, asked as an audit asks: pinned in a project, one package for each.
fn we_say(events: &[Json]) -> Vec<bool> {
    let name = |at: usize| format!("p{at}");
    let pins: String = (0..VERSIONS.len()).map(|at| format!("{}=={}\n", name(at), VERSIONS[at])).collect();
    let affected = |at: usize| json!({"package": {"ecosystem": "PyPI", "name": name(at)}, "ranges": [{"type": "ECOSYSTEM", "events": events}]});
    let affected: Vec<Json> = (0..VERSIONS.len()).map(affected).collect();
    let advisory = json!({"id": "X-1", "affected": affected}).to_string();
    let files = vec![File::new("requirements.txt", &pins)];
    let facts: Facts = sneck_read::facts(&Tree { files, advisories: Some(advisory), ..Tree::default() });
    assert_eq!(facts.dependencies.iter().filter(|d| d.version.is_some()).count(), VERSIONS.len());
    (0..VERSIONS.len()).map(|at| facts.vulnerable.iter().any(|row| row.name == name(at))).collect()
}

/// The bounds that are read from specifiers leave nothing out that pip would install.
fn bounds_hold(specifiers: &str, release: &Release, allowed: bool) -> bool {
    let read = |text: &String| Release::from_str(text).expect("a release");
    match of_specifiers(specifiers) {
        Version::Exact(exact) => !allowed || read(&exact) == *release,
        Version::Range(low, high) => {
            let within =
                low.is_none_or(|low| read(&low) <= *release) && high.is_none_or(|high| *release <= read(&high));
            // A pre-release of the upper bound is no release that anybody gets unasked.
            !allowed || within || release.any_prerelease() || release.is_post()
        }
        Version::Newest => true,
    }
}

#[test]
fn ranges_and_specifiers_are_those_of_packaging() {
    let mut chance = Chance(7);
    let ranges: Vec<Vec<Json>> = (0..150).map(|_| chance.range()).collect();
    let said = packaging_says(&json!({"versions": VERSIONS, "ranges": ranges, "specifiers": SPECIFIERS}));
    for (events, expected) in ranges.iter().zip(said["affected"].as_array().expect("rows")) {
        let ours = we_say(events);
        for ((version, ours), expected) in VERSIONS.iter().zip(ours).zip(expected.as_array().expect("a row")) {
            assert_eq!(Json::Bool(ours), *expected, "{version} in {events:?}");
        }
    }
    for (specifiers, row) in SPECIFIERS.iter().zip(said["allowed"].as_array().expect("rows")) {
        for (version, allowed) in VERSIONS.iter().zip(row.as_array().expect("a row")) {
            let release = Release::from_str(version).expect(version);
            let allowed = allowed.as_bool().expect("a truth");
            assert!(bounds_hold(specifiers, &release, allowed), "{specifiers} allows {version}");
        }
    }
}
