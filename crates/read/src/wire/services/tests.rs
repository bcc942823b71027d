//! Conversations with scripted servers, written down from the specifications and from real ones.

use sneck_model::Access;

use super::{Found, Heard, Next, PROBES, by_first_words};

/// What a scripted server says after each thing that it hears; the first is what it says by itself.
fn conversation(product: &str, replies: &[&[u8]]) -> Option<Found> {
    let probe = PROBES.iter().find(|probe| probe.product == product).expect("a probe");
    let mut before: Vec<Vec<u8>> = Vec::new();
    let mut replies = replies.iter();
    let mut now: Vec<u8> = if probe.waits { replies.next().expect("it speaks first").to_vec() } else { Vec::new() };
    for _ in 0..12 {
        let heard = |ended| Heard { before: &before, now: &now, ended, nonce: "x", program: "" };
        let mut next = (probe.talk)(&heard(false));
        if next == Next::Listen {
            next = (probe.talk)(&heard(true));
        }
        match next {
            Next::Say(_) | Next::Anew(_) => {
                before.push(std::mem::take(&mut now));
                now = replies.next().map(|bytes| bytes.to_vec()).unwrap_or_default();
            }
            Next::Known(found) => return Some(found),
            Next::Other => return None,
            Next::Listen => panic!("{product} listens on after the end"),
        }
    }
    panic!("{product} does not end");
}

fn told(product: &str, replies: &[&[u8]]) -> (Access, Option<String>) {
    let found = conversation(product, replies).unwrap_or_else(|| panic!("{product} was not known"));
    (found.access, found.version)
}

const HTTP: &str = "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n";

fn json(body: &str) -> Vec<u8> {
    format!("{HTTP}{body}").into_bytes()
}

fn refused(status: u16) -> Vec<u8> {
    format!("HTTP/1.0 {status} No\r\n\r\n{{}}").into_bytes()
}

/// The answer of a mount daemon (RFC 1813, 5.2.5): the head of the reply, then folders with their groups.
fn mounts(exports: &[(&str, &[&str])]) -> Vec<u8> {
    let word = |number: usize| u32::try_from(number).expect("short").to_be_bytes().to_vec();
    let text = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(text.len().next_multiple_of(4), 0);
        [word(text.len()), bytes].concat()
    };
    let mut body = [&b"SNEC"[..], &word(1), &[0; 16]].concat();
    for (folder, groups) in exports {
        body.extend([word(1), text(folder)].concat());
        groups.iter().for_each(|group| body.extend([word(1), text(group)].concat()));
        body.extend(word(0));
    }
    body.extend(word(0));
    let size = u32::try_from(body.len()).expect("short") | 0x8000_0000;
    [&size.to_be_bytes()[..], &body].concat()
}

#[test]
fn what_answers_without_a_name_is_open() {
    type Row<'a> = (&'a str, &'a [&'a [u8]], Option<&'a str>);
    let table: &[Row<'_>] = &[
        (
            "redis",
            &[b"$40\r\n# Server\r\nredis_version:7.0.15\r\n\r\n", b"*2\r\n$14\r\nprotected-mode\r\n$3\r\nyes\r\n"],
            Some("7.0.15"),
        ),
        ("memcached", &[b"VERSION 1.6.18\r\n", b"STAT maxbytes 1\r\nEND\r\n"], Some("1.6.18")),
        ("beanstalkd", &[b"OK 9\r\n---\ncurrent-jobs-ready: 0\nversion: \"1.12\"\n"], Some("1.12")),
        (
            "postgresql",
            &[
                b"R\0\0\0\x08\0\0\0\0E\0\0\0\x0eSFATAL\0\0\0\0",
                b"R\0\0\0\x08\0\0\0\0S\0\0\0\x20server_version\x0015.18 (Debian)\0",
            ],
            Some("15.18"),
        ),
        ("nats", &[b"INFO {\"version\":\"2.9.10\"}\r\n", b"+OK\r\nPONG\r\n"], Some("2.9.10")),
        ("mqtt", &[b"\x20\x02\0\0"], None),
        ("kafka", &[b"\0\0\0\x0aSNEC\0\0\0\0\0\0", b"\0\0\0\x0aSNED\0\0\0\0\0\0"], None),
        ("cassandra", &[b"\x84\0\0\0\x06\0\0\0\0", b"\x84\0\0\0\x02\0\0\0\0"], None),
        ("ftp", &[b"220 (vsFTPd 3.0.3)\r\n", b"331 Please\r\n", b"230 In\r\n"], Some("vsFTPd 3.0.3")),
        ("rsync", &[b"@RSYNCD: 31.0\n", b"pub\tfiles\n@RSYNCD: EXIT\n", b"@RSYNCD: 31.0\n@RSYNCD: OK\n"], None),
        ("nfs", &[&mounts(&[("/srv/files", &["10.0.0.0/8"]), ("/srv/all", &["*"])])], None),
        ("nfs", &[&mounts(&[("/srv", &[])])], None),
        ("vnc", &[b"RFB 003.008\n", b"\x02\x01\x02"], None),
        ("x11", &[b"\x01\0\x0b\0\0\0\0\0"], None),
    ];
    for (product, replies, version) in table {
        assert_eq!(told(product, replies), (Access::Open, version.map(str::to_owned)), "{product}");
    }
}

