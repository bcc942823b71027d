//! The rounds of SHA-1 and SHA-256 (FIPS 180-4) on vectors of words, whatever they are made of.
//!
//! All of it has to end up inside of the function that has the processor's feature: an instruction that is left outside
//! becomes a call. Closures are not inlined for certain, so that there are none, neither here nor in what is called.

pub(super) mod sha1;
pub(super) mod sha256;

use super::Row;
use super::layout::BLOCK;
use super::vectors::{Part, Vector};

/// What HMAC mixes into the key for the inner hash, and for the outer one (RFC 2104).
pub(super) const PADS: [u32; 2] = [0x3636_3636, 0x5c5c_5c5c];

/// Where word and constant of each step come from.
trait Words<V> {
    fn next(&mut self, t: usize) -> V;
}

/// The same for all lanes, made beforehand.
struct Same<'a, const STEPS: usize>(&'a [u32; STEPS]);

impl<V: Vector, const STEPS: usize> Words<V> for Same<'_, STEPS> {
    #[inline(always)]
    fn next(&mut self, t: usize) -> V {
        V::splat(self.0[t])
    }
}

/// What follows a digest of so many words in the last block of the outer hash of HMAC.
pub(super) const fn ending(words: usize) -> [u32; 16] {
    let mut all = [0; 16];
    all[words] = 0x8000_0000;
    all[15] = (BLOCK + words * 4) as u32 * 8;
    all
}

/// The last block of the outer hash of HMAC: the digest of the inner one, and what ends it.
#[inline(always)]
fn last<V: Part, const N: usize>(digest: &[Row; N], part: usize) -> [V; 16] {
    let mut all = splat(const { ending(N) });
    let mut at = 0;
    while at < N {
        all[at] = V::load(&digest[at], part);
        at += 1;
    }
    all
}

/// A key with one of the pads of HMAC. The words of the block that the key does not fill are zero.
#[inline(always)]
fn padded<V: Part, const N: usize>(key: &[Row; N], pad: u32, part: usize) -> [V; 16] {
    let mut all = [V::splat(pad); 16];
    let mut at = 0;
    while at < N {
        all[at] = V::load(&key[at], part).xor(V::splat(pad));
        at += 1;
    }
    all
}

/// The same words in all lanes.
#[inline(always)]
fn splat<V: Vector, const N: usize>(words: [u32; N]) -> [V; N] {
    let mut all = [V::splat(0); N];
    let mut at = 0;
    while at < N {
        all[at] = V::splat(words[at]);
        at += 1;
    }
    all
}

/// A part of several rows.
#[inline(always)]
fn loaded<V: Part, const N: usize>(rows: &[Row; N], part: usize) -> [V; N] {
    let mut all = [V::splat(0); N];
    let mut at = 0;
    while at < N {
        all[at] = V::load(&rows[at], part);
        at += 1;
    }
    all
}

/// Into a part of several rows.
#[inline(always)]
fn stored<V: Part, const N: usize>(rows: &mut [Row; N], part: usize, words: [V; N]) {
    let mut at = 0;
    while at < N {
        words[at].store(&mut rows[at], part);
        at += 1;
    }
}

/// What was before and what came of it, added up.
#[inline(always)]
fn summed<V: Vector, const N: usize>(mut before: [V; N], now: [V; N]) -> [V; N] {
    let mut at = 0;
    while at < N {
        before[at] = before[at].add(now[at]);
        at += 1;
    }
    before
}
