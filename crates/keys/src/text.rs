//! How bytes are written in cookies: base64 in two alphabets, hexadecimal, percent signs, quotes.

use base64::Engine;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};

/// With or without `=` at the end, and with bits beyond the last byte, as the decoders of frameworks take it.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const URL: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);

/// Base64 with `-` and `_` (RFC 4648, section 5).
pub(crate) fn base64url(text: &[u8]) -> Option<Vec<u8>> {
    URL.decode(text).ok()
}

/// Base64 with `+` and `/` (RFC 4648, section 4).
pub(crate) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Base64 in either alphabet.
pub(crate) fn base64_any(text: &[u8]) -> Option<Vec<u8>> {
    base64(text).or_else(|| base64url(text))
}

/// Bytes of hexadecimal digits.
pub(crate) fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8; 2]| u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).ok();
    rest.is_empty().then(|| pairs.iter().map(byte).collect())?
}

/// Hexadecimal digits of bytes.
#[cfg(test)]
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `%3A` becomes `:`. What is no escape stays.
pub(crate) fn unpercent(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let escaped = tail.get(..2).filter(|_| *first == b'%').and_then(unhex);
        out.push(escaped.as_ref().map_or(*first, |bytes| bytes[0]));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    out
}

/// A value in double quotes, as Python's cookies quote what has `=` or `/` in it: `"a\075b"` is `a=b`.
pub(crate) fn unquote(text: &[u8]) -> Vec<u8> {
    let Some(mut rest) = text.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) else {
        return text.to_vec();
    };
    let mut out = Vec::with_capacity(rest.len());
    while let [first, tail @ ..] = rest {
        let (byte, after) = match tail {
            [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', after @ ..] if *first == b'\\' => {
                ((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'), after)
            }
            [other, after @ ..] if *first == b'\\' => (*other, after),
            _ => (*first, tail),
        };
        out.push(byte);
        rest = after;
    }
    out
}

/// The parts before and after the last separator.
pub(crate) fn split_last(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = text.iter().rposition(|byte| *byte == separator)?;
    Some((&text[..at], &text[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes_are_undone() {
        assert_eq!(unquote(br#""!a\075?b\"""#), b"!a=?b\"");
        assert_eq!(unquote(b"plain"), b"plain");
        assert_eq!(unquote(b"\""), b"\"");
        assert_eq!(unpercent(b"s%3Aa%zz%4"), b"s:a%zz%4");
    }

    #[test]
    fn hexadecimal_is_pairs_of_digits() {
        assert_eq!(unhex(b"00ff"), Some(vec![0, 255]));
        assert_eq!(unhex(b"0"), None);
        assert_eq!(unhex(b"zz"), None);
    }
}
