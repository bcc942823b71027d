//! `helmet()`: which headers it sends, by its release and its options.
//!
//! Sources: `index.ts` and `middlewares/*/index.ts` of helmet 3.23, 4.6, 5.1, 6.2, 7.2 and 8.1.

use indexmap::IndexMap;
use sneck_model::{Step, Value};

use super::emit::{Emit, Used, perhaps};
use super::value::{Js, Made, OPEN, Val};

/// One header of helmet's.
struct Row {
    /// The option that decides on it, by its newest name and by older ones.
    options: &'static [&'static str],
    header: &'static str,
    /// The value by default in a release; none where that one does not send it.
    default: fn(u32) -> Option<&'static str>,
    /// The value with these options.
    render: fn(&Val<'_>, u32) -> Result<String, String>,
}

const ROWS: &[Row] = &[
    Row {
        options: &["contentSecurityPolicy"],
        header: "content-security-policy",
        default: |release| (release >= 4).then_some(POLICY),
        render: policy,
    },
    Row {
        options: &["strictTransportSecurity", "hsts"],
        header: "strict-transport-security",
        default: |release| Some(if release >= 8 { YEAR } else { HALF_YEAR }),
        render: transport,
    },
    Row {
        options: &["xFrameOptions", "frameguard"],
        header: "x-frame-options",
        default: |_| Some("SAMEORIGIN"),
        render: |options, _| word(options, "action", "SAMEORIGIN").map(|action| action.to_uppercase()),
    },
    Row {
        options: &["xContentTypeOptions", "noSniff"],
        header: "x-content-type-options",
        default: |_| Some("nosniff"),
        render: |_, _| Ok("nosniff".to_owned()),
    },
    Row {
        options: &["referrerPolicy"],
        header: "referrer-policy",
        default: |release| (release >= 4).then_some("no-referrer"),
        render: |options, _| word(options, "policy", "no-referrer"),
    },
    Row {
        options: &["crossOriginOpenerPolicy"],
        header: "cross-origin-opener-policy",
        default: |release| (release >= 5).then_some("same-origin"),
        render: |options, _| word(options, "policy", "same-origin"),
    },
    Row {
        options: &["crossOriginResourcePolicy"],
        header: "cross-origin-resource-policy",
        default: |release| (release >= 5).then_some("same-origin"),
        render: |options, _| word(options, "policy", "same-origin"),
    },
    Row {
        options: &["crossOriginEmbedderPolicy"],
        header: "cross-origin-embedder-policy",
        default: |release| matches!(release, 5 | 6).then_some("require-corp"),
        render: |options, _| word(options, "policy", "require-corp"),
    },
];

const YEAR: &str = "max-age=31536000; includeSubDomains";
const HALF_YEAR: &str = "max-age=15552000; includeSubDomains";

/// Of release 4 and later, as it is sent.
const POLICY: &str = "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';\
                      frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';\
                      script-src-attr 'none';style-src 'self' https: 'unsafe-inline';upgrade-insecure-requests";

/// Packages that send one of these headers each, and its option.
const SINGLE: &[(&str, &str)] = &[
    ("hsts", "strictTransportSecurity"),
    ("frameguard", "xFrameOptions"),
    ("dont-sniff-mimetype", "xContentTypeOptions"),
    ("referrer-policy", "referrerPolicy"),
    ("helmet-csp", "contentSecurityPolicy"),
    ("hide-powered-by", "xPoweredBy"),
];

/// `helmet({ … })`
pub(super) fn all<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, made: &Made<'t>) {
    if !everywhere(used) {
        return;
    }
    let options = made.arguments.first();
    for row in ROWS {
        let given = row.options.iter().find_map(|name| options?.field(name));
        one(e, used, row, given.as_ref(), e.helmet);
    }
    let kept = ["xPoweredBy", "hidePoweredBy"].iter().find_map(|name| options?.field(name));
    if kept.is_none_or(|value| value.truth() != Some(false)) {
        let step = Step::new(used.place.clone(), "takes X-Powered-By out");
        e.headers.insert("x-powered-by", (perhaps(Value::None, used.maybe), vec![step]));
    }
}

