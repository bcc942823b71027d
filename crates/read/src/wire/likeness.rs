//! Whether two answers are the same page for different names: what was asked and what changes each time are taken out.

use std::collections::{BTreeMap, BTreeSet};

use sneck_model::Exchange;

/// Words of a body that are compared.
const MOST: usize = 20_000;

/// Parts of a page that have to agree: of a hundred words, ten may differ.
const ALIKE: f64 = 0.9;

/// Whether two answers say the same: the same status and sort of content, the same way on, and nearly the same words,
/// when the names that they were asked for are taken out of both, and numbers and random words with them.
#[must_use]
pub fn alike(one: &Exchange, other: &Exchange) -> bool {
    if one.status != other.status || kind(one) != kind(other) {
        return false;
    }
    let names = names([one, other]);
    location(one, &names) == location(other, &names) && same_words(&words(one, &names), &words(other, &names))
}

/// The sort of content that an answer names: `text/html` of `text/html; charset=utf-8`.
#[must_use]
pub fn kind(seen: &Exchange) -> String {
    let value = seen.header("content-type").next().unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn location(seen: &Exchange, names: &[String]) -> String {
    let to = seen.header("location").next().unwrap_or_default();
    plain(&without(names, to)).collect::<Vec<_>>().join(" ")
}

/// How often each word is there.
fn words(seen: &Exchange, names: &[String]) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for word in plain(&without(names, &seen.body)).take(MOST) {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// What both were asked for, in whatever way a page spells it, the longest first. A page that any name gets may hold one
/// of the names as a word of its own, so that each is taken out of both.
fn names(both: [&Exchange; 2]) -> Vec<String> {
    let mut all = BTreeSet::new();
    for seen in both {
        let (target, path) = (seen.target(), seen.path());
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        for spelt in [target, path, path.trim_start_matches('/'), name] {
            all.extend([spelt.to_owned(), decoded(spelt), escaped(spelt), escaped(&decoded(spelt))]);
        }
    }
    // One letter is everywhere, and says nothing.
    let mut all: Vec<String> = all.into_iter().filter(|spelling| spelling.len() > 2).collect();
    all.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
    all
}

fn without(names: &[String], text: &str) -> String {
    names
        .iter()
        .fold(text.to_owned(), |rest, name| if rest.contains(&**name) { rest.replace(&**name, " ") } else { rest })
}

/// As HTML writes it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// With `%41` as `A`; what is not UTF-8 becomes U+FFFD.
#[must_use]
pub fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                plain.push(high << 4 | low);
                at += 3;
            }
            (byte, ..) => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Words in lower case, numbers and what looks drawn by lot left out.
fn plain(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !changes(word)).map(str::to_lowercase)
}

/// Numbers, times, identifiers, signatures.
fn changes(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits == word.len() || (digits > 0 && word.len() >= 6) || word.len() >= 24
}

/// The share of words that both have.
fn same_words(one: &BTreeMap<String, u32>, other: &BTreeMap<String, u32>) -> bool {
    let all: u32 = one.values().sum::<u32>() + other.values().sum::<u32>();
    if all == 0 {
        return true;
    }
    let both: u32 = one.iter().map(|(word, n)| *n.min(other.get(word).unwrap_or(&0))).sum();
    f64::from(2 * both) / f64::from(all) >= ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::{Kind, Origin};

    fn seen(target: &str, status: u16, body: &str) -> Exchange {
        let origin = Origin { url: "http://a.test".into(), kind: Kind::Production, name: None };
        Exchange { body: body.into(), ..Exchange::new(origin, "GET", format!("http://a.test{target}"), status) }
    }

    #[test]
    fn a_page_that_repeats_the_name_is_one_page() {
        let page = |name: &str| seen(name, 200, &format!("<p>Nothing at <b>{name}</b> since 12:{}</p>", name.len()));
        assert!(alike(&page("/.git/config"), &page("/.git/abcdefgh")));
        let spelt = seen("/a%20b<c", 404, "no /a b&lt;c here");
        assert!(alike(&spelt, &seen("/xyzxyz", 404, "no xyzxyz here")));
    }

    #[test]
    fn a_page_that_any_name_gets_may_hold_one_of_the_names() {
        let page = |name: &str| seen(name, 200, "the lantern is lit");
        assert!(alike(&page("/install/lantern"), &page("/install/abcdefgh")));
        assert!(alike(&page("/install/abcdefgh"), &page("/install/lantern")));
    }

    #[test]
    fn tokens_and_identifiers_that_change_do_not_count() {
        let page =
            |token: &str| seen("/x", 200, &format!("<input name=csrf value={token}><p>the form of the shop</p>"));
        assert!(alike(&page("a8f3e2c19b"), &page("99bc01d2e4")));
    }

    #[test]
    fn another_status_another_type_or_other_words_are_another_page() {
        let page = seen("/.env", 200, "SECRET=one\nDEBUG=true\n");
        assert!(!alike(&page, &seen("/.envx", 404, "SECRET=one\nDEBUG=true\n")));
        assert!(!alike(&page, &seen("/.envx", 200, "<h1>welcome to the shop</h1>")));
        let mut typed = page.clone();
        typed.headers.push(("Content-Type".into(), "text/plain".into()));
        assert!(!alike(&page, &typed));
    }

    #[test]
    fn a_redirect_that_carries_the_name_along_is_one_answer() {
        let to = |name: &str| {
            let mut seen = seen(name, 302, "");
            seen.headers.push(("Location".into(), format!("/login?next={name}")));
            seen
        };
        assert!(alike(&to("/admin-one"), &to("/admin-two")));
    }
}
