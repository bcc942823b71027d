//! JSON Web Tokens, read without their key: what they are for and how long they live.

use serde_json::Value;

/// A token that lives shorter was worth nothing soon after it was written down.
const YEAR: i64 = 365 * 24 * 60 * 60;
/// Roles that are meant to be known: Supabase's key for browsers.
const PUBLIC_ROLES: &[&str] = &["anon"];
/// Who tokens of documentation are about (jwt.io).
const MADE_UP: &[&str] = &["1234567890"];

/// Signed, opens something, and lives for a year or more.
pub(super) fn is_lasting(token: &[u8]) -> bool {
    let mut parts = token.split(|b| *b == b'.').filter_map(part);
    let (Some(header), Some(claims)) = (parts.next(), parts.next()) else { return false };
    let signed = header.get("alg").and_then(Value::as_str).is_some_and(|alg| !alg.eq_ignore_ascii_case("none"));
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    signed && lasts(&claims) && !PUBLIC_ROLES.contains(&text("role")) && !MADE_UP.contains(&text("sub"))
}

fn lasts(claims: &Value) -> bool {
    let number = |name: &str| claims.get(name).and_then(Value::as_i64);
    match (number("iat").or_else(|| number("nbf")), number("exp")) {
        (_, None) => true,
        (Some(from), Some(to)) => to.saturating_sub(from) >= YEAR,
        (None, Some(_)) => false,
    }
}

/// An object of JSON in base 64 for URLs.
fn part(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(&decoded(text)?).ok().filter(Value::is_object)
}

fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in text {
        held = (held << 6) | sextet(*byte)?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(out)
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_for_urls() {
        assert_eq!(decoded(b"aGVsbG8").as_deref(), Some(&b"hello"[..]));
        assert_eq!(decoded(b"a b"), None);
    }

    #[test]
    fn a_token_that_ended_long_ago_is_none() {
        let claims = |text: &str| lasts(&serde_json::from_str(text).expect("JSON"));
        assert!(claims(r#"{"sub": "shop"}"#));
        assert!(claims(r#"{"iat": 1000, "exp": 315361000}"#));
        assert!(!claims(r#"{"iat": 1000, "exp": 4600}"#));
        assert!(!claims(r#"{"exp": 4600}"#));
    }
}
