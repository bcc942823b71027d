//! Logging in to services of this machine, where the command line allows it.

use std::borrow::Cow;

use sneck_look::Tries;
use sneck_look::services::logins::{self, LoggedIn, Own, own_address};
use sneck_model::{Access, Facts, Key, Setting, Value};

/// Tries what makers publish on the services that asked for a login.
pub fn published(facts: &mut Facts) {
    let Some(machine) = &facts.machine else { return };
    let told = logins::published(machine, &Tries::of_user());
    take(facts, told);
}

/// Logs in to databases of this machine as the project does.
pub fn as_project(facts: &mut Facts) {
    let mut own: Vec<Own> = facts.settings_of(Key::BACKEND_URL).flat_map(of).collect();
    own.dedup_by(|a, b| {
        (a.address, &a.user, &a.password, &a.database) == (b.address, &b.user, &b.password, &b.database)
    });
    take(facts, logins::as_project(&own));
}

fn take(facts: &mut Facts, told: LoggedIn) {
    facts.not_looked_at.extend(told.not_looked_at);
    let machine = facts.machine.get_or_insert_default();
    machine.logins.extend(told.admissions);
    for (at, proof) in told.accept_all {
        if let Some(service) = machine.services.iter_mut().find(|service| service.at == at) {
            (service.access, service.proof) = (Access::Open, proof);
        }
    }
}

/// The logins that a connection string may stand for.
fn of(setting: &Setting) -> Vec<Own> {
    let place = setting.because.iter().find(|step| step.place.file().is_some());
    let written = place.map_or_else(|| setting.component.to_string(), |step| step.place.to_string());
    let secrets = setting.value.alternatives().filter_map(Value::secret);
    secrets.filter_map(|secret| secret.attempt(|bytes| own(std::str::from_utf8(bytes).ok()?, &written))).collect()
}

/// Databases that tell what an account may do, with the beginnings of their schemes and their ports.
const DATABASES: &[(&str, &str, u16)] =
    &[("postgres", "postgresql", 5432), ("mysql", "mysql", 3306), ("mariadb", "mysql", 3306)];

/// `postgresql+psycopg2://user:password@localhost:5433/shop?sslmode=disable`
fn own(url: &str, written: &str) -> Option<Own> {
    let (scheme, rest) = url.split_once("://")?;
    let (_, product, port) = DATABASES.iter().find(|(start, ..)| scheme.starts_with(start))?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (account, host) = authority.rsplit_once('@')?;
    let (user, password) = account.split_once(':').unwrap_or((account, ""));
    let (host, port) = match host.rsplit_once(':') {
        Some((host, number)) if !host.is_empty() => (host, number.parse().ok()?),
        _ => (host, *port),
    };
    Some(Own {
        product,
        address: own_address(host, port)?,
        user: decoded(user).into_owned(),
        password: decoded(password).into_owned(),
        database: decoded(path.split(['?', '#']).next().unwrap_or_default()).into_owned(),
        written: written.to_owned(),
    })
}

/// `%40` is an `@`.
fn decoded(text: &str) -> Cow<'_, str> {
    percent(text.as_bytes()).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn percent(bytes: &[u8]) -> Option<String> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).filter(|_| *first == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                rest = &after[2..];
            }
            None => {
                plain.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(plain).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_string_names_a_login_of_this_machine_or_none() {
        let read =
            own("postgresql+psycopg2://shop:p%40ss@localhost:5433/shop?sslmode=disable", "app.py:3").expect("one");
        assert_eq!((read.product, read.address.port(), read.user.as_str()), ("postgresql", 5433, "shop"));
        assert_eq!((read.password.as_str(), read.database.as_str()), ("p@ss", "shop"));
        assert!(!format!("{read:?}").contains("p@ss"));
        for elsewhere in
            ["postgresql://shop:x@db.example/shop", "redis://:x@localhost/0", "postgresql://localhost/shop", "x"]
        {
            assert!(own(elsewhere, "").is_none(), "{elsewhere}");
        }
    }
}
