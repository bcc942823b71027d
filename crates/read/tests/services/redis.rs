//! Redis, started on a local socket and asked.

use std::os::unix::net::UnixStream;
use std::time::Duration;

use sneck_model::{Key, Value};

use crate::programs::{Folder, Program, ask, wait};
use crate::sneck::{Tally, facts, shown, value};

type Files = &'static [(&'static str, &'static str)];

/// Files, the password of `default`, and a user who may get in with any password.
const SAMPLES: &[(Files, &str, &str)] = &[
    (&[("redis.conf", "port 6379\n")], "", ""),
    (&[("redis.conf", "bind 127.0.0.1 -::1\nport 6379\n")], "", ""),
    (&[("redis.conf", "bind 127.0.0.1\nbind 127.0.0.2\nprotected-mode no\n")], "", ""),
    (&[("redis.conf", "BIND 127.0.0.1\nPort 6379\nRequirePass hunter2hunter2\n")], "hunter2hunter2", ""),
    (&[("redis.conf", "bind 127.0.0.1\nrequirepass one\nrequirepass two\n")], "two", ""),
    (&[("redis.conf", "bind 127.0.0.1\nrequirepass one\nrequirepass \"\"\n")], "", ""),
    (
        &[("redis.conf", "bind 127.0.0.1\nrequirepass \"with space # and \\\"quote\\\"\"\n")],
        "with space # and \"quote\"",
        "",
    ),
    (&[("redis.conf", "bind 127.0.0.1\nrequirepass 'single # quoted'\n")], "single # quoted", ""),
    (&[("redis.conf", "bind 127.0.0.1\n# requirepass commented\nprotected-mode yes\n")], "", ""),
    (&[("redis.conf", "bind 127.0.0.1\n   requirepass   indented  \n")], "indented", ""),
    (
        &[
            ("redis.conf", "bind 127.0.0.1\ninclude more.conf\nrequirepass last\n"),
            ("more.conf", "requirepass first\n"),
        ],
        "last",
        "",
    ),
    (
        &[
            ("redis.conf", "bind 127.0.0.1\nrequirepass first\ninclude more.conf\n"),
            ("more.conf", "requirepass last\n"),
        ],
        "last",
        "",
    ),
    (
        &[
            ("redis.conf", "bind 127.0.0.1\nrequirepass first\ninclude conf.d/*.conf\n"),
            ("conf.d/a.conf", "requirepass a\n"),
            ("conf.d/b.conf", "requirepass b\n"),
        ],
        "b",
        "",
    ),
    (&[("redis.conf", "bind 127.0.0.1\nuser default on nopass ~* &* +@all\n")], "", ""),
    (&[("redis.conf", "bind 127.0.0.1\nuser default off\nuser app on >secret ~* +@all\n")], "-", ""),
    (&[("redis.conf", "bind 127.0.0.1\nuser default on >secret ~* +@all\n")], "secret", ""),
    (&[("redis.conf", "bind 127.0.0.1\nrequirepass hidden\nuser default on nopass ~* +@all\n")], "", ""),
    (&[("redis.conf", "bind 127.0.0.1\nuser default on nopass ~* -@all\n")], "-", ""),
    (&[("redis.conf", "bind 127.0.0.1\nuser default on nopass >secret ~* +@all\n")], "secret", ""),
    (&[("redis.conf", "bind 127.0.0.1\nuser default on >secret nopass ~* +@all\n")], "", ""),
    (&[("redis.conf", "bind 127.0.0.1\nuser default off\nuser app on nopass ~* +@all\n")], "-", "app"),
    (&[("redis.conf", "bind 127.0.0.1\nuser default on nopass +@all reset\n")], "-", ""),
    (
        &[
            ("redis.conf", "bind 127.0.0.1\nrequirepass lost\naclfile users.acl\n"),
            ("users.acl", "user app on >secret ~* +@all\n"),
        ],
        "",
        "",
    ),
    (
        &[("redis.conf", "bind 127.0.0.1\naclfile users.acl\n"), ("users.acl", "user default on >secret ~* +@all\n")],
        "secret",
        "",
    ),
    (
        &[
            ("redis.conf", "bind 127.0.0.1\naclfile users.acl\n"),
            ("users.acl", "user default off\nuser app on nopass ~* allcommands\n"),
        ],
        "-",
        "app",
    ),
    (&[("redis.conf", "bind 127.0.0.1 127.0.0.3\nprotected-mode yes\nmaxmemory 10mb\n")], "", ""),
];

#[test]
fn redis_reads_it_alike() {
    let program = Program::find("redis-server");
    let mut tally = Tally::default();
    for (number, (files, password, free)) in SAMPLES.iter().enumerate() {
        let folder = Folder::of(files);
        let socket = folder.at("s");
        let arguments = [
            "redis.conf",
            "--port",
            "0",
            "--tls-port",
            "0",
            "--unixsocket",
            &socket,
            "--dir",
            ".",
            "--save",
            "",
            "--daemonize",
            "no",
        ];
        let mut running = program.start(&folder, &arguments);
        let mut stream = wait(&mut running, &folder, || UnixStream::connect(&socket).ok());
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a socket");
        let title = format!("sample {number}: {:?}", files);
        let anonymous = ask(&mut stream, b"PING\r\n").starts_with("+PONG");
        let anybody =
            !free.is_empty() && ask(&mut stream, format!("AUTH {free} whatever\r\n").as_bytes()).starts_with("+OK");
        let open = anonymous || anybody;
        let facts = facts(files);
        let asks = value(&facts, Key::SERVICE_AUTHENTICATION);
        tally.same(&title, "asks for a password", &(!open).to_string(), &shown(asks));
        if !password.is_empty() && *password != "-" {
            let quoted = password.replace('\\', "\\\\").replace('"', "\\\"");
            let answer = ask(&mut stream, format!("AUTH \"{quoted}\"\r\n").as_bytes());
            tally.same(&title, "password of the sample", "+OK", answer.trim());
        }
        if *password == "-" && !anybody {
            continue;
        }
        let bind = configuration(&mut stream, "bind");
        let bind = if bind == "* -::*" { "*".to_owned() } else { bind.replace('-', "") };
        tally.same(&title, "bind", &bind, &shown(value(&facts, Key::SERVICE_LISTEN)));
        let protects = configuration(&mut stream, "protected-mode") == "yes" && open;
        let refuses = value(&facts, Key::SERVICE_REFUSES_STRANGERS);
        let may = |value: &Value| value.alternatives().any(|one| *one == Value::Bool(protects));
        tally.same(&title, "refuses strangers", "true", &refuses.is_some_and(may).to_string());
    }
    tally.end(70);
}

fn configuration(stream: &mut UnixStream, name: &str) -> String {
    let answer = ask(stream, format!("CONFIG GET {name}\r\n").as_bytes());
    answer.lines().nth(4).unwrap_or_default().trim().to_owned()
}
