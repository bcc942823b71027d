//! What a machine says of itself, and what its services say: whatever comes, readers end, and nothing is called open that
//! said nothing.

use std::cmp::Ordering;

use sneck_model::{Access, Endpoint, Transport};
use sneck_read::host::netlink::{attributes, messages};
use sneck_read::host::nftables::{self, Outside, Ruleset};
use sneck_read::host::{
    accounts, command, conditions, development, guarded, lz4, packages, process, releases, routes, sockets, switches,
    units,
};
use sneck_read::wire::services::logins::{Login, door};
use sneck_read::wire::services::{Heard, Next, PROBES, by_command, by_first_words};

/// Words of `/proc`, of units, of lists of packages and of configurations.
#[rustfmt::skip]
pub(super) const HOST: &[&str] = &[
    "Package: openssl\n", "Status: install ok installed\n", "Version: 1:3.0~rc1-1+b2\n", "Architecture: amd64\n", "\n\n", "[Service]\n",
    "User=shop\n", "CapabilityBoundingSet=\n", "ProtectSystem=strict\n", "\\\n", "Uid:\t0\t0\t0\t0\n", "Name:\tx\n", "CapEff:\t000001ffffffffff\n",
    "0::/system.slice/docker-", ".scope\n", "r-xp 00000000 08:01 12 /usr/lib/libssl.so.3 (deleted)\n", "FLASK_DEBUG=1\0", "--password\0", "flask\0run\0",
    " 0: 0100007F:18EB 00000000:0000 0A 0:0 0:0 0 106 0 4711 1\n", "-----BEGIN PRIVATE KEY-----\n", "SECRET_KEY=x\n", "Storage=persistent\n",
    "\x04\x22\x4d\x18\x40\x40\0", "\0\0\0\0", "*.* @@a:1\n", "root:x:0:0:root:/root:/bin/sh\n", "/docker.sock /run/docker.sock", "é", "~", ":", "-", "=",
];

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let netlink = sockets::question(Transport::Tcp, false);
    let questions = nftables::questions();
    [netlink, HOST.concat().into_bytes()].into_iter().chain(questions).collect()
}

pub(super) fn host(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut rules = Ruleset::default();
    for message in messages(input) {
        rules.take(message);
        assert!(attributes(message.body).count() <= message.body.len());
        let _ = (sockets::of_message(Transport::Tcp, message), sockets::of_message(Transport::Udp, message));
    }
    let at = Endpoint { transport: Transport::Tcp, address: [0, 0, 0, 0].into(), port: 80 };
    let outside = Outside { name: "eth0".into(), index: 2, without_v6: false };
    assert!(!nftables::firewall(&rules, &outside).says.is_empty());
    let _ = (nftables::shield(&rules, at, false, &outside), rules.further_questions());
    assert!(routes::default_interface(&text, &text).is_none_or(|name| !name.contains('\n')));
    let _ = (sockets::of_table(Transport::Tcp, &text), process::origin(&text), process::status(&text));
    let _ = (process::replaced(&text), process::powers(&text, &text), development::parts(input));
    let (names, on) = process::variables(input);
    assert!(on.iter().all(|name| names.contains(name)), "what is on is among the variables");
    assert!(command::shown(input).chars().count() <= 400 && !command::shown(input).contains('\n'));
    assert!(accounts::Accounts::of(&text).name(4_000_000_000).len() <= text.len().max(10));
    let unpacked = lz4::unpacked(input, 1 << 16);
    assert!(unpacked.is_none_or(|plain| plain.len() <= 1 << 17));
    let unit = units::unit("a@b.service", "/etc/a", &text, &[text.clone().into_owned()]);
    assert!(unit.directives.iter().all(|(_, value)| !value.contains('\n')));
    for update in packages::pending(&text, &[text.clone().into_owned()]) {
        assert_eq!(releases::compare(&update.installed, &update.available), Ordering::Less);
    }
    let (a, b) = text.split_once('\n').unwrap_or((&text, ""));
    assert_eq!(releases::compare(a, b), releases::compare(b, a).reverse(), "one order both ways");
    for name in [".env", "a.pem", ".pgpass", "credentials"] {
        assert!(guarded::holds(name, input).is_none_or(|what| !what.is_empty() && what.len() < 100 + input.len()));
    }
    assert!(!switches::value(&text).contains('\n'));
    let texts = conditions::FILES.iter().map(|path| ((*path).to_owned(), text.clone().into_owned())).collect();
    assert!(conditions::conditions(&conditions::Evidence { texts, ..Default::default() }).len() <= 9);
}

