//! What a value looks like: random, a hash, a sentence, a path, the name of something.

use super::{name, published};

/// Of letters and digits mixed without sense: what a generator gives.
#[must_use]
pub fn looks_random(value: &str) -> bool {
    let body = value.rsplit(' ').next().unwrap_or(value);
    let allowed = body.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_+/=.:~".contains(&b));
    let digits = body.bytes().filter(u8::is_ascii_digit).count();
    let letters = body.bytes().filter(u8::is_ascii_alphabetic).count();
    let mut distinct = [false; 256];
    body.bytes().for_each(|b| distinct[usize::from(b)] = true);
    let distinct = distinct.iter().filter(|seen| **seen).count();
    allowed
        && digits >= 3
        && letters >= 3
        && distinct >= 9
        && !value.contains(' ')
        && !reads_as_identifier(body)
        && !is_sequence(body)
}

/// Words joined by separators, with a number or two: `sha256-v1-token-2`.
fn reads_as_identifier(value: &str) -> bool {
    let parts: Vec<&str> = value.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let word =
        |p: &&&str| p.bytes().all(|b| b.is_ascii_alphabetic()) || p.bytes().all(|b| b.is_ascii_digit()) || p.len() <= 3;
    parts.len() >= 3 && parts.iter().filter(word).count() * 4 >= parts.len() * 3
}

/// `1234567890abcdef`, `abcdefghij`: typed along the alphabet.
fn is_sequence(value: &str) -> bool {
    let bytes = value.as_bytes();
    let runs = bytes.windows(2).filter(|w| w[1] == w[0].wrapping_add(1) || w[1] == w[0]).count();
    runs * 2 > bytes.len()
}

/// 8-4-4-4-12 hexadecimal digits.
pub fn is_uuid(value: &str) -> bool {
    let lengths: Vec<usize> = value.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// A stored password: `pbkdf2:sha256:…`, `$2b$12$…`, `md5$…`, `{SSHA}…`, or bare hexadecimal.
#[must_use]
pub fn is_hash(value: &str) -> bool {
    let schemes = [
        "pbkdf2", "$2a$", "$2b$", "$2y$", "$1$", "$5$", "$6$", "$argon2", "scrypt:", "md5$", "sha1$", "bcrypt",
        "{SSHA", "argon2", "sha256$",
    ];
    let hex = matches!(value.len(), 32 | 40 | 56 | 64 | 96 | 128) && value.bytes().all(|b| b.is_ascii_hexdigit());
    hex || schemes.iter().any(|s| value.starts_with(s))
}

/// Sentences, labels and translations.
pub fn is_prose(value: &str) -> bool {
    value.contains(char::is_whitespace)
        || value.chars().any(|c| !c.is_ascii() && c.is_alphabetic())
        || value.ends_with(':')
        || value.ends_with('?')
}

pub fn is_prose_without_mark(value: &str) -> bool {
    value.split_whitespace().count() > 3 && !value.chars().any(|c| c.is_ascii_digit())
}

/// `DB_PASSWORD`: the name of a variable that holds it; `shop.password`: a path to it.
pub fn is_constant_name(value: &str) -> bool {
    let upper = value.contains('_') && value.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    let dotted = value.contains('.')
        && value.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    let snake = value.contains('_')
        && value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name::sense(value).is_some();
    (upper || dotted || snake) && published::source(value.as_bytes()).is_none()
}

pub fn is_path(value: &str) -> bool {
    let extension = value.rsplit_once('.').is_some_and(|(_, e)| {
        matches!(
            e,
            "txt"
                | "json"
                | "yaml"
                | "yml"
                | "pem"
                | "key"
                | "py"
                | "html"
                | "env"
                | "ini"
                | "cfg"
                | "conf"
                | "js"
                | "css"
                | "md"
        )
    });
    (value.starts_with('/') && value.matches('/').count() >= 2)
        || value.starts_with("./")
        || value.starts_with("~/")
        || extension
}

/// A digit or a sign among letters: nobody labels a field so.
pub fn has_mark(value: &str) -> bool {
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let signs = value.chars().filter(|c| "!@#$%^&*+=?~".contains(*c)).count();
    value.len() >= 4 && ((digits > 0 && (letters > 0 || digits >= 4)) || (signs > 0 && letters > 2))
}
