//! SHA-1.

use super::super::Row;
use super::super::vectors::{Part, Twice, Vector};
use super::{PADS, Same, Words, last, loaded, padded, splat, stored, summed};

/// The state before the first block.
pub(in super::super) const START: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

/// The constants, for twenty steps each.
const K: [u32; 4] = [0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xca62_c1d6];

/// What tells the words of all steps with one pad of HMAC from those with the other: nothing but exclusive or and turning
/// makes them, so that this does not depend on the key.
const APART: [u32; 80] = words(&[PADS[0] ^ PADS[1]; 16]);

/// Words of all steps.
const fn words(block: &[u32; 16]) -> [u32; 80] {
    let mut words = [0; 80];
    let mut t = 0;
    while t < 80 {
        words[t] = match t {
            0..16 => block[t],
            _ => (words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16]).rotate_left(1),
        };
        t += 1;
    }
    words
}

/// Words and constants of all steps, added up.
pub(in super::super) fn schedule(block: &[u32; 16]) -> [u32; 80] {
    let words = words(block);
    std::array::from_fn(|t| words[t].wrapping_add(K[t / 20]))
}

/// Hashes a block that differs from lane to lane.
#[inline(always)]
pub(in super::super) fn block<V: Part>(state: &mut [Row; 5], block: &[Row; 16], part: usize) {
    let after = hashed(loaded(state, part), Block(loaded::<V, 16>(block, part)));
    stored(state, part, after);
}

/// Hashes a digest, which ends the outer hash of HMAC.
#[inline(always)]
pub(in super::super) fn digest<V: Part>(state: &mut [Row; 5], digest: &[Row; 5], part: usize) {
    let after = hashed(loaded(state, part), Block(last::<V, 5>(digest, part)));
    stored(state, part, after);
}

/// Hashes a block that is the same for all lanes.
#[inline(always)]
pub(in super::super) fn same<V: Part>(state: &mut [Row; 5], schedule: &[u32; 80], part: usize) {
    let after = hashed(loaded::<V, 5>(state, part), Same(schedule));
    stored(state, part, after);
}

/// Hashes a key with either pad, side by side.
#[inline(always)]
pub(in super::super) fn keyed<V: Part, const N: usize>(states: &mut [[Row; 5]; 2], key: &[Row; N], part: usize) {
    let both = hashed(splat::<Twice<V>, 5>(START), Pads(Block(padded(key, PADS[0], part))));
    let (mut inner, mut outer) = ([both[0].0; 5], [both[0].1; 5]);
    let mut at = 1;
    while at < 5 {
        (inner[at], outer[at]) = (both[at].0, both[at].1);
        at += 1;
    }
    stored(&mut states[0], part, inner);
    stored(&mut states[1], part, outer);
}

/// A block that differs from lane to lane.
struct Block<V>([V; 16]);

impl<V: Vector> Block<V> {
    /// The word of a step, without its constant.
    #[inline(always)]
    fn word(&mut self, t: usize) -> V {
        let words = &mut self.0;
        if t >= 16 {
            let mixed = words[(t + 13) & 15].xor(words[(t + 8) & 15]).parity(words[(t + 2) & 15], words[t & 15]);
            words[t & 15] = mixed.turn::<1, 31>();
        }
        words[t & 15]
    }
}

impl<V: Vector> Words<V> for Block<V> {
    #[inline(always)]
    fn next(&mut self, t: usize) -> V {
        self.word(t).add(V::splat(K[t / 20]))
    }
}

/// A key with the inner pad, from which the one with the outer pad follows.
struct Pads<V>(Block<V>);

impl<V: Vector> Words<Twice<V>> for Pads<V> {
    #[inline(always)]
    fn next(&mut self, t: usize) -> Twice<V> {
        let inner = self.0.word(t);
        Twice(inner, inner.xor(V::splat(APART[t]))).add(Twice::splat(K[t / 20]))
    }
}

const CHOOSE: u8 = 0;
const PARITY: u8 = 1;
const MAJORITY: u8 = 2;

#[inline(always)]
fn hashed<V: Vector>(before: [V; 5], mut words: impl Words<V>) -> [V; 5] {
    let mut now = before;
    twenty::<V, CHOOSE>(&mut now, 0, &mut words);
    twenty::<V, PARITY>(&mut now, 20, &mut words);
    twenty::<V, MAJORITY>(&mut now, 40, &mut words);
    twenty::<V, PARITY>(&mut now, 60, &mut words);
    summed(before, now)
}

/// Twenty steps, five at a time, after which every word is in its place again.
#[inline(always)]
fn twenty<V: Vector, const MIX: u8>(state: &mut [V; 5], first: usize, words: &mut impl Words<V>) {
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    let mut t = first;
    while t < first + 20 {
        step::<V, MIX>(a, &mut b, c, d, &mut e, words.next(t));
        step::<V, MIX>(e, &mut a, b, c, &mut d, words.next(t + 1));
        step::<V, MIX>(d, &mut e, a, b, &mut c, words.next(t + 2));
        step::<V, MIX>(c, &mut d, e, a, &mut b, words.next(t + 3));
        step::<V, MIX>(b, &mut c, d, e, &mut a, words.next(t + 4));
        t += 5;
    }
    *state = [a, b, c, d, e];
}

#[inline(always)]
fn step<V: Vector, const MIX: u8>(a: V, b: &mut V, c: V, d: V, e: &mut V, word: V) {
    let mixed = match MIX {
        CHOOSE => b.choose(c, d),
        MAJORITY => b.majority(c, d),
        _ => b.parity(c, d),
    };
    *e = e.add(word).add(mixed).add(a.turn::<5, 27>());
    *b = b.turn::<30, 2>();
}
