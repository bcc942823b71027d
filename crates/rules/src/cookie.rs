//! What the rules on cookies share: which cookies they are about, and where code declares and sets them.

use std::collections::BTreeMap;

use sneck_model::{
    Call, Cookie, Edit, Exchange, Facts, Finding, Framework, Key, Kind, Remedies, Setting, Severity, Standing, Step,
    Strength, Subject, Value, Verdicts, carries_session,
};

use crate::common::{Fault, file_of, origin, value_beside};
use crate::django;
use crate::live;
use crate::mending::{self, Wish};
use crate::remedy;
use crate::switches::judge_rows;

/// A cookie that a setting decides on, and its name when nothing renames it.
pub(crate) struct Declared {
    pub(crate) key: Key,
    pub(crate) cookie: &'static str,
    /// Django's own check of it.
    pub(crate) django: Option<&'static str>,
}

impl Declared {
    /// A cookie that Django does not check, or does not have.
    pub(crate) const fn new(key: Key, cookie: &'static str) -> Self {
        Self { key, cookie, django: None }
    }
}

/// The cookie that holds the token against forged requests.
pub(crate) const FORGERY: &str = "csrftoken";

/// An attribute of cookies, as one rule judges it.
pub(crate) struct Attribute {
    /// What a safe cookie carries, as in `Set-Cookie`: `sets x without …`.
    pub(crate) name: &'static str,
    /// Settings that decide on it.
    pub(crate) declared: &'static [Declared],
    /// The value of a setting, or of an argument of `set_cookie`, is unsafe.
    pub(crate) is_unsafe: fn(&Value) -> bool,
    /// The keyword of `set_cookie`.
    pub(crate) keyword: &'static str,
    /// The cookie of an answer is unsafe.
    pub(crate) lacks: fn(&Cookie) -> bool,
    /// What code writes for a safe cookie: `True`.
    pub(crate) safe: &'static str,
    /// What happens to a cookie that is not safe, to follow `the cookie is …`.
    pub(crate) risk: &'static str,
}

impl Attribute {
    /// As the options of Express's cookies spell it.
    fn name_in_express(&self) -> &'static str {
        match self.keyword {
            "httponly" => "httpOnly",
            "samesite" => "sameSite",
            other => other,
        }
    }
}

/// Judges the settings that decide on it, one verdict for each app and environment. `severity` is asked of
/// each that is unsafe, and whether its cookie is in use.
pub(crate) fn declared(
    facts: &Facts,
    out: &mut Verdicts,
    attribute: &Attribute,
    severity: impl Fn(&Setting, bool) -> Severity,
) {
    let rows = attribute.declared.iter().map(|declared| (declared, declared.key, attribute.is_unsafe));
    judge_rows(
        facts,
        out,
        rows,
        |s| concerns(facts, s),
        |found| {
            let in_use = |cookie: &str, setting: &Setting| cookie != "session" || uses_sessions(facts, setting);
            let each = found.wrong.iter().map(|(d, setting, _)| severity(setting, in_use(d.cookie, setting)));
            let used = found.wrong.iter().any(|(d, setting, _)| in_use(d.cookie, setting));
            let when = if used { "" } else { " (no use of the session was seen so far)" };
            let (tokens, sessions): (Vec<_>, Vec<_>) = found.wrong.iter().partition(|(d, ..)| d.cookie == FORGERY);
            let worst = each.max().unwrap_or(Severity::Info);
            let settings: Vec<&Setting> = found.wrong.iter().map(|(_, setting, _)| *setting).collect();
            let named = |all: &[Wrong<'_, '_>]| {
                let each = all.iter().map(|(_, s, _)| format!("`{}` is {} ({})", s.raw, state(s), origin(s)));
                each.collect::<Vec<_>>().join(", ")
            };
            let ids = |all: &[Wrong<'_, '_>]| -> String {
                let ours = all.iter().filter(|(_, s, _)| django::is_app(facts, &s.component));
                ours.filter_map(|(d, ..)| d.django).map(django::named).collect()
            };
            let app = settings.first().map_or_else(|| Subject::app(""), |s| s.component.clone());
            let (template, equals) = match remedy::of(facts, &app, WHERE, WHERE_ELSE) {
                _ if facts.framework_of(&app) == Some(Framework::Express) => (IN_EXPRESS, ": "),
                WHERE => (WHERE, " = "),
                argument => (argument, "="),
            };
            let safe = if equals == ": " { attribute.safe.to_ascii_lowercase() } else { attribute.safe.to_owned() };
            let lines: Vec<String> = settings.iter().map(|s| format!("`{}{equals}{safe}`", s.raw)).collect();
            let told = |all: &[Wrong<'_, '_>], risk: &str| match all {
                [] => None,
                all => Some(format!("{}: the cookie is {risk}.{}", named(all), ids(all))),
            };
            let risk = format!("{}{when}", attribute.risk);
            let sentences = [told(&sessions, &risk), told(&tokens, TOKEN_RISK)];
            Fault::new(sentences.into_iter().flatten().collect::<Vec<_>>().join(" "))
                .fix(template.replace("{}", &lines.join(", ")))
                .severity(worst)
        },
    );
}

