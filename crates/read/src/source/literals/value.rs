//! Whether a value can be the credential that its name announces.

use super::name::{self, Sense};
use super::shape::{
    has_mark, is_constant_name, is_hash, is_path, is_prose, is_prose_without_mark, is_uuid, looks_random,
};
use super::{published, url};
use crate::source::words::{self, Words};

/// Values of these are the name of something else: a place to look the secret up in.
const REFERENCES: &[&str] = &[
    "arn:",
    "vault:",
    "file:",
    "env:",
    "secret:",
    "op://",
    "ssm:",
    "kms:",
    "projects/",
    "http://",
    "https://",
    "aws-sm:",
    "gcp:",
    "azurekv:",
    "ref+",
    "!",
    "sops:",
    "os.environ",
    "process.env",
    "config.",
    "settings.",
    "self.",
    "--",
    "ENC[",
];

/// Text that stands where a value has to be filled in, or was taken out.
const PLACEHOLDERS: &[&str] = &[
    "{",
    "}",
    "<",
    "%(",
    "%s",
    "$(",
    "${",
    "xxx",
    "XXX",
    "***",
    "...",
    "…",
    "•••",
    "placeholder",
    "redacted",
    "REDACTED",
    "fill",
    "insert",
    "INSERT",
    "<<",
    "__",
    "todo",
    "TODO",
    "FIXME",
    "example",
    "EXAMPLE",
    "put_",
    "replace",
    "REPLACE",
];

/// Words that stand where a value has to be filled in, at its start.
const OPENINGS: &[&str] =
    &["your", "my-", "my_", "enter", "add-", "add_", "some-", "some_", "put", "set-", "set_", "the-", "a-"];

/// Plain words that are no password wherever they stand: kinds of fields, states, types, labels.
static PLAIN_WORDS: Words = Words::new(|| {
    words::set(
        "password passwd passwort pwd pass passphrase secret token key credentials required optional string str \
     text hidden input redacted masked none null nil true false invalid wrong incorrect missing reset change \
     forgot char varchar unknown env prompt ask auto basic bearer plain oauth oauth2 integer number boolean \
     object array bytes any all default disabled enabled empty unused undefined yes no on off senha \
     wachtwoord lozinka parola heslo salasana adgangskode parole parool sandi contrasena md5 sha1 sha256 \
     bcrypt scrypt argon2 pbkdf2 external internal authentication autogenerate generate generated random \
     anonymous file path value username login authorization x-api-key header query cookie body manual \
     interactive web n/a na",
    )
});

/// A single value may be that long; a private key is told by its own format.
const LONGEST: usize = 512;

/// The value can be what the name announces.
///
/// `paired`: an account's name stands beside it, or the program falls back to it, so that it is
/// used as a credential whatever it looks like.
#[must_use]
pub fn accepts(sense: Sense, bound_to: &str, value: &str, paired: bool) -> bool {
    if value.is_empty() || value.len() > LONGEST || is_filled_in_elsewhere(value) || is_label(value) {
        return false;
    }
    match sense {
        Sense::Connection => url::credentials(value).is_some() || url::keyed_password(value).is_some(),
        Sense::Password => is_password(bound_to, value, paired),
        Sense::Secret => is_secret(bound_to, value, paired),
        Sense::Key => looks_random(value) && value.len() >= 16,
        Sense::Token => looks_random(value) && value.len() >= 20 && !is_uuid(value) && !value.contains('/'),
    }
}

/// Words with capitals, as on a form: `Service Account Private Key`.
fn is_label(value: &str) -> bool {
    let mut words = value.split(' ');
    let titled = |word: &str| word.starts_with(|c: char| c.is_uppercase()) && word.chars().all(char::is_alphanumeric);
    value.contains(' ') && words.all(titled)
}

