//! Calls that switch the check of certificates off, and how.

use sneck_model::{Argument, Call, Severity, Value};

use crate::hosts::{Distance, distance, scheme_and_host};

/// What a call decides about the check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Switched {
    /// It is off: how bad, and what the code does, as a clause.
    Off { severity: Severity, says: String },
    /// It is on.
    On,
    /// It cannot be told, and why.
    Unknown(String),
}

/// Where a call says it.
enum At {
    Keyword(&'static str),
    /// The value that a property is set to, or the first argument.
    First,
    /// The call itself.
    Call,
}

/// One way of switching the check off.
struct Switch {
    /// Beginnings of the full names of functions.
    of: &'static [&'static str],
    at: At,
    off: fn(&Argument) -> Answer,
    says: &'static str,
}

enum Answer {
    Off,
    On,
    Unknown,
}

const SWITCHES: &[Switch] = &[
    Switch { of: &["requests.Session.verify"], at: At::First, off: is_false, says: "sets `verify` to False" },
    Switch { of: &["requests.", "httpx."], at: At::Keyword("verify"), off: is_false, says: "passes `verify=False`" },
    Switch { of: &["aiohttp."], at: At::Keyword("ssl"), off: is_false, says: "passes `ssl=False`" },
    Switch { of: &["aiohttp."], at: At::Keyword("verify_ssl"), off: is_false, says: "passes `verify_ssl=False`" },
    Switch {
        of: &["ssl._create_default_https_context"],
        at: At::First,
        off: makes_unverified,
        says: "makes every context one that checks nothing",
    },
    Switch {
        of: &["ssl._create_unverified_context"],
        at: At::Call,
        off: always,
        says: "makes a context that checks nothing",
    },
    Switch {
        of: &["ssl.SSLContext.verify_mode"],
        at: At::First,
        off: is_cert_none,
        says: "sets `verify_mode` to CERT_NONE",
    },
    Switch {
        of: &["ssl.SSLContext.check_hostname"],
        at: At::First,
        off: is_false,
        says: "sets `check_hostname` to False",
    },
    Switch {
        of: &["urllib3.", "ssl.wrap_socket"],
        at: At::Keyword("cert_reqs"),
        off: is_cert_none,
        says: "passes `cert_reqs=CERT_NONE`",
    },
    Switch { of: &["websocket."], at: At::Keyword("sslopt"), off: is_cert_none, says: "passes CERT_NONE in `sslopt`" },
    Switch {
        of: &["redis.", "kombu.", "celery."],
        at: At::Keyword("ssl_cert_reqs"),
        off: is_cert_none,
        says: "passes an `ssl_cert_reqs` that checks nothing",
    },
    Switch {
        of: &["elasticsearch.", "opensearchpy."],
        at: At::Keyword("verify_certs"),
        off: is_false,
        says: "passes `verify_certs=False`",
    },
    Switch {
        of: &["pymongo.", "mongoengine."],
        at: At::Keyword("tlsAllowInvalidCertificates"),
        off: is_true,
        says: "passes `tlsAllowInvalidCertificates=True`",
    },
    Switch {
        of: &["pymongo.", "mongoengine."],
        at: At::Keyword("tlsInsecure"),
        off: is_true,
        says: "passes `tlsInsecure=True`",
    },
    Switch {
        of: &["psycopg", "pg8000.", "peewee."],
        at: At::Keyword("sslmode"),
        off: is_disable,
        says: "passes `sslmode=\"disable\"`",
    },
    Switch {
        of: &["psycopg", "asyncpg."],
        at: At::First,
        off: disables_in_text,
        says: "writes `sslmode=disable` into the connection string",
    },
    Switch {
        of: &["mysql.", "pymysql.", "MySQLdb.", "aiomysql."],
        at: At::Keyword("ssl_disabled"),
        off: is_true,
        says: "passes `ssl_disabled=True`",
    },
    Switch { of: &["asyncssh."], at: At::Keyword("known_hosts"), off: is_none, says: "passes `known_hosts=None`" },
    Switch {
        of: &["paramiko.SSHClient.set_missing_host_key_policy"],
        at: At::First,
        off: believes_every_host,
        says: "believes every SSH server it has not met before",
    },
];

