//! Sends a packet through the chains: the first of a connection, from a stranger, by an interface that is not loopback.

use sneck_model::Transport;

use super::expression::{Expression, Loaded, Verdict};
use super::{Chain, IPV6, Ruleset};

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It comes in.
    Accept,
    /// It does not.
    Drop,
    /// That depends on something that is not known here.
    Unclear,
    /// The chain does not decide.
    Through,
}

/// A packet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packet {
    pub(super) transport: Transport,
    pub(super) port: u16,
    pub(super) v6: bool,
}

/// Whether a rule's conditions hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Yes,
    No,
    /// For some senders.
    Some,
    Unknown,
}

/// `NF_CT_STATE_BIT(IP_CT_NEW)`, the state of a first packet.
const NEW: u32 = 8;

/// Chains in chains, at most.
const DEEPEST: usize = 16;

pub(super) fn walk(ruleset: &Ruleset, chain: &Chain, packet: Packet, depth: usize) -> Fate {
    if depth > DEEPEST {
        return Fate::Unclear;
    }
    // What may have been decided before, for all or for some: a later verdict of the same sort is sure all the same.
    let (mut accepted, mut dropped) = (false, false);
    for rule in &chain.rules {
        let (holds, verdict) = judge(ruleset, chain, rule, packet);
        let fate = match (holds, verdict) {
            (Holds::No, _) | (_, None | Some(Verdict::Continue)) => continue,
            (_, Some(Verdict::Return)) if holds == Holds::Yes => return settled(Fate::Through, accepted, dropped),
            (_, Some(Verdict::Return)) => return Fate::Unclear,
            (_, Some(Verdict::Accept)) => Fate::Accept,
            (_, Some(Verdict::Drop)) => Fate::Drop,
            (_, Some(Verdict::Jump(name) | Verdict::Goto(name))) => {
                let next = ruleset
                    .chains
                    .iter()
                    .find(|c| c.family == chain.family && c.table == chain.table && c.name == name);
                next.map_or(Fate::Unclear, |next| walk(ruleset, next, packet, depth + 1))
            }
        };
        match (fate, holds) {
            (Fate::Through, _) => {}
            (Fate::Unclear, _) => return Fate::Unclear,
            (fate, Holds::Yes) => return settled(fate, accepted, dropped),
            // Senders that are shut out leave everybody else.
            (Fate::Drop, Holds::Some) => {}
            (Fate::Drop, _) => dropped = true,
            (Fate::Accept, _) => accepted = true,
        }
    }
    let end = match chain.hook {
        None => Fate::Through,
        Some(_) if chain.drops => Fate::Drop,
        Some(_) => Fate::Accept,
    };
    settled(end, accepted, dropped)
}

fn settled(fate: Fate, accepted: bool, dropped: bool) -> Fate {
    match fate {
        Fate::Drop if accepted => Fate::Unclear,
        Fate::Accept if dropped => Fate::Unclear,
        Fate::Through if accepted || dropped => Fate::Unclear,
        fate => fate,
    }
}

type Registers = Vec<(u32, Loaded, Option<Vec<u8>>)>;

fn judge(ruleset: &Ruleset, chain: &Chain, rule: &[Expression], packet: Packet) -> (Holds, Option<Verdict>) {
    let mut registers: Registers = Vec::new();
    let mut all = Holds::Yes;
    for expression in rule {
        let holds = match expression {
            Expression::Load(register, loaded) => {
                registers.retain(|(known, ..)| known != register);
                registers.push((*register, *loaded, None));
                Holds::Yes
            }
            Expression::Mask(register, mask) => {
                registers.iter_mut().filter(|(known, ..)| known == register).for_each(|r| r.2 = Some(mask.clone()));
                Holds::Yes
            }
            Expression::Compare(register, operation, value) => {
                compare(loaded(&registers, *register), *operation, value, packet)
            }
            Expression::Range(register, not, from, to) => range(loaded(&registers, *register), *not, from, to, packet),
            Expression::Lookup { register, set, not, map } => {
                let known = loaded(&registers, *register);
                match (look_up(ruleset, chain, set, known, packet), map) {
                    (Ok(None), true) => Holds::No,
                    (Ok(Some(verdict)), true) => return (all, verdict),
                    (Ok(found), false) => {
                        if found.is_some() == *not {
                            Holds::No
                        } else {
                            Holds::Yes
                        }
                    }
                    (Err(holds), _) => holds,
                }
            }
            Expression::Match(name, revision, info) => matched(name, *revision, info, packet),
            Expression::Decide(verdict) => return (all, Some(verdict.clone())),
            Expression::Nothing => Holds::Yes,
            Expression::Unknown => Holds::Unknown,
        };
        all = match (all, holds) {
            (Holds::No, _) | (_, Holds::No) => return (Holds::No, None),
            (Holds::Unknown, _) | (_, Holds::Unknown) => Holds::Unknown,
            (Holds::Some, _) | (_, Holds::Some) => Holds::Some,
            _ => Holds::Yes,
        };
    }
    (all, None)
}

fn loaded(registers: &Registers, register: u32) -> (Loaded, Option<&[u8]>) {
    let found = registers.iter().find(|(known, ..)| *known == register);
    found.map_or((Loaded::Other, None), |(_, loaded, mask)| (*loaded, mask.as_deref()))
}

fn truth(holds: bool) -> Holds {
    if holds { Holds::Yes } else { Holds::No }
}

