//! `app/csrf-disabled`: forms that act with the visitor's session take requests made by other sites.

use sneck_model::Example::{Bad, Good};
use sneck_model::{App, Check, Edit, Facts, Finding, Framework, Key, Route, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, judge, origin, place_of, step_at, value_beside};
use crate::django;
use crate::forgery;
use crate::mending::{Wish, risky, set};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/csrf-disabled",
    title: "Forms are not protected against requests from other sites",
    severity: Severity::Medium,
    checklist: "Forms carry a token against forged requests",
    why: "A browser sends the session cookie along with a request, whichever site caused it. Without a token in the \
          form, another site can post it in a visitor's name: change the password, order, delete. Django checks \
          every form unless its middleware is taken out; Flask itself has no such protection, and Flask-WTF's \
          `CSRFProtect` adds it for every view that writes.",
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
import os
from flask import Flask, abort, request, session

class Shop(Flask):
    def __init__(self, *args, **kwargs):
        Flask.__init__(self, *args, **kwargs)

app = Shop(__name__)
app.secret_key = os.environ["SECRET_KEY"]

@app.before_request
def csrf():
    if request.method == "POST" and request.form["nonce"] != session["nonce"]:
        abort(403)

@app.route("/password", methods=["POST"])
def change_password():
    user = session["user"]
    save(user, request.form["password"])
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
"#),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
CSRF_TRUSTED_ORIGINS = ["https://*.herokuapp.com"]
"#),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
CSRF_TRUSTED_ORIGINS = ["http://127.0.0.1:8000", "http://shop.example"]
"#),
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
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
=== shop/urls.py
from django.urls import path
from shop import views

urlpatterns = [path("password/", views.change_password)]
=== shop/views.py
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

@csrf_exempt
def change_password(request):
    request.user.set_password(request.POST["password"])
    return HttpResponse("changed")
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
CSRF_TRUSTED_ORIGINS = ["http://localhost:8000", "https://*.shop.example"]
=== shop/urls.py
from django.urls import path
from shop import views

urlpatterns = [path("password/", views.change_password)]
=== shop/views.py
from django.http import HttpResponse

def change_password(request):
    request.user.set_password(request.POST["password"])
    return HttpResponse("changed")
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// How many of the concerned routes are shown.
const SHOWN: usize = 8;

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::CSRF_FORMS, forgery::is_off, switched_off);
    flag(facts, out, Key::TOKEN_COOKIE_CSRF, forgery::is_off, tokens_in_cookies);
    forgery::settings_of_django(facts, out);
    let others = facts.settings_of(Key::CSRF_PROTECTION).filter(|s| !django::is_app(facts, &s.component));
    for setting in others {
        if value_beside(facts, setting, Key::CSRF_FORMS).is_none_or(|v| v.truth() != Some(false)) {
            absent(facts, setting, out);
        }
    }
    for route in &facts.routes {
        forgery::exempted(facts, route, out);
    }
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
    let by_form = value_beside(facts, setting, Key::CSRF_FORMS).is_some_and(|v| v.alternatives().any(Value::is_true));
    if forms.is_empty() || by_form {
        return;
    }
    if let Some(kept_back) = kept_back(facts, setting, app) {
        return out.passes(&setting.component, crate::common::stands(setting), kept_back.because.clone());
    }
    let mut with_forms = setting.clone();
    with_forms.because.extend(forms.iter().take(SHOWN).map(|r| step_at(&r.place, forgery::takes(r))));
    judge(out, &with_forms, forgery::is_off, |_| unprotected(app, &forms));
}

/// Starlette's cookie is not sent along with forms of other sites, unless somebody says otherwise.
fn kept_back<'f>(facts: &'f Facts, setting: &Setting, app: &App) -> Option<&'f Setting> {
    let cookie = facts.setting(&setting.component, setting.standing, Key::SESSION_COOKIE_SAMESITE)?;
    let word =
        |value: &Value| value.text().is_some_and(|w| w.eq_ignore_ascii_case("lax") || w.eq_ignore_ascii_case("strict"));
    (app.framework == sneck_model::Framework::Fastapi && cookie.value.alternatives().all(word)).then_some(cookie)
}

fn is_form_of(route: &Route, app: &App) -> bool {
    let posts = route.methods.iter().any(|m| m != "GET");
    route.app.as_ref() == Some(&app.subject) && route.reads_form && posts && route.csrf_exempt.is_none()
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

const WISHES: &[Wish] = &[Wish::on(Key::CSRF_FORMS), Wish::on(Key::TOKEN_COOKIE_CSRF)];

fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(set(facts, finding, WISHES))
}
