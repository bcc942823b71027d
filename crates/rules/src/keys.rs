//! What the rules on keys share: which names are signing keys, and how an app came by its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::django;
use crate::mending;
use sneck_model::{
    Edit, Facts, Finding, Framework, Judgement, Key, Kind, Literal, LiteralForm, Place, Secret, Setting, Value,
};

/// The keys that sign what an app hands to browsers.
const SIGNING: &[Key] = &[Key::SECRET_KEY, Key::TOKEN_KEY];

/// Endings of names of signing keys.
const ENDINGS: &[&str] = &[
    "secretkey",
    "jwt_secret",
    "jwt_key",
    "signing_key",
    "signing_secret",
    "session_secret",
    "cookie_secret",
    "csrf_secret",
    "token_secret",
    "token_key",
    "fernet_key",
    "password_salt",
    "app_secret",
    "hmac_key",
    "hmac_secret",
];

/// Somebody else's: what follows is a password to his service, not a key that signs our own things.
const SERVICES: &[&str] = &[
    "aws",
    "s3",
    "minio",
    "stripe",
    "recaptcha",
    "hcaptcha",
    "turnstile",
    "github",
    "gitlab",
    "google",
    "facebook",
    "twitter",
    "slack",
    "client",
    "consumer",
    "oauth",
    "azure",
    "gcp",
    "twilio",
    "paypal",
    "mail",
    "sendgrid",
    "cloudinary",
    "alipay",
    "wechat",
    "weixin",
    "oss",
    "cos",
    "qiniu",
    "access",
    "spaces",
    "r2",
    "b2",
    "linode",
];

/// Settings of signing keys.
pub(crate) fn settings(facts: &Facts) -> impl Iterator<Item = &Setting> {
    facts.settings.iter().filter(|s| SIGNING.contains(&s.key))
}

/// A key is there. Flask takes an empty one for none.
pub(crate) fn is_there(value: &Value) -> bool {
    value.secret().is_some_and(|secret| !secret.is_empty())
}

/// The key in its first alternative.
pub(crate) fn secret(setting: &Setting) -> Option<&Secret> {
    setting.value.alternatives().filter_map(Value::secret).find(|s| !s.is_empty())
}

/// The value is the default of a read of the environment that found nothing.
pub(crate) fn falls_back(setting: &Setting) -> bool {
    setting.because.iter().any(|step| step.says.starts_with("falls back to"))
}

/// It stands in an environment file: where keys belong, unless the file is handed around, which is judged
/// by itself.
pub(crate) fn in_env_file(place: &Place) -> bool {
    place.file().is_some_and(|(path, _)| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.starts_with(".env") || name.ends_with(".env")
    })
}

/// A file that is handed around with the project.
pub(crate) fn is_projects_file(place: &Place) -> bool {
    matches!(place, Place::File { .. }) && !in_env_file(place)
}

/// What stands there is handed around with the project, now or in its history.
pub(crate) fn is_handed_around(place: &Place) -> bool {
    is_projects_file(place) || matches!(place, Place::Past { .. })
}

/// The key stands in a file that is handed around, as its value or as what takes the place of a missing one.
pub(crate) fn is_in_project(setting: &Setting) -> bool {
    falls_back(setting) || setting.because.first().is_some_and(|step| is_projects_file(&step.place))
}

/// Django's own check would warn of a key that this setting may hold.
pub(crate) fn django_warns(facts: &Facts, setting: &Setting) -> bool {
    let asked = [Key::SECRET_KEY, Key::SECRET_KEY_FALLBACKS].contains(&setting.key);
    asked && django::is_app(facts, &setting.component) && setting.value.alternatives().any(is_short_for_django)
}

/// A key, or one of a list of keys, that Django takes for too weak.
pub(crate) fn is_short_for_django(value: &Value) -> bool {
    let short = |value: &Value| value.secret().is_some_and(|secret| !secret.attempt(django::takes_for_strong));
    short(value) || value.list().iter().any(short)
}

/// The sentence that names Django's own warning of this key, where it gives one.
pub(crate) fn named(facts: &Facts, setting: &Setting) -> String {
    let id = if setting.key == Key::SECRET_KEY_FALLBACKS { "W025" } else { "W009" };
    if django_warns(facts, setting) { django::named(id) } else { String::new() }
}

/// A variable of that name signs things, as opposed to opening somebody's service.
pub(crate) fn is_signing_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    let ours = !name.split('_').any(|word| SERVICES.contains(&word));
    let named = name == "secret" || name.contains("secret_key") || ENDINGS.iter().any(|end| name.ends_with(end));
    ours && named
}

/// Literals of signing keys that no setting of an app takes up: keys that are used by hand. Where an app
/// has a setting of that name, its value was followed, and a second literal of the name belongs to a
/// configuration that was not chosen.
pub(crate) fn loose<'f>(facts: &'f Facts, forms: &'f [LiteralForm]) -> impl Iterator<Item = &'f Literal> {
    let taken: BTreeSet<(&Arc<str>, u32)> =
        settings(facts).flat_map(|s| &s.because).filter_map(|step| step.place.file()).collect();
    let names: BTreeSet<&str> = settings(facts).map(|s| s.raw.as_str()).collect();
    facts.literals.iter().filter(move |l| {
        let followed = l.place.file().is_some_and(|at| taken.contains(&at)) || names.contains(l.name.as_str());
        forms.contains(&l.form) && is_signing_name(&l.name) && !followed && !l.value.is_empty()
    })
}

