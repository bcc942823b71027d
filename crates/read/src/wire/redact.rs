//! Answers for a recording, without the secrets that they carry.

use sneck_model::{Exchange, Secret};

use crate::source::literals::{providers, words};

/// Header names whose values prove who somebody is.
const PROVING: &[&str] =
    &["authorization", "cookie", "proxy-authorization", "x-api-key", "x-auth-token", "x-csrf-token"];

/// Names whose values are secret where they stand in `NAME=value` or `"name": "value"`.
const SECRET: &[&str] = &["password", "passwd", "pwd", "secret", "token", "apikey", "key", "credential", "credentials"];

/// The same answer with its secrets struck out: values of cookies, of credentials that were sent or came back, keys of
/// providers, and those that the project is known to hold. Lengths stay.
#[must_use]
pub fn redacted(seen: &Exchange, known: &[Secret]) -> Exchange {
    let mut seen = seen.clone();
    for (name, value) in seen.sent.iter_mut().chain(&mut seen.headers) {
        *value = header(name, value, known);
    }
    seen.body = text(&seen.body, known);
    seen.bytes = None;
    seen
}

fn header(name: &str, value: &str, known: &[Secret]) -> String {
    if PROVING.iter().any(|proving| name.eq_ignore_ascii_case(proving)) {
        return struck(value);
    }
    if !name.eq_ignore_ascii_case("set-cookie") {
        return text(value, known);
    }
    let (pair, attributes) = value.split_at(value.find(';').unwrap_or(value.len()));
    let (name, content) = pair.split_once('=').unwrap_or(("", pair));
    format!("{name}={}{attributes}", struck(content))
}

fn struck(value: &str) -> String {
    "x".repeat(value.chars().count())
}

fn text(body: &str, known: &[Secret]) -> String {
    let mut text = body.to_owned();
    for secret in known.iter().filter(|secret| secret.len() >= 6) {
        text = secret.attempt(|bytes| match std::str::from_utf8(bytes) {
            Ok(value) => text.replace(value, &struck(value)),
            Err(_) => text.clone(),
        });
    }
    for found in providers::find(text.clone().as_bytes()).into_iter().rev() {
        if let Some(part) = text.get(found.from..found.to) {
            text = format!("{}{}{}", &text[..found.from], struck(part), &text[found.to..]);
        }
    }
    text.split_inclusive('\n').map(line).collect()
}

/// `DB_PASSWORD=hunter2` and `"api_key": "…"`: the value behind a name that says so, also where a line has several.
fn line(line: &str) -> String {
    match pair(line) {
        Some(struck) => struck,
        None => {
            line.split_inclusive([',', '&', ';', '{', '[']).map(|one| pair(one).unwrap_or(one.to_owned())).collect()
        }
    }
}

fn pair(line: &str) -> Option<String> {
    let at = line.find(['=', ':'])?;
    let name = line[..at].trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
    let says_so = name.len() <= 64 && words(name).iter().any(|word| SECRET.contains(&word.as_str()));
    if !says_so {
        return None;
    }
    let value =
        |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '+' | '/' | '.' | '!' | '$') { 'x' } else { c };
    Some(format!("{}{}", &line[..=at], line[at + 1..].chars().map(value).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::{Kind, Origin};

    #[test]
    fn no_secret_is_left_and_the_form_stays() {
        let origin = Origin { url: "http://a.test".into(), kind: Kind::Production, name: None };
        let mut seen = Exchange::new(origin, "GET", "http://a.test/.env", 200);
        seen.headers = vec![("Set-Cookie".into(), "session=eyJhIjoxfQ.abc; HttpOnly".into())];
        seen.sent = vec![("Authorization".into(), "Bearer hunter2".into())];
        seen.body = "DEBUG=1\nDB_PASSWORD=hunter2\nNOTE=the one of correct-horse\n".into();
        let clean = redacted(&seen, &[Secret::new("correct-horse")]);
        assert_eq!(clean.headers[0].1, "session=xxxxxxxxxxxxxx; HttpOnly");
        assert_eq!(clean.sent[0].1, "xxxxxxxxxxxxxx");
        assert_eq!(clean.body, "DEBUG=1\nDB_PASSWORD=xxxxxxx\nNOTE=the one of xxxxxxxxxxxxx\n");
        seen.body = r#"{"user": "ada", "password": "hunter2", "tags": ["a"]}"#.into();
        assert_eq!(redacted(&seen, &[]).body, r#"{"user": "ada", "password": "xxxxxxx", "tags": ["a"]}"#);
    }
}
