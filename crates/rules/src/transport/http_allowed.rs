//! `transport/http-allowed`: the site can be used over plain HTTP.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Edit, Exchange, Facts, Finding, Framework, Key, Rule, Setting, Severity, Strength, SubjectKind, Value,
    Verdicts,
};

use crate::common::{Fault, is_written, judge, origin, stands, value_beside};
use crate::django;
use crate::hosts::{Distance, distance, scheme_and_host};
use crate::live::{self, Seen};
use crate::mending::{Wish, risky, set};
use crate::server;

/// The rule.
pub static RULE: Rule = Rule {
    id: "transport/http-allowed",
    title: "The site can be used over plain HTTP",
    severity: Severity::Medium,
    checklist: "Plain HTTP is answered with a redirect to HTTPS",
    why: "Over plain HTTP everybody on the way reads along and can change what comes back: the log-in, the session, the \
          page itself. A site that answers there, instead of sending the browser to HTTPS, is used there by whoever \
          follows an old link.",
    remedy: "Let the proxy that ends TLS answer plain HTTP with a redirect, or let the app do it:\n\n\
             Talisman(app, force_https=True)",
    remedies: &[
        (
            Framework::Django,
            "Let the proxy that ends TLS answer plain HTTP with a redirect, or let Django do it:\n\n\
         SECURE_SSL_REDIRECT = True\n\n\
         The redirect is made by `django.middleware.security.SecurityMiddleware`.",
        ),
        (
            Framework::Fastapi,
            "Let the proxy that ends TLS answer plain HTTP with a redirect, or let the app do it:\n\
        \n\
        app.add_middleware(HTTPSRedirectMiddleware)",
        ),
    ],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc9110#section-4.2.2",
        "https://github.com/wntrblm/flask-talisman#options",
        "https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html#use-tls-for-all-pages",
    ],
    cwe: &[319],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask
from flask_talisman import Talisman

app = Flask(__name__)
Talisman(app, force_https=False)
"#),
        Bad(r#"=== shop/settings.py
MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
]
SECURE_SSL_REDIRECT = True
"#),
        Bad(r#"=== GET http://shop.example/
200
content-type: text/html

<h1>Books</h1>
"#),
        Bad(r#"=== main.tf
resource "aws_lb_listener" "web" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-north-1:1:loadbalancer/app/web/1"
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-north-1:1:targetgroup/web/1"
  }
}
"#),
        Good(
            r#"=== main.tf
resource "aws_lb_listener" "web" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-north-1:1:loadbalancer/app/web/1"
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask
from flask_talisman import Talisman

app = Flask(__name__)
Talisman(app)
"#,
        ),
        Good(
            r#"=== GET http://shop.example/
301
location: https://shop.example/

=== GET http://127.0.0.1:5000/
200
content-type: text/html

<h1>Behind the proxy</h1>
"#,
        ),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
