//! Sessions: `express-session`, `cookie-session`, and the key of `cookie-parser`.
//!
//! Sources: `index.js` and `session/cookie.js` of express-session 1.18, `index.js` of cookie-session 2.1.

use sneck_model::{Key, Step, Value};

use super::emit::{Emit, Used, perhaps};
use super::value::{Js, Made, Val};

/// What a package does by itself.
struct Defaults {
    product: &'static str,
    name: &'static str,
    /// Where the attributes of the cookie stand among the options.
    inner: Option<&'static str>,
    interface: &'static str,
    secure: fn() -> Value,
}

const EXPRESS: Defaults = Defaults {
    product: "express-session",
    name: "connect.sid",
    inner: Some("cookie"),
    interface: "express-session",
    secure: || Value::Bool(false),
};
const COOKIE: Defaults = Defaults {
    product: "cookie-session",
    name: "session",
    inner: None,
    interface: "cookie-session",
    // `index.js` of cookies: what nobody says follows the connection.
    secure: || Value::Unknown("the cookie is Secure where the app sees HTTPS".to_owned()),
};

/// `session({ secret, name, cookie: { secure, httpOnly, sameSite, maxAge } })`
pub(super) fn express<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, made: &Made<'t>) {
    tell(e, used, made, &EXPRESS);
}

/// `cookieSession({ keys, secure, httpOnly, sameSite, maxAge })`
pub(super) fn cookie<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, made: &Made<'t>) {
    tell(e, used, made, &COOKIE);
}

/// `cookieParser("key")`
pub(super) fn parser<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, made: &Made<'t>) {
    if let Some(key) = made.arguments.first().filter(|key| !matches!(key.js, Js::Undefined | Js::Null)) {
        secret(e, used, "cookieParser secret", key);
    }
}

fn tell<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, made: &Made<'t>, defaults: &Defaults) {
    let options = made.arguments.first().cloned().unwrap_or_else(Val::undefined);
    let step = Step::new(used.place.clone(), "keeps a session");
    e.uses_sessions.get_or_insert(step.clone());
    let interface = Value::Text(defaults.interface.to_owned());
    e.put(Key::SESSION_INTERFACE, defaults.product, perhaps(interface, used.maybe), vec![step]);
    if !matches!(options.js, Js::Object(_)) {
        return unknown(e, used, defaults);
    }
    let keys = ["secret", "keys"].iter().find_map(|name| Some((*name, options.field(name)?)));
    if let Some((name, key)) = keys {
        secret(e, used, name, &key);
    }
    let attributes = match defaults.inner {
        Some(inner) => options.field(inner).unwrap_or_else(Val::undefined),
        None => options.clone(),
    };
    attribute(e, used, defaults, &options, Key::SESSION_COOKIE_NAME, "name", &Value::Text(defaults.name.to_owned()));
    attribute(e, used, defaults, &attributes, Key::SESSION_COOKIE_SECURE, "secure", &(defaults.secure)());
    attribute(e, used, defaults, &attributes, Key::SESSION_COOKIE_HTTPONLY, "httpOnly", &Value::Bool(true));
    attribute(e, used, defaults, &attributes, Key::SESSION_COOKIE_SAMESITE, "sameSite", &Value::None);
    attribute(e, used, defaults, &attributes, Key::SESSION_COOKIE_DOMAIN, "domain", &Value::None);
    attribute(e, used, defaults, &attributes, Key::SESSION_COOKIE_PATH, "path", &Value::Text("/".to_owned()));
    if let Some(age) = attributes.field("maxAge") {
        lifetime(e, used, &age);
    }
}

/// Options that nothing tells.
fn unknown(e: &mut Emit<'_, '_>, used: &Used<'_>, defaults: &Defaults) {
    let why = Value::Unknown(format!("the options of {} are not known", defaults.product));
    let step = || vec![Step::new(used.place.clone(), "hands them over")];
    for key in [Key::SESSION_COOKIE_SECURE, Key::SESSION_COOKIE_HTTPONLY, Key::SESSION_COOKIE_SAMESITE] {
        e.put(key, "cookie", why.clone(), step());
    }
}

fn attribute<'t>(
    e: &mut Emit<'_, 't>,
    used: &Used<'t>,
    defaults: &Defaults,
    options: &Val<'t>,
    key: Key,
    name: &str,
    default: &Value,
) {
    let raw = match defaults.inner.filter(|_| name != "name") {
        Some(inner) => format!("{inner}.{name}"),
        None => name.to_owned(),
    };
    // Options that are an object that is not followed may hold anything.
    let open = matches!(options.js, Js::Unknown(_) | Js::Made(_) | Js::Outside(_));
    let given = options.field(name).filter(|value| !matches!(value.js, Js::Undefined));
    let (value, because) = match given {
        Some(value) => (plain(name, &value, default), e.steps(&raw, &value)),
        None if open => {
            let step = Step::new(used.place.clone(), "hands options over that are not known");
            (Value::Unknown("the options of the cookie are not known".to_owned()), vec![step])
        }
        None => (default.clone(), e.left_out(&used.place, &raw, defaults.product, &shown(default))),
    };
    e.put(key, &raw, perhaps(value, used.maybe), because);
}

/// `sameSite: true` is `Strict`, and `false` leaves it out; what may be missing is what holds by default.
fn plain(name: &str, value: &Val<'_>, default: &Value) -> Value {
    let all = value.alternatives().into_iter().map(|one| match (name, &one.js) {
        ("sameSite", Js::Bool(true)) => Value::Text("Strict".to_owned()),
        ("sameSite", Js::Bool(false)) => Value::None,
        (_, Js::Undefined) => default.clone(),
        _ => one.plain(false),
    });
    let all: Vec<Value> = all.collect();
    if all.len() == 1 { all[0].clone() } else { Value::OneOf(all) }
}

fn shown(default: &Value) -> String {
    match default {
        Value::Bool(on) => on.to_string(),
        Value::Text(text) => format!("`{text}`"),
        _ => "left out".to_owned(),
    }
}

/// Milliseconds.
fn lifetime<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, age: &Val<'t>) {
    let seconds = match &age.js {
        Js::Number(milliseconds) => Value::Int((milliseconds / 1000.0) as i64),
        Js::Null | Js::Undefined => return,
        _ => Value::Unknown("how long it lasts is not known".to_owned()),
    };
    let because = e.steps("maxAge", age);
    e.put(Key::SESSION_LIFETIME, "maxAge", perhaps(seconds, used.maybe), because);
}

/// The key that signs: of several the first one does.
fn secret<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, name: &str, key: &Val<'t>) {
    let first = match &key.js {
        Js::Array(all) => all.first().cloned().unwrap_or_else(Val::undefined),
        _ => key.clone(),
    };
    let from_outside = first.steps.iter().any(|step| step.says.starts_with("reads "));
    let all = first.alternatives().into_iter().map(|one| match &one.js {
        // The package does not start without one.
        Js::Undefined | Js::Null if from_outside => Value::Unknown("it is supplied from outside".to_owned()),
        _ => one.plain(true),
    });
    let mut all: Vec<Value> = all.collect();
    all.dedup();
    let value = if all.len() == 1 { all.remove(0) } else { Value::OneOf(all) };
    let because = e.steps(name, &first);
    e.put(Key::SECRET_KEY, name, perhaps(value, used.maybe), because);
}
