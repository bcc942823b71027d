//! The rounds by instructions of x86-64 processors: AVX-512, AVX2, SHA.
//!
//! This file holds all unsafe code of the crate. It is sound for two reasons, and nothing else is relied on:
//!
//! - Functions with `target_feature`, and the methods of [`Sixteen`] and [`Eight`], run only below the functions of an
//!   [`Engine`], and [`engines`] makes an engine only when the processor said that it has the feature.
//! - Loads and stores go through references to arrays of the very size that is loaded or stored, and need no alignment.

#![expect(unsafe_code, reason = "instructions of the processor; the head of this file says why they are sound")]

use std::arch::x86_64::*;

use super::vectors::{Part, Twice, Vector, each};
use super::{Engine, LANES, Rounds, Row, rounds};

/// The processor hashes by itself: then the plain crates are faster than what the compiler makes of rows.
pub(super) fn has_sha() -> bool {
    is_x86_feature_detected!("sha") && is_x86_feature_detected!("sse4.1")
}

/// The engines of this processor, the fastest first: measured on Sapphire Rapids, AVX-512 and AVX2 do 13.9 and 5.5 million
/// keys of Flask (SHA-1) a second where the plain crates do 1.6, and 10.9 and 4.2 million of JWT (SHA-256), where the
/// instructions for SHA do 5.3.
pub(super) fn engines() -> Vec<Engine> {
    let avx512 = is_x86_feature_detected!("avx512f").then_some(AVX512);
    let sha = has_sha().then_some(SHA);
    let avx2 = is_x86_feature_detected!("avx2").then_some(AVX2);
    [avx512, sha, avx2].into_iter().flatten().collect()
}

/// Makes the rounds of a hash out of vectors: `$one` where a block takes the registers, `$more` where some are left.
macro_rules! rounds {
    ($hash:ident, $words:literal, $steps:literal, $one:ty, $more:ty, $feature:literal) => {{
        #[target_feature(enable = $feature)]
        fn block(state: &mut [Row; $words], block: &[Row; 16], part: usize) {
            rounds::$hash::block::<$one>(state, block, part);
        }
        #[target_feature(enable = $feature)]
        fn digest(state: &mut [Row; $words], digest: &[Row; $words], part: usize) {
            rounds::$hash::digest::<$one>(state, digest, part);
        }
        #[target_feature(enable = $feature)]
        fn same(state: &mut [Row; $words], schedule: &[u32; $steps], part: usize) {
            rounds::$hash::same::<$more>(state, schedule, part);
        }
        #[target_feature(enable = $feature)]
        fn keyed<const N: usize>(states: &mut [[Row; $words]; 2], key: &[Row; N], part: usize) {
            rounds::$hash::keyed::<$one, N>(states, key, part);
        }
        Rounds {
            block: |state, rows| unsafe { each::<$one>(|part| block(state, rows, part)) },
            digest: |state, rows| unsafe { each::<$one>(|part| digest(state, rows, part)) },
            same: |state, schedule| unsafe { each::<$more>(|part| same(state, schedule, part)) },
            keyed: |states, key| unsafe { each::<$one>(|part| keyed(states, key, part)) },
            keyed_by: |states, digest| unsafe { each::<$one>(|part| keyed(states, digest, part)) },
        }
    }};
}

// SAFETY: of all blocks here and above, `engines` hands these out where the features were detected.
const AVX512: Engine = Engine {
    name: "avx512",
    sha1: Some(rounds!(sha1, 5, 80, Sixteen, Twice<Sixteen>, "avx512f")),
    sha256: Some(rounds!(sha256, 8, 64, Sixteen, Twice<Sixteen>, "avx512f")),
};

const AVX2: Engine = Engine {
    name: "avx2",
    sha1: Some(rounds!(sha1, 5, 80, Eight, Eight, "avx2")),
    sha256: Some(rounds!(sha256, 8, 64, Eight, Eight, "avx2")),
};

/// SHA-1 has such instructions, too, but eight lanes of AVX2 are faster than they are.
const SHA: Engine = Engine {
    name: "sha-ni",
    sha1: None,
    sha256: Some(Rounds {
        block: |state, block| unsafe { sha_sha256(state, block) },
        digest: |state, digest| unsafe { sha_sha256(state, &whole(digest, &rounds::ending(8))) },
        same: |state, schedule| unsafe { sha_sha256_same(state, schedule) },
        keyed: |states, key| unsafe { sha_sha256_keyed(states, key) },
        keyed_by: |states, digest| unsafe { sha_sha256_keyed(states, &whole(digest, &[0; 16])) },
    }),
};

/// Sixteen words of AVX-512.
#[derive(Clone, Copy)]
struct Sixteen(__m512i);

impl Part for Sixteen {
    const PARTS: usize = LANES / 16;

