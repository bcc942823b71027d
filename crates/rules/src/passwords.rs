//! What the rules on accounts share: names of privileged accounts, published pairs, hashes.

use sneck_model::{Literal, LiteralForm, Secret, Weakness};

/// Accounts that may do everything, by the names that set-up scripts give them.
const PRIVILEGED: &[&str] =
    &["admin", "administrator", "root", "superuser", "superadmin", "sysadmin", "owner", "webmaster", "sa", "postgres"];

/// Accounts for trying things out.
const SAMPLES: &[&str] = &["guest", "demo", "test", "tester", "testuser", "user", "sample", "example", "anonymous"];

/// A pair that a product's documentation or image publishes.
struct Published {
    user: &'static str,
    password: &'static str,
    by: &'static str,
}

const fn published(user: &'static str, password: &'static str, by: &'static str) -> Published {
    Published { user, password, by }
}

/// Pairs whose two parts differ; equal parts need no table. Sources: the products' own documentation and
/// the pages of their official images.
const PUBLISHED: &[Published] = &[
    published("admin", "password", "many products' documentation"),
    published("admin", "admin123", "Nexus Repository 2"),
    published("admin", "changeme", "many products' documentation"),
    published("elastic", "changeme", "Elasticsearch 5"),
    published("root", "example", "the pages of the official database images"),
    published("postgres", "example", "the page of the official PostgreSQL image"),
    published("postgres", "mysecretpassword", "the page of the official PostgreSQL image"),
    published("postgres", "password", "many tutorials"),
    published("root", "my-secret-pw", "the page of the official MySQL image"),
    published("root", "password", "many tutorials"),
    published("root", "toor", "Kali Linux"),
    published("mongoadmin", "secret", "the page of the official MongoDB image"),
    published("neo4j", "test", "Neo4j's tutorials"),
    published("neo4j", "password", "Neo4j's tutorials"),
    published("sa", "YourStrong!Passw0rd", "SQL Server's documentation"),
    published("sa", "yourStrong(!)Password", "the page of the SQL Server image"),
    published("tomcat", "s3cret", "Tomcat's tomcat-users.xml"),
    published("keycloak", "password", "Keycloak's documentation"),
    published("pi", "raspberry", "Raspberry Pi OS"),
    published("admin", "pgadmin", "pgAdmin's tutorials"),
];

/// Variables of official images that set a password, and the account it belongs to.
const VARIABLES: &[(&str, &str)] = &[
    ("POSTGRES_PASSWORD", "postgres"),
    ("MYSQL_ROOT_PASSWORD", "root"),
    ("MARIADB_ROOT_PASSWORD", "root"),
    ("MONGO_INITDB_ROOT_PASSWORD", "root"),
    ("MSSQL_SA_PASSWORD", "sa"),
    ("SA_PASSWORD", "sa"),
    ("RABBITMQ_DEFAULT_PASS", "guest"),
    ("MINIO_ROOT_PASSWORD", "minioadmin"),
    ("GF_SECURITY_ADMIN_PASSWORD", "admin"),
    ("PGADMIN_DEFAULT_PASSWORD", "admin"),
    ("ELASTIC_PASSWORD", "elastic"),
    ("KEYCLOAK_ADMIN_PASSWORD", "admin"),
    ("DJANGO_SUPERUSER_PASSWORD", "admin"),
    ("ADMIN_PASSWORD", "admin"),
    ("SUPERUSER_PASSWORD", "admin"),
    ("FIRST_SUPERUSER_PASSWORD", "admin"),
    ("FIRST_SUPERUSER_PASS", "admin"),
];

/// The account that a literal is the password of.
pub(crate) fn user(literal: &Literal) -> Option<&str> {
    let by_name = || VARIABLES.iter().find(|(name, _)| *name == literal.name).map(|(_, user)| *user);
    literal.user.as_deref().or_else(by_name)
}

/// The account's name says that it may do everything.
pub(crate) fn is_privileged(user: &str) -> bool {
    is_one_of(user, PRIVILEGED)
}

/// The account's name says that it is there for trying things out.
pub(crate) fn is_sample(user: &str) -> bool {
    is_one_of(user, SAMPLES)
}