/// What a call decides, if it is one that decides.
pub(crate) fn switched(call: &Call) -> Option<Switched> {
    if call.function == "urllib3.disable_warnings" {
        let says = "silences the warnings about unchecked certificates".to_owned();
        return Some(Switched::Off { severity: Severity::Info, says });
    }
    let mut found = None;
    for switch in SWITCHES.iter().filter(|switch| switch.of.iter().any(|name| call.function.starts_with(name))) {
        match decided(switch, call) {
            Switched::Off { says, .. } => return Some(Switched::Off { severity: severity(call), says }),
            other => found = found.filter(|f| *f != Switched::On).or(Some(other)),
        }
    }
    found
}

fn decided(switch: &Switch, call: &Call) -> Switched {
    let argument = match switch.at {
        At::Keyword(name) => call.keyword(name),
        At::First => call.arguments.first(),
        At::Call => return Switched::Off { severity: Severity::High, says: switch.says.to_owned() },
    };
    // Every one of these libraries checks unless told otherwise.
    let Some(argument) = argument else { return Switched::On };
    match (switch.off)(argument) {
        Answer::Off => Switched::Off { severity: Severity::High, says: switch.says.to_owned() },
        Answer::On => Switched::On,
        Answer::Unknown => Switched::Unknown(format!("`{}` is decided elsewhere", argument.source)),
    }
}

/// A server of this very machine can hardly be another; SSH asks once and remembers.
fn severity(call: &Call) -> Severity {
    let to = call.arguments.iter().filter_map(|a| a.value.text()).find_map(scheme_and_host);
    let host = call.keyword("host").and_then(|a| a.value.text()).map(str::to_owned);
    let host = host.or_else(|| to.map(|(_, host)| host)).or_else(|| host_of_dsn(call));
    let near = if is_database(call) { Distance::Inside } else { Distance::Here };
    match host {
        Some(host) if distance(&host) <= near => Severity::Info,
        _ if call.function.starts_with("paramiko.") => Severity::Medium,
        _ => Severity::High,
    }
}

/// A database beside the program, in one network of containers, is commonly spoken to in clear.
fn is_database(call: &Call) -> bool {
    DATABASES.iter().any(|name| call.function.starts_with(name))
}

/// Beginnings of the names of functions that connect to a database.
const DATABASES: &[&str] =
    &["psycopg", "pg8000.", "peewee.", "asyncpg.", "mysql.", "pymysql.", "MySQLdb.", "aiomysql."];

/// `db` of `host=db user=shop`.
fn host_of_dsn(call: &Call) -> Option<String> {
    let text = call.arguments.first()?.value.text()?;
    text.split_whitespace().find_map(|pair| pair.strip_prefix("host=")).map(str::to_owned)
}

fn answer(value: &Value, off: bool) -> Answer {
    match value {
        Value::Unknown(_) | Value::OneOf(_) => Answer::Unknown,
        _ if off => Answer::Off,
        _ => Answer::On,
    }
}

/// `None` leaves the library's own choice in place.
fn is_false(argument: &Argument) -> Answer {
    answer(&argument.value, matches!(argument.value, Value::Bool(false) | Value::Int(0)))
}

fn is_true(argument: &Argument) -> Answer {
    answer(&argument.value, argument.value.is_true())
}

fn is_none(argument: &Argument) -> Answer {
    answer(&argument.value, argument.value == Value::None)
}

fn is_disable(argument: &Argument) -> Answer {
    answer(&argument.value, argument.value.text() == Some("disable"))
}

/// `host=db.shop.example sslmode=disable`, or a URL with it. Other first arguments decide nothing.
fn disables_in_text(argument: &Argument) -> Answer {
    let off = argument.name.is_none() && argument.value.text().is_some_and(|text| text.contains("sslmode=disable"));
    if off { Answer::Off } else { Answer::On }
}

/// `ssl.CERT_NONE`, which is 0, `"CERT_NONE"`, `None` and `"none"`. A name that is not that is a context
/// or a constant of another kind, which is no fault that can be seen here.
fn is_cert_none(argument: &Argument) -> Answer {
    let value = &argument.value;
    let text = value.text().map(str::to_ascii_uppercase);
    let none = matches!(value, Value::None | Value::Int(0)) || matches!(text.as_deref(), Some("CERT_NONE" | "NONE"));
    if none || argument.source.contains("CERT_NONE") { Answer::Off } else { Answer::On }
}

fn makes_unverified(argument: &Argument) -> Answer {
    if argument.source.contains("_create_unverified_context") { Answer::Off } else { Answer::On }
}

fn believes_every_host(argument: &Argument) -> Answer {
    let believes = ["AutoAddPolicy", "WarningPolicy"].iter().any(|policy| argument.source.contains(policy));
    if believes { Answer::Off } else { Answer::On }
}

fn always(_: &Argument) -> Answer {
    Answer::Off
}
