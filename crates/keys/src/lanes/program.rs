//! What is done with all lanes at once: derive, and compare the signatures of all texts.

use super::layout::{BATCH, BLOCK, Block, Layout};
use super::rounds::{self, Rest};
use super::{Engine, LANES, Rounds, Row, engines};
use crate::hash::Hash;
use crate::signed::{Check, Derivation};

/// Blocks of salt and secret, at most; what is longer is tried by the plain crates.
const MOST_BLOCKS: usize = 8;

/// What HMAC mixes into the key for the inner hash, and for the outer one.
const PADS: [u32; 2] = [0x3636_3636, 0x5c5c_5c5c];

const SHA1: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
#[rustfmt::skip]
const SHA256: [u32; 8] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
];

/// Texts whose keys are derived alike, with everything done that does not depend on the key.
pub(crate) struct Program(Kind);

enum Kind {
    Sha1(Box<Job<5, 80>>),
    Sha256(Box<Job<8, 64>>),
}

struct Job<const W: usize, const S: usize> {
    hash: Hash,
    start: [Row; W],
    /// What follows the inner hash of HMAC in the last block of the outer one.
    ending: [u32; 16],
    rounds: &'static Rounds<W, S>,
    derive: Derive<S>,
    texts: Vec<Text<W, S>>,
}

enum Derive<const S: usize> {
    Itself,
    Hmac(Vec<[u32; S]>),
    Digest(Vec<u8>),
}

struct Text<const W: usize, const S: usize> {
    /// The schedule of every block of the message.
    message: Vec<[u32; S]>,
    tag: [u32; W],
}

impl Program {
    /// Nothing when an engine of this machine that is allowed cannot do it.
    pub(crate) fn of<'a>(
        derivation: &Derivation,
        checks: impl Iterator<Item = &'a Check>,
        allowed: &impl Fn(&str) -> bool,
    ) -> Option<Self> {
        let hmac = |check: &'a Check| match check {
            Check::Hmac { hash, message, tag } => Some((*hash, &message[..], &tag[..])),
            Check::AesGcm { .. } => None,
        };
        let texts = checks.map(hmac).collect::<Option<Vec<_>>>()?;
        let hash = texts.first()?.0;
        let derives = match derivation {
            Derivation::Hmac(other, _) | Derivation::Digest(other, _) => *other == hash,
            Derivation::Itself => true,
            _ => false,
        };
        if !derives || texts.iter().any(|(other, ..)| *other != hash) {
            return None;
        }
        let allowed = |engine: &&Engine| allowed(engine.name);
        match hash {
            Hash::Sha1 => {
                let rounds = engines().iter().filter(allowed).find_map(|engine| engine.sha1.as_ref())?;
                Job::new(hash, SHA1, rounds, derivation, &texts, rounds::sha1_schedule)
                    .map(Box::new)
                    .map(Kind::Sha1)
                    .map(Self)
            }
            Hash::Sha256 => {
                let rounds = engines().iter().filter(allowed).find_map(|engine| engine.sha256.as_ref())?;
                Job::new(hash, SHA256, rounds, derivation, &texts, rounds::sha256_schedule)
                    .map(Box::new)
                    .map(Kind::Sha256)
                    .map(Self)
            }
            _ => None,
        }
    }

    /// Tries keys, and names each pair of key and text that is likely to fit: two words of the signature agree.
    pub(crate) fn run(&self, words: &[&[u8]], likely: impl FnMut(usize, usize)) {
        match &self.0 {
            Kind::Sha1(job) => job.run(words, likely),
            Kind::Sha256(job) => job.run(words, likely),
        }
    }
}

/// A message behind `before` bytes that were hashed already, padded, as words.
fn padded(message: &[u8], before: usize) -> Vec<[u32; 16]> {
    let mut bytes = message.to_vec();
    bytes.push(0x80);
    while bytes.len() % BLOCK != BLOCK - 8 {
        bytes.push(0);
    }
    bytes.extend(((before + message.len()) as u64 * 8).to_be_bytes());
    bytes.as_chunks::<BLOCK>().0.iter().map(words).collect()
}

fn words(block: &[u8; BLOCK]) -> [u32; 16] {
    let (words, _) = block.as_chunks::<4>();
    std::array::from_fn(|at| u32::from_be_bytes(words[at]))
}

impl<const W: usize, const S: usize> Job<W, S> {
    fn new(
        hash: Hash,
        start: [u32; W],
        rounds: &'static Rounds<W, S>,
        derivation: &Derivation,
        texts: &[(Hash, &[u8], &[u8])],
        schedule: fn(&[u32; 16]) -> [u32; S],
    ) -> Option<Self> {
        let prepared = |message: &[u8]| padded(message, BLOCK).iter().map(schedule).collect();
        let derive = match derivation {
            Derivation::Hmac(_, salt) => Derive::Hmac(prepared(salt)),
            Derivation::Digest(_, before) => Derive::Digest(before.clone()),
            _ => Derive::Itself,
        };
        let text = |(_, message, tag): &(Hash, &[u8], &[u8])| {
            let (words, rest) = tag.as_chunks::<4>();
            let tag = <[[u8; 4]; W]>::try_from(words).ok().filter(|_| rest.is_empty())?.map(u32::from_be_bytes);
            Some(Text { message: prepared(message), tag })
        };
        let texts = texts.iter().map(text).collect::<Option<Vec<_>>>()?;
        let mut ending = [0; 16];
        (ending[W], ending[15]) = (0x8000_0000, (BLOCK + W * 4) as u32 * 8);
        Some(Self { hash, start: start.map(Row::splat), ending, rounds, derive, texts })
    }

