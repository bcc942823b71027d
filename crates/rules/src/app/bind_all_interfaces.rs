//! `app/bind-all-interfaces`: the app's server answers on every network of the machine.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Edit, Environment, Facts, Finding, Framework, Key, Rule, Server, Setting, Severity, Step, Strength, Value,
    Verdicts,
};

use crate::common::{Fault, is_boxed, is_every_interface, is_on, judge, origin, place_of, stands, value_beside};
use crate::mending::{Wish, risky, set};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/bind-all-interfaces",
    title: "The app's server listens on every interface",
    severity: Severity::Medium,
    checklist: "The app's server listens where its proxy reaches it, and nowhere else",
    why: "`0.0.0.0` and `::` are every network that the machine is in. The app can then be reached beside the web \
          server that should stand in front of it, without its TLS, limits and headers, and by everybody in the same \
          office or café network. Inside a container it is the normal way, because only what is published leaves it.",
    remedy: "Listen on the loopback address, and let the web server in front connect to it:\n\n\
             gunicorn --bind 127.0.0.1:8000 shop:app\n\n\
             or on a socket: `--bind unix:/run/shop.sock`.",
    remedies: &[
        (
            Framework::Django,
            "Listen on the loopback address, and let the web server in front connect to it:\n\n\
         gunicorn --bind 127.0.0.1:8000 shop.wsgi\n\n\
         or on a socket: `--bind unix:/run/shop.sock`.",
        ),
        (
            Framework::Fastapi,
            "Listen on the loopback address, and let the web server in front connect to it:\n\
        \n\
        uvicorn main:app --host 127.0.0.1 --port 8000\n\
        \n\
        or on a socket: `--uds /run/shop.sock`.",
        ),
    ],
    references: &[
        "https://docs.gunicorn.org/en/stable/settings.html#bind",
        "https://flask.palletsprojects.com/en/stable/quickstart/#a-minimal-application",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[1327, 668],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0")
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== deploy/shop.service
[Service]
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/gunicorn --bind 0.0.0.0:8000 app:app
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)
=== Dockerfile
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["python", "app.py"]
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== Dockerfile
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== deploy/shop.service
[Service]
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/gunicorn --bind 127.0.0.1:8000 app:app
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
=== deploy/shop.service
[Service]
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/gunicorn --bind 0.0.0.0:8000 shop.wsgi
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
=== deploy/shop.service
[Service]
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/gunicorn --bind 127.0.0.1:8000 shop.wsgi
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI

app = FastAPI()
=== deploy/shop.service
[Service]
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/uvicorn main:app --host 0.0.0.0
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI

app = FastAPI()
=== deploy/shop.service
[Service]
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const app = express();

app.listen(process.env.PORT || 3000, "0.0.0.0");
"#),
        Good(
            r#"=== server.js
const express = require("express");
const app = express();

app.listen(process.env.PORT || 3000, "127.0.0.1");
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// Programs that serve apps, by how the system calls them.
const SERVERS: &[&str] =
    &["python", "gunicorn", "uvicorn", "hypercorn", "daphne", "waitress", "flask", "uwsgi", "node"];

/// The socket that really listens on the port of an app, where the app is run by this machine itself.
fn running(facts: &Facts, out: &mut Verdicts) {
    let listeners = facts.machine.iter().flat_map(|machine| &machine.listeners);
    for listener in listeners.filter(|l| l.container.is_none() && l.network.is_none()) {
        let served = |program: &String| SERVERS.iter().any(|server| program.starts_with(server));
        if !listener.program.as_ref().is_some_and(served) {
            continue;
        }
        let own = |setting: &&Setting| {
            let kind = facts.kind(setting.standing);
            setting.value == Value::Int(listener.at.port.into())
                && kind == sneck_model::Kind::Production
                && !is_boxed(facts.environment_of(setting))
        };
        for setting in facts.settings_of(Key::SERVER_PORT).filter(own) {
            let (subject, standing) = (&setting.component, setting.standing);
            let places = vec![Step::new(listener.place(), "is the socket that listens on the app's port")];
            if listener.at.address.is_loopback() {
                out.passes(subject, standing, places);
            } else if listener.at.address.is_unspecified() && listener.shielded != Some(true) {
                let says = format!(
                    "The server listens on every interface ({}): the app can be reached beside the web server that \
                     should stand in front of it.",
                    listener.place()
                );
                Fault::new(says).at(out, subject, standing, Strength::Proves, places);
            }
        }
    }
}

fn check(facts: &Facts, out: &mut Verdicts) {
    running(facts, out);
    for setting in facts.settings_of(Key::SERVER_HOST) {
        let environment = facts.environment_of(setting);
        if is_boxed(environment) && !is_debugged(facts, setting, environment) {
            out.passes(&setting.component, stands(setting), setting.because.clone());
        } else {
            judge(out, setting, is_every_interface, |s| fault(s, is_boxed(environment)));
        }
    }
}

/// A published port then leads to the debugger.
fn is_debugged(facts: &Facts, setting: &Setting, environment: Option<&Environment>) -> bool {
    let own = environment.is_some_and(|e| matches!(e.launch.server, Server::Script | Server::FlaskRun));
    own && value_beside(facts, setting, Key::DEBUG).is_some_and(is_on)
}

fn fault(setting: &Setting, boxed: bool) -> Fault {
    let host = setting.value.alternatives().find_map(Value::text).unwrap_or("0.0.0.0");
    let reach = if boxed {
        "and it is the debug server: whoever reaches the container's port reaches the debugger"
    } else {
        "every network of the machine: the app can be reached beside the web server that should stand in front of it"
    };
    let says = format!("The server listens on `{host}` ({}), {reach}.", origin(setting));
    Fault::new(says)
        .fix(format!("Write `127.0.0.1` at {}, and let a web server in front connect to it.", place_of(setting)))
}

const WISH: Wish = Wish { key: Key::SERVER_HOST, is_unsafe: is_every_interface, code: "\"127.0.0.1\"" };

/// Whoever connects from elsewhere, as a container's neighbour does, has to come through the web server afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(set(facts, finding, &[WISH]))
}
