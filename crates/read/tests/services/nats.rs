//! nats.conf, by what the real server tells of itself.

use std::io::Read;

use sneck_model::Key;

use crate::programs::{Folder, Program, connect, free_port, wait};
use crate::sneck::{Tally, facts, shown, value};

type Files = &'static [(&'static str, &'static str)];

/// `PORT` is a port of this machine.
const SAMPLES: &[Files] = &[
    &[("nats.conf", "host: 127.0.0.1\nport: PORT\n")],
    &[("nats.conf", "listen: 127.0.0.1:PORT\n")],
    &[("nats.conf", "listen = \"127.0.0.1:PORT\"\ndebug = false\n")],
    &[("nats.conf", "net 127.0.0.1; port PORT\nauthorization { user: a, password: b }\n")],
    &[("nats.conf", "listen: 127.0.0.1:PORT\nauthorization {\n  token: \"s3cr3t\"\n  timeout: 2\n}\n")],
    &[("nats.conf", "listen: 127.0.0.1:PORT\nauthorization {\n  timeout: 2\n}\n")],
    &[(
        "nats.conf",
        "listen: 127.0.0.1:PORT\nauthorization: {\n users = [\n  {user: a, password: b}\n  {user: c, password: d}\n ]\n}\n",
    )],
    &[("nats.conf", "listen: 127.0.0.1:PORT\naccounts {\n A { users: [{user: a, password: b}] }\n}\n")],
    &[(
        "nats.conf",
        "listen: 127.0.0.1:PORT\naccounts: { $SYS: { users: [{user: admin, password: b}] } }\nsystem_account: \"$SYS\"\n",
    )],
    &[("nats.conf", "listen: 127.0.0.1:PORT\naccounts { A { users: [{user: a, password: b}] } }\nno_auth_user: a\n")],
    &[("nats.conf", "listen: 127.0.0.1:PORT\ninclude ./auth.conf\n"), ("auth.conf", "authorization { token: t }\n")],
    &[("nats.conf", "listen: 127.0.0.1:PORT\nauthorization { include auth.conf }\n"), ("auth.conf", "token: t\n")],
    &[("nats.conf", "# authorization { token: t }\n// token\nlisten: 127.0.0.1:PORT\n")],
    &[("nats.conf", "TOKEN: t\nhost: 127.0.0.1, port: PORT\nauthorization { token: $TOKEN }\n")],
    &[(
        "nats.conf",
        "listen: 127.0.0.1:PORT\nmax_payload: 1MB\nwrite_deadline: \"10s\"\nauthorization: {user: a, pass: 'b}'}\n",
    )],
];

#[test]
fn nats_reads_it_alike() {
    let program = Program::find("nats-server");
    let mut tally = Tally::default();
    for files in SAMPLES {
        let port = free_port();
        let files: Vec<(&str, String)> =
            files.iter().map(|(path, text)| (*path, text.replace("PORT", &port.to_string()))).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
        let title = format!("{files:?}");
        let folder = Folder::of(&files);
        let mut running = program.start(&folder, &["-c", "nats.conf"]);
        let mut stream = wait(&mut running, &folder, || connect(port));
        let mut answer = [0; 4096];
        let length = stream.read(&mut answer).expect("the server speaks first");
        let text = String::from_utf8_lossy(&answer[..length]).into_owned();
        let asks = text.contains("\"auth_required\":true");
        let facts = facts(&files);
        tally.same(&title, "auth_required", &asks.to_string(), &shown(value(&facts, Key::SERVICE_AUTHENTICATION)));
        tally.same(&title, "host", "127.0.0.1", &shown(value(&facts, Key::SERVICE_LISTEN)));
        tally.same(&title, "port", &port.to_string(), &shown(value(&facts, Key::SERVICE_PORT)));
    }
    tally.end(45);
}
