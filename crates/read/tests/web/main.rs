//! What sneck says of a web server's configuration is what the real server does with it.
//!
//! Every sample of `samples.txt` runs in one nginx, on free ports of this machine, over folders that are made for it.
//! Each is asked what shows its settings; what comes back must be what sneck read, whatever the sample is.
#![expect(clippy::disallowed_methods, reason = "a test starts processes and makes files")]

mod nginx;
mod samples;
mod settings;

use samples::Sample;
use settings::Read;

/// Something that is asked, and what must come back.
struct Case {
    sample: String,
    what: &'static str,
    ask: nginx::Ask,
    /// Whether what came back shows it.
    shows: fn(&str) -> bool,
    /// Whether it must.
    expected: bool,
}

#[test]
fn the_real_nginx_does_what_was_read() {
    let (samples, backend) = samples::all();
    assert!(samples.len() >= 40, "{} samples", samples.len());
    let nginx = nginx::Nginx::start(&samples, backend);
    let cases: Vec<Case> = samples.iter().flat_map(|sample| cases(sample, &settings::read(sample))).collect();
    let answers = nginx.ask(cases.iter().map(|case| &case.ask));
    let mut wrong = Vec::new();
    for (case, answer) in cases.iter().zip(&answers) {
        if (case.shows)(answer) != case.expected {
            let Case { sample, what, ask, expected, .. } = case;
            wrong.push(format!("{sample}: {what} should be {expected}: {:?} got {answer:?}", ask.text));
        }
    }
    let asks: Vec<_> =
        samples.iter().flat_map(|sample| sample.asks.iter().map(|address| sample.get(address))).collect();
    let mut answers = nginx.ask(asks.iter()).into_iter();
    for sample in &samples {
        let own: Vec<String> = answers.by_ref().take(sample.asks.len()).collect();
        wrong.extend(headers(&own, sample));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(cases.len() >= 80, "{} cases", cases.len());
}

/// Truth values of a sample, each with what shows it.
fn cases(sample: &Sample, read: &Read) -> Vec<Case> {
    let address = sample.asks[0].as_str();
    let mut all = Vec::new();
    let mut add = |key: &'static str, ask: nginx::Ask, shows: fn(&str) -> bool| {
        if let Some(expected) = read.truth(key) {
            all.push(Case { sample: sample.name.clone(), what: key, ask, shows, expected });
        }
    };
    add("server.names-release", sample.get(address), |answer| head(answer).contains("\r\nServer: nginx/"));
    add("server.listing", sample.get(address), |answer| answer.contains("<title>Index of"));
    add("server.alias-escape", sample.get("/files../outside.txt"), |answer| answer.contains("outside of the folder"));
    add("server.dotfiles", sample.get("/.env"), |answer| answer.contains("PASSWORD="));
    add("server.status-page", sample.get(address), |answer| answer.contains("Active connections"));
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
            let ask = nginx::Ask { tls: Some(release), ..sample.get("/") };
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

fn is_ok(answer: &str) -> bool {
    answer.starts_with("HTTP/1.1 200")
}

fn head(answer: &str) -> &str {
    answer.split("\r\n\r\n").next().unwrap_or_default()
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
