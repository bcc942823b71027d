//! Real services, once open and once secured, are told apart by speaking to them.
//!
//! Each runs on a free port of the loopback address, with the smallest folder that it starts with.
#![expect(clippy::disallowed_methods, reason = "a test may start processes and speak to them")]

mod databases;
mod heavy;
mod hostile;
mod large;
mod logins;
#[path = "../../../read/tests/services/programs.rs"]
#[expect(dead_code, reason = "the readers' tests use more of it")]
mod programs;
mod small;

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use programs::{Folder, Program, Running, connect, wait};
use sneck_look::services::services;
use sneck_model::{Access, Endpoint, Listener, Service, Transport};

/// What is told of a port: by the name of the program, and then without it.
fn asked(port: u16, program: &str) -> [Option<Service>; 2] {
    let mut listener = Listener::new(Endpoint { transport: Transport::Tcp, address: Ipv4Addr::LOCALHOST.into(), port });
    let ask = |listener: &Listener| services(std::slice::from_ref(listener)).0.into_iter().next();
    let nameless = ask(&listener);
    listener.program = Some(program.to_owned());
    [ask(&listener), nameless]
}

/// What is told of a port of a process whose command may be read.
fn asked_of(port: u16, program: &str, process: u32) -> Option<Service> {
    let at = Endpoint { transport: Transport::Tcp, address: Ipv4Addr::LOCALHOST.into(), port };
    let listener = Listener { program: Some(program.to_owned()), process: Some(process), ..Listener::new(at) };
    services(std::slice::from_ref(&listener)).0.into_iter().next()
}

/// Starts a program and waits until it accepts connections.
fn started(program: &Program, folder: &Folder, arguments: &[&str], port: u16) -> Running {
    let mut running = program.start(folder, arguments);
    wait(&mut running, folder, || connect(port));
    running
}

/// By its name it has to be known; without, it may be, and then alike. Where other tests run beside it, a service may be too
/// slow for a while.
fn expect(port: u16, program: &str, product: &str, access: Access) -> Service {
    // What does not show itself to strangers is a web server that asks.
    let hidden = |told: &Service| told.product == "http" && access == Access::Guarded;
    let is = |told: &Service| (&*told.product, told.access) == (product, access);
    // Of several brokers that speak MQTT, only the program's name tells which.
    let broker = |told: &Service| (product, &*told.product, told.access) == ("mosquitto", "mqtt", access);
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let [named, nameless] = asked(port, program);
        match named.filter(is) {
            Some(named) if nameless.as_ref().is_none_or(|told| hidden(told) || is(told) || broker(told)) => {
                return named;
            }
            other => {
                assert!(Instant::now() < until, "{program} is told as {other:?}, and without its name as {nameless:?}")
            }
        }
    }
}
