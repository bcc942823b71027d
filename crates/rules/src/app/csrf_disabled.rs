//! `app/csrf-disabled`: forms that act with the visitor's session take requests made by other sites.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    App, Check, Facts, Framework, Key, Route, Rule, Setting, Severity, Standing, Step, Strength, Value, Verdicts,
};

use crate::common::{Fault, flag, judge, origin, place_of, step_at, subject_of, value_beside};
use crate::django;
use crate::hosts::is_for_everybody;

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/csrf-disabled",
    title: "Forms are not protected against requests from other sites",
    severity: Severity::Medium,
    checklist: "Forms carry a token against forged requests",
    why: "A browser sends the session cookie along with a request, whichever site caused it. Without a token in the \
          form, another site can post it in a visitor's name: change the password, order, delete. Flask itself has no \
          such protection; Flask-WTF's `CSRFProtect` adds it for every view that writes.",
    remedy: "Protect every view that writes, once for the whole app:\n\n\
             from flask_wtf import CSRFProtect\n\
             csrf = CSRFProtect(app)\n\n\
             and put `<input type=\"hidden\" name=\"csrf_token\" value=\"{{ csrf_token() }}\">` in each form.",
    remedies: &[
        (
            Framework::Django,
            "Leave Django's middleware in the list, and its `{% csrf_token %}` in each form:\n\n\
         MIDDLEWARE = [\n    \
         …\n    \
         \"django.middleware.csrf.CsrfViewMiddleware\",\n\
         ]",
        ),
        (
            Framework::Fastapi,
            "Leave `same_site` of SessionMiddleware at its default, `\"lax\"`, with which browsers do not \
        send the cookie along with forms of other sites. Where it has to be `\"none\"`, check a token \
        in every view that writes, for example with starlette-csrf:\n\
        \n\
        app.add_middleware(CSRFMiddleware, secret=os.environ[\"CSRF_SECRET\"])",
        ),
        (
            Framework::Aiohttp,
            "Give the session's cookie `samesite=\"Lax\"`, and check a token in every handler that writes:\n\
        \n\
        app = web.Application(middlewares=[session_middleware, csrf_middleware])",
        ),
    ],
    references: &[
        "https://flask-wtf.readthedocs.io/en/latest/csrf/",
        "https://flask.palletsprojects.com/en/stable/web-security/#cross-site-request-forgery-csrf",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html",
    ],
    cwe: &[352],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import os
from flask import Flask
from flask_wtf import CSRFProtect

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
app.config["WTF_CSRF_ENABLED"] = False
csrf = CSRFProtect(app)
"#),
        Bad(r#"=== app.py
import os
from flask import Flask, request, session

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]

@app.route("/password", methods=["POST"])
def change_password():
    user = session["user"]
    save(user, request.form["password"])
    return "changed"
"#),
        Bad(r#"=== app.py
import os
from flask import Flask, request, session
from flask_wtf import CSRFProtect

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]
csrf = CSRFProtect(app)

@app.route("/password", methods=["POST"])
@csrf.exempt
def change_password():
    user = session["user"]
    save(user, request.form["password"])
    return "changed"
"#),
        Good(
            r#"=== app.py
import os
from flask import Flask, request, session
from flask_wtf import CSRFProtect

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]
csrf = CSRFProtect(app)

@app.route("/password", methods=["POST"])
def change_password():
    user = session["user"]
    save(user, request.form["password"])
    return "changed"
"#,
        ),
        Good(
            r#"=== app.py
import os
from flask import Flask
from flask_wtf import CSRFProtect

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
csrf = CSRFProtect(app)
=== tests/conftest.py
from app import app

app.config["WTF_CSRF_ENABLED"] = False
"#,
        ),
        Good(
            r#"=== app.py
import os
from flask import Flask, request, session
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]

class NameForm(FlaskForm):
    name = StringField("Name")

@app.route("/name", methods=["GET", "POST"])
def change_name():
    form = NameForm(request.form)
    if form.validate_on_submit():
        save(session["user"], form.name.data)
    return "changed"
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask, jsonify, request

app = Flask(__name__)

