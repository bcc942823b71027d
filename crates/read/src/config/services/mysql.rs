//! my.cnf of MySQL and MariaDB: sections, of which the server reads its own.
//! <https://dev.mysql.com/doc/refman/en/option-files.html>

use sneck_model::{Key, Step, Value};

use super::directives::{Directives, MOST, Syntax, Taken, gather_all};
use super::given::{Given, default};
use super::name::Name;
use super::service::{Service, Services, addresses};
use super::values;
use crate::tree::{File, Tree};

const WORDS: &[&str] = &["mysql", "mariadb", "percona"];
const BESIDE: &[&str] = &["bind_address", "port", "datadir", "socket"];
const SYNTAX: Syntax = Syntax { lines, is, takes_in };

/// `my.cnf`, `mysql/conf.d/x.cnf`, `my.ini`, `mariadb.cnf`.
pub fn named(name: &Name<'_>) -> bool {
    name.ending() == "cnf"
        || name.file() == "my.ini"
        || (matches!(name.ending(), "conf" | "ini" | "cfg") && name.says(WORDS))
}

/// Reads those that no other one takes in.
pub fn read(tree: &Tree, files: &[&File], services: &mut Services<'_>) {
    for all in gather_all(tree, files, &SYNTAX, services) {
        let product = if is_mariadb(&all) { "mariadb" } else { "mysql" };
        settings(&all, product, &mut services.service(product, WORDS, &all.file.path));
    }
}

/// A section that only the server reads.
fn is(own: &[Given], _: &str) -> bool {
    own.iter().any(|given| given.name.starts_with('[')) && own.iter().any(|given| !given.name.starts_with(['[', '!']))
}

fn takes_in(given: &Given) -> Option<Taken> {
    match given.name.as_str() {
        "!include" => Some(Taken { pattern: given.value(), must: true }),
        "!includedir" => Some(Taken { pattern: format!("{}/*.cnf", given.value().trim_end_matches('/')), must: false }),
        _ => None,
    }
}

/// The options of the server's own sections, whose headings stand among them. A `-` in a name is a `_`.
fn lines(file: &File, text: &str) -> Vec<Given> {
    let (mut all, mut own) = (Vec::new(), false);
    for (line, text) in (1u32..).zip(text.lines()).take(MOST) {
        let text = text.trim();
        let mut push = |name: &str, words: Vec<String>| {
            all.push(Given { name: name.to_owned(), words, path: file.path.clone(), line });
        };
        if let Some(section) = text.strip_prefix('[') {
            let section = section.split(']').next().unwrap_or_default().to_ascii_lowercase();
            own = is_servers(&section);
            if own {
                push(&format!("[{section}]"), Vec::new());
            }
        } else if let Some(directive) = text.strip_prefix('!') {
            let (name, path) = directive.split_once([' ', '\t']).unwrap_or((directive, ""));
            push(&format!("!{name}"), vec![path.trim().to_owned()]);
        } else if own && !text.is_empty() && !text.starts_with(['#', ';']) {
            let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
            let name = name.split(" #").next().unwrap_or_default().trim().to_ascii_lowercase().replace('-', "_");
            let name = name.strip_prefix("loose_").unwrap_or(&name).to_owned();
            push(&name, value.map(unquoted).into_iter().collect());
        }
    }
    all
}

fn is_servers(section: &str) -> bool {
    let of_release =
        |start: &str| section.strip_prefix(start).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    matches!(section, "mysqld" | "server" | "mariadb" | "mariadbd" | "client-server")
        || ["mysqld-", "mariadb-", "mariadbd-"].iter().any(|start| of_release(start))
}

/// A value without its quotes and what follows a `#`.
fn unquoted(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            return inner.split(quote).next().unwrap_or_default().to_owned();
        }
    }
    let end = value.find(" #").or_else(|| value.find("\t#")).unwrap_or(value.len());
    value[..end].trim_end().to_owned()
}

fn is_mariadb(all: &Directives<'_>) -> bool {
    let names = |text: &str| text.to_ascii_lowercase().contains("mariadb");
    names(&all.file.path) || all.all.iter().any(|given| given.name.starts_with("[mariadb")) || names(all.text())
}

