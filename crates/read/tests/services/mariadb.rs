//! my.cnf, by the options that the real server takes from it and the values that they leave.

use sneck_model::{Key, Value};

use crate::programs::{Folder, Program};
use crate::sneck::{Tally, facts, shown, value};

type Files = &'static [(&'static str, &'static str)];

const SAMPLES: &[Files] = &[
    &[("my.cnf", "[client-server]\nport=3320\n[mariadb]\nbind-address=127.0.0.1\n")],
    &[("my.cnf", "[mariadb]\nbind-address = 127.0.0.1\n")],
    &[("my.cnf", "[mariadb]\nbind_address=0.0.0.0\nport=3307\n")],
    &[("my.cnf", "[mysqld]\nbind-address=127.0.0.1\n[mariadb]\nbind-address=127.0.0.2\n")],
    &[("my.cnf", "[mariadb]\nbind-address=127.0.0.2\n[mysqld]\nbind-address=127.0.0.1\n")],
    &[("my.cnf", "[client]\nport=9999\nbind-address=127.0.0.9\n[mariadb]\nbind-address=127.0.0.1\n")],
    &[("my.cnf", "[mariadb]\nskip-grant-tables\nbind-address=127.0.0.1\n")],
    &[("my.cnf", "[mariadb]\nskip_grant_tables=0\nbind-address=127.0.0.1\n")],
    &[("my.cnf", "[mariadb]\nskip-grant-tables=ON\nskip-grant-tables=OFF\nbind-address=127.0.0.1\n")],
    &[("my.cnf", "[mariadb]\nskip-networking\nbind-address=127.0.0.1\n")],
    &[("my.cnf", "[mariadb]\nskip-networking=0\nbind-address=127.0.0.1\n")],
    &[("my.cnf", "[mariadb]\nrequire-secure-transport=ON\nbind-address=127.0.0.1\n")],
    &[("my.cnf", "[mariadb]\nrequire_secure_transport\nbind-address=127.0.0.1\n")],
    &[("my.cnf", "[mariadb]\nrequire_secure_transport=OFF\nbind-address=127.0.0.1\n")],
    &[("my.cnf", "[mariadb]\nloose-bind-address=127.0.0.7\n")],
    &[("my.cnf", "[mariadb]\nbind-address = \"127.0.0.8\" # comment\nport = 3310 # more\n")],
    &[("my.cnf", "[mariadb]\n# bind-address = 0.0.0.0\n;port=1\nbind-address = '127.0.0.3'\n")],
    &[("my.cnf", "[server]\nbind-address=127.0.0.4\n[mariadbd]\nport=3311\n")],
    &[("my.cnf", "[mariadb-10.11]\nbind-address=127.0.0.5\n[mariadb]\nport=3312\n")],
    &[
        ("my.cnf", "[mariadb]\nbind-address=127.0.0.1\n!include more.cnf\n"),
        ("more.cnf", "[mariadb]\nbind-address=127.0.0.6\n"),
    ],
    &[
        ("my.cnf", "[mariadb]\nbind-address=127.0.0.1\n!includedir conf.d\n"),
        ("conf.d/a.cnf", "[mariadb]\nport=3313\n"),
        ("conf.d/b.cnf", "[mariadb]\nport=3314\n"),
        ("conf.d/c.txt", "[mariadb]\nport=3315\n"),
    ],
    &[("my.cnf", "[mariadb]\nbind-address=127.0.0.1\n[mariadb_safe]\nbind-address=127.0.0.9\n[mysqld_safe]\nport=1\n")],
    &[("my.cnf", "[mariadb]\n  bind-address  =  127.0.0.1  \n  PORT = 3316\n")],
];

#[test]
fn mariadb_reads_its_options_alike() {
    let program = Program::find("mariadbd");
    let mut tally = Tally::default();
    for (number, files) in SAMPLES.iter().enumerate() {
        let folder = Folder::of(&[]);
        for (path, text) in *files {
            // The server wants whole paths.
            let include = |text: &str, word: &str| {
                text.replace(&format!("{word} "), &format!("{word} {}/", folder.path().display()))
            };
            folder.write(path, &include(&include(text, "!include"), "!includedir"));
        }
        let title = format!("sample {number}: {files:?}");
        let facts = facts(files);
        let defaults = format!("--defaults-file={}", folder.at("my.cnf"));
        let (_, text) = program.output(&folder, &[&defaults, "--help", "--verbose", "--skip-log-error", "--datadir=."]);
        let table = text.rsplit("-----").next().unwrap_or_default();
        let real = |name: &str| {
            let row = table.lines().find(|line| line.split_whitespace().next() == Some(name));
            row.unwrap_or_else(|| panic!("{title}: {name} is not told:\n{text}"))
                .split_whitespace()
                .nth(1)
                .unwrap_or_default()
                .to_owned()
        };
        let networking = real("skip-networking") == "FALSE";
        if networking {
            tally.same(&title, "bind-address", &real("bind-address"), &shown(value(&facts, Key::SERVICE_LISTEN)));
        } else {
            let listen = shown(value(&facts, Key::SERVICE_LISTEN));
            tally.same(&title, "skip-networking", "true", &listen.starts_with('/').to_string());
        }
        let asks = real("skip-grant-tables") == "FALSE";
        tally.same(&title, "skip-grant-tables", &asks.to_string(), &shown(value(&facts, Key::SERVICE_AUTHENTICATION)));
        if networking {
            tally.same(&title, "port", &real("port"), &shown(value(&facts, Key::SERVICE_PORT)));
        }
        let required = real("require-secure-transport") == "TRUE";
        let may = |value: &Value| value.alternatives().any(|one| *one == Value::Bool(required));
        let read = value(&facts, Key::SERVICE_TLS).is_none_or(may);
        tally.same(&title, "require-secure-transport", "true", &read.to_string());
    }
    tally.end(80);
}
