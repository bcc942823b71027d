//! A connection to every port of the loopback addresses: what can be reached, whatever the tables list.
//!
//! A connect to a closed port can succeed when the system picks that very port as the source (self-connect). All
//! connections therefore come from one bound source port, and that one is tried from another.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use sneck_model::Endpoint;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reachable {
    /// Ports that accept connections, over 127.0.0.1 and ::1.
    pub open: Vec<Endpoint>,
    /// Addresses that this machine does not have.
    pub missing: Vec<IpAddr>,
}

const ADDRESSES: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// Connects to all 65,535 ports of both loopback addresses. Fails when it cannot open sockets: that is no closed port.
pub fn reachable() -> io::Result<Reachable> {
    let mut found = Reachable::default();
    for address in ADDRESSES {
        match ways::open_ports(address) {
            Ok(open) => found.open.extend(open),
            Err(error) if address.is_ipv6() && is_absent(&error) => found.missing.push(address),
            Err(error) => return Err(error),
        }
    }
    found.open.sort();
    Ok(found)
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
    pub(super) fn open_ports(address: IpAddr) -> io::Result<Vec<Endpoint>> {
        let (first, source) = source_port(address)?;
        let (_second, other) = source_port(address)?;
        let mut socket = Some(first);
        let mut open = Vec::new();
        let until = Instant::now() + DEADLINE;
        for port in 1..=u16::MAX {
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

    const WORKERS: u16 = 16;

    pub(super) fn open_ports(address: IpAddr) -> io::Result<Vec<Endpoint>> {
        let scan = |first: u16| {
            move || (first..=u16::MAX).step_by(usize::from(WORKERS)).map(|p| try_port(address, p)).collect()
        };
        let parts: Vec<io::Result<Vec<Option<Endpoint>>>> = std::thread::scope(|scope| {
            let running: Vec<_> = (1..=WORKERS).map(|first| scope.spawn(scan(first))).collect();
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
    use super::*;

    #[test]
    fn what_listens_is_reached_and_what_does_not_is_not() {
        let held = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let open = held.local_addr().expect("an address").port();
        let gone = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let closed = gone.local_addr().expect("an address").port();
        drop(gone);
        let found = reachable().expect("sockets");
        let has = |port| found.open.iter().any(|at| at.address == ADDRESSES[0] && at.port == port);
        assert!(has(open));
        assert!(!has(closed) || std::net::TcpStream::connect(("127.0.0.1", closed)).is_ok());
    }
}
