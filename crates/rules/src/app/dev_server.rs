//! `app/dev-server`: production is served by a server made for development.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Framework, Key, Place, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, origin, place_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/dev-server",
    title: "Production runs a development server",
    severity: Severity::High,
    checklist: "A server made for production runs the app",
    why: "The server behind `flask run` and `app.run()` says so itself when it starts: it is not made for production. \
          It was never reviewed for hostile clients, has no limits on slow or large requests, one hanging client can \
          stop it, and one wrong variable turns it into a debugger that runs the visitor's code.",
    remedy: "Start the app with a production server, for example:\n\n\
             CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"--workers\", \"2\", \"shop:app\"]",
    remedies: &[(
        Framework::Django,
        "Start the app with a production server, for example:\n\n\
         CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"--workers\", \"2\", \"shop.wsgi\"]",
    )],
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
    ],
    check: Check::Native(check),
};

/// The names of [`Server`](sneck_model::Server) that are made for development, and what each runs.
const DEVELOPMENT: &[(&str, &str)] = &[
    ("flask-run", "`flask run`, which is Werkzeug's development server"),
    ("script", "`app.run()`, which is Werkzeug's development server"),
    ("runserver", "`manage.py runserver`, which is Django's development server"),
];

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::SERVER_KIND, |kind| what_runs(kind).is_some(), fault);
}

fn what_runs(kind: &Value) -> Option<&'static str> {
    let name = kind.text()?;
    DEVELOPMENT.iter().find(|(known, _)| *known == name).map(|(_, what)| *what)
}

fn fault(setting: &Setting) -> Fault {
    let what = setting.value.alternatives().find_map(what_runs).unwrap_or("a development server");
    if is_declared(setting) {
        let says = format!("Production is started with {what} ({}).", origin(setting));
        return Fault::new(says).fix(format!("Start it with gunicorn, uWSGI or waitress at {}.", place_of(setting)));
    }
    let says = format!(
        "The only way to start this app that the project shows is {what} ({}). No deployment file names a server made \
         for production.",
        origin(setting)
    );
    Fault::new(says)
        .fix("Where you deploy it, start it with gunicorn, uWSGI or waitress, and keep that command in the project.")
        .severity(Severity::Low)
}

/// A deployment file says so, as opposed to the code, which is all there is.
fn is_declared(setting: &Setting) -> bool {
    let deploy = |place: &Place| place.layer() == sneck_model::Layer::Deploy;
    setting.because.iter().any(|step| deploy(&step.place))
}