SECURE_SSL_REDIRECT = True
"#,
        ),
        Good(
            r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.httpsredirect import HTTPSRedirectMiddleware

app = FastAPI()
app.add_middleware(HTTPSRedirectMiddleware)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== nginx/shop.conf
server {
    listen 80;
    listen 443 ssl;
    server_name shop.example;

    location / {
        proxy_pass http://127.0.0.1:8000;
    }
}
"#),
        Good(
            r#"=== nginx/shop.conf
server {
    listen 80;
    server_name shop.example;

    location /.well-known/acme-challenge/ {
        root /var/www/certbot;
    }
    location / {
        return 301 https://$host$request_uri;
    }
}
server {
    listen 443 ssl;
    server_name shop.example;

    location / {
        proxy_pass http://127.0.0.1:8000;
    }
}
"#,
        ),
        Bad(r#"=== compose.yaml
services:
  proxy:
    image: traefik:v3.1.4
    command:
      - --entrypoints.web.address=:80
      - --entrypoints.websecure.address=:443
      - --providers.docker.exposedbydefault=false
    ports: ["80:80", "443:443"]
"#),
        Good(
            r#"=== compose.yaml
services:
  proxy:
    image: traefik:v3.1.4
    command:
      - --entrypoints.web.address=:80
      - --entrypoints.web.http.redirections.entrypoint.to=websecure
      - --entrypoints.websecure.address=:443
      - --providers.docker.exposedbydefault=false
    ports: ["80:80", "443:443"]
"#,
        ),
        Bad(r#"=== k8s/shop.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/ssl-redirect: "false"
spec:
  ingressClassName: nginx
  tls: [{hosts: [shop.example], secretName: shop}]
  defaultBackend: {service: {name: web, port: {number: 80}}}
"#),
        Good(
            r#"=== k8s/shop.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/proxy-body-size: "1m"
spec:
  ingressClassName: nginx
  tls: [{hosts: [shop.example], secretName: shop}]
  defaultBackend: {service: {name: web, port: {number: 80}}}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// Only what code says is judged: where it says nothing, the proxy in front decides.
fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::HTTPS_REDIRECT).filter(|s| !is_silent(s)) {
        judge(out, setting, is_off, |s| switched_off(facts, s));
    }
    for setting in
        facts.settings_of(Key::HTTPS_REDIRECT).filter(|s| is_silent(s) && django::is_app(facts, &s.component))
    {
        judge(out, setting, is_off, |s| never_switched_on(facts, s));
    }
    for setting in facts.settings_of(Key::MIDDLEWARE) {
        behind(facts, setting, out);
    }
    for seen in live::seen(facts, |answer| !answer.is_https() && is_reached_from_outside(answer)) {
        observed(out, &seen);
    }
}

fn is_silent(setting: &Setting) -> bool {
    !is_written(setting) && !setting.value.is_true()
}

fn is_off(value: &Value) -> bool {
    value.truth() == Some(false)
}

/// Django's own check asks for it; most projects leave it to the proxy that ends TLS.
fn never_switched_on(facts: &Facts, setting: &Setting) -> Fault {
    Fault::new(format!(
        "Django does not send plain HTTP to HTTPS (`{}`, {}); a proxy in front may.{}",
        setting.raw,
        origin(setting),
        named(facts, setting)
    ))
    .severity(Severity::Info)
}

/// The redirect is asked about only where its middleware runs.
fn named(facts: &Facts, setting: &Setting) -> String {
    let runs = django::runs(facts, setting, django::SECURITY) == Some(true);
    if runs { django::named("W008") } else { String::new() }
}

/// A web server that does not end TLS itself may stand behind something that does.
fn by_server(setting: &Setting) -> Fault {
    let at = origin(setting);
    let fault = match setting.value {
        Value::Bool(_) => Fault::new(format!(
            "The web server answers over plain HTTP ({at}) although the same site is there over HTTPS: whoever follows \
             an old link stays in the clear."
        )),
        _ => Fault::new(format!(
            "The web server answers over plain HTTP only ({at}); unless something in front of it ends TLS, everybody on \
             the way reads along."
        ))
        .severity(Severity::Low),
    };
    fault.fix(match setting.raw.as_str() {
        "redirections" => {
            "Let the entry point send visitors on:\n\n--entrypoints.web.http.redirections.entrypoint.to=websecure"
        }
        "ssl-redirect" => {
            "Let the Ingress send visitors on:\n\nmetadata:\n  annotations:\n    nginx.ingress.kubernetes.io/ssl-redirect: \"true\""
        }
        "VirtualHost" => "Let port 80 answer with a redirect:\n\nRedirect permanent / https://shop.example/",
        _ => "Let port 80 answer with a redirect:\n\nserver {\n    listen 80;\n    return 301 https://$host$request_uri;\n}",
    })
}

fn switched_off(facts: &Facts, setting: &Setting) -> Fault {
    if setting.component.kind == SubjectKind::Cloud {
        let says = format!("`{}` answers plain HTTP (`{}`, {}).", setting.component, setting.raw, origin(setting));
        return Fault::new(says).fix("Let it answer with a redirect to HTTPS.");
    }
    if server::is_server(setting) {
        return by_server(setting);
    }
    if django::is_app(facts, &setting.component) {
        return never_switched_on(facts, setting);
    }
    let says = format!("The redirect to HTTPS is switched off: `{}` ({}).", setting.raw, origin(setting));
    Fault::new(says).fix("Leave it on, unless the proxy in front answers plain HTTP with a redirect itself.")
}

/// Middleware that answers by itself and stands before the redirect answers over plain HTTP.
fn behind(facts: &Facts, setting: &Setting, out: &mut Verdicts) {
    let names: Vec<&str> = setting.value.list().iter().filter_map(Value::text).collect();
    let at = |part: &str| names.iter().position(|name| name.contains(part));
    let redirects = value_beside(facts, setting, Key::HTTPS_REDIRECT).is_some_and(Value::is_true);
    let (Some(answers), Some(security)) = (at("WhiteNoiseMiddleware"), at("SecurityMiddleware")) else { return };
    if !redirects || answers > security {
        return;
    }
    let says = format!(
        "Static files are answered over plain HTTP, without the headers of SecurityMiddleware: `{}` stands before it in \
         `{}` ({}).",
        names[answers],
        setting.raw,
        origin(setting)
    );
    Fault::new(says).severity(Severity::Low).fix("Put SecurityMiddleware first.").at(
        out,
        &setting.component,
        stands(setting),
        Strength::Shows,
        setting.because.clone(),
    );
}

/// On loopback one talks to the app behind its proxy, where plain HTTP is usual.
fn is_reached_from_outside(answer: &Exchange) -> bool {
    scheme_and_host(&answer.url).is_some_and(|(_, host)| distance(&host) > Distance::Inside)
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let (moved, served): (Vec<&Exchange>, Vec<&Exchange>) =
        seen.answers.iter().partition(|answer| goes_to_https(answer));
    let step = |answer: &&Exchange, says: &str| live::step(answer, "status", format!("{says} ({})", answer.status));
    // Errors serve nothing that anybody could use.
    let used: Vec<_> =
        served.iter().filter(|answer| answer.status < 400).map(|a| step(a, "answers over plain HTTP")).collect();
    if !used.is_empty() {
        let says = "The site answers over plain HTTP instead of sending the browser to HTTPS.";
        Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(used));
    } else if !moved.is_empty() {
        let places = moved.iter().map(|a| step(a, "sends the browser to HTTPS")).collect();
        out.passes(&seen.subject, seen.standing, live::few(places));
    }
}

fn goes_to_https(answer: &Exchange) -> bool {
    live::is_redirect(answer)
        && answer.header("location").any(|to| to.trim().to_ascii_lowercase().starts_with("https://"))
}

const WISHES: &[Wish] = &[Wish::on(Key::HTTPS_REDIRECT)];

fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(set(facts, finding, WISHES))
}
