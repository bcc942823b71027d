//! Matches of the older iptables (`xt_…`), which its successor hands over as they are: `linux/netfilter/xt_*.h`.

use super::packet::{NEW, Packet};
use super::walk::Holds;

/// What a match says of our packet, by its name and revision.
pub(super) fn matched(name: &str, revision: u32, info: &[u8], packet: &Packet<'_>) -> Holds {
    let told = match name {
        "tcp" => ports(info, 11, packet).and_then(|ports| Some(ports && flags(info)?)),
        "udp" => ports(info, 8, packet),
        "multiport" if revision == 1 => multiport(info, packet),
        "conntrack" if matches!(revision, 2 | 3) => tracked(revision, info, packet),
        "state" => word(info, 0).map(|bits| bits & NEW != 0),
        "addrtype" => address_type(revision, info),
        "recent" => recent(info),
        "hashlimit" => hash_limit(revision, info),
        // `struct xt_connlimit_info`: it holds above a number of connections, unless it is turned round.
        "connlimit" => word(info, 20).map(|flags| flags & 1 != 0),
        "mark" => mark(info).filter(|_| !packet.marked),
        "rpfilter" => info.first().map(|flags| flags & 0x10 == 0),
        "pkttype" => Some((word(info, 0) == Some(0)) != (word(info, 4) == Some(1))),
        "limit" | "comment" => Some(true),
        // Headers that a first packet does not have.
        "rt" | "frag" | "hbh" | "dst" | "mh" | "ah" | "esp" | "ipv6header" => Some(false),
        "iprange" => return of_senders(info.get(64).map(|flags| (flags & 1 != 0, flags & 16 != 0))),
        "mac" => return of_senders(word(info, 8).map(|inverted| (true, inverted != 0))),
        // The set's number, how many parts, and flags: inverted, and the first part is the sender's.
        "set" => return of_senders(info.get(3).map(|flags| (flags & 2 != 0, flags & 1 != 0))),
        _ => None,
    };
    told.map_or(Holds::Unknown, Holds::of)
}

fn half(info: &[u8], at: usize) -> Option<u16> {
    info.get(at..at + 2).map(|two| u16::from_ne_bytes([two[0], two[1]]))
}

fn word(info: &[u8], at: usize) -> Option<u32> {
    info.get(at..at + 4).and_then(|four| Some(u32::from_ne_bytes(four.try_into().ok()?)))
}

/// It speaks of the sender, and holds for some of them or for all but some.
fn of_senders(told: Option<(bool, bool)>) -> Holds {
    match told {
        Some((true, false)) => Holds::Some,
        Some((true, true)) => Holds::Most,
        _ => Holds::Unknown,
    }
}

/// `struct xt_tcp` and `xt_udp`: the sender's ports, those that are asked for, and what is turned round.
fn ports(info: &[u8], inverted: usize, packet: &Packet<'_>) -> Option<bool> {
    let inverted = *info.get(inverted)?;
    let within = |at: usize, port: u16| Some((half(info, at)?..=half(info, at + 2)?).contains(&port));
    let sender = within(0, 50_000)? != (inverted & 1 != 0);
    Some(sender && within(4, packet.port)? != (inverted & 2 != 0))
}

/// Of the flags that count, those that are set: a first packet has SYN alone.
fn flags(info: &[u8]) -> Option<bool> {
    let (option, mask, set, inverted) = (*info.get(8)?, *info.get(9)?, *info.get(10)?, *info.get(11)?);
    Some(option == 0 && (super::expression::SYN & mask == set) != (inverted & 4 != 0))
}

/// `struct xt_conntrack_mtinfo3`, where no more than the state, the direction (it is the first one) and the port that was
/// asked for at first is asked; `-m state` has a flag of its own (8192).
fn tracked(revision: u32, info: &[u8], packet: &Packet<'_>) -> Option<bool> {
    let (asked, inverted, state) = (half(info, 146)? & !8192, half(info, 148)?, half(info, 150)?);
    let told = |flag: u16, is: bool| asked & flag == 0 || is != (inverted & flag != 0);
    let port = if asked & 512 != 0 { first_port(revision, info, packet)? } else { true };
    let known = asked & !(1 | 512 | 4096) == 0;
    known.then_some(told(1, u32::from(state) & NEW != 0) && told(512, port) && told(4096, true))
}

fn first_port(revision: u32, info: &[u8], packet: &Packet<'_>) -> Option<bool> {
    let (from, to) = (half(info, 140)?, half(info, 156)?);
    (revision == 3).then(|| (from..=to.max(from)).contains(&packet.asked))
}

/// Sorts of addresses by bit: 2 is other machines' own, 4 this machine's. `struct xt_addrtype_info` and `_v1`.
fn address_type(revision: u32, info: &[u8]) -> Option<bool> {
    let (sender, own, flags) = (half(info, 0)?, half(info, 2)?, word(info, 4)?);
    let (not_sender, not_own) = match revision {
        0 => (flags != 0, word(info, 8)? != 0),
        _ => (flags & 1 != 0, flags & 2 != 0),
    };
    let is = |asked: u16, bit: u16, inverted: bool| asked == 0 || (asked & bit != 0) != inverted;
    Some(is(sender, 2, not_sender) && is(own, 4, not_own))
}

/// `struct xt_recent_mtinfo`: a stranger is in no list yet, and is put into one (2).
fn recent(info: &[u8]) -> Option<bool> {
    let (what, inverted) = (*info.get(8)?, *info.get(9)? != 0);
    Some((what & 2 != 0) != inverted)
}

/// `struct xt_hashlimit_mtinfo1` and its successors: the mode stands behind a name of 16 bytes, or behind two rates that
/// stand behind one of 255. `XT_HASHLIMIT_INVERT` holds for who came too often.
fn hash_limit(revision: u32, info: &[u8]) -> Option<bool> {
    let mode = word(info, if revision < 2 { 16 } else { 272 })?;
    Some(mode & (1 << 4) == 0)
}

/// `struct xt_mark_mtinfo1`, of a packet that nothing marked.
fn mark(info: &[u8]) -> Option<bool> {
    Some((word(info, 0)? == 0) != (*info.get(8)? != 0))
}

/// `struct xt_multiport_v1`: which ports (1 is those asked for, 2 is both), how many, 15 of them, which begin a range.
fn multiport(info: &[u8], packet: &Packet<'_>) -> Option<bool> {
    let (flags, count) = (*info.first()?, usize::from(*info.get(1)?).min(15));
    let port = |n: usize| half(info, 2 + 2 * n);
    let inverted = *info.get(47)? != 0;
    let (mut found, mut n) = (false, 0);
    while n < count {
        let from = port(n)?;
        let begins_range = *info.get(32 + n)? != 0;
        let to = if begins_range { port(n + 1)? } else { from };
        found |= (from..=to).contains(&packet.port);
        n += if begins_range { 2 } else { 1 };
    }
    matches!(flags, 1 | 2).then_some(found != inverted)
}
