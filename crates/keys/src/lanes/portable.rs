//! The rounds in plain Rust: for processors without AVX2, and to measure the others by.

use super::rounds::{self, Vector};
use super::{Engine, LANES, Rounds, Row};

pub(super) fn engine() -> Engine {
    Engine {
        name: "portable",
        sha1: Some(Rounds { block: sha1_block, same: sha1_same }),
        sha256: Some(Rounds { block: sha256_block, same: sha256_same }),
    }
}

/// Four words, which every 64-bit processor has registers for.
#[derive(Clone, Copy)]
struct Four([u32; 4]);

const PARTS: usize = LANES / 4;

impl Four {
    #[inline(always)]
    fn each(self, of: impl Fn(u32) -> u32) -> Self {
        Self(self.0.map(of))
    }

    #[inline(always)]
    fn with(self, other: Self, of: impl Fn(u32, u32) -> u32) -> Self {
        Self(std::array::from_fn(|at| of(self.0[at], other.0[at])))
    }

    fn load(row: &Row, part: usize) -> Self {
        Self(std::array::from_fn(|at| row.0[part * 4 + at]))
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

/// Does something to each part of the rows in turn.
fn parts<const W: usize>(state: &mut [Row; W], run: impl Fn(&mut [Four; W], usize)) {
    for part in 0..PARTS {
        let mut some: [Four; W] = std::array::from_fn(|at| Four::load(&state[at], part));
        run(&mut some, part);
        state.iter_mut().zip(some).for_each(|(row, four)| row.0[part * 4..][..4].copy_from_slice(&four.0));
    }
}

fn sha1_block(state: &mut [Row; 5], block: &[Row; 16]) {
    parts(state, |some, part| rounds::sha1_block(some, std::array::from_fn(|at| Four::load(&block[at], part))));
}

fn sha1_same(state: &mut [Row; 5], schedule: &[u32; 80]) {
    parts(state, |some, _| rounds::sha1(some, |t| Four::splat(schedule[t])));
}

fn sha256_block(state: &mut [Row; 8], block: &[Row; 16]) {
    parts(state, |some, part| rounds::sha256_block(some, std::array::from_fn(|at| Four::load(&block[at], part))));
}

fn sha256_same(state: &mut [Row; 8], schedule: &[u32; 64]) {
    parts(state, |some, _| rounds::sha256(some, |t| Four::splat(schedule[t])));
}
