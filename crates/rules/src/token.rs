//! Signed texts in cookies: JSON web tokens, and what itsdangerous signs.

/// Three parts of base64url joined by points: a JSON web token, or what itsdangerous signs (which
/// begins with a point when its content is compressed).
pub(crate) fn is_signed(value: &[u8]) -> bool {
    let value = value.strip_prefix(b".").unwrap_or(value);
    let parts: Vec<&[u8]> = value.split(|b| *b == b'.').collect();
    parts.len() == 3 && parts.iter().all(|part| part.len() >= 4 && part.iter().all(|b| sextet(*b).is_some()))
}

/// The header and the content of a JSON web token, whether or not it is signed.
pub(crate) fn decode(value: &[u8]) -> Option<(String, String)> {
    let mut parts = value.split(|b| *b == b'.');
    let header = String::from_utf8(base64url(parts.next()?)?).ok()?;
    let content = String::from_utf8(base64url(parts.next()?)?).ok()?;
    let is_token = header.starts_with('{') && header.contains("\"alg\"") && content.starts_with('{');
    is_token.then_some((header, content))
}

/// What a name of a JSON object's text stands for when it is text: `alg` of `{"alg":"none"}`.
pub(crate) fn text_of<'j>(json: &'j str, name: &str) -> Option<&'j str> {
    let value = after_name(json, name)?.strip_prefix('"')?;
    value.split_once('"').map(|(text, _)| text)
}

/// What follows a name and its colon in a JSON object's text; nothing when the name is not in it.
pub(crate) fn after_name<'j>(json: &'j str, name: &str) -> Option<&'j str> {
    let rest = json.split_once(&format!("\"{name}\""))?.1;
    rest.trim_start().strip_prefix(':').map(str::trim_start)
}

fn base64url(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in text.iter().filter(|b| **b != b'=') {
        held = (held << 6 | sextet(*byte)?) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

fn sextet(byte: u8) -> Option<u32> {
    let (from, first) = match byte {
        b'A'..=b'Z' => (b'A', 0),
        b'a'..=b'z' => (b'a', 26),
        b'0'..=b'9' => (b'0', 52),
        b'-' => (b'-', 62),
        b'_' => (b'_', 63),
        _ => return None,
    };
    Some(u32::from(byte - from) + first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_what_signed_it() {
        // {"alg":"none","typ":"JWT"} and {"sub":"1"}
        let (header, content) = decode(b"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIxIn0.").unwrap();
        assert_eq!(text_of(&header, "alg"), Some("none"));
        assert_eq!(text_of(&content, "sub"), Some("1"));
        assert_eq!(after_name(&content, "exp"), None);
    }

    #[test]
    fn other_texts_are_no_tokens() {
        for other in [&b"17"[..], b"a.b.c", b"", b"....", b"eyJ1IjoxfQ.Zz8ABA.c2lnbmF0dXJl", b"\xff.\xff"] {
            assert_eq!(decode(other), None);
        }
    }

    #[test]
    fn what_a_library_signs_is_told_from_plain_text() {
        for signed in [&b"eyJ1IjoxfQ.Zz8ABA.c2lnbmF0dXJl"[..], b".eJyrVipKLS4G.Zz8ABA.c2lnbmF0dXJl"] {
            assert!(is_signed(signed));
        }
        for plain in [&b"17"[..], b"jane.doe", b"a.b.c", b"10.0.0.1"] {
            assert!(!is_signed(plain));
        }
    }
}
