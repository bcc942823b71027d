//! `transport/verification-off`: nobody checks who is at the other end of an encrypted connection.

use std::collections::BTreeMap;

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Argument, Call, Check, Edit, Environment, Facts, Finding, Key, Kind, Rule, Setting, Severity, Standing, Step,
    Strength, Subject, Value, Variable, Verdicts,
};

use crate::clear_text::is_refused;
use crate::common::{Fault, file_of, flag, in_scope, origin, stands, step_at};
use crate::hosts::{Distance, distance};
use crate::live::few;
use crate::mending;
use crate::unverified::{Switched, switched};

/// The rule.
pub static RULE: Rule = Rule {
    id: "transport/verification-off",
    title: "Certificates of other servers are not checked",
    severity: Severity::High,
    checklist: "Certificates are checked on every outgoing connection",
    why: "Encryption without a check of the certificate keeps nobody out: whoever can place themselves on the way (a \
          router, a rented server beside yours, a forged name) answers with a certificate of their own and reads and \
          changes everything, passwords and tokens first.",
    remedy: "Leave the check on. Where the other side has a certificate of your own authority, name that authority:\n\n\
             requests.get(url, verify=\"/etc/ssl/certs/our-authority.pem\")\n\n\
             For PostgreSQL, `sslmode=verify-full`.",
    remedies: &[],
    references: &[
        "https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification",
        "https://docs.python.org/3/library/ssl.html#security-considerations",
        "https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS",
        "https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html",
    ],
    cwe: &[295, 297],
    since: "0.1",
    examples: &[
        Bad(r#"=== server.js
const express = require("express");
const app = express();

app.listen(3000);
=== package.json
{"dependencies": {"express": "5.1.0"}}
=== Dockerfile
FROM node:22.11-slim
ENV NODE_ENV=production NODE_TLS_REJECT_UNAUTHORIZED=0
USER node
CMD ["node", "server.js"]
"#),
        Bad(r#"=== report.py
import psycopg2

shop = psycopg2.connect("host=db.shop.example user=report sslmode=disable")
"#),
        Good(
            r#"=== report.py
import psycopg2

shop = psycopg2.connect(host="db", user="report", sslmode="disable")
"#,
        ),
        Bad(r#"=== app.py
import requests
from flask import Flask

app = Flask(__name__)

@app.get("/rates")
def rates():
    return requests.get("https://rates.example/today", verify=False, timeout=5).json()
"#),
        Bad(r#"=== app.py
import ssl

from flask import Flask

app = Flask(__name__)
ssl._create_default_https_context = ssl._create_unverified_context
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
=== compose.yaml
services:
  web:
    image: shop
    command: gunicorn app:app
    environment:
      PYTHONHTTPSVERIFY: "0"
"#),
        Good(
            r#"=== app.py
import requests
from flask import Flask

app = Flask(__name__)

@app.get("/rates")
def rates():
    return requests.get("https://rates.example/today", timeout=5).json()
"#,
        ),
        Good(
            r#"=== app.py
import requests
from flask import Flask

app = Flask(__name__)

@app.get("/rates")
def rates():
    return requests.get("https://rates.example/today", verify="/etc/ssl/certs/ours.pem", timeout=5).json()
=== tests/test_rates.py
import requests

def test_rates():
    assert requests.get("https://localhost:8443/rates", verify=False).ok
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "HOST": "db.shop.example",
        "USER": "shop",
        "PASSWORD": os.environ["DB_PASSWORD"],
        "OPTIONS": {"sslmode": "disable"},
    }
}
"#),
        Bad(r#"=== Caddyfile
shop.example {
    reverse_proxy https://10.0.0.7:8443 {
        transport http {
            tls_insecure_skip_verify
        }
    }
}
"#),
        Bad(r#"=== traefik.yml
entryPoints:
  websecure:
    address: ":443"
providers:
  file:
    filename: /etc/traefik/dynamic.yml
serversTransport:
  insecureSkipVerify: true
"#),
        Good(
            r#"=== traefik.yml
entryPoints:
  websecure:
    address: ":443"
providers:
  file:
    filename: /etc/traefik/dynamic.yml
serversTransport:
  rootCAs: ["/etc/ssl/shop.pem"]
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// Variables that switch the check off for a whole program, with the values that do.
const VARIABLES: &[(&str, &[&str])] = &[
    ("NODE_TLS_REJECT_UNAUTHORIZED", &["0"]),
    ("PYTHONHTTPSVERIFY", &["0"]),
    ("PGSSLMODE", &["disable"]),
    ("GIT_SSL_NO_VERIFY", &["1", "true"]),
    ("NPM_CONFIG_STRICT_SSL", &["false"]),
];

fn check(facts: &Facts, out: &mut Verdicts) {
    let mut files: BTreeMap<(Subject, Kind), Vec<(&Call, Switched)>> = BTreeMap::new();
    for call in &facts.calls {
        if let Some(found) = switched(call) {
            files.entry((file_of(&call.place), call.kind)).or_default().push((call, found));
        }
    }
    for ((subject, kind), calls) in &files {
        file(out, subject, Standing::Kind(*kind), calls);
    }
    for environment in &facts.environments {
        for variable in &environment.variables {
            exported(out, environment, variable);
        }
    }
    databases(facts, out);
    flag(facts, out, Key::PROXY_VERIFIES, |value| value.truth() == Some(false), of_server);
}

/// A web server that takes any certificate of the program behind it.
fn of_server(setting: &Setting) -> Fault {
    let says = format!(
        "The web server does not know whom it hands requests to: it takes any certificate of the program behind it \
         (`{}`, {}).",
        setting.raw,
        origin(setting)
    );
    Fault::new(says).severity(Severity::Medium).fix(
        "Name the authority that signed the certificate behind (Caddy: `tls_trust_pool`; Traefik: `rootCAs`), or speak \
         plain HTTP where both are on one machine.",
    )
}

/// One verdict for a file: what is off in it, otherwise what is on.
fn file(out: &mut Verdicts, subject: &Subject, standing: Standing, calls: &[(&Call, Switched)]) {
    let (mut off, mut on) = (Vec::new(), Vec::new());
    for (call, found) in calls {
        match found {
            Switched::Off { severity, says } => off.push((*severity, step_at(&call.place, says.clone()))),
            Switched::On => on.push(step_at(&call.place, "checks the certificate")),
            Switched::Unknown(why) => {
                out.unknown(subject, standing, why.clone(), vec![step_at(&call.place, "decides on the check")]);
            }
        }
    }
    off.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    let Some((worst, first)) = off.first() else {
        if !on.is_empty() {
            out.passes(subject, standing, few(on));
        }
        return;
    };
    let says = format!("The program does not know whom it talks to: the code {}.", first.says);
    let fault = Fault::new(says).severity(*worst);
    let places = off.iter().map(|(_, step)| step.clone()).collect();
    fault.at(out, subject, standing, Strength::Shows, few(places));
}

fn exported(out: &mut Verdicts, environment: &Environment, variable: &Variable) {
    let Some((name, off)) = VARIABLES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&variable.name)) else {
        return;
    };
    let Some(text) = variable.value.text() else { return };
    let (subject, standing) = (file_of(&variable.place), Standing::Environment(environment.id));
    let step = vec![step_at(&variable.place, format!("sets {name} to {text}"))];
    if off.iter().any(|value| value.eq_ignore_ascii_case(text)) {
        let says = format!("`{name}={text}` switches the check of certificates off for the whole program.");
        let fix = format!("Take `{name}` out.");
        Fault::new(says).fix(fix).at(out, &subject, standing, Strength::Proves, step);
    } else {
        out.passes(&subject, standing, step);
    }
}

/// `sslmode=disable` and the like, to a database that is not on this machine.
fn databases(facts: &Facts, out: &mut Verdicts) {
    for tls in facts.settings_of(Key::BACKEND_TLS).filter(|tls| is_refused(facts, tls)) {
        let host = in_scope(facts, tls, Key::BACKEND_HOST).and_then(|host| host.value.text()).unwrap_or_default();
        let places: Vec<Step> = tls.because.clone();
        if distance(host) <= Distance::Inside {
            out.passes(&tls.component, stands(tls), places);
            continue;
        }
        let says =
            format!("The connection to the database on {host} refuses encryption (`{}`, {}).", tls.raw, origin(tls));
        let fix = "Write `sslmode=verify-full` into the URL, or at least `sslmode=require`.";
        Fault::new(says).fix(fix).at(out, &tls.component, stands(tls), Strength::Proves, places);
    }
}

/// Arguments that switch the check off, each on by default.
const ARGUMENTS: &[&str] =
    &["verify", "ssl", "verify_ssl", "verify_certs", "tlsAllowInvalidCertificates", "tlsInsecure", "ssl_disabled"];

/// A server with a certificate of its own making is refused afterwards, until its authority is named.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let off = |call: &Call| matches!(switched(call), Some(Switched::Off { .. }));
    let edits = mending::named(facts, finding, off).filter_map(|(call, page, number)| {
        let wrong = |argument: &&Argument| matches!(argument.value, Value::Bool(_));
        let mut names = call.arguments.iter().filter(wrong).filter_map(|argument| argument.name.as_deref());
        let (part, _) = page.keyword(number, names.find(|name| ARGUMENTS.contains(name))?)?;
        page.without(part)
    });
    mending::risky(edits.collect())
}
