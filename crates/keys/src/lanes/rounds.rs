//! The rounds of SHA-1 and SHA-256 (FIPS 180-4) on vectors of words, whatever they are made of.
//!
//! All of it has to end up inside of the function that has the processor's feature: an instruction that is left outside
//! becomes a call. Closures are not inlined for certain, so that there are none, neither here nor in what is called.

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
pub(super) struct Twice<V>(V, V);

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

/// A block that differs from lane to lane, as SHA-1 goes on with it.
struct Sha1Block<V>([V; 16]);

impl<V: Vector> Words<V> for Sha1Block<V> {
    #[inline(always)]
    fn next(&mut self, t: usize) -> V {
        let words = &mut self.0;
        if t >= 16 {
            let mixed = words[(t + 13) & 15].xor(words[(t + 8) & 15]).parity(words[(t + 2) & 15], words[t & 15]);
            words[t & 15] = mixed.turn::<1, 31>();
        }
        words[t & 15].add(V::splat(K1[t / 20]))
    }
}

/// The same of SHA-256.
struct Sha256Block<V>([V; 16]);

impl<V: Vector> Words<V> for Sha256Block<V> {
    #[inline(always)]
    fn next(&mut self, t: usize) -> V {
        let words = &mut self.0;
        if t >= 16 {
            let (x, y) = (words[(t + 1) & 15], words[(t + 14) & 15]);
            let low = x.turn::<25, 7>().parity(x.turn::<14, 18>(), x.shift::<3>());
            let high = y.turn::<15, 17>().parity(y.turn::<13, 19>(), y.shift::<10>());
            words[t & 15] = words[t & 15].add(low).add(words[(t + 9) & 15]).add(high);
        }
        words[t & 15].add(V::splat(K256[t]))
    }
}

/// The constants of SHA-1, for twenty steps each.
const K1: [u32; 4] = [0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xca62_c1d6];

/// Those of SHA-256.
#[rustfmt::skip]
pub(super) const K256: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/// Words and constants of all steps of SHA-1, added up.
pub(super) fn sha1_schedule(block: &[u32; 16]) -> [u32; 80] {
    let mut words = [0; 80];
    words[..16].copy_from_slice(block);
    for t in 16..80 {
        words[t] = (words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16]).rotate_left(1);
    }
    std::array::from_fn(|t| words[t].wrapping_add(K1[t / 20]))
}

/// Words and constants of all steps of SHA-256, added up.
pub(super) fn sha256_schedule(block: &[u32; 16]) -> [u32; 64] {
    let mut words = [0u32; 64];
    words[..16].copy_from_slice(block);
    for t in 16..64 {
        let (x, y) = (words[t - 15], words[t - 2]);
        let low = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
        let high = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
        words[t] = words[t - 16].wrapping_add(low).wrapping_add(words[t - 7]).wrapping_add(high);
    }
    std::array::from_fn(|t| words[t].wrapping_add(K256[t]))
}

/// The rest of a block whose first words are a digest.
#[derive(Clone, Copy)]
pub(crate) struct Rest<'a> {
    /// Exclusive or of the digest's words.
    pub(crate) pad: u32,
    /// The words behind it, by their place in the block.
    pub(crate) words: &'a [u32; 16],
}

/// A block that begins with a digest.
#[inline(always)]
fn short<V: Part, const N: usize>(digest: &[Row; N], part: usize, rest: Rest<'_>) -> [V; 16] {
    let mut all = [V::splat(0); 16];
    let pad = V::splat(rest.pad);
    let mut at = 0;
    while at < N {
        all[at] = V::load(&digest[at], part).xor(pad);
        at += 1;
    }
    while at < 16 {
        all[at] = V::splat(rest.words[at]);
        at += 1;
    }
    all
}

/// A block, each word exclusive-or with the same.
#[inline(always)]
fn padded<V: Part>(block: &[Row; 16], part: usize, pad: u32) -> [V; 16] {
    let mut all = loaded::<V, 16>(block, part);
    let pad = V::splat(pad);
    let mut at = 0;
    while at < 16 {
        all[at] = all[at].xor(pad);
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

/// What was before and what came of it, added up.
#[inline(always)]
fn stored<V: Part, const N: usize>(rows: &mut [Row; N], part: usize, before: [V; N], now: [V; N]) {
    let mut at = 0;
    while at < N {
        before[at].add(now[at]).store(&mut rows[at], part);
        at += 1;
    }
}

/// SHA-1 of a block that differs from lane to lane.
#[inline(always)]
pub(super) fn sha1_block<V: Part>(state: &mut [Row; 5], block: &[Row; 16], pad: u32) {
    let mut part = 0;
    while part < V::PARTS {
        sha1::<V>(state, part, Sha1Block(padded::<V>(block, part, pad)));
        part += 1;
    }
}

/// SHA-1 of a block that begins with a digest.
#[inline(always)]
pub(super) fn sha1_short<V: Part>(state: &mut [Row; 5], digest: &[Row; 5], rest: Rest<'_>) {
    let mut part = 0;
    while part < V::PARTS {
        sha1::<V>(state, part, Sha1Block(short::<V, 5>(digest, part, rest)));
        part += 1;
    }
}

/// SHA-1 of a block that is the same for all lanes.
#[inline(always)]
pub(super) fn sha1_same<V: Part>(state: &mut [Row; 5], schedule: &[u32; 80]) {
    let mut part = 0;
    while part < V::PARTS {
        sha1::<V>(state, part, Same(schedule));
        part += 1;
    }
}

/// SHA-256 of a block that differs from lane to lane.
#[inline(always)]
pub(super) fn sha256_block<V: Part>(state: &mut [Row; 8], block: &[Row; 16], pad: u32) {
    let mut part = 0;
    while part < V::PARTS {
        sha256::<V>(state, part, Sha256Block(padded::<V>(block, part, pad)));
        part += 1;
    }
}

/// SHA-256 of a block that begins with a digest.
#[inline(always)]
pub(super) fn sha256_short<V: Part>(state: &mut [Row; 8], digest: &[Row; 8], rest: Rest<'_>) {
    let mut part = 0;
    while part < V::PARTS {
        sha256::<V>(state, part, Sha256Block(short::<V, 8>(digest, part, rest)));
        part += 1;
    }
}

/// SHA-256 of a block that is the same for all lanes.
#[inline(always)]
pub(super) fn sha256_same<V: Part>(state: &mut [Row; 8], schedule: &[u32; 64]) {
    let mut part = 0;
    while part < V::PARTS {
        sha256::<V>(state, part, Same(schedule));
        part += 1;
    }
}

const CHOOSE: u8 = 0;
const PARITY: u8 = 1;
const MAJORITY: u8 = 2;

#[inline(always)]
fn sha1<V: Part>(state: &mut [Row; 5], part: usize, mut words: impl Words<V>) {
    let before = loaded::<V, 5>(state, part);
    let mut now = before;
    twenty::<V, CHOOSE>(&mut now, 0, &mut words);
    twenty::<V, PARITY>(&mut now, 20, &mut words);
    twenty::<V, MAJORITY>(&mut now, 40, &mut words);
    twenty::<V, PARITY>(&mut now, 60, &mut words);
    stored(state, part, before, now);
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

#[inline(always)]
fn sha256<V: Part>(state: &mut [Row; 8], part: usize, mut words: impl Words<V>) {
    let before = loaded::<V, 8>(state, part);
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
    stored(state, part, before, [a, b, c, d, e, f, g, h]);
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
