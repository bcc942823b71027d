//! What the name of a value says that the value is.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::source::words::{self, Words};

/// What sort of credential a name announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sense {
    /// A password: chosen by people, any text will do.
    Password,
    /// A key that the program itself signs or encrypts with.
    Secret,
    /// A key that somebody else handed out: an API key, an access key.
    Key,
    /// A token, which in code is more often a piece of text than a credential.
    Token,
    /// A connection string with the credentials in it.
    Connection,
}

/// Last words that announce a password.
const PASSWORD: &[&str] = &["password", "passwd", "pwd", "passphrase", "passwort", "passcode"];
/// Words before `pass` and `pw` that make them a password.
static ACCOUNT: Words = Words::new(|| {
    words::set(
        "db database user admin root mail email smtp mysql pg postgres postgresql redis mongo mongodb login ftp \
     my ssh app server rabbitmq rabbit amqp sql service proxy ldap bind http basic account keystore wifi \
     router superuser default sa mssql oracle neo4j elastic auth broker mqtt",
    )
});
/// Words before `key` that make it one the program itself uses.
static OWN_KEY: Words = Words::new(|| {
    words::set(
        "secret private encryption signing sign master jwt session cookie fernet crypto cipher aes hmac signature",
    )
});
/// Words before `key` that make it one which somebody else handed out.
static FOREIGN_KEY: Words = Words::new(|| {
    words::set("api access auth account shared subscription service app consumer storage server bot client")
});
/// Names of passwords written without a break between their words.
static PASSWORD_TOGETHER: Words = Words::new(|| {
    words::set("dbpass dbpasswd dbpwd userpass userpw adminpass rootpass rootpw mypass requirepass masterauth")
});
/// Names of keys of the program's own, written so.
static SECRET_TOGETHER: Words =
    Words::new(|| words::set("secretkey privatekey jwtsecret appsecret clientsecret signingkey encryptionkey"));
/// Names of other keys, written so.
static KEY_TOGETHER: Words = Words::new(|| words::set("apikey accesskey authkey accountkey"));
/// Names of tokens, written so.
static TOKEN_TOGETHER: Words = Words::new(|| words::set("authtoken accesstoken bearertoken"));
/// Words that say the value is about a credential and not one: switches, messages, pieces of a form.
static ABOUT: Words = Words::new(|| {
    words::set(
        "no not forgot forgotten forget reset change changed confirm confirmation has is use uses using show hide \
     with without require requires required need needs allow enter invalid wrong missing bad incorrect next \
     page continuation csrf xsrf start end bos eos pad unk sep cls mask special stop max min num get set \
     check verify validate parse type input field label msg message error err encode decode generate update \
     send ask prompt re regex pattern strip skip supports enable enabled disable disabled lost recover \
     recovery expired weak strong common cursor pagination sync stat scope conf attr key cache foreign \
     primary public sort partition column col param arg option opt header form url endpoint placeholder grant \
     event action translation text title help hint template view route css dummy fake mock stub",
    )
});
/// Words that say the value is there to be refused: `BANNED_PASSWORD`, `COMPROMISED_API_KEY`.
static REFUSED: Words = Words::new(|| {
    words::set("forbidden disallowed banned blocked blacklisted denied rejected revoked leaked compromised")
});
/// Words that make a default one of earlier releases, kept to recognise it: `LEGACY_DEFAULT_ADMIN_PASSWORD`.
static FORMER: Words = Words::new(|| words::set("legacy former earlier previous deprecated insecure"));
/// Words after a credential's name that leave it one: `SECRET_KEY_DEV`, `password_value`.
static TRAILERS: Words = Words::new(|| {
    words::set(
        "dev development prod production staging local default value plain plaintext raw live sandbox primary \
     secondary old hex b64 base64 string hmac",
    )
});

/// What a name announces, if anything.
#[must_use]
pub fn sense(name: &str) -> Option<Sense> {
    if !may_have_sense(name) {
        return None;
    }
    let words = split(name);
    let kept = kept(&words);
    let (last, before) = kept.split_last()?;
    if before.iter().any(|word| ABOUT.contains(*word)) && !is_named_key(before, last) {
        return None;
    }
    if is_refused(before) {
        return None;
    }
    by_last_words(last, before).or_else(|| run_together(last))
}

/// The program knows the value in order to turn it away.
fn is_refused(before: &[&str]) -> bool {
    let former = before.contains(&"default") && before.iter().any(|word| FORMER.contains(*word));
    former || before.iter().any(|word| REFUSED.contains(*word))
}

/// What every name that announces something has in it, in any case.
static MARKS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let marks = ["pass", "pw", "secret", "token", "key", "cred", "dsn", "conn", "auth", "salt"];
    AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(marks).ok()
});

/// A cheap test before the name is taken apart: most names announce nothing.
fn may_have_sense(name: &str) -> bool {
    MARKS.as_ref().is_none_or(|marks| marks.is_match(name))
}

/// `api_key`: the word `key` before is what the name is about, not a table's key.
fn is_named_key(before: &[&str], last: &str) -> bool {
    before.iter().all(|word| *word == "key" || !ABOUT.contains(*word)) && PASSWORD.contains(&last)
}

fn by_last_words(last: &str, before: &[&str]) -> Option<Sense> {
    let previous = before.last().copied().unwrap_or_default();
    match last {
        _ if PASSWORD.contains(&last) => Some(Sense::Password),
        "pass" | "pw" if before.is_empty() || ACCOUNT.contains(previous) => Some(Sense::Password),
        "secret" => Some(Sense::Secret),
        "token" | "credentials" | "credential" | "creds" => Some(Sense::Token),
        "dsn" => Some(Sense::Connection),
        "salt" if matches!(previous, "password" | "security") => Some(Sense::Secret),
        "string" | "str" if matches!(previous, "connection" | "conn") => Some(Sense::Connection),
        "key" if OWN_KEY.contains(previous) => Some(Sense::Secret),
        "key" if FOREIGN_KEY.contains(previous) => Some(Sense::Key),
        _ => None,
    }
}

