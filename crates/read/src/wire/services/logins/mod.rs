//! Conversations that log in: whether a service opens to one name and one password, and what that account may do.
//!
//! Only for those who asked for it (`--try-credentials`, `--use-project-credentials`). Nothing is written: after the log-in
//! comes at most a question about the account's own rights, then the connection is closed as the protocol wants it.

mod brokers;
mod mysql;
mod postgres;
mod redis;

#[cfg(test)]
mod tests;

use super::{Heard, Next};

/// A name and a password.
#[derive(Clone, Copy)]
pub struct Login<'a> {
    /// The account.
    pub user: &'a str,
    /// Its password.
    pub password: &'a str,
    /// The database to connect to, where there is more than one.
    pub database: &'a str,
    /// Ask what the account may do, too.
    pub rights: bool,
}

/// How a product is logged in to. What is found is `open` when the password was right, `guarded` when it was refused, and
/// `unknown` when neither can be told: then nothing more is tried.
#[derive(Clone, Copy)]
pub struct Door {
    /// In the words of `service.kind`.
    pub product: &'static str,
    /// The server speaks first.
    pub waits: bool,
    /// What is said, and what that means.
    pub talk: fn(&Heard<'_>, &Login<'_>) -> Next,
}

const DOORS: &[Door] = &[
    Door { product: "redis", waits: false, talk: redis::login },
    Door { product: "postgresql", waits: false, talk: postgres::login },
    Door { product: "mysql", waits: true, talk: mysql::login },
    Door { product: "mariadb", waits: true, talk: mysql::login },
    Door { product: "rabbitmq", waits: false, talk: brokers::amqp },
    Door { product: "cassandra", waits: false, talk: brokers::cassandra },
    Door { product: "mosquitto", waits: false, talk: brokers::mqtt },
];

/// How a product is logged in to.
#[must_use]
pub fn door(product: &str) -> Option<&'static Door> {
    DOORS.iter().find(|door| door.product == product)
}
