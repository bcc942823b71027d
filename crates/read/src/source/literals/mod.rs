//! Literals that are or look like credentials.

use sneck_model::Secret;

mod published;

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

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::Weakness;

    #[test]
    fn a_published_key_is_weak_for_a_reason_that_can_be_told() {
        let weakness = secret("you-will-never-guess").weakness();
        assert_eq!(weakness, Some(Weakness::Published("a Flask tutorial".into())));
    }
}
