//! `exposure/admin-panel`: the back office opens for everybody.

use std::collections::BTreeMap;

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Exchange, Facts, Framework, Key, Kind, Route, Rule, Setting, Severity, Standing, Strength, Subject, Value,
    Verdicts,
};

use crate::common::{Fault, judge, origin, step_at, subject_of};
use crate::live::{self, Seen, few};
use crate::panels::{self, Panel, panel as panel_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/admin-panel",
    title: "The back office stands open, or where everybody looks first",
    severity: Severity::High,
    checklist: "The back office asks who is there",
    why: "An address that is linked nowhere is no secret: `/admin` is the first that is tried. Whoever opens it without a \
          log-in reads the customers and changes the prices. The same goes for pages that set the app up: whoever comes \
          first becomes its owner.",
    remedy: "Ask who is there, before every page of that part:\n\n\
             @blueprint.before_request\n\
             @login_required\n\
             def only_staff():\n    \
                 if not current_user.is_admin:\n        \
                     abort(403)\n\n\
             Flask-Admin asks nobody unless a view says so in `is_accessible()`.",
    remedies: &[
        (
            Framework::Django,
            "Ask who is there, before every view of that part; Django's own admin does so by itself:\n\n\
         @staff_member_required\n\
         def orders(request):\n    \
         …",
        ),
        (
            Framework::Fastapi,
            "Let a log-in and a check of the role stand before it. SQLAdmin:\n\
        \n\
        admin = Admin(app, engine, authentication_backend=AdminAuth(secret_key=settings.secret_key))",
        ),
    ],
    references: &[
        "https://flask-admin.readthedocs.io/en/stable/introduction/#authorization-permissions",
        "https://flask-login.readthedocs.io/en/latest/#protecting-views",
        "https://owasp.org/Top10/A01_2021-Broken_Access_Control/",
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/05-Enumerate_Infrastructure_and_Application_Admin_Interfaces",
    ],
    cwe: &[306, 419],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, render_template

app = Flask(__name__)

@app.get("/admin/orders")
def orders():
    return render_template("orders.html")
"#),
        Bad(r#"=== app.py
from flask import Flask
from flask_admin import Admin

app = Flask(__name__)
Admin(app)
"#),
        Bad(r#"=== shop/settings.py
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.admin"]
=== shop/urls.py
from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
"#),
        Good(
            r#"=== shop/settings.py
import os

ROOT_URLCONF = "shop.urls"
ADMIN_URL = os.environ["ADMIN_URL"]
=== shop/urls.py
from django.conf import settings
from django.contrib import admin
from django.urls import path

urlpatterns = [path(settings.ADMIN_URL, admin.site.urls)]
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask, render_template
from flask_login import login_required

app = Flask(__name__)

@app.get("/admin/orders")
@login_required
def orders():
    return render_template("orders.html")

@app.route("/admin/login", methods=["GET", "POST"])
def login():
    return render_template("login.html")
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_login import current_user

class Guarded(ModelView):
    def is_accessible(self):
        return current_user.is_authenticated

app = Flask(__name__)
Admin(app)
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask, render_template

app = Flask(__name__)

@app.get("/administrators-of-old-rome")
def article():
    return render_template("article.html")
"#,
        ),
        Bad(r#"=== GET https://shop.example/supervisor/
200
content-type: text/html

<title>Supervisor Status</title><div id="wrapper"><a href="?action=restartall">restart all</a></div>
"#),
        Good(
            r#"=== GET https://shop.example/admin/
302
location: https://sign-in.shop.example/
"#,
        ),
    ],
    asks: Some(panels::asks),
    check: Check::Native(check),
    mend: None,
};

/// Parts of addresses that name a back office.
const BACK_OFFICE: &[&str] =
    &["admin", "_admin", "administrator", "administration", "backoffice", "back-office", "superuser"];

/// Parts that name the setting up of an app, which only matters where it changes something.
const SET_UP: &[&str] = &["setup", "install", "first-run", "firstrun", "bootstrap"];

/// Parts of pages that have to be open: one comes there to say who one is.
const DOORS: &[&str] = &[
    "login",
    "logout",
    "signin",
    "sign-in",
    "sign_in",
    "signout",
    "log-in",
    "log_in",
    "auth",
    "static",
    "reset-password",
];

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::ADMIN_PANEL) {
        judge(out, setting, |value| matches!(value, Value::Text(_)), panel);
    }
    let mut offices: BTreeMap<(Subject, Kind), Vec<&Route>> = BTreeMap::new();
    // What a view that was not read asks of visitors (a class of a library, as Django's `RedirectView`) is not known.
    let read = |route: &&Route| route.view != DJANGO && !route.view.is_empty();
    for route in facts.routes.iter().filter(read).filter(|r| is_office(&r.path) || sets_up(r)) {
        offices.entry((subject_of(route.app.as_ref(), &route.place), route.kind)).or_default().push(route);
    }
    for route in facts.routes.iter().filter(|route| route.view == DJANGO) {
        default_address(out, route);
    }
    for ((subject, kind), routes) in &offices {
        office(out, subject, Standing::Kind(*kind), routes);
    }
    for seen in live::seen(facts, |answer| panel_of(answer).is_some()) {
        observed(out, &seen);
    }
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let found: Vec<(&Exchange, Panel)> =
        seen.answers.iter().filter_map(|answer| Some((*answer, panel_of(answer)?))).collect();
    let Some((answer, worst)) = found.iter().max_by_key(|(_, panel)| panel.open) else { return };
    let (says, severity) = if worst.open {
        (format!("{} is {}, and it asks nobody who they are.", answer.url, worst.name), Severity::High)
    } else {
        let tries = "everybody may try passwords there";
        (format!("{} is the log-in of {}: {tries}.", answer.url, worst.name), Severity::Low)
    };
    let places = found.iter().map(|(answer, panel)| live::step(answer, "body", format!("is {}", panel.name))).collect();
    Fault::new(says).severity(severity).at(out, &seen.subject, seen.standing, Strength::Proves, few(places));
}

