//! Services that need little more than their command line.

use sneck_model::Access::{Guarded, Open};

use crate::programs::{Folder, Program, free_port};
use crate::{expect, started};

#[test]
fn redis_with_and_without_a_password() {
    let program = Program::find("redis-server");
    for (more, access) in [("", Open), ("hunter2hunter2", Guarded)] {
        let (folder, port) = (Folder::of(&[]), free_port());
        let number = port.to_string();
        let arguments = ["--port", &number, "--bind", "127.0.0.1", "--save", "", "--requirepass", more];
        let _running = started(&program, &folder, &arguments, port);
        let told = expect(port, "redis-server", "redis", access);
        assert_eq!(told.version.is_some(), access == Open);
    }
}

#[test]
fn memcached_with_and_without_accounts() {
    let program = Program::find("memcached");
    for (more, access) in [(&[][..], Open), (&["-Y", "users"], Guarded)] {
        let (folder, port) = (Folder::of(&[("users", "a:b\n")]), free_port());
        let number = port.to_string();
        let arguments = [&["-p", &number, "-l", "127.0.0.1", "-U", "0"], more].concat();
        let _running = started(&program, &folder, &arguments, port);
        expect(port, "memcached", "memcached", access);
    }
}

#[test]
fn nats_with_and_without_a_user() {
    let program = Program::find("nats-server");
    for (more, access) in [(&[][..], Open), (&["--user", "a", "--pass", "b"], Guarded)] {
        let (folder, port) = (Folder::of(&[]), free_port());
        let number = port.to_string();
        let arguments = [&["-a", "127.0.0.1", "-p", &number], more].concat();
        let _running = started(&program, &folder, &arguments, port);
        assert!(expect(port, "nats-server", "nats", access).version.is_some());
    }
}

#[test]
fn mosquitto_with_and_without_strangers() {
    let program = Program::find("mosquitto");
    for (allow, access) in [("true", Open), ("false", Guarded)] {
        let port = free_port();
        let text = format!("listener {port} 127.0.0.1\nallow_anonymous {allow}\n");
        let folder = Folder::of(&[("mosquitto.conf", &text)]);
        let _running = started(&program, &folder, &["-c", "mosquitto.conf"], port);
        expect(port, "mosquitto", "mosquitto", access);
    }
}

#[test]
fn an_rsync_daemon_with_and_without_a_password() {
    let program = Program::find("rsync");
    for (more, access) in [("", Open), ("auth users = a\nsecrets file = secrets\n", Guarded)] {
        let port = free_port();
        let folder = Folder::of(&[("secrets", "a:b\n")]);
        let text = format!("use chroot = no\n[files]\npath = {}\n{more}", folder.at(""));
        folder.write("rsyncd.conf", &text.replace("= secrets", &format!("= {}", folder.at("secrets"))));
        let number = format!("--port={port}");
        let arguments = ["--daemon", "--no-detach", "--config=rsyncd.conf", "--address=127.0.0.1", &number];
        let _running = started(&program, &folder, &arguments, port);
        expect(port, "rsync", "rsync", access);
    }
}

#[test]
fn beanstalkd_asks_nobody() {
    let program = Program::find("beanstalkd");
    let (folder, port) = (Folder::of(&[]), free_port());
    let _running = started(&program, &folder, &["-l", "127.0.0.1", "-p", &port.to_string()], port);
    assert!(expect(port, "beanstalkd", "beanstalkd", Open).version.is_some());
}

/// The command line of one that is alone.
pub fn etcd(port: u16) -> [String; 13] {
    let (client, peer) = (format!("http://127.0.0.1:{port}"), format!("http://127.0.0.1:{}", free_port()));
    let pairs = [
        ("--data-dir", "data".to_owned()),
        ("--listen-client-urls", client.clone()),
        ("--advertise-client-urls", client),
        ("--listen-peer-urls", peer.clone()),
        ("--initial-advertise-peer-urls", peer.clone()),
        ("--initial-cluster", format!("default={peer}")),
    ];
    let mut words = pairs.into_iter().flat_map(|(name, value)| [name.to_owned(), value]);
    std::array::from_fn(|_| words.next().unwrap_or_else(|| "--unsafe-no-fsync".into()))
}

#[test]
fn etcd_without_accounts() {
    let program = Program::find("etcd");
    let (folder, port) = (Folder::of(&[]), free_port());
    let _running = started(&program, &folder, &etcd(port).each_ref().map(String::as_str), port);
    assert!(expect(port, "etcd", "etcd", Open).version.is_some());
}
