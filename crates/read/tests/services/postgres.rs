//! postgresql.conf, by `postgres -C`, which prints the value in force.

use sneck_model::{Key, Value};

use crate::programs::{Folder, Program};
use crate::sneck::{Tally, facts, shown, value};

const SAMPLES: &[&[(&str, &str)]] = &[
    &[("postgresql.conf", "port = 5432\nssl = off\n")],
    &[("postgresql.conf", "listen_addresses = '*'\n")],
    &[("postgresql.conf", "listen_addresses = 'localhost'\nlisten_addresses = '0.0.0.0'\n")],
    &[("postgresql.conf", "listen_addresses = '127.0.0.1, 10.0.0.5'\nport=5433\n")],
    &[("postgresql.conf", "#listen_addresses = '*'\nport 5434\n")],
    &[("postgresql.conf", "Listen_Addresses '*' # comment\nSSL = ON\n")],
    &[("postgresql.conf", "listen_addresses = ''\nssl = true\n")],
    &[("postgresql.conf", "listen_addresses = localhost\nssl = yes # later\n")],
    &[("postgresql.conf", "ssl = 1\nport = '5435'\n")],
    &[("postgresql.conf", "ssl = t\nssl = of\nport = 5436\n")],
    &[("postgresql.conf", "ssl = on\ninclude 'more.conf'\nport = 5437\n"), ("more.conf", "ssl = off\nport = 1\n")],
    &[
        ("postgresql.conf", "ssl = on\nport = 5437\ninclude = 'sub/more.conf'\n"),
        ("sub/more.conf", "include 'deep.conf'\n"),
        ("sub/deep.conf", "port = 5440\n"),
    ],
    &[("postgresql.conf", "port = 5437\ninclude_if_exists 'gone.conf'\n")],
    &[
        ("postgresql.conf", "include_dir 'conf.d'\n"),
        ("conf.d/10-a.conf", "port = 1111\n"),
        ("conf.d/20-b.conf", "port = 2222\n"),
        ("conf.d/30-c.txt", "port = 3333\n"),
    ],
    &[
        ("postgresql.conf", "include_dir = 'conf.d'\nport = 4444\n"),
        ("conf.d/10-a.conf", "port = 1111\nlisten_addresses = '*'\n"),
    ],
    &[("postgresql.conf", "port = 5000\n"), ("postgresql.auto.conf", "port = '5001'\nssl = 'on'\n")],
    &[("postgresql.conf", "listen_addresses='it''s'\nport=5002\n")],
    &[("postgresql.conf", "listen_addresses = '\\052'\nport = 5003\n")],
    &[("postgresql.conf", "\t listen_addresses\t=\t'10.1.2.3'  \nport = 0x1538\n")],
    &[("postgresql.conf", "listen_addresses = '::'\nssl = fal\n")],
    &[("postgresql.conf", "listen_addresses = '10.0.0.1,10.0.0.2'\nssl = y\nmax_connections = 10\n")],
    &[("postgresql.conf", "port = 5006 # '#'\nlisten_addresses = 'a#b'\n")],
];

#[test]
fn postgres_reads_its_parameters_alike() {
    let program = Program::find("postgres");
    let mut tally = Tally::default();
    for (number, files) in SAMPLES.iter().enumerate() {
        let folder = Folder::of(files);
        let data = folder.at("");
        let title = format!("sample {number}: {files:?}");
        let facts = facts(files);
        let real = |name: &str| {
            let (fine, text) = program.output(&folder, &["-D", &data, "-C", name]);
            assert!(fine, "{title}: {text}");
            text.trim().to_owned()
        };
        let addresses: Vec<String> = real("listen_addresses").split(',').map(|one| one.trim().to_owned()).collect();
        let addresses = addresses.join(" ");
        let addresses = if addresses.is_empty() { "/var/run/postgresql".to_owned() } else { addresses };
        tally.same(&title, "listen_addresses", &addresses, &shown(value(&facts, Key::SERVICE_LISTEN)));
        tally.same(&title, "ssl", &(real("ssl") == "on").to_string(), &shown(value(&facts, Key::SERVICE_TLS)));
        match value(&facts, Key::SERVICE_PORT) {
            Some(Value::Unknown(_)) => {}
            port => tally.same(&title, "port", &real("port"), &shown(port)),
        }
    }
    tally.end(60);
}