    fn run(&self, words: &[&[u8]], mut likely: impl FnMut(usize, usize)) {
        match &self.derive {
            Derive::Digest(before) => self.behind_salt(words, before, &mut likely),
            _ => self.as_they_are(words, &mut likely),
        }
    }

    fn as_they_are(&self, words: &[&[u8]], likely: &mut impl FnMut(usize, usize)) {
        let mut keys = Layout::new(1, b"");
        for (at, batch) in words.chunks(LANES * BATCH).enumerate() {
            let blocks: Vec<Block> = batch.chunks(LANES).map(|some| self.key_block(some, &mut keys)).collect();
            for (group, some) in batch.chunks(LANES).enumerate() {
                let first = (at * BATCH + group) * LANES;
                let places: [usize; LANES] = std::array::from_fn(|lane| first + lane);
                self.compare(self.derived(&blocks[group]), &places[..some.len()], likely);
            }
        }
    }

    /// Keys as HMAC takes them: hashed when they are longer than a block.
    fn key_block(&self, words: &[&[u8]], keys: &mut Layout) -> Block {
        keys.clear();
        for (lane, word) in words.iter().enumerate() {
            if word.len() <= BLOCK {
                keys.put(lane, word);
            } else {
                keys.put(lane, &self.hash.digest(&[word]));
            }
        }
        keys.block(0)
    }

    /// The states of HMAC with the key that signs.
    fn derived(&self, key: &[Row; 16]) -> [[Row; W]; 2] {
        let own = self.keyed(key);
        match &self.derive {
            Derive::Hmac(salt) => self.keyed_by(&self.code(own, salt)),
            _ => own,
        }
    }

    /// Hashes of salt and secret. Secrets of like length go together, for they fill as many blocks.
    fn behind_salt(&self, words: &[&[u8]], salt: &[u8], likely: &mut impl FnMut(usize, usize)) {
        let mut waiting: [Vec<usize>; MOST_BLOCKS] = std::array::from_fn(|_| Vec::new());
        for (at, word) in words.iter().enumerate() {
            let blocks = (salt.len() + word.len() + 9).div_ceil(BLOCK);
            let Some(group) = waiting.get_mut(blocks - 1) else {
                // So long a secret has no lane: it is tried on all texts by the plain crates.
                (0..self.texts.len()).for_each(|text| likely(at, text));
                continue;
            };
            group.push(at);
            if group.len() == LANES * BATCH {
                self.salted(words, group, Layout::new(blocks, salt), likely);
                group.clear();
            }
        }
        for (blocks, group) in (1..).zip(&waiting).filter(|(_, group)| !group.is_empty()) {
            self.salted(words, group, Layout::new(blocks, salt), likely);
        }
    }

    fn salted(&self, words: &[&[u8]], places: &[usize], mut keys: Layout, likely: &mut impl FnMut(usize, usize)) {
        let blocks = keys.blocks();
        let mut rows: Vec<Block> = Vec::with_capacity(blocks * BATCH);
        for some in places.chunks(LANES) {
            keys.clear();
            some.iter().enumerate().for_each(|(lane, place)| keys.put_ended(lane, words[*place]));
            rows.extend((0..blocks).map(|block| keys.block(block)));
        }
        for (some, rows) in places.chunks(LANES).zip(rows.chunks(blocks)) {
            let mut state = self.start;
            rows.iter().for_each(|block| (self.rounds.block)(&mut state, block, 0));
            self.compare(self.keyed_by(&state), some, likely);
        }
    }

    /// Both states of HMAC that follow from the key alone, the inner one first.
    fn keyed(&self, key: &[Row; 16]) -> [[Row; W]; 2] {
        let mut states = [self.start; 2];
        for (state, pad) in states.iter_mut().zip(PADS) {
            (self.rounds.block)(state, key, pad);
        }
        states
    }

    /// The same for a key that is a digest.
    fn keyed_by(&self, digest: &[Row; W]) -> [[Row; W]; 2] {
        let mut states = [self.start; 2];
        for (state, pad) in states.iter_mut().zip(PADS) {
            (self.rounds.short)(state, digest, Rest { pad, words: &[pad; 16] });
        }
        states
    }

    /// HMAC of a message.
    fn code(&self, [mut inner, mut outer]: [[Row; W]; 2], message: &[[u32; S]]) -> [Row; W] {
        message.iter().for_each(|schedule| (self.rounds.same)(&mut inner, schedule));
        (self.rounds.short)(&mut outer, &inner, Rest { pad: 0, words: &self.ending });
        outer
    }

    fn compare(&self, states: [[Row; W]; 2], places: &[usize], likely: &mut impl FnMut(usize, usize)) {
        for (at, text) in self.texts.iter().enumerate() {
            let code = self.code(states, &text.message);
            for (lane, place) in places.iter().enumerate() {
                if code[0].0[lane] == text.tag[0] && code[1].0[lane] == text.tag[1] {
                    likely(*place, at);
                }
            }
        }
    }
}
