//! SHA-256.

use super::super::Row;
use super::super::vectors::{Part, Vector};
use super::{PADS, Same, Words, last, loaded, padded, splat, stored, summed};

/// The state before the first block.
#[rustfmt::skip]
pub(in super::super) const START: [u32; 8] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
];

/// The constants of all steps.
#[rustfmt::skip]
pub(in super::super) const K: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/// Words and constants of all steps, added up.
pub(in super::super) fn schedule(block: &[u32; 16]) -> [u32; 64] {
    let mut words = [0u32; 64];
    words[..16].copy_from_slice(block);
    for t in 16..64 {
        let (x, y) = (words[t - 15], words[t - 2]);
        let low = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
        let high = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
        words[t] = words[t - 16].wrapping_add(low).wrapping_add(words[t - 7]).wrapping_add(high);
    }
    std::array::from_fn(|t| words[t].wrapping_add(K[t]))
}

/// Hashes a block that differs from lane to lane.
#[inline(always)]
pub(in super::super) fn block<V: Part>(state: &mut [Row; 8], block: &[Row; 16], part: usize) {
    let after = hashed(loaded(state, part), Block(loaded::<V, 16>(block, part)));
    stored(state, part, after);
}

/// Hashes a digest, which ends the outer hash of HMAC.
#[inline(always)]
pub(in super::super) fn digest<V: Part>(state: &mut [Row; 8], digest: &[Row; 8], part: usize) {
    let after = hashed(loaded(state, part), Block(last::<V, 8>(digest, part)));
    stored(state, part, after);
}

/// Hashes a block that is the same for all lanes.
#[inline(always)]
pub(in super::super) fn same<V: Part>(state: &mut [Row; 8], schedule: &[u32; 64], part: usize) {
    let after = hashed(loaded::<V, 8>(state, part), Same(schedule));
    stored(state, part, after);
}

/// Hashes a key with either pad, one after the other: sixteen words of state and as many of the block are more than there
/// are registers.
#[inline(always)]
pub(in super::super) fn keyed<V: Part, const N: usize>(states: &mut [[Row; 8]; 2], key: &[Row; N], part: usize) {
    let mut pad = 0;
    while pad < 2 {
        let after = hashed(splat(START), Block(padded::<V, N>(key, PADS[pad], part)));
        stored(&mut states[pad], part, after);
        pad += 1;
    }
}

/// A block that differs from lane to lane.
struct Block<V>([V; 16]);

impl<V: Vector> Words<V> for Block<V> {
    #[inline(always)]
    fn next(&mut self, t: usize) -> V {
        let words = &mut self.0;
        if t >= 16 {
            let (x, y) = (words[(t + 1) & 15], words[(t + 14) & 15]);
            let low = x.turn::<25, 7>().parity(x.turn::<14, 18>(), x.shift::<3>());
            let high = y.turn::<15, 17>().parity(y.turn::<13, 19>(), y.shift::<10>());
            words[t & 15] = words[t & 15].add(low).add(words[(t + 9) & 15]).add(high);
        }
        words[t & 15].add(V::splat(K[t]))
    }
}

#[inline(always)]
fn hashed<V: Vector>(before: [V; 8], mut words: impl Words<V>) -> [V; 8] {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = before;
    let mut t = 0;
    while t < 64 {
        turn(a, b, c, &mut d, e, f, g, &mut h, words.next(t));
        turn(h, a, b, &mut c, d, e, f, &mut g, words.next(t + 1));
        turn(g, h, a, &mut b, c, d, e, &mut f, words.next(t + 2));
        turn(f, g, h, &mut a, b, c, d, &mut e, words.next(t + 3));
        turn(e, f, g, &mut h, a, b, c, &mut d, words.next(t + 4));
        turn(d, e, f, &mut g, h, a, b, &mut c, words.next(t + 5));
        turn(c, d, e, &mut f, g, h, a, &mut b, words.next(t + 6));
        turn(b, c, d, &mut e, f, g, h, &mut a, words.next(t + 7));
        t += 8;
    }
    summed(before, [a, b, c, d, e, f, g, h])
}

#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "the eight words of the standard, by their names there")]
fn turn<V: Vector>(a: V, b: V, c: V, d: &mut V, e: V, f: V, g: V, h: &mut V, word: V) {
    let high = e.turn::<26, 6>().parity(e.turn::<21, 11>(), e.turn::<7, 25>());
    let first = h.add(word).add(high).add(e.choose(f, g));
    let low = a.turn::<30, 2>().parity(a.turn::<19, 13>(), a.turn::<10, 22>());
    *d = d.add(first);
    *h = first.add(low).add(a.majority(b, c));
}
