//! Which of two releases of a Debian package is the newer one.
//! <https://www.debian.org/doc/debian-policy/ch-controlfields.html#version>

use std::cmp::Ordering;

/// Compares `[epoch:]upstream[-revision]`.
#[must_use]
pub fn compare(a: &str, b: &str) -> Ordering {
    let (a, b) = (parts(a), parts(b));
    a.0.cmp(&b.0).then_with(|| by_runs(a.1, b.1)).then_with(|| by_runs(a.2, b.2))
}

fn parts(text: &str) -> (u64, &str, &str) {
    let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, ""));
    (epoch.parse().unwrap_or(0), upstream, revision)
}

/// Runs of other characters and of digits, in turn.
fn by_runs(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while !a.is_empty() || !b.is_empty() {
        let (text_a, text_b) = (cut(&mut a, |c| !c.is_ascii_digit()), cut(&mut b, |c| !c.is_ascii_digit()));
        let length = text_a.len().max(text_b.len());
        let order = (0..length).map(|at| weight(text_a.get(at))).cmp((0..length).map(|at| weight(text_b.get(at))));
        let numbers = || number(cut(&mut a, |c| c.is_ascii_digit())).cmp(&number(cut(&mut b, |c| c.is_ascii_digit())));
        match order.then_with(numbers) {
            Ordering::Equal => {}
            decided => return decided,
        }
    }
    Ordering::Equal
}

fn cut<'a>(rest: &mut &'a [u8], belongs: fn(&u8) -> bool) -> &'a [u8] {
    let end = rest.iter().position(|c| !belongs(c)).unwrap_or(rest.len());
    let (run, after) = rest.split_at(end);
    *rest = after;
    run
}

/// A tilde sorts before the end, the end before letters, letters before all else.
fn weight(c: Option<&u8>) -> u16 {
    match c {
        Some(b'~') => 0,
        None => 1,
        Some(letter) if letter.is_ascii_alphabetic() => 2 + u16::from(*letter),
        Some(other) => 300 + u16::from(*other),
    }
}

/// Digits without zeros in front: longer is larger.
fn number(digits: &[u8]) -> (usize, &[u8]) {
    let start = digits.iter().position(|d| *d != b'0').unwrap_or(digits.len());
    (digits.len() - start, &digits[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_ordered_as_dpkg_orders_them() {
        // Each is older than the one behind it.
        let rising =
            ["1.0~rc1-1", "1.0-1", "1.0-1+deb12u1", "1.0-1.1", "1.0a-1", "1.0+x-1", "1.2-1", "1.10-1", "1:0.1-1"];
        for pair in rising.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(compare(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
        }
        assert_eq!(compare("1.02-1", "1.2-1"), Ordering::Equal);
        assert_eq!(compare("1.0", "1.0-0"), Ordering::Equal);
        assert_eq!(compare("", ""), Ordering::Equal);
    }
}
