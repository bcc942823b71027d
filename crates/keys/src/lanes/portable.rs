//! The rounds in plain Rust: for processors without AVX2, and to measure the others by.

use super::vectors::{Part, Vector, each};
use super::{Engine, LANES, Rounds, Row, rounds};

pub(super) fn engine() -> Engine {
    Engine {
        name: "portable",
        sha1: Some(Rounds {
            block: |state, block| each::<Four>(|part| rounds::sha1::block::<Four>(state, block, part)),
            digest: |state, digest| each::<Four>(|part| rounds::sha1::digest::<Four>(state, digest, part)),
            same: |state, schedule| each::<Four>(|part| rounds::sha1::same::<Four>(state, schedule, part)),
            keyed: |states, key| each::<Four>(|part| rounds::sha1::keyed::<Four, _>(states, key, part)),
            keyed_by: |states, digest| each::<Four>(|part| rounds::sha1::keyed::<Four, _>(states, digest, part)),
        }),
        sha256: Some(Rounds {
            block: |state, block| each::<Four>(|part| rounds::sha256::block::<Four>(state, block, part)),
            digest: |state, digest| each::<Four>(|part| rounds::sha256::digest::<Four>(state, digest, part)),
            same: |state, schedule| each::<Four>(|part| rounds::sha256::same::<Four>(state, schedule, part)),
            keyed: |states, key| each::<Four>(|part| rounds::sha256::keyed::<Four, _>(states, key, part)),
            keyed_by: |states, digest| each::<Four>(|part| rounds::sha256::keyed::<Four, _>(states, digest, part)),
        }),
    }
}

/// Four words, which every 64-bit processor has registers for.
#[derive(Clone, Copy)]
struct Four([u32; 4]);

impl Four {
    #[inline(always)]
    fn each(self, of: impl Fn(u32) -> u32) -> Self {
        Self(self.0.map(of))
    }

    #[inline(always)]
    fn with(self, other: Self, of: impl Fn(u32, u32) -> u32) -> Self {
        Self(std::array::from_fn(|at| of(self.0[at], other.0[at])))
    }
}

impl Part for Four {
    const PARTS: usize = LANES / 4;

    #[inline(always)]
    fn load(row: &Row, part: usize) -> Self {
        Self(std::array::from_fn(|at| row.0[part * 4 + at]))
    }

    #[inline(always)]
    fn store(self, row: &mut Row, part: usize) {
        row.0[part * 4..][..4].copy_from_slice(&self.0);
    }
}

impl Vector for Four {
    #[inline(always)]
    fn splat(word: u32) -> Self {
        Self([word; 4])
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, u32::wrapping_add)
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        self.with(other, |a, b| a ^ b)
    }

    #[inline(always)]
    fn turn<const LEFT: i32, const RIGHT: i32>(self) -> Self {
        self.each(|word| word << LEFT | word >> RIGHT)
    }

    #[inline(always)]
    fn shift<const RIGHT: i32>(self) -> Self {
        self.each(|word| word >> RIGHT)
    }

    #[inline(always)]
    fn choose(self, yes: Self, no: Self) -> Self {
        self.with(yes.xor(no), |a, b| a & b).xor(no)
    }

    #[inline(always)]
    fn majority(self, second: Self, third: Self) -> Self {
        let either = self.with(second, |a, b| a | b).with(third, |a, b| a & b);
        self.with(second, |a, b| a & b).with(either, |a, b| a | b)
    }
}
