//! The bytes that a written key may stand for.
//!
//! Text becomes UTF-8 in one framework and latin-1 in another; a key is written as a Python literal, with escapes, or
//! in base64 or hexadecimal. Lists lose the `b` of a bytes literal: `b'\xec'` and `'\xec'` are different keys, and
//! both are tried.

use memchr::{memchr3, memmem};

use crate::text;

/// Fewer characters of base64 or hexadecimal are words.
const SHORTEST_ENCODED: usize = 16;

/// Nothing in a word can be read in more than one way: it is ASCII without escapes, quotes and `base64:`.
#[must_use]
pub fn is_plain(word: &[u8]) -> bool {
    let quoted = matches!(word.last(), Some(b'\'' | b'"'));
    !quoted && !word.starts_with(b"base64:") && word.iter().all(|byte| byte.is_ascii() && *byte != b'\\')
}

/// The same of many words, one a line: looked for in all of them at once, which may say no where each of them is.
pub(crate) fn is_plain_text(words: &[u8]) -> bool {
    words.is_ascii() && memchr3(b'\\', b'\'', b'"', words).is_none() && memmem::find(words, b"base64:").is_none()
}

/// Every spelling of a line of a word list, the line as it stands first.
#[must_use]
pub fn spellings_of_word(word: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![word.to_vec()];
    if is_plain(word) {
        return all;
    }
    all.extend(word.strip_prefix(b"base64:").and_then(text::base64_any));
    let inner = unquoted(word);
    let written = inner.unwrap_or(word);
    let characters = match written.contains(&b'\\') {
        true => unescape(written),
        false => characters(written),
    };
    all.extend(inner.map(<[u8]>::to_vec));
    all.push(characters.iter().collect::<String>().into_bytes());
    all.extend(latin1(&characters));
    distinct(all)
}

/// Every spelling of a string of the project, or of the built-in list: those of a word, and what base64 and
/// hexadecimal digits stand for.
#[must_use]
pub fn spellings(word: &[u8]) -> Vec<Vec<u8>> {
    let mut all = spellings_of_word(word);
    if word.len() >= SHORTEST_ENCODED {
        all.extend(text::unhex(word));
        all.extend(text::base64_any(word).filter(|bytes| bytes.len() >= SHORTEST_ENCODED / 2));
    }
    distinct(all)
}

fn distinct(all: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut kept: Vec<Vec<u8>> = Vec::with_capacity(all.len());
    for one in all {
        if !kept.contains(&one) && !one.is_empty() {
            kept.push(one);
        }
    }
    kept
}

/// What stands between the quotes of a Python literal: `'…'`, `b"…"`, `u'…'`.
fn unquoted(word: &[u8]) -> Option<&[u8]> {
    let rest = match word {
        [b'b' | b'B' | b'u' | b'U', rest @ ..] => rest,
        all => all,
    };
    match rest {
        [open @ (b'\'' | b'"'), inner @ .., close] if open == close => Some(inner),
        _ => None,
    }
}

