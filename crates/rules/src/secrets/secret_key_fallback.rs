//! `secrets/secret-key-fallback`: where the key is missing, one that everybody knows takes its place.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Facts, Framework, Judgement, Literal, LiteralForm, Rule, Setting, Severity, Standing, Strength, Verdicts,
};

use crate::common::{Fault, file_of, judge, origin, place_of, stands, step_at};
use crate::keys::{self, Fallback};

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/secret-key-fallback",
    title: "A missing signing key is replaced by one that is known",
    severity: Severity::High,
    checklist: "The app does not start without its signing keys",
    why: "`os.environ.get(\"SECRET_KEY\", \"dev\")` means: where the variable is forgotten, sign with a key that stands in \
          the code. Nothing looks wrong, the app runs, and whoever knows the code can write sessions for any user. A \
          missing key should stop the app at its start, when somebody is looking.",
    remedy: "Read the key without a default, so that its absence is an error at the start:\n\n\
             SECRET_KEY = os.environ[\"SECRET_KEY\"]\n\n\
             and give developers theirs in a `.env` file that is not shared.",
    remedies: &[
        (
            Framework::Django,
            "Read the key without a default, so that its absence is an error at the start:\n\n\
         SECRET_KEY = env(\"SECRET_KEY\")   # django-environ; no default\n\n\
         and give developers theirs in a `.env` file that is not shared.",
        ),
        (
            Framework::Fastapi,
            "Read the key from the environment, with no default, so that a missing key is noticed at the \
        start:\n\
        \n\
        class Settings(BaseSettings):\n    \
        secret_key: SecretStr   # no default\n\
        \n\
        and give developers theirs in a `.env` file that is not shared.",
        ),
        (
            Framework::Express,
            "Take the default out; the session does not start without a key:\n\n\
         app.use(session({ secret: process.env.SESSION_SECRET }));",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY",
        "https://docs.python.org/3/library/os.html#os.environ",
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    ],
    cwe: &[1188, 321, 798],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY", "c41d9f2a8be75e30a6f1b97d24ce805f")
=== Dockerfile
FROM python:3.13-slim
COPY . .
CMD ["gunicorn", "app:app"]
"#),
        Bad(r#"=== config.py
import os

class Config:
    SECRET_KEY = os.environ.get("SECRET_KEY") or "c41d9f2a8be75e30a6f1b97d24ce805f"
=== app.py
from flask import Flask

app = Flask(__name__)
app.config.from_object("config.Config")
"#),
        Good(
            r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
"#,
        ),
        Good(
            r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY", "c41d9f2a8be75e30a6f1b97d24ce805f")
=== compose.yaml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      SECRET_KEY: ${SECRET_KEY:?set it}
"#,
        ),
        Good(
            r#"=== app.py
import os
import secrets
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY") or secrets.token_hex()
"#,
        ),
        Bad(r#"=== shop/settings.py
import environ

env = environ.Env()
SECRET_KEY = env("SECRET_KEY", default="c41d9f2a8be75e30a6f1b97d24ce805f")
ALLOWED_HOSTS = ["shop.example"]
"#),
        Good(
            r#"=== shop/settings.py
import environ

env = environ.Env()
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = ["shop.example"]
"#,
        ),
        Bad(r#"=== settings.py
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    secret_key: str = "b0a7c61e2d8e4b7a90c1d2e3f4a5b6c7"

settings = Settings()
=== main.py
from fastapi import FastAPI
from jose import jwt
from settings import settings

app = FastAPI()

@app.post("/token")
def token(name: str):
    return jwt.encode({"sub": name}, settings.secret_key, algorithm="HS256")
=== compose.yaml
services:
  web:
    image: shop
    command: uvicorn main:app
"#),
        Good(
            r#"=== settings.py
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    secret_key: str = "b0a7c61e2d8e4b7a90c1d2e3f4a5b6c7"

settings = Settings()
=== main.py
from fastapi import FastAPI
from jose import jwt
from settings import settings

app = FastAPI()

@app.post("/token")
def token(name: str):
    return jwt.encode({"sub": name}, settings.secret_key, algorithm="HS256")
=== compose.yaml
services:
  web:
    image: shop
    command: uvicorn main:app
    environment:
      SECRET_KEY: ${SECRET_KEY}
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const session = require("express-session");
const app = express();

app.use(session({ secret: process.env.SESSION_SECRET || "kD7v0QpXz2mN8sYt4LrUe6WbCg1HfJa9" }));
"#),
        Good(
            r#"=== server.js
const express = require("express");
const session = require("express-session");
const app = express();

app.use(session({ secret: process.env.SESSION_SECRET }));
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(keys::mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in keys::settings(facts).filter(|s| keys::may_be_there(s)) {
        if keys::falls_back(setting) {
            judge(out, setting, keys::is_there, |s| in_setting(facts, s));
        } else {
            out.passes(&setting.component, stands(setting), setting.because.clone());
        }
    }
    for literal in keys::loose(facts, &[LiteralForm::Fallback]) {
        by_hand(facts, literal, out);
    }
}

fn in_setting(facts: &Facts, setting: &Setting) -> Fault {
    let key = keys::secret(setting).map(ToString::to_string).unwrap_or_default();
    let holds = setting.value.judge(keys::is_there) != Judgement::Unsafe(Strength::Suggests);
    let when = if holds {
        "nothing supplies the variable"
    } else {
        "nothing that was read supplies the variable, though something outside of the project may"
    };
    let fault = Fault::new(format!(
        "`{}` falls back to {key} that stands in the code ({}): {when}.{}",
        setting.raw,
        origin(setting),
        keys::named(facts, setting)
    ))
    .fix(format!("Take the default out at {}: `{}`.", place_of(setting), keys::read_outside(facts, setting)));
    if holds { fault } else { fault.severity(Severity::Medium) }
}

/// A key that is used by hand: what production supplies decides.
fn by_hand(facts: &Facts, literal: &Literal, out: &mut Verdicts) {
    let (severity, strength, when) = match keys::fallback(facts, &literal.name, &literal.value) {
        Fallback::Unused => (Severity::Info, Strength::Shows, "every production environment supplies it"),
        Fallback::Repeated => (Severity::Medium, Strength::Shows, "production is given the very same"),
        Fallback::Likely => (Severity::Medium, Strength::Suggests, "nothing that was read supplies it"),
        Fallback::Holds => (Severity::High, Strength::Shows, "nothing supplies it"),
    };
    let says = format!("`{}` falls back to {} that stands in the code: {when}.", literal.name, literal.value);
    let step = step_at(&literal.place, format!("falls back to {}", literal.value));
    let (subject, standing) = (file_of(&literal.place), Standing::Kind(literal.kind));
    Fault::new(says).severity(severity).at(out, &subject, standing, strength, vec![step]);
}
