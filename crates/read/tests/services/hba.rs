//! pg_hba.conf, by a real PostgreSQL that is asked, connection by connection, what it wants to see.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use sneck_model::{Key, Value};

use crate::programs::{Folder, Program, free_port, wait};
use crate::sneck::{Tally, facts, parts};

/// Lines of pg_hba.conf; connections come from three addresses of the loopback network.
const SAMPLES: &[&str] = &[
    "host all all 127.0.0.0/8 trust\n",
    "host all all 127.0.0.0/8 scram-sha-256\nhost all all 127.0.0.0/8 trust\n",
    "host all all 127.0.0.0/8 reject\nhost all all 127.1.0.0/16 trust\n",
    "host all all 0.0.0.0/0 md5\nhost all alice 127.0.0.1/32 trust\n",
    "host all alice 127.0.0.1/32 trust\nhost all all 0.0.0.0/0 md5\n",
    "host all alice 127.0.0.1/32 md5\nhost all all 127.0.0.1/32 trust\n",
    "host shop all 127.0.0.5/32 trust\nhost all all all reject\n",
    "host all all 127.0.0.1 255.255.255.255 trust\n",
    "host all all 127.1.0.0 255.255.0.0 trust\nhost all all 127.0.0.0 255.0.0.0 password\n",
    "hostssl all all 0.0.0.0/0 trust\nhost all all 0.0.0.0/0 scram-sha-256\n",
    "hostnossl all all 0.0.0.0/0 trust\nhostssl all all 0.0.0.0/0 scram-sha-256\n",
    "host \"all\" all 0.0.0.0/0 md5\nhost all alice 127.0.0.1/32 trust\n",
    "host all alice,bob samehost trust\n",
    "host all all all scram-sha-256\nhost shop alice all trust\n",
    "host shop alice all scram-sha-256\nhost shop alice,bob all trust\n",
    "host shop,postgres all all md5\nhost postgres all all trust\n",
    "# host all all all trust\nhost all all all md5 # trust\n",
    "host all all \\\n 0.0.0.0/0 \\\n trust\n",
    "host replication all all trust\nhost all all all md5\n",
    "host all all ::/0 trust\nhost all all 0.0.0.0/0 md5\n",
    "host all all 127.0.0.0/8 md5\nhost all all 127.0.0.1/32 trust\nhost all all 127.1.0.0/16 trust\n",
    "host all all 0.0.0.0/1 trust\n",
    "host \"shop\" \"alice\" 127.0.0.5/32 \"trust\"\nhost all all 0.0.0.0/0 reject\n",
    "hostnossl all all 127.0.0.0/8 reject\nhostnossl all all 127.0.0.0/8 trust\n",
];

const SOURCES: [[u8; 4]; 3] = [[127, 0, 0, 1], [127, 0, 0, 5], [127, 1, 0, 1]];

#[test]
fn postgres_lets_in_whom_sneck_says_it_does() {
    let (initdb, program) = (Program::find("initdb"), Program::find("postgres"));
    let folder = Folder::of(&[]);
    let data = folder.at("data");
    let (made, text) = initdb
        .output(&folder, &["-D", &data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]);
    assert!(made, "{text}");
    let port = free_port();
    let number = port.to_string();
    let arguments = ["-D", &data, "-h", "127.0.0.1", "-p", &number, "-k", "", "-F"];
    let mut running = program.start(&folder, &arguments);
    wait(&mut running, &folder, || crate::programs::connect(port).map(drop));
    let mut tally = Tally::default();
    for (at, sample) in SAMPLES.iter().enumerate() {
        // The first line shows that the new rules are in force.
        let mark = format!("mark{at}");
        folder.write("data/pg_hba.conf", &format!("host {mark} all 127.0.0.0/8 reject\n{sample}"));
        let told = std::process::Command::new("sh").args(["-c", &format!("kill -HUP {}", running.id())]).status();
        assert!(told.is_ok_and(|status| status.success()), "the server is told");
        wait(&mut running, &folder, || (answer(port, SOURCES[0], "nobody", &mark)?.contains("rejects")).then_some(()));
        let open = SOURCES.iter().any(|source| {
            let users = ["alice", "bob", "postgres"];
            users.iter().any(|user| ["postgres", "shop"].iter().any(|database| lets_in(port, *source, user, database)))
        });
        let facts = facts(&[("pg_hba.conf", sample)]);
        let rows = parts(&facts, Key::SERVICE_AUTHENTICATION);
        // The real server speaks no TLS here, and nobody connects over IPv6 or to replicate.
        let reached = |raw: &str| !raw.starts_with("hostssl") && !raw.contains("::/0") && !raw.contains("replication");
        let says = rows.iter().any(|row| row.value == Value::Bool(false) && reached(&row.scope.0[0]));
        tally.same(sample, "lets somebody in without asking", &open.to_string(), &says.to_string());
    }
    tally.end(24);
}

fn lets_in(port: u16, source: [u8; 4], user: &str, database: &str) -> bool {
    let until = std::time::Instant::now() + Duration::from_secs(20);
    loop {
        match answer(port, source, user, database) {
            // R with the number 0: nothing more is asked. E otherwise.
            Some(answer) => return answer.starts_with("R\0\0\0\u{8}\0\0\0\0"),
            None => assert!(std::time::Instant::now() < until, "the server answers"),
        }
    }
}

/// The first answer to the first message of a connection.
fn answer(port: u16, source: [u8; 4], user: &str, database: &str) -> Option<String> {
    let mut stream = from(source, port)?;
    let fields = format!("user\0{user}\0database\0{database}\0\0");
    let length = u32::try_from(8 + fields.len()).ok()?;
    let message = [&length.to_be_bytes()[..], &196_608_u32.to_be_bytes(), fields.as_bytes()].concat();
    stream.write_all(&message).ok()?;
    let mut answer = [0; 1024];
    let got = stream.read(&mut answer).ok().filter(|got| *got > 0)?;
    Some(String::from_utf8_lossy(&answer[..got]).into_owned())
}

/// A connection from an address of the loopback network.
fn from(source: [u8; 4], port: u16) -> Option<TcpStream> {
    let socket = rustix::net::socket(rustix::net::AddressFamily::INET, rustix::net::SocketType::STREAM, None).ok()?;
    rustix::net::bind(&socket, &std::net::SocketAddrV4::new(source.into(), 0)).ok()?;
    rustix::net::connect(&socket, &std::net::SocketAddrV4::new([127, 0, 0, 1].into(), port)).ok()?;
    let stream = TcpStream::from(socket);
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    Some(stream)
}
