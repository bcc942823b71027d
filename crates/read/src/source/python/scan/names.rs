//! What a name, an attribute or a call stands for, as a full dotted name.

use std::sync::LazyLock;

use ruff_python_ast::{Expr, ExprCall};

use super::scope::{Scopes, is_self};
use super::{asgi, django};
use crate::hash::{Map, Set};

/// Chains longer than this are not followed.
const DEPTH: u32 = 24;

/// Packages that hand out another package's names, and the older places of names that have moved.
/// The first column is a prefix that is replaced by the second.
const CANONICAL: &[(&str, &str)] = &[
    ("flask.globals.", "flask."),
    ("flask.helpers.", "flask."),
    ("flask.wrappers.", "flask."),
    ("flask.json.jsonify", "flask.jsonify"),
    ("flask.templating.", "flask."),
    ("flask.app.", "flask."),
    ("flask.current_app.logger.", "logging.Logger."),
    ("flask.Flask.logger.", "logging.Logger."),
    ("quart.", "flask."),
    ("werkzeug.utils.redirect", "flask.redirect"),
    ("werkzeug.wrappers.Response", "flask.Response"),
    ("werkzeug.Response", "flask.Response"),
    ("werkzeug.utils.secure_filename", "werkzeug.secure_filename"),
    ("werkzeug.security.safe_join", "werkzeug.safe_join"),
    ("werkzeug.utils.safe_join", "werkzeug.safe_join"),
    ("flask.safe_join", "werkzeug.safe_join"),
    ("requests.packages.urllib3.", "urllib3."),
    ("requests.sessions.Session", "requests.Session"),
    ("requests.session", "requests.Session"),
    ("requests.api.", "requests."),
    ("redis.client.", "redis."),
    ("redis.asyncio.", "redis."),
    ("pymongo.mongo_client.", "pymongo."),
    ("motor.motor_asyncio.AsyncIOMotorClient", "pymongo.MongoClient"),
    ("sqlalchemy.engine.create_engine", "sqlalchemy.create_engine"),
    ("sqlalchemy.ext.asyncio.create_async_engine", "sqlalchemy.create_engine"),
    ("jinja2.environment.", "jinja2."),
    ("jwt.api_jwt.", "jwt."),
    ("paramiko.client.", "paramiko."),
];

/// Calls that give back an object of a type that they do not name.
const FACTORIES: &[(&str, &str)] = &[
    ("flask.make_response", "flask.Response"),
    ("flask.jsonify", "flask.Response"),
    ("flask.redirect", "flask.Response"),
    ("flask.send_file", "flask.Response"),
    ("flask.send_from_directory", "flask.Response"),
    ("flask.Flask.make_response", "flask.Response"),
    ("flask.current_app.make_response", "flask.Response"),
    ("flask.Response.set_cookie", "flask.Response"),
    ("logging.getLogger", "logging.Logger"),
    ("ssl.create_default_context", "ssl.SSLContext"),
    ("ssl._create_unverified_context", "ssl.SSLContext"),
    ("urllib3.PoolManager", "urllib3.PoolManager"),
    ("urllib3.util.ssl_.create_urllib3_context", "ssl.SSLContext"),
    ("paramiko.SSHClient", "paramiko.SSHClient"),
    ("xml.sax.make_parser", "xml.sax.xmlreader.XMLReader"),
    ("pathlib.Path.resolve", "pathlib.Path"),
    ("pathlib.Path.absolute", "pathlib.Path"),
    ("pathlib.Path.joinpath", "pathlib.Path"),
];

/// Methods whose name is enough to know whose they are, for receivers of unknown type.
const DISTINCTIVE: &[(&str, &str)] = &[
    ("set_cookie", "flask.Response.set_cookie"),
    ("send_static_file", "flask.Flask.send_static_file"),
    ("set_missing_host_key_policy", "paramiko.SSHClient.set_missing_host_key_policy"),
];

/// Python's own functions that matter here.
static BUILTINS: LazyLock<Set<&'static str>> = LazyLock::new(|| BUILTIN.iter().copied().collect());

const BUILTIN: &[&str] = &[
    "open",
    "str",
    "bytes",
    "format",
    "dict",
    "list",
    "int",
    "float",
    "bool",
    "len",
    "repr",
    "print",
    "eval",
    "exec",
    "vars",
    "locals",
    "globals",
    "Exception",
    "BaseException",
    "ValueError",
    "KeyError",
    "TypeError",
    "OSError",
    "IOError",
    "RuntimeError",
    "AttributeError",
    "IndexError",
    "LookupError",
    "FileNotFoundError",
    "PermissionError",
    "ConnectionError",
    "ImportError",
    "NotImplementedError",
    "AssertionError",
    "ArithmeticError",
    "ZeroDivisionError",
    "TimeoutError",
    "UnicodeDecodeError",
    "EnvironmentError",
];

/// The dotted name of an expression, if it can be told.
#[must_use]
pub fn path(scopes: &Scopes<'_>, expr: &Expr) -> Option<String> {
    resolve(scopes, expr, DEPTH).map(canonical)
}

