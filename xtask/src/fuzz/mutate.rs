//! Inputs from seeds: bytes changed, parts moved, repeated and nested, words of the format strewn in.

/// Bytes of an input, at most: more finds nothing new and takes longer.
const LONGEST: usize = 8192;

/// Makes one input after the other, always the same for the same seed.
pub(super) struct Mutator {
    seeds: Vec<Vec<u8>>,
    words: &'static [&'static str],
    random: Random,
}

impl Mutator {
    pub(super) fn new(seeds: Vec<Vec<u8>>, words: &'static [&'static str], seed: u64) -> Self {
        Self { seeds, words, random: Random::new(seed) }
    }

    pub(super) fn next(&mut self) -> Vec<u8> {
        let mut input = self.seed();
        for _ in 0..1 + self.random.below(8) {
            let change = CHANGES[self.random.below(CHANGES.len())];
            change(self, &mut input);
            input.truncate(LONGEST);
        }
        input
    }

    fn seed(&mut self) -> Vec<u8> {
        if self.seeds.is_empty() {
            return Vec::new();
        }
        let at = self.random.below(self.seeds.len());
        self.seeds[at].clone()
    }

    fn word(&mut self) -> &'static str {
        self.words[self.random.below(self.words.len())]
    }

    /// A part of an input, often whole lines.
    fn part(&mut self, input: &[u8]) -> std::ops::Range<usize> {
        let (a, b) = (self.random.below(input.len() + 1), self.random.below(input.len() + 1));
        let (start, end) = (a.min(b), a.max(b));
        if self.random.below(3) == 0 {
            return start..end.min(start + 16);
        }
        let line_start = input[..start].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line_end = input[end..].iter().position(|byte| *byte == b'\n').map_or(input.len(), |at| end + at + 1);
        line_start..line_end
    }
}

type Change = fn(&mut Mutator, &mut Vec<u8>);

const CHANGES: &[Change] = &[flip, insert_word, insert_word, replace_by_word, delete, repeat, nest, splice, byte];

fn flip(m: &mut Mutator, input: &mut Vec<u8>) {
    if !input.is_empty() {
        let at = m.random.below(input.len());
        let flipped = input[at] ^ (1 << m.random.below(8));
        input.splice(at..=at, [flipped]);
    }
}

fn byte(m: &mut Mutator, input: &mut Vec<u8>) {
    const ODD: &[u8] = b"\0\t\n\r\x0c\x1b \"'#$%&()*+,-./:;<=>?@[\\]^`{|}~\x7f\x80\xc3\xff";
    let at = m.random.below(input.len() + 1);
    input.insert(at, ODD[m.random.below(ODD.len())]);
}

fn insert_word(m: &mut Mutator, input: &mut Vec<u8>) {
    let at = m.random.below(input.len() + 1);
    let word = m.word();
    input.splice(at..at, word.bytes());
}

fn replace_by_word(m: &mut Mutator, input: &mut Vec<u8>) {
    let part = m.part(input);
    let part = part.start..part.end.min(part.start + 12);
    let word = m.word();
    input.splice(part, word.bytes());
}

fn delete(m: &mut Mutator, input: &mut Vec<u8>) {
    let part = m.part(input);
    input.drain(part);
}

fn repeat(m: &mut Mutator, input: &mut Vec<u8>) {
    let part = m.part(input);
    let copies = input[part.clone()].repeat(1 + m.random.below(40));
    let at = part.end;
    input.splice(at..at, copies.into_iter().take(LONGEST));
}

fn nest(m: &mut Mutator, input: &mut Vec<u8>) {
    const PAIRS: &[(&str, &str)] =
        &[("(", ")"), ("[", "]"), ("{", "}"), ("${A:-", "}"), ("$(", ")"), ("lambda:", ""), ("not ", "")];
    let (open, close) = PAIRS[m.random.below(PAIRS.len())];
    let deep = 1 + m.random.below(300);
    let part = m.part(input);
    input.splice(part.end..part.end, close.repeat(deep).into_bytes());
    input.splice(part.start..part.start, open.repeat(deep).into_bytes());
}

fn splice(m: &mut Mutator, input: &mut Vec<u8>) {
    let other = m.seed();
    let part = m.part(&other);
    let at = m.random.below(input.len() + 1);
    input.splice(at..at, other[part].iter().copied());
}

/// Numbers by chance, good enough to wander (xorshift64*, Vigna 2016).
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(drawn).unwrap_or(0) % limit.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_inputs_and_another_gives_others() {
        let make = |seed| {
            let mut mutator = Mutator::new(vec![b"a = 1\nb = 2\n".to_vec()], &["word"], seed);
            (0..50).map(|_| mutator.next()).collect::<Vec<_>>()
        };
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
        assert!(make(3).iter().all(|input| input.len() <= LONGEST));
    }
}
