//! Sends a packet through a chain and those that it leads to.

use super::expression::{Expression, Verdict};
use super::packet::{Known, Loaded, Packet, Part, is_for_many, is_loopback};
use super::sets::Answer;
use super::{Chain, Ruleset, older};

/// Where a packet gets to at the end of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It comes in.
    Accept,
    /// It does not.
    Drop,
    /// The chain does not decide.
    Through,
}

/// What may have been decided otherwise before the end: for some senders, or for all, for what is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Doubts {
    /// Some senders were let in.
    pub(super) some_in: bool,
    /// All but some senders were kept away.
    pub(super) most_out: bool,
    /// Everybody may have been let in.
    pub(super) maybe_in: bool,
    /// Everybody may have been kept away.
    pub(super) maybe_out: bool,
}

impl Doubts {
    fn add(&mut self, other: Self) {
        self.some_in |= other.some_in;
        self.most_out |= other.most_out;
        self.maybe_in |= other.maybe_in;
        self.maybe_out |= other.maybe_out;
    }
}

/// Whether a rule's conditions hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Yes,
    No,
    /// For some senders, or by some interfaces.
    Some,
    /// For all senders but some.
    Most,
    Unknown,
}

impl Holds {
    pub(super) fn of(truth: bool) -> Self {
        if truth { Self::Yes } else { Self::No }
    }

    /// One condition, and another one.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            // Whatever else is asked, it is no more than some.
            (Self::Some, _) | (_, Self::Some) => Self::Some,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Most, _) | (_, Self::Most) => Self::Most,
            _ => Self::Yes,
        }
    }
}

/// Chains in chains, at most.
const DEEPEST: usize = 16;

/// Rules that are walked through for one packet, at most: chains may lead to each other over and over.
const MOST: usize = 200_000;

/// One packet on its way.
pub(super) struct Walk<'r> {
    ruleset: &'r Ruleset,
    packet: Packet<'r>,
    left: usize,
}

/// It cannot be told.
pub(super) struct Unclear;

impl<'r> Walk<'r> {
    pub(super) fn new(ruleset: &'r Ruleset, packet: Packet<'r>) -> Self {
        Self { ruleset, packet, left: MOST }
    }

    pub(super) fn chain(&mut self, chain: &Chain, doubts: &mut Doubts, depth: usize) -> Result<End, Unclear> {
        for rule in &chain.rules {
            self.left = self.left.checked_sub(1).filter(|_| depth <= DEEPEST).ok_or(Unclear)?;
            let (holds, verdict) = self.judge(chain, rule);
            let (end, own) = match verdict {
                _ if holds == Holds::No => continue,
                None | Some(Verdict::Continue) => continue,
                Some(Verdict::Accept) => (End::Accept, Doubts::default()),
                Some(Verdict::Drop) => (End::Drop, Doubts::default()),
                Some(Verdict::Return) => match holds {
                    Holds::Yes | Holds::Most => return Ok(End::Through),
                    // Who leaves the chain here may be let in behind it.
                    Holds::Some => (End::Accept, Doubts::default()),
                    _ => return Err(Unclear),
                },
                Some(Verdict::Jump(name)) => self.other(chain, &name, depth)?,
                Some(Verdict::Goto(name)) => match self.other(chain, &name, depth)? {
                    (End::Through, own) if matches!(holds, Holds::Yes | Holds::Most) => {
                        doubts.add(own);
                        return Ok(End::Through);
                    }
                    other => other,
                },
            };
            match (end, holds) {
                (End::Through, Holds::Yes | Holds::Most) => doubts.add(own),
                // What happened to some on the way is no matter of all the others.
                (End::Through, Holds::Some) => doubts.some_in |= own.some_in || own.maybe_in,
                (End::Through, _) => {
                    doubts.add(Doubts { most_out: false, maybe_out: own.maybe_out || own.most_out, ..own })
                }
                (end, Holds::Yes) => {
                    doubts.add(own);
                    return Ok(end);
                }
                (End::Accept, Holds::Most) => {
                    doubts.add(own);
                    return Ok(End::Accept);
                }
                (End::Accept, Holds::Some) => doubts.some_in = true,
                (End::Drop, Holds::Some) => doubts.some_in |= own.some_in,
                (End::Drop, Holds::Most) => {
                    doubts.most_out = true;
                    doubts.some_in |= own.some_in;
                }
                (End::Accept, _) => doubts.maybe_in = true,
                (End::Drop, _) => doubts.maybe_out = true,
            }
        }
        Ok(End::Through)
    }

    fn other(&mut self, chain: &Chain, name: &str, depth: usize) -> Result<(End, Doubts), Unclear> {
        let is = |other: &&Chain| other.family == chain.family && other.table == chain.table && other.name == name;
        let ruleset = self.ruleset;
        let next = ruleset.chains.iter().find(is).ok_or(Unclear)?;
        let mut doubts = Doubts::default();
        let end = self.chain(next, &mut doubts, depth + 1)?;
        Ok((end, doubts))
    }

