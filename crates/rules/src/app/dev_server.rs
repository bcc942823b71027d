//! `app/dev-server`: production is served by a server made for development.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Framework, Key, Place, Remedies, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, judge, origin, place_of, value_beside};
use crate::dev_servers;
use crate::remedy;

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/dev-server",
    title: "Production runs a development server",
    severity: Severity::High,
    checklist: "A server made for production runs the app",
    why: "The server behind `flask run`, `app.run()` and `manage.py runserver` says so itself when it starts: it is not made for production. \
          It was never reviewed for hostile clients, has no limits on slow or large requests, one hanging client can \
          stop it, and one wrong variable turns it into a debugger that runs the visitor's code.",
    remedy: "Start the app with a production server, for example:\n\n\
             CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"--workers\", \"2\", \"shop:app\"]",
    remedies: &[
        (
            Framework::Django,
            "Start the app with a production server, for example:\n\n\
         CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"--workers\", \"2\", \"shop.wsgi\"]",
        ),
        (
            Framework::Fastapi,
            "Start the app with a production server, without anything that watches its files, for example:\n\
        \n\
        CMD [\"uvicorn\", \"main:app\", \"--host\", \"0.0.0.0\", \"--workers\", \"2\"]\n\
        \n\
        `fastapi run main.py` does the same; `fastapi dev` is for developers.",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/deploying/",
        "https://flask.palletsprojects.com/en/stable/server/",
        "https://werkzeug.palletsprojects.com/en/stable/serving/",
    ],
    cwe: &[489, 1188],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5000)
=== Dockerfile
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["python", "app.py"]
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== compose.yaml
services:
  web:
    build: .
    command: flask --app app run --host 0.0.0.0
    ports:
      - "80:5000"
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
=== Procfile
web: gunicorn app:app
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask
from waitress import serve

app = Flask(__name__)

if __name__ == "__main__":
    serve(app, host="127.0.0.1", port=8000)
=== Dockerfile
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["python", "app.py"]
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
=== manage.py
import os
from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
execute_from_command_line()
=== Dockerfile
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["python", "manage.py", "runserver", "0.0.0.0:8000"]
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
=== Dockerfile
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop.wsgi"]
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI

app = FastAPI()
=== Dockerfile
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["fastapi", "dev", "main.py"]
"#),
        Bad(r#"=== main.py
from fastapi import FastAPI

app = FastAPI()
=== Dockerfile
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--reload"]
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI

app = FastAPI()
=== Dockerfile
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["fastapi", "run", "main.py"]
"#,
        ),
        Good(
            r#"=== main.py
import uvicorn
from fastapi import FastAPI

app = FastAPI()

if __name__ == "__main__":
    uvicorn.run("main:app", reload=True)
=== Procfile
web: uvicorn main:app --host 0.0.0.0
"#,
        ),
        Bad(r#"=== GET https://shop.example/
200
server: Werkzeug/3.1.3 Python/3.13.1
content-type: text/html

<h1>Shop</h1>
"#),
        Good(
            r#"=== GET https://shop.example/
200
server: gunicorn
content-type: text/html

<h1>Shop</h1>
"#,
        ),
        Bad(
            "=== host listeners\ntcp 0.0.0.0:5000 program=flask pid=31 user=shop\n=== host processes\n31 flask user=shop variables=PATH development=flask\\srun $ flask run --host 0.0.0.0\n",
        ),
        Good(
            "=== host listeners\ntcp 0.0.0.0:5000 program=gunicorn pid=31 user=shop\n=== host processes\n31 gunicorn user=shop variables=PATH $ gunicorn shop:app\n77 flask user=ann variables=PATH development=flask\\srun $ flask run\n",
        ),
        Bad(r#"=== server.js
const express = require("express");
const app = express();

app.listen(3000);
=== package.json
{ "scripts": { "start": "nodemon server.js" } }
=== Dockerfile
FROM node:22
WORKDIR /app
COPY . .
CMD ["npm", "start"]
"#),
        Good(
            r#"=== server.js
const express = require("express");
const app = express();

app.listen(3000);
=== package.json
{ "scripts": { "start": "node server.js", "dev": "nodemon server.js" } }
=== Dockerfile
FROM node:22
WORKDIR /app
COPY . .
CMD ["npm", "start"]
"#,
        ),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
=== app.yaml
runtime: python312
entrypoint: python app.py
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
=== app.yaml
runtime: python312
entrypoint: gunicorn app:app
"#,
        ),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
=== render.yaml
services:
  - type: web
    name: shop
    runtime: python
    startCommand: python app.py
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
=== render.yaml
services:
  - type: web
    name: shop
    runtime: python
    startCommand: gunicorn app:app
"#,
        ),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