/// What lusca sends, by its function.
const LUSCA: &[(&str, &str)] = &[
    ("xframe", "x-frame-options"),
    ("referrerPolicy", "referrer-policy"),
    ("nosniff", "x-content-type-options"),
    ("hsts", "strict-transport-security"),
    ("csp", "content-security-policy"),
];

/// `lusca.xframe("SAMEORIGIN")`; `lusca({ … })` may send any of them.
fn lusca<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, made: &Made<'t>) {
    let own = made.of.strip_prefix("lusca.");
    for (_, header) in LUSCA.iter().filter(|(name, _)| own.is_none_or(|own| own == *name)) {
        let value = match (own, made.arguments.first().and_then(Val::as_text)) {
            (Some("nosniff"), _) => Value::Text("nosniff".to_owned()),
            (Some("xframe" | "referrerPolicy"), Some(text)) => Value::Text(text.to_owned()),
            _ => Value::Unknown("what lusca sends is not known".to_owned()),
        };
        let step = Step::new(used.place.clone(), "lusca decides on it");
        e.headers.insert(header, (perhaps(value, used.maybe), vec![step]));
    }
}

/// `helmet.frameguard({ … })`, or the package that does that alone.
pub(super) fn single<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, made: &Made<'t>) {
    if made.of.starts_with("lusca") && everywhere(used) {
        return lusca(e, used, made);
    }
    let own = made.of.strip_prefix("helmet.");
    let Some(option) = own.or_else(|| SINGLE.iter().find(|(name, _)| *name == &*made.of).map(|(_, o)| *o)) else {
        return;
    };
    if matches!(option, "hidePoweredBy" | "xPoweredBy") {
        let step = Step::new(used.place.clone(), "takes X-Powered-By out");
        e.headers.insert("x-powered-by", (perhaps(Value::None, used.maybe), vec![step]));
    }
    if let Some(row) = ROWS.iter().find(|row| row.options.contains(&option)).filter(|_| everywhere(used)) {
        let given = made.arguments.first();
        // On its own each of them sends its header, whatever the release does by itself.
        one(e, used, row, given, e.helmet.max(5));
    }
}

/// It holds for every address of the app.
fn everywhere(used: &Used<'_>) -> bool {
    used.path.is_empty() || used.path == "*" || used.path == "/*"
}

fn one<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, row: &Row, given: Option<&Val<'t>>, release: u32) {
    let Some((value, mut because)) = sent(e, used, row, given, release) else { return };
    if because.is_empty() {
        because.push(Step::new(used.place.clone(), format!("decides on {}", row.header)));
    }
    e.headers.insert(row.header, (perhaps(value, used.maybe), because));
}

/// What is sent and why; nothing where helmet leaves the header as it is.
fn sent<'t>(
    e: &Emit<'_, 't>,
    used: &Used<'t>,
    row: &Row,
    given: Option<&Val<'t>>,
    release: u32,
) -> Option<(Value, Vec<Step>)> {
    let because = given.map(|value| e.steps(row.options[0], value)).unwrap_or_default();
    match given.map(|value| &value.js) {
        None | Some(Js::Undefined) | Some(Js::Bool(true)) => {
            let default = (row.default)(release).or_else(|| given.and(Some(release)).and((row.default)(5)));
            let step = Step::new(used.place.clone(), "helmet() sends it");
            default.map(|default| (Value::Text(default.to_owned()), vec![step]))
        }
        Some(Js::Bool(false)) => {
            let sent_before = e.headers.contains_key(row.header);
            (!sent_before).then_some((Value::Bool(false), because))
        }
        Some(Js::Object(_)) => {
            let value = given.map(|options| (row.render)(options, release))?;
            Some((value.map_or_else(Value::Unknown, Value::Text), because))
        }
        _ => Some((Value::Unknown("it depends on something that is not known".to_owned()), because)),
    }
}

