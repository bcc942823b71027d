//! `transport/plaintext-backend`: the app talks to its databases and services in clear.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Edit, Facts, Finding, Framework, Key, Remedies, Rule, Setting, Severity, Standing, Step, Strength, Value,
    Verdicts,
};

use crate::clear_text::{Clear, is_refused, protocol, sends_in_clear};
use crate::common::{Fault, file_of, in_scope, origin, stands, step_at};
use crate::hosts::{Distance, distance};
use crate::mending::{Wish, risky, set};
use crate::remedy;

/// The rule.
pub static RULE: Rule = Rule {
    id: "transport/plaintext-backend",
    title: "The app talks to a service in clear",
    severity: Severity::Medium,
    checklist: "Connections to databases, caches, brokers and mail servers are encrypted",
    why: "What goes over a network in clear is read by whoever sits on the way: the password of the database first, then \
          every row that the app asks for. On one machine, or inside one network of containers, nobody sits there; on \
          the way to a hosted database somebody may.",
    remedy: "Use the encrypted form of the protocol:\n\n\
             SQLALCHEMY_DATABASE_URI = \"postgresql://…/shop?sslmode=verify-full\"\n\
             REDIS_URL = \"rediss://…\"\n\
             MAIL_USE_TLS = True",
    remedies: &[
        (
            Framework::Django,
            "Use the encrypted form of the protocol:\n\n\
         DATABASES[\"default\"][\"OPTIONS\"] = {\"sslmode\": \"verify-full\"}\n\
         CACHES = {\"default\": {\"BACKEND\": …, \"LOCATION\": \"rediss://…\"}}\n\
         EMAIL_USE_TLS = True",
        ),
        (
            Framework::Fastapi,
            "Use the encrypted form of the protocol:\n\
        \n\
        DATABASE_URL = \"postgresql+asyncpg://…/shop?ssl=verify-full\"\n\
        REDIS_URL = \"rediss://…\"",
        ),
    ],
    references: &[
        "https://www.postgresql.org/docs/current/libpq-ssl.html",
        "https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/",
        "https://flask-mail.readthedocs.io/en/latest/#configuration",
        "https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html",
    ],
    cwe: &[319, 311],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
app.config["CELERY_BROKER_URL"] = "redis://cache.shop.example:6379/0"
"#),
        Bad(r#"=== app.py
from flask import Flask
from flask_mail import Mail

app = Flask(__name__)
app.config["MAIL_SERVER"] = "smtp.shop.example"
app.config["MAIL_USE_TLS"] = False
Mail(app)
"#),
        Bad(r#"=== mail.py
import os
import smtplib

def send(text):
    server = smtplib.SMTP("smtp.shop.example", 587)
    server.login("shop", os.environ["MAIL_PASSWORD"])
    server.sendmail("shop@shop.example", "you@shop.example", text)
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
app.config["CELERY_BROKER_URL"] = "redis://cache:6379/0"
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://db.shop.example/shop?sslmode=verify-full"
"#,
        ),
        Good(
            r#"=== mail.py
import os
import smtplib

def send(text):
    server = smtplib.SMTP("smtp.shop.example", 587)
    server.starttls()
    server.login("shop", os.environ["MAIL_PASSWORD"])
    server.sendmail("shop@shop.example", "you@shop.example", text)
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "HOST": "db.shop.example",
        "USER": "shop",
        "PASSWORD": os.environ["DB_PASSWORD"],
    }
}
"#),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
EMAIL_HOST = "smtp.shop.example"
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "HOST": "db.shop.example",
        "USER": "shop",
        "PASSWORD": os.environ["DB_PASSWORD"],
        "OPTIONS": {"sslmode": "verify-full"},
    }
}
"#,
        ),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