/// Code that reads a key from the environment and does not start without it.
pub(crate) fn read_outside(facts: &Facts, setting: &Setting) -> String {
    match facts.framework_of(&setting.component) {
        Some(Framework::Express) => "process.env.SESSION_SECRET".to_owned(),
        _ => format!("os.environ[\"{}\"]", setting.raw),
    }
}

/// Reads each secret of the finding from the environment.
pub(crate) fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let named = |place: &Place| finding.places.iter().any(|step| step.place == *place);
    let first = |s: &Setting| s.because.first().map(|step| step.place.clone());
    let of_settings = settings(facts).filter_map(|s| Some((first(s)?, s.raw.as_str())));
    let of_literals = facts.literals.iter().map(|literal| (literal.place.clone(), literal.name.as_str()));
    let mut all: Vec<Edit> = Vec::new();
    for (place, name) in of_settings.chain(of_literals).filter(|(place, _)| named(place)) {
        let new = mending::from_environment(facts, &place, name).unwrap_or_default();
        mending::join(&mut all, new);
    }
    all
}

/// What becomes of a default in the production environments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fallback {
    /// Each of them supplies the variable.
    Unused,
    /// Each of them supplies it, and one of them with the very same value.
    Repeated,
    /// It holds in one of them unless a source that could not be read supplies the variable.
    Likely,
    /// It holds in one of them.
    Holds,
}

/// Whether production falls back to the default of a variable.
pub(crate) fn fallback(facts: &Facts, variable: &str, default: &Secret) -> Fallback {
    let production = || facts.environments.iter().filter(|e| e.kind == Kind::Production);
    let lacking: Vec<_> = production().filter(|e| e.variables.iter().all(|v| v.name != variable)).collect();
    let mut given = production().flat_map(|e| &e.variables).filter(|v| v.name == variable).map(|v| &v.value);
    match () {
        () if facts.environments.is_empty() => Fallback::Likely,
        () if lacking.is_empty() && given.any(|value| is(value, default)) => Fallback::Repeated,
        () if lacking.is_empty() => Fallback::Unused,
        () if lacking.iter().any(|e| e.open.is_empty()) => Fallback::Holds,
        () => Fallback::Likely,
    }
}

fn is(value: &Value, default: &Secret) -> bool {
    let text = value.text().is_some_and(|text| default.attempt(|bytes| bytes == text.as_bytes()));
    text || value.secret() == Some(default)
}

/// Whether any known value of a setting is a key that is there.
pub(crate) fn may_be_there(setting: &Setting) -> bool {
    !matches!(setting.value.judge(is_there), Judgement::Safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_signs_is_told_from_a_password_to_a_service() {
        let ours = ["SECRET_KEY", "FLASK_SECRET_KEY", "jwt-secret", "SECURITY_PASSWORD_SALT", "secret"];
        let theirs = ["AWS_SECRET_KEY", "CLIENT_SECRET", "STRIPE_SECRET_KEY", "DB_PASSWORD", "SECRETARY"];
        assert!(ours.iter().all(|name| is_signing_name(name)));
        assert!(theirs.iter().all(|name| !is_signing_name(name)));
    }

    fn environment(kind: Kind, variables: &[&str], open: &[&str]) -> sneck_model::Environment {
        use sneck_model::{Environment, EnvironmentId, Launch, Server, Variable};
        let place = || Place::Host { item: "a shell".into() };
        let variable = |name: &&str| Variable { name: (*name).into(), value: Value::Text("x".into()), place: place() };
        Environment {
            id: EnvironmentId(0),
            name: "web".into(),
            kind,
            kind_because: String::new(),
            launch: Launch { server: Server::Gunicorn, command: String::new(), place: None },
            container: false,
            variables: variables.iter().map(variable).collect(),
            open: open.iter().map(|s| (*s).to_owned()).collect(),
        }
    }

    fn of(environments: Vec<sneck_model::Environment>) -> Fallback {
        fallback(&Facts { environments, ..Facts::default() }, "KEY", &Secret::new("y"))
    }

    #[test]
    fn the_worst_production_environment_decides_what_a_default_becomes() {
        let supplied = || environment(Kind::Production, &["KEY"], &[]);
        let open = || environment(Kind::Production, &[], &["a dashboard"]);
        assert_eq!(of(vec![supplied()]), Fallback::Unused);
        assert_eq!(of(vec![supplied(), open()]), Fallback::Likely);
        assert_eq!(of(vec![open(), environment(Kind::Production, &[], &[])]), Fallback::Holds);
        assert_eq!(of(vec![supplied(), environment(Kind::Development, &[], &[])]), Fallback::Unused);
    }
}
