//! Credentials handed to calls, by keyword, by position or as a pair.

use ruff_python_ast::{Expr, ExprCall};

use super::super::scope::Scopes;
use super::super::{names, value};
use super::row::{self, Bound, Rows};
use crate::source::literals;

/// What positional arguments of well-known functions are, by the last part of their names.
const SIGNATURES: &[(&str, &[&str])] = &[
    ("HTTPBasicAuth", &["username", "password"]),
    ("HTTPDigestAuth", &["username", "password"]),
    ("BasicAuth", &["username", "password"]),
    ("PlainCredentials", &["username", "password"]),
    ("PlainTextAuthProvider", &["username", "password"]),
    ("login", &["username", "password"]),
    ("authenticate", &["username", "password"]),
    ("basic_auth", &["username", "password"]),
    ("create_superuser", &["username", "email", "password"]),
    ("create_user", &["username", "email", "password"]),
    ("set_password", &["password"]),
    ("generate_password_hash", &["password"]),
    ("make_password", &["password"]),
];

/// Functions that take a host first: the drivers of MySQL.
const DRIVERS: &[&str] = &["pymysql.connect", "MySQLdb.connect", "mysql.connector.connect"];

/// Arguments of a call under their names, beside the account among them.
pub fn arguments(scopes: &Scopes<'_>, call: &ExprCall, rows: &mut Rows<'_>) {
    if is_rehearsed(scopes, call) {
        return;
    }
    let named = bind(scopes, call);
    let beside = row::user_among(scopes, named.iter().copied());
    let user = beside.or_else(|| user_of_receiver(scopes, call));
    privileged(scopes, call, rows);
    for (name, value) in &named {
        tuple(scopes, call, name, value, rows);
        let hashes = matches!(names::last_part(&call.func), Some("set_password"));
        let user = user.as_deref();
        rows.bound(scopes, &Bound { name, value, user, in_call: hashes || named.len() > 1 });
    }
}

/// A check of a made-up password, so that an unknown account takes as long to refuse as a known one: nothing of it is
/// variable, or the function around it says that it is fake.
fn is_rehearsed(scopes: &Scopes<'_>, call: &ExprCall) -> bool {
    let checks = |name: &str| ["verify", "check", "validate"].iter().any(|start| name.starts_with(start));
    let literal = |e: &Expr| value::literal_bytes(e).is_some();
    let constant = call.arguments.args.len() > 1 && call.arguments.args.iter().all(literal);
    let fake = |name: &str| literals::words(name).iter().any(|word| matches!(word.as_str(), "fake" | "dummy"));
    (constant && names::last_part(&call.func).is_some_and(checks)) || scopes.function().is_some_and(|f| fake(&f.name))
}

/// Each argument with the name that the function gives it.
fn bind<'e>(scopes: &Scopes<'e>, call: &'e ExprCall) -> Vec<(&'e str, &'e Expr)> {
    let signature = signature(scopes, call);
    let positional = signature.into_iter().zip(&call.arguments.args);
    let keywords = call.arguments.keywords.iter().filter_map(|k| Some((k.arg.as_ref()?.as_str(), &k.value)));
    positional.chain(keywords).collect()
}

/// Names of the positional parameters: of a function or class of this module, or a well-known one.
fn signature<'e>(scopes: &Scopes<'e>, call: &'e ExprCall) -> Vec<&'e str> {
    let Some(last) = names::last_part(&call.func).filter(|_| !call.arguments.args.is_empty()) else {
        return Vec::new();
    };
    if let Some(own) = own_signature(scopes, last).filter(|own| own.len() >= call.arguments.args.len()) {
        return own;
    }
    if let Some((_, names)) = SIGNATURES.iter().find(|(name, _)| *name == last) {
        return names.to_vec();
    }
    let driver = last == "connect" && names::callee(scopes, call).is_some_and(|path| DRIVERS.contains(&path.as_str()));
    if driver { vec!["host", "user", "password", "database"] } else { Vec::new() }
}