    #[inline(always)]
    fn load(row: &Row, half: usize) -> Self {
        let words = &row.0.as_chunks::<16>().0[half];
        Self(unsafe { _mm512_loadu_si512(words.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self, row: &mut Row, half: usize) {
        let words = &mut row.0.as_chunks_mut::<16>().0[half];
        unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), self.0) }
    }
}

impl Vector for Sixteen {
    #[inline(always)]
    fn splat(word: u32) -> Self {
        Self(unsafe { _mm512_set1_epi32(word.cast_signed()) })
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(unsafe { _mm512_add_epi32(self.0, other.0) })
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(unsafe { _mm512_xor_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn turn<const LEFT: i32, const RIGHT: i32>(self) -> Self {
        Self(unsafe { _mm512_rol_epi32::<LEFT>(self.0) })
    }

    #[inline(always)]
    fn shift<const RIGHT: i32>(self) -> Self {
        Self(unsafe { _mm512_srlv_epi32(self.0, _mm512_set1_epi32(RIGHT)) })
    }

    /// Truth table of `a ? b : c`.
    #[inline(always)]
    fn choose(self, yes: Self, no: Self) -> Self {
        Self(unsafe { _mm512_ternarylogic_epi32::<0xca>(self.0, yes.0, no.0) })
    }

    /// Truth table of two out of three.
    #[inline(always)]
    fn majority(self, second: Self, third: Self) -> Self {
        Self(unsafe { _mm512_ternarylogic_epi32::<0xe8>(self.0, second.0, third.0) })
    }

    /// Truth table of an odd number.
    #[inline(always)]
    fn parity(self, second: Self, third: Self) -> Self {
        Self(unsafe { _mm512_ternarylogic_epi32::<0x96>(self.0, second.0, third.0) })
    }
}

/// Eight words of AVX2.
#[derive(Clone, Copy)]
struct Eight(__m256i);

impl Part for Eight {
    const PARTS: usize = LANES / 8;

    #[inline(always)]
    fn load(row: &Row, quarter: usize) -> Self {
        let words = &row.0.as_chunks::<8>().0[quarter];
        Self(unsafe { _mm256_loadu_si256(words.as_ptr().cast()) })
    }

    #[inline(always)]
    fn store(self, row: &mut Row, quarter: usize) {
        let words = &mut row.0.as_chunks_mut::<8>().0[quarter];
        unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), self.0) }
    }
}

impl Vector for Eight {
    #[inline(always)]
    fn splat(word: u32) -> Self {
        Self(unsafe { _mm256_set1_epi32(word.cast_signed()) })
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(unsafe { _mm256_add_epi32(self.0, other.0) })
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(unsafe { _mm256_xor_si256(self.0, other.0) })
    }

    #[inline(always)]
    fn turn<const LEFT: i32, const RIGHT: i32>(self) -> Self {
        Self(unsafe { _mm256_or_si256(_mm256_slli_epi32::<LEFT>(self.0), _mm256_srli_epi32::<RIGHT>(self.0)) })
    }

    #[inline(always)]
    fn shift<const RIGHT: i32>(self) -> Self {
        Self(unsafe { _mm256_srli_epi32::<RIGHT>(self.0) })
    }

    #[inline(always)]
    fn choose(self, yes: Self, no: Self) -> Self {
        Self(unsafe { _mm256_xor_si256(_mm256_and_si256(self.0, _mm256_xor_si256(yes.0, no.0)), no.0) })
    }

    #[inline(always)]
    fn majority(self, second: Self, third: Self) -> Self {
        let either = unsafe { _mm256_and_si256(_mm256_or_si256(self.0, second.0), third.0) };
        Self(unsafe { _mm256_or_si256(_mm256_and_si256(self.0, second.0), either) })
    }
}

/// Four words of one lane each, of four lanes that stand beside each other, from four rows.
#[inline]
#[target_feature(enable = "sse4.1")]
fn turned(rows: &[Row], quarter: usize) -> [__m128i; 4] {
    let row = |at: usize| {
        let words = &rows[at].0.as_chunks::<4>().0[quarter];
        unsafe { _mm_loadu_si128(words.as_ptr().cast()) }
    };
    transposed([row(0), row(1), row(2), row(3)])
}

#[inline]
#[target_feature(enable = "sse4.1")]
fn transposed([a, b, c, d]: [__m128i; 4]) -> [__m128i; 4] {
    let (low, high) = (_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));
    let (low_too, high_too) = (_mm_unpacklo_epi32(c, d), _mm_unpackhi_epi32(c, d));
    [
        _mm_unpacklo_epi64(low, low_too),
        _mm_unpackhi_epi64(low, low_too),
        _mm_unpacklo_epi64(high, high_too),
        _mm_unpackhi_epi64(high, high_too),
    ]
}

/// Both halves of a lane's state in the order of the instructions: `abef` and `cdgh`.
type Halves = (__m128i, __m128i);

