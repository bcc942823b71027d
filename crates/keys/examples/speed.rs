//! Prints how many keys one thread tries in a second, with each engine of this machine; `benches/keys` says more.
//!
//!     RAYON_NUM_THREADS=1 cargo run --release -p sneck-keys --example speed [ENGINE]
#![expect(clippy::print_stdout, reason = "a measurement prints")]

use rustix::time::{ClockId, clock_gettime};
use sneck_keys::{Input, Search, Signed, engines, read};

/// What Flask 3.1 and PyJWT signed.
const TEXTS: &[(&str, &str)] = &[
    ("Flask", "eyJ1c2VyIjo3fQ.awvoPQ.eUqaosL0XdEIGY-kdKSCvtqOj1o"),
    (
        "JWT HS256",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIiwiZXhwIjo0MTAyNDQ0ODAwfQ.\
         5bofbiNOvsBqxKAFrr6YCx9kVc6ugMmwYeeOVymCXpw",
    ),
    ("Django", "eyJ1c2VyIjo3fQ:1xXaUw:jqabXZ0q6ewU8tgeZ4OBt8R1G1ujFF8IpASKOKb5hfU"),
];
const KEYS: usize = 50_000;

/// The first reading of a text: what a cracker is told.
fn first(text: &str) -> Vec<Signed> {
    read(&Input { value: text.as_bytes(), ..Input::default() }).into_iter().take(1).collect()
}

/// Seconds of the processor that all threads of this program used so far.
fn used() -> f64 {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    used.tv_sec as f64 + used.tv_nsec as f64 / 1e9
}

/// Seconds of the processor that the fastest of several turns takes.
fn seconds(found: impl Fn() -> bool) -> f64 {
    let turn = |_| {
        let started = used();
        assert!(!found());
        used() - started
    };
    (0..25).map(turn).fold(f64::MAX, f64::min)
}

fn main() {
    let words: Vec<String> = (0..KEYS).map(|n| format!("secret-{:x}", n * 2_654_435_761)).collect();
    let list = words.join("\n");
    let words: Vec<&[u8]> = words.iter().map(String::as_bytes).collect();
    for (name, text) in TEXTS {
        let texts = first(text);
        let both: Vec<Signed> = texts.iter().chain(&texts).cloned().collect();
        let only = std::env::args().nth(1);
        for engine in engines().into_iter().filter(|engine| only.as_deref().is_none_or(|only| only == *engine)) {
            let (one, two) = (Search::on(&texts, engine), Search::on(&both, engine));
            let lines = seconds(|| one.attempt_lines(list.as_bytes()).hit.is_some());
            let [one, two] = [one, two].map(|search| seconds(|| !search.attempt(&words).is_empty()));
            let (keys, more) = (KEYS as f64 / one, KEYS as f64 / (two - one).max(1e-9));
            println!(
                "{name:<10} {engine:<9} {:>8.0} keys/ms {:>8.0} of a second text {:>8.0} of lines {:>7.2} ms",
                keys / 1e3,
                more / 1e3,
                KEYS as f64 / lines / 1e3,
                one * 1e3
            );
        }
    }
}
