//! `app/proxy-trust`: the app believes headers that anybody can send.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Framework, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, is_boxed, is_every_interface, judge, origin, place_of, stands};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/proxy-trust",
    title: "Forwarding headers are believed from anybody",
    severity: Severity::Low,
    checklist: "Forwarding headers are believed from the project's own proxies only",
    why: "`ProxyFix` takes the visitor's address, scheme and host from `X-Forwarded-…` headers. It counts from the end: \
          one for each proxy that really stands in front. With more than there are, or with none and the app reachable \
          directly, the visitor writes these headers, and so chooses the address that limits, logs and allow-lists \
          see.",
    remedy: "Say how many proxies there are, and let the app listen to them only:\n\n\
             app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)\n\
             gunicorn --bind 127.0.0.1:8000 shop:app",
    remedies: &[
        (
            Framework::Django,
            "Name the header that your proxy sets on every request, and let the app listen to that proxy \
         only:\n\n\
         SECURE_PROXY_SSL_HEADER = (\"HTTP_X_FORWARDED_PROTO\", \"https\")\n\
         gunicorn --bind 127.0.0.1:8000 shop.wsgi",
        ),
        (
            Framework::Fastapi,
            "Name the proxy whose headers are believed, and let the app listen to it only:\n\
        \n\
        uvicorn main:app --host 127.0.0.1 --forwarded-allow-ips 127.0.0.1",
        ),
    ],
    references: &[
        "https://flask.palletsprojects.com/en/stable/deploying/proxy_fix/",
        "https://werkzeug.palletsprojects.com/en/stable/middleware/proxy_fix/",
        "https://www.rfc-editor.org/rfc/rfc7239#section-8.1",
    ],
    cwe: &[348, 290],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app)
=== deploy/shop.service
[Service]
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/gunicorn --bind 0.0.0.0:8000 app:app
"#),
        Bad(r#"=== app.py
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=3)
=== Procfile
web: gunicorn app:app
"#),
        Good(
            r#"=== app.py
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
=== deploy/shop.service
[Service]
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/gunicorn --bind 127.0.0.1:8000 app:app
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
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
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
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
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
ExecStart=/srv/shop/venv/bin/uvicorn main:app --host 0.0.0.0 --forwarded-allow-ips *
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI

app = FastAPI()
=== deploy/shop.service
[Service]
WorkingDirectory=/srv/shop
ExecStart=/srv/shop/venv/bin/uvicorn main:app --host 127.0.0.1 --forwarded-allow-ips *
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Settings that name a header which is believed.
const FORWARDED: &[Key] = &[Key::PROXY_SSL_HEADER, Key::PROXY_FORWARDED_HOST];

/// More than one proxy in a row happens, and should be counted, not guessed.
const MOST: i64 = 1;

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in FORWARDED.iter().flat_map(|key| facts.settings_of(*key)) {
        forwarded(facts, setting, out);
    }
    for setting in facts.settings_of(Key::SERVER_TRUSTED_PROXIES) {
        let everybody = |value: &Value| value.text().is_some_and(|ips| ips.split(',').any(|ip| ip.trim() == "*"));
        match direct(facts, setting) {
            Some(host) => judge(out, setting, everybody, |s| reachable(s, host)),
            None => out.passes(&setting.component, stands(setting), setting.because.clone()),
        }
    }
    for setting in facts.settings_of(Key::PROXY_HOPS) {
        match direct(facts, setting) {
            Some(host) => judge(out, setting, |hops| is_above(hops, 0), |s| reachable(s, host)),
            None => judge(out, setting, |hops| is_above(hops, MOST), too_many),
        }
    }
}

/// Django believes these headers from whoever sends them: only who can connect decides what they are worth.
fn forwarded(facts: &Facts, setting: &Setting, out: &mut Verdicts) {
    let is_set = |value: &Value| value.truth() == Some(true);
    match (direct(facts, setting), setting.key) {
        (Some(host), _) => judge(out, setting, is_set, |s| reachable(s, host)),
        // What stands in the list is answered, whichever header names it.
        (None, Key::PROXY_FORWARDED_HOST) => judge(out, setting, |_| false, unproven),
        (None, _) if is_proxied(facts, setting) => judge(out, setting, |_| false, unproven),
        (None, _) => judge(out, setting, is_set, unproven),
    }
}

/// A box is reached through what publishes it; on loopback only this machine's own proxy connects.
fn is_proxied(facts: &Facts, setting: &Setting) -> bool {
    let boxed = is_boxed(facts.environment_of(setting));
    boxed || facts.setting(&setting.component, setting.standing, Key::SERVER_HOST).is_some()
}

fn unproven(setting: &Setting) -> Fault {
    Fault::new(format!(
        "`{}` believes what a proxy says of the request ({}), and no file shows that proxy: it has to strip that header \
         from what visitors send, or they make plain HTTP count as HTTPS.",
        setting.raw,
        origin(setting)
    ))
    .fix("See that the proxy sets this header on every request, and that nobody reaches the app beside it.")
    .severity(Severity::Info)
}

fn is_above(hops: &Value, limit: i64) -> bool {
    matches!(hops, Value::Int(n) if *n > limit)
}

/// The setting that lets visitors reach the app beside its proxy.
fn direct<'f>(facts: &'f Facts, setting: &Setting) -> Option<&'f Setting> {
    let host = facts.setting(&setting.component, setting.standing, Key::SERVER_HOST)?;
    let boxed = is_boxed(facts.environment_of(setting));
    (!boxed && is_every_interface(&host.value)).then_some(host)
}

fn reachable(setting: &Setting, host: &Setting) -> Fault {
    Fault::new(format!(
        "The app believes forwarding headers (`{}`, {}), and it listens on every interface ({}): whoever connects \
         directly writes those headers, and so chooses {}.",
        setting.raw,
        origin(setting),
        origin(host),
        chooses(setting.key)
    ))
    .fix(format!("Let the server listen on `127.0.0.1` at {}.", place_of(host)))
}

/// What the header says of a request.
fn chooses(key: Key) -> &'static str {
    match key {
        Key::PROXY_SSL_HEADER => "whether the request counts as HTTPS",
        Key::PROXY_FORWARDED_HOST => "the host that links are made with",
        _ => "the address that the app sees",
    }
}

fn too_many(setting: &Setting) -> Fault {
    let hops = match setting.value {
        Value::Int(hops) => format!("{hops} proxies"),
        _ => "more than one proxy".into(),
    };
    Fault::new(format!(
        "The app believes what {hops} in a row say of the visitor ({}). If fewer stand in front, the visitor writes what \
         the missing ones would have said, and so chooses the address that the app sees.",
        origin(setting)
    ))
    .fix(format!("Write the number of proxies that really stand in front at {}, often `x_for=1`.", place_of(setting)))
}
