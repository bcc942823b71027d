//! What sneck says of a web server's configuration is what the real server does with it.
//!
//! Every sample of `nginx.txt` runs in one nginx, those of the others in a server each, on free ports of this machine,
//! over folders that are made for it.
//! Each is asked what shows its settings; what comes back must be what sneck read, whatever the sample is.
#![expect(clippy::disallowed_methods, reason = "a test starts processes and makes files")]

mod apache;
mod ask;
mod caddy;
mod nginx;
mod running;
mod samples;
mod settings;

use ask::{Ask, head, is_ok};
use samples::Sample;
use settings::Read;

/// Something that is asked, and what must come back.
struct Case {
    sample: String,
    what: &'static str,
    ask: Ask,
    /// Whether what came back shows it.
    shows: fn(&str) -> bool,
    /// Whether it must.
    expected: bool,
}

#[test]
fn the_real_nginx_does_what_was_read() {
    let samples = samples::all(include_str!("nginx.txt"), "nginx/shop.conf", |text| text.contains("listen 443"));
    assert!(samples.len() >= 40, "{} samples", samples.len());
    let _nginx = nginx::start(&samples, samples[0].backend);
    let (cases, wrong) = compare(&samples);
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(cases >= 80, "{cases} cases");
}

#[test]
fn the_real_caddy_does_what_was_read() {
    let over_tls = |text: &str| {
        text.contains("https://shop.example") || text.contains("\nshop.example") || text.starts_with("shop.example")
    };
    one_by_one(&samples::all(include_str!("caddy.txt"), "Caddyfile", over_tls), caddy::start, 25);
}

#[test]
fn the_real_apache_does_what_was_read() {
    let over_tls = |text: &str| text.contains("*:443");
    one_by_one(&samples::all(include_str!("apache.txt"), "apache/shop.conf", over_tls), apache::start, 25);
}

/// Each sample in a server of its own.
fn one_by_one(samples: &[Sample], start: fn(&Sample) -> running::Running, least: usize) {
    assert!(samples.len() >= least, "{} samples", samples.len());
    let (mut cases, mut wrong) = (0, Vec::new());
    for sample in samples {
        let _server = start(sample);
        let (more, differs) = compare(std::slice::from_ref(sample));
        cases += more;
        wrong.extend(differs);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(cases >= samples.len(), "{cases} cases");
}

/// How much was compared, and what differs.
fn compare(samples: &[Sample]) -> (usize, Vec<String>) {
    let cases: Vec<Case> = samples.iter().flat_map(|sample| cases(sample, &settings::read(sample))).collect();
    let asks: Vec<_> =
        samples.iter().flat_map(|sample| sample.asks.iter().map(|address| sample.get(address))).collect();
    let mut answers = ask::all(cases.iter().map(|case| &case.ask).chain(&asks)).into_iter();
    let mut wrong = Vec::new();
    for (case, answer) in cases.iter().zip(answers.by_ref()) {
        if (case.shows)(&answer) != case.expected {
            let Case { sample, what, ask, expected, .. } = case;
            wrong.push(format!("{sample}: {what} should be {expected}: {:?} got {answer:?}", ask.text));
        }
    }
    for sample in samples {
        let own: Vec<String> = answers.by_ref().take(sample.asks.len()).collect();
        wrong.extend(headers(&own, sample));
    }
    (cases.len(), wrong)
}

/// Truth values of a sample, each with what shows it.
fn cases(sample: &Sample, read: &Read) -> Vec<Case> {
    let address = sample.asks[0].as_str();
    let mut all = Vec::new();
    let mut add = |key: &'static str, ask: Ask, shows: fn(&str) -> bool| {
        if let Some(expected) = read.truth(key) {
            all.push(Case { sample: sample.name.clone(), what: key, ask, shows, expected });
        }
    };
    add("server.names-release", sample.get(address), |answer| {
        ["nginx/", "Apache/"].iter().any(|name| head(answer).contains(&format!("\r\nServer: {name}")))
    });
    add("server.listing", sample.get(address), |answer| {
        answer.contains("<title>Index of") || answer.contains("\"./a.txt\"")
    });
    add("server.alias-escape", sample.get("/files../outside.txt"), |answer| answer.contains("outside of the folder"));
    add("server.dotfiles", sample.get("/.env"), |answer| answer.contains("PASSWORD="));
    add("server.status-page", sample.get(address), |answer| {
        ["Active connections", "Apache Server Status", "go_goroutines"].iter().any(|words| answer.contains(words))
    });
    add("server.header-injection", sample.get("/%0d%0aInjected:1"), |answer| head(answer).contains("\r\nInjected:"));
    add("server.open-access", sample.get(address), is_ok);
    add("transport.https-redirect", sample.plain(address), |answer| {
        answer.starts_with("HTTP/1.1 30") && head(answer).contains("\r\nLocation: https://")
    });
    if let Some(methods) = read.list("server.dav-methods") {
        let (ask, expected) = (sample.put(address), methods.iter().any(|method| method == "PUT"));
        let shows = |answer: &str| answer.starts_with("HTTP/1.1 20");
        all.push(Case { sample: sample.name.clone(), what: "server.dav-methods", ask, shows, expected });
    }
    if let Some(versions) = read.list("server.tls-versions") {
        for (name, release) in [("TLSv1.2", "TLSv1_2"), ("TLSv1.3", "TLSv1_3")] {
            let expected = versions.iter().any(|version| version == name);
            let ask = Ask { tls: Some(release), ..sample.get("/") };
            all.push(Case { sample: sample.name.clone(), what: "server.tls-versions", ask, shows: is_ok, expected });
        }
    }
    if let Some(host) = read.text("proxy.host-header") {
        let (ask, expected) = (sample.whole_address(address), host == "$http_host");
        let shows = |answer: &str| answer.contains("host=visitors.example");
        all.push(Case { sample: sample.name.clone(), what: "proxy.host-header", ask, shows, expected });
    }
    all
}

/// Each header has the very values, over all addresses of a sample, that were read.
fn headers(answers: &[String], sample: &Sample) -> Vec<String> {
    let read = settings::read(sample);
    let served = answers.iter().any(|answer| is_ok(answer));
    let names = [
        "Strict-Transport-Security",
        "Content-Security-Policy",
        "X-Frame-Options",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Permissions-Policy",
    ];
    let differs = |name: &&str| {
        let (expected, got) = (read.header(name), answers.iter().map(|answer| value(answer, name)).collect());
        (served && !expected.is_empty() && expected != got)
            .then(|| format!("{}: {name} should be {expected:?} and is {got:?}", sample.name))
    };
    names.iter().filter_map(differs).collect()
}

fn value(answer: &str, name: &str) -> Option<String> {
    let lines = head(answer).lines().filter_map(|line| line.split_once(": "));
    lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).next()
}
