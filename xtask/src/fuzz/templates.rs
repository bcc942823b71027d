//! Community templates and their expressions: whatever is written in one, it stays within its bounds and asks nobody else.

use std::sync::Arc;

use sneck_model::{Exchange, Kind, Message, Next, Nonces, Origin, Question, Reply, Request, TlsEndpoint};
use sneck_templates::dsl::{Expression, Names, Random, Value, World};

/// Keys, types and names that templates use.
#[rustfmt::skip]
pub(super) const WORDS: &[&str] = &[
    "id: a\ninfo: {name: A, severity: high}\n", "http:\n  - method: GET\n    path: ['{{BaseURL}}/']\n", "    matchers:\n",
    "      - {type: word, words: [a]}\n", "      - {type: dsl, dsl: ['len(body) > 1']}\n", "    extractors:\n",
    "      - {type: regex, name: x, internal: true, regex: ['(.+)']}\n", "    attack: clusterbomb\n    payloads: {a: [1, 2], b: [3]}\n",
    "  - raw:\n      - |\n        GET /{{x}} HTTP/1.1\n        Host: {{Hostname}}\n\n", "flow: http(1) && !http(2)\n",
    "variables: {x: '{{md5(\"a\")}}'}\n", "tcp:\n  - host: ['{{Hostname}}']\n    port: 1\n    inputs: [{data: 00, type: hex}]\n",
    "ssl:\n  - address: '{{Host}}:{{Port}}'\n", "unsafe: true\n", "redirects: true\n", "stop-at-first-match: true\n", "{{", "}}", "§x§",
    "&a ", "*a ", "<<: *a\n", "negative: true", "condition: and", "part: header", "http://evil.test/", "@evil.test", "\\r\\n",
    "matchers-condition: and\n", "password: [a]", "tags: intrusive\n", "max-size: 1\n", "cookie-reuse: true\n",
];

/// Operators and functions.
#[rustfmt::skip]
pub(super) const OPERATORS: &[&str] = &[
    "(", ")", "&&", "||", "!", "==", "!=", "=~", "!~", "<=", ">", "+", "-", "*", "/", "%", "**", "<<", ">>", "?", ":", "??", " in ", ",",
    "'", "\"", "\\", "[body]", "status_code", "body", "0x1f", "1e9", "true", "contains(", "regex(", "replace_regex(", "repeat('a', 99999999)",
    "base64_decode(", "gzip_decode(", "zlib_decode(", "date_time('%Y')", "rand_base(9)", "substr(body, 1, 2)", "compare_versions('1', '>= 2')",
    "generate_jwt('{}', 'HS256', 'a')", "hex_decode('zz')", "index(body, 9)", "split(body, ',')", "padding('a', 'b', 9, 'prefix')", "xor('a', '')",
    "unpack('>I', body)", "mmh3(body)", "aes_gcm('a', 'b')", "ip_format('127.0.0.1', 1)", "to_unix_time('2020-01-01')",
];

/// Templates of the conformity tests.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/cli/tests/templates/yaml");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    files.filter_map(|path| std::fs::read(path).ok()).chain([WORDS.concat().into_bytes()]).collect()
}

pub(super) fn expressions() -> Vec<Vec<u8>> {
    let whole =
        ["contains(to_lower(body), 'a') && status_code == 200 || !regex('[a-z]+', header)", "md5(base64(body)) == ''"];
    whole.iter().map(|text| text.as_bytes().to_vec()).chain([OPERATORS.concat().into_bytes()]).collect()
}

pub(super) fn holds(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let Ok(template) = sneck_templates::load(&text, &|_| Some("one\ntwo\n".to_owned())) else { return };
    let template = Arc::new(template);
    for url in ["http://127.0.0.1:5000", "https://a.test"] {
        let origin = Origin { url: url.into(), kind: Kind::Production, name: None };
        if let Some(ask) = sneck_templates::ask(&template, &origin, "", 1_700_000_000)
            && let Question::Script(script) = ask.question
        {
            let mut step = (script.start)(&Nonces::new(1));
            let mut reply = None;
            for _ in 0..script.ceiling {
                match step(reply.as_ref()) {
                    Next::Send(message) => reply = Some(answer(&message, &origin, input)),
                    Next::Done(found) => {
                        assert!(found.len() <= 1, "one conclusion at most");
                        break;
                    }
                }
            }
        }
    }
}

/// What the input is as an answer. What is sent stays with the audited machine, and in one line.
fn answer(message: &Message, origin: &Origin, input: &[u8]) -> Reply {
    let host = origin.url.split("://").nth(1).and_then(|rest| rest.split(':').next()).unwrap_or_default();
    match message {
        Message::Tls => Reply::Tls(Arc::new(TlsEndpoint::new(origin.clone(), format!("{host}:443")))),
        Message::Lookup(question) => Reply::Lookup([&question[..2], input].concat()),
        Message::Talk(talk) => {
            assert_eq!(talk.host, host);
            Reply::Talk(talk.parts.iter().map(|(_, most)| input[..input.len().min(*most)].to_vec()).collect())
        }
        Message::Http(request) | Message::Login { request, .. } => {
            assert_of_host(request, host);
            let mut seen = Exchange::new(request.origin.clone(), &request.method, request.url(), 200);
            seen.headers =
                vec![("Content-Type".to_owned(), "text/html".to_owned()), ("X-A".to_owned(), "b".to_owned())];
            seen.body = String::from_utf8_lossy(input).into_owned();
            Reply::Http(Arc::new(seen))
        }
    }
}

fn assert_of_host(request: &Request, host: &str) {
    let authority = request.origin.url.split("://").nth(1).unwrap_or_default();
    let named = authority.rsplit_once(':').map_or(authority, |(name, _)| name);
    assert_eq!(named, host, "another machine is asked");
    assert!(request.raw.is_some() || request.target.iter().all(|byte| *byte > b' ' && *byte != 127), "one line");
}

struct Said<'a>(&'a [u8]);

impl Names for Said<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        match name {
            "body" | "header" => Some(Value::text(self.0)),
            "status_code" => Some(Value::Number(200.0)),
            _ => None,
        }
    }
}

pub(super) fn expression(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Ok(expression) = Expression::parse(&text) {
        let world = World { names: &Said(input), random: &Random::new(1), now: 1_700_000_000 };
        if let Ok(value) = expression.evaluate(&world) {
            assert!(value.bytes().len() <= 64 << 20, "a result is bounded");
        }
        let _ = expression.holds(&world);
    }
}