fn run_together(last: &str) -> Option<Sense> {
    let sets: [(&Words, Sense); 4] = [
        (&PASSWORD_TOGETHER, Sense::Password),
        (&SECRET_TOGETHER, Sense::Secret),
        (&KEY_TOGETHER, Sense::Key),
        (&TOKEN_TOGETHER, Sense::Token),
    ];
    if let Some((_, sense)) = sets.iter().find(|(set, _)| set.contains(last)) {
        return Some(*sense);
    }
    let ends = |word: &&&str| last.ends_with(**word) && last.len() > word.len() && !last.starts_with("no");
    ["password", "passwd"].iter().find(ends).map(|_| Sense::Password)
}

/// The words without numbers and trailers at the end.
fn kept<'w>(words: &'w [String]) -> Vec<&'w str> {
    let mut kept: Vec<&'w str> = words.iter().map(String::as_str).collect();
    while kept.len() > 1 {
        let last = kept[kept.len() - 1];
        let counts = last.bytes().all(|b| b.is_ascii_digit()) || TRAILERS.contains(last);
        let is_connection = last == "string" && kept[kept.len() - 2] == "connection";
        if !counts || is_connection {
            break;
        }
        kept.pop();
    }
    kept
}

/// A name's words in lower case: `DB_PASSWORD`, `dbPassword` and `db-password` are the same two.
#[must_use]
pub fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous = ' ';
    for c in name.chars() {
        let starts = (c.is_uppercase() && previous.is_lowercase())
            || (c.is_ascii_digit() && previous.is_alphabetic())
            || !previous.is_alphanumeric();
        if c.is_alphanumeric() {
            if starts || words.is_empty() {
                words.push(String::new());
            }
            match words.last_mut() {
                Some(word) if c.is_ascii() => word.push(c.to_ascii_lowercase()),
                Some(word) => word.extend(c.to_lowercase()),
                None => {}
            }
        }
        previous = c;
    }
    words
}

/// Last words of names of accounts.
const USERS: &[&str] =
    &["user", "username", "login", "email", "account", "uid", "userid", "usr", "dbuser", "loginname"];

/// A name that goes with a password: the account's.
#[must_use]
pub fn is_user(name: &str) -> bool {
    let ends = |word: &str| {
        let at = name.len().checked_sub(word.len());
        at.and_then(|at| name.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    // Only a name that ends with one of the words, or with signs behind it, is worth taking apart.
    let may_be = !name.ends_with(|c: char| c.is_ascii_alphanumeric()) || USERS.iter().any(|word| ends(word));
    ends("user_name") || may_be && split(name).last().is_some_and(|last| USERS.contains(&last.as_str()))
}

/// A name that a table gives to the column of passwords, whether hashed or not.
#[must_use]
pub fn is_password_column(name: &str) -> bool {
    let words = split(name);
    let hashed = words.iter().filter(|w| !matches!(w.as_str(), "hash" | "hashed" | "digest" | "user" | "encrypted"));
    let rest: Vec<&str> = hashed.map(String::as_str).collect();
    matches!(rest.as_slice(), ["password" | "passwd" | "pwd" | "pass" | "pw"])
        || words.len() == 1 && words[0] == "passwordhash"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_credentials() {
        let table = [
            ("password", Sense::Password),
            ("DB_PASSWORD", Sense::Password),
            ("dbPassword", Sense::Password),
            ("MYSQL_ROOT_PASSWORD", Sense::Password),
            ("userpassword", Sense::Password),
            ("mail_pass", Sense::Password),
            ("SECRET_KEY", Sense::Secret),
            ("SECRET_KEY_DEV", Sense::Secret),
            ("JWT_SECRET", Sense::Secret),
            ("client-secret", Sense::Secret),
            ("API_KEY", Sense::Key),
            ("apiKey", Sense::Key),
            ("AWS_SECRET_ACCESS_KEY", Sense::Key),
            ("auth_token", Sense::Token),
            ("SENTRY_DSN", Sense::Connection),
            ("SECURITY_PASSWORD_SALT", Sense::Secret),
            ("LEGACY_DB_PASSWORD", Sense::Password),
            ("DEFAULT_ADMIN_PASSWORD", Sense::Password),
        ];
        for (name, expected) in table {
            assert_eq!(sense(name), Some(expected), "{name}");
        }
    }

    #[test]
    fn names_that_only_speak_of_credentials() {
        let table = [
            "token_url",
            "password_field",
            "PASSWORD_HASHERS",
            "next_token",
            "csrf_token",
            "forgot_password",
            "PASSWORD_MIN_LENGTH",
            "has_password",
            "AWS_ACCESS_KEY_ID",
            "bypass",
            "compass",
            "max_tokens",
            "primary_key",
            "secret_name",
            "API_KEY_HEADER",
            "CONF_PASSWORD",
            "password_validators",
            "pad_token",
            "show_password",
            "TOKEN_TIME_TO_LIVE",
            "tokens",
            "keyboard",
            "_LEGACY_DEFAULT_ADMIN_PASSWORD",
            "BANNED_PASSWORD",
            "COMPROMISED_API_KEY",
        ];
        for name in table {
            assert_eq!(sense(name), None, "{name}");
        }
    }
}