/// Words that services say.
#[rustfmt::skip]
pub(super) const SERVICES: &[&str] = &[
    "|", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n[]", "HTTP/1.1 401 no\r\n\r\n", "$9\r\n# Server\r\nredis_version:7\r\n", "+OK\r\n", "-NOAUTH x\r\n",
    "VERSION 1.6\r\n", "STAT a b\r\n", "R\0\0\0\x08\0\0\0\0", "R\0\0\0\x0c\0\0\0\x05abcd", "R\0\0\0\x20\0\0\0\x0bSCRAM-SHA-256\0\0", "E\0\0\0\x10C28P01\0\0",
    "r=sneckabc1,s=AAAA,i=1", "INFO {\"auth_required\":true}\r\n", "\x20\x02\0\0", "\x01\0\0\0\0\0\x0c\0\x0a\0\x1e", "220 (vsFTPd 3)\r\n", "230 in\r\n", "331 who\r\n",
    "@RSYNCD: 31.0\n", "@RSYNCD: OK\n", "Zookeeper version: 3.8-1\n", "SSH-2.0-x\r\n", "RFB 003.008\n", "AMQP\0\0\x09\x01", "\0\0\0\x08", "\x07\0\0\x02\0\0\0\x02\0\0\0",
    "mysql_native_password\0", "{\"etcdserver\":\"3\"}", "{\"ApiVersion\":\"1\"}",
];

pub(super) fn answers() -> Vec<Vec<u8>> {
    vec![
        SERVICES.concat().into_bytes(),
        SERVICES.join("|").into_bytes(),
        b"|||".to_vec(),
        b"|\x84\0\0\x01\x10\0\0\0\0|\x05\0\0\x02\xff\x15\x04#2".to_vec(),
    ]
}

/// The input is what a service says, turn after turn, between bars.
pub(super) fn services(input: &[u8]) {
    let _ = (by_first_words(input).is_some(), by_command(input).count());
    for probe in PROBES {
        converse(input, &probe.talk);
    }
    let login = Login { user: "a", password: "b", database: "", rights: true };
    for product in ["redis", "postgresql", "mysql", "rabbitmq", "cassandra", "mosquitto"] {
        let door = door(product).expect("a door");
        converse(input, &|heard| (door.talk)(heard, &login));
    }
}

fn converse(input: &[u8], talk: &dyn Fn(&Heard<'_>) -> Next) {
    let mut turns = input.split(|byte| *byte == b'|').map(<[u8]>::to_vec);
    let (mut before, mut now, mut ended) = (Vec::new(), Vec::new(), false);
    // Each thing that is said takes a turn, and so does each that is waited for.
    for _ in 0..2 * input.len() + 40 {
        match talk(&Heard { before: &before, now: &now, ended, nonce: "abc", program: "" }) {
            Next::Known(found) => {
                let said = before.iter().chain([&now]).any(|answer| !answer.is_empty());
                assert!(said || found.access != Access::Open, "{found:?} of nothing");
                assert!(!found.proof.is_empty() && found.version.is_none_or(|version| version.chars().count() <= 60));
                return;
            }
            Next::Other => return,
            Next::Listen if ended => return,
            Next::Listen => match turns.next() {
                Some(more) => now.extend(more),
                None => ended = true,
            },
            Next::Say(_) | Next::Anew(_) if before.len() < 8 => {
                before.push(std::mem::take(&mut now));
                ended = false;
            }
            Next::Say(_) | Next::Anew(_) => return,
        }
    }
}