/// UTF-8 where it is, and one character for each byte otherwise.
fn characters(bytes: &[u8]) -> Vec<char> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.chars().collect(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// One byte for each character, where all are that small.
fn latin1(characters: &[char]) -> Option<Vec<u8>> {
    characters.iter().map(|c| u8::try_from(u32::from(*c)).ok()).collect()
}

/// The escapes of a Python string literal; an unknown one stands for itself, as in Python.
fn unescape(text: &[u8]) -> Vec<char> {
    let text = characters(text);
    let mut out = Vec::with_capacity(text.len());
    let mut rest = &text[..];
    while let [first, tail @ ..] = rest {
        let (characters, after) = if *first == '\\' { escape(tail) } else { (Some(*first), tail) };
        out.extend(characters);
        rest = after;
    }
    out
}

/// What an escape stands for, and what is behind it.
fn escape(after: &[char]) -> (Option<char>, &[char]) {
    let single = |c: char| (Some(c), &after[1..]);
    match after {
        ['x', ..] => coded(after, 2),
        ['u', ..] => coded(after, 4),
        ['U', ..] => coded(after, 8),
        ['0'..='7', ..] => octal(after),
        ['n', ..] => single('\n'),
        ['t', ..] => single('\t'),
        ['r', ..] => single('\r'),
        ['a', ..] => single('\u{7}'),
        ['b', ..] => single('\u{8}'),
        ['f', ..] => single('\u{c}'),
        ['v', ..] => single('\u{b}'),
        ['\n', tail @ ..] => (None, tail),
        [same @ ('\\' | '\'' | '"'), ..] => single(*same),
        _ => (Some('\\'), after),
    }
}

/// `xNN`, `uNNNN`, `UNNNNNNNN`.
fn coded(after: &[char], digits: usize) -> (Option<char>, &[char]) {
    let code = after.get(1..=digits).and_then(|digits| {
        digits.iter().try_fold(0u32, |sum, digit| Some(sum << 4 | digit.to_digit(16)?)).and_then(char::from_u32)
    });
    match code {
        Some(c) => (Some(c), &after[digits + 1..]),
        None => (Some('\\'), after),
    }
}

/// Up to three digits.
fn octal(after: &[char]) -> (Option<char>, &[char]) {
    let digits = after.iter().take(3).map_while(|c| c.to_digit(8)).collect::<Vec<_>>();
    let code = digits.iter().fold(0, |sum, digit| sum << 3 | digit);
    (char::from_u32(code), &after[digits.len()..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_key_of_flasks_documentation_is_found_however_a_list_writes_it() {
        let key = b"_5#y2L\"F4Q8z\n\xec]/".to_vec();
        for line in [
            r#"b'_5#y2L"F4Q8z\n\xec]/'"#,
            r#"'_5#y2L"F4Q8z\n\xec]/'"#,
            r#"_5#y2L"F4Q8z\n\xec]/"#,
            "'_5#y2L\"F4Q8z\\nì]/'",
        ] {
            assert!(spellings_of_word(line.as_bytes()).contains(&key), "{line}");
        }
        let utf8 = "_5#y2L\"F4Q8z\nì]/".as_bytes().to_vec();
        assert!(spellings_of_word(br#"'_5#y2L"F4Q8z\n\xec]/'"#).contains(&utf8), "it may have been text");
    }

    #[test]
    fn escapes_are_those_of_python() {
        let of = |text: &[u8]| unescape(text).into_iter().collect::<String>();
        assert_eq!(of(br"\x02\1\033\u00e9\n\\e\y"), "\u{2}\u{1}\u{1b}é\n\\e\\y");
        assert_eq!(of(br"\xzz\u12"), r"\xzz\u12");
        assert_eq!(of(br"\"), "\\");
    }

    #[test]
    fn a_plain_word_is_itself_alone() {
        assert_eq!(spellings_of_word(b"hunter2"), [b"hunter2".to_vec()]);
        assert_eq!(spellings_of_word("geheimnisträger".as_bytes()).len(), 2, "as UTF-8 and as latin-1");
        assert_eq!(spellings_of_word(b"tr\xe4ger")[1], "träger".as_bytes());
    }

    #[test]
    fn encoded_keys_are_tried_in_their_bytes() {
        assert!(spellings(b"000102030405060708090a0b0c0d0e0f").contains(&(0..16).collect()));
        assert!(spellings(b"base64:AAECAwQFBgcICQoLDA0ODw==").contains(&(0..16).collect()));
        assert!(spellings(b"AAECAwQFBgcICQoLDA0ODw==").contains(&(0..16).collect()));
        assert_eq!(spellings(b"password").len(), 1);
    }

    proptest! {
        #[test]
        fn any_bytes_have_spellings(word in proptest::collection::vec(any::<u8>(), 0..60)) {
            prop_assert!(word.is_empty() || spellings(&word)[0] == word);
        }

        #[test]
        fn any_escapes_have_spellings(word in r#"b?'?(\\[xuU0-7n'"]|[0-9a-f]|é){0,20}'?"#) {
            prop_assert!(spellings(word.as_bytes()).len() <= 8);
        }
    }
}