#[test]
fn what_asks_is_guarded() {
    let table: &[(&str, &[&[u8]])] = &[
        ("redis", &[b"-NOAUTH Authentication required.\r\n"]),
        ("redis", &[b"-DENIED Redis is running in protected mode\r\n"]),
        ("memcached", &[b"CLIENT_ERROR unauthenticated\r\n"]),
        ("postgresql", &[b"R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0"]),
        ("postgresql", &[b"E\0\0\0\x12SFATAL\0pg_hba.conf\0", b"E\0\0\0\x12SFATAL\0pg_hba.conf\0"]),
        ("nats", &[b"INFO {\"version\":\"2.9.10\",\"auth_required\":true}\r\n"]),
        ("mqtt", &[b"\x20\x02\0\x05"]),
        ("kafka", &[b"\0\0\0\x0aSNEC\0\0\0\0\0\0", b""]),
        ("cassandra", &[b"\x84\0\0\0\x06\0\0\0\0", b"\x84\0\0\0\x03\0\0\0\0"]),
        ("ftp", &[b"220 (vsFTPd 3.0.3)\r\n", b"331 Please\r\n", b"530 No\r\n"]),
        ("rsync", &[b"@RSYNCD: 31.0\n", b"pub\tfiles\n@RSYNCD: EXIT\n", b"@RSYNCD: 31.0\n@RSYNCD: AUTHREQD x\n"]),
        ("nfs", &[&mounts(&[("/srv/files", &["10.0.0.0/8", "backup.example"])])]),
        ("vnc", &[b"RFB 003.008\n", b"\x01\x02"]),
        ("x11", &[b"\0\x05\x0b\0\0\0\0\0"]),
        ("ssh", &[b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"]),
    ];
    for (product, replies) in table {
        assert_eq!(told(product, replies).0, Access::Guarded, "{product} {replies:?}");
    }
}

#[test]
fn web_services_are_known_by_what_they_are_and_judged_by_what_they_show() {
    let table: &[(&str, &str, &str, &str)] = &[
        (
            "etcd",
            "{\"etcdserver\":\"3.4.23\",\"etcdcluster\":\"3.4.0\"}",
            "{\"header\":{\"revision\":\"1\"}}",
            "3.4.23",
        ),
        ("docker", "{\"ApiVersion\":\"1.41\",\"Version\":\"20.10\"}", "[]", "20.10"),
        ("elasticsearch", "{\"version\":{\"number\":\"8.1\"},\"tagline\":\"You Know, for Search\"}", "[]", "8.1"),
        ("couchdb", "{\"couchdb\":\"Welcome\",\"version\":\"3.3.3\"}", "[\"a\"]", "3.3.3"),
        ("consul", "{\"Config\":{\"Version\":\"1.15\"}}", "{\"Config\":{}}", "1.15"),
        ("jupyter", "{\"version\": \"2.7.0\"}", "[]", "2.7.0"),
        (
            "grafana",
            "{\"commit\":\"a\",\"database\":\"ok\",\"version\":\"9.5\"}",
            "{\"id\":1,\"name\":\"Main\"}",
            "9.5",
        ),
        ("nats-monitoring", "{\"server_id\":\"A\",\"version\":\"2.9\"}", "{\"server_id\":\"A\"}", "2.9"),
    ];
    for (product, about, proof, version) in table {
        let open = told(product, &[&json(about), &json(proof)]);
        assert_eq!(open, (Access::Open, Some((*version).to_owned())), "{product}");
        let guarded = told(product, &[&json(about), &refused(401)]);
        assert_eq!(guarded.0, Access::Guarded, "{product}");
        assert_eq!(conversation(product, &[b"HTTP/1.0 200 OK\r\n\r\n<html>"]), None, "{product}");
    }
}

#[test]
fn an_empty_list_of_databases_is_no_proof_for_mongodb() {
    let reply = |fields: &[u8]| {
        let size = u32::try_from(fields.len() + 5).expect("short").to_le_bytes();
        let length = u32::try_from(26 + fields.len()).expect("short").to_le_bytes();
        [&length[..], &[0; 8], &2013_u32.to_le_bytes(), &[0; 5], &size, fields, &[0]].concat()
    };
    let log = reply(b"\x10totalLinesWritten\0\x02\0\0\0\x01ok\0\0\0\0\0\0\0\xf0\x3f");
    let denied = reply(b"\x01ok\0\0\0\0\0\0\0\0\0\x10code\0\x0d\0\0\0");
    let build = reply(b"\x02version\0\x06\0\0\x007.0.1\0");
    assert_eq!(told("mongodb", &[&log, &build]), (Access::Open, Some("7.0.1".into())));
    assert_eq!(told("mongodb", &[&denied, &build]), (Access::Guarded, Some("7.0.1".into())));
    let empty_list = reply(b"\x04databases\0\x05\0\0\0\0\x01ok\0\0\0\0\0\0\0\xf0\x3f");
    assert_eq!(told("mongodb", &[&empty_list, &build]).0, Access::Unknown);
}

/// As Samba 4.17 answers with `map to guest = bad user`, and with `never`: status, session, and flags of the session.
#[test]
fn a_guest_of_smb_is_not_yet_in_a_share() {
    let answer = |status: u32, flags: u16| {
        let head = [&b"\xfeSMB\x40\0\0\0"[..], &status.to_le_bytes(), &[0; 28], &[7; 8], &[0; 16], &[9, 0]].concat();
        let body = [&head[..], &flags.to_le_bytes(), &[0; 4]].concat();
        [&u32::try_from(body.len()).expect("short").to_be_bytes()[..], &body].concat()
    };
    let before = [answer(0, 1), answer(0xc000_0016, 0)];
    assert_eq!(told("smb", &[&before[0], &before[1], &answer(0, 1)]).0, Access::Unknown);
    assert_eq!(told("smb", &[&before[0], &before[1], &answer(0xc000_006d, 0)]).0, Access::Guarded);
}

#[test]
fn a_server_is_known_by_its_first_words() {
    let table: &[(&[u8], Option<&str>)] = &[
        (b"SSH-2.0-x\r\n", Some("ssh")),
        (b"INFO {\"a\":1}", Some("nats")),
        (b"220 ready", Some("ftp")),
        (b"RFB 003.008\n", Some("vnc")),
        (b"J\0\0\0\x0a5.5.5-10.11", Some("mysql")),
        (b"-ERR wrong number of arguments", Some("redis")),
        (b"HTTP/1.0 404 No", Some("http")),
        (b"\x84\0\0\0\0\0\0\0\x0a", Some("cassandra")),
        (b"HTTP/1.0 200 OK\r\n\r\nIt looks like you are trying to access MongoDB over HTTP on the native driver port.", Some("mongodb")),
        (b"hello", None),
        (b"", None),
    ];
    for (bytes, product) in table {
        assert_eq!(by_first_words(bytes).map(|probe| probe.product), *product);
    }
}

#[test]
fn no_conversation_is_taken_in_by_nonsense() {
    let noise: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    let texts: [&[u8]; 8] =
        [b"", b"\0", b"\n", b"OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"\xff\xff\xff\xff", &noise, b"220 \r\n"];
    for probe in PROBES {
        for first in texts {
            for then in texts {
                let found = conversation(probe.product, &[first, then, first, then]);
                let open = found.filter(|found| found.access == Access::Open);
                assert_eq!(open, None, "{probe:?} is taken in");
            }
        }
    }
}
