//! Sockets that listen: from `sock_diag(7)`, and from `/proc/net` where that is not to be had.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use sneck_model::{Endpoint, Transport};

use super::netlink::{Message, attribute, u32_at};

/// `SOCK_DIAG_BY_FAMILY`.
pub const BY_FAMILY: u16 = 20;

/// The attribute that says whether a socket of IPv6 answers IPv4, too (`INET_DIAG_SKV6ONLY`).
const ONLY_V6: u16 = 11;

/// A socket that waits for others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Socket {
    /// Where.
    pub at: Endpoint,
    /// For `::`: IPv4 is not answered. From `/proc/net` it is not known and counts as no.
    pub only_v6: bool,
    /// The account that made it.
    pub uid: u32,
    /// Its number, which the open files of its owner name.
    pub inode: u64,
}

/// The question for all sockets of one family and transport that wait for others.
#[must_use]
pub fn question(transport: Transport, v6: bool) -> Vec<u8> {
    let (protocol, state) = match transport {
        Transport::Tcp => (6, LISTEN),
        Transport::Udp => (17, CLOSE),
    };
    let mut body = vec![if v6 { 10 } else { 2 }, protocol, 0, 0];
    body.extend((1_u32 << state).to_ne_bytes());
    body.extend([0; 48]);
    super::netlink::dump(BY_FAMILY, &body)
}

const LISTEN: u8 = 10;
/// Of UDP: bound, and connected to nobody.
const CLOSE: u8 = 7;

/// The socket that a message tells of: `struct inet_diag_msg` and its attributes.
#[must_use]
pub fn of_message(transport: Transport, message: Message<'_>) -> Option<Socket> {
    let body = message.body;
    let family = *body.first().filter(|_| message.kind == BY_FAMILY)?;
    let port = u16::from_be_bytes([*body.get(4)?, *body.get(5)?]);
    let address: [u8; 16] = body.get(8..24)?.try_into().ok()?;
    let address = match family {
        2 => IpAddr::V4(Ipv4Addr::new(address[0], address[1], address[2], address[3])),
        10 => IpAddr::V6(Ipv6Addr::from(address)).to_canonical(),
        _ => return None,
    };
    let only_v6 = body.get(72..).and_then(|rest| attribute(rest, ONLY_V6)).is_some_and(|flag| flag.first() == Some(&1));
    let (uid, inode) = (u32_at(body, 64)?, u64::from(u32_at(body, 68)?));
    Some(Socket { at: Endpoint { transport, address, port }, only_v6, uid, inode })
}

/// The sockets of `/proc/net/tcp`, `tcp6`, `udp` or `udp6` that wait for others.
#[must_use]
pub fn of_table(transport: Transport, text: &str) -> Vec<Socket> {
    text.lines().skip(1).filter_map(|line| of_row(transport, line)).collect()
}

fn of_row(transport: Transport, line: &str) -> Option<Socket> {
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    let (address, port) = fields.get(1)?.split_once(':')?;
    let state = u8::from_str_radix(fields.get(3)?, 16).ok()?;
    let waits = match transport {
        Transport::Tcp => LISTEN,
        Transport::Udp => CLOSE,
    };
    let at = Endpoint { transport, address: address_of(address)?, port: u16::from_str_radix(port, 16).ok()? };
    let socket = Socket { at, only_v6: false, uid: fields.get(7)?.parse().ok()?, inode: fields.get(9)?.parse().ok()? };
    (state == waits).then_some(socket)
}

/// Words of four bytes, each in the order of the machine.
fn address_of(hex: &str) -> Option<IpAddr> {
    let word = |at: usize| Some(u32::from_str_radix(hex.get(at * 8..at * 8 + 8)?, 16).ok()?.to_ne_bytes());
    match hex.len() {
        8 => Some(IpAddr::V4(word(0)?.into())),
        32 => {
            let bytes: [u8; 16] = [word(0)?, word(1)?, word(2)?, word(3)?].concat().try_into().ok()?;
            Some(IpAddr::V6(bytes.into()).to_canonical())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::netlink::messages;

    fn endpoint(text: &str, port: u16) -> Endpoint {
        Endpoint { transport: Transport::Tcp, address: text.parse().expect("an address"), port }
    }

    #[test]
    fn a_table_of_the_kernel_is_read() {
        let text = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   \
                    0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000   106        0 4711 1 0\n   \
                    1: 0100007F:18EB 0100007F:9C40 01 00000000:00000000 00:00000000 00000000   106        0 4712 1 0\n";
        let found = of_table(Transport::Tcp, text);
        assert_eq!(found, [Socket { at: endpoint("127.0.0.1", 6379), only_v6: false, uid: 106, inode: 4711 }]);
        let text = "head\n 0: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 5\n";
        assert_eq!(of_table(Transport::Tcp, text)[0].at, endpoint("::1", 80));
        let text = "head\n 0: 0000000000000000FFFF00000100007F:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 5\n";
        assert_eq!(of_table(Transport::Tcp, text)[0].at, endpoint("127.0.0.1", 80));
    }

    #[test]
    fn a_message_of_the_kernel_is_read() {
        let mut body = vec![2, 10, 0, 0, 0x18, 0xeb, 0, 0, 127, 0, 0, 1];
        body.resize(64, 0);
        body.extend(106_u32.to_ne_bytes());
        body.extend(4711_u32.to_ne_bytes());
        let bytes = crate::host::netlink::dump(BY_FAMILY, &body);
        let message = messages(&bytes).next().expect("a message");
        let expected = Socket { at: endpoint("127.0.0.1", 6379), only_v6: false, uid: 106, inode: 4711 };
        assert_eq!(of_message(Transport::Tcp, message), Some(expected));
    }

    #[test]
    fn what_is_cut_off_is_no_socket() {
        for length in 0..80 {
            let bytes = vec![0xff; length];
            assert!(messages(&bytes).next().is_none());
            let message = Message { kind: BY_FAMILY, body: &bytes };
            assert!(of_message(Transport::Tcp, message).is_none());
        }
        assert!(of_table(Transport::Udp, "x\n: : :\n\u{fffd}\n 0: zz:1 0 07").is_empty());
    }
}
