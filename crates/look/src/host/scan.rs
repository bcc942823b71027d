//! A connection to every port of a loopback address: what can be reached, whatever the tables list.
//!
//! A connect to a closed port can succeed when the system picks that very port as the source (self-connect). All
//! connections therefore come from one bound source port, and that one is tried from another.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

use sneck_model::{Endpoint, Listener, Transport};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reachable {
    /// Ports that accept connections, over 127.0.0.1 and ::1.
    pub open: Vec<Endpoint>,
    /// Addresses that this machine does not have.
    pub missing: Vec<IpAddr>,
}

const ADDRESSES: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// Every port there is.
const EVERY: RangeInclusive<u16> = 1..=u16::MAX;

/// Connects to all 65,535 ports of both loopback addresses. Fails when it cannot open sockets: that is no closed port.
pub fn reachable() -> io::Result<Reachable> {
    let every: Vec<u16> = EVERY.collect();
    let mut found = Reachable::default();
    for address in ADDRESSES {
        sweep(address, &every, &mut found)?;
    }
    Ok(found)
}

/// Beside a list: all ports of 127.0.0.1, and those of ::1 that a list or 127.0.0.1 has. Lists are made before and
/// afterwards, so that what came and went meanwhile is no phantom.
pub(super) fn beside<T: AsRef<[Listener]>>(
    before: impl FnOnce() -> Vec<Listener>,
    after: impl FnOnce() -> T,
) -> io::Result<(T, Reachable)> {
    let before = before();
    let [v4, v6] = ADDRESSES;
    let mut found = Reachable::default();
    sweep(v4, &EVERY.collect::<Vec<_>>(), &mut found)?;
    let mut second: Vec<u16> = found.open.iter().map(|at| at.port).collect();
    second.extend(before.iter().filter(|listener| covers(listener, v6)).map(|listener| listener.at.port));
    second.sort_unstable();
    second.dedup();
    sweep(v6, &second, &mut found)?;
    let after = after();
    settle(after.as_ref(), &mut found)?;
    Ok((after, found))
}

fn sweep(address: IpAddr, ports: &[u16], found: &mut Reachable) -> io::Result<()> {
    match ways::open_ports(address, ports) {
        Ok(open) => found.open.extend(open),
        Err(error) if address.is_ipv6() && is_absent(&error) => found.missing.push(address),
        Err(error) => return Err(error),
    }
    found.open.sort();
    Ok(())
}

/// What is reached and not listed, or listed and not reached, is tried once more.
fn settle(listed: &[Listener], found: &mut Reachable) -> io::Result<()> {
    for address in ADDRESSES.into_iter().filter(|address| !found.missing.contains(address)) {
        let own = |port: u16| listed.iter().any(|listener| listener.at.port == port && covers(listener, address));
        let reached = |port: u16| found.open.iter().any(|at| at.address == address && at.port == port);
        let open = found.open.iter().filter(|at| at.address == address).map(|at| at.port);
        let listeners = listed.iter().filter(|listener| covers(listener, address)).map(|listener| listener.at.port);
        let mut doubts: Vec<u16> =
            open.filter(|port| !own(*port)).chain(listeners.filter(|port| !reached(*port))).collect();
        doubts.sort_unstable();
        doubts.dedup();
        if !doubts.is_empty() {
            found.open.retain(|at| at.address != address || !doubts.contains(&at.port));
            found.open.extend(ways::open_ports(address, &doubts)?);
        }
    }
    found.open.sort();
    Ok(())
}

/// Whether a listener is reached over an address.
fn covers(listener: &Listener, address: IpAddr) -> bool {
    let bound = listener.at.address;
    let wide =
        bound.is_unspecified() && (bound.is_ipv4() == address.is_ipv4() || (bound.is_ipv6() && !listener.only_v6));
    listener.at.transport == Transport::Tcp && listener.network.is_none() && (bound == address || wide)
}

fn is_absent(error: &io::Error) -> bool {
    use io::ErrorKind::{AddrNotAvailable, NetworkUnreachable, Unsupported};
    matches!(error.kind(), AddrNotAvailable | NetworkUnreachable | Unsupported) || error.raw_os_error() == Some(97)
}

#[cfg(target_os = "linux")]
mod ways {
    use std::io;
    use std::net::{IpAddr, SocketAddr};
    use std::time::{Duration, Instant};

