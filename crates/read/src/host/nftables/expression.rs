//! Expressions of rules: what is loaded, what it is held against, and what follows.

use crate::host::netlink::{attribute, be32, text};

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

/// What a register holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// The number of the interface.
    Interface,
    /// The name of the interface.
    InterfaceName,
    /// IPv4 or IPv6.
    Family,
    /// TCP, UDP, …
    Protocol,
    /// The port that is asked for.
    Port,
    /// What the connection tracker says.
    State,
    /// Addresses of the sender and other parts of its header.
    Sender,
    /// Something else.
    Other,
}

/// One expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// Loads something into a register.
    Load(u32, Loaded),
    /// Keeps some bits of a register.
    Mask(u32, Vec<u8>),
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
    ("bitwise", |data| Some(Expression::Mask(number(data, 2)?, value(data, 4)?))),
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
    ("counter", |_| Some(Expression::Nothing)),
    ("log", |_| Some(Expression::Nothing)),
    ("notrack", |_| Some(Expression::Nothing)),
];

fn number(data: &[u8], kind: u16) -> Option<u32> {
    attribute(data, kind).and_then(be32)
}

fn value(data: &[u8], kind: u16) -> Option<Vec<u8>> {
    attribute(attribute(data, kind)?, 1).map(<[u8]>::to_vec)
}

/// Keys of `enum nft_meta_keys`.
fn meta(data: &[u8]) -> Option<Expression> {
    let Some(register) = number(data, 1) else { return Some(Expression::Nothing) };
    let loaded = match number(data, 2)? {
        4 => Loaded::Interface,
        6 => Loaded::InterfaceName,
        15 => Loaded::Family,
        16 => Loaded::Protocol,
        _ => Loaded::Other,
    };
    Some(Expression::Load(register, loaded))
}

/// The port is at byte 2 of the transport header (RFC 9293, RFC 768).
fn payload(data: &[u8]) -> Option<Expression> {
    let Some(register) = number(data, 1) else { return Some(Expression::Nothing) };
    let loaded = match (number(data, 2)?, number(data, 3)?, number(data, 4)?) {
        (2, 2, 2) => Loaded::Port,
        (1, 9, 1) => Loaded::Protocol,
        (1, ..) => Loaded::Sender,
        _ => Loaded::Other,
    };
    Some(Expression::Load(register, loaded))
}

fn tracked(data: &[u8]) -> Option<Expression> {
    let Some(register) = number(data, 1) else { return Some(Expression::Nothing) };
    Some(Expression::Load(register, if number(data, 2)? == 0 { Loaded::State } else { Loaded::Other }))
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
        "LOG" | "NFLOG" | "CT" | "MARK" | "CONNMARK" | "TCPMSS" | "AUDIT" => Expression::Nothing,
        _ => Expression::Unknown,
    })
}