/// A template's variable, a placeholder, a reference to a store.
#[must_use]
pub fn is_filled_in_elsewhere(value: &str) -> bool {
    let starts = |marks: &[&str]| marks.iter().any(|m| value.starts_with(m));
    let identifier = |v: &str| {
        v.starts_with(|c: char| c.is_alphabetic() || c == '_') && v.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    let variable = value.strip_prefix('$').is_some_and(identifier);
    let one_character = value.len() > 2
        && value.chars().all(|c| value.starts_with(c))
        && !value.starts_with(|c: char| c.is_ascii_digit());
    variable
        || one_character
        || starts(REFERENCES)
        || (PLACEHOLDERS.iter().any(|m| value.contains(m)) && published::source(value.as_bytes()).is_none())
        || !value.chars().any(char::is_alphanumeric)
        || value.chars().any(|c| c.is_control())
}

/// A word that names a kind of field, a state, a type: no password wherever it stands alone.
#[must_use]
pub fn is_plain_word(folded: &str) -> bool {
    PLAIN_WORDS.contains(folded)
}

/// Variables with which the image of a database or broker is told its first password: whatever they hold opens it.
const INITIAL: &[&str] = &[
    "POSTGRES_PASSWORD",
    "POSTGRESQL_PASSWORD",
    "MYSQL_PASSWORD",
    "MYSQL_ROOT_PASSWORD",
    "MARIADB_PASSWORD",
    "MARIADB_ROOT_PASSWORD",
    "MONGO_INITDB_ROOT_PASSWORD",
    "RABBITMQ_DEFAULT_PASS",
    "MSSQL_SA_PASSWORD",
    "CLICKHOUSE_PASSWORD",
];

/// Words that say that there is none.
const NOTHING: &[&str] = &["none", "null", "nil", "undefined", "unset", "false", "n/a", "empty", "not-set", "not_set"];

/// `NO_SECRET=no`: a switch, or that there is none.
fn says_nothing(value: &str) -> bool {
    let folded = value.to_lowercase();
    NOTHING.contains(&folded.as_str()) || matches!(folded.as_str(), "no" | "yes" | "true" | "on" | "off" | "disabled")
}

fn is_password(bound_to: &str, value: &str, paired: bool) -> bool {
    let folded = value.to_lowercase();
    let plain = is_plain_word(&folded);
    if paired || (INITIAL.contains(&bound_to) && !is_constant_name(value) && !is_path(value)) {
        return !NOTHING.contains(&folded.as_str())
            && (!value.contains(char::is_whitespace) || published::source(value.as_bytes()).is_some());
    }
    if matches!(folded.as_str(), "password" | "passwd") && is_of_a_server(bound_to) {
        return true;
    }
    if plain
        || repeats_its_name(bound_to, value)
        || is_prose(value)
        || is_constant_name(value)
        || is_path(value)
        || is_hash(value)
    {
        return false;
    }
    published::source(value.as_bytes()).is_some() || has_mark(value) || (is_account(bound_to) && value.len() >= 4)
}

fn is_secret(bound_to: &str, value: &str, paired: bool) -> bool {
    if says_nothing(value) {
        return false;
    }
    let words = name::split(bound_to);
    let named_exactly = words.len() >= 2 || paired;
    if published::source(value.as_bytes()).is_some() {
        return paired || (named_exactly && name::split(value) != words && !is_constant_of_names(bound_to, value));
    }
    if OPENINGS.iter().any(|o| value.to_lowercase().starts_with(o)) && !paired {
        return false;
    }
    let word = value.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '-' | '.'));
    if word && !paired {
        return is_signing_key(bound_to)
            && !repeats_its_name(bound_to, value)
            && !is_constant_name(value)
            && !value.contains('.')
            && value.len() < 64;
    }
    !is_path(value) && !is_constant_name(value) && !repeats_its_name(bound_to, value) && !is_prose_without_mark(value)
}

/// Names that mean the key by which the program signs, in every project.
fn is_signing_key(name: &str) -> bool {
    matches!(
        name.to_ascii_uppercase().as_str(),
        "SECRET_KEY"
            | "JWT_SECRET"
            | "JWT_SECRET_KEY"
            | "JWT_KEY"
            | "SIGNING_KEY"
            | "APP_SECRET"
            | "APP_SECRET_KEY"
            | "SESSION_SECRET"
            | "WTF_CSRF_SECRET_KEY"
    )
}

/// `SECRET_KEY = "secret_key"` names itself: an entry of a list of names.
fn is_constant_of_names(bound_to: &str, value: &str) -> bool {
    repeats_its_name(bound_to, value) && !is_signing_key(bound_to)
}

/// Words that names of credentials share.
static SHARED: Words = Words::new(|| {
    words::set(
        "password passwd secret token key api auth access the user new old client current name id field type confirm grant credentials",
    )
});

