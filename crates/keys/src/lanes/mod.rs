//! SHA-1 and SHA-256 of thirty-two keys at once.
//!
//! A [`Row`] holds the same word of thirty-two different keys. An [`Engine`] is a way to do the rounds of a hash on rows:
//! AVX-512 does sixteen at once, AVX2 eight, SHA-NI two, and the portable one is left to the compiler. Which of them
//! this processor has is asked when the program runs, and an engine is used only after its results were compared with
//! those of the plain crates.

mod agree;
mod layout;
mod portable;
mod program;
mod rounds;
mod vectors;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::sync::LazyLock;

pub(crate) use program::Program;

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

/// Rounds of a hash.
///
/// What goes from one to the next goes in whole rows: a row that was written in smaller parts is slow to read.
pub(crate) struct Rounds<const WORDS: usize, const STEPS: usize> {
    /// Over a block that differs from key to key.
    pub(crate) block: fn(&mut [Row; WORDS], &[Row; 16]),
    /// Over a digest, which ends the outer hash of HMAC.
    pub(crate) digest: fn(&mut [Row; WORDS], &[Row; WORDS]),
    /// Over a block that is the same for all, whose schedule was made once (words and constants added up).
    pub(crate) same: fn(&mut [Row; WORDS], &[u32; STEPS]),
    /// Over a key with the inner pad of HMAC, and with the outer one, from the start.
    pub(crate) keyed: fn(&mut [[Row; WORDS]; 2], &[Row; 16]),
    /// The same for a key that is a digest.
    pub(crate) keyed_by: fn(&mut [[Row; WORDS]; 2], &[Row; WORDS]),
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
    all.retain(agree::agrees);
    all
});

/// Those that this processor has, in the order in which they are preferred.
pub(crate) fn engines() -> &'static [Engine] {
    &ENGINES
}