#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn packed(abcd: __m128i, efgh: __m128i) -> Halves {
    let cdab = _mm_shuffle_epi32::<0xb1>(abcd);
    let hgfe = _mm_shuffle_epi32::<0x1b>(efgh);
    (_mm_alignr_epi8::<8>(cdab, hgfe), _mm_blend_epi16::<0xf0>(hgfe, cdab))
}

#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn unpacked((abef, cdgh): Halves) -> (__m128i, __m128i) {
    let feba = _mm_shuffle_epi32::<0x1b>(abef);
    let dchg = _mm_shuffle_epi32::<0xb1>(cdgh);
    (_mm_blend_epi16::<0xf0>(feba, dchg), _mm_alignr_epi8::<8>(dchg, feba))
}

/// Four steps, of which `words` holds words and constants.
#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn four((abef, cdgh): Halves, words: __m128i) -> Halves {
    let cdgh = _mm_sha256rnds2_epu32(cdgh, abef, words);
    let abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32::<0x0e>(words));
    (abef, cdgh)
}

/// Does something to the states of four lanes at a time.
#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn quarters(state: &mut [Row; 8], run: impl Fn(&mut [Halves; 4], usize)) {
    for quarter in 0..LANES / 4 {
        let (front, back) = (turned(&state[..4], quarter), turned(&state[4..], quarter));
        let before: [Halves; 4] = [
            packed(front[0], back[0]),
            packed(front[1], back[1]),
            packed(front[2], back[2]),
            packed(front[3], back[3]),
        ];
        let mut now = before;
        run(&mut now, quarter);
        let mut lanes = [[front[0]; 4]; 2];
        for lane in 0..4 {
            let sum = (_mm_add_epi32(now[lane].0, before[lane].0), _mm_add_epi32(now[lane].1, before[lane].1));
            (lanes[0][lane], lanes[1][lane]) = unpacked(sum);
        }
        for (part, lanes) in lanes.into_iter().enumerate() {
            for (row, words) in transposed(lanes).into_iter().enumerate() {
                let to = &mut state[part * 4 + row].0.as_chunks_mut::<4>().0[quarter];
                unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), words) };
            }
        }
    }
}

#[inline]
#[target_feature(enable = "sse4.1")]
fn constants(words: &[u32; 64], four: usize) -> __m128i {
    let words = &words.as_chunks::<4>().0[four];
    unsafe { _mm_loadu_si128(words.as_ptr().cast()) }
}

/// A block from a digest and the words behind it.
fn whole(digest: &[Row; 8], rest: &[u32; 16]) -> [Row; 16] {
    std::array::from_fn(|at| digest.get(at).copied().unwrap_or(Row::splat(rest[at])))
}

/// A key with either pad of HMAC.
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn sha_sha256_keyed(states: &mut [[Row; 8]; 2], key: &[Row; 16]) {
    for (state, pad) in states.iter_mut().zip(rounds::PADS) {
        *state = rounds::sha256::START.map(Row::splat);
        sha_sha256(state, &key.map(|row| Row(row.0.map(|word| word ^ pad))));
    }
}

/// Lanes go in pairs: one waits for its own results half of the time.
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn sha_sha256(state: &mut [Row; 8], block: &[Row; 16]) {
    quarters(state, |lanes, quarter| {
        let words = [
            turned(block, quarter),
            turned(&block[4..], quarter),
            turned(&block[8..], quarter),
            turned(&block[12..], quarter),
        ];
        for pair in [[0, 1], [2, 3]] {
            let mut some = pair.map(|lane| lanes[lane]);
            let mut words = pair.map(|lane| [words[0][lane], words[1][lane], words[2][lane], words[3][lane]]);
            for t in 0..16 {
                let constants = constants(&rounds::sha256::K, t);
                for (halves, words) in some.iter_mut().zip(&mut words) {
                    *halves = four(*halves, _mm_add_epi32(words[t & 3], constants));
                    if t < 12 {
                        words[t & 3] = scheduled(words, t);
                    }
                }
            }
            (lanes[pair[0]], lanes[pair[1]]) = (some[0], some[1]);
        }
    });
}

/// The words of four steps, sixteen steps on.
#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn scheduled(words: &[__m128i; 4], t: usize) -> __m128i {
    let word = |ahead: usize| words[(t + ahead) & 3];
    let sum = _mm_add_epi32(_mm_sha256msg1_epu32(word(0), word(1)), _mm_alignr_epi8::<4>(word(3), word(2)));
    _mm_sha256msg2_epu32(sum, word(3))
}

#[target_feature(enable = "sha,sse4.1,ssse3")]
fn sha_sha256_same(state: &mut [Row; 8], schedule: &[u32; 64]) {
    quarters(state, |lanes, _| {
        for t in 0..16 {
            let words = constants(schedule, t);
            lanes.iter_mut().for_each(|halves| *halves = four(*halves, words));
        }
    });
}