=== fly.toml
app = "shop"

[processes]
app = "python app.py"
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
=== fly.toml
app = "shop"

[processes]
app = "gunicorn app:app"
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== pyproject.toml
[tool.poe.tasks]
serve = "flask --app app run"
=== Procfile
web: gunicorn app:app
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// The names of [`Server`](sneck_model::Server) that are made for development, and what each runs.
const DEVELOPMENT: &[(&str, &str)] = &[
    ("flask-run", "`flask run`, which is Werkzeug's development server"),
    ("script", "`app.run()`, which is Werkzeug's development server"),
    ("runserver", "`manage.py runserver`, which is Django's development server"),
    ("fastapi-dev", "`fastapi dev`, which is made for development"),
    ("nodemon", "a program that restarts it when files change, which is made for development"),
];

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::SERVER_KIND, |kind| what_runs(kind).is_some(), |setting| fault(facts, setting));
    for setting in facts.settings_of(Key::SERVER_RELOAD) {
        let kind = value_beside(facts, setting, Key::SERVER_KIND).and_then(Value::text);
        let developers = kind.is_some_and(|kind| DEVELOPMENT.iter().any(|(known, _)| *known == kind));
        if facts.framework_of(&setting.component) == Some(Framework::Fastapi) && !developers {
            judge(out, setting, |value| value.truth() == Some(true), watching);
        }
    }
    dev_servers::seen(facts, out);
}

/// Servers made for production.
const SERVERS: &str = "gunicorn, uWSGI or waitress";
const SERVERS_IN: Remedies =
    &[(Framework::Fastapi, "`fastapi run`, uvicorn, hypercorn or granian"), (Framework::Express, "`node`")];

fn what_runs(kind: &Value) -> Option<&'static str> {
    let name = kind.text()?;
    DEVELOPMENT.iter().find(|(known, _)| *known == name).map(|(_, what)| *what)
}

/// The server's own switch for developers.
fn watching(setting: &Setting) -> Fault {
    let says = format!(
        "The server watches the files and restarts when one changes (`{}`, {}). That is made for a developer's machine: \
         it runs one worker only, and whoever can write one file has it run.",
        setting.raw,
        origin(setting)
    );
    let fault = Fault::new(says).fix(format!("Take it out at {}, and start several workers.", place_of(setting)));
    if is_declared(setting) { fault.severity(Severity::Medium) } else { fault.severity(Severity::Low) }
}

fn fault(facts: &Facts, setting: &Setting) -> Fault {
    let servers = remedy::of(facts, &setting.component, SERVERS, SERVERS_IN);
    let what = setting.value.alternatives().find_map(what_runs).unwrap_or("a development server");
    if is_declared(setting) {
        let says = format!("Production is started with {what} ({}).", origin(setting));
        return Fault::new(says).fix(format!("Start it with {servers} at {}.", place_of(setting)));
    }
    let says = format!(
        "The only way to start this app that the project shows is {what} ({}). No deployment file names a server made \
         for production.",
        origin(setting)
    );
    Fault::new(says)
        .fix(format!("Where you deploy it, start it with {servers}, and keep that command in the project."))
        .severity(Severity::Low)
}

/// A deployment file says so, as opposed to the code, which is all there is.
fn is_declared(setting: &Setting) -> bool {
    let deploy = |place: &Place| place.layer() == sneck_model::Layer::Deploy;
    setting.because.iter().any(|step| deploy(&step.place))
}
