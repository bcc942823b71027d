//! Whole runs of templates against servers that are functions: what is sent, in which order, and what is concluded.

use std::sync::Arc;

use sneck_model::{
    Calibration, Conclusion, Cookie, Exchange, Kind, Message, Next, Nonces, Origin, Question, Reply, Request, Secret,
};

const ORIGIN: &str = "http://127.0.0.1:5000";

/// Status, headers, body.
type Answer = (u16, &'static [(&'static str, &'static str)], String);

/// What was sent, and what was found.
struct Ran {
    sent: Vec<String>,
    conclusions: Vec<Conclusion>,
}

impl Ran {
    fn matched(&self) -> bool {
        self.conclusions
            .iter()
            .any(|found| found.values.iter().any(|(name, value)| name == "matched" && value == "true"))
    }
}

fn run(template: &str, server: impl Fn(&Request) -> Answer) -> Ran {
    calibrated(template, Calibration::Own, server)
}

fn calibrated(template: &str, calibration: Calibration, server: impl Fn(&Request) -> Answer) -> Ran {
    let text = format!("id: t\ninfo:\n  name: T\n  severity: high\n{template}");
    let template = sneck_templates::load(&text, &|_| None).expect("a template");
    let origin = Origin { url: ORIGIN.into(), kind: Kind::Production, name: None };
    let ask = sneck_templates::ask(&Arc::new(template), &origin, "", 1_700_000_000).expect("a question");
    let Question::Script(script) = ask.question else { panic!("no script") };
    let mut step = (script.start)(&Nonces::new(1));
    let (mut reply, mut sent) = (None, Vec::new());
    for _ in 0..=script.ceiling {
        match step(reply.as_ref()) {
            Next::Done(conclusions) => return Ran { sent, conclusions },
            Next::Send(Message::Tls | Message::Lookup(_)) => reply = Some(Reply::Nothing("not here".into())),
            Next::Send(Message::Talk(talk)) => {
                sent.push(format!("{}:{} {:?}", talk.host, talk.port, talk.parts));
                reply = Some(Reply::Talk(vec![b"220 hello".to_vec()]));
            }
            Next::Send(Message::Http(request) | Message::Login { request, .. }) => {
                sent.push(shown(&request));
                let answer = answered(&request, server(&request));
                let calibration = if request.calibrate { calibration } else { Calibration::None };
                reply = Some(Reply::Http(Arc::new(Exchange { calibration, ..answer })));
            }
        }
    }
    panic!("it went past its ceiling: {sent:?}");
}

fn shown(request: &Request) -> String {
    let cookies = request.headers.iter().filter(|(name, _)| name == "Cookie").map(|(_, value)| value.as_str());
    let body = String::from_utf8_lossy(&request.body);
    let parts = [request.method.as_str(), &String::from_utf8_lossy(&request.target), &body];
    let parts = parts.into_iter().chain(cookies).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

fn answered(request: &Request, (status, headers, body): Answer) -> Exchange {
    let mut exchange = Exchange::new(request.origin.clone(), &request.method, request.url(), status);
    exchange.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let cookies =
        headers.iter().filter(|(name, _)| *name == "set-cookie").filter_map(|(_, value)| value.split_once('='));
    exchange.cookies = cookies.map(|(name, value)| cookie(name, value)).collect();
    exchange.body = body;
    exchange
}

fn cookie(name: &str, value: &str) -> Cookie {
    Cookie {
        name: name.to_owned(),
        value: Secret::new(value),
        secure: false,
        http_only: false,
        same_site: None,
        domain: None,
        path: None,
        max_age: None,
        session: false,
    }
}

fn target(request: &Request) -> String {
    String::from_utf8_lossy(&request.target).into_owned()
}

const ENV: &str = "http:\n  - method: GET\n    path: ['{{BaseURL}}/.env', '{{BaseURL}}/app/.env']\n    stop-at-first-match: true
    matchers-condition: and\n    matchers:\n      - {type: word, words: ['APP_KEY=']}\n      - {type: status, status: [200]}\n";

#[test]
fn a_match_is_asked_again_beside_random_names_and_stops_the_rest() {
    let ran = run(ENV, |_| (200, &[], "APP_KEY=x".into()));
    assert_eq!((ran.sent, ran.conclusions.len()), (vec!["GET /.env".to_owned(), "GET /.env".to_owned()], 1));
    let ran = run(ENV, |_| (200, &[], "nothing".into()));
    assert_eq!((ran.sent.len(), ran.matched()), (2, false));
}

#[test]
fn what_any_name_gets_is_no_match() {
    for calibration in [Calibration::CatchAll, Calibration::Unsteady] {
        assert!(!calibrated(ENV, calibration, |_| (200, &[], "APP_KEY=x".into())).matched());
    }
}

#[test]
fn a_page_that_repeats_the_request_is_no_match() {
    let template = "http:\n  - method: GET\n    path: ['{{BaseURL}}/APP_KEY=']\n    matchers:\n      - {type: word, words: ['APP_KEY=']}\n";
    assert!(!run(template, |request| (404, &[], format!("{} is not here", target(request)))).matched());
    let error = |_: &Request| (404, &[][..], "where APP_KEY= stands".into());
    assert!(!run(template, error).matched(), "any name gets it");
    let asked_for = template
        .replace("    matchers:", "    matchers-condition: and\n    matchers:\n      - {type: status, status: [404]}");
    assert!(run(&asked_for, error).matched(), "an error page is what it looks for");
    let own = |request: &Request| {
        let body = if target(request) == "/APP_KEY=" { "where APP_KEY= stands" } else { "" };
        (404, &[][..], body.into())
    };
    assert!(run(template, own).matched());
}

#[test]
fn a_status_alone_is_no_match() {
    let template = "http:\n  - method: GET\n    path: ['{{BaseURL}}/admin']\n    matchers:\n      - {type: status, status: [200]}\n";
    assert!(!run(template, |_| (200, &[], String::new())).matched());
}

const LOGIN: &str = "http:\n  - raw:\n      - |\n        POST /login HTTP/1.1\n        Host: {{Hostname}}\n        Content-Type: application/x-www-form-urlencoded\n
        user={{user}}&pass={{pass}}\n      - |\n        GET /home HTTP/1.1\n        Host: {{Hostname}}\n
    attack: pitchfork\n    payloads:\n      user: [guest, admin]\n      pass: [guest, admin]\n    stop-at-first-match: true
    matchers:\n      - {type: dsl, dsl: ['status_code_1 == 302 && contains(body_2, \"Welcome\")']}\n";

#[test]
fn a_pair_is_believed_only_when_a_wrong_password_fails() {
    let server = |request: &Request| match (&*target(request), &request.body[..]) {
        ("/login", b"user=admin&pass=admin") => (302, &[("set-cookie", "sid=1")][..], String::new()),
        ("/login", _) => (200, &[][..], "wrong".into()),
        _ if request.headers.iter().any(|(_, value)| value == "sid=1") => (200, &[][..], "Welcome".into()),
        _ => (403, &[][..], String::new()),
    };
    let ran = run(LOGIN, server);
    assert!(ran.matched(), "{:?}", ran.sent);
    assert_eq!(
        ran.sent[..4],
        ["POST /login user=guest&pass=guest", "GET /home", "POST /login user=admin&pass=admin", "GET /home sid=1",]
    );
    assert!(ran.sent[4].starts_with("POST /login user=admin&pass=") && !ran.sent[4].ends_with("=admin"));
    let anyone = run(LOGIN, |request| match &*target(request) {
        "/login" => (302, &[("set-cookie", "sid=1")][..], String::new()),
        _ => (200, &[][..], "Welcome".into()),
    });
    assert!(!anyone.matched());
}

#[test]
fn what_one_answer_says_is_used_by_the_next_request() {
    let template = "flow: http(1) && http(2)\nvariables:\n  who: '{{to_lower(\"ADMIN\")}}'\nhttp:\n  - method: GET\n    path: ['{{BaseURL}}/form']
    extractors:\n      - {type: regex, name: token, group: 1, regex: ['t=(\\w+)'], internal: true}
  - method: GET\n    path: ['{{BaseURL}}/{{who}}?t={{token}}']\n    matchers:\n      - {type: word, words: [secret]}\n";
    let ran = run(template, |request| match &*target(request) {
        "/form" => (200, &[], "t=abc".into()),
        "/admin?t=abc" => (200, &[], "the secret page".into()),
        _ => (404, &[], String::new()),
    });
    assert!(ran.matched(), "{:?}", ran.sent);
    let ran = run(template, |_| (200, &[], "secret".into()));
    assert_eq!((ran.sent, ran.conclusions.len()), (vec!["GET /form".to_owned()], 1));
}

#[test]
fn a_flow_ends_where_it_is_decided() {
    let template = "flow: http(1) && http(2)\nhttp:\n  - method: GET\n    path: ['{{BaseURL}}/']\n    matchers:\n      - {type: word, words: [Product], internal: true}
  - method: GET\n    path: ['{{BaseURL}}/x']\n    matchers:\n      - {type: word, words: [leak]}\n";
    assert_eq!(run(template, |_| (200, &[], "leak".into())).sent, ["GET /"]);
    let ran = run(template, |_| (200, &[], "Product leak".into()));
    assert_eq!((ran.sent.len(), ran.matched()), (3, true));
}

#[test]
fn a_connection_is_talked_to_on_the_ports_of_the_template() {
    let template = "tcp:\n  - host: ['{{Hostname}}', 'tls://{{Hostname}}']\n    port: 21,2121\n    inputs:\n      - {data: '0d0a', type: hex}
    read-size: 64\n    matchers:\n      - {type: word, words: ['220']}\n";
    let ran = run(template, |_| (200, &[], String::new()));
    assert_eq!((ran.sent.len(), ran.matched()), (4, true));
    assert_eq!(ran.sent[0], "127.0.0.1:21 [([13, 10], 64)]");
}

#[test]
fn endless_products_stop_at_the_ceiling() {
    let many = (0..200).map(|n| n.to_string()).collect::<Vec<_>>().join(", ");
    let template = format!(
        "http:\n  - method: GET\n    path: ['{{{{BaseURL}}}}/{{{{a}}}}{{{{b}}}}']\n    attack: clusterbomb\n    payloads:\n      a: [{many}]\n      b: [{many}]\n    matchers:\n      - {{type: word, words: [never]}}\n"
    );
    assert!(run(&template, |_| (200, &[], String::new())).sent.len() <= 512);
}