/// Classes and functions that make an account, whatever the order of what they take.
const MAKERS: &[&str] =
    &["User", "Account", "Admin", "AdminUser", "add_user", "register_user", "create_admin", "insert_user"];

/// `User("admin", "…")`: the account is one that everybody tries first, and a well-known password
/// stands beside it.
fn privileged(scopes: &Scopes<'_>, call: &ExprCall, rows: &mut Rows<'_>) {
    let makes = names::last_part(&call.func).is_some_and(|last| MAKERS.contains(&last));
    let Some((first, others)) = call.arguments.args.split_first().filter(|_| makes) else { return };
    let Some(user) =
        value::text(scopes, first).filter(|user| matches!(user.as_str(), "admin" | "root" | "administrator"))
    else {
        return;
    };
    let known = |e: &&Expr| row::literal_in(e).is_some_and(|l| l.hashed || literals::is_published(&l.bytes));
    if let Some(password) = others.iter().take(2).find(known) {
        rows.bound(scopes, &Bound { name: "password", value: password, user: Some(&user), in_call: true });
    }
}

fn own_signature<'e>(scopes: &Scopes<'e>, last: &str) -> Option<Vec<&'e str>> {
    let module = scopes.module;
    let function = match module.class(last) {
        Some(class) => class.body.iter().find_map(|stmt| match stmt {
            ruff_python_ast::Stmt::FunctionDef(def) if def.name.as_str() == "__init__" => Some(def),
            _ => None,
        })?,
        None => module.function(last)?,
    };
    let names = function.parameters.iter_non_variadic_params().map(|p| p.name().as_str());
    Some(names.filter(|name| !matches!(*name, "self" | "cls")).collect())
}

/// `u = User(username="admin")`, then `u.set_password("…")`.
fn user_of_receiver(scopes: &Scopes<'_>, call: &ExprCall) -> Option<String> {
    let Expr::Attribute(attribute) = call.func.as_ref() else { return None };
    let Expr::Name(name) = attribute.value.as_ref() else { return None };
    let Expr::Call(made) = scopes.local(name.id.as_str())?.value? else { return None };
    made.arguments.keywords.iter().find_map(|k| row::user(scopes, k.arg.as_ref()?.as_str(), &k.value))
}

/// `auth=("admin", "…")`.
fn tuple(scopes: &Scopes<'_>, call: &ExprCall, name: &str, pair: &Expr, rows: &mut Rows<'_>) {
    let Expr::Tuple(tuple) = pair else { return };
    if !matches!(name, "auth" | "basic_auth" | "http_auth" | "credentials") {
        return;
    }
    if let [user, password] = tuple.elts.as_slice() {
        let user = value::text(scopes, user);
        let same = user.is_some() && user == value::text(scopes, password);
        let published = user.as_ref().is_some_and(|user| literals::is_published(user.as_bytes()));
        if !(same && !published && asks_for_token(scopes, call)) {
            rows.bound(scopes, &Bound { name: "password", value: password, user: user.as_deref(), in_call: true });
        }
    }
}

/// The call asks for a token (RFC 6749): what stands in `auth` is the program, not a person, and one whose password is its
/// own name has no secret, like every program that people have at home.
fn asks_for_token(scopes: &Scopes<'_>, call: &ExprCall) -> bool {
    let sent = |name: &str| matches!(name, "data" | "json");
    let bodies = call.arguments.keywords.iter().filter(|k| k.arg.as_ref().is_some_and(|name| sent(name)));
    bodies.map(|keyword| &keyword.value).any(|body| {
        let body = match body {
            Expr::Name(name) => scopes.local(name.id.as_str()).and_then(|bound| bound.value),
            other => Some(other),
        };
        let Some(Expr::Dict(fields)) = body else { return false };
        fields.iter_keys().flatten().any(|key| value::text(scopes, key).as_deref() == Some("grant_type"))
    })
}
