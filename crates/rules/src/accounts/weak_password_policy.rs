//! `accounts/weak-password-policy`: short passwords are taken, or passwords are kept so that they can be found.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Call, Check, Facts, Framework, Key, Rule, Setting, Severity, Standing, Strength, Value, Verdicts};

use crate::common::{Fault, file_of, judge, origin, place_of, step_at};

/// The rule.
pub static RULE: Rule = Rule {
    id: "accounts/weak-password-policy",
    title: "Passwords may be short, or are kept badly",
    severity: Severity::Low,
    checklist: "Passwords are long and kept with a slow, salted hash",
    why: "A password below eight characters is found by trying. One that is kept as MD5 or SHA-1 is found in seconds by \
          whoever gets hold of the table, with graphics cards that try billions a second, and is then tried on every \
          other service that the same person uses.",
    remedy: "Ask for eight characters or more, and keep what werkzeug makes of them by default:\n\n\
             password = PasswordField(validators=[Length(min=8)])\n\
             user.password_hash = generate_password_hash(password)",
    remedies: &[(
        Framework::Django,
        "Leave `PASSWORD_HASHERS` out, for Django's own order is good, and have passwords checked:\n\n\
         AUTH_PASSWORD_VALIDATORS = [\n    \
         {\"NAME\": \"django.contrib.auth.password_validation.MinimumLengthValidator\"},\n    \
         {\"NAME\": \"django.contrib.auth.password_validation.CommonPasswordValidator\"},\n\
         ]",
    )],
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
        "https://pages.nist.gov/800-63-4/sp800-63b.html",
        "https://werkzeug.palletsprojects.com/en/stable/utils/#werkzeug.security.generate_password_hash",
    ],
    cwe: &[521, 916, 328],
    since: "0.1",
    examples: &[
        Bad(r#"=== models.py
import hashlib

def keep(user, password):
    user.password_hash = hashlib.md5(password.encode()).hexdigest()
"#),
        Bad(r#"=== models.py
from werkzeug.security import generate_password_hash

def keep(user, password):
    user.password_hash = generate_password_hash(password, method="pbkdf2:sha256:1000")
"#),
        Bad(r#"=== forms.py
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import Length

class Register(FlaskForm):
    password = PasswordField("Password", validators=[Length(min=4)])
"#),
        Good(
            r#"=== models.py
from werkzeug.security import generate_password_hash

def keep(user, password):
    user.password_hash = generate_password_hash(password)
"#,
        ),
        Good(
            r#"=== hashers.py
import hashlib

class LegacyPasswordHasher(BasePasswordHasher):
    algorithm = "legacy_md5"

    def encode(self, password, salt):
        return hashlib.md5((salt + password).encode()).hexdigest()
"#,
        ),
        Good(
            r#"=== mail.py
import hashlib

def version_of(user):
    return hashlib.md5(user.password_hash.encode()).hexdigest()
"#,
        ),
        Good(
            r#"=== files.py
import hashlib

def name_of(picture):
    return hashlib.md5(picture).hexdigest()
"#,
        ),
        Good(
            r#"=== forms.py
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import Length

class Register(FlaskForm):
    password = PasswordField("Password", validators=[Length(min=12)])
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"#),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.UnsaltedMD5PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
]
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Looks at one kind of call; says what is wrong and how bad, or nothing.
type Look = fn(&Call) -> Option<(Severity, String)>;

/// Functions that decide how passwords are chosen or kept.
const LOOKS: &[(&str, Look)] = &[
    ("hashlib.md5", fast_hash),
    ("hashlib.sha1", fast_hash),
    ("hashlib.new", fast_hash),
    ("werkzeug.security.generate_password_hash", werkzeug_method),
    ("bcrypt.gensalt", bcrypt_rounds),
    ("passlib.hash.md5_crypt.hash", always),
    ("passlib.hash.sha1_crypt.hash", always),
    ("passlib.hash.plaintext.hash", always),
    ("wtforms.PasswordField", minimum_length),
    ("wtforms.fields.PasswordField", minimum_length),
];

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::PASSWORD_HASHERS) {
        judge(out, setting, |hashers| fast_hasher(hashers).is_some(), hashed_fast);
    }
    for setting in facts.settings_of(Key::PASSWORD_VALIDATORS) {
        judge(out, setting, |validators| validators.truth() == Some(false), any_password);
    }
    for call in &facts.calls {
        let Some((_, look)) = LOOKS.iter().find(|(name, _)| *name == call.function) else { continue };
        let Some((severity, says)) = look(call) else { continue };
        let step = step_at(&call.place, format!("calls {}", call.function));
        let (subject, standing) = (file_of(&call.place), Standing::Kind(call.kind));
        Fault::new(says).severity(severity).at(out, &subject, standing, Strength::Shows, vec![step]);
    }
}

/// Hashers of Django that slow nobody down.
const FAST: &[&str] = &[
    "SHA1PasswordHasher",
    "MD5PasswordHasher",
    "UnsaltedSHA1PasswordHasher",
    "UnsaltedMD5PasswordHasher",
    "CryptPasswordHasher",
];

/// The first of the list makes the hashes of new passwords; the others only read what is there.
fn fast_hasher(hashers: &Value) -> Option<&str> {
    let first = hashers.list().first()?.text()?.rsplit('.').next()?;
    FAST.contains(&first).then_some(first)
}

fn hashed_fast(setting: &Setting) -> Fault {
    let hasher = setting.value.alternatives().find_map(fast_hasher).unwrap_or_default();
    Fault::new(format!(
        "New passwords are kept with `{hasher}`, the first of `{}` ({}): from the table they are found in seconds.",
        setting.raw,
        origin(setting)
    ))
    .fix(format!("Put `PBKDF2PasswordHasher` or `Argon2PasswordHasher` first at {}.", place_of(setting)))
    .severity(Severity::Medium)
}

fn any_password(setting: &Setting) -> Fault {
    Fault::new(format!(
        "`{}` is empty ({}): a password of one letter is taken, and so is `password`.",
        setting.raw,
        origin(setting)
    ))
}

/// A fast hash is right for files and wrong for passwords: what goes in tells which it is.
fn fast_hash(call: &Call) -> Option<(Severity, String)> {
    // A class that hashes for others does no harm until somebody chooses it, which has its own finding.
    if call.within.split('.').any(|part| part.ends_with("Hasher")) {
        return None;
    }
    let input = call.arguments.iter().find(|a| names_password(&a.source))?;
    let says = format!(
        "A password (`{}`) is kept with `{}`, which is made to be fast: from the table it is found in seconds.",
        input.source, call.function
    );
    Some((Severity::Medium, says))
}

/// One of the names in an expression is that of a password; `password_hash` is none any more.
fn names_password(source: &str) -> bool {
    let mut names = source.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_ascii_lowercase);
    names.any(|name| ["password", "passwd", "pwd"].iter().any(|end| name.ends_with(end)))
}

/// Methods that werkzeug takes or took, and that do not slow anybody down.
fn werkzeug_method(call: &Call) -> Option<(Severity, String)> {
    let method = call.argument("method", 1)?.value.text()?.to_owned();
    let rounds: Option<u32> = method.strip_prefix("pbkdf2:").and_then(|m| m.rsplit(':').next()?.parse().ok());
    let fast = matches!(method.split('$').next(), Some("plain" | "md5" | "sha1" | "sha256" | "sha512"));
    if !fast && rounds.is_none_or(|n| n >= 100_000) {
        return None;
    }
    let says =
        format!("Passwords are kept with the method `{method}`, which is fast: from the table they are found soon.");
    Some((Severity::Medium, says))
}

/// Each round less halves the work; 10 is the least that OWASP advises.
fn bcrypt_rounds(call: &Call) -> Option<(Severity, String)> {
    match call.argument("rounds", 0)?.value {
        Value::Int(rounds) if rounds < 10 => Some((
            Severity::Low,
            format!("Passwords are kept with {rounds} rounds of bcrypt; 10 is the least, 12 the default."),
        )),
        _ => None,
    }
}

fn always(call: &Call) -> Option<(Severity, String)> {
    let says = format!("Passwords are kept with `{}`: from the table they are found in seconds.", call.function);
    Some((Severity::Medium, says))
}

/// `Length(min=4)` among the field's validators, as it stands in the source.
fn minimum_length(call: &Call) -> Option<(Severity, String)> {
    let validators = &call.argument("validators", 1)?.source;
    let (_, after) = validators.split_once("Length(")?;
    let digits = after.trim_start_matches("min=").trim_start();
    let minimum: u32 = digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    (minimum < 8).then(|| (Severity::Low, format!("Passwords of {minimum} characters are taken; eight is the least.")))
}
