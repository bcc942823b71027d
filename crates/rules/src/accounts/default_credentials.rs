//! `accounts/default-credentials`: an account opens with a name and password that everybody tries first.

use std::collections::{BTreeMap, BTreeSet};

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Admission, Check, Conclusion, Facts, Framework, Key, Kind, Literal, LiteralForm, Rule, Secret, Severity, Standing,
    Strength, Verdicts,
};

use crate::common::{Fault, file_of, in_scope, step_at};
use crate::hosts::{Distance, distance};
use crate::keys::{self, Fallback};
use crate::logins;
use crate::machine::{Admitted, admitted};
use crate::passwords;
use crate::products::product;
use crate::services::Reach;

/// The rule.
pub static RULE: Rule = Rule {
    id: "accounts/default-credentials",
    title: "An account has a password that everybody tries first",
    severity: Severity::Critical,
    checklist: "No account has a default password",
    why: "Programs try `admin`/`admin`, `root`/`root` and the pairs from products' manuals on every address of the \
          internet, all day. A set-up script that creates such an account creates it in production too, and nobody \
          remembers to change it.",
    remedy: "Let whoever sets the system up choose the password, with no default:\n\n\
             password = os.environ[\"ADMIN_PASSWORD\"]\n\n\
             and change it wherever the script has run.",
    remedies: &[(
        Framework::Django,
        "Let whoever sets the system up choose the password:\n\n\
         DJANGO_SUPERUSER_PASSWORD=\"$ADMIN_PASSWORD\" python manage.py createsuperuser --noinput\n\n\
         and change it wherever the script has run: `python manage.py changepassword admin`.",
    )],
    references: &[
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/\
         04-Authentication_Testing/02-Testing_for_Default_Credentials",
        "https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[1392, 798, 521],
    since: "0.1",
    examples: &[
        Bad(r#"=== seed.py
from models import User, db

def seed():
    db.session.add(User(username="admin", password="admin", is_admin=True))
    db.session.commit()
"#),
        Bad(r#"=== compose.yaml
services:
  db:
    image: postgres:17
    environment:
      POSTGRES_USER: postgres
      POSTGRES_PASSWORD: postgres
"#),
        Bad(r#"=== config.py
SQLALCHEMY_DATABASE_URI = "mysql://root:root@db.internal/shop"
"#),
        Bad(r#"=== auth.py
ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = "password1234"

def is_admin(username, password):
    return username == ADMIN_USERNAME and password == ADMIN_PASSWORD
"#),
        Good(
            r#"=== auth.py
LEGACY_ADMIN_USERNAME = "admin"
LEGACY_ADMIN_PASSWORD = "password1234"

def login(username, password):
    if password == LEGACY_ADMIN_PASSWORD:
        raise PermissionError("this password came with earlier releases: choose another")
    return store.authenticate(username, password)
"#,
        ),
        Good(
            r#"=== seed.py
import os
from models import User, db

def seed():
    db.session.add(User(username="admin", password=os.environ["ADMIN_PASSWORD"], is_admin=True))
    db.session.commit()
"#,
        ),
        Good(
            r#"=== compose.yaml
services:
  db:
    image: postgres:17
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it}
"#,
        ),
        Good(
            r#"=== accounts.py
LEGACY_DEFAULT_ADMIN_USERNAME = "admin"
LEGACY_DEFAULT_ADMIN_PASSWORD = "password1234"

def is_refused(username, password):
    return password == LEGACY_DEFAULT_ADMIN_PASSWORD
"#,
        ),
        Good(
            r#"=== tests/test_login.py
def test_login(client):
    client.post("/login", data={"username": "admin", "password": "admin"})
"#,
        ),
        Bad("=== deploy/redis.conf\nbind 127.0.0.1\nport 6379\nrequirepass foobared\n"),
        Bad("=== deploy/rabbitmq.conf\nlisteners.tcp.default = 5672\nloopback_users = none\n"),
        Good("=== deploy/redis.conf\nbind 127.0.0.1\nport 6379\nrequirepass ${REDIS_PASSWORD}\n"),
        Good(
            "=== deploy/rabbitmq.conf\nlisteners.tcp.default = 5672\ndefault_user = shop\ndefault_pass = $(RABBITMQ_PASSWORD)\n",
        ),
        Bad(
            "=== host listeners\ntcp 0.0.0.0:5672 program=beam.smp pid=31 user=rabbitmq\n=== host services\ntcp 0.0.0.0:5672 rabbitmq guarded version=3.10.8 $ asks for a login\n=== host logins\ntcp 0.0.0.0:5672 rabbitmq user=guest $ published in RabbitMQ's documentation\n",
        ),
        Good(
            "=== host listeners\ntcp 0.0.0.0:5672 program=beam.smp pid=31 user=rabbitmq\n=== host services\ntcp 0.0.0.0:5672 rabbitmq guarded version=3.10.8 $ asks for a login\n",
        ),
        Good(
            r#"=== router/const.py
DEFAULT_USERNAME = "admin"
DEFAULT_PASSWORD = "admin"
=== router/config_flow.py
import voluptuous as vol
from .const import DEFAULT_PASSWORD, DEFAULT_USERNAME

SCHEMA = vol.Schema({
    vol.Required("username", default=DEFAULT_USERNAME): str,
    vol.Required("password", default=DEFAULT_PASSWORD): str,
})
"#,
        ),
    ],
    asks: Some(logins::asks),
    check: Check::Native(check),
    mend: None,
};

/// In so many files the same pair is told of by itself; in more it is one finding.
const FILES: usize = 3;

/// A literal that was judged.
struct Found<'f> {
    literal: &'f Literal,
    severity: Severity,
    says: String,
}

fn check(facts: &Facts, out: &mut Verdicts) {
    let mut pairs: BTreeMap<(Kind, &str, &Secret), Vec<Found>> = BTreeMap::new();
    for literal in facts.literals.iter().filter(|l| l.form != LiteralForm::Provider && !l.value.is_empty()) {
        if let (Some(user), Some((severity, says))) = (passwords::user(literal), judged(facts, literal)) {
            pairs.entry((literal.kind, user, &literal.value)).or_default().push(Found { literal, severity, says });
        }
    }
    for conclusion in facts.conclusions_of(RULE.id) {
        opened(facts, conclusion, out);
    }
    for mut found in pairs.into_values() {
        found.sort_by_key(|f| std::cmp::Reverse(f.severity));
        let files: BTreeSet<_> = found.iter().filter_map(|f| f.literal.place.file().map(|(path, _)| path)).collect();
        let each = if files.len() > FILES { found.len() } else { 1 };
        found.chunks(each).for_each(|same| tell(same, out));
    }
    admitted(facts, false).for_each(|one| on_this_machine(&one, out));
}

/// A service of this machine let somebody in with the login of its manual.
fn on_this_machine(one: &Admitted<'_>, out: &mut Verdicts) {
    let Admission { user, says, product: name, at, .. } = one.login;
    let name = product(name).name_or(name);
    let far = match one.reach {
        Reach::Everywhere => Severity::Critical,
        Reach::Private => Severity::High,
        _ => Severity::Low,
    };
    let fault = Fault::new(format!("{name} on {at} lets `{user}` in with the password {says}."));
    let fix = format!("Give `{user}` a long random password, or take the account away.");
    let places = vec![step_at(&one.place, format!("let `{user}` in with the password {says}"))];
    fault.severity(far).fix(fix).at(out, &one.subject, one.standing, Strength::Proves, places);
}

/// A product that let somebody in with the login of its manual.
fn opened(facts: &Facts, conclusion: &Conclusion, out: &mut Verdicts) {
    let Some(answer) = facts.exchanges.iter().find(|answer| answer.origin == conclusion.origin) else { return };
    let (subject, standing) = facts.about(answer);
    let value =
        |name: &str| conclusion.values.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value.as_str());
    let why = value("unknown");
    if !why.is_empty() {
        return out.unknown(&subject, standing, why, conclusion.places.clone());
    }
    let (product, account, published) = (value("product"), value("account"), value("published"));
    let says = format!("{product} lets `{account}` in with the password that is published in {published}.");
    let fix = format!("Give `{account}` a long random password, or take the account away.");
    Fault::new(says).fix(fix).at(out, &subject, standing, Strength::Proves, conclusion.places.clone());
}

/// One verdict about the first of them, with the places of all.
fn tell(same: &[Found], out: &mut Verdicts) {
    let Found { literal, severity, says } = &same[0];
    let more = match same.len() - 1 {
        0 => String::new(),
        more => format!(" The same pair stands in {more} more places."),
    };
    let step = |f: &Found| step_at(&f.literal.place, format!("gives {} to {}", f.literal.value, whose(f.literal)));
    let (subject, standing) = (file_of(&literal.place), Standing::Kind(literal.kind));
    let fault = Fault::new(format!("{says}{more}")).severity(*severity);
    fault.at(out, &subject, standing, Strength::Shows, same.iter().map(step).collect());
}

fn judged(facts: &Facts, literal: &Literal) -> Option<(Severity, String)> {
    let user = passwords::user(literal)?;
    let whose = whose(literal);
    if let Some(why) = passwords::why_known(user, &literal.value) {
        return Some((known(facts, literal), format!("{} opens with {}: {why}.", capital(&whose), literal.value)));
    }
    if !passwords::is_seed(literal) || !passwords::is_privileged(user) {
        return None;
    }
    let says = match passwords::is_hash(&literal.value) {
        true => "is set up with one hash for every installation: whoever finds its password opens them all",
        false => "is set up with a password that stands in the file: whoever reads it can log in",
    };
    Some((Severity::High, format!("{} {says}.", capital(&whose))))
}

/// How bad a pair is that everybody knows.
fn known(facts: &Facts, literal: &Literal) -> Severity {
    match literal.form {
        LiteralForm::Fallback => match keys::fallback(facts, &literal.name, &literal.value) {
            Fallback::Unused => Severity::Info,
            Fallback::Likely | Fallback::Repeated => Severity::Medium,
            Fallback::Holds => Severity::High,
        },
        _ if is_here(facts, literal) => Severity::Medium,
        _ => Severity::Critical,
    }
}

/// What it opens listens on this machine: one has to be inside already.
fn is_here(facts: &Facts, literal: &Literal) -> bool {
    if passwords::is_local(literal) {
        return true;
    }
    let at = literal.place.file();
    let mut passwords = facts.settings_of(Key::BACKEND_PASSWORD);
    let own = passwords.find(|s| s.because.iter().any(|step| step.place.file() == at));
    let host = own.and_then(|password| in_scope(facts, password, Key::BACKEND_HOST));
    host.and_then(|host| host.value.text()).is_some_and(|host| distance(host) == Distance::Here)
}

/// `the account admin`, `the account postgres of postgresql://db`
fn whose(literal: &Literal) -> String {
    let user = passwords::user(literal).unwrap_or_default();
    let of = literal.service.as_ref().map(|service| format!(" of {service}")).unwrap_or_default();
    format!("the account `{user}`{of}")
}

fn capital(text: &str) -> String {
    text.strip_prefix("the ").map_or_else(|| text.to_owned(), |rest| format!("The {rest}"))
}
