//! Speaks to what listens on this machine: which service it is, and whether it asks who is there.
//!
//! What is said stands in `read/wire/services`. Here are the bounds: 1.5 seconds and 64 KiB a connection, few connections and
//! two seconds a port (more for what is slow to refuse), many ports at once. Only this machine is spoken to, and nothing whose listener leads elsewhere.

pub mod logins;
mod talk;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sneck_model::{Access, Listener, NotLookedAt, Service, Transport};
use sneck_read::wire::services::{
    Found, Probe, by_command, by_first_words, by_port, by_program, generic_request, is_tunnel, silent,
};

use talk::{Line, converse, first_words};

/// Ports that are spoken to at once.
const AT_ONCE: usize = 96;

/// For one connection, from connecting to the last byte.
const PATIENCE: Duration = Duration::from_millis(1500);

/// For all conversations with one listener: what does not tell what it is holds up nothing else.
const EACH: Duration = Duration::from_millis(2200);

/// For one that takes its time before it refuses, as PAM makes FTP servers do: three seconds, and one more of vsftpd's own.
const SLOW: Duration = Duration::from_millis(5500);

/// Asks every listener of TCP in this network. The rows say which of them did not tell what they are, and why.
#[must_use]
pub fn services(listeners: &[Listener]) -> (Vec<Service>, Vec<NotLookedAt>) {
    let doors = doors(listeners);
    let outside = outside_address();
    let (next, told) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(doors.len()) {
            scope.spawn(|| {
                while let Some(listener) = doors.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let answer = ask(listener, outside);
                    told.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((*listener, answer));
                }
            });
        }
    });
    let (mut services, mut silent) = (Vec::new(), Vec::new());
    for (listener, answer) in told.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        match answer {
            Ok(service) => services.push(service),
            Err(why) => silent.push(NotLookedAt { what: format!("what listens on {}", listener.place()), why }),
        }
    }
    services.sort_by_key(|service| service.at);
    silent.sort();
    (services, silent)
}

/// One listener for each port and address: several processes may share one.
fn doors(listeners: &[Listener]) -> Vec<&Listener> {
    let mut all: Vec<&Listener> = Vec::new();
    for listener in listeners.iter().filter(|l| l.at.transport == Transport::Tcp && l.network.is_none()) {
        let own = listener.process == Some(std::process::id());
        if !own && !all.iter().any(|known| known.at == listener.at) {
            all.push(listener);
        }
    }
    all
}

/// An address of this machine that is not loopback, as far as it has a way out: connecting a socket of UDP sends nothing.
fn outside_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|ip| !ip.is_loopback() && !ip.is_unspecified())
}

/// Where a listener is spoken to, and whether it then sees a stranger.
fn address(listener: &Listener, outside: Option<IpAddr>) -> (SocketAddr, bool) {
    let port = listener.at.port;
    match listener.at.address {
        IpAddr::V6(v6) if v6.is_unspecified() && (listener.only_v6 || outside.is_none()) => {
            (SocketAddr::new(Ipv6Addr::LOCALHOST.into(), port), false)
        }
        bound if bound.is_unspecified() => match outside {
            Some(outside) => (SocketAddr::new(outside, port), true),
            None => (SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port), false),
        },
        bound => (SocketAddr::new(bound, port), !bound.is_loopback()),
    }
}

fn ask(listener: &Listener, outside: Option<IpAddr>) -> Result<Service, String> {
    let program = listener.program.as_deref().unwrap_or_default();
    if is_tunnel(program) {
        return Err(format!("{program} leads to another machine: it is spoken to only with `--i-own`"));
    }
    let (address, as_stranger) = address(listener, outside);
    let line = Line { address, source: None, program, until: Instant::now() + EACH, patience: PATIENCE };
    let mut found = identify(&line, &command(listener))?;
    if found.product == "apache-status" && found.access == Access::Open && as_stranger {
        found = as_others_see_it(found, listener, outside, &line);
    }
    Ok(Service {
        at: listener.at,
        product: found.product.to_owned(),
        version: found.version,
        access: found.access,
        proof: found.proof,
        as_stranger,
        refuses_strangers: found.refuses_strangers,
    })
}

/// `Require local` lets in whoever comes from the server's own address, as we did: it is asked once more over the loopback
/// address, from the one outside.
fn as_others_see_it(found: Found, listener: &Listener, outside: Option<IpAddr>, line: &Line<'_>) -> Found {
    let address = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), listener.at.port);
    let source = outside.filter(|outside| outside.is_ipv4() && listener.at.address.is_unspecified());
    let line = Line { address, source, until: Instant::now() + EACH, ..*line };
    let again = source.and_then(|_| identify(&line, &[]).ok());
    let (access, proof) = match again {
        Some(again) if again.product == found.product && again.access == Access::Open => return found,
        Some(_) => (Access::Guarded, "shows its status to this machine only"),
        None => (Access::Unknown, "shows its status to this machine, and to whom else cannot be told from here"),
    };
    Found { access, proof: proof.into(), ..found }
}

/// The words that the owner was started with; nothing where they may not be read.
fn command(listener: &Listener) -> Vec<u8> {
    let own = listener.process.map(|id| std::fs::read(format!("/proc/{id}/cmdline")));
    own.and_then(Result::ok).unwrap_or_default()
}

/// First what the program speaks, then what the port is for, then what the first words sound like.
fn identify(line: &Line<'_>, command: &[u8]) -> Result<Found, String> {
    let port = line.address.port();
    let mut hints: Vec<&Probe> = by_command(command).chain(by_program(line.program)).collect();
    // Of several that a program speaks, the one whose port it is goes first.
    hints.sort_by_key(|probe| !by_port(port).any(|other| other.product == probe.product));
    if hints.is_empty() {
        hints.extend(by_port(port));
    }
    for probe in hints.iter().take(2) {
        if let Some(found) = conversed(line, probe)? {
            return Ok(found);
        }
    }
    // A daemon of SSH listens for those who log in, and for what they forward elsewhere: nothing is said to that.
    if line.program == "sshd" {
        return Err("sshd does not speak SSH there, so that it may lead to another machine".into());
    }
    let words = first_words(line, &generic_request())?;
    if words.is_empty() {
        return guessed(line).ok_or_else(|| "it says nothing, and speaks no protocol that is known here".to_owned());
    }
    let probe = by_first_words(&words).ok_or_else(|| "it speaks no protocol that is known here".to_owned())?;
    conversed(line, probe)?.ok_or_else(|| format!("it begins like {}, and does not go on like it", probe.product))
}

/// For one of the protocols that are tried on what stays silent: an answer over loopback takes a few.
const BRIEF: Duration = Duration::from_millis(250);

/// Of what closes without a word, or says nothing. A port that Docker forwards has no program that would tell more.
fn guessed(line: &Line<'_>) -> Option<Found> {
    let brief = Line { patience: BRIEF, ..*line };
    let mut told = silent().filter_map(|probe| converse(&brief, probe.waits, &probe.talk).ok()?);
    told.find(|found| found.access != Access::Unknown)
}

fn conversed(line: &Line<'_>, probe: &Probe) -> Result<Option<Found>, String> {
    let until = if probe.slow { Instant::now() + SLOW } else { line.until };
    let patience = if probe.slow { SLOW } else { line.patience };
    converse(&Line { until, patience, ..*line }, probe.waits, &probe.talk)
}