fn panel(setting: &Setting) -> Fault {
    let address = setting.value.alternatives().find_map(Value::text).unwrap_or_default();
    Fault::new(format!("The admin interface at {address} opens for everybody ({}).", origin(setting)))
}

/// The view under which Django's admin stands among the routes. It asks for a log-in by itself.
const DJANGO: &str = "admin.site.urls";

/// Everybody who looks for a log-in to try finds Django's admin at the address of the tutorial.
fn default_address(out: &mut Verdicts, route: &Route) {
    if route.path != "/admin/" {
        return;
    }
    let (subject, standing) = (subject_of(route.app.as_ref(), &route.place), Standing::Kind(route.kind));
    let step = step_at(&route.place, "puts the admin at /admin/");
    Fault::new(
        "Django's admin stands at /admin/, where everybody looks first: its log-in page is open to every password \
         that somebody wants to try.",
    )
    .severity(Severity::Low)
    .fix("Let the proxy in front admit only your own networks to it, or give it an address of your own.")
    .at(out, &subject, standing, Strength::Shows, vec![step]);
}

fn parts(path: &str) -> impl Iterator<Item = String> + '_ {
    path.split('/').filter(|part| !part.is_empty()).map(str::to_ascii_lowercase)
}

fn is_office(path: &str) -> bool {
    let has = |names: &[&str]| parts(path).any(|part| names.contains(&part.as_str()));
    has(BACK_OFFICE) && !has(DOORS)
}

fn sets_up(route: &Route) -> bool {
    route.writes && parts(&route.path).any(|part| SET_UP.contains(&part.as_str()))
}

fn office(out: &mut Verdicts, subject: &Subject, standing: Standing, routes: &[&Route]) {
    let (guarded, open): (Vec<&Route>, Vec<&Route>) = routes.iter().partition(|route| route.guarded.is_some());
    let step = |route: &&Route, says: &str| step_at(&route.place, format!("{} {says}", route.path));
    let Some(first) = open.first() else {
        let places = guarded.iter().map(|route| step(route, "asks who is there")).collect();
        return out.passes(subject, standing, few(places));
    };
    let others = if open.len() > 1 { format!(" and {} more", open.len() - 1) } else { String::new() };
    let says = format!("Nothing was found that asks who is there before {}{others}.", first.path);
    let places = open.iter().map(|route| step(route, "asks nobody")).collect();
    // A page that sets the app up usually closes itself once that is done.
    let severity = if open.iter().any(|route| is_office(&route.path)) { Severity::High } else { Severity::Low };
    Fault::new(says).severity(severity).at(out, subject, standing, Strength::Suggests, few(places));
}