@app.post("/items")
def add():
    return jsonify(request.get_json())
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
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
CSRF_TRUSTED_ORIGINS = ["https://*.herokuapp.com"]
=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
CSRF_TRUSTED_ORIGINS = ["https://*.shop.example"]
=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
"#,
        ),
        Bad(r#"=== main.py
import os
from fastapi import FastAPI, Form, Request
from starlette.middleware.sessions import SessionMiddleware
from names import save

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=os.environ["SECRET_KEY"], same_site="none", https_only=True)

@app.post("/name")
def change_name(request: Request, name: str = Form()):
    save(request.session["user"], name)
    return "changed"
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Bad(r#"=== app.py
import aiohttp_session
from aiohttp import web
from aiohttp_session.redis_storage import RedisStorage
from store import redis, save

async def change_name(request):
    session = await aiohttp_session.get_session(request)
    form = await request.post()
    save(session["user"], form["name"])
    return web.Response(text="changed")

app = web.Application()
aiohttp_session.setup(app, RedisStorage(redis, secure=True))
app.router.add_post("/name", change_name)
web.run_app(app, host="127.0.0.1")
"#),
        Good(
            r#"=== main.py
import os
from fastapi import FastAPI, Form, Request
from starlette.middleware.sessions import SessionMiddleware
from names import save

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=os.environ["SECRET_KEY"])

@app.post("/name")
def change_name(request: Request, name: str = Form()):
    save(request.session["user"], name)
    return "changed"
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
    ],
    check: Check::Native(check),
};

/// How many of the concerned routes are shown.
const SHOWN: usize = 8;

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CSRF_FORMS, is_off, switched_off);
    flag(facts, out, Key::TOKEN_COOKIE_CSRF, is_off, tokens_in_cookies);
    let (of_django, others): (Vec<&Setting>, Vec<&Setting>) =
        facts.settings_of(Key::CSRF_PROTECTION).partition(|s| django::is_app(facts, &s.component));
    for setting in of_django {
        judge(out, setting, is_off, |s| no_middleware(facts, s));
    }
    for setting in facts.settings_of(Key::CSRF_TRUSTED_ORIGINS) {
        judge(out, setting, |origins| too_wide(origins).is_some(), trusts);
    }
    for setting in others {
        if value_beside(facts, setting, Key::CSRF_FORMS).is_none_or(|v| v.truth() != Some(false)) {
            absent(facts, setting, out);
        }
    }
    for route in &facts.routes {
        exempted(route, out);
    }
}

fn is_off(value: &Value) -> bool {
    value.truth() == Some(false)
}

/// Django protects every view, unless the middleware is taken out.
fn no_middleware(facts: &Facts, setting: &Setting) -> Fault {
    let session = facts.app(&setting.component).and_then(|app| app.uses_sessions.as_ref());
    let (says, severity) = match session {
        Some(session) => (
            format!(
                "and the app keeps sessions ({}): another site can post a form in a visitor's name.",
                session.place
            ),
            Severity::Medium,
        ),
        None => ("but no sessions were found that another site could act with.".to_owned(), Severity::Info),
    };
    let named = django::named("W003");
    Fault::new(format!("`CsrfViewMiddleware` is not in `MIDDLEWARE` ({}), {says}{named}", origin(setting)))
        .fix(format!("Add `\"{}\"` to `MIDDLEWARE` at {}.", django::CSRF, place_of(setting)))
        .severity(severity)
}

/// An origin that strangers can have: everything, or a name below one where anybody gets one.
fn too_wide(origins: &Value) -> Option<&str> {
    origins.list().iter().filter_map(Value::text).find(|origin| {
        let host = origin.split_once("://").map_or(*origin, |(_, host)| host);
        host.strip_prefix('*').is_some_and(is_for_everybody)
    })
}

fn trusts(setting: &Setting) -> Fault {
    let origin_named = setting.value.alternatives().find_map(too_wide).unwrap_or_default();
    Fault::new(format!(
        "`{}` names `{origin_named}` ({}), where anybody can have a site: its forms are accepted as if they were your own.",
        setting.raw,
        origin(setting)
    ))
    .fix(format!("Name the app's own origins at {}: `[\"https://shop.example\"]`.", place_of(setting)))
    .severity(Severity::Low)
}

