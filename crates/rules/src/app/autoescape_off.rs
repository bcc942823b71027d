//! `app/autoescape-off`: templates write values into HTML as they are.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Call, Check, Edit, Facts, Finding, Framework, Key, Rule, Setting, Severity, Standing, Strength, Value, Verdicts,
};

use crate::common::{Fault, file_of, judge, origin, place_of, step_at};
use crate::mending::{self, Wish, set};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/autoescape-off",
    title: "Templates do not escape what they print",
    severity: Severity::High,
    checklist: "Templates escape by default",
    why: "Jinja replaces `<`, `&` and quotes in printed values, so that what a visitor typed cannot become part of the \
          page. With that switched off, a name such as `<script>…` runs in every browser that shows it, and acts \
          with the rights of whoever looks at it.",
    remedy: "Leave Flask's default alone. A Jinja environment of your own needs it said:\n\n\
             jinja2.Environment(loader=loader, autoescape=jinja2.select_autoescape())\n\n\
             Mark the single values that are HTML with `markupsafe.Markup(...)` after they were cleaned.",
    remedies: &[
        (
            Framework::Django,
            "Leave `autoescape` out of the `OPTIONS` in `TEMPLATES`: on is Django's default. Mark the \
         single values that are HTML with `django.utils.html.format_html(…)`.",
        ),
        (
            Framework::Aiohttp,
            "Leave `autoescape` out: on is the default.\n\
        \n\
        aiohttp_jinja2.setup(app, loader=loader)",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/templating/#controlling-autoescaping",
        "https://jinja.palletsprojects.com/en/stable/api/#autoescaping",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
    ],
    cwe: &[79, 116],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import jinja2
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()
pages = jinja2.Environment(loader=jinja2.FileSystemLoader("pages"))

@app.get("/hello/{name}")
def hello(name: str):
    return HTMLResponse(pages.get_template("hello.html").render(name=name))
"#),
        Good(
            r#"=== app.py
import jinja2
from fastapi import FastAPI

app = FastAPI()
mails = jinja2.Environment(loader=jinja2.FileSystemLoader("mails"))

def confirmation(order):
    return mails.get_template("confirmation.txt").render(order=order)
"#,
        ),
        Bad(r#"=== app.py
from flask import Flask, render_template

app = Flask(__name__)
app.jinja_env.autoescape = False

@app.route("/hello/<name>")
def hello(name):
    return render_template("hello.html", name=name)
"#),
        Bad(r#"=== app.py
from flask import Flask, render_template

class Shop(Flask):
    jinja_options = {"autoescape": False}

app = Shop(__name__)

@app.route("/hello/<name>")
def hello(name):
    return render_template("hello.html", name=name)
"#),
        Bad(r#"=== app.py
import jinja2
from flask import Flask

app = Flask(__name__)
pages = jinja2.Environment(loader=jinja2.FileSystemLoader("pages"), autoescape=False)

@app.route("/hello/<name>")
def hello(name):
    return pages.get_template("hello.html").render(name=name)
"#),
        Good(
            r#"=== app.py
from flask import Flask, render_template

app = Flask(__name__)

@app.route("/hello/<name>")
def hello(name):
    return render_template("hello.html", name=name)
"#,
        ),
        Good(
            r#"=== app.py
import jinja2
from flask import Flask

app = Flask(__name__)
pages = jinja2.Environment(loader=jinja2.FileSystemLoader("pages"), autoescape=jinja2.select_autoescape())

@app.route("/hello/<name>")
def hello(name):
    return pages.get_template("hello.html").render(name=name)
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"autoescape": False},
}]
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
"#,
        ),
        Good(
            r#"=== shop/settings.py
import os
from copy import deepcopy

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
ENGINE = {"BACKEND": "django.template.backends.jinja2.Jinja2", "OPTIONS": {}}
PAGES = deepcopy(ENGINE)
PAGES.update(NAME="pages", DIRS=["/srv/shop/templates", "/srv/shop/mails"], APP_DIRS=True)
TEXTS = deepcopy(ENGINE)
TEXTS.update(NAME="texts", DIRS=["/srv/shop/templates"], APP_DIRS=False)
TEXTS["OPTIONS"].update(autoescape=False)
TEMPLATES = [PAGES, TEXTS]
=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": ["/srv/shop/pages"]},
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": ["/srv/shop/more"],
        "OPTIONS": {"autoescape": False},
    },
]
=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
"#),
        Bad(r#"=== app.py
import aiohttp_jinja2
import jinja2
from aiohttp import web

app = web.Application()
aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader("templates"), autoescape=False)
web.run_app(app, host="127.0.0.1")
"#),
        Good(
            r#"=== app.py
import aiohttp_jinja2
import jinja2
from aiohttp import web

app = web.Application()
aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader("templates"))
web.run_app(app, host="127.0.0.1")
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// What makes a Jinja environment of its own.
const ENVIRONMENTS: &[&str] = &["jinja2.Environment", "jinja2.sandbox.SandboxedEnvironment"];

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::TEMPLATE_AUTOESCAPE) {
        if facts.app(&setting.component).is_some_and(|app| app.renders_html.is_some()) {
            judge(out, setting, is_off, app_wide);
        }
    }
    for call in facts.calls.iter().filter(|c| ENVIRONMENTS.contains(&c.function.as_str())) {
        own_environment(facts, call, out);
    }
}