/// The bytes that a register holds of our packet, where they are known.
fn bytes_of(loaded: Loaded, packet: Packet) -> Option<Vec<u8>> {
    Some(match loaded {
        Loaded::Family => vec![if packet.v6 { IPV6 } else { super::IPV4 }],
        Loaded::Protocol => vec![if packet.transport == Transport::Tcp { 6 } else { 17 }],
        Loaded::Port => packet.port.to_be_bytes().to_vec(),
        Loaded::State => NEW.to_ne_bytes().to_vec(),
        _ => return None,
    })
}

fn compare((loaded, mask): (Loaded, Option<&[u8]>), operation: u32, value: &[u8], packet: Packet) -> Holds {
    let of_loopback = match loaded {
        Loaded::InterfaceName => value.split(|b| *b == 0).next() == Some(b"lo"),
        Loaded::Interface => value == 1_u32.to_ne_bytes(),
        _ => false,
    };
    match (loaded, bytes_of(loaded, packet), operation) {
        // It does not come from loopback.
        (.., 0) if of_loopback => Holds::No,
        (.., 1) if of_loopback => Holds::Yes,
        (Loaded::Sender, ..) => Holds::Some,
        (_, None, _) => Holds::Unknown,
        (_, Some(mut own), _) => {
            own.iter_mut().zip(mask.unwrap_or(&[0xff; 8])).for_each(|(byte, mask)| *byte &= mask);
            let order = own.as_slice().cmp(value.get(..own.len()).unwrap_or(value));
            match operation {
                0 => truth(order.is_eq()),
                1 => truth(order.is_ne()),
                2 => truth(order.is_lt()),
                3 => truth(order.is_le()),
                4 => truth(order.is_gt()),
                5 => truth(order.is_ge()),
                _ => Holds::Unknown,
            }
        }
    }
}

fn range((loaded, _): (Loaded, Option<&[u8]>), not: bool, from: &[u8], to: &[u8], packet: Packet) -> Holds {
    match bytes_of(loaded, packet) {
        _ if loaded == Loaded::Sender => Holds::Some,
        None => Holds::Unknown,
        Some(own) => truth((own.as_slice() >= from && own.as_slice() <= to) != not),
    }
}

/// What a set says of what is loaded: not in it, in it, or in it with a verdict.
fn look_up(
    ruleset: &Ruleset,
    chain: &Chain,
    name: &str,
    (loaded, _): (Loaded, Option<&[u8]>),
    packet: Packet,
) -> Result<Option<Option<Verdict>>, Holds> {
    let unknown = if loaded == Loaded::Sender { Holds::Some } else { Holds::Unknown };
    let own = bytes_of(loaded, packet).ok_or(unknown)?;
    let set = ruleset.set(chain, name).ok_or(Holds::Unknown)?;
    let ranges = set.elements.iter().any(|(_, ends, _)| *ends);
    let width = own.len();
    let key = |key: &[u8]| key.get(..width).unwrap_or(key).to_vec();
    if !ranges {
        return Ok(set.elements.iter().find(|(one, ..)| key(one) == own).map(|(.., verdict)| verdict.clone()));
    }
    // Ranges stand as their first value and the value behind their last.
    let mut all: Vec<_> = set.elements.iter().map(|(one, ends, verdict)| (key(one), *ends, verdict)).collect();
    all.sort_by(|a, b| (&a.0, !a.1).cmp(&(&b.0, !b.1)));
    let last = all.iter().rfind(|(one, ..)| *one <= own);
    Ok(last.filter(|(_, ends, _)| !ends).map(|(_, _, verdict)| (*verdict).clone()))
}

/// Matches of the older iptables: `xt_tcp`, `xt_udp`, `xt_multiport`, `xt_conntrack`.
fn matched(name: &str, revision: u32, info: &[u8], packet: Packet) -> Holds {
    let port = |at: usize| info.get(at..at + 2).map(|two| u16::from_ne_bytes([two[0], two[1]]));
    let between = |from: Option<u16>, to: Option<u16>| Some(from? <= packet.port && packet.port <= to?);
    let holds = match (name, revision) {
        ("tcp" | "udp", 0) => {
            // Inverted matches are rare and not read.
            let inverted = info.get(if name == "tcp" { 11 } else { 8 }).is_some_and(|flags| *flags != 0);
            if inverted { None } else { between(port(4), port(6)) }
        }
        ("multiport", 1) => multiport(info, packet),
        ("conntrack", 2 | 3) => {
            let state = info.get(150..152).map(|two| u16::from_ne_bytes([two[0], two[1]]));
            let flags = info.get(146..148).map(|two| u16::from_ne_bytes([two[0], two[1]]));
            let inverted = info.get(148..150).map(|two| u16::from_ne_bytes([two[0], two[1]]));
            (flags == Some(1) && inverted == Some(0)).then(|| state.is_some_and(|bits| u32::from(bits) & NEW != 0))
        }
        ("comment", _) => Some(true),
        _ => None,
    };
    holds.map_or(Holds::Unknown, truth)
}

/// `struct xt_multiport_v1`: which ports (1 is those asked for, 2 is both), how many, 15 of them, which begin a range.
fn multiport(info: &[u8], packet: Packet) -> Option<bool> {
    let (flags, count) = (*info.first()?, usize::from(*info.get(1)?).min(15));
    let port = |n: usize| Some(u16::from_ne_bytes([*info.get(2 + 2 * n)?, *info.get(3 + 2 * n)?]));
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