/// The value says no more than the name does: `PASSWORD = "password"`, `RESET_TOKEN = "resetToken"`.
fn repeats_its_name(bound_to: &str, value: &str) -> bool {
    let names = name::split(bound_to);
    let of_words = value.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | '.' | ' ' | ':' | '/'));
    let words = name::split(value);
    let shared = |w: &String| SHARED.contains(w.as_str());
    of_words && words.iter().all(|w| names.contains(w) || shared(w)) && words.iter().any(shared)
}

/// Servers with accounts of their own.
static SERVERS: Words = Words::new(|| {
    words::set("db database mysql mariadb pg postgres postgresql mssql oracle redis mongo mongodb rabbitmq smtp ldap")
});

/// `DB_PASSWORD`, `POSTGRES_PASSWD`, and no word more: a constant that is no column, field or option, so that `password` is its value.
fn is_of_a_server(bound_to: &str) -> bool {
    let words = name::split(bound_to);
    let constant = !bound_to.chars().any(|c| c.is_ascii_lowercase());
    constant && matches!(&words[..], [server, last] if SERVERS.contains(server.as_str()) && last.starts_with("passw"))
}

/// The name of an account's password, not just of any.
fn is_account(bound_to: &str) -> bool {
    name::split(bound_to).len() >= 2 && bound_to.chars().any(|c| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(name: &str, value: &str) -> bool {
        name::sense(name).is_some_and(|sense| accepts(sense, name, value, false))
    }

    #[test]
    fn values_that_are_credentials() {
        let table = [
            ("DB_PASSWORD", "hunter2"),
            ("password", "S3cure!pass"),
            ("MAIL_PASSWORD", "bookshop"),
            ("SECRET_KEY", "dev"),
            ("SECRET_KEY", "secret"),
            ("JWT_SECRET", "super-secret"),
            ("SECRET_KEY", "f9bf78b9a18ce6d46a0cd2b0b86df9da"),
            ("API_KEY", "9f8c7d6e5b4a39281706f5e4d3c2b1a0"),
            ("auth_token", "p8Xk2mQv9LrT4wZs7Nd1HbGc"),
            ("POSTGRES_PASSWORD", "postgres"),
            ("password", "admin"),
            ("DB_PASSWORD", "password"),
            ("POSTGRES_PASSWORD", "password"),
            ("MYSQL_ROOT_PASSWORD", "root"),
        ];
        for (name, value) in table {
            assert!(taken(name, value), "{name} = {value}");
        }
    }

    #[test]
    fn values_that_are_none() {
        let table = [
            ("PASSWORD", "password"),
            ("USER_PASSWORD", "password"),
            ("CONF_DB_PASSWORD", "password"),
            ("db_password", "password"),
            ("password", "Enter your password"),
            ("password", "Passwort"),
            ("password", "${DB_PASSWORD}"),
            ("password", "{{ vault.password }}"),
            ("password", "<password>"),
            ("DB_PASSWORD", "DB_PASSWORD"),
            ("API_KEY", "your-api-key-here"),
            ("API_KEY", "xxxxxxxxxxxxxxxxxxxx"),
            ("token", "("),
            ("token", "access_token"),
            ("CLIENT_SECRET", "client_secret"),
            ("password", "required"),
            ("password", "********"),
            ("API_KEY", "api_key"),
            ("password", "/run/secrets/db/password"),
            ("token", "550e8400-e29b-41d4-a716-446655440000"),
            ("SECRET_KEY", "SECRET_KEY_FOR_SHOP"),
            ("password", ""),
            ("CLIENT_SECRET", "no"),
            ("POSTGRES_PASSWORD", "POSTGRES_PASSWORD"),
            ("POSTGRES_PASSWORD", "/run/secrets/db"),
            ("SECRET_KEY", "None"),
        ];
        for (name, value) in table {
            assert!(!taken(name, value), "{name} = {value}");
        }
    }

    #[test]
    fn what_the_program_falls_back_to_is_used_whatever_it_looks_like() {
        assert!(accepts(Sense::Password, "POSTGRES_PASSWORD", "password", true));
        assert!(!accepts(Sense::Password, "POSTGRES_PASSWORD", "", true));
    }
}