/// The dotted name of the function that a call calls.
#[must_use]
pub fn callee(scopes: &Scopes<'_>, call: &ExprCall) -> Option<String> {
    path(scopes, &call.func).or_else(|| distinctive(scopes, &call.func))
}

/// The type of what an expression holds: a class that it instantiates, or what a factory gives.
#[must_use]
pub fn type_of(scopes: &Scopes<'_>, expr: &Expr) -> Option<String> {
    match expr {
        Expr::Call(call) => result(scopes, call, DEPTH),
        Expr::Await(inner) => type_of(scopes, &inner.value),
        Expr::BinOp(op) => type_of(scopes, &op.left).filter(|t| t == "pathlib.Path"),
        Expr::Name(_) | Expr::Attribute(_) => path(scopes, expr).filter(|p| is_known_object(p)),
        _ => None,
    }
}

/// The last part of a function's name as it is written: `get` of `requests.get(…)`.
#[must_use]
pub fn last_part(func: &Expr) -> Option<&str> {
    match func {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

fn resolve(scopes: &Scopes<'_>, expr: &Expr, depth: u32) -> Option<String> {
    let deeper = depth.checked_sub(1)?;
    match expr {
        Expr::Name(name) => of_name(scopes, name.id.as_str()),
        Expr::Attribute(attribute) if is_self(&attribute.value) && attribute.attr.as_str() == "request" => {
            scopes.module.uses("django").then(|| "django.http.HttpRequest".to_owned())
        }
        Expr::Attribute(attribute) if is_self(&attribute.value) => {
            scopes.attribute(attribute.attr.as_str()).and_then(|local| local.of.clone())
        }
        Expr::Attribute(attribute) => {
            resolve(scopes, &attribute.value, deeper).map(|of| member(canonical(of), attribute.attr.as_str()))
        }
        Expr::Call(call) => result(scopes, call, deeper),
        Expr::BinOp(_) => type_of(scopes, expr),
        Expr::Await(inner) => resolve(scopes, &inner.value, deeper),
        _ => None,
    }
}

/// `of.name`. Every attribute of every file comes by here, and formatting costs more than joining.
fn member(mut of: String, name: &str) -> String {
    of.reserve_exact(1 + name.len());
    of.push('.');
    of.push_str(name);
    of
}

fn of_name(scopes: &Scopes<'_>, name: &str) -> Option<String> {
    if let Some(local) = scopes.local(name) {
        return local.of.clone();
    }
    if let Some(path) = scopes.module.import(name) {
        return Some(path.to_owned());
    }
    (scopes.module.defines(name) || BUILTINS.contains(name)).then(|| name.to_owned())
}

fn result(scopes: &Scopes<'_>, call: &ExprCall, depth: u32) -> Option<String> {
    let function = canonical(resolve(scopes, &call.func, depth.checked_sub(1)?)?);
    if function == "flask.render_template" && scopes.module.uses("django") {
        return Some("flask.Response".to_owned());
    }
    if let Some((_, gives)) = FACTORIES.iter().find(|(name, _)| *name == function) {
        return Some((*gives).to_owned());
    }
    let class = function.rsplit('.').next()?.starts_with(|c: char| c.is_ascii_uppercase());
    class.then_some(function)
}

fn distinctive(scopes: &Scopes<'_>, func: &Expr) -> Option<String> {
    let Expr::Attribute(attribute) = func else { return None };
    let name = attribute.attr.as_str();
    if is_logger(&attribute.value) {
        return Some(format!("logging.Logger.{name}"));
    }
    if let Some(class) = asgi::answer_type(scopes.module).filter(|_| name == "set_cookie") {
        return Some(format!("{class}.set_cookie"));
    }
    let django = scopes.module.uses("django");
    DISTINCTIVE.iter().find(|(method, _)| *method == name && !django).map(|(_, path)| (*path).to_owned())
}

/// `logger`, `log`, `app.logger`, `self._logger`: a logger by the name that everybody gives it.
fn is_logger(expr: &Expr) -> bool {
    let named = |name: &str| matches!(name.trim_start_matches('_').to_ascii_lowercase().as_str(), "logger" | "log");
    last_part(expr).is_some_and(named)
}

/// Objects that Flask hands out under a name of their own.
fn is_known_object(path: &str) -> bool {
    matches!(path, "flask.request" | "flask.current_app" | "flask.session" | "flask.g")
}

fn canonical(path: String) -> String {
    let Some(rows) = BY_PACKAGE.get(top(&path)) else { return path };
    for (old, new) in rows {
        if let Some(rest) = path.strip_prefix(old)
            && (rest.is_empty() || old.ends_with('.') || rest.starts_with('.'))
        {
            return format!("{new}{rest}");
        }
    }
    path
}

/// Rows of the table by their top-level package: most names are of packages that have none.
static BY_PACKAGE: LazyLock<Map<&'static str, Vec<(&'static str, &'static str)>>> = LazyLock::new(|| {
    let mut rows: Map<_, Vec<_>> = Map::default();
    let all = CANONICAL.iter().chain(django::CANONICAL).chain(asgi::CANONICAL);
    all.for_each(|row| rows.entry(top(row.0)).or_default().push(*row));
    rows
});

fn top(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}
