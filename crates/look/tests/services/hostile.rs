//! Services that mean no good, or something else.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use sneck_model::Access;

use crate::asked;

/// A server that does this with each connection; its thread ends with the process.
fn server(with: fn(TcpStream)) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has one").port();
    std::thread::spawn(move || {
        listener.incoming().flatten().for_each(|stream| drop(std::thread::spawn(move || with(stream))))
    });
    port
}

fn hangs(stream: TcpStream) {
    std::thread::sleep(Duration::from_secs(30));
    drop(stream);
}

fn floods(mut stream: TcpStream) {
    let block = vec![b'x'; 1 << 20];
    while stream.write_all(&block).is_ok() {}
}

/// A billion bytes are announced, and sent as long as somebody reads.
fn answers_with_a_gigabyte(mut stream: TcpStream) {
    let _ = stream.read(&mut [0; 1024]);
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
    floods(stream);
}

fn drips(mut stream: TcpStream) {
    while stream.write_all(b"I").is_ok() {
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn bad_services_end_soon_and_are_never_called_open() {
    let servers: [fn(TcpStream); 5] = [drop, hangs, floods, answers_with_a_gigabyte, drips];
    let ports: Vec<u16> = servers.into_iter().map(server).collect();
    let programs = ["redis-server", "postgres", "mariadbd", "nats-server", "mosquitto", "etcd", "slapd", "mongod", "x"];
    std::thread::scope(|scope| {
        for port in ports {
            for program in programs {
                scope.spawn(move || {
                    let start = Instant::now();
                    for told in asked(port, program).into_iter().flatten() {
                        assert_ne!(told.access, Access::Open, "{program}: {}", told.proof);
                    }
                    // Generous: the machine may be busy. A hang would take half a minute.
                    assert!(start.elapsed() < Duration::from_secs(25), "{program} on {port}");
                });
            }
        }
    });
}