fn is_off(value: &Value) -> bool {
    value.truth() == Some(false)
}

fn app_wide(setting: &Setting) -> Fault {
    let says = format!(
        "The app's templates print values without escaping them ({}): what one visitor typed runs as a script in the \
         browser of the next.",
        origin(setting)
    );
    Fault::new(says).fix(format!("Take the line at {} out: escaping is the framework's default.", place_of(setting)))
}

/// Jinja's own default is off. What does not say so in as many words is judged where a program with an app takes
/// pages from it, because many environments write mails and configuration files.
fn own_environment(facts: &Facts, call: &Call, out: &mut Verdicts) {
    let (subject, standing) = (file_of(&call.place), Standing::Kind(call.kind));
    let off = match call.keyword("autoescape") {
        Some(argument) => is_off(&argument.value),
        None if makes_pages(facts, call) => true,
        None => return,
    };
    if !off {
        return out.passes(&subject, standing, vec![step_at(&call.place, "a Jinja environment that escapes")]);
    }
    let here = if call.keyword("autoescape").is_some() {
        "is made with autoescape=False"
    } else {
        "is made without autoescape"
    };
    let says = "This Jinja environment prints values without escaping them: a value that a visitor typed becomes part \
                of the page.";
    Fault::new(says).fix("Write `autoescape=jinja2.select_autoescape()` there.").severity(Severity::Medium).at(
        out,
        &subject,
        standing,
        Strength::Shows,
        vec![step_at(&call.place, here)],
    );
}

/// The same file gets a template of HTML from it, by its name.
fn makes_pages(facts: &Facts, environment: &Call) -> bool {
    let file = |call: &Call| call.place.file().map(|(path, _)| path.to_owned());
    let page = |call: &Call| {
        let name = call.argument("name", 0).and_then(|argument| argument.value.text()).unwrap_or_default();
        name.split('.').skip(1).any(|ending| matches!(ending, "html" | "htm" | "xhtml"))
    };
    let gets = |call: &&Call| {
        call.function.ends_with(".get_template") && ENVIRONMENTS.iter().any(|one| call.function.starts_with(one))
    };
    !facts.apps.is_empty() && facts.calls.iter().filter(gets).any(|call| file(call) == file(environment) && page(call))
}

/// Values that hold markup on purpose are escaped afterwards, and look wrong until they are marked as such.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let mut edits = set(facts, finding, &[Wish::on(Key::TEMPLATE_AUTOESCAPE)]);
    let ours = |call: &Call| ENVIRONMENTS.contains(&call.function.as_str());
    edits.extend(mending::with_keyword(facts, finding, ours, "autoescape", "True"));
    mending::risky(edits)
}
