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

/// The objects from the head of a family down to the one whose changes are gone through.
struct Way<T> {
    open: Vec<Open<T>>,
    /// Bytes of all of them.
    held: usize,
}

impl<T> Way<T> {
    /// Goes on to an object's changes, unless more would stand open than may be held.
    fn enter(&mut self, one: Open<T>) -> bool {
        let held = self.held + one.bytes.len();
        let fits = self.open.len() < DEPTH && held <= HELD;
        if fits {
            self.held = held;
            self.open.push(one);
        }
        fits
    }

    fn leave(&mut self) {
        self.held -= self.open.pop().map_or(0, |done| done.bytes.len());
    }
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
    let (mut bytes, mut change) = (Vec::new(), Vec::new());
    if pack.inflate(head, most, work, &mut bytes).is_none() {
        return 1;
    }
    let (mut way, mut left_out) = (Way { open: Vec::new(), held: 0 }, 0);
    let made = visit(head, &bytes, None);
    way.enter(Open { bytes, made, next: pack.child(head) });
    while let Some(base) = way.open.last_mut() {
        let number = base.next;
        if number == NONE {
            way.leave();
            continue;
        }
        base.next = pack.sibling(number);
        let mut bytes = Vec::new();
        let built = pack.inflate(number, most, work, &mut change);
        let Some(copied) = built.and_then(|()| delta::apply(&base.bytes, &change, most, &mut bytes)) else {
            left_out += 1;
            continue;
        };
        let made = visit(number, &bytes, Some(Base { made: &base.made, copied: &copied }));
        if base.next == NONE {
            // The last of its changes: nobody needs it any more.
            way.leave();
        }
        let next = pack.child(number);
        left_out += u64::from(next != NONE && !way.enter(Open { bytes, made, next }));
    }
    left_out
}