/// An address counts by the part before the `@`.
fn is_one_of(user: &str, names: &[&str]) -> bool {
    let name = user.split('@').next().unwrap_or(user);
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Why anybody would try this pair among the first, as a clause; nothing when there is no reason.
pub(crate) fn why_known(user: &str, password: &Secret) -> Option<String> {
    let is = |text: &str| password.attempt(|bytes| bytes.eq_ignore_ascii_case(text.as_bytes()));
    let name = user.split('@').next().unwrap_or(user);
    if is(name) {
        return Some(GUESSED.into());
    }
    let pair = PUBLISHED.iter().find(|p| p.user.eq_ignore_ascii_case(name) && is(p.password));
    if let Some(pair) = pair {
        return Some(format!("the pair is published in {}", pair.by));
    }
    match password.weakness() {
        Some(Weakness::Published(source)) => Some(format!("the password is published in {source}")),
        _ if starts_with_name(name, password) => Some(GUESSED.into()),
        _ => None,
    }
}

/// Said of a password that the account's name gives away; how much of it does is not told.
const GUESSED: &str = "the password is soon guessed from the account's name";

/// `admin123`, `root!`: up to four characters that are no letters behind the name.
fn starts_with_name(name: &str, password: &Secret) -> bool {
    password.attempt(|bytes| {
        let (head, tail) = bytes.split_at_checked(name.len()).unwrap_or((&[], bytes));
        let added = tail.len() <= 4 && tail.iter().all(|b| !b.is_ascii_alphabetic());
        !name.is_empty() && head.eq_ignore_ascii_case(name.as_bytes()) && added
    })
}

/// How stored hashes of passwords begin: werkzeug, Django, crypt, bcrypt, Argon2.
const HASHES: &[&str] = &[
    "pbkdf2:",
    "scrypt:",
    "pbkdf2_sha256$",
    "pbkdf2_sha1$",
    "bcrypt_sha256$",
    "bcrypt$",
    "argon2$",
    "$argon2",
    "md5$",
    "sha1$",
    "$2a$",
    "$2b$",
    "$2y$",
    "$1$",
    "$5$",
    "$6$",
    "$pbkdf2",
];

/// The value is the hash of a password, which opens nothing by itself.
pub(crate) fn is_hash(value: &Secret) -> bool {
    let plain_md5 = |bytes: &[u8]| bytes.len() == 32 && bytes.iter().all(u8::is_ascii_hexdigit);
    value.attempt(|bytes| HASHES.iter().any(|start| bytes.starts_with(start.as_bytes())) || plain_md5(bytes))
}

/// The literal is the hash of a password. Thirty-two digits of the name of a key or token are that key: many providers
/// hand out such.
pub(crate) fn is_hashed(literal: &Literal) -> bool {
    let name = literal.name.to_ascii_lowercase();
    let of_key = ["key", "token", "secret"].iter().any(|word| name.contains(word));
    let own_form = literal.form == LiteralForm::Provider || of_key && !name.contains("pass");
    !own_form && is_hash(&literal.value)
}

/// A pair in code or data that sets an account of the app up.
pub(crate) fn is_seed(literal: &Literal) -> bool {
    literal.form == LiteralForm::Pair && !literal.value.is_empty()
}

/// The service runs beside the program, so the password alone is no way in from outside.
pub(crate) fn is_local(literal: &Literal) -> bool {
    let host = literal.service.as_deref().and_then(|s| s.split("://").nth(1));
    host.is_some_and(|h| ["localhost", "127.0.0.1", "[::1]"].iter().any(|local| h.starts_with(local)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(user: &str, password: &str) -> bool {
        why_known(user, &Secret::new(password)).is_some()
    }

    #[test]
    fn what_anybody_would_try_is_known() {
        assert!(known("admin", "admin") && known("Root", "root") && known("test@shop.example", "test"));
        assert!(known("admin", "admin123") && known("root", "toor") && known("mongoadmin", "secret"));
        assert!(!known("admin", "Gx7pQ2vLw9") && !known("ada", "adamantine"));
    }

    #[test]
    fn a_hash_is_no_password() {
        assert!(is_hash(&Secret::new("pbkdf2:sha256:260000$salt$00")));
        assert!(is_hash(&Secret::new("5f4dcc3b5aa765d61d8327deb882cf99")));
        assert!(!is_hash(&Secret::new("Gx7pQ2vLw9")));
    }

    #[test]
    fn an_address_counts_by_its_first_part() {
        assert!(is_privileged("admin@shop.example") && is_sample("Demo") && !is_privileged("adminton"));
    }
}
