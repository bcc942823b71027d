//! Every object of one sort, each built once: a family is gone through from its head on, so that what several objects
//! are changes of is never built twice.

use super::delta::{self, Copied};
use super::pack::{NONE, Pack, Work};

/// git makes chains of fifty by default and of 4,095 at most.
pub(super) const DEPTH: usize = 4096;
/// Bytes that one family may hold at once.
const HELD: usize = 32 << 20;

/// What a visitor made of the base, and what the object shares with it.
pub(super) struct Base<'a, T> {
    pub made: &'a T,
    pub copied: &'a [Copied],
}

/// An object that others may be changes of.
struct Open<T> {
    bytes: Vec<u8>,
    made: T,
    /// The next of its changes.
    next: u32,
}

/// Goes through a family. The visitor is told each object, and keeps what it made of one for those that are changes of
/// it. Gives back how many objects were left out: broken, too large, or beyond what may be held.
pub(super) fn family<T>(
    pack: &Pack,
    head: u32,
    most: usize,
    work: &mut Work,
    mut visit: impl FnMut(u32, &[u8], Option<Base<'_, T>>) -> T,
) -> u64 {
    let mut bytes = Vec::new();
    if pack.inflate(head, most, work, &mut bytes).is_none() {
        return 1;
    }
    let made = visit(head, &bytes, None);
    let mut held = bytes.len();
    let mut open = vec![Open { bytes, made, next: pack.child(head) }];
    let (mut left_out, mut change) = (0, Vec::new());
    while let Some(base) = open.last_mut() {
        if base.next == NONE {
            held -= open.pop().map_or(0, |done| done.bytes.len());
            continue;
        }
        let number = base.next;
        base.next = pack.sibling(number);
        let mut bytes = Vec::new();
        let built = pack.inflate(number, most, work, &mut change);
        let Some(copied) = built.and_then(|()| delta::apply(&base.bytes, &change, most, &mut bytes)) else {
            left_out += 1;
            continue;
        };
        let made = visit(number, &bytes, Some(Base { made: &base.made, copied: &copied }));
        let next = pack.child(number);
        if base.next == NONE {
            // The last of its changes: nobody needs it any more.
            held -= open.pop().map_or(0, |done| done.bytes.len());
        }
        if next != NONE && open.len() < DEPTH && held + bytes.len() <= HELD {
            held += bytes.len();
            open.push(Open { bytes, made, next });
        } else if next != NONE {
            left_out += 1;
        }
    }
    left_out
}
