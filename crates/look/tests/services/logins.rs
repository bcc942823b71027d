//! Logins of manuals, and of a project, on real services.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sneck_look::Tries;
use sneck_look::services::logins::{LoggedIn, Own, as_project, published};
use sneck_look::services::services;
use sneck_model::{Access, Endpoint, Listener, Machine, Service, Transport};

use crate::programs::{Folder, Program, Running, free_port};
use crate::started;

/// What is asked of a port of this machine, and what was counted.
pub fn tried(port: u16, program: &str, count: &std::path::Path) -> LoggedIn {
    let at = Endpoint { transport: Transport::Tcp, address: Ipv4Addr::LOCALHOST.into(), port };
    let listeners = vec![Listener { program: Some(program.to_owned()), ..Listener::new(at) }];
    // A server that is still on its way up refuses everybody.
    let until = Instant::now() + Duration::from_secs(60);
    let services = loop {
        let (services, silent) = services(&listeners);
        if services.iter().any(|service| service.access == Access::Guarded) {
            break services;
        }
        assert!(Instant::now() < until, "{services:?} {silent:?}");
    };
    published(&Machine { listeners, services, ..Machine::default() }, &Tries::at(count))
}

/// The accounts that were let in.
pub fn logged_in(told: &LoggedIn) -> Vec<&str> {
    told.admissions.iter().map(|one| one.user.as_str()).collect()
}

/// A cluster whose administrator has this password, asked for in this way.
fn postgres(password: &str, method: &str) -> (Folder, Running, u16) {
    let (init, server) = (Program::find("initdb"), Program::find("postgres"));
    let (folder, port) = (Folder::of(&[("password", &format!("{password}\n"))]), free_port());
    let (data, file) = (folder.at("data"), format!("--pwfile={}", folder.at("password")));
    let options = ["-D", &data, "-U", "postgres", "-A", method, &file, "--no-sync", "--locale=C", "-E", "UTF8"];
    let (fine, text) = init.output(&folder, &options);
    assert!(fine, "{text}");
    let (number, sockets) = (port.to_string(), folder.at(""));
    let running =
        started(&server, &folder, &["-D", &data, "-p", &number, "-h", "127.0.0.1", "-k", &sockets, "-F"], port);
    (folder, running, port)
}

#[test]
fn postgresql_with_the_password_of_tutorials_and_with_another() {
    for (password, method, found) in
        [("postgres", "scram-sha-256", true), ("postgres", "md5", true), ("hunter2", "scram-sha-256", false)]
    {
        let (folder, _running, port) = postgres(password, method);
        let count = folder.path().join("state/tries");
        let told = tried(port, "postgres", &count);
        assert_eq!(logged_in(&told) == ["postgres"], found, "{password} {method}: {told:?}");
        let lines = std::fs::read_to_string(&count).expect("tries are counted");
        assert_eq!(lines.lines().count(), 2, "one that nobody has, and one that is published: {lines}");
        // Another run goes no further than the bound.
        let again = tried(port, "postgres", &count);
        assert!(again.admissions.is_empty() && again.not_looked_at[0].why.contains("within a day"), "{again:?}");
    }
}

#[test]
fn the_projects_own_account_is_asked_what_it_may_do() {
    let (folder, _running, port) = postgres("hunter2", "scram-sha-256");
    let at = |user: &str, password: &str| Own {
        product: "postgresql",
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        user: user.into(),
        password: password.into(),
        database: "postgres".into(),
        written: "app.py:3".into(),
    };
    // A server that is still on its way up refuses everybody.
    let until = Instant::now() + Duration::from_secs(60);
    let told = loop {
        let told = as_project(&[at("postgres", "hunter2")]);
        if !told.admissions.is_empty() || Instant::now() > until {
            break told;
        }
    };
    assert_eq!(told.admissions.iter().map(|one| one.superuser).collect::<Vec<_>>(), [Some(true)], "{told:?}");
    let made = query(port, "CREATE ROLE shop LOGIN PASSWORD 'hunter3'");
    assert!(made, "a role without rights is made");
    let told = as_project(&[at("shop", "hunter3"), at("shop", "wrong")]);
    assert_eq!(told.admissions.iter().map(|one| one.superuser).collect::<Vec<_>>(), [Some(false)], "{told:?}");
    assert!(told.not_looked_at[0].why.contains("refuses the password"), "{told:?}");
    assert!(!format!("{told:?}").contains("hunter"));
    drop(folder);
}

