//! Keys that are told by their provider's own format.

mod bech32;
mod check;
mod format;
mod jwt;
mod starts;

use std::sync::LazyLock;

use super::shape;
use format::{Format, rows};
use starts::Starts;

/// The formats; the file says how they are written.
const TABLE: &str = include_str!("formats.txt");

/// What the table calls a private key in PEM.
pub const PRIVATE_KEY: &str = "private key";

/// A key that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is, as its provider calls it.
    pub name: &'static str,
    /// Where it starts, in bytes.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// It is of the provider's test mode.
    pub for_tests: bool,
}

static FORMATS: LazyLock<Vec<Format>> = LazyLock::new(|| rows(TABLE).filter_map(Format::of).collect());

/// Every start, with the format that it belongs to.
static STARTS: LazyLock<Starts> = LazyLock::new(|| {
    Starts::new(FORMATS.iter().enumerate().flat_map(|(at, f)| f.starts.iter().map(move |start| (*start, at))))
});

/// Keys in a text, one pass over it for all formats, each key once.
#[must_use]
pub fn find(bytes: &[u8]) -> Vec<Found> {
    find_in(bytes, 0..bytes.len())
}

/// Keys whose start lies in a part of the text.
#[must_use]
pub fn find_in(bytes: &[u8], part: std::ops::Range<usize>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    STARTS.each(bytes, part, |start, end, format| {
        let format = &FORMATS[format];
        let key = format.key(bytes, start, end);
        found.extend(key.map(|(from, to)| Found { name: format.name, from, to, for_tests: format.for_tests }));
    });
    found.sort_by_key(|f| (f.from, std::cmp::Reverse(f.to)));
    let mut end = 0;
    found.retain(|f| {
        let apart = f.from >= end;
        end = end.max(f.to);
        apart
    });
    found
}

/// A made-up key of every format, each by the name of its format: to try readers with.
pub fn examples() -> impl Iterator<Item = (&'static str, String)> {
    rows(TABLE).flat_map(|[name, starts, _, good, _]| starts.split(',').map(move |start| (name, whole(start, good))))
}

/// An example with its start put in: where it says `{}`, or before it.
fn whole(start: &str, example: &str) -> String {
    if example.contains("{}") { example.replace("{}", start) } else { format!("{start}{example}") }
}

/// A checksum of the format proves that somebody handed the key out: nobody makes such a key up for a test.
#[must_use]
pub fn is_proven(name: &str) -> bool {
    FORMATS.iter().any(|format| format.name == name && format.is_summed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_takes_its_good_example_and_refuses_its_bad_one() {
        let mut wrong = Vec::new();
        for [name, starts, _, good, bad] in rows(TABLE) {
            for start in starts.split(',') {
                let text = |example: &str| format!("key = \"{}\"", whole(start, example));
                let takes = |example: &str| find(text(example).as_bytes()).iter().any(|f| f.name == name);
                wrong.extend((!takes(good)).then(|| format!("{name} misses {}", text(good))));
                wrong.extend(takes(bad).then(|| format!("{name} takes {}", text(bad))));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn every_line_of_the_table_is_a_format() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(FORMATS.len(), lines);
        assert!(lines >= 200, "{lines}");
        assert!(FORMATS.iter().flat_map(|f| &f.starts).all(|start| start.len() >= 2), "shorter ones are not found");
    }

    #[test]
    fn every_format_has_a_name_of_its_own() {
        let mut names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FORMATS.len());
    }

    #[test]
    fn a_key_inside_a_longer_word_is_none() {
        let text = format!("x{}k3Vd8Tq1Zx7Rb5Wmk3Vd8Tq1Zx7Rb5Wm", "sk_live_");
        assert!(find(text.as_bytes()).is_empty());
    }

    #[test]
    fn what_two_formats_know_is_one_key() {
        let body = "k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Gak3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Gak3Vd8Tq1Zx7R";
        let text = format!("AccountKey={body}+ASt3Vd8Tw==");
        assert_eq!(find(text.as_bytes()).len(), 1, "{text}");
    }

    #[test]
    fn no_input_makes_it_panic() {
        for format in FORMATS.iter() {
            for start in &format.starts {
                for rest in ["", "\"", "=", "-", "é", "\u{0}", " = '", "=====", "eyJ.eyJ."] {
                    let _ = find(format!("{start}{rest}").as_bytes());
                    let _ = find(format!("{rest}{start}").as_bytes());
                }
            }
        }
    }
}
