//! Small decisions of a run: what is next, and what speaks against a match.

use sneck_model::{Message, Request};

use crate::template::Http;

/// What a block does next.
pub(super) enum Step {
    /// Sends.
    Send(Message),
    /// A name has no value: the next request may have all of them.
    Skip,
    /// The block is over.
    End,
}

/// What speaks against a match.
pub(super) enum Doubt {
    /// Nothing.
    None,
    /// Any name may get the same: it is asked again beside random names.
    Again(Box<Request>),
    /// Any name may get the same: it is asked with a random name in its place.
    Elsewhere(Box<Request>),
    /// Any password may be taken.
    Password,
    /// It shows nothing.
    Refuted,
}

/// The same request with another name in its place, and the same extension; nothing where it has no place.
pub(super) fn elsewhere(request: &Request, word: &str) -> Option<Request> {
    let Some(bytes) = &request.raw else {
        return Some(Request { target: renamed(&request.target, word)?, ..request.clone() });
    };
    let line = bytes.iter().position(|byte| *byte == b'\n')?;
    let (from, to) =
        (bytes.iter().position(|byte| *byte == b' ')? + 1, bytes[..line].iter().rposition(|byte| *byte == b' ')?);
    let target = renamed(bytes.get(from..to)?, word)?;
    Some(Request { raw: Some([&bytes[..from], &target, &bytes[to..]].concat().into()), target, ..request.clone() })
}

/// A target with another name at its end.
fn renamed(target: &[u8], word: &str) -> Option<Vec<u8>> {
    let end = target.iter().position(|byte| *byte == b'?').unwrap_or(target.len());
    let (path, query) = target.split_at(end);
    if path == b"/" {
        return Some([b"/", word.as_bytes(), query].concat());
    }
    let bare = path.strip_suffix(b"/").unwrap_or(path);
    let (folder, name) = bare.split_at(bare.iter().rposition(|byte| *byte == b'/')? + 1);
    if name.is_empty() || !target.starts_with(b"/") {
        return None;
    }
    let dot = name.iter().rposition(|byte| *byte == b'.').filter(|dot| *dot > 0);
    let extension = dot.map_or(&b""[..], |dot| &name[dot..]);
    Some([folder, word.as_bytes(), extension, &path[bare.len()..], query].concat())
}

/// The part that most of a block's tests look at, as a reader of the report looks for it.
pub(super) fn part(http: &Http) -> &'static str {
    let header = http.operators.matchers.iter().any(|matcher| matcher.part.contains("header"));
    let body = http.operators.matchers.iter().any(|matcher| matcher.part.contains("body"));
    if header && !body { "headers" } else { "body" }
}

/// The name of a payload that holds passwords.
pub(crate) fn is_password(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("pass") || name == "pwd" || name.ends_with("password")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::{Kind, Origin};

    #[test]
    fn another_name_stands_in_the_same_place() {
        let origin = Origin { url: "http://a.test".into(), kind: Kind::Production, name: None };
        let table = [
            ("/a/b.php?c=d", Some("/a/word.php?c=d")),
            ("/.env", Some("/word")),
            ("/admin/", Some("/word/")),
            ("/", Some("/word")),
            ("/?x", Some("/word?x")),
            ("*", None),
            ("//", None),
        ];
        for (target, expected) in table {
            let other = elsewhere(&Request::of("POST", &origin, target), "word");
            let target_of = |request: Request| String::from_utf8_lossy(&request.target).into_owned();
            assert_eq!(other.map(target_of).as_deref(), expected, "{target}");
        }
        let exact =
            Request { raw: Some((*b"GET /a/b.js?c HTTP/1.1\r\nX: y\r\n\r\n").into()), ..Request::get(&origin, "/") };
        let other = elsewhere(&exact, "word").and_then(|request| request.raw);
        assert_eq!(other.as_deref(), Some(&b"GET /a/word.js?c HTTP/1.1\r\nX: y\r\n\r\n"[..]));
    }
}
