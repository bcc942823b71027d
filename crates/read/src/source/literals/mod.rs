//! Literals that are or look like credentials.

use sneck_model::Secret;

pub mod connections;
mod name;
pub mod past;
pub mod providers;
mod published;
mod shape;
pub mod sql;
mod url;
mod value;

pub use name::{Sense, is_user, sense, split as words};
pub use shape::looks_random;
pub use url::credentials as url_credentials;
pub use value::{accepts, is_filled_in_elsewhere, is_plain_word};

/// Takes a secret in, marked when it is a published default or a word that anybody would try.
///
/// Every secret of the project goes through here, so that rules need no list of their own.
#[must_use]
pub fn secret(bytes: impl AsRef<[u8]>) -> Secret {
    let bytes = bytes.as_ref();
    match published::source(bytes) {
        Some(source) => Secret::new(bytes).published(source),
        None => Secret::new(bytes),
    }
}

/// The value stands on a public list.
#[must_use]
pub fn is_published(bytes: &[u8]) -> bool {
    published::source(bytes).is_some()
}

/// The text carries a credential: a URL or connection string with a password, a provider's key.
#[must_use]
pub fn holds_secret(text: &str) -> bool {
    url::credentials(text).is_some()
        || url::keyed_password(text).is_some()
        || !providers::find(text.as_bytes()).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::Weakness;

    #[test]
    fn a_published_key_is_weak_for_a_reason_that_can_be_told() {
        let weakness = secret("you-will-never-guess").weakness();
        assert_eq!(weakness, Some(Weakness::Published("the Flask Mega-Tutorial".into())));
    }

    #[test]
    fn text_with_a_password_in_it_is_a_secret() {
        assert!(holds_secret("mysql://root:hunter2@db/shop"));
        assert!(!holds_secret("sqlite:///shop.db"));
    }
}
