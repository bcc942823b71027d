//! dj-database-url and `env.db()`: a URL becomes an entry of Django's `DATABASES`.
//!
//! Sources: dj-database-url 2.3, `parse` and `config`; django-environ 0.11, `Env.db_url_config`.

use std::rc::Rc;

use super::Row;
use super::lookup;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::DictKey;
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("dj_database_url.parse", |m, c| parse(m, c)),
    ("dj_database_url.config", |m, c| config(m, c)),
    ("environ.Env.db", |m, c| of_environ(m, c)),
    ("environ.Env.db_url", |m, c| of_environ(m, c)),
    ("environs.Env.dj_db_url", |m, c| of_environ(m, c)),
];

/// `config(env="DATABASE_URL", default=None, ssl_require=False)`
fn config<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let name = c.arg(0, "env").and_then(Val::as_str).unwrap_or("DATABASE_URL").to_owned();
    let url = m.read_variable(&name, c.arg(1, "default").cloned(), c);
    database(m, &url, c)
}

fn parse<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let url = c.arg(0, "url").cloned().unwrap_or_else(Val::none);
    database(m, &url, c)
}

fn of_environ<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let name = c.arg(0, "var").and_then(Val::as_str).unwrap_or("DATABASE_URL").to_owned();
    let url = lookup::setting(m, c, &name, None, c.arg(1, "default").cloned());
    database(m, &url, c)
}

fn database<'a>(m: &mut Machine<'a>, url: &Val<'a>, c: &Call<'a>) -> Val<'a> {
    let known = url.alternatives().iter().find(|v| v.as_str().is_some()).cloned();
    let Some(url) = known else {
        return match &url.py {
            Py::None => m.dict([]),
            _ => Val::unknown(url.why_unknown().map_or("the URL of a database is not known", |why| why)),
        };
    };
    let parts = split(url.as_str().unwrap_or_default());
    let text = |part: &str| Val::str(part).because(&url.trace);
    let mut entries = vec![
        (key("ENGINE"), text(engine(parts.scheme))),
        (key("NAME"), text(parts.name)),
        (key("USER"), text(parts.user)),
        (key("PASSWORD"), text(parts.password)),
        (key("HOST"), text(parts.host)),
        (key("PORT"), text(parts.port)),
    ];
    let required = c.kwarg("ssl_require").is_some_and(|v| m.truth(v) == Some(true));
    let mode = if required { Some("require") } else { parts.query.split('&').find_map(|q| q.strip_prefix("sslmode=")) };
    if let Some(mode) = mode {
        let options = m.dict([(key("sslmode"), text(mode))]);
        entries.push((key("OPTIONS"), options));
    }
    m.dict(entries).because(&url.trace)
}

fn key(name: &str) -> DictKey {
    DictKey::Str(Rc::from(name))
}

struct Parts<'u> {
    scheme: &'u str,
    user: &'u str,
    password: &'u str,
    host: &'u str,
    port: &'u str,
    name: &'u str,
    query: &'u str,
}

fn split(url: &str) -> Parts<'_> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, name) = rest.split_once('/').unwrap_or((rest, ""));
    let (credentials, address) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
    let (host, port) = match address.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, port),
        _ => (address, ""),
    };
    Parts { scheme, user, password, host, port, name, query }
}

/// The engine of a scheme.
fn engine(scheme: &str) -> &'static str {
    match scheme.split('+').next().unwrap_or(scheme) {
        "postgres" | "postgresql" | "pgsql" | "psql" | "timescale" | "cockroach" | "redshift" => {
            "django.db.backends.postgresql"
        }
        "postgis" => "django.contrib.gis.db.backends.postgis",
        "mysql" | "mysql2" | "mysqlgis" => "django.db.backends.mysql",
        "oracle" => "django.db.backends.oracle",
        "mssql" | "mssqlms" => "mssql",
        _ => "django.db.backends.sqlite3",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_split_as_the_package_does() {
        let parts = split("postgres://shop:pw@db.example:5432/books?sslmode=require");
        assert_eq!((parts.user, parts.password, parts.host, parts.port), ("shop", "pw", "db.example", "5432"));
        assert_eq!((engine(parts.scheme), parts.name), ("django.db.backends.postgresql", "books"));
        assert_eq!(split("sqlite:///db.sqlite3").host, "");
    }
}
