//! Services that speak HTTP: what identifies each, and what only somebody who was let in may read.

use serde_json::Value;
use sneck_model::Access;

use super::{Found, Heard, Next, by_program, has, status, text_of};
use crate::wire::{Answer, answer};

/// A service, and its two requests.
pub(super) struct Web {
    /// In the words of `service.kind`.
    product: &'static str,
    /// The answer to `/` is worth asking further: by its headers or body.
    hints: fn(&Answer) -> bool,
    /// Identifies it, and tells its release.
    about: &'static str,
    is: fn(&Answer) -> bool,
    version: fn(&Answer) -> Option<String>,
    /// Answered only to whoever is let in; a body makes it a POST that changes nothing.
    prove: (&'static str, &'static str),
    open: fn(&Answer) -> bool,
    /// The proof, as a clause.
    says: &'static str,
}

/// A request for `/` without a Host, for those whose protocol is not known: Redis takes a Host for an attack.
#[must_use]
pub fn generic_request() -> Vec<u8> {
    b"GET / HTTP/1.0\r\n\r\n".to_vec()
}

pub(super) fn request(path: &str, body: &str) -> Vec<u8> {
    let head = "HTTP/1.0\r\nHost: localhost\r\nUser-Agent: sneck\r\nAccept: application/json, */*\r\nConnection: close";
    if body.is_empty() {
        return format!("GET {path} {head}\r\n\r\n").into_bytes();
    }
    let length = body.len();
    format!("POST {path} {head}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

const ROWS: &[Web] = &[
    Web {
        product: "etcd",
        hints: is_plain_404,
        about: "/version",
        is: |a| has(&a.body, b"\"etcdserver\""),
        version: |a| string(a, "etcdserver"),
        prove: ("/v3/kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\",\"count_only\":true}"),
        open: |a| a.status == 200 && has(&a.body, b"\"header\""),
        says: "counts its keys (`/v3/kv/range`) without a login",
    },
    Web {
        product: "docker",
        // Docker's own words, and podman's.
        hints: |a| {
            let words = has(&a.body, b"page not found") || a.body.trim_ascii() == b"Not Found";
            (a.status == 404 && words) || header(a, "api-version").is_some()
        },
        about: "/version",
        is: |a| has(&a.body, b"\"ApiVersion\""),
        version: |a| string(a, "Version"),
        prove: ("/containers/json?limit=1", ""),
        open: |a| a.status == 200 && a.body.first() == Some(&b'['),
        says: "lists containers without a certificate: whoever reaches it is root of the machine",
    },
    Web {
        product: "influxdb",
        hints: |a| header(a, "x-influxdb-version").is_some() || is_plain_404(a),
        about: "/ping",
        is: |a| header(a, "x-influxdb-version").is_some(),
        version: |a| header(a, "x-influxdb-version"),
        prove: ("/query?q=SHOW+DATABASES", ""),
        open: |a| a.status == 200 && has(&a.body, b"\"results\"") && has(&a.body, b"databases"),
        says: "lists its databases without a login",
    },
    Web {
        product: "prometheus",
        hints: |a| header(a, "location").is_some_and(|to| to.ends_with("/graph") || to.ends_with("/query")),
        about: "/api/v1/status/buildinfo",
        is: |a| has(&a.body, b"goVersion") && has(&a.body, b"\"status\":\"success\""),
        version: |a| json(a).and_then(|v| v["data"]["version"].as_str().map(str::to_owned)),
        prove: ("/api/v1/status/config", ""),
        open: |a| a.status == 200 && has(&a.body, b"\"yaml\""),
        says: "shows its configuration without a login",
    },
    Web {
        product: "elasticsearch",
        hints: |a| has(&a.body, b"You Know, for Search") || has(&a.body, b"security_exception"),
        about: "/",
        is: |a| has(&a.body, b"You Know, for Search") || has(&a.body, b"security_exception"),
        version: |a| json(a).and_then(|v| v["version"]["number"].as_str().map(str::to_owned)),
        prove: ("/_cat/indices?format=json", ""),
        open: |a| a.status == 200 && a.body.first() == Some(&b'['),
        says: "lists its indices without a login",
    },
    Web {
        product: "opensearch",
        hints: |a| has(&a.body, b"\"opensearch\"") || has(&a.body, b"The OpenSearch Project"),
        about: "/",
        is: |a| has(&a.body, b"The OpenSearch Project"),
        version: |a| json(a).and_then(|v| v["version"]["number"].as_str().map(str::to_owned)),
        prove: ("/_cat/indices?format=json", ""),
        open: |a| a.status == 200 && a.body.first() == Some(&b'['),
        says: "lists its indices without a login",
    },
    Web {
        product: "couchdb",
        hints: |a| has(&a.body, b"\"couchdb\":\"Welcome\""),
        about: "/",
        is: |a| has(&a.body, b"\"couchdb\":\"Welcome\""),
        version: |a| string(a, "version"),
        prove: ("/_all_dbs", ""),
        open: |a| a.status == 200 && a.body.first() == Some(&b'['),
        says: "lists its databases without a login",
    },
    Web {
        product: "consul",
        hints: |a| header(a, "location").is_some_and(|to| to == "/ui/") || has(&a.body, b"Consul Agent"),
        about: "/v1/agent/self",
        is: |a| has(&a.body, b"\"Config\"") || has(&a.body, b"Permission denied") || has(&a.body, b"ACL"),
        version: |a| json(a).and_then(|v| v["Config"]["Version"].as_str().map(str::to_owned)),
        prove: ("/v1/agent/self", ""),
        open: |a| a.status == 200 && has(&a.body, b"\"Config\""),
        says: "shows its configuration without a token",
    },
    Web {
        product: "kubelet",
        hints: is_plain_404,
        about: "/healthz",
        is: |a| has(&a.body, b"ok") || a.status == 401,
        version: |_| None,
        prove: ("/pods", ""),
        open: |a| a.status == 200 && has(&a.body, b"\"PodList\""),
        says: "lists its pods without a login",
    },
    Web {
        product: "jupyter",
        hints: |a| header(a, "server").is_some_and(|server| server.starts_with("TornadoServer")),
        about: "/api",
        is: |a| a.status == 200 && string(a, "version").is_some() && a.body.len() < 200,
        version: |a| string(a, "version"),
        prove: ("/api/kernels", ""),
        open: |a| a.status == 200 && a.body.first() == Some(&b'['),
        says: "lists its kernels without a token: whoever reaches it runs programs",
    },
    Web {
        product: "grafana",
        hints: |a| header(a, "location").is_some_and(|to| to.ends_with("/login")) || has(&a.body, b"<title>Grafana"),
        about: "/api/health",
        is: |a| has(&a.body, b"\"database\"") && has(&a.body, b"\"commit\""),
        version: |a| string(a, "version"),
        prove: ("/api/org", ""),
        open: |a| a.status == 200 && has(&a.body, b"\"name\""),
        says: "lets whoever comes in look around without a login",
    },
    Web {
        product: "rabbitmq-management",
        hints: |a| has(&a.body, b"RabbitMQ Management"),
        about: "/",
        is: |a| has(&a.body, b"RabbitMQ Management"),
        version: |_| None,
        prove: ("/api/whoami", ""),
        open: |a| a.status == 200 && has(&a.body, b"\"name\""),
        says: "says who one is without a login",
    },
    Web {
        product: "nats-monitoring",
        hints: |a| has(&a.body, b"/varz") || has(&a.body, b"NATS"),
        about: "/varz",
        is: |a| has(&a.body, b"\"server_id\""),
        version: |a| string(a, "version"),
        prove: ("/varz", ""),
        open: |a| a.status == 200 && has(&a.body, b"\"server_id\""),
        says: "tells its figures to whoever asks",
    },
];

/// The conversation with one product: the number of its row.
fn talk(row: &Web, heard: &Heard<'_>) -> Next {
    match heard.turn() {
        0 => Next::Say(request(row.about, "")),
        turn => match whole(heard) {
            None => heard.listen(),
            // Everything asks for a login: only its program says what it is.
            Some(about)
                if turn == 1 && about.status == 401 && by_program(heard.program).any(|p| p.product == row.product) =>
            {
                Found::guarded(row.product, "asks for a login, whatever it is asked").into()
            }
            Some(about) if turn == 1 && !(row.is)(&about) => Next::Other,
            Some(_) if turn == 1 => Next::Anew(request(row.prove.0, row.prove.1)),
            Some(proof) => judged(row, heard, &proof).into(),
        },
    }
}

fn judged(row: &Web, heard: &Heard<'_>, proof: &Answer) -> Found {
    let version = answer(&heard.before[1]).ok().and_then(|about| (row.version)(&about));
    let status = proof.status;
    let found = if (row.open)(proof) {
        Found::open(row.product, row.says)
    } else if refuses(proof) {
        Found::guarded(row.product, format!("asks for a login (`{}` is answered {status})", row.prove.0))
    } else {
        Found::new(row.product, Access::Unknown, format!("`{}` is answered {status}", row.prove.0))
    };
    found.version(version)
}

/// Refused for want of a login; etcd says so with 400 and words.
fn refuses(answer: &Answer) -> bool {
    let words = [&b"user name is empty"[..], b"authentication", b"unauthorized", b"Unauthorized"];
    matches!(answer.status, 401 | 403) || (answer.status >= 400 && words.iter().any(|part| has(&answer.body, part)))
}

/// The answer, when nothing of it is missing.
fn whole(heard: &Heard<'_>) -> Option<Answer> {
    let ends = memchr::memmem::find(heard.now, b"\r\n\r\n")?;
    let answer = answer(heard.now).ok().filter(|_| heard.now.starts_with(b"HTTP/"))?;
    let length = header(&answer, "content-length").and_then(|text| text.parse::<usize>().ok());
    let all_there = length.is_some_and(|length| heard.now.len() >= ends + 4 + length);
    (heard.ended || all_there).then_some(answer)
}

pub(super) fn header(answer: &Answer, name: &str) -> Option<String> {
    answer.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
}

fn json(answer: &Answer) -> Option<Value> {
    let body = text_of(&answer.body);
    serde_json::from_str(&body[body.find('{')?..=body.rfind('}')?]).ok()
}

fn string(answer: &Answer, name: &str) -> Option<String> {
    json(answer)?[name].as_str().map(str::to_owned)
}

/// What programs in Go answer where nothing is.
fn is_plain_404(answer: &Answer) -> bool {
    answer.status == 404 && has(&answer.body, b"404 page not found")
}

/// Any web server: its name and release, as far as it tells; then the first product that its front page hints at.
pub(super) fn web(heard: &Heard<'_>) -> Next {
    let hinted = |front: &Answer| ROWS.iter().find(|row| (row.hints)(front));
    match heard.turn() {
        0 => Next::Say(request("/", "")),
        1 => match whole(heard) {
            None if has(heard.now, b"HTTP/") || heard.now.is_empty() => heard.listen(),
            None => Next::Other,
            Some(front) => match hinted(&front) {
                Some(row) => Next::Anew(request(row.about, "")),
                None => status::after(heard, &front).unwrap_or_else(|| plain(&front).into()),
            },
        },
        _ => {
            let Some(front) = answer(&heard.before[1]).ok() else { return Next::Other };
            match whole(heard) {
                None if heard.ended && hinted(&front).is_none() => plain(&front).into(),
                None => heard.listen(),
                Some(reply) if hinted(&front).is_some() => hinted_at(heard, &front, &reply),
                Some(reply) => status::asked(heard, &front, &reply)
                    .unwrap_or_else(|| status::refused(heard, &front).unwrap_or_else(|| plain(&front)).into()),
            }
        }
    }
}

/// Products whose front pages look alike are asked in turn, each in its own words; the first that answers is proved.
fn hinted_at(heard: &Heard<'_>, front: &Answer, reply: &Answer) -> Next {
    let rows: Vec<&Web> = ROWS.iter().filter(|row| (row.hints)(front)).collect();
    let mut questions: Vec<&str> = rows.iter().map(|row| row.about).collect();
    questions.dedup();
    let named =
        |at: usize, about: &Answer| rows.iter().find(|row| row.about == questions[at] && (row.is)(about)).copied();
    for (at, bytes) in heard.before[2..].iter().enumerate().take(questions.len()) {
        let Ok(about) = answer(bytes) else { continue };
        if let Some(row) = named(at, &about) {
            let mut found = judged(row, heard, reply);
            found.version = (row.version)(&about);
            return found.into();
        }
    }
    let at = heard.turn() - 2;
    if at >= questions.len() {
        return plain(front).into();
    }
    match (named(at, reply), questions.get(at + 1)) {
        (Some(row), _) => Next::Anew(request(row.prove.0, row.prove.1)),
        (None, Some(next)) => Next::Anew(request(next, "")),
        (None, None) => plain(front).into(),
    }
}

fn plain(front: &Answer) -> Found {
    let says = format!("answers HTTP ({})", front.status);
    Found::new("http", Access::Unknown, says).version(header(front, "server"))
}

macro_rules! talks {
    ($($name:ident = $product:literal;)*) => {
        $(pub(super) fn $name(heard: &Heard<'_>) -> Next {
            ROWS.iter().find(|row| row.product == $product).map_or(Next::Other, |row| talk(row, heard))
        })*
    };
}

talks! {
    etcd = "etcd";
    docker = "docker";
    influxdb = "influxdb";
    prometheus = "prometheus";
    elasticsearch = "elasticsearch";
    opensearch = "opensearch";
    couchdb = "couchdb";
    consul = "consul";
    kubelet = "kubelet";
    jupyter = "jupyter";
    grafana = "grafana";
    rabbitmq_management = "rabbitmq-management";
    nats_monitoring = "nats-monitoring";
}
