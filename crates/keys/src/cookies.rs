//! Where signed texts stand: in what a person pastes, and in what an answer holds.

use crate::signed::Input;

/// Cookies and tokens of one text, at most.
const MOST: usize = 64;

/// A cookie or token, taken out of a longer text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cookie {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its value.
    pub value: Vec<u8>,
    /// The value of the cookie `NAME.sig` beside it.
    pub signature: Option<Vec<u8>>,
}

impl Cookie {
    /// As the formats read it.
    #[must_use]
    pub fn input(&self) -> Input<'_> {
        Input { name: self.name.as_deref(), value: &self.value, signature: self.signature.as_deref() }
    }
}

/// Headers that carry cookies and tokens, as people copy them.
const HEADERS: &[&str] = &["set-cookie:", "cookie:", "authorization:", "bearer "];

/// What a pasted text may be: a value alone, `NAME=VALUE`, a whole header, several cookies.
///
/// A value that has `=` in it is taken both ways; what is no cookie has no reading.
#[must_use]
pub fn cookies(text: &str) -> Vec<Cookie> {
    let text = without_headers(text.trim());
    let mut all = vec![Cookie { value: text.as_bytes().to_vec(), ..Cookie::default() }];
    let pairs = text.split([';', '\n']).filter_map(|part| part.trim().split_once('='));
    let named = pairs.filter(|(name, value)| is_name(name) && !value.is_empty());
    all.extend(named.take(MOST).map(|(name, value)| cookie(name, value)));
    pair(&mut all);
    all
}

fn cookie(name: &str, value: &str) -> Cookie {
    Cookie { name: Some(without_headers(name).to_owned()), value: value.trim().as_bytes().to_vec(), signature: None }
}

fn without_headers(mut text: &str) -> &str {
    for header in HEADERS {
        let starts = text.get(..header.len()).is_some_and(|start| start.eq_ignore_ascii_case(header));
        text = if starts { text[header.len()..].trim_start() } else { text };
    }
    text
}

/// The characters of a cookie's name (RFC 9110's token, and what frameworks use besides).
fn is_name(name: &str) -> bool {
    let name = without_headers(name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"(),/<>?@[]{}=;".contains(&byte))
}

/// Gives each cookie the signature that stands in the cookie beside it.
pub fn pair(all: &mut [Cookie]) {
    let beside = |name: &str| format!("{name}.sig");
    let found: Vec<Option<Vec<u8>>> = all
        .iter()
        .map(|one| {
            let wanted = beside(one.name.as_deref()?);
            all.iter().find(|other| other.name.as_deref() == Some(&wanted)).map(|other| other.value.clone())
        })
        .collect();
    all.iter_mut().zip(found).for_each(|(one, signature)| one.signature = signature);
}

/// JSON web tokens that stand in a text: three runs of base64url, the first of which begins a JSON object.
#[must_use]
pub fn tokens(text: &str) -> Vec<&str> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' || byte == b'.';
    let mut all: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("eyJ").filter(|_| all.len() < MOST) {
        rest = &rest[at..];
        let end = rest.bytes().position(|byte| !is_part(byte)).unwrap_or(rest.len());
        let (token, after) = rest.split_at(end);
        let token = token.trim_end_matches('.');
        if token.bytes().filter(|byte| *byte == b'.').count() == 2 && !all.contains(&token) {
            all.push(token);
        }
        rest = after;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<(String, String)> {
        let text_of = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let named = |one: Cookie| Some((one.name?, text_of(&one.value)));
        cookies(text).into_iter().filter_map(named).collect()
    }

    #[test]
    fn a_cookie_may_be_pasted_in_every_form() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(cookies(" eyJ.a.b\n")[0].value, b"eyJ.a.b");
        assert_eq!(cookies("Authorization: Bearer eyJ.a.b")[0].value, b"eyJ.a.b");
        assert_eq!(named("session=a=b.c"), [pair("session", "a=b.c")]);
        assert_eq!(named("Set-Cookie: session=a; Path=/; HttpOnly"), [pair("session", "a"), pair("Path", "/")]);
        assert_eq!(named("cookie: a=1; b=2"), [pair("a", "1"), pair("b", "2")]);
        assert_eq!(cookies("a=1; a.sig=2")[1].signature.as_deref(), Some(&b"2"[..]));
    }

    #[test]
    fn tokens_are_found_in_answers() {
        let text = r#"{"access_token":"eyJh.eyJz.sig","x":"eyJ.a"} Bearer eyJb.eyJc.sig2. eyJh.eyJz.sig é"#;
        assert_eq!(tokens(text), ["eyJh.eyJz.sig", "eyJb.eyJc.sig2"]);
        assert!(tokens("eyJ").is_empty());
    }
}
