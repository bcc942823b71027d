//! Vectors of words, whatever they are made of.

use super::Row;

/// Some words, all of which are treated alike.
pub(super) trait Vector: Copy {
    /// All words the same.
    fn splat(word: u32) -> Self;
    /// Sums, without the carry.
    fn add(self, other: Self) -> Self;
    /// Exclusive or.
    fn xor(self, other: Self) -> Self;
    /// Turned to the left; `RIGHT` is 32 less `LEFT`.
    fn turn<const LEFT: i32, const RIGHT: i32>(self) -> Self;
    /// Shifted to the right.
    fn shift<const RIGHT: i32>(self) -> Self;
    /// Bits of `yes` where this one is set, of `no` elsewhere.
    fn choose(self, yes: Self, no: Self) -> Self;
    /// Bits that at least two of three have.
    fn majority(self, second: Self, third: Self) -> Self;
    /// Exclusive or of three.
    #[inline(always)]
    fn parity(self, second: Self, third: Self) -> Self {
        self.xor(second).xor(third)
    }
}

/// A vector that holds a part of a row.
pub(super) trait Part: Vector {
    /// Vectors in a row.
    const PARTS: usize;
    /// From a row.
    fn load(row: &Row, part: usize) -> Self;
    /// Into a row.
    fn store(self, row: &mut Row, part: usize);
}

/// Two vectors side by side: while one waits for its own result, the other goes on.
#[derive(Clone, Copy)]
pub(super) struct Twice<V>(pub(super) V, pub(super) V);

impl<V: Part> Part for Twice<V> {
    const PARTS: usize = V::PARTS / 2;

    #[inline(always)]
    fn load(row: &Row, part: usize) -> Self {
        Self(V::load(row, part * 2), V::load(row, part * 2 + 1))
    }

    #[inline(always)]
    fn store(self, row: &mut Row, part: usize) {
        self.0.store(row, part * 2);
        self.1.store(row, part * 2 + 1);
    }
}

impl<V: Vector> Vector for Twice<V> {
    #[inline(always)]
    fn splat(word: u32) -> Self {
        Self(V::splat(word), V::splat(word))
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(self.0.add(other.0), self.1.add(other.1))
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(self.0.xor(other.0), self.1.xor(other.1))
    }

    #[inline(always)]
    fn turn<const LEFT: i32, const RIGHT: i32>(self) -> Self {
        Self(self.0.turn::<LEFT, RIGHT>(), self.1.turn::<LEFT, RIGHT>())
    }

    #[inline(always)]
    fn shift<const RIGHT: i32>(self) -> Self {
        Self(self.0.shift::<RIGHT>(), self.1.shift::<RIGHT>())
    }

    #[inline(always)]
    fn choose(self, yes: Self, no: Self) -> Self {
        Self(self.0.choose(yes.0, no.0), self.1.choose(yes.1, no.1))
    }

    #[inline(always)]
    fn majority(self, second: Self, third: Self) -> Self {
        Self(self.0.majority(second.0, third.0), self.1.majority(second.1, third.1))
    }

    #[inline(always)]
    fn parity(self, second: Self, third: Self) -> Self {
        Self(self.0.parity(second.0, third.0), self.1.parity(second.1, third.1))
    }
}

/// Does something to every part of some rows, one after the other. This loop stays outside of the functions that have the
/// processor's feature: inside, words that all parts share would be got ready for all of them, and there are not that many
/// registers.
pub(super) fn each<V: Part>(run: impl FnMut(usize)) {
    (0..V::PARTS).for_each(run);
}
