//! `exposure/debug-endpoint`: pages made for developers answer everybody.

use std::collections::BTreeMap;

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Access, Check, Exchange, Facts, Framework, Key, Kind, Route, Rule, Setting, Severity, Standing, Step, Strength,
    Subject, Value, Verdicts,
};

use crate::asking;
use crate::common::{Fault, flag, origin, step_at, subject_of};
use crate::live::{self, Seen, few};
use crate::machine::{answering, listens};
use crate::products::product;
use crate::services::Reach;
use crate::status_pages;

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/debug-endpoint",
    title: "Pages made for developers answer everybody",
    severity: Severity::High,
    checklist: "Pages made for developers are not reachable in production",
    why: "A page that was made to see what goes on, or to start over with an empty database, is handy while the app is \
          written. In production it hands every user, the configuration or the environment with its keys to whoever \
          asks, or lets them wipe the data.",
    remedy: "Take the route out, or register it in development only:\n\n\
             if app.debug:\n    \
                 app.register_blueprint(developer_pages)\n\n\
             What has to stay needs a log-in and a check of the role. What empties the database belongs on the command \
             line (`@app.cli.command`).",
    remedies: &[
        (
            Framework::Django,
            "Take the address out, or add it for developers only:\n\n\
         if settings.DEBUG:\n    \
         urlpatterns += [path(\"__debug__/\", include(\"debug_toolbar.urls\"))]\n\n\
         What has to stay needs a log-in and a check of the role. What empties the database belongs \
         into a management command.",
        ),
        (
            Framework::Fastapi,
            "Take the route out, or include it for developers only:\n\
        \n\
        if settings.debug:\n    \
        app.include_router(developer_pages)\n\
        \n\
        What has to stay needs a log-in and a check of the role: \
        `dependencies=[Depends(get_current_admin)]`.",
        ),
    ],
    references: &[
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/02-Test_Application_Platform_Configuration",
        "https://flask.palletsprojects.com/en/stable/cli/#custom-commands",
    ],
    cwe: &[489, 215, 306],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, jsonify

app = Flask(__name__)

@app.get("/debug/config")
def show_config():
    return jsonify({name: str(value) for name, value in app.config.items()})
"#),
        Bad(r#"=== app.py
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)

@app.get("/createdb")
def createdb():
    db.drop_all()
    db.create_all()
    return "done"
