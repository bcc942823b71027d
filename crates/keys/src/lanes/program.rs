//! What is done with all lanes at once: derive, and compare the signatures of all texts.

use super::layout::{BLOCK, Batch, Block, Layout};
use super::{Engine, Rounds, Row, engines, rounds};
use crate::hash::Hash;
use crate::signed::{Check, Derivation};

/// Blocks of salt and secret, at most; what is longer is tried by the plain crates.
const MOST_BLOCKS: usize = 8;

/// Texts whose keys are derived alike, with everything done that does not depend on the key.
pub(crate) struct Program(Kind);

enum Kind {
    Sha1(Box<Job<5, 80>>),
    Sha256(Box<Job<8, 64>>),
}

struct Job<const W: usize, const S: usize> {
    hash: Hash,
    start: [Row; W],
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
                Job::new(hash, rounds::sha1::START, rounds, derivation, &texts, rounds::sha1::schedule)
                    .map(Box::new)
                    .map(Kind::Sha1)
                    .map(Self)
            }
            Hash::Sha256 => {
                let rounds = engines().iter().filter(allowed).find_map(|engine| engine.sha256.as_ref())?;
                Job::new(hash, rounds::sha256::START, rounds, derivation, &texts, rounds::sha256::schedule)
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
        Some(Self { hash, start: start.map(Row::splat), rounds, derive, texts })
    }

    fn run(&self, words: &[&[u8]], mut likely: impl FnMut(usize, usize)) {
        match &self.derive {
            Derive::Digest(before) => self.behind_salt(words, before, &mut likely),
            _ => self.as_they_are(words, &mut likely),
        }
    }

    fn as_they_are(&self, words: &[&[u8]], likely: &mut impl FnMut(usize, usize)) {
        let mut batch = Batch::new(1, b"");
        for place in 0..words.len() {
            if batch.push(place) {
                self.signing(words, &mut batch, likely);
            }
        }
        self.signing(words, &mut batch, likely);
    }

    fn signing(&self, words: &[&[u8]], batch: &mut Batch, likely: &mut impl FnMut(usize, usize)) {
        let put = |keys: &mut Layout, lane, place: usize| self.put_key(keys, lane, words[place]);
        batch.empty(put, |some, rows| self.compare(self.derived(&rows[0]), some, likely));
    }

    /// A key as HMAC takes it: hashed when it is longer than a block.
    #[inline]
    fn put_key(&self, keys: &mut Layout, lane: usize, word: &[u8]) {
        if word.len() <= BLOCK {
            keys.put(lane, word);
        } else {
            keys.put(lane, &self.hash.digest(&[word]));
        }
    }

    /// The states of HMAC with the key that signs.
    fn derived(&self, key: &Block) -> [[Row; W]; 2] {
        let own = self.keyed(key);
        match &self.derive {
            Derive::Hmac(salt) => self.keyed_by(&self.code(own, salt)),
            _ => own,
        }
    }

    /// Hashes of salt and secret. Secrets of like length go together, for they fill as many blocks.
    fn behind_salt(&self, words: &[&[u8]], salt: &[u8], likely: &mut impl FnMut(usize, usize)) {
        let mut waiting: [Option<Batch>; MOST_BLOCKS] = std::array::from_fn(|_| None);
        for (at, word) in words.iter().enumerate() {
            let blocks = (salt.len() + word.len() + 9).div_ceil(BLOCK);
            let Some(batch) = waiting.get_mut(blocks - 1) else {
                // So long a secret has no lane: it is tried on all texts by the plain crates.
                (0..self.texts.len()).for_each(|text| likely(at, text));
                continue;
            };
            let batch = batch.get_or_insert_with(|| Batch::new(blocks, salt));
            if batch.push(at) {
                self.salted(words, batch, likely);
            }
        }
        waiting.iter_mut().flatten().for_each(|batch| self.salted(words, batch, likely));
    }

    fn salted(&self, words: &[&[u8]], batch: &mut Batch, likely: &mut impl FnMut(usize, usize)) {
        batch.empty(
            |keys, lane, place| keys.put_ended(lane, words[place]),
            |some, rows| {
                let mut state = self.start;
                rows.iter().for_each(|block| (self.rounds.block)(&mut state, block));
                self.compare(self.keyed_by(&state), some, likely);
            },
        );
    }

    /// Both states of HMAC that follow from the key alone, the inner one first.
    fn keyed(&self, key: &Block) -> [[Row; W]; 2] {
        let mut states = [[Row::ZERO; W]; 2];
        (self.rounds.keyed)(&mut states, key);
        states
    }

    /// The same for a key that is a digest.
    fn keyed_by(&self, digest: &[Row; W]) -> [[Row; W]; 2] {
        let mut states = [[Row::ZERO; W]; 2];
        (self.rounds.keyed_by)(&mut states, digest);
        states
    }

    /// HMAC of a message.
    fn code(&self, [mut inner, mut outer]: [[Row; W]; 2], message: &[[u32; S]]) -> [Row; W] {
        message.iter().for_each(|schedule| (self.rounds.same)(&mut inner, schedule));
        (self.rounds.digest)(&mut outer, &inner);
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
