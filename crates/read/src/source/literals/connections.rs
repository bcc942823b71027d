//! Connection strings of databases and brokers in texts of which nothing but the bytes is known.

use std::ops::Range;

use memchr::memmem;

use super::{is_published, url};

/// What begins a scheme, and what the string is called. Web addresses are left out: those with an account in them are
/// examples far more often than they are secrets.
const SCHEMES: &[(&str, &str)] = &[
    ("postgres", "PostgreSQL connection string"),
    ("mysql", "MySQL connection string"),
    ("mariadb", "MariaDB connection string"),
    ("mongodb", "MongoDB connection string"),
    ("redis", "Redis connection string"),
    ("amqp", "AMQP connection string"),
    ("mssql", "SQL Server connection string"),
    ("sqlserver", "SQL Server connection string"),
    ("oracle", "Oracle connection string"),
    ("clickhouse", "ClickHouse connection string"),
    ("smtp", "SMTP account"),
    ("ldap", "LDAP account"),
    ("sftp", "SFTP account"),
];

/// Bytes of a scheme, and of what follows it.
const REACH: (usize, usize) = (32, 512);
/// Shorter passwords are those of a laptop.
const SHORTEST: usize = 8;

/// A connection string with a password that somebody chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// What it is.
    pub name: &'static str,
    /// The account.
    pub user: String,
    /// Scheme and host, without the credentials.
    pub service: String,
    /// Where the password stands, in bytes.
    pub password: Range<usize>,
}

/// Connection strings whose `://` lies in a part of the text.
#[must_use]
pub fn find_in(bytes: &[u8], part: Range<usize>) -> Vec<Connection> {
    let (from, to) = (part.start.min(bytes.len()), part.end.min(bytes.len()));
    let Some(searched) = bytes.get(from..to) else { return Vec::new() };
    memmem::find_iter(searched, b"://").filter_map(|at| connection(bytes, from + at)).collect()
}

fn connection(bytes: &[u8], at: usize) -> Option<Connection> {
    let before = &bytes[at.saturating_sub(REACH.0)..at];
    let length = before.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'+').count();
    let start = at - length;
    let scheme = &bytes[start..at];
    let (_, name) = SCHEMES.iter().find(|(known, _)| scheme.starts_with(known.as_bytes()))?;
    let rest = &bytes[at..bytes.len().min(at + REACH.1)];
    let end = rest.iter().position(|b| !b.is_ascii_graphic()).unwrap_or(rest.len());
    let text = std::str::from_utf8(&bytes[start..at + end]).ok()?;
    let found = url::credentials(text).filter(|found| found.at == 0)?;
    let offset = text.find(&format!(":{}@", found.password)).map(|colon| start + colon + 1)?;
    let password = offset..offset + found.password.len();
    (is_chosen(found.user, found.password) && !is_here(&found.service)).then(|| Connection {
        name,
        user: found.user.to_owned(),
        service: found.service,
        password,
    })
}

/// Neither a word nor a published default: a password that opens something.
fn is_chosen(user: &str, password: &str) -> bool {
    let mixed = password.bytes().any(|b| b.is_ascii_digit()) && password.bytes().any(|b| b.is_ascii_alphabetic());
    let lower = password.to_ascii_lowercase();
    let worded = ["pass", "secret", "example", "changeme", "change_me", "your", "test", "1234", "xxxx"]
        .iter()
        .any(|word| lower.contains(word));
    password.len() >= SHORTEST && mixed && !worded && password != user && !is_published(password.as_bytes())
}

/// A service on the machine of whoever wrote it, or one of documentation (RFC 2606).
fn is_here(service: &str) -> bool {
    let host = service.split("://").nth(1).unwrap_or_default();
    let host = host.split([':', ',']).next().unwrap_or_default();
    matches!(host, "localhost" | "127.0.0.1" | "[" | "0.0.0.0" | "host" | "hostname" | "server" | "example.com")
        || [".example.com", ".example.org", ".example", ".test", ".invalid", ".localhost"]
            .iter()
            .any(|end| host.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&'static str, String)> {
        let all = find_in(text.as_bytes(), 0..text.len());
        all.into_iter().map(|c| (c.name, text[c.password].to_owned())).collect()
    }

    #[test]
    fn a_password_that_somebody_chose_is_found_wherever_it_stands() {
        let text = "const url = 'postgresql+psycopg2://shop:k3Vd8Tq1Zx@db.shop.net:5432/shop'; // mongodb+srv://a:Zx7Rb5Wmn2@c.net";
        let names = ["PostgreSQL connection string", "MongoDB connection string"];
        let expected: Vec<_> = names.into_iter().zip(["k3Vd8Tq1Zx".to_owned(), "Zx7Rb5Wmn2".to_owned()]).collect();
        assert_eq!(found(text), expected);
    }

    #[test]
    fn examples_defaults_and_services_of_a_laptop_are_none() {
        let quiet = [
            "postgres://postgres:postgres@db/x",
            "postgres://user:password1@db/x",
            "postgres://shop:k3Vd8Tq1Zx@localhost/x",
            "postgres://shop:k3Vd8Tq1Zx@db.example.com/x",
            "postgres://shop:${PASSWORD1}@db/x",
            "https://shop:k3Vd8Tq1Zx@shop.net/",
            "redis://cache:6379/0",
            "://",
            "mysql://é:é@é",
        ];
        for text in quiet {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn only_the_part_that_was_asked_for_is_searched() {
        let text = "redis://:k3Vd8Tq1Zx@a.net redis://:Zx7Rb5Wmn2@b.net";
        assert_eq!(find_in(text.as_bytes(), 10..text.len()).len(), 1);
        assert_eq!(find_in(text.as_bytes(), 0..usize::MAX).len(), 2);
    }
}
