//! Matchers and extractors of every kind, each on an answer that it must and one that it must not take.

use super::*;
use crate::answer::Answer;
use crate::dsl::{Names, Random};
use sneck_model::{Exchange, Kind, Origin};

struct Both<'a>(Answer<'a>);

impl Names for Both<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        if name == "word" { Some(Value::text("World")) } else { self.0.value(name) }
    }
}

const BODY: &str = "{\"version\":\"1.2.3\"} Hello, World PK\u{3}\u{4} <a href='/x'>y</a>";

fn judged(yaml: &str, body: &str) -> Outcome {
    let node = crate::yaml::parse(yaml).expect("readable");
    let operators = Operators::read(&node).expect("operators");
    let origin = Origin { url: "http://a.test".into(), kind: Kind::Production, name: None };
    let mut exchange = Exchange::new(origin, "GET", "http://a.test/", 200);
    exchange.headers = vec![("server".into(), "nginx/1.18.0".into())];
    exchange.body = body.to_owned();
    let names = Both(Answer::new(&exchange, 0));
    judge(&operators, &World { names: &names, random: &Random::new(1), now: 0 })
}

fn matches(matcher: &str) -> bool {
    judged(&format!("matchers:\n  - {{{matcher}}}\n"), BODY).matched
}

#[test]
fn matchers_of_every_kind() {
    let table = [
        ("type: status, status: [200, 302]", true),
        ("type: status, status: [404]", false),
        ("type: status, status: [404], negative: true", true),
        ("type: word, words: [Hello, Bye]", true),
        ("type: word, words: [Hello, Bye], condition: and", false),
        ("type: word, words: [hello]", false),
        ("type: word, words: [hello], case-insensitive: true", true),
        ("type: word, words: ['Server: nginx'], part: header", true),
        ("type: word, words: [nginx], part: server", true),
        ("type: word, words: [nginx], part: x_missing", false),
        ("type: word, words: ['{{word}}']", true),
        ("type: word, words: ['504b0304'], encoding: hex", true),
        ("type: binary, binary: ['504b0304']", true),
        ("type: binary, binary: ['504b0505']", false),
        ("type: regex, regex: ['{\"version\":\"[0-9.]+\"']", true),
        ("type: regex, regex: ['^Hello', 'W{{word}}']", false),
        ("type: regex, regex: ['Hello, {{word}}']", true),
        ("type: size, size: [58]", BODY.len() == 58),
        ("type: size, size: [1]", false),
        ("type: dsl, dsl: ['status_code == 200', 'contains(body, word)'], condition: and", true),
        ("type: dsl, dsl: ['contains(body_2, word)']", false),
        ("type: xpath, xpath: ['//a[@href=\"/x\"]']", true),
        ("type: xpath, xpath: ['//b']", false),
    ];
    for (matcher, expected) in table {
        assert_eq!(matches(matcher), expected, "{matcher}");
    }
}

fn extracts(extractor: &str) -> Vec<String> {
    judged(&format!("extractors:\n  - {{{extractor}}}\n"), BODY).extracted
}

#[test]
fn extractors_of_every_kind() {
    assert_eq!(extracts("type: regex, regex: ['version\":\"([0-9.]+)'], group: 1"), ["1.2.3"]);
    assert_eq!(extracts("type: regex, regex: ['nginx/[0-9.]+'], part: header"), ["nginx/1.18.0"]);
    assert_eq!(extracts("type: kval, kval: [server]"), ["nginx/1.18.0"]);
    assert_eq!(extracts("type: dsl, dsl: ['len(body)']"), [BODY.len().to_string()]);
    assert_eq!(extracts("type: xpath, xpath: [//a], attribute: href"), ["/x"]);
    assert!(extracts("type: json, json: [.version]").is_empty());
    let json = judged("extractors:\n  - {type: json, json: [.version]}\n", "{\"version\":\"1\"}");
    assert_eq!((json.extracted, json.matched), (vec!["1".to_owned()], true));
}

#[test]
fn conditions_join_matchers_and_names_are_told() {
    let two = "- {type: word, words: [Hello], name: hi}\n  - {type: word, words: [Bye], name: bye}";
    let or = judged(&format!("matchers:\n  {two}\n"), BODY);
    assert_eq!((or.matched, or.names), (true, vec!["hi".to_owned()]));
    assert!(!judged(&format!("matchers-condition: and\nmatchers:\n  {two}\n"), BODY).matched);
}

#[test]
fn what_is_internal_is_no_result() {
    let internal = judged("matchers:\n  - {type: word, words: [Hello], internal: true}\n", BODY);
    assert_eq!((internal.matched, internal.result), (true, false));
    let token = judged("extractors:\n  - {type: kval, kval: [server], name: s, internal: true}\n", BODY);
    assert_eq!((token.matched, token.extracted.len()), (false, 0));
    assert_eq!(token.dynamic, [("s".to_owned(), vec!["nginx/1.18.0".to_owned()])]);
}