/// One setting that makes a cookie unsafe.
type Wrong<'a, 'f> = &'a (&'static Declared, &'f Setting, Strength);

/// What the token alone is good for.
const TOKEN_RISK: &str =
    "sent over plain HTTP too, where anybody on the way can read the token and forge a form with it";

/// The cookie of a setting is handed out. What Django keeps stands in its settings as a whole; elsewhere a session is
/// kept by whoever uses it.
pub(crate) fn concerns(facts: &Facts, setting: &Setting) -> bool {
    if !django::is_app(facts, &setting.component) {
        return true;
    }
    if setting.key != Key::CSRF_COOKIE_SECURE {
        return uses_sessions(facts, setting) || django::runs(facts, setting, django::SESSIONS).is_none();
    }
    let in_session = value_beside(facts, setting, Key::CSRF_IN_SESSION).is_some_and(Value::is_true);
    django::runs(facts, setting, django::CSRF) != Some(false) && !in_session
}

/// Where the flags of cookies are written.
const WHERE: &str = "Write {} in what production loads.";

/// Frameworks whose flags are arguments of what keeps the session.
const WHERE_ELSE: Remedies = &[
    (Framework::Fastapi, "Give SessionMiddleware {} in production."),
    (Framework::Aiohttp, "Give the session's storage {} in production."),
];

/// Options of what keeps the session.
const IN_EXPRESS: &str = "Give the session {} in production.";

/// What an unsafe setting is, in a word.
fn state(setting: &Setting) -> String {
    let mut values = setting.value.alternatives();
    match values.find(|value| value.truth() == Some(false)) {
        Some(Value::None) => "not set".into(),
        Some(_) => "off".into(),
        None => setting.value.alternatives().find_map(Value::text).map_or("unsafe".into(), |word| format!("`{word}`")),
    }
}

/// Something was seen that reads or writes the session.
pub(crate) fn uses_sessions(facts: &Facts, setting: &Setting) -> bool {
    facts.app(&setting.component).is_some_and(|app| app.uses_sessions.is_some())
}

/// Judges the cookies that hand-written code sets, one verdict for each file.
pub(crate) fn written(facts: &Facts, out: &mut Verdicts, attribute: &Attribute) {
    let mut files: BTreeMap<(Subject, Kind), Vec<(&Call, &str)>> = BTreeMap::new();
    for (call, name) in session_cookies(facts) {
        files.entry((file_of(&call.place), call.kind)).or_default().push((call, name));
    }
    for ((subject, kind), calls) in &files {
        written_in_file(out, attribute, subject, Standing::Kind(*kind), calls);
    }
}

/// The calls of `set_cookie` that hand out a session, with the cookie's name.
pub(crate) fn session_cookies(facts: &Facts) -> impl Iterator<Item = (&Call, &str)> {
    facts.calls.iter().filter(|call| call.function.ends_with(".set_cookie") && !takes_back(call)).filter_map(|call| {
        let name = call.argument("key", 0)?.value.text()?;
        carries_session(name).then_some((call, name))
    })
}

/// Deletes the cookie: an empty value, or a lifetime of nothing.
fn takes_back(call: &Call) -> bool {
    let is =
        |argument: Option<&sneck_model::Argument>, gone: fn(&Value) -> bool| argument.is_some_and(|a| gone(&a.value));
    is(call.argument("value", 1), |v| matches!(v, Value::None) || v.text() == Some(""))
        || is(call.argument("max_age", 2), |v| *v == Value::Int(0))
        || is(call.argument("expires", 3), |v| *v == Value::Int(0))
}

