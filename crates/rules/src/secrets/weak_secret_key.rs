//! `secrets/weak-secret-key`: a signing key can be guessed.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Facts, Framework, Judgement, Key, Literal, LiteralForm, Rule, Secret, Setting, Severity, Standing, Step,
    Strength, Value, Verdicts, Weakness,
};

use crate::common::{Fault, file_of, judge, origin, place_of, step_at};
use crate::keys;
use crate::signed::{self, Known, Proof};

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/weak-secret-key",
    title: "A signing key can be guessed",
    severity: Severity::Critical,
    checklist: "Signing keys are random and long",
    why: "A session cookie carries its own signature, so anybody who has one cookie can try keys at home, millions in a \
          second, without the app noticing. Published examples, words and short keys are found in no time. Whoever has \
          the key writes a session in which he is the administrator.",
    remedy: "Make a key of 32 random bytes and supply it from outside of the project:\n\n\
             python -c 'import secrets; print(secrets.token_hex())'\n\
             SECRET_KEY = os.environ[\"SECRET_KEY\"]",
    remedies: &[
        (
            Framework::Django,
            "Make a key as Django does, and supply it from outside of the project:\n\n\
         python -c 'from django.core.management.utils import get_random_secret_key as key; \
         print(key())'\n\
         SECRET_KEY = os.environ[\"SECRET_KEY\"]",
        ),
        (
            Framework::Fastapi,
            "Make a key of 32 random bytes and supply it from outside of the project:\n\
        \n\
        openssl rand -hex 32",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY",
        "https://www.rfc-editor.org/rfc/rfc7518#section-3.2",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cryptographic_Storage_Cheat_Sheet.html",
    ],
    cwe: &[321, 330, 521],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
app.secret_key = "random"
"#),
        Bad(r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY", "you-will-never-guess")
=== Procfile
web: gunicorn app:app
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
      SECRET_KEY: changeme
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
import secrets
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = secrets.token_hex()
"#,
        ),
        Good(
            r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
=== tests/conftest.py
from app import app

app.config["SECRET_KEY"] = "test"
"#,
        ),
        Bad(r#"=== shop/settings.py
SECRET_KEY = "secret"
=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
"#),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
SECRET_KEY_FALLBACKS = ["secret"]
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
=== compose.yaml
services:
  web:
    image: shop
    command: gunicorn shop.wsgi
    env_file: .env
=== .env
SECRET_KEY=c41d9f2a8be75e30a6f1b97d24ce805f
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI
from jose import jwt

SECRET_KEY = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"

app = FastAPI()

@app.post("/token")
def token(name: str):
    return jwt.encode({"sub": name}, SECRET_KEY, algorithm="HS256")
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Bad(r#"=== settings.py
from pydantic import SecretStr
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    secret_key: SecretStr = SecretStr("changethis")

settings = Settings()
=== main.py
from fastapi import FastAPI
from jose import jwt
from settings import settings

app = FastAPI()

@app.post("/token")
def token(name: str):
    return jwt.encode({"sub": name}, settings.secret_key.get_secret_value(), algorithm="HS256")
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
        Bad("=== GET https://charts.example/login/
200
content-type: text/html
set-cookie: session=eyJ1c2VyIjo3fQ.awvoPQ.5bkqYloHgEtHhOEwbY36EcpuCyk; Secure; HttpOnly; Path=/; SameSite=Lax

<h1>Log in</h1>
"),
        Bad(r#"=== POST https://api.example/login
200
content-type: application/json

{"access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIiwiZXhwIjo0MTAyNDQ0ODAwfQ.5bofbiNOvsBqxKAFrr6YCx9kVc6ugMmwYeeOVymCXpw", "token_type": "bearer"}
"#),
        Good(
            r#"=== app.py
import os
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
=== Procfile
web: gunicorn app:app
=== .env
SECRET_KEY=c41d9f2a8be75e30a6f1b97d24ce805f
=== GET https://shop.example/
200
content-type: text/html
set-cookie: session=eyJ1c2VyIjo3fQ.awvoPQ.iSBNgs0JEs0pJLxEyOaX3SCAfAU; Secure; HttpOnly; Path=/; SameSite=Lax

<h1>Shop</h1>
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const session = require("express-session");
const app = express();

app.use(session({ secret: "keyboard cat" }));
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
        // What stands in the project is known however long it is, and other rules say so.
        let short = keys::django_warns(facts, setting) && !keys::is_in_project(setting);
        // Where one branch sets a weak key and the other none, neither has a good one.
        let or_none = setting.value.alternatives().any(is_weak);
        let is_bad =
            |v: &Value| is_weak(v) || (or_none && *v == Value::None) || (short && keys::is_short_for_django(v));
        judge(out, setting, is_bad, |s| in_setting(facts, s));
    }
    for setting in facts.settings_of(Key::SECRET_KEY_FALLBACKS) {
        judge(out, setting, |v| v.list().iter().any(is_weak) || keys::is_short_for_django(v), |s| earlier(facts, s));
    }
    for literal in keys::loose(facts, &[LiteralForm::Named]) {
        by_hand(literal, out);
    }
    for proof in signed::proofs(facts) {
        in_use(&proof, out);
    }
}

/// A key was seen to sign. One that cannot be guessed is no weakness here, wherever it stands.
fn in_use(proof: &Proof, out: &mut Verdicts) {
    let begins = signed::begins(proof);
    let live = |says: String| Step::new(proof.step.place.clone(), format!("{}, {says}", proof.step.says));
    let (says, places) = match &proof.key {
        Known::Written(key) if key.secret.weakness().is_none() => {
            let places = vec![live(format!("signed with a strong key, `{}`", key.name))];
            return out.passes(&proof.subject, proof.standing, places);
        }
        Known::Written(key) => {
            let mut places = key.because.clone();
            places.push(live(format!("signed with `{}`", key.name)));
            let place = key.place().map(ToString::to_string).unwrap_or_default();
            (format!("{begins} `{}` ({place}), which {}", key.name, guess(&key.secret)), places)
        }
        Known::Published(key) => {
            let releases = if key.releases.is_empty() { String::new() } else { format!(" ({})", key.releases) };
            let says = format!("{begins} a key that is published in {}{releases}.", key.by);
            (says, vec![live(format!("signed with a key that is published in {}", key.by))])
        }
    };
    Fault::new(format!("{says} Whoever knows it {}.", proof.grants)).at(
        out,
        &proof.subject,
        proof.standing,
        Strength::Proves,
        places,
    );
}

fn is_weak(value: &Value) -> bool {
    keys::is_there(value) && value.secret().and_then(Secret::weakness).is_some()
}

/// An earlier key still opens sessions.
fn earlier(facts: &Facts, setting: &Setting) -> Fault {
    let all = setting.value.alternatives().flat_map(Value::list);
    let weak = all.filter(|v| is_weak(v)).find_map(Value::secret);
    let at = origin(setting);
    let named = keys::named(facts, setting);
    match weak {
        Some(secret) => Fault::new(format!("An earlier key in `{}` ({at}) {}{named}", setting.raw, guess(secret))),
        None => {
            Fault::new(format!("An earlier key in `{}` ({at}) {SHORT}{named}", setting.raw)).severity(Severity::Info)
        }
    }
    .fix(format!("Take the key out at {}: as long as it is listed, what it signed is believed.", place_of(setting)))
}

/// What Django asks for beyond 128 bits of chance: `SECRET_KEY_MIN_LENGTH`.
const SHORT: &str = "is no key that Django makes: those have at least 50 characters, of which at least five differ.";

fn in_setting(facts: &Facts, setting: &Setting) -> Fault {
    let named = keys::named(facts, setting);
    if setting.value.judge(is_weak) == Judgement::Safe {
        let says = format!("`{}` ({}) {SHORT}{named}", setting.raw, origin(setting));
        return Fault::new(says).severity(Severity::Info);
    }
    let how = keys::secret(setting).map(guess).unwrap_or_default();
    let fault = Fault::new(format!("`{}` ({}) {how}{named}", setting.raw, origin(setting))).fix(format!(
        "Replace it at {} with `os.environ[\"{}\"]`, and supply 32 random bytes there.",
        place_of(setting),
        setting.raw
    ));
    match setting.value.judge(is_weak) {
        Judgement::Unsafe(Strength::Suggests) => fault.severity(Severity::High),
        _ => fault,
    }
}

/// How the key is guessed.
fn guess(secret: &Secret) -> String {
    match secret.weakness() {
        Some(Weakness::Published(source)) => {
            format!("is {secret} that is published in {source}: it is among the first that anybody tries.")
        }
        Some(Weakness::Bits(bits)) => {
            format!("is {secret} with at most {bits} bits of chance in it, where 128 are needed.")
        }
        None => format!("is {secret}."),
    }
}

fn by_hand(literal: &Literal, out: &mut Verdicts) {
    let (subject, standing) = (file_of(&literal.place), Standing::Kind(literal.kind));
    let step = step_at(&literal.place, format!("is set to {}", literal.value));
    if literal.value.weakness().is_none() {
        return out.passes(&subject, standing, vec![step]);
    }
    let says = format!("`{}` {}", literal.name, guess(&literal.value));
    Fault::new(says).at(out, &subject, standing, Strength::Shows, vec![step]);
}
