//! PostgreSQL: postgresql.conf says where it listens, pg_hba.conf whom it lets in.
//! <https://www.postgresql.org/docs/current/config-setting.html>

mod hba;
mod lines;

use sneck_model::{Key, Step, Value};

use self::lines::SYNTAX;
use super::directives::{Directives, gather_all};
use super::given::{Given, default};
use super::name::Name;
use super::service::{Service, Services, addresses};
use super::values;
use crate::tree::{File, Tree};

const PRODUCT: &str = "PostgreSQL";
const WORDS: &[&str] = &["postgres", "pgsql", "postgis", "pgvector", "timescale", "pgbackrest"];
const NEAR: &[&str] = &["postgres", "pgsql", "pg_hba", "pghba", "postgis", "timescale"];
/// What a parameter that is not given belongs beside.
const BESIDE: &[&str] = &["listen_addresses", "port", "ssl"];

/// `postgresql.conf`, `pg_hba.conf`, `postgres/conf.d/tuning.conf`.
pub fn named(name: &Name<'_>) -> bool {
    name.ending() == "conf" && name.says(NEAR)
}

/// Each postgresql.conf with the pg_hba.conf beside it, then those that stand alone.
pub fn read(tree: &Tree, files: &[&File], services: &mut Services<'_>) {
    let (access, parameters): (Vec<&File>, Vec<&File>) = files.iter().partition(|file| hba::is_hba(&file.text()));
    let mut all = gather_all(tree, &parameters, &SYNTAX, services);
    let own: Vec<String> = all
        .iter()
        .filter(|one| one.file.name() == "postgresql.auto.conf")
        .map(|one| one.file.path.to_string())
        .collect();
    let mut told = Vec::new();
    for one in &mut all {
        let auto = format!("{}/postgresql.auto.conf", one.file.folder());
        let auto = auto.trim_start_matches('/');
        if own.iter().any(|path| **path == *one.file.path) {
            continue;
        }
        // What `ALTER SYSTEM` wrote counts last.
        if let Some(file) = tree.file(auto) {
            one.all.extend((SYNTAX.lines)(file, &file.text()));
        }
        if !is_whole(one) {
            continue;
        }
        let rules = access.iter().copied().find(|file| is_its(tree, one, file));
        let mut service = services.service("postgresql", WORDS, &one.file.path);
        settings(one, &mut service);
        if let Some(file) = rules {
            told.push(file.path.clone());
            hba::read(tree, file, &mut service);
        }
    }
    for file in access.iter().filter(|file| !told.contains(&file.path)) {
        hba::read(tree, file, &mut services.service("postgresql", WORDS, &file.path));
    }
}

/// A piece that other files are put around says nothing of what it leaves out.
fn is_whole(all: &Directives<'_>) -> bool {
    let network = ["listen_addresses", "port", "ssl"].iter().any(|name| all.last(name).is_some());
    let piece = all.file.folder().ends_with(".d");
    network || (!piece && all.file.name().starts_with("postgres"))
}

/// The file that `hba_file` names, or the one beside it.
fn is_its(tree: &Tree, all: &Directives<'_>, file: &File) -> bool {
    let named = all.last("hba_file").map(Given::value).filter(|path| !super::given::is_filled_in(path));
    match named.map(|path| super::include::files(tree, all.file, &path)) {
        Some(found) if !found.is_empty() => found.iter().any(|one| one.path == file.path),
        _ => file.folder() == all.file.folder(),
    }
}

fn settings(all: &Directives<'_>, service: &mut Service<'_>) {
    let absent =
        |name: &str, versions: &str, says: &str| vec![all.absent(name, BESIDE), default(PRODUCT, versions, says)];
    let listen = all.last("listen_addresses");
    let (value, because) = match listen {
        Some(given) => (given.to_value(list), vec![given.step()]),
        None => (addresses(["localhost"]), absent("listen_addresses", "every release", "listens on this machine only")),
    };
    service.set(Key::SERVICE_LISTEN, "listen_addresses", value, because);
    let port = all.last("port").map_or(Value::Int(5432), |given| given.to_value(values::number));
    service.published(&port);
    let because = all
        .last("port")
        .map_or_else(|| vec![default(PRODUCT, "every release", "listens on port 5432")], |g| vec![g.step()]);
    service.set(Key::SERVICE_PORT, "port", port, because);
    let (value, because): (Value, Vec<Step>) = match all.last("ssl") {
        Some(given) => (given.to_value(truth), vec![given.step()]),
        None => (Value::Bool(false), absent("ssl", "every release", "nothing is encrypted")),
    };
    service.set(Key::SERVICE_TLS, "ssl", value, because);
}

/// Addresses between commas; nothing at all leaves the local socket.
fn list(text: &str) -> Value {
    let parts: Vec<&str> =
        text.split(',').map(|part| part.trim().trim_matches('"')).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { addresses(["/var/run/postgresql"]) } else { addresses(parts) }
}

/// `on`, `yes`, `true`, `1` and what they begin with (`bool.c`, `parse_bool_with_len`).
fn truth(text: &str) -> Value {
    let lower = text.to_ascii_lowercase();
    let begins = |word: &str| !lower.is_empty() && word.starts_with(&*lower);
    match &*lower {
        "1" | "on" => Value::Bool(true),
        "0" | "of" | "off" => Value::Bool(false),
        _ if begins("true") || begins("yes") => Value::Bool(true),
        _ if begins("false") || begins("no") => Value::Bool(false),
        _ => Value::Unknown(format!("`{}` is no truth value", super::given::shown(text))),
    }
}