"#),
        Bad(r#"=== GET https://shop.example/metrics
200
content-type: text/plain; version=0.0.4

# HELP flask_http_request_total Total number of HTTP requests
# TYPE flask_http_request_total counter
flask_http_request_total{method="GET",status="200"} 17.0
"#),
        Good(
            r#"=== app.py
from flask import Flask, jsonify
from flask_login import login_required

app = Flask(__name__)

@app.get("/debug/config")
@login_required
def show_config():
    return jsonify({name: str(value) for name, value in app.config.items()})
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.get("/health")
def health():
    return {"ok": True}
"#,
        ),
        Bad(r#"=== main.py
import os
from fastapi import FastAPI

app = FastAPI()

@app.get("/debug/env")
def environment():
    return dict(os.environ)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
import os
from fastapi import Depends, FastAPI, HTTPException
from users import user_of_token

app = FastAPI()

def get_current_admin(user=Depends(user_of_token)):
    if not user.is_admin:
        raise HTTPException(status_code=403)

@app.get("/debug/env", dependencies=[Depends(get_current_admin)])
def environment():
    return dict(os.environ)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== nginx/shop.conf
server {
    listen 80;

    location /nginx_status {
        stub_status;
    }
}
"#),
        Good(
            r#"=== nginx/shop.conf
server {
    listen 80;

    location /nginx_status {
        stub_status;
        allow 127.0.0.1;
        deny all;
    }
}
"#,
        ),
        Bad(r#"=== apache/shop.conf
<VirtualHost *:443>
    <Location /server-status>
        SetHandler server-status
    </Location>
</VirtualHost>
"#),
        Good(
            r#"=== apache/shop.conf
<VirtualHost *:443>
    <Location /server-status>
        SetHandler server-status
        Require local
    </Location>
</VirtualHost>
"#,
        ),
        Bad(r#"=== host listeners
tcp 0.0.0.0:80 program=nginx pid=31 user=root
=== host services
tcp 0.0.0.0:80 nginx-status open version=nginx as-stranger $ shows its counts of connections to whoever asks (`/nginx_status`)
"#),
        Good(
            r#"=== host listeners
tcp 0.0.0.0:80 program=apache2 pid=31 user=root
tcp 127.0.0.1:8081 program=nginx pid=32 user=root
=== host services
tcp 0.0.0.0:80 apache-status guarded version=Apache as-stranger $ refuses its status to strangers (`/server-status` is answered 403)
tcp 127.0.0.1:8081 nginx-status open version=nginx $ shows its counts of connections to whoever asks (`/nginx_status`)
"#,
        ),
    ],
    asks: Some(|facts| asking::for_targets(facts, TARGETS, "whether a page for developers answers everybody")),
    check: Check::Native(check),
    mend: None,
};

/// Parts of addresses that name a page for developers.
const DEVELOPER: &[&str] =
    &["debug", "_debug", "__debug__", "phpinfo", "sysinfo", "server-status", "server-info", "profiler", "environ"];

/// Parts that name starting over; they matter where the route changes something.
const START_OVER: &[&str] = &[
    "createdb",
    "create_db",
    "create-db",
    "initdb",
    "init_db",
    "init-db",
    "resetdb",
    "reset_db",
    "reset-db",
    "dropdb",
    "drop_db",
    "drop-db",
    "populate",
    "seed",
    "wipe",
    "truncate",
    "reset-database",
    "reset_database",
    "drop_all",
    "create_all",
];

fn check(facts: &Facts, out: &mut Verdicts) {
    let mut apps: BTreeMap<(Subject, Kind), Vec<(&Route, Page)>> = BTreeMap::new();
    for route in &facts.routes {
        if let Some(fault) = made_for_developers(route) {
            apps.entry((subject_of(route.app.as_ref(), &route.place), route.kind)).or_default().push((route, fault));
        }
    }
    for ((subject, kind), routes) in &apps {
        pages(out, subject, Standing::Kind(*kind), routes);
    }
    flag(facts, out, Key::SERVER_STATUS_PAGE, Value::is_true, of_server);
    of_machine(facts, out);
    for seen in live::seen(facts, |answer| answer.status == 200 && answer.is_own()) {
        observed(out, &seen);
    }
}

/// Status pages of the web servers of this machine, as they were asked for.
fn of_machine(facts: &Facts, out: &mut Verdicts) {
    for one in answering(facts) {
        let severity = match &*one.service.product {
            "nginx-status" => Severity::Low,
            "apache-status" | "nats-monitoring" => Severity::Medium,
            _ => continue,
        };
        match one.service.access {
            Access::Unknown => out.unknown(&one.subject, one.standing, one.service.proof.clone(), one.places()),
            Access::Open if one.reach() >= Reach::Private => {
                let says = format!("{} {}. {}", one.name(), one.service.proof, listens(one.listener));
                let fault = Fault::new(says).severity(severity);
                let fault = fault.fix(format!("Set {}.", product(&one.service.product).ask));
                fault.at(out, &one.subject, one.standing, Strength::Proves, one.places());
            }
            _ => out.passes(&one.subject, one.standing, one.places()),
        }
    }
}

/// A page about the server itself. Counts of connections are of little use; measurements of a program tell more.
fn of_server(setting: &Setting) -> Fault {
    let place = setting.scope.0.first().map_or("the server", String::as_str);
    let says = format!("`{place}` shows everybody a page about the server ({}).", origin(setting));
    let severity = if setting.raw == "stub_status" { Severity::Low } else { Severity::Medium };
    Fault::new(says).severity(severity).fix(match setting.raw.as_str() {
        "SetHandler" => "Let only this machine in: `Require local`.",
        "metrics" => "Let only this machine in: put `metrics` into a site of its own with `bind 127.0.0.1`.",
        _ => "Let only this machine in:\n\nallow 127.0.0.1;\ndeny all;",
    })
}

/// What a page for developers does: how bad, as a clause.
struct Page {
    severity: Severity,
    strength: Strength,
    says: String,
    more: Vec<Step>,
}

fn made_for_developers(route: &Route) -> Option<Page> {
    let has = |names: &[&str]| route.path.split('/').any(|part| names.contains(&part.to_ascii_lowercase().as_str()));
    if let Some(reveals) = &route.reveals {
        let says = format!("{} {}", route.path, reveals.says);
        return Some(Page { severity: Severity::High, strength: Strength::Shows, says, more: vec![reveals.clone()] });
    }
    let (severity, does) = if route.writes && has(START_OVER) {
        (Severity::High, "lets whoever asks start over with the data")
    } else if has(DEVELOPER) {
        (Severity::Medium, "is a page made for developers")
    } else {
        return None;
    };
    let says = format!("{} {does}", route.path);
    Some(Page { severity, strength: Strength::Suggests, says, more: Vec::new() })
}

fn pages(out: &mut Verdicts, subject: &Subject, standing: Standing, routes: &[(&Route, Page)]) {
    let mut open: Vec<&(&Route, Page)> = routes.iter().filter(|(route, _)| route.guarded.is_none()).collect();
    open.sort_by_key(|(_, page)| std::cmp::Reverse((page.severity, page.strength)));
    let Some((_, worst)) = open.first() else {
        let step = |route: &Route| step_at(&route.place, format!("{} asks who is there", route.path));
        return out.passes(subject, standing, few(routes.iter().map(|(route, _)| step(route)).collect()));
    };
    let says = format!("{}, and nothing was found that asks who is there.", worst.says);
    let places = open.iter().flat_map(|(route, fault)| {
        std::iter::once(step_at(&route.place, fault.says.clone())).chain(fault.more.iter().cloned())
    });
    Fault::new(says).severity(worst.severity).at(out, subject, standing, worst.strength, places.collect());
}

/// Addresses that such pages have by default.
const TARGETS: &[&str] = &[
    "/metrics",
    "/server-status",
    "/server-info",
    "/nginx_status",
    "/stub_status",
    "/phpinfo.php",
    "/info.php",
    "/actuator",
    "/actuator/env",
    "/debug/pprof/",
    "/debug/vars",
    "/_profiler/",
    "/elmah.axd",
    "/trace.axd",
    "/rails/info/routes",
    "/_ignition/health-check",
    "/debug",
    "/env",
];

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let shown = |answer: &&Exchange| {
        let (severity, says) = status_pages::shown(&answer.body)?;
        Some((severity, live::step(answer, "body", says)))
    };
    let found: Vec<(Severity, Step)> = seen.answers.iter().filter_map(shown).collect();
    let Some((severity, first)) = found.iter().max_by_key(|(severity, _)| *severity) else { return };
    let fault = Fault::new(format!("An answer to everybody {}.", first.says)).severity(*severity);
    let places = found.iter().map(|(_, step)| step.clone()).collect();
    fault.at(out, &seen.subject, seen.standing, Strength::Proves, few(places));
}
