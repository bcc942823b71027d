//! `secrets/hardcoded-secret-key`: a signing key stands in the code or in a deployment file.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Call, Check, Facts, Framework, Layer, Literal, LiteralForm, Rule, Secret, Setting, Severity, Standing, Step,
    Strength, Verdicts,
};

use crate::common::{Fault, file_of, judge, place_of, stands, step_at};
use crate::keys;
use crate::signed::{self, Known, Proof};

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/hardcoded-secret-key",
    title: "A signing key stands in the project's files",
    severity: Severity::Critical,
    checklist: "Signing keys come from outside of the project",
    why: "The key signs sessions and tokens. Whoever can read the file (every developer, every copy of the repository, \
          every image that was built from it) can write a session in which he is the administrator, and the app \
          believes it. A key in a file is also never changed, because that means a new release.",
    remedy: "Read the key from the environment, with no default, so that a missing key is noticed at the start:\n\n\
             SECRET_KEY = os.environ[\"SECRET_KEY\"]\n\n\
             and make a new one, because the old one is known: `python -c 'import secrets; print(secrets.token_hex())'`.",
    remedies: &[
        (
            Framework::Django,
            "Read the key from the environment, with no default, so that a missing key is noticed at the \
         start:\n\n\
         SECRET_KEY = os.environ[\"SECRET_KEY\"]\n\n\
         and make a new one, because the old one is known: `python -c 'from \
         django.core.management.utils import get_random_secret_key as key; print(key())'`. What \
         `startproject` writes, with `django-insecure-` before it, is for developers.",
        ),
        (
            Framework::Fastapi,
            "Read the key from the environment, with no default, so that a missing key is noticed at the \
        start:\n\
        \n\
        class Settings(BaseSettings):\n    \
        secret_key: SecretStr\n\
        \n\
        and make a new one, because the old one is known: `openssl rand -hex 32`.",
        ),
        (
            Framework::Express,
            "Read it from outside; the session does not start without one:\n\n\
         app.use(session({ secret: process.env.SESSION_SECRET }));",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY",
        "https://flask.palletsprojects.com/en/stable/quickstart/#sessions",
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    ],
    cwe: &[321, 798],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
app.secret_key = "c41d9f2a8be75e30a6f1b97d24ce805f"
"#),
        Bad(r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
=== compose.yaml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      SECRET_KEY: c41d9f2a8be75e30a6f1b97d24ce805f
"#),
        Bad(r#"=== tokens.py
import jwt

def token(user):
    return jwt.encode({"sub": user}, "c41d9f2a8be75e30a6f1b97d24ce805f", algorithm="HS256")
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
            r#"=== config.py
import os

class Production:
    SECRET_KEY = os.environ["SECRET_KEY"]

class Testing(Production):
    SECRET_KEY = "c41d9f2a8be75e30a6f1b97d24ce805f"
=== app.py
from flask import Flask

app = Flask(__name__)
app.config.from_object("config.Production")
"#,
        ),
        Good(
            r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
=== compose.yaml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      SECRET_KEY: ${SECRET_KEY}
"#,
        ),
        Bad(r#"=== shop/settings.py
SECRET_KEY = "django-insecure-7q0z^v3m@k1w!x9c5t$y2b8n4r6p0a+s7d3f9g1h5j2k8l"
ALLOWED_HOSTS = ["shop.example"]
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI
from jose import jwt

SECRET_KEY = "3f6d0b6f5a2c4b0f9a7c61e2d8e4b7a90c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f"

app = FastAPI()

@app.post("/token")
def token(name: str):
    return jwt.encode({"sub": name}, SECRET_KEY, algorithm="HS256")
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Bad(r#"=== main.py
from fastapi import FastAPI
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key="b0a7c61e2d8e4b7a90c1d2e3f4a5b6c7")
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== settings.py
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    secret_key: str

settings = Settings()
=== main.py
from fastapi import FastAPI
from jose import jwt
from settings import settings

app = FastAPI()

@app.post("/token")
def token(name: str):
    return jwt.encode({"sub": name}, settings.secret_key, algorithm="HS256")
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const session = require("express-session");
const app = express();

app.use(session({ secret: "kD7v0QpXz2mN8sYt4LrUe6WbCg1HfJa9" }));
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
    for setting in keys::settings(facts).filter(|s| !keys::falls_back(s)) {
        let place = setting.because.first().map(|step| &step.place);
        match place.filter(|place| keys::is_projects_file(place)) {
            Some(_) if keys::secret(setting).is_some() => judge(out, setting, keys::is_there, |s| written(facts, s)),
            _ if setting.value.truth() == Some(false) => {}
            // Supplied from outside: that is where a key belongs.
            _ => out.passes(&setting.component, stands(setting), setting.because.clone()),
        }
    }
    let loose = keys::loose(facts, &[LiteralForm::Named]).filter(|l| !keys::in_env_file(&l.place));
    loose.for_each(|literal| by_hand(literal, out));
    facts.calls.iter().for_each(|call| in_call(facts, call, out));
    signed::proofs(facts).iter().for_each(|proof| in_use(proof, out));
}

/// A strong key that stands in the project was seen to sign; weak ones are another rule's.
fn in_use(proof: &Proof, out: &mut Verdicts) {
    let Known::Written(key) = &proof.key else { return };
    let Some(place) = key.place().filter(|place| keys::is_handed_around(place)) else { return };
    if key.secret.weakness().is_some() {
        return;
    }
    let says = format!(
        "{} `{}`, which is written at {place}. Whoever reads the project {}.",
        signed::begins(proof),
        key.name,
        proof.grants
    );
    let mut places = key.because.clone();
    places.push(Step::new(proof.step.place.clone(), format!("{}, signed with `{}`", proof.step.says, key.name)));
    Fault::new(says).at(out, &proof.subject, proof.standing, Strength::Proves, places);
}

fn written(facts: &Facts, setting: &Setting) -> Fault {
    let secret = keys::secret(setting).map(Secret::to_string).unwrap_or_default();
    let place = place_of(setting);
    let file = match setting.because[0].place.layer() {
        Layer::Deploy => "a deployment file",
        _ => "the code",
    };
    Fault::new(format!(
        "`{}` is written in {file} ({place}): {secret}. Whoever reads the file can sign a session as any user.{}",
        setting.raw,
        keys::named(facts, setting)
    ))
    .fix(format!(
        "Take it out of {place}, read it with `{}`, and make a new key: this one is known.",
        keys::read_outside(facts, setting)
    ))
}

fn by_hand(literal: &Literal, out: &mut Verdicts) {
    let says = format!(
        "`{}` is written in the file: {}. Whoever reads it can sign what the app believes.",
        literal.name, literal.value
    );
    let step = step_at(&literal.place, format!("is set to {}", literal.value));
    let standing = Standing::Kind(literal.kind);
    Fault::new(says).at(out, &file_of(&literal.place), standing, Strength::Shows, vec![step]);
}

/// Calls that take a key, and what they sign or lock with it. `hmac.new` compares as often as it signs and
/// stands here because a literal key is wrong in both.
const SIGNERS: &[&str] = &[
    "jwt.encode",
    "jose.jwt.encode",
    "itsdangerous.URLSafeTimedSerializer",
    "itsdangerous.URLSafeSerializer",
    "itsdangerous.TimestampSigner",
    "itsdangerous.Signer",
    "cryptography.fernet.Fernet",
    "hmac.new",
];

/// A key that is handed to a call where it stands; one that has a name of its own was told by its name.
fn in_call(facts: &Facts, call: &Call, out: &mut Verdicts) {
    if !SIGNERS.contains(&call.function.as_str()) {
        return;
    }
    let Some(argument) = call.arguments.iter().find(|a| a.value.secret().is_some_and(|k| !k.is_empty())) else {
        return;
    };
    let Some(key) = argument.value.secret() else { return };
    let place = argument.written.as_ref().unwrap_or(&call.place);
    let file = file_of(place);
    let told = facts.literals.iter().any(|l| l.value == *key && file_of(&l.place) == file);
    if told || keys::settings(facts).any(|s| keys::secret(s) == Some(key)) {
        return;
    }
    let stands = if argument.written.is_some() { format!("at {place}") } else { "there".to_owned() };
    let says = format!(
        "`{}` is given a key that is written {stands}: {key}. Whoever reads the file can sign too.",
        call.function
    );
    let given = step_at(&call.place, format!("is given {key}"));
    let written = argument.written.as_ref().map(|place| step_at(place, "is the key"));
    let places = written.into_iter().chain([given]).collect();
    Fault::new(says).at(out, &file, Standing::Kind(call.kind), Strength::Shows, places);
}
