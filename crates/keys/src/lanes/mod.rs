//! SHA-1 and SHA-256 of thirty-two keys at once.
//!
//! A [`Row`] holds the same word of thirty-two different keys. An [`Engine`] is a way to do the rounds of a hash on rows:
//! AVX-512 does sixteen at once, AVX2 eight, SHA-NI two, and the portable one is left to the compiler. Which of them
//! this processor has is asked when the program runs, and an engine is used only after its results were compared with
//! those of the plain crates.

mod layout;
mod portable;
mod program;
mod rounds;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::sync::LazyLock;

pub(crate) use program::Program;
use rounds::Rest;

/// Keys that are tried at once.
pub(crate) const LANES: usize = 32;

/// One word of each key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(64))]
pub(crate) struct Row(pub(crate) [u32; LANES]);

impl Row {
    const ZERO: Self = Self([0; LANES]);

    const fn splat(word: u32) -> Self {
        Self([word; LANES])
    }
}

/// Rounds of a hash over a block that differs from key to key, each word exclusive-or with the same; over one that begins
/// with a digest; and over one that is the same for all, whose schedule was made once (words and constants added up).
///
/// What goes from one to the next goes in whole rows: a row that was written in smaller parts is slow to read.
pub(crate) struct Rounds<const WORDS: usize, const STEPS: usize> {
    pub(crate) block: fn(&mut [Row; WORDS], &[Row; 16], u32),
    pub(crate) short: fn(&mut [Row; WORDS], &[Row; WORDS], Rest<'_>),
    pub(crate) same: fn(&mut [Row; WORDS], &[u32; STEPS]),
}

pub(crate) type Sha1Rounds = Rounds<5, 80>;
pub(crate) type Sha256Rounds = Rounds<8, 64>;

/// A way to do the rounds.
pub(crate) struct Engine {
    pub(crate) name: &'static str,
    pub(crate) sha1: Option<Sha1Rounds>,
    pub(crate) sha256: Option<Sha256Rounds>,
}

static ENGINES: LazyLock<Vec<Engine>> = LazyLock::new(|| {
    let mut all = Vec::new();
    #[cfg(target_arch = "x86_64")]
    all.extend(x86::engines());
    // Elsewhere the plain crates use instructions for SHA that the compiler does not, and are the faster ones.
    #[cfg(target_arch = "x86_64")]
    if !x86::has_sha() {
        all.push(portable::engine());
    }
    all.retain(agrees);
    all
});

/// Those that this processor has, in the order in which they are preferred.
pub(crate) fn engines() -> &'static [Engine] {
    &ENGINES
}

/// Results are those of the plain crates: for one block that differs in every lane, and one that does not.
fn agrees(engine: &Engine) -> bool {
    let block: [Row; 16] = std::array::from_fn(|at| Row(std::array::from_fn(|lane| sample(at * LANES + lane))));
    let same: [u32; 16] = std::array::from_fn(|at| sample(at + 999));
    let sha1 = engine.sha1.as_ref().is_none_or(|rounds| {
        let start: [Row; 5] = std::array::from_fn(|at| block[at]);
        both(rounds, start, &block, &rounds::sha1_schedule(&same)) == plainly(start, &block, &same, sha1_block)
    });
    let sha256 = engine.sha256.as_ref().is_none_or(|rounds| {
        let start: [Row; 8] = std::array::from_fn(|at| block[at]);
        both(rounds, start, &block, &rounds::sha256_schedule(&same)) == plainly(start, &block, &same, sha256_block)
    });
    sha1 && sha256
}

/// Words without a pattern.
fn sample(at: usize) -> u32 {
    (u32::try_from(at).unwrap_or(0) + 1).wrapping_mul(0x9e37_79b9).rotate_left(13).wrapping_mul(0x85eb_ca6b)
}

fn both<const W: usize, const S: usize>(
    rounds: &Rounds<W, S>,
    mut state: [Row; W],
    block: &[Row; 16],
    schedule: &[u32; S],
) -> [Row; W] {
    let digest = state;
    (rounds.block)(&mut state, block, PAD);
    (rounds.same)(&mut state, schedule);
    (rounds.short)(&mut state, &digest, Rest { pad: PAD, words: &REST });
    state
}

/// Any will do.
const PAD: u32 = 0x3636_3636;
const REST: [u32; 16] = [0, 1, 2, 3, 4, 0x8000_0000, 6, 7, 8, 9, 10, 11, 12, 13, 14, 672];

fn plainly<const W: usize>(
    start: [Row; W],
    block: &[Row; 16],
    same: &[u32; 16],
    compress: fn(&mut [u32; W], &[u32; 16]),
) -> [Row; W] {
    let mut out = start;
    for lane in 0..LANES {
        let mut state: [u32; W] = std::array::from_fn(|at| start[at].0[lane]);
        let digest = state;
        compress(&mut state, &std::array::from_fn(|at| block[at].0[lane] ^ PAD));
        compress(&mut state, same);
        compress(&mut state, &std::array::from_fn(|at| digest.get(at).map_or(REST[at], |word| word ^ PAD)));
        (0..W).for_each(|at| out[at].0[lane] = state[at]);
    }
    out
}

fn bytes(words: &[u32; 16]) -> [u8; 64] {
    let mut bytes = [0; 64];
    bytes.as_chunks_mut::<4>().0.iter_mut().zip(words).for_each(|(to, word)| *to = word.to_be_bytes());
    bytes
}

fn sha1_block(state: &mut [u32; 5], block: &[u32; 16]) {
    sha1::block_api::compress(state, &[bytes(block)]);
}

fn sha256_block(state: &mut [u32; 8], block: &[u32; 16]) {
    sha2::block_api::compress256(state, &[bytes(block)]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all() -> Vec<Engine> {
        let mut all = vec![portable::engine()];
        #[cfg(target_arch = "x86_64")]
        all.extend(x86::engines());
        all
    }

    #[test]
    fn an_engine_that_gives_other_results_is_not_used() {
        assert!(all().iter().all(agrees), "those of this machine are right");
        let wrong = Engine {
            name: "wrong",
            sha1: Some(Rounds {
                block: |state, _, _| state[4].0[LANES - 1] ^= 1,
                short: |_, _, _| {},
                same: |_, _| {},
            }),
            sha256: None,
        };
        assert!(!agrees(&wrong));
    }

    proptest! {
        #[test]
        fn every_engine_computes_what_the_plain_crates_do(
            start in proptest::array::uniform8(proptest::array::uniform32(any::<u32>())),
            block in proptest::array::uniform16(proptest::array::uniform32(any::<u32>())),
            same in proptest::array::uniform16(any::<u32>()),
        ) {
            let block = block.map(Row);
            let long = start.map(Row);
            let short: [Row; 5] = std::array::from_fn(|at| long[at]);
            for engine in all() {
                if let Some(rounds) = &engine.sha1 {
                    let found = both(rounds, short, &block, &rounds::sha1_schedule(&same));
                    prop_assert_eq!(found, plainly(short, &block, &same, sha1_block), "{}", engine.name);
                }
                if let Some(rounds) = &engine.sha256 {
                    let found = both(rounds, long, &block, &rounds::sha256_schedule(&same));
                    prop_assert_eq!(found, plainly(long, &block, &same, sha256_block), "{}", engine.name);
                }
            }
        }
    }
}
