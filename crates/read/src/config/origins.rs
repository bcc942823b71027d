//! Which sites may read a web server's answers, in the vocabulary that apps share.
//!
//! Source: Fetch standard, *CORS protocol*. <https://fetch.spec.whatwg.org/#http-cors-protocol>

use sneck_model::{Key, Step, Value};

use super::served::Draft;

/// The headers, and what each is about.
pub(in crate::config) const HEADERS: &[(Key, &str)] = &[
    (Key::CORS_ORIGINS, "Access-Control-Allow-Origin"),
    (Key::CORS_CREDENTIALS, "Access-Control-Allow-Credentials"),
    (Key::CORS_METHODS, "Access-Control-Allow-Methods"),
];

/// The word of the vocabulary for sending the request's own `Origin` back.
const WHOEVER_ASKS: &str = "<request origin>";

/// One of these headers, as it is sent.
pub(in crate::config) fn draft(key: Key, name: &'static str, value: &Value, because: Vec<Step>) -> Draft {
    Draft::new(key, name, meant(key, value), because)
}

/// A header that gives back what the request said.
pub(in crate::config) fn reflected(because: Vec<Step>) -> Draft {
    let (key, name) = HEADERS[0];
    Draft::new(key, name, Value::Text(WHOEVER_ASKS.to_owned()), because)
}

/// `true` is the only word that lets cookies in; methods are a list.
fn meant(key: Key, value: &Value) -> Value {
    match value {
        Value::OneOf(all) => Value::OneOf(all.iter().map(|one| meant(key, one)).collect()),
        Value::Text(text) if key == Key::CORS_CREDENTIALS => Value::Bool(text.trim() == "true"),
        Value::Text(text) if key == Key::CORS_METHODS => words(text),
        other => other.clone(),
    }
}

fn words(text: &str) -> Value {
    Value::List(text.split(',').map(|word| Value::Text(word.trim().to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_headers_become_those_of_the_vocabulary() {
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(meant(Key::CORS_ORIGINS, &text("*")), text("*"));
        assert_eq!(meant(Key::CORS_CREDENTIALS, &text("True")), Value::Bool(false));
        assert_eq!(meant(Key::CORS_METHODS, &text("GET, PUT")), Value::List(vec![text("GET"), text("PUT")]));
    }
}
