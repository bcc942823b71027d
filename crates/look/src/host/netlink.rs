//! Questions to the kernel over netlink(7), by sockets of rustix: no unsafe code of our own.

use std::io;

use rustix::net::netlink::{NETFILTER, SOCK_DIAG, SocketAddrNetlink};
use rustix::net::{
    AddressFamily, Protocol, RecvFlags, SendFlags, SocketFlags, SocketType, recv, sendto, socket_with, sockopt,
};
use sneck_model::Transport;
use sneck_read::host::netlink::{DONE, ERROR, Message, messages, refusal};
use sneck_read::host::nftables::{Ruleset, questions};
use sneck_read::host::sockets::{Socket, of_message, question};

/// Bytes that the kernel hands over at once, at most (it fills 32 KiB).
const BUFFER: usize = 64 << 10;

/// Answers to one question, at most: a machine may have many rules.
const MOST: usize = 1 << 20;

/// A connection to one part of the kernel.
struct Kernel(rustix::fd::OwnedFd, Vec<u8>);

impl Kernel {
    fn open(part: Protocol) -> io::Result<Self> {
        let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, Some(part))?;
        let patience = std::time::Duration::from_secs(2);
        sockopt::set_socket_timeout(&socket, sockopt::Timeout::Recv, Some(patience))?;
        Ok(Self(socket, vec![0; BUFFER]))
    }

    /// Hands every message of the answer over.
    fn ask(&mut self, question: &[u8], mut take: impl FnMut(Message<'_>)) -> io::Result<()> {
        sendto(&self.0, question, SendFlags::empty(), &SocketAddrNetlink::new(0, 0))?;
        let mut taken = 0;
        while taken < MOST {
            let (length, _) = recv(&self.0, &mut self.1[..], RecvFlags::empty())?;
            for message in messages(&self.1[..length.min(BUFFER)]) {
                match message.kind {
                    DONE => return Ok(()),
                    ERROR => {
                        return refusal(message).map_or(Ok(()), |number| Err(io::Error::from_raw_os_error(number)));
                    }
                    _ => take(message),
                }
                taken += 1;
            }
            if length == 0 {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The sockets of this thread's network that wait for others.
pub(super) fn sockets() -> io::Result<Vec<Socket>> {
    let mut kernel = Kernel::open(SOCK_DIAG)?;
    let mut all = Vec::new();
    for transport in [Transport::Tcp, Transport::Udp] {
        for v6 in [false, true] {
            let asked = kernel.ask(&question(transport, v6), |message| all.extend(of_message(transport, message)));
            // A kernel without IPv6, or without the table of UDP, says that there is nothing.
            if let Err(error) = asked
                && !v6
                && transport == Transport::Tcp
            {
                return Err(error);
            }
        }
    }
    Ok(all)
}

/// The rules of nftables.
pub(super) fn ruleset() -> io::Result<Ruleset> {
    let mut kernel = Kernel::open(NETFILTER)?;
    let mut ruleset = Ruleset::default();
    for question in questions() {
        kernel.ask(&question, |message| ruleset.take(message))?;
    }
    for question in ruleset.further_questions() {
        // A set that went away meanwhile leaves its rule undecided.
        let _ = kernel.ask(&question, |message| ruleset.take(message));
    }
    Ok(ruleset)
}
