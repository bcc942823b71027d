//! `secrets/hardcoded-credential`: a password, token or key to a service stands in the project's files.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Literal, LiteralForm, Rule, Severity, Standing, Strength, Verdicts};

use crate::common::{Fault, file_of, step_at};
use crate::keys::{self, Fallback};
use crate::passwords;

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/hardcoded-credential",
    title: "A credential stands in the project's files",
    severity: Severity::High,
    checklist: "Passwords and tokens come from outside of the project",
    why: "A credential in a file is known to whoever ever reads it: every developer, every copy and fork of the \
          repository, every image and back-up. It stays in the history after it was removed, and it is the same in \
          every environment. Programs that look for such values search public code all day.",
    remedy: "Read it from the environment or a secret store, and change it, because it is known:\n\n\
             DB_PASSWORD = os.environ[\"DB_PASSWORD\"]",
    remedies: &[],
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
        "https://12factor.net/config",
    ],
    cwe: &[798, 259],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://shop:Gx7pQ2vLw9@db.internal/shop"
"#),
        Bad(r#"=== mail.py
import smtplib

SMTP_PASSWORD = "Gx7pQ2vLw9"

def send(message):
    with smtplib.SMTP_SSL("mail.shop.test") as server:
        server.login("shop", SMTP_PASSWORD)
        server.send_message(message)
"#),
        Bad(r#"=== weather.py
WEATHER_API_KEY = "c41d9f2a8be75e30a97b3c5d1e6f8a24"
"#),
        Bad(r#"=== k8s/shop.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
        - name: shop
          image: shop:1.4
          env:
            - name: DB_PASSWORD
              value: Gx7pQ2vLw9
"#),
        Bad(r#"=== config.py
import os

DB_PASSWORD = os.environ.get("DB_PASSWORD", "Gx7pQ2vLw9")
=== app.py
from flask import Flask

app = Flask(__name__)
"#),
        Good(
            r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
"#,
        ),
        Good(
            r#"=== tests/test_login.py
PASSWORD = "Gx7pQ2vLw9"

def test_login(client):
    client.post("/login", data={"user": "ada", "password": PASSWORD})
"#,
        ),
        Good(
            r#"=== forms.py
from wtforms import Form, PasswordField

class Login(Form):
    password = PasswordField("Password")

PASSWORD_RESET_URL = "/password/reset"
"#,
        ),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "HOST": "db",
        "USER": "shop",
        "PASSWORD": os.environ["DB_PASSWORD"],
    }
}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(keys::mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for literal in facts.literals.iter().filter(|l| is_credential(l)) {
        let weighed = weigh(facts, literal);
        let step = step_at(&literal.place, weighed.step);
        let (subject, standing) = (file_of(&literal.place), Standing::Kind(literal.kind));
        Fault::new(weighed.says).fix(fix(literal)).severity(weighed.severity).at(
            out,
            &subject,
            standing,
            weighed.strength,
            vec![step],
        );
    }
}

/// Keys that sign have rules of their own, and environment files are judged as a whole.
fn is_credential(literal: &Literal) -> bool {
    let signs = literal.form != LiteralForm::Provider && keys::is_signing_name(&literal.name);
    let opens = !literal.value.is_empty() && !passwords::is_hashed(literal);
    !signs && opens && !keys::in_env_file(&literal.place)
}

/// What is said of a literal, and how much it weighs.
struct Weighed {
    says: String,
    step: String,
    severity: Severity,
    strength: Strength,
}

fn weigh(facts: &Facts, literal: &Literal) -> Weighed {
    let what = what(literal);
    if literal.form == LiteralForm::Fallback {
        return fallback(facts, literal, &what);
    }
    let (severity, reach) = match passwords::is_local(literal) {
        true => (Severity::Medium, "It opens a service of this machine to whoever reads the file."),
        false => (Severity::High, "Whoever reads the file can use it."),
    };
    let says = format!("{what} is written in the file: {}. {reach}", literal.value);
    Weighed { says, step: format!("is set to {}", literal.value), severity, strength: Strength::Shows }
}

/// A default is as bad as what production makes of it.
fn fallback(facts: &Facts, literal: &Literal, what: &str) -> Weighed {
    let (severity, strength, when) = match keys::fallback(facts, &literal.name, &literal.value) {
        Fallback::Unused => (Severity::Info, Strength::Shows, "every production environment supplies it"),
        Fallback::Repeated => (Severity::Low, Strength::Shows, "production is given the very same"),
        Fallback::Likely => (Severity::Low, Strength::Suggests, "nothing that was read supplies it"),
        Fallback::Holds => (Severity::Medium, Strength::Shows, "nothing supplies it"),
    };
    let says = format!("{what} falls back to {} that is written in the file: {when}.", literal.value);
    Weighed { says, step: format!("falls back to {}", literal.value), severity, strength }
}

fn what(literal: &Literal) -> String {
    let of_service = literal.service.as_ref().map(|s| format!(" to {s}")).unwrap_or_default();
    match (literal.form, &literal.user) {
        (LiteralForm::Provider, _) => format!("A key, by its form of the sort \"{}\",", literal.name),
        (LiteralForm::Url | LiteralForm::Pair, Some(user)) => format!("The password of `{user}`{of_service}"),
        _ => format!("`{}`", literal.name),
    }
}

fn fix(literal: &Literal) -> String {
    match literal.form {
        LiteralForm::Provider => {
            "Revoke the key at its provider, make a new one, and supply it through the environment.".into()
        }
        LiteralForm::Url => "Read the whole URL from the environment, and change the password.".into(),
        LiteralForm::Fallback => {
            format!("Take the default out: `os.environ[\"{}\"]` fails at the start when it is missing.", literal.name)
        }
        LiteralForm::Named | LiteralForm::Pair => {
            "Read it from the environment, and change it, because it is known.".into()
        }
    }
}