fn switched_off(setting: &Setting) -> Fault {
    Fault::new(format!(
        "`{}` is off ({}), which switches Flask-WTF's protection off for every form: other sites can post them in a \
         visitor's name.",
        setting.raw,
        origin(setting)
    ))
    .fix(format!("Take it out at {}; set it in the tests if they need it.", place_of(setting)))
}

fn tokens_in_cookies(setting: &Setting) -> Fault {
    Fault::new(format!(
        "`{}` is off ({}): where tokens are sent as cookies, other sites can make requests in a visitor's name.",
        setting.raw,
        origin(setting)
    ))
    .fix(format!("Take it out at {}: on is the default.", place_of(setting)))
}

/// Nothing protects the app as a whole: that matters where plain forms act with a session. Forms
/// of Flask-WTF carry their own token and are not read field by field.
fn absent(facts: &Facts, setting: &Setting, out: &mut Verdicts) {
    let Some(app) = facts.app(&setting.component).filter(|app| app.uses_sessions.is_some()) else { return };
    let forms: Vec<&Route> = facts.routes.iter().filter(|r| is_form_of(r, app)).collect();
    // Forms made with Flask-WTF carry and check a token of their own.
    let by_form = value_beside(facts, setting, Key::CSRF_FORMS).is_some_and(|v| v.truth() == Some(true));
    if forms.is_empty() || by_form {
        return;
    }
    if let Some(kept_back) = kept_back(facts, setting, app) {
        return out.passes(&setting.component, crate::common::stands(setting), kept_back.because.clone());
    }
    let mut with_forms = setting.clone();
    with_forms.because.extend(forms.iter().take(SHOWN).map(|r| step_at(&r.place, takes(r))));
    judge(out, &with_forms, is_off, |_| unprotected(app, &forms));
}

/// Starlette's cookie is not sent along with forms of other sites, unless somebody says otherwise.
fn kept_back<'f>(facts: &'f Facts, setting: &Setting, app: &App) -> Option<&'f Setting> {
    let cookie = facts.setting(&setting.component, setting.environment, Key::SESSION_COOKIE_SAMESITE)?;
    let word =
        |value: &Value| value.text().is_some_and(|w| w.eq_ignore_ascii_case("lax") || w.eq_ignore_ascii_case("strict"));
    (app.framework == sneck_model::Framework::Fastapi && cookie.value.alternatives().all(word)).then_some(cookie)
}

fn is_form_of(route: &Route, app: &App) -> bool {
    let posts = route.methods.iter().any(|m| m != "GET");
    route.app.as_ref() == Some(&app.subject) && route.reads_form && posts && route.csrf_exempt.is_none()
}

fn takes(route: &Route) -> String {
    format!("`{}` takes a form", route.path)
}

fn unprotected(app: &App, forms: &[&Route]) -> Fault {
    let session = app.uses_sessions.as_ref().map(|s| s.place.to_string()).unwrap_or_default();
    let (first, more) = (&forms[0].path, forms.len() - 1);
    let others = if more == 0 { String::new() } else { format!(" and {more} more") };
    Fault::new(format!(
        "Nothing protects forms against requests from other sites, and the app keeps sessions ({session}): another site \
         can post `{first}`{others} in a visitor's name."
    ))
}

/// A view that was taken out of the protection. A machine's endpoint that reads JSON and knows its
/// callers by a token is the usual and good reason for it.
fn exempted(route: &Route, out: &mut Verdicts) {
    let Some(exempt) = &route.csrf_exempt else { return };
    let (subject, standing) = (subject_of(route.app.as_ref(), &route.place), Standing::Kind(route.kind));
    let places: Vec<Step> = vec![step_at(&route.place, takes(route)), exempt.clone()];
    if !route.reads_form {
        return out.passes(&subject, standing, places);
    }
    let says = format!("`{}` takes a form and is exempted from the protection against forged requests.", route.path);
    Fault::new(says).fix("Take the exemption out and put the token in the form.").at(
        out,
        &subject,
        standing,
        Strength::Shows,
        places,
    );
}