/// An option by itself is on, and `skip_X` is off with `X`.
fn truth(all: &Directives<'_>, name: &str) -> Option<(bool, Step)> {
    let skip = format!("skip_{name}");
    let given = all.all.iter().rev().find(|given| given.name == name || given.name == skip)?;
    let on = given.words.is_empty() || values::truth(&given.value()) == Value::Bool(true);
    Some((on == (given.name == name), given.step()))
}

fn settings(all: &Directives<'_>, product: &str, service: &mut Service<'_>) {
    let title = if product == "mariadb" { "MariaDB" } else { "MySQL" };
    // A file that says nothing of the network or of its data is put beside others, which may.
    let whole =
        ["datadir", "socket", "pid_file", "user", "basedir"].iter().filter(|name| all.last(name).is_some()).count() > 1;
    let address = all.all.iter().rev().find(|given| given.name == "bind_address");
    let networking = truth(all, "networking").filter(|(on, _)| !on);
    let listen = match (networking, address) {
        (Some((_, step)), _) => Some((addresses(["/run/mysqld/mysqld.sock"]), vec![step])),
        (None, Some(given)) => {
            Some((given.to_value(|text| addresses(text.split(',').map(str::trim))), vec![given.step()]))
        }
        (None, None) => whole.then(|| {
            let says = "listens on every interface";
            (addresses(["*"]), vec![all.absent("bind-address", BESIDE), default(title, "every release", says)])
        }),
    };
    if let Some((value, because)) = listen {
        service.set(Key::SERVICE_LISTEN, "bind-address", value, because);
    }
    let port = all.last("port").map_or(Value::Int(3306), |given| given.to_value(values::number));
    service.published(&port);
    let because = all
        .last("port")
        .map_or_else(|| vec![default(title, "every release", "listens on port 3306")], |g| vec![g.step()]);
    service.set(Key::SERVICE_PORT, "port", port, because);
    authentication(all, title, service);
    tls(all, title, whole || address.is_some(), service);
}

/// Without its tables of accounts, the server lets everybody in. MySQL closes the network then.
fn authentication(all: &Directives<'_>, title: &str, service: &mut Service<'_>) {
    let tables = truth(all, "grant_tables");
    let (value, because) = match tables {
        Some((on, step)) => (Value::Bool(on), vec![step]),
        None => (Value::Bool(true), vec![default(title, "every release", "accounts are checked")]),
    };
    if value == Value::Bool(false) && title == "MySQL" {
        let says = "`skip-grant-tables` leaves the network open";
        let because = vec![because[0].clone(), default(title, "before 8.0.3", says)];
        let either = Value::OneOf(vec![Value::Bool(true), Value::Bool(false)]);
        service.set(Key::SERVICE_REFUSES_STRANGERS, "skip-grant-tables", either, because);
    }
    service.set(Key::SERVICE_AUTHENTICATION, "skip-grant-tables", value, because);
}

/// Required, offered, or refused. MySQL makes itself a certificate since 5.7, MariaDB since 11.4.
fn tls(all: &Directives<'_>, title: &str, whole: bool, service: &mut Service<'_>) {
    let required = truth(all, "require_secure_transport");
    let ssl = truth(all, "ssl").filter(|(on, _)| !on);
    let certificate = all.last("ssl_cert");
    let (value, because) = match (required, ssl, certificate) {
        (_, Some((_, step)), _) => (Value::Bool(false), vec![step]),
        (Some((on, step)), ..) => (Value::Bool(on), vec![step]),
        (None, None, Some(given)) => (Value::Bool(true), vec![given.step()]),
        (None, None, None) if !whole => return,
        (None, None, None) if title == "MySQL" => {
            (Value::Bool(true), vec![default(title, "5.7 and later", "offers TLS with a certificate of its own")])
        }
        (None, None, None) => {
            let says = "does not encrypt without `ssl_cert`";
            let because = vec![all.absent("ssl_cert", BESIDE), default(title, "before 11.4", says)];
            (Value::OneOf(vec![Value::Bool(false), Value::Bool(true)]), because)
        }
    };
    service.set(Key::SERVICE_TLS, "require_secure_transport", value, because);
}
