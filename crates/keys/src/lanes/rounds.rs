//! The rounds of SHA-1 and SHA-256 (FIPS 180-4) on vectors of words, whatever they are made of.

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

/// A block that differs from lane to lane.
#[inline(always)]
pub(super) fn sha1_block<V: Vector>(state: &mut [V; 5], mut words: [V; 16]) {
    sha1(state, |t| {
        if t >= 16 {
            let mixed = words[(t + 13) & 15].xor(words[(t + 8) & 15]).parity(words[(t + 2) & 15], words[t & 15]);
            words[t & 15] = mixed.turn::<1, 31>();
        }
        words[t & 15].add(V::splat(K1[t / 20]))
    });
}

/// One step after the other; `next` gives word and constant of a step.
#[inline(always)]
pub(super) fn sha1<V: Vector>(state: &mut [V; 5], mut next: impl FnMut(usize) -> V) {
    let mut now = *state;
    twenty(&mut now, 0, &mut next, |b, c, d| b.choose(c, d));
    twenty(&mut now, 20, &mut next, |b, c, d| b.parity(c, d));
    twenty(&mut now, 40, &mut next, |b, c, d| b.majority(c, d));
    twenty(&mut now, 60, &mut next, |b, c, d| b.parity(c, d));
    (0..5).for_each(|at| state[at] = state[at].add(now[at]));
}

/// Twenty steps, five at a time, after which every word is in its place again.
#[inline(always)]
fn twenty<V: Vector>(
    state: &mut [V; 5],
    first: usize,
    next: &mut impl FnMut(usize) -> V,
    mix: impl Fn(V, V, V) -> V + Copy,
) {
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for t in (first..first + 20).step_by(5) {
        step(a, &mut b, c, d, &mut e, next(t), mix);
        step(e, &mut a, b, c, &mut d, next(t + 1), mix);
        step(d, &mut e, a, b, &mut c, next(t + 2), mix);
        step(c, &mut d, e, a, &mut b, next(t + 3), mix);
        step(b, &mut c, d, e, &mut a, next(t + 4), mix);
    }
    *state = [a, b, c, d, e];
}

#[inline(always)]
fn step<V: Vector>(a: V, b: &mut V, c: V, d: V, e: &mut V, word: V, mix: impl Fn(V, V, V) -> V) {
    *e = e.add(word).add(mix(*b, c, d)).add(a.turn::<5, 27>());
    *b = b.turn::<30, 2>();
}

/// A block that differs from lane to lane.
#[inline(always)]
pub(super) fn sha256_block<V: Vector>(state: &mut [V; 8], mut words: [V; 16]) {
    sha256(state, |t| {
        if t >= 16 {
            let (x, y) = (words[(t + 1) & 15], words[(t + 14) & 15]);
            let low = x.turn::<25, 7>().parity(x.turn::<14, 18>(), x.shift::<3>());
            let high = y.turn::<15, 17>().parity(y.turn::<13, 19>(), y.shift::<10>());
            words[t & 15] = words[t & 15].add(low).add(words[(t + 9) & 15]).add(high);
        }
        words[t & 15].add(V::splat(K256[t]))
    });
}

/// One step after the other; `next` gives word and constant of a step.
#[inline(always)]
pub(super) fn sha256<V: Vector>(state: &mut [V; 8], mut next: impl FnMut(usize) -> V) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for t in (0..64).step_by(8) {
        turn(a, b, c, &mut d, e, f, g, &mut h, next(t));
        turn(h, a, b, &mut c, d, e, f, &mut g, next(t + 1));
        turn(g, h, a, &mut b, c, d, e, &mut f, next(t + 2));
        turn(f, g, h, &mut a, b, c, d, &mut e, next(t + 3));
        turn(e, f, g, &mut h, a, b, c, &mut d, next(t + 4));
        turn(d, e, f, &mut g, h, a, b, &mut c, next(t + 5));
        turn(c, d, e, &mut f, g, h, a, &mut b, next(t + 6));
        turn(b, c, d, &mut e, f, g, h, &mut a, next(t + 7));
    }
    let now = [a, b, c, d, e, f, g, h];
    (0..8).for_each(|at| state[at] = state[at].add(now[at]));
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
