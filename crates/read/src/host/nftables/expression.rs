//! Expressions of rules: what is loaded, what it is held against, and what follows.

use crate::host::netlink::{attribute, attributes, be32, text};

use super::packet::{Loaded, Part};

/// What becomes of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It comes in.
    Accept,
    /// It does not: dropped, or refused with an answer.
    Drop,
    /// Another chain, and back.
    Jump(String),
    /// Another chain, and not back.
    Goto(String),
    /// Back to the chain before.
    Return,
    /// The next rule.
    Continue,
}

/// One expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// Loads something into a register.
    Load(u32, Part),
    /// Keeps some bits of a register, and puts them into another one.
    Mask(u32, u32, Vec<u8>),
    /// Holds a register against a value; the number is that of `enum nft_cmp_ops`.
    Compare(u32, u32, Vec<u8>),
    /// Holds a register against a range; true for "not in it".
    Range(u32, bool, Vec<u8>, Vec<u8>),
    /// Looks a register up in a set.
    Lookup {
        /// Which register.
        register: u32,
        /// In which set.
        set: String,
        /// Not in it.
        not: bool,
        /// What is found is a verdict.
        map: bool,
    },
    /// Decides.
    Decide(Verdict),
    /// A match of the older iptables, with what it is told.
    Match(String, u32, Vec<u8>),
    /// It changes or counts something and lets the packet go on.
    Nothing,
    /// It marks the packet.
    Marks,
    /// It holds for who came too often, and not for a first packet.
    Never,
    /// One that is not known here.
    Unknown,
}

/// Reads one.
pub(super) fn of(body: &[u8]) -> Expression {
    let name = attribute(body, 1).map(text).unwrap_or_default();
    let data = attribute(body, 2).unwrap_or_default();
    let read = READERS.iter().find(|(known, _)| *known == name).map(|(_, read)| read);
    read.and_then(|read| read(data)).unwrap_or(Expression::Unknown)
}

type Reader = fn(&[u8]) -> Option<Expression>;

const READERS: &[(&str, Reader)] = &[
    ("meta", meta),
    ("payload", payload),
    ("ct", tracked),
    ("bitwise", masked),
    ("cmp", |data| Some(Expression::Compare(number(data, 1)?, number(data, 2)?, value(data, 3)?))),
    ("range", |data| {
        Some(Expression::Range(number(data, 1)?, number(data, 2)? == 1, value(data, 3)?, value(data, 4)?))
    }),
    ("lookup", lookup),
    ("immediate", immediate),
    ("reject", |_| Some(Expression::Decide(Verdict::Drop))),
    ("match", |data| {
        let info = attribute(data, 3).unwrap_or_default().to_vec();
        Some(Expression::Match(text(attribute(data, 1)?), number(data, 2).unwrap_or(0), info))
    }),
    ("target", target),
    ("fib", route),
    ("exthdr", extension),
    ("limit", |data| over(number(data, 5))),
    ("connlimit", |data| over(number(data, 2))),
    ("quota", |data| over(number(data, 2))),
    ("dynset", kept),
    ("counter", |_| Some(Expression::Nothing)),
    ("log", |_| Some(Expression::Nothing)),
    ("notrack", |_| Some(Expression::Nothing)),
    ("last", |_| Some(Expression::Nothing)),
    ("objref", |_| Some(Expression::Nothing)),
    ("flow_offload", |_| Some(Expression::Nothing)),
];

fn number(data: &[u8], kind: u16) -> Option<u32> {
    attribute(data, kind).and_then(be32)
}

fn value(data: &[u8], kind: u16) -> Option<Vec<u8>> {
    attribute(attribute(data, kind)?, 1).map(<[u8]>::to_vec)
}

fn loads(register: u32, loaded: Loaded, width: usize) -> Option<Expression> {
    Some(Expression::Load(register, Part { loaded, width, mask: None }))
}

/// Keys of `enum nft_meta_keys`.
fn meta(data: &[u8]) -> Option<Expression> {
    let key = number(data, 2)?;
    let Some(register) = number(data, 1) else {
        return Some(if key == 3 { Expression::Marks } else { Expression::Nothing });
    };
    match key {
        1 => loads(register, Loaded::EtherType, 2),
        3 => loads(register, Loaded::Mark, 4),
        4 => loads(register, Loaded::Interface, 4),
        6 => loads(register, Loaded::InterfaceName, 16),
        15 => loads(register, Loaded::Family, 1),
        16 => loads(register, Loaded::Protocol, 1),
        // PACKET_HOST: it is meant for this machine.
        19 => loads(register, Loaded::Known(vec![0]), 1),
        _ => loads(register, Loaded::Other, 4),
    }
}