/// A word of the options, or of a list the words behind each other.
fn word(options: &Val<'_>, name: &str, default: &str) -> Result<String, String> {
    match options.field(name).map(|value| value.plain(false)) {
        None | Some(Value::None) => Ok(default.to_owned()),
        Some(Value::Text(text)) => Ok(text),
        Some(Value::List(all)) => Ok(all.iter().filter_map(Value::text).collect::<Vec<_>>().join(",")),
        _ => Err("it depends on something that is not known".to_owned()),
    }
}

fn transport(options: &Val<'_>, release: u32) -> Result<String, String> {
    let default = if release >= 8 { 31_536_000.0 } else { 15_552_000.0 };
    let seconds = match options.field("maxAge").map(|value| value.js) {
        None | Some(Js::Undefined) => default,
        Some(Js::Number(seconds)) => seconds,
        _ => return Err("how long it holds is not known".to_owned()),
    };
    let on = |name: &str, default: bool| options.field(name).map_or(Some(default), |value| value.truth());
    let subdomains = on("includeSubDomains", true).ok_or("whether subdomains are meant is not known")?;
    let preload = on("preload", false).ok_or("whether it is preloaded is not known")?;
    let mut text = format!("max-age={seconds}");
    text.push_str(if subdomains { "; includeSubDomains" } else { "" });
    text.push_str(if preload { "; preload" } else { "" });
    Ok(text)
}

/// Directives that are given take the place of the ones by default, and follow them where they are new.
fn policy(options: &Val<'_>, release: u32) -> Result<String, String> {
    if options.field("reportOnly").is_some_and(|value| value.truth() != Some(false)) {
        return Err("it is only reported".to_owned());
    }
    let defaults = release >= 5 && options.field("useDefaults").is_none_or(|value| value.truth() != Some(false));
    let given = options.field("directives");
    let mut all: IndexMap<String, String> = IndexMap::new();
    if given.is_none() || defaults {
        all.extend(POLICY.split(';').map(|one| match one.split_once(' ') {
            Some((name, values)) => (name.to_owned(), values.to_owned()),
            None => (one.to_owned(), String::new()),
        }));
    }
    let Some(given) = given else { return Ok(POLICY.to_owned()) };
    let Js::Object(fields) = &given.js else { return Err("its directives are not known".to_owned()) };
    if given.own(OPEN).is_some() {
        return Err("some of its directives are not known".to_owned());
    }
    // Those that are given come first, in their order.
    let mut written: IndexMap<String, String> = IndexMap::new();
    for (name, value) in fields.borrow().iter() {
        let name = dashed(name);
        match values(value)? {
            Some(values) => drop(written.insert(name, values)),
            None => drop(all.shift_remove(&name)),
        }
    }
    for (name, values) in all {
        written.entry(name).or_insert(values);
    }
    let one = |(name, values): (String, String)| if values.is_empty() { name } else { format!("{name} {values}") };
    Ok(written.into_iter().map(one).collect::<Vec<_>>().join(";"))
}

/// The values of a directive; nothing for one that is left out.
fn values(value: &Val<'_>) -> Result<Option<String>, String> {
    match value.plain(false) {
        Value::None | Value::Bool(false) => Ok(None),
        Value::Text(text) => Ok(Some(text)),
        Value::List(all) => {
            let words: Option<Vec<&str>> = all.iter().map(Value::text).collect();
            words.map(|words| Some(words.join(" "))).ok_or_else(|| "a part of it is not known".to_owned())
        }
        _ => Err("a part of it is not known".to_owned()),
    }
}

/// `defaultSrc` is `default-src`.
fn dashed(name: &str) -> String {
    let one = |letter: char| match letter.is_ascii_uppercase() {
        true => format!("-{}", letter.to_ascii_lowercase()),
        false => letter.to_string(),
    };
    name.chars().map(one).collect()
}