    /// Whether a rule holds for the packet, and what it then decides.
    fn judge(&self, chain: &Chain, rule: &[Expression]) -> (Holds, Option<Verdict>) {
        let mut registers = Registers::default();
        let mut all = Holds::Yes;
        for expression in rule {
            let holds = match expression {
                Expression::Load(register, part) => registers.load(*register, part.clone()),
                Expression::Mask(from, to, mask) => registers.mask(*from, *to, mask),
                Expression::Compare(register, operation, value) => {
                    self.compare(&registers.part(*register), *operation, value)
                }
                Expression::Range(register, not, from, to) => self.range(&registers.part(*register), *not, from, to),
                Expression::Lookup { register, set, not, map } => {
                    let answer = self.look_up(chain, set, &registers.parts(*register));
                    match (answer, map) {
                        (Answer::Holds(verdict), true) => return (all, verdict),
                        (Answer::Some(verdict), true) => return (all.and(Holds::Some), verdict),
                        (Answer::Unknown, true) => return (Holds::Unknown, Some(Verdict::Return)),
                        (Answer::Lacks, true) => Holds::No,
                        (answer, false) => in_set(&answer, *not),
                    }
                }
                Expression::Match(name, revision, info) => older::matched(name, *revision, info, &self.packet),
                Expression::Decide(verdict) => return (all, Some(verdict.clone())),
                Expression::Nothing | Expression::Marks => Holds::Yes,
                Expression::Never => Holds::No,
                Expression::Unknown => Holds::Unknown,
            };
            all = all.and(holds);
            if all == Holds::No {
                break;
            }
        }
        (all, None)
    }

    fn look_up(&self, chain: &Chain, name: &str, parts: &[Part]) -> Answer {
        // A set of senders that could not be read, for they are many or change, is one of some all the same.
        let unread = || match parts.first() {
            Some(part) if self.packet.bytes(part) == Known::Sender => Answer::Some(None),
            _ => Answer::Unknown,
        };
        self.ruleset.set(chain, name).map_or_else(unread, |set| set.look_up(parts, &self.packet))
    }

    /// The operations of `enum nft_cmp_ops`: is, is not, less, at most, more, at least.
    fn compare(&self, part: &Part, operation: u32, value: &[u8]) -> Holds {
        let own = match self.packet.bytes(part) {
            _ if part.is_blind() => return Holds::of(operation == 0),
            _ if is_loopback(part, value) => return Holds::of(operation == 1),
            _ if part.loaded == Loaded::Destination && is_for_many(part, value) => return Holds::of(operation == 1),
            Known::Bytes(own) => part.cut(&own),
            Known::Sender if operation == 1 => return Holds::Most,
            Known::Sender => return Holds::Some,
            Known::Nothing => return interface(part, operation),
        };
        let width = own.len().min(value.len());
        let order = own[..width].cmp(&value[..width]);
        match operation {
            0 if order.is_ne() && self.packet.is_other_interface(part, value) => Holds::Some,
            1 if order.is_eq() && is_interface(part) => Holds::Some,
            0 => Holds::of(order.is_eq()),
            1 => Holds::of(order.is_ne()),
            2 => Holds::of(order.is_lt()),
            3 => Holds::of(order.is_le()),
            4 => Holds::of(order.is_gt()),
            5 => Holds::of(order.is_ge()),
            _ => Holds::Unknown,
        }
    }

    fn range(&self, part: &Part, not: bool, from: &[u8], to: &[u8]) -> Holds {
        match self.packet.bytes(part) {
            Known::Sender if not => Holds::Most,
            Known::Sender => Holds::Some,
            Known::Nothing => Holds::Unknown,
            Known::Bytes(own) => {
                let own = part.cut(&own);
                Holds::of((own.as_slice() >= from && own.as_slice() <= to) != not)
            }
        }
    }
}

fn is_interface(part: &Part) -> bool {
    matches!(part.loaded, Loaded::Interface | Loaded::InterfaceName)
}

/// Where strangers have no way of their own, any interface is one of some.
fn interface(part: &Part, operation: u32) -> Holds {
    match operation {
        0 if is_interface(part) => Holds::Some,
        1 if is_interface(part) => Holds::Most,
        _ => Holds::Unknown,
    }
}

fn in_set(answer: &Answer, not: bool) -> Holds {
    match answer {
        Answer::Unknown => Holds::Unknown,
        Answer::Some(_) if not => Holds::Most,
        Answer::Some(_) => Holds::Some,
        Answer::Holds(_) => Holds::of(!not),
        Answer::Lacks => Holds::of(not),
    }
}

/// Registers: words of four bytes, each part at its first one.
#[derive(Default)]
struct Registers(Vec<(u32, Part)>);

impl Registers {
    /// Registers 1 to 4 are four words each; from 8 on, each is one (`enum nft_registers`).
    fn word(register: u32) -> u32 {
        if register < 8 { register.saturating_sub(1) * 4 } else { register - 8 }
    }

    fn words(part: &Part) -> u32 {
        u32::try_from(part.width.div_ceil(4)).unwrap_or(u32::MAX).max(1)
    }

    fn load(&mut self, register: u32, part: Part) -> Holds {
        let (start, end) = (Self::word(register), Self::word(register).saturating_add(Self::words(&part)));
        self.0.retain(|(at, own)| at.saturating_add(Self::words(own)) <= start || *at >= end);
        self.0.push((start, part));
        Holds::Yes
    }

    fn mask(&mut self, from: u32, to: u32, mask: &[u8]) -> Holds {
        let part = Part { mask: Some(mask.to_vec()), ..self.part(from) };
        self.load(to, part)
    }

    fn part(&self, register: u32) -> Part {
        let found = self.0.iter().find(|(at, _)| *at == Self::word(register)).map(|(_, part)| part.clone());
        found.unwrap_or(Part { loaded: Loaded::Other, width: 4, mask: None })
    }

    /// What stands from here on without a gap.
    fn parts(&self, register: u32) -> Vec<Part> {
        let mut all = Vec::new();
        let mut at = Self::word(register);
        while let Some((_, part)) = self.0.iter().find(|(start, _)| *start == at) {
            all.push(part.clone());
            at = at.saturating_add(Self::words(part));
        }
        if all.is_empty() { vec![self.part(register)] } else { all }
    }
}
