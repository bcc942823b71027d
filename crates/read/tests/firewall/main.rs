//! What strangers reach through rules of nftables, as a kernel told them: each file holds its messages, and which ports a
//! neighbour on the network could connect to while they were in force.
#![expect(clippy::disallowed_methods, reason = "a test reads its recordings")]

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use sneck_model::{Endpoint, Transport};
use sneck_read::host::netlink::messages;
use sneck_read::host::nftables::{Outside, Ruleset, Shield, shield};

/// A recording: remarks with the rules, the interface that leads outside, ports by what became of them, the messages.
struct Recording {
    outside: Outside,
    ports: Vec<(Shield, IpAddr, u16)>,
    rules: Ruleset,
}

fn recordings() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/firewall");
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten().map(|entry| entry.path());
    let all: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
    assert!(all.len() >= 18, "{all:?}");
    all
}

fn read(path: &Path) -> Recording {
    let text = std::fs::read_to_string(path).expect("it can be read");
    let (head, body) = text.split_once("\n\n").expect("messages follow an empty line");
    let mut told = Recording { outside: Outside::default(), ports: Vec::new(), rules: Ruleset::default() };
    for line in head.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        let shield = match words[0] {
            "outside" => {
                told.outside =
                    Outside { name: words[1].into(), index: words[2].parse().expect("a number"), without_v6: false };
                continue;
            }
            "open" => Shield::Open,
            "some" => Shield::Some,
            "closed" => Shield::Closed,
            other => panic!("{other} in {}", path.display()),
        };
        let address: IpAddr = if words[1] == "4" { [0; 4].into() } else { [0_u16; 8].into() };
        told.ports.extend(words[2..].iter().map(|port| (shield, address, port.parse().expect("a port"))));
    }
    messages(&bytes(body)).for_each(|message| told.rules.take(message));
    told
}

/// Two digits for a byte; `*12` stands for twelve zeros.
fn bytes(text: &str) -> Vec<u8> {
    let mut all = Vec::new();
    for word in text.split_ascii_whitespace() {
        match word.strip_prefix('*') {
            Some(zeros) => all.resize(all.len() + zeros.parse::<usize>().expect("a number"), 0),
            None => {
                all.extend((0..word.len()).step_by(2).map(|at| u8::from_str_radix(&word[at..at + 2], 16).expect("hex")))
            }
        }
    }
    all
}

#[test]
fn what_a_neighbour_reached_is_open_and_nothing_else() {
    for path in recordings() {
        let told = read(&path);
        assert!(!told.rules.chains.is_empty() && told.ports.len() >= 8, "{}", path.display());
        for (expected, address, port) in told.ports {
            let at = Endpoint { transport: Transport::Tcp, address, port };
            assert_eq!(shield(&told.rules, at, true, &told.outside), Some(expected), "{at} in {}", path.display());
        }
    }
}
