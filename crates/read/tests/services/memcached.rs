//! memcached.conf, by the settings that the real server tells of itself.

use sneck_model::Key;

use crate::programs::{Folder, Program, ask, connect, free_port, wait};
use crate::sneck::{Tally, facts, shown, value};

/// Lines of Debian's file, which holds options of the command line. `PORT` is a port of this machine.
const SAMPLES: &[&str] = &[
    "-m 16\n-p PORT\n-l 127.0.0.1\n",
    "# -l 0.0.0.0\n-l127.0.0.1\n-pPORT\n",
    "-l 127.0.0.1,127.0.0.2\n-p PORT\n",
    "-l 127.0.0.1\n-l 127.0.0.2\n-p PORT\n",
    "--listen=127.0.0.1\n--port=PORT\n",
    "-l 127.0.0.1\n-p 1\n-p PORT\n-c 64\n",
    "-l 127.0.0.1:PORT\n-m 16\n",
    "-p PORT\n-l 127.0.0.1\n-Y users\n",
    "-l 127.0.0.1\n-p PORT\n-v\n-t 2\n",
];

#[test]
fn memcached_reads_it_alike() {
    let program = Program::find("memcached");
    let mut tally = Tally::default();
    for sample in SAMPLES {
        let port = free_port();
        let text = sample.replace("PORT", &port.to_string());
        let folder = Folder::of(&[("users", "a:b\n")]);
        let options = text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
        let options: Vec<&str> = options.collect();
        let mut running = program.start(&folder, &options);
        let mut stream = wait(&mut running, &folder, || connect(port));
        let answer = ask(&mut stream, b"stats settings\r\n");
        let facts = facts(&[("memcached.conf", &text)]);
        let asks = answer.contains("unauthenticated");
        tally.same(
            sample,
            "asks for a password",
            &asks.to_string(),
            &shown(value(&facts, Key::SERVICE_AUTHENTICATION)),
        );
        if !asks {
            let real = |name: &str| {
                let row = answer.lines().find_map(|line| line.strip_prefix(&format!("STAT {name} ")));
                row.unwrap_or_default().trim().to_owned()
            };
            let listen = shown(value(&facts, Key::SERVICE_LISTEN)).replace(' ', ",");
            let inter = real("inter").replace(&format!(":{port}"), "");
            // Of several options the server tells the last.
            let fits = listen == inter || listen.ends_with(&inter);
            tally.same(sample, "inter", "true", &fits.to_string());
            if real("tcpport") == port.to_string() {
                tally.same(sample, "tcpport", &port.to_string(), &shown(value(&facts, Key::SERVICE_PORT)));
            }
        }
    }
    tally.end(20);
}
