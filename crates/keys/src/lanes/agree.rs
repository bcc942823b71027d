//! Whether rows give what the plain crates do.

use super::{Engine, LANES, Rounds, Row, rounds};

/// What every way to do the rounds gives: a state after several blocks, and four of keys.
type States<const W: usize> = [[Row; W]; 5];

/// A hash of the plain crates.
struct Plain<const W: usize> {
    start: [u32; W],
    compress: fn(&mut [u32; W], &[u32; 16]),
}

const SHA1: Plain<5> =
    Plain { start: rounds::sha1::START, compress: |state, block| sha1::block_api::compress(state, &[bytes(block)]) };
const SHA256: Plain<8> = Plain {
    start: rounds::sha256::START,
    compress: |state, block| sha2::block_api::compress256(state, &[bytes(block)]),
};

/// Results are those of the plain crates: for one block that differs in every lane, and one that does not.
pub(super) fn agrees(engine: &Engine) -> bool {
    let block: [Row; 16] = std::array::from_fn(|at| Row(std::array::from_fn(|lane| sample(at * LANES + lane))));
    let same: [u32; 16] = std::array::from_fn(|at| sample(at + 999));
    let sha1 = engine.sha1.as_ref().is_none_or(|rounds| {
        let start = std::array::from_fn(|at| block[at]);
        by_rows(rounds, &start, &block, &rounds::sha1::schedule(&same)) == plainly(&start, &block, &same, &SHA1)
    });
    let sha256 = engine.sha256.as_ref().is_none_or(|rounds| {
        let start = std::array::from_fn(|at| block[at]);
        by_rows(rounds, &start, &block, &rounds::sha256::schedule(&same)) == plainly(&start, &block, &same, &SHA256)
    });
    sha1 && sha256
}

/// Words without a pattern.
fn sample(at: usize) -> u32 {
    (u32::try_from(at).unwrap_or(0) + 1).wrapping_mul(0x9e37_79b9).rotate_left(13).wrapping_mul(0x85eb_ca6b)
}

fn by_rows<const W: usize, const S: usize>(
    rounds: &Rounds<W, S>,
    start: &[Row; W],
    block: &[Row; 16],
    schedule: &[u32; S],
) -> States<W> {
    let mut state = *start;
    (rounds.block)(&mut state, block);
    (rounds.same)(&mut state, schedule);
    (rounds.digest)(&mut state, start);
    let mut keyed = [[[Row::ZERO; W]; 2]; 2];
    (rounds.keyed)(&mut keyed[0], block);
    (rounds.keyed_by)(&mut keyed[1], start);
    let [[inner, outer], [inner_by, outer_by]] = keyed;
    [state, inner, outer, inner_by, outer_by]
}

fn plainly<const W: usize>(start: &[Row; W], block: &[Row; 16], same: &[u32; 16], plain: &Plain<W>) -> States<W> {
    let mut all = [*start; 5];
    for lane in 0..LANES {
        let start = start.map(|row| row.0[lane]);
        let states = plainly_in_a_lane(start, block.map(|row| row.0[lane]), same, plain);
        for (rows, state) in all.iter_mut().zip(states) {
            rows.iter_mut().zip(state).for_each(|(row, word)| row.0[lane] = word);
        }
    }
    all
}

fn plainly_in_a_lane<const W: usize>(
    start: [u32; W],
    block: [u32; 16],
    same: &[u32; 16],
    plain: &Plain<W>,
) -> [[u32; W]; 5] {
    let behind = |rest: [u32; 16]| std::array::from_fn(|at| start.get(at).copied().unwrap_or(rest[at]));
    let after = |mut state: [u32; W], block: [u32; 16]| {
        (plain.compress)(&mut state, &block);
        state
    };
    let keyed = |key: [u32; 16], pad| after(plain.start, key.map(|word| word ^ pad));
    let [inner, outer] = rounds::PADS;
    let digest = behind([0; 16]);
    [
        after(after(after(start, block), *same), behind(rounds::ending(W))),
        keyed(block, inner),
        keyed(block, outer),
        keyed(digest, inner),
        keyed(digest, outer),
    ]
}

fn bytes(words: &[u32; 16]) -> [u8; 64] {
    let mut bytes = [0; 64];
    bytes.as_chunks_mut::<4>().0.iter_mut().zip(words).for_each(|(to, word)| *to = word.to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{portable, *};
    use super::*;

    fn all() -> Vec<Engine> {
        let mut all = vec![portable::engine()];
        #[cfg(target_arch = "x86_64")]
        all.extend(super::super::x86::engines());
        all
    }

    #[test]
    fn an_engine_that_gives_other_results_is_not_used() {
        assert!(all().iter().all(agrees), "those of this machine are right");
        let wrong = Engine {
            name: "wrong",
            sha1: Some(Rounds {
                block: |state, _| state[4].0[LANES - 1] ^= 1,
                digest: |_, _| {},
                same: |_, _| {},
                keyed: |_, _| {},
                keyed_by: |_, _| {},
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
                    let found = by_rows(rounds, &short, &block, &rounds::sha1::schedule(&same));
                    prop_assert_eq!(found, plainly(&short, &block, &same, &SHA1), "{}", engine.name);
                }
                if let Some(rounds) = &engine.sha256 {
                    let found = by_rows(rounds, &long, &block, &rounds::sha256::schedule(&same));
                    prop_assert_eq!(found, plainly(&long, &block, &same, &SHA256), "{}", engine.name);
                }
            }
        }
    }
}