/// A part of a header: of the network (1) or of the transport (2), by offset and length (RFC 791, 8200, 9293, 768).
fn payload(data: &[u8]) -> Option<Expression> {
    let Some(register) = number(data, 1) else { return Some(Expression::Nothing) };
    let width = number(data, 4)?;
    let loaded = match (number(data, 2)?, number(data, 3)?, width) {
        (2, 2, 2) => Loaded::Port,
        (2, 0, 2) => Loaded::Known(EPHEMERAL.to_vec()),
        (2, 0, 4) => Loaded::Ports,
        (2, 13, 1) => Loaded::Known(vec![SYN]),
        (1, 9, 1) | (1, 6, 1) => Loaded::Protocol,
        // It is not cut into parts, and says so.
        (1, 6, 2) => Loaded::Known(vec![0x40, 0]),
        (1, 12, _) => Loaded::Sender,
        (1, 8, 2..) => Loaded::Sender,
        (1, 16 | 24, _) => Loaded::Destination,
        _ => Loaded::Other,
    };
    loads(register, loaded, width as usize)
}

/// The port that a stranger's system picks (50000), in the order of the network.
pub(super) const EPHEMERAL: [u8; 2] = 50_000_u16.to_be_bytes();

/// The flags of a first packet of TCP (RFC 9293, 3.1).
pub(super) const SYN: u8 = 2;

/// Keys of `enum nft_ct_keys`.
fn tracked(data: &[u8]) -> Option<Expression> {
    let Some(register) = number(data, 1) else { return Some(Expression::Nothing) };
    match number(data, 2)? {
        0 => loads(register, Loaded::State, 4),
        1 => loads(register, Loaded::Known(vec![0]), 1),
        // No address of it was changed.
        2 => loads(register, Loaded::Known(vec![0; 4]), 4),
        _ => loads(register, Loaded::Other, 4),
    }
}

fn masked(data: &[u8]) -> Option<Expression> {
    let plain = number(data, 6).is_none_or(|operation| operation == 0);
    Some(Expression::Mask(number(data, 1)?, number(data, 2)?, value(data, 4).filter(|_| plain)?))
}

/// What the routing table says: the address is one of this machine's, the sender's is one of others, and the way back to
/// it leads out where it came in (`enum nft_fib_result`, `nft_fib_flags`).
fn route(data: &[u8]) -> Option<Expression> {
    let (register, result, flags) = (number(data, 1)?, number(data, 2)?, number(data, 3)?);
    let (of_sender, whether) = (flags & 1 != 0, flags & (1 << 5) != 0);
    match result {
        3 => loads(register, Loaded::Known(if of_sender { 1_u32 } else { 2 }.to_ne_bytes().to_vec()), 4),
        1 | 2 if of_sender && whether => loads(register, Loaded::Known(vec![1]), 1),
        _ => loads(register, Loaded::Other, 4),
    }
}

/// Whether there is a header of extensions (`NFT_EXTHDR_F_PRESENT`): a first packet has none. What else is in one is not known.
fn extension(data: &[u8]) -> Option<Expression> {
    let Some(register) = number(data, 1) else { return Some(Expression::Nothing) };
    let of_network = number(data, 6).is_none_or(|kind| kind == 0);
    match number(data, 5).unwrap_or(0) & 1 {
        1 if of_network => loads(register, Loaded::Known(vec![0]), 1),
        _ => loads(register, Loaded::Other, number(data, 4)? as usize),
    }
}

fn over(flags: Option<u32>) -> Option<Expression> {
    Some(if flags.unwrap_or(0) & 1 == 1 { Expression::Never } else { Expression::Nothing })
}

/// A sender is put into a set, and may be held to a limit there.
fn kept(data: &[u8]) -> Option<Expression> {
    let several = attribute(data, 10).into_iter().flat_map(attributes).map(|(_, one)| one);
    let mut held = attribute(data, 7).into_iter().chain(several).map(of);
    Some(if held.any(|one| one == Expression::Never) { Expression::Never } else { Expression::Nothing })
}

fn lookup(data: &[u8]) -> Option<Expression> {
    Some(Expression::Lookup {
        set: text(attribute(data, 1)?),
        register: number(data, 2)?,
        map: attribute(data, 3).is_some(),
        not: number(data, 5).is_some_and(|flags| flags & 1 == 1),
    })
}

fn immediate(data: &[u8]) -> Option<Expression> {
    if number(data, 1)? != 0 {
        return Some(Expression::Nothing);
    }
    attribute(attribute(data, 2)?, 2).and_then(verdict).map(Expression::Decide)
}

/// `NFTA_VERDICT_CODE` and `NFTA_VERDICT_CHAIN`.
pub(super) fn verdict(body: &[u8]) -> Option<Verdict> {
    let chain = || attribute(body, 2).map(text);
    Some(match number(body, 1)?.cast_signed() {
        0 => Verdict::Drop,
        1 => Verdict::Accept,
        -3 => Verdict::Jump(chain()?),
        -4 => Verdict::Goto(chain()?),
        -5 => Verdict::Return,
        _ => Verdict::Continue,
    })
}

/// Targets of the older iptables.
fn target(data: &[u8]) -> Option<Expression> {
    Some(match &*text(attribute(data, 1)?) {
        "REJECT" | "DROP" => Expression::Decide(Verdict::Drop),
        "ACCEPT" => Expression::Decide(Verdict::Accept),
        "MARK" | "CONNMARK" => Expression::Marks,
        "LOG" | "NFLOG" | "CT" | "TCPMSS" | "AUDIT" => Expression::Nothing,
        _ => Expression::Unknown,
    })
}
