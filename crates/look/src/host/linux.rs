//! Linux: `sock_diag` and `/proc`.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Read};
use std::os::fd::AsFd;

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use sneck_model::{Firewall, Listener, Process, Transport};
use sneck_read::host::accounts::Accounts;
use sneck_read::host::nftables::{self, Outside, Ruleset, Shield};
use sneck_read::host::sockets::{Socket, of_table};
use sneck_read::host::{command, development, process};

use super::{Seen, care, docker, guarded, netlink, outside, owners, sshd, units};

/// Bytes of one file of `/proc`, at most.
const LARGEST: u64 = 4 << 20;

/// Looks at the machine. Without `processes`, only those that listen are looked at.
#[must_use]
pub fn machine(processes: bool) -> Seen {
    let mut seen = Seen::default();
    let accounts = Accounts::of(&fs::read_to_string("/etc/passwd").unwrap_or_default());
    let all = owners::processes();
    let sockets = every_socket(&all, &mut seen);
    let owners = owners::of_sockets(&all, sockets.iter().map(|(_, socket)| socket.inode).collect());
    let mut known: HashMap<u32, Process> = HashMap::new();
    for id in owners.values() {
        known.extend(look_at(*id, &accounts).map(|process| (*id, process)));
    }
    let outside = outside::outside();
    let rules = firewall(&mut seen, &outside);
    for (network, socket) in &sockets {
        let owner = owners.get(&socket.inode).copied();
        let listener = listener(*network, socket, owner, &known, &accounts);
        let command = owner.and_then(|id| known.get(&id)).map_or("", |process| &process.command);
        seen.machine.listeners.push(with_shield(listener, command, rules.as_ref(), &outside));
    }
    seen.machine.listeners.sort_by_key(|listener| (listener.network, listener.at));
    seen.machine.listeners.dedup();
    tell_missing_owners(&mut seen);
    if processes {
        known.extend(all.iter().filter_map(|id| Some((*id, look_at(*id, &accounts)?))));
    }
    seen.machine.processes = known.into_values().filter(|process| process.id != std::process::id()).collect();
    seen.machine.processes.sort_by_key(|process| process.id);
    if processes {
        look_after(&mut seen);
    }
    seen
}

/// What listens in this network, and nothing of who holds it.
pub(super) fn listening() -> Vec<Listener> {
    let bare = |socket: Socket| Listener { only_v6: socket.only_v6, ..Listener::new(socket.at) };
    own_sockets().into_iter().map(bare).collect()
}

/// How the machine is looked after; each part says what it could not see.
fn look_after(seen: &mut Seen) {
    let listening: Vec<u32> = seen.machine.listeners.iter().filter_map(|listener| listener.process).collect();
    for process in seen.machine.processes.iter_mut().filter(|process| listening.contains(&process.id)) {
        process.replaced = read(process.id, "maps").map(|maps| process::replaced(&text(&maps))).unwrap_or_default();
    }
    for process in seen.machine.processes.iter_mut().filter(|process| process.container.is_some()) {
        process.powers = powers(process.id);
    }
    units::look(seen);
    sshd::look(seen);
    docker::look(seen);
    care::look(seen);
    guarded::look(seen);
}