/// Runs one statement as the administrator, by the client of the same package.
fn query(port: u16, statement: &str) -> bool {
    let (client, folder) = (Program::find("psql"), Folder::of(&[]));
    let url = format!("postgresql://postgres:hunter2@127.0.0.1:{port}/postgres");
    let (fine, text) = client.output(&folder, &[&url, "-c", statement]);
    assert!(fine, "{text}");
    fine
}

/// A frame of AMQP with a method: its class, its number, and what follows.
fn frame(method: &[u8]) -> Vec<u8> {
    let size = u32::try_from(method.len()).expect("short").to_be_bytes();
    [&[1, 0, 0][..], &size, method, &[0xce]].concat()
}

/// Scripted: a broker that takes every password.
#[test]
fn who_accepts_every_password_has_no_default_one() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has one").port();
    std::thread::spawn(move || {
        let start = frame(b"\0\x0a\0\x0a\0\x09\0\0\0\x15\x07productS\0\0\0\x08RabbitMQ\0\0\0\x05PLAIN\0\0\0\x05en_US");
        let tune = frame(b"\0\x0a\0\x1e\0\0\0\x02\0\0\0\x3c");
        for mut stream in listener.incoming().flatten() {
            for answer in [&start, &tune] {
                let heard = stream.read(&mut [0; 512]).unwrap_or(0);
                if heard == 0 || stream.write_all(answer).is_err() {
                    break;
                }
            }
        }
    });
    let folder = Folder::of(&[]);
    let told = tried(port, "beam.smp", &folder.path().join("tries"));
    assert!(told.admissions.is_empty(), "{told:?}");
    assert!(told.accept_all[0].1.contains("any password"), "{told:?}");
    assert_eq!(std::fs::read_to_string(folder.path().join("tries")).expect("counted").lines().count(), 1);
}

/// A frame of Cassandra's protocol 4: an answer to stream 0, its operation and its body.
fn cassandra_frame(operation: u8, body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len()).expect("short").to_be_bytes();
    [&[0x84, 0, 0, 0, operation][..], &size, body].concat()
}

/// Scripted from the specification of Cassandra's native protocol (version 4, 4.2): it asks for a login, writes down what
/// it is given, and lets in who has this password.
fn cassandra(password: &'static str) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has one").port();
    let given = Arc::new(Mutex::new(Vec::new()));
    let log = given.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut frame = [0; 512];
            while let Ok(length @ 9..) = stream.read(&mut frame) {
                let answer = match frame[4] {
                    5 => cassandra_frame(6, &[0, 0]),
                    1 => cassandra_frame(3, b"\0\x01A"),
                    _ => {
                        let pair = String::from_utf8_lossy(&frame[13..length]).replace('\0', " ").trim().to_owned();
                        log.lock().expect("the log").push(pair.clone());
                        // AUTH_SUCCESS, or ERROR with the code for bad credentials.
                        if pair == format!("cassandra {password}") {
                            cassandra_frame(0x10, &[0xff; 4])
                        } else {
                            cassandra_frame(0, b"\0\0\x01\0\0\x02no")
                        }
                    }
                };
                if stream.write_all(&answer).is_err() {
                    break;
                }
            }
        }
    });
    (port, given)
}

/// A machine on which this product asks for a login.
fn guarded(port: u16, product: &str) -> Machine {
    let at = Endpoint { transport: Transport::Tcp, address: Ipv4Addr::LOCALHOST.into(), port };
    let service = Service {
        at,
        product: product.into(),
        version: None,
        access: Access::Guarded,
        proof: String::new(),
        as_stranger: false,
        refuses_strangers: None,
    };
    Machine { listeners: vec![Listener::new(at)], services: vec![service], ..Machine::default() }
}

#[test]
fn a_scripted_cassandra_is_tried_with_a_random_password_and_then_with_the_published_one() {
    for (password, users) in [("cassandra", &["cassandra"][..]), ("hunter2", &[])] {
        let (port, given) = cassandra(password);
        let folder = Folder::of(&[]);
        let count = folder.path().join("tries");
        let machine = guarded(port, "cassandra");
        let told = published(&machine, &Tries::at(&count));
        assert_eq!(logged_in(&told), users, "{told:?}");
        // Other runs try no more than the bound allows, whatever becomes of them.
        for _ in 0..3 {
            let again = published(&machine, &Tries::at(&count));
            assert!(!again.not_looked_at.is_empty(), "it says why it stops");
        }
        let given = given.lock().expect("the log").clone();
        assert_eq!(given.len(), 3, "{given:?}");
        assert!(given[0] != "cassandra cassandra" && given[0].len() > 20, "a random one goes first: {given:?}");
        assert_eq!(given[1], "cassandra cassandra");
        assert!(given[2].starts_with("cassandra ") && given[2].len() > 20, "{given:?}");
    }
}