EMAIL_HOST = "smtp.shop.example"
EMAIL_USE_TLS = True
"#,
        ),
        Bad(r#"=== settings.py
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    redis_url: str = "redis://cache.example.com:6379/0"

settings = Settings()
=== main.py
from fastapi import FastAPI
from settings import settings

app = FastAPI()
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for scheme in facts.settings_of(Key::BACKEND_SCHEME) {
        backend(facts, out, scheme);
    }
    for tls in facts.settings_of(Key::MAIL_TLS) {
        mail(facts, out, tls);
    }
    for call in &facts.calls {
        let Some(clear) = sends_in_clear(facts, call) else { continue };
        let Clear { severity, says } = clear;
        let places = vec![step_at(&call.place, says.clone())];
        let fault = Fault::new(format!("The code {says}.")).severity(severity);
        fault.at(out, &file_of(&call.place), Standing::Kind(call.kind), Strength::Shows, places);
    }
}

/// One backend: its scheme decides, unless its options do.
fn backend(facts: &Facts, out: &mut Verdicts, scheme: &Setting) {
    let (subject, standing) = (&scheme.component, stands(scheme));
    let host = in_scope(facts, scheme, Key::BACKEND_HOST);
    let tls = in_scope(facts, scheme, Key::BACKEND_TLS);
    let places: Vec<Step> = scheme.because.clone();
    if tls.is_some_and(|tls| is_refused(facts, tls)) {
        return;
    }
    let undecided = [Some(scheme), host, tls].into_iter().flatten().find_map(|setting| match &setting.value {
        Value::Unknown(why) => Some(why.clone()),
        _ => None,
    });
    let template = host.and_then(|host| host.value.text()).is_some_and(|host| host.contains(['{', '<', '$']));
    let undecided = undecided.or_else(|| template.then(|| "the host is filled in by a template".to_owned()));
    if let Some(why) = undecided {
        return out.unknown(subject, standing, why, places);
    }
    let encrypted = tls.is_some_and(|tls| tls.value.is_true());
    match scheme.value.text().and_then(protocol).filter(|_| !encrypted) {
        None => out.passes(subject, standing, places),
        Some(protocol) => {
            let host = host.and_then(|host| host.value.text()).unwrap_or_default();
            let says = |network: &str| {
                format!("`{}` reaches {host} {network} in clear ({}): {}.", scheme.raw, origin(scheme), protocol.how)
            };
            let fault = match distance(host) {
                Distance::Here | Distance::Inside => return out.passes(subject, standing, places),
                Distance::Private => Fault::new(says("through a private network")).severity(Severity::Low),
                Distance::Away => Fault::new(says("over the network")).severity(protocol.severity),
            };
            fault.at(out, subject, standing, Strength::Shows, places);
        }
    }
}

const MAIL: &str = "Set `MAIL_USE_TLS = True` (port 587) or `MAIL_USE_SSL = True` (port 465).";
const MAIL_IN: Remedies =
    &[(Framework::Django, "Set `EMAIL_USE_TLS = True` (port 587) or `EMAIL_USE_SSL = True` (port 465).")];

/// Without a host, Flask-Mail hands over to this machine.
fn mail(facts: &Facts, out: &mut Verdicts, tls: &Setting) {
    let (subject, standing) = (&tls.component, stands(tls));
    let host = in_scope(facts, tls, Key::MAIL_HOST);
    let places = [tls.because.clone(), host.map(|h| h.because.clone()).unwrap_or_default()].concat();
    match (tls.value.truth(), host.map(|host| &host.value)) {
        (Some(true), _) | (_, None) => out.passes(subject, standing, places),
        (None, _) => out.unknown(subject, standing, format!("`{}` is decided outside", tls.raw), places),
        (Some(false), Some(Value::Text(host))) if distance(host) > Distance::Inside => {
            let says = format!("Mail and its password go to {host} in clear: `{}` is off ({}).", tls.raw, origin(tls));
            Fault::new(says).fix(remedy::of(facts, subject, MAIL, MAIL_IN)).at(
                out,
                subject,
                standing,
                Strength::Shows,
                places,
            );
        }
        (Some(false), Some(Value::Unknown(why))) => out.unknown(subject, standing, why.clone(), places),
        (Some(false), Some(_)) => out.passes(subject, standing, places),
    }
}

/// A mail server that knows no TLS takes no mail afterwards. For other backends nobody can tell which address is encrypted.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(set(facts, finding, &[Wish::on(Key::MAIL_TLS)]))
}