    use rustix::fd::OwnedFd;
    use rustix::io::Errno;
    use rustix::net::sockopt::{Timeout, set_socket_linger, set_socket_reuseaddr, set_socket_timeout};
    use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, connect, getsockname, socket_with};
    use sneck_model::{Endpoint, Transport};

    /// For ports that swallow packets.
    const PATIENCE: Duration = Duration::from_millis(50);

    /// For all ports of one address.
    const DEADLINE: Duration = Duration::from_secs(20);

    /// Blocking connects from one source port: a refused socket is used again, which saves half of the work.
    pub(super) fn open_ports(address: IpAddr, ports: &[u16]) -> io::Result<Vec<Endpoint>> {
        let (first, source) = source_port(address)?;
        let (_second, other) = source_port(address)?;
        let mut socket = Some(first);
        let mut open = Vec::new();
        let until = Instant::now() + DEADLINE;
        for &port in ports {
            let from = if port == source { other } else { source };
            let mut used = match socket.take().filter(|_| port != source) {
                Some(socket) => socket,
                None => bound(address, from)?,
            };
            let answer = connect(&used, &SocketAddr::new(address, port));
            if answer.is_ok() {
                open.push(Endpoint { transport: Transport::Tcp, address, port });
            }
            if answer != Err(Errno::CONNREFUSED) {
                may_go_on(answer)?;
                set_socket_linger(&used, Some(Duration::ZERO))?;
                drop(used);
                used = bound(address, source)?;
            } else if from != source {
                drop(used);
                used = bound(address, source)?;
            }
            socket = Some(used);
            if port % 1024 == 0 && Instant::now() > until {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "too many ports swallow packets"));
            }
        }
        Ok(open)
    }

    /// Ports that do not answer are closed to us; want of sockets, or of the whole address, is an error.
    fn may_go_on(answer: rustix::io::Result<()>) -> io::Result<()> {
        match answer {
            Err(error @ (Errno::MFILE | Errno::NFILE | Errno::NOBUFS | Errno::NOMEM)) => Err(error.into()),
            Err(error @ (Errno::ADDRNOTAVAIL | Errno::AFNOSUPPORT | Errno::NETUNREACH)) => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn source_port(address: IpAddr) -> io::Result<(OwnedFd, u16)> {
        let socket = bound(address, 0)?;
        let own = SocketAddr::try_from(getsockname(&socket)?)?;
        Ok((socket, own.port()))
    }

    fn bound(address: IpAddr, port: u16) -> io::Result<OwnedFd> {
        let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
        let socket = socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
        set_socket_reuseaddr(&socket, true)?;
        set_socket_timeout(&socket, Timeout::Send, Some(PATIENCE))?;
        bind(&socket, &SocketAddr::new(address, port))?;
        Ok(socket)
    }
}

#[cfg(not(target_os = "linux"))]
mod ways {
    use std::io;
    use std::net::{IpAddr, SocketAddr, TcpStream};
    use std::time::Duration;

    use sneck_model::{Endpoint, Transport};

    const WORKERS: usize = 16;

    pub(super) fn open_ports(address: IpAddr, ports: &[u16]) -> io::Result<Vec<Endpoint>> {
        let scan = |first: usize| {
            move || ports.iter().skip(first).step_by(WORKERS).map(|port| try_port(address, *port)).collect()
        };
        let parts: Vec<io::Result<Vec<Option<Endpoint>>>> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..WORKERS).map(|first| scope.spawn(scan(first))).collect();
            running
                .into_iter()
                .map(|one| one.join().unwrap_or_else(|_| Err(io::Error::other("a thread failed"))))
                .collect()
        });
        let mut open = Vec::new();
        for part in parts {
            open.extend(part?.into_iter().flatten());
        }
        open.sort();
        Ok(open)
    }

    fn try_port(address: IpAddr, port: u16) -> io::Result<Option<Endpoint>> {
        let at = Endpoint { transport: Transport::Tcp, address, port };
        match TcpStream::connect_timeout(&SocketAddr::new(address, port), Duration::from_millis(200)) {
            // Connected to itself.
            Ok(stream) if stream.local_addr().ok() == stream.peer_addr().ok() => Ok(None),
            Ok(_) => Ok(Some(at)),
            Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::TimedOut) => {
                Ok(None)
            }
            Err(error) if matches!(error.raw_os_error(), Some(23 | 24)) || super::is_absent(&error) => Err(error),
            Err(_) => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    fn listener(port: u16) -> Listener {
        Listener::new(Endpoint { transport: Transport::Tcp, address: ADDRESSES[0], port })
    }

    fn port_of(held: &TcpListener) -> u16 {
        held.local_addr().expect("an address").port()
    }

    #[test]
    fn what_listens_is_reached_and_what_does_not_is_not() {
        let held = TcpListener::bind("127.0.0.1:0").expect("a port");
        let gone = TcpListener::bind("127.0.0.1:0").expect("a port");
        let (open, closed) = (port_of(&held), port_of(&gone));
        drop(gone);
        let found = reachable().expect("sockets");
        let has = |port| found.open.iter().any(|at| at.address == ADDRESSES[0] && at.port == port);
        assert!(has(open));
        assert!(!has(closed) || TcpStream::connect(("127.0.0.1", closed)).is_ok());
    }

    #[test]
    fn what_comes_or_goes_meanwhile_is_no_phantom() {
        let bind = || TcpListener::bind("127.0.0.1:0").expect("a port");
        let (stays, goes) = (bind(), bind());
        let (kept, went) = (port_of(&stays), port_of(&goes));
        // The second list is asked for when the sweep is over: until then one has gone, and another has come.
        let came = std::cell::OnceCell::new();
        let after = || {
            drop(goes);
            vec![listener(kept), listener(port_of(came.get_or_init(bind)))]
        };
        let (listeners, found) = beside(|| vec![listener(kept), listener(went)], after).expect("sockets");
        let has = |port| found.open.iter().any(|at| at.address == ADDRESSES[0] && at.port == port);
        assert!(has(kept) && has(port_of(came.get().expect("it came"))));
        assert!(listeners.len() == 2 && (!has(went) || TcpStream::connect(("127.0.0.1", went)).is_ok()));
    }
}
