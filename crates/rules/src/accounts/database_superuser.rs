//! `accounts/database-superuser`: the app uses an account of the database that may do everything.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Admission, Check, Facts, Key, Literal, LiteralForm, Rule, Setting, Severity, Standing, Strength, Value, Verdicts,
};

use crate::common::{Fault, file_of, judge, origin, step_at};
use crate::machine::{Admitted, admitted};

/// The rule.
pub static RULE: Rule = Rule {
    id: "accounts/database-superuser",
    title: "The app uses the database's administrator account",
    severity: Severity::Medium,
    checklist: "The app's database account may do what the app needs, no more",
    why: "With the administrator's account one faulty query is enough to read every database of the server, to change \
          accounts, and in PostgreSQL and SQL Server to run commands on the machine. An account of the app's own keeps \
          a fault within the app's own tables.",
    remedy: "Give the app an account of its own:\n\n\
             CREATE USER shop WITH PASSWORD '…';\n\
             GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO shop;",
    remedies: &[],
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Database_Security_Cheat_Sheet.html",
        "https://www.postgresql.org/docs/current/role-attributes.html",
        "https://dev.mysql.com/doc/refman/8.4/en/security-guidelines.html",
    ],
    cwe: &[250, 272],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import os
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://postgres@db.internal/shop"
db = SQLAlchemy(app)
"#),
        Bad(r#"=== app.py
import os
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
db = SQLAlchemy(app)
=== compose.yaml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      DATABASE_URL: mysql://root:Gx7pQ2vLw9@db/shop
"#),
        Good(
            r#"=== app.py
import os
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
password = os.environ["DB_PASSWORD"]
app.config["SQLALCHEMY_DATABASE_URI"] = f"postgresql://shop:{password}@db.internal/shop"
db = SQLAlchemy(app)
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///shop.db"
db = SQLAlchemy(app)
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
        "HOST": "db",
        "USER": "postgres",
        "PASSWORD": os.environ["DB_PASSWORD"],
    }
}
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
        "HOST": "db",
        "USER": "shop",
        "PASSWORD": os.environ["DB_PASSWORD"],
    }
}
"#,
        ),
        Bad(
            "=== host listeners\ntcp 127.0.0.1:5432 program=postgres pid=31 user=postgres\n=== host logins\ntcp 127.0.0.1:5432 postgresql own user=shop superuser=yes $ the login of app.py:3\n",
        ),
        Good(
            "=== host listeners\ntcp 127.0.0.1:5432 program=postgres pid=31 user=postgres\n=== host logins\ntcp 127.0.0.1:5432 postgresql own user=shop superuser=no $ the login of app.py:3\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// The accounts that each database creates for its administrator, by the beginning of its URL's scheme.
const SUPERUSERS: &[(&str, &[&str])] = &[
    ("postgres", &["postgres"]),
    ("cockroachdb", &["root"]),
    ("mysql", &["root"]),
    ("mariadb", &["root"]),
    ("mssql", &["sa"]),
    ("oracle", &["sys", "system"]),
    ("mongodb", &["root", "admin"]),
    ("cassandra", &["cassandra"]),
    ("clickhouse", &["default"]),
];

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::BACKEND_USER) {
        let scheme = scheme_beside(facts, setting);
        judge(out, setting, |user| is_superuser(scheme, user), fault);
    }
    for literal in facts.literals.iter().filter(|l| is_url(l) && !is_taken(facts, l)) {
        by_hand(literal, out);
    }
    admitted(facts, true).for_each(|one| asked(&one, out));
}

/// The database itself was asked what the project's account may do.
fn asked(one: &Admitted<'_>, out: &mut Verdicts) {
    let Admission { user, says, at, .. } = one.login;
    let places = |what: &str| {
        let seen = step_at(&one.place, format!("{what} `{user}` ({says})"));
        std::iter::once(seen).chain(one.used.iter().cloned()).collect::<Vec<_>>()
    };
    match one.login.superuser {
        Some(false) => out.passes(&one.subject, one.standing, places("limits")),
        None => out.unknown(&one.subject, one.standing, "it does not say what the account may do", places("lets in")),
        Some(true) => {
            let text =
                format!("The project connects to {at} as `{user}` ({says}), and that account may do everything there.");
            Fault::new(text).at(out, &one.subject, one.standing, Strength::Proves, places("lets do everything"));
        }
    }
}

/// A URL, as it is used or as what takes the place of a missing one.
fn is_url(literal: &Literal) -> bool {
    matches!(literal.form, LiteralForm::Url | LiteralForm::Fallback) && literal.service.is_some()
}

/// The scheme of the URL that the user is part of: there may be several URLs.
fn scheme_beside<'f>(facts: &'f Facts, setting: &Setting) -> Option<&'f str> {
    let same = |s: &&Setting| {
        (&s.component, s.standing, &s.scope, &s.raw)
            == (&setting.component, setting.standing, &setting.scope, &setting.raw)
    };
    facts.settings_of(Key::BACKEND_SCHEME).find(same).and_then(|s| s.value.alternatives().find_map(Value::text))
}

fn is_superuser(scheme: Option<&str>, user: &Value) -> bool {
    let (Some(scheme), Some(user)) = (scheme, user.text()) else { return false };
    SUPERUSERS.iter().any(|(start, names)| scheme.starts_with(start) && names.contains(&user))
}

fn fault(setting: &Setting) -> Fault {
    let user = setting.value.alternatives().find_map(Value::text).unwrap_or_default();
    Fault::new(format!(
        "The app connects to its database as `{user}` ({}), the account that may do everything there.",
        origin(setting)
    ))
}

/// A setting of an app tells of it already.
fn is_taken(facts: &Facts, literal: &Literal) -> bool {
    let at = literal.place.file();
    facts.settings_of(Key::BACKEND_USER).any(|s| s.because.iter().any(|step| step.place.file() == at))
}

fn by_hand(literal: &Literal, out: &mut Verdicts) {
    let (Some(user), Some(service)) = (&literal.user, &literal.service) else { return };
    let (subject, standing) = (file_of(&literal.place), Standing::Kind(literal.kind));
    let step = step_at(&literal.place, format!("connects to {service} as {user}"));
    if !is_superuser(service.split("://").next(), &Value::Text(user.clone())) {
        return out.passes(&subject, standing, vec![step]);
    }
    let says = format!("The program connects to {service} as `{user}`, the account that may do everything there.");
    Fault::new(says).at(out, &subject, standing, Strength::Shows, vec![step]);
}
