//! Sets and maps that rules look something up in, with keys of one part or of several.

use crate::host::netlink::{attribute, be32};

use super::expression::{Verdict, verdict};
use super::packet::{Known, Packet, Part};

/// A set, or a map to verdicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// Of which table.
    pub family: u8,
    /// Of which table.
    pub table: String,
    /// Its name.
    pub name: String,
    /// What it holds.
    pub elements: Vec<Element>,
}

/// One element: a key, a range of keys, or all other keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its key, or the first one.
    pub key: Vec<u8>,
    /// The last key of a range of several parts.
    pub last: Option<Vec<u8>>,
    /// Its key stands behind the last of a range that began before.
    pub ends: bool,
    /// It stands for every key that no other element has.
    pub others: bool,
    /// What a map says.
    pub verdict: Option<Verdict>,
}

/// Reads one (`enum nft_set_elem_attributes`).
pub(super) fn element(body: &[u8]) -> Element {
    let data = |kind| attribute(body, kind).and_then(|data| attribute(data, 1)).map(<[u8]>::to_vec);
    let flags = attribute(body, 3).and_then(be32).unwrap_or(0);
    Element {
        key: data(1).unwrap_or_default(),
        last: data(10),
        ends: flags & 1 != 0,
        others: flags & 2 != 0,
        verdict: attribute(body, 2).and_then(|data| attribute(data, 2)).and_then(verdict),
    }
}

/// What a set says of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It holds the key, with the verdict of a map.
    Holds(Option<Verdict>),
    /// It does not hold the key.
    Lacks,
    /// It holds the keys of some senders.
    Some(Option<Verdict>),
    /// That cannot be told.
    Unknown,
}

impl Set {
    /// Looks up the parts that were loaded, in their order.
    pub(super) fn look_up(&self, parts: &[Part], packet: &Packet<'_>) -> Answer {
        let own = self.elements.iter().filter(|element| !element.others);
        let width = own.map(|element| element.key.len()).max().unwrap_or(0);
        let parts = take(parts, width);
        let answer = match parts.as_slice() {
            [only] => self.of_one(only, packet),
            several => self.of_several(several, packet),
        };
        let other = self.elements.iter().find(|element| element.others);
        match (answer, other) {
            (Answer::Lacks, Some(other)) => Answer::Holds(other.verdict.clone()),
            (answer, _) => answer,
        }
    }

    fn of_one(&self, part: &Part, packet: &Packet<'_>) -> Answer {
        let plain = || self.elements.iter().filter(|element| !element.others);
        let ranges = plain().any(|element| element.ends);
        if plain().next().is_none() {
            return Answer::Lacks;
        }
        let own = match packet.bytes(part) {
            Known::Bytes(own) => own,
            // Who may send is told by the element: all of them, where a range spans everything.
            Known::Sender => return Answer::Some(plain().find_map(|element| element.verdict.clone())),
            Known::Nothing => return Answer::Unknown,
        };
        let own = part.cut(&own);
        if !ranges {
            let found = plain().find(|element| matches_part(element, 0, &own));
            return found.map_or_else(|| self.absent(part, packet), |element| Answer::Holds(element.verdict.clone()));
        }
        // Ranges stand as their first value and the value behind their last.
        let mut all: Vec<_> = plain().map(|element| (element.key.clone(), element.ends, &element.verdict)).collect();
        all.sort_by(|a, b| (&a.0, !a.1).cmp(&(&b.0, !b.1)));
        let last = all.iter().rfind(|(key, ..)| key.get(..own.len()).unwrap_or(key) <= own.as_slice());
        last.filter(|(_, ends, _)| !ends).map_or(Answer::Lacks, |(.., verdict)| Answer::Holds((*verdict).clone()))
    }

    /// What is not in a set of interfaces may come in by one that is.
    fn absent(&self, part: &Part, packet: &Packet<'_>) -> Answer {
        let other = |element: &&Element| packet.is_other_interface(part, &element.key);
        let some = self.elements.iter().filter(|element| !element.others).find(other);
        some.map_or(Answer::Lacks, |element| Answer::Some(element.verdict.clone()))
    }

    /// Keys of several parts: each part takes whole words of four bytes.
    fn of_several(&self, parts: &[Part], packet: &Packet<'_>) -> Answer {
        let known: Vec<Known> = parts.iter().map(|part| packet.bytes(part)).collect();
        let mut best = Answer::Lacks;
        for element in self.elements.iter().filter(|element| !element.others) {
            let mut at = 0;
            let fits = parts.iter().zip(&known).all(|(part, known)| {
                let start = at;
                at += part.width.next_multiple_of(4);
                match known {
                    Known::Bytes(own) => matches_part(element, start, &part.cut(own)),
                    _ => true,
                }
            });
            if !fits {
                continue;
            }
            if known.contains(&Known::Nothing) {
                best = Answer::Unknown;
            } else if known.contains(&Known::Sender) {
                best = Answer::Some(element.verdict.clone());
            } else {
                return Answer::Holds(element.verdict.clone());
            }
        }
        best
    }
}

/// Whether a part of an element's key holds these bytes.
fn matches_part(element: &Element, at: usize, own: &[u8]) -> bool {
    let part = |key: &[u8]| key.get(at..at + own.len()).map(<[u8]>::to_vec);
    match (part(&element.key), element.last.as_deref().and_then(part)) {
        (Some(first), Some(last)) => first.as_slice() <= own && own <= last.as_slice(),
        (Some(key), None) => key == own,
        _ => false,
    }
}

/// As many parts as a key of this width has.
fn take(parts: &[Part], width: usize) -> Vec<Part> {
    let mut left = width;
    let mut all = Vec::new();
    for part in parts {
        if left == 0 && !all.is_empty() {
            break;
        }
        left = left.saturating_sub(part.width.next_multiple_of(4));
        all.push(part.clone());
    }
    all
}