fn written_in_file(
    out: &mut Verdicts,
    attribute: &Attribute,
    subject: &Subject,
    standing: Standing,
    calls: &[(&Call, &str)],
) {
    let (mut faulty, mut good) = (Vec::new(), Vec::new());
    for (call, name) in calls {
        let step = Step::new(call.place.clone(), format!("sets the cookie `{name}`"));
        match call.keyword(attribute.keyword).map(|argument| &argument.value) {
            Some(Value::Unknown(why)) => out.unknown(subject, standing, why.clone(), vec![step]),
            // Starlette's `set_cookie` says `samesite=lax` by itself.
            None if attribute.keyword == "samesite" && call.function.starts_with("starlette.") => good.push(step),
            Some(value) if !(attribute.is_unsafe)(value) => good.push(step),
            _ => faulty.push((step, *name)),
        }
    }
    if faulty.is_empty() {
        if !good.is_empty() {
            out.passes(subject, standing, live::few(good));
        }
        return;
    }
    let says = format!("{}: the cookie is {}.", names(faulty.iter().map(|(_, name)| *name)), attribute.risk);
    let of_express = calls.iter().any(|(call, _)| call.function.starts_with("express."));
    let fix = match of_express {
        true => format!("Add `{}: {}` to its options.", attribute.name_in_express(), attribute.safe.to_lowercase()),
        false => format!("Add `{}={}` to this `set_cookie(…)`.", attribute.keyword, attribute.safe),
    };
    let places = faulty.into_iter().map(|(step, _)| step).collect();
    Fault::new(says).fix(fix).at(out, subject, standing, Strength::Shows, live::few(places));
}

/// Sets the attribute on every cookie of the finding, where it is a setting and where `set_cookie` hands it out.
pub(crate) fn mend(facts: &Facts, finding: &Finding, attribute: &Attribute) -> Vec<Edit> {
    let wish = |declared: &Declared| Wish { key: declared.key, is_unsafe: attribute.is_unsafe, code: attribute.safe };
    let wishes: Vec<Wish> = attribute.declared.iter().map(wish).collect();
    let mut edits = mending::set(facts, finding, &wishes);
    let sets = |call: &Call| call.function.ends_with(".set_cookie");
    edits.extend(mending::with_keyword(facts, finding, sets, attribute.keyword, attribute.safe));
    edits
}

/// `` `a` `` or `` `a`, `b` ``, each once.
pub(crate) fn names<'n>(all: impl Iterator<Item = &'n str>) -> String {
    let mut all: Vec<String> = all.map(|name| format!("`{name}`")).collect();
    all.sort_unstable();
    all.dedup();
    all.join(", ")
}

/// What shows that production is reached over HTTPS, if anything does.
pub(crate) fn https(facts: &Facts, app: &Subject, standing: Standing) -> Option<Step> {
    let declared =
        [Key::HTTPS_REDIRECT, Key::HEADER_HSTS, Key::PROXY_SSL_HEADER, Key::URL_SCHEME].into_iter().find_map(|key| {
            let setting = facts.setting(app, standing, key).filter(|s| says_https(&s.value))?;
            let place = setting.because.first()?.place.clone();
            Some(Step::new(place, format!("{} shows that it is served over HTTPS", setting.raw)))
        });
    let bound = |answer: &&Exchange| facts.about(answer) == (app.clone(), standing);
    declared.or_else(|| {
        let answer = facts.exchanges.iter().filter(|e| e.is_https()).find(bound)?;
        Some(live::step(answer, "status", "answers over HTTPS"))
    })
}

/// On, or text that is no other scheme.
fn says_https(value: &Value) -> bool {
    match value {
        Value::Text(text) => !text.is_empty() && text != "http",
        other => other.is_true(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_scheme_is_no_sign_of_https() {
        for sign in [Value::Bool(true), Value::Text("https".into()), Value::Text("max-age=31536000".into())] {
            assert!(says_https(&sign), "{sign:?}");
        }
        for other in [Value::Text("http".into()), Value::None, Value::Bool(false), Value::Text(String::new())] {
            assert!(!says_https(&other), "{other:?}");
        }
    }
}
