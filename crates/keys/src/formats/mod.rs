//! The formats, one file each: recognise a text, and say which bytes were signed and how a key is tried.

mod beaker;
mod bottle;
mod cookie_session;
mod django;
mod express;
mod flask;
mod flask_login;
mod itsdangerous;
mod jwt;
mod laravel;
mod rack;
mod rails;
mod starlette;
mod tornado;

use crate::signed::{Input, Signed};
use crate::text;

/// Bytes of a cookie or token, at most. Browsers keep 4,096 of a cookie; headers of tokens have 16 KiB at most servers.
const LARGEST: usize = 1 << 16;

/// A format: what it is called, and how texts of it are read.
struct Format {
    name: &'static str,
    read: fn(&Input<'_>, &mut Vec<Signed>),
}

/// All of them. Those that many apps have come first.
const FORMATS: &[Format] = &[
    Format { name: "JSON web tokens (HS256, HS384, HS512)", read: jwt::read },
    Format { name: "Flask sessions (plain, compressed, and of old releases)", read: flask::read },
    Format { name: "Starlette and FastAPI sessions", read: starlette::read },
    Format { name: "itsdangerous tokens", read: itsdangerous::read },
    Format { name: "Flask-Login's remember cookies", read: flask_login::read },
    Format { name: "Django sessions in cookies, signed cookies, messages, signing.dumps", read: django::read },
    Format { name: "Tornado's secure cookies", read: tornado::read },
    Format { name: "Bottle's signed cookies", read: bottle::read },
    Format { name: "Beaker sessions", read: beaker::read },
    Format { name: "express-session and cookie-parser", read: express::read },
    Format { name: "cookie-session, Koa and other cookies of keygrip", read: cookie_session::read },
    Format { name: "Rails cookies (signed, and encrypted with CBC or GCM)", read: rails::read },
    Format { name: "Rack sessions", read: rack::read },
    Format { name: "Laravel cookies", read: laravel::read },
];

/// What formats are called, in the order in which they are tried.
pub const NAMES: fn() -> Vec<&'static str> = || FORMATS.iter().map(|format| format.name).collect();

/// Every reading of a text; none when it is signed in no way that is known.
///
/// The text is taken as browsers send it: percent signs and quotes are undone here.
#[must_use]
pub fn read(input: &Input<'_>) -> Vec<Signed> {
    let mut all = Vec::new();
    if input.value.is_empty() || input.value.len() > LARGEST {
        return all;
    }
    let plain = text::unpercent(&text::unquote(input.value));
    let input = Input { value: &plain, ..*input };
    FORMATS.iter().for_each(|format| (format.read)(&input, &mut all));
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_signed_has_no_reading() {
        for value in [&b""[..], b"17", b"a.b.c", b"eyJhbGciOiJub25lIn0.e30.", b"\xff\x00", b"10.0.0.1", b"2|1:0|"] {
            assert!(read(&Input { value, ..Input::default() }).is_empty(), "{value:?}");
        }
        assert!(read(&Input { value: &vec![b'a'; 1 << 20], ..Input::default() }).is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(value in proptest::collection::vec(any::<u8>(), 0..300), name in ".*") {
            let _ = read(&Input { name: Some(&name), value: &value, signature: Some(&value) });
        }

        #[test]
        fn texts_of_separators_are_read_without_a_panic(value in r#"([.:|!?s%"-]|--|[A-Za-z0-9_=]{1,9}|[0-9a-f]{40}|[A-Za-z0-9_-]{27}|[A-Za-z0-9+/]{43}){0,9}"#) {
            let _ = read(&Input { name: Some("a"), value: value.as_bytes(), signature: Some(value.as_bytes()) });
        }
    }
}