/// Of a container whose root is the machine's root: in a namespace of its own, capabilities are worth little.
fn powers(id: u32) -> Vec<String> {
    let part = |name: &str| read(id, name).map(|bytes| text(&bytes).into_owned()).unwrap_or_default();
    let same_root = part("uid_map").split_ascii_whitespace().take(2).eq(["0", "0"]);
    if same_root { process::powers(&part("mountinfo"), &part("status")) } else { Vec::new() }
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

fn listener(
    network: Option<u64>,
    socket: &Socket,
    owner: Option<u32>,
    known: &HashMap<u32, Process>,
    accounts: &Accounts,
) -> Listener {
    let process = owner.and_then(|id| known.get(&id));
    Listener {
        only_v6: socket.only_v6,
        process: owner,
        program: process.map(|process| process.name.clone()),
        user: Some(process.map_or_else(|| accounts.name(socket.uid), |process| process.user.clone())),
        unit: process.and_then(|process| process.unit.clone()),
        container: process.and_then(|process| process.container.clone()),
        network,
        ..Listener::new(socket.at)
    }
}

/// What Docker publishes goes on to a container before the rules for the machine itself are asked.
fn with_shield(mut listener: Listener, command: &str, rules: Option<&Rules>, outside: &Outside) -> Listener {
    let is_proxy = listener.program.as_deref() == Some("docker-proxy");
    let published = process::container_of_proxy(command).filter(|_| is_proxy);
    let local = listener.at.address.is_loopback() || listener.network.is_some();
    let shield = match (rules, published) {
        _ if local => None,
        (Some(rules), Some(container)) => nftables::published(&rules.own, listener.at, container, outside),
        (Some(_), None) if is_proxy => Some(Shield::Open),
        (Some(rules), None) => nftables::shield(&rules.own, listener.at, listener.only_v6, outside),
        (None, _) => None,
    };
    // What one of two firewalls keeps away stays away; what one lets in, the other one may not.
    let shield = shield.filter(|shield| *shield == Shield::Closed || rules.is_some_and(|rules| !rules.older));
    listener.shielded = shield.map(|shield| shield == Shield::Closed);
    listener.only_some = shield == Some(Shield::Some);
    listener
}

/// The sockets of this network and of those that other processes are in, each with the number of its network.
fn every_socket(processes: &[u32], seen: &mut Seen) -> Vec<(Option<u64>, Socket)> {
    let mut all: Vec<(Option<u64>, Socket)> = own_sockets().into_iter().map(|socket| (None, socket)).collect();
    let own = owners::network("self");
    let mut others: BTreeMap<u64, u32> = BTreeMap::new();
    for id in processes {
        if let Some(network) = owners::network(&id.to_string()).filter(|network| Some(*network) != own) {
            others.entry(network).or_insert(*id);
        }
    }
    let mut refused = 0;
    for (network, process) in others {
        match sockets_of(process) {
            Ok(sockets) => all.extend(sockets.into_iter().map(|socket| (Some(network), socket))),
            Err(_) => refused += 1,
        }
    }
    if refused > 0 {
        let what = format!("listeners in {refused} other networks of this machine (containers)");
        seen.missing(what, "only root may look into them");
    }
    all
}

fn own_sockets() -> Vec<Socket> {
    netlink::sockets().unwrap_or_else(|_| from_tables())
}

/// The tables of `/proc/net`, for a kernel that does not answer.
fn from_tables() -> Vec<Socket> {
    let tables = [(Transport::Tcp, "tcp"), (Transport::Tcp, "tcp6"), (Transport::Udp, "udp"), (Transport::Udp, "udp6")];
    let read = |(transport, name): (Transport, &str)| {
        of_table(transport, &fs::read_to_string(format!("/proc/net/{name}")).unwrap_or_default())
    };
    tables.into_iter().flat_map(read).collect()
}

/// A thread of its own goes into the network of a process, looks, and is gone.
fn sockets_of(process: u32) -> io::Result<Vec<Socket>> {
    let network = fs::File::open(format!("/proc/{process}/ns/net"))?;
    let look = move || {
        move_into_link_name_space(network.as_fd(), Some(LinkNameSpaceType::Network))?;
        netlink::sockets()
    };
    std::thread::spawn(look).join().unwrap_or_else(|_| Err(io::Error::other("the thread failed")))
}

/// The rules of nftables, and whether those of the older iptables are loaded beside them.
struct Rules {
    own: Ruleset,
    older: bool,
}

const NOT_READ: &str = "tables of `iptables-legacy` are loaded, which are not read";

fn firewall(seen: &mut Seen, outside: &Outside) -> Option<Rules> {
    let older = ["ip", "ip6"].iter().any(|family| {
        fs::read_to_string(format!("/proc/net/{family}_tables_names")).is_ok_and(|names| names.contains("filter"))
    });
    let own = match netlink::ruleset() {
        Ok(rules) => Some(rules),
        // EINVAL and its like: a kernel without nftables has no rules in it.
        Err(error) if error.kind() != io::ErrorKind::PermissionDenied => Some(Ruleset::default()),
        Err(_) => None,
    };
    let told = own.as_ref().map(|rules| nftables::firewall(rules, outside));
    let unread = |says: &str| Firewall { active: None, says: says.into() };
    let told = match told {
        None => unread("only root may read the rules of nftables"),
        Some(told) if older && told.active != Some(true) => unread(NOT_READ),
        Some(told) => told,
    };
    if told.active.is_none() {
        seen.missing("the firewall of this machine", told.says.clone());
    }
    seen.machine.firewall = told;
    own.map(|own| Rules { own, older })
}

fn tell_missing_owners(seen: &mut Seen) {
    let ownerless = seen.machine.listeners.iter().filter(|listener| listener.process.is_none()).count();
    if ownerless > 0 {
        let why = "processes of other accounts show their open files to root only, and the kernel's own have none";
        let listeners = if ownerless == 1 { "1 listener".to_owned() } else { format!("{ownerless} listeners") };
        seen.missing(format!("which processes hold {listeners}"), why);
    }
}

/// A process, as far as it may be looked at; nothing when it is gone, or a thread of the kernel.
fn look_at(id: u32, accounts: &Accounts) -> Option<Process> {
    let (uid, name) = process::status(&String::from_utf8_lossy(&read(id, "status")?))?;
    let words = read(id, "cmdline")?;
    let command = command::shown(&words);
    let origin = process::origin(&String::from_utf8_lossy(&read(id, "cgroup").unwrap_or_default()));
    let (variables, debugging) = read(id, "environ").map(|bytes| process::variables(&bytes)).unzip();
    Some(Process {
        id,
        name,
        user: accounts.name(uid),
        unit: origin.unit,
        container: origin.container,
        variables,
        debugging: debugging.unwrap_or_default(),
        development: development::parts(&words),
        replaced: Vec::new(),
        powers: Vec::new(),
        command,
    })
    .filter(|process| !process.command.is_empty())
}

fn read(id: u32, name: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(format!("/proc/{id}/{name}")).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_kernel_and_its_tables_tell_the_same() {
        let held = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = held.local_addr().expect("an address").port();
        // Other tests open and close sockets meanwhile: what both show at any one time has to hold ours.
        let by_netlink: HashSet<Socket> = netlink::sockets().expect("an answer").into_iter().collect();
        let of_us = |socket: &&Socket| socket.at.port == port && socket.at.transport == Transport::Tcp;
        let told = by_netlink.iter().find(of_us).expect("ours is listed");
        assert_eq!(from_tables().iter().find(of_us), Some(told));
        let seen = machine(false);
        let ours = seen.machine.listeners.iter().find(|l| l.at == told.at).expect("ours is listed");
        assert_eq!(ours.process, Some(std::process::id()));
    }
}
