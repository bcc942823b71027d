//! `app/debug-mode`: the framework's debug mode, or restarting on every change of a file, is on.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Exchange, Facts, Framework, Judgement, Key, Remedies, Rule, Setting, Severity, Strength, SubjectKind,
    Verdicts,
};

use crate::common::{Fault, flag, is_on, judge, origin, place_of, value_beside};
use crate::debugging::effect;
use crate::django;
use crate::live::{self, Seen};
use crate::mending;
use crate::remedy;
use crate::running;
use crate::signals::{self, Console, Debugger, debugger};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/debug-mode",
    title: "Debug mode is on",
    severity: Severity::Critical,
    checklist: "Debug mode is off",
    why: "With debug mode on, Flask's own server answers every error with Werkzeug's debugger: a page with source code, \
          local variables and a Python console in which the visitor runs code on the server. Only a PIN stands \
          before the console, and it can be computed by somebody who can read a few files. Under another server the \
          debugger does not start, but errors still pass by the app's error pages, and every extension that asks \
          whether it is being debugged (toolbars, verbose errors) answers as on a developer's machine. \
          Django's page of errors runs nothing, but shows source code, variables and settings to every visitor.",
    remedy: "Leave debug mode off, which is the default, and switch it on from outside on your own machine only:\n\n\
             app.run()                     # not app.run(debug=True)\n\
             flask --app shop run --debug  # on your machine",
    remedies: &[
        (
            Framework::Django,
            "Leave it off in what production loads, and let developers switch it on from outside:\n\n\
         DEBUG = os.environ.get(\"DJANGO_DEBUG\") == \"1\"",
        ),
        (
            Framework::Fastapi,
            "Leave it off, which is the default, and let developers switch it on from outside:\n\
        \n\
        app = FastAPI(debug=os.environ.get(\"DEBUG\") == \"1\")",
        ),
        (
            Framework::Aiohttp,
            "Leave it off, which is the default:\n\
        \n\
        app = web.Application()   # not web.Application(debug=True)",
        ),
        (
            Framework::Express,
            "Start the app with `NODE_ENV=production`, answer errors yourself, and keep `errorhandler()` for development:\n\n\
         app.use((err, req, res, next) => {\n  console.error(err);\n  res.status(500).send(\"Something went wrong.\");\n});",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/debugging/",
        "https://flask.palletsprojects.com/en/stable/config/#DEBUG",
        "https://werkzeug.palletsprojects.com/en/stable/debug/",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[489, 94, 215],
    since: "0.1",
    examples: &[
        Bad("=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == \"__main__\":
    app.run(debug=True)
=== Dockerfile
FROM python:3.13-slim
COPY . /app
WORKDIR /app
CMD [\"python\", \"app.py\"]
"),
        Bad("=== config.py
import os

class Config:
    DEBUG = os.environ.get(\"FLASK_DEBUG\", \"0\") == \"1\"
=== app.py
from flask import Flask

app = Flask(__name__)
app.config.from_object(\"config.Config\")
=== compose.yaml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      FLASK_DEBUG: \"1\"
"),
        Bad("=== app.py
from flask import Flask

app = Flask(__name__)
=== Procfile
web: gunicorn --reload app:app
"),
        Bad(r#"=== GET http://127.0.0.1:5000/nowhere?__debugger__=yes&cmd=resource&f=debugger.js
200
content-type: text/javascript

docReady(() => {
  if (!EVALEX_TRUSTED) {
    initPinBox();
  }
"#),
        Good(
            "=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == \"__main__\":
    app.run(debug=True)
=== Procfile
web: gunicorn app:app
",
        ),
        Good(
            "=== app.py
from flask import Flask

app = Flask(__name__)
=== .flaskenv
FLASK_DEBUG=1
=== Procfile
web: gunicorn app:app
",
        ),
        Good(
            "=== config.py
import os

class Config:
    DEBUG = os.environ.get(\"FLASK_DEBUG\", \"0\") == \"1\"
=== app.py
from flask import Flask

app = Flask(__name__)
app.config.from_object(\"config.Config\")
=== compose.yaml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      FLASK_DEBUG: \"0\"
",
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
DEBUG = True
"#),
        Good(
            r#"=== shop/settings/base.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
=== shop/settings/dev.py
from .base import *

DEBUG = True
=== shop/settings/production.py
from .base import *
=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.production")
application = get_wsgi_application()
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI

app = FastAPI(debug=True)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Bad(r#"=== app.py
from aiohttp import web

app = web.Application(debug=True)
web.run_app(app, host="127.0.0.1")
=== Dockerfile
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["python", "app.py"]
"#),
        Good(
            r#"=== settings.py
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    debug: bool = False

settings = Settings()
=== main.py
from fastapi import FastAPI
from settings import settings

app = FastAPI(debug=settings.debug)
=== compose.yaml
services:
  web:
    image: shop
    command: uvicorn main:app --host 0.0.0.0
"#,
        ),
        Good(
            r#"=== main.py
from starlette.applications import Starlette

app = Starlette()
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const errorhandler = require("errorhandler");
const app = express();

app.use(errorhandler());
"#),
        Bad(r#"=== server.js
const express = require("express");
const app = express();

app.get("/", (req, res) => res.send("hello"));
app.listen(3000);
=== Dockerfile
FROM node:22
WORKDIR /app
COPY . .
CMD ["node", "server.js"]
"#),
        Good(
            r#"=== server.js
const express = require("express");
const errorhandler = require("errorhandler");
const app = express();

if (process.env.NODE_ENV === "development") {
  app.use(errorhandler());
}
"#,
        ),
        Good(
            r#"=== server.js
const express = require("express");
const app = express();

app.get("/", (req, res) => res.send("hello"));
app.use((err, req, res, next) => {
  console.error(err);
  res.status(500).send("Something went wrong.");
});
app.listen(3000);
=== Dockerfile
FROM node:22
WORKDIR /app
COPY . .
CMD ["node", "server.js"]
"#,
        ),
    ],
    asks: Some(signals::asks),
    check: Check::Native(check),
    mend: Some(mending::debug_off),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::DEBUG, is_on, |setting| debugging(facts, setting));
    running::debug_mode(facts, out);
    for setting in facts.settings_of(Key::SERVER_RELOAD).filter(|s| !debugged_beside(facts, s)) {
        // Servers of ASGI apps are owned by app/dev-server: there it is all that makes them one for development.
        // What a server's own file says is owned by deploy/wsgi-settings.
        let of_server = setting.component.kind == SubjectKind::Server;
        if of_server || facts.framework_of(&setting.component) == Some(Framework::Fastapi) {
            continue;
        }
        judge(out, setting, is_on, reloading);
    }
    for seen in live::everywhere(facts, |answer| debugger(answer).is_some()) {
        answered(out, &seen);
    }
}

/// Answers that only a debugger gives.
fn answered(out: &mut Verdicts, seen: &Seen<'_>) {
    let shown: Vec<(&Exchange, Debugger)> =
        seen.answers.iter().filter_map(|answer| Some((*answer, debugger(answer)?))).collect();
    let Some((answer, found)) = shown.iter().max_by_key(|(_, found)| found.console) else { return };
    let says = format!("{} {}: {}.", answer.url, found.says, opens(found.console));
    let severity = if found.console == Console::Off { Severity::High } else { Severity::Critical };
    let places = shown.iter().map(|(answer, found)| live::step(answer, "body", found.says)).collect();
    Fault::new(says).severity(severity).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}

/// What a debugger that answers lets a visitor do.
fn opens(console: Console) -> &'static str {
    match console {
        Console::Open => "visitors run Python code on the server, and no PIN is asked for",
        Console::Locked => {
            "visitors read source code, and whoever learns or computes its PIN runs Python code on the server"
        }
        Console::Untold => "an error shows visitors the source code, and its console runs Python code on the server",
        Console::Off => "visitors read source code, values and settings",
    }
}

/// Debug mode is on as well, and brings the restarts with it: one cause, one finding.
fn debugged_beside(facts: &Facts, setting: &Setting) -> bool {
    value_beside(facts, setting, Key::DEBUG).is_some_and(|v| v.alternatives().any(is_on))
}

const TURN_OFF: &str = "Turn it off at {}: `DEBUG = False` in code, `FLASK_DEBUG=0` in a deployment file, no `debug=True` in \
                        `app.run()`. Off is the default.";

const TURN_OFF_IN: Remedies = &[
    (
        Framework::Django,
        "Write `DEBUG = False` at {}, or read it from a variable that only developers set: \
         `DEBUG = os.environ.get(\"DJANGO_DEBUG\") == \"1\"`. Off is Django's default.",
    ),
    (
        Framework::Fastapi,
        "Turn it off at {}: no `debug=True` in `FastAPI()` or `Starlette()`, and no variable that production sets to \
         a word for yes. Off is the default.",
    ),
    (Framework::Aiohttp, "Take `debug=True` out of `web.Application()` at {}. Off is the default."),
    (
        Framework::Express,
        "Set `NODE_ENV=production` where the app is started ({}), add an error handler of your own as the last \
         `app.use((err, req, res, next) => …)`, and keep `errorhandler()` behind `if (app.get(\"env\") === \
         \"development\")`.",
    ),
];

fn debugging(facts: &Facts, setting: &Setting) -> Fault {
    let fix = remedy::of(facts, &setting.component, TURN_OFF, TURN_OFF_IN).replace("{}", &place_of(setting));
    let effect = effect(facts, setting);
    let supplied = setting.value.judge(is_on) == Judgement::Unsafe(Strength::Suggests);
    if supplied && django::is_app(facts, &setting.component) {
        let says = format!(
            "Debug mode is on ({}) unless something that was not read says otherwise. {effect}",
            origin(setting)
        );
        return Fault::new(says).fix(fix).severity(Severity::High);
    }
    if facts.framework_of(&setting.component) == Some(Framework::Express) {
        let says = format!("Express runs in development mode (`{}`, {}). {effect}", setting.raw, origin(setting));
        return Fault::new(says).fix(fix).severity(Severity::High);
    }
    Fault::new(format!("Debug mode is on ({}). {effect}", origin(setting))).fix(fix)
}

fn reloading(setting: &Setting) -> Fault {
    let says = format!(
        "The server watches the files and restarts when one changes ({}). That is made for a developer's machine: it \
         costs time on every worker, and whoever can write one file has it run.",
        origin(setting)
    );
    let fix = format!("Take the reload option out at {}.", place_of(setting));
    Fault::new(says).fix(fix).severity(Severity::Medium)
}
