//! `headers/version-disclosure`: answers name the programs behind them, with their releases.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Edit, Exchange, Facts, Finding, Framework, Key, Rule, Setting, Severity, Step, Strength, Value, Verdicts,
};

use crate::common::{Fault, flag, judge, origin};
use crate::live::{self, Seen};
use crate::mending::{self, Page, Wish};

/// The rule.
pub static RULE: Rule = Rule {
    id: "headers/version-disclosure",
    title: "Answers name the server's release",
    severity: Severity::Low,
    checklist: "Answers do not name the releases of the programs behind them",
    why: "`Server: Werkzeug/2.0.1 Python/3.8.1` tells everybody which published holes to try first. Programs that search \
          the whole network for one vulnerable release find the site by this line. Leaving it out mends no hole, but \
          keeps the site off those lists.",
    remedy: "Do not set such a header, and leave the server's own at the bare name. In Flask, for every answer:\n\n\
             @app.after_request\n\
             def protect(response):\n    \
                 response.headers.pop(\"X-Powered-By\", None)\n    \
                 return response\n\n\
             gunicorn sends `Server: gunicorn` without a release; nginx does with `server_tokens off;`.",
    remedies: &[
        (
            Framework::Django,
            "Do not set such a header, and leave the server's own at the bare name; Django itself sends \
         none:\n\n\
         del response[\"X-Powered-By\"]\n\n\
         gunicorn sends `Server: gunicorn` without a release; nginx does with `server_tokens off;`.",
        ),
        (
            Framework::Fastapi,
            "Do not set such a header, and leave the server's own at the bare name or out:\n\
        \n\
        uvicorn main:app --no-server-header\n\
        \n\
        nginx leaves its release out with `server_tokens off;`.",
        ),
    ],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc9110#section-10.2.4",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Server",
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/01-Information_Gathering/02-Fingerprint_Web_Server",
    ],
    cwe: &[200, 497],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def sign(response):
    response.headers["X-Powered-By"] = "Flask/2.0.1"
    return response
"#),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html
server: Werkzeug/2.0.1 Python/3.8.1

<h1>Books</h1>
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def sign(response):
    response.headers["Server"] = "shop"
    return response
"#,
        ),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
server: gunicorn

<h1>Books</h1>
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI

app = FastAPI()

@app.middleware("http")
async def protect(request, call_next):
    response = await call_next(request)
    response.headers["X-Powered-By"] = "FastAPI/0.115.2"
    return response
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI

app = FastAPI()
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== deploy/nginx/shop
server {
    listen 80;
    server_name shop.example;

    location / {
        proxy_pass http://127.0.0.1:8000;
    }
}
"#),
        Bad(r#"=== nginx/nginx.conf
events {}
http {
    server_tokens build;
    include /etc/nginx/conf.d/*.conf;
}
=== nginx/conf.d/shop.conf
server {
    listen 80;
    root /srv/shop;
}
"#),
        Good(
            r#"=== nginx/nginx.conf
events {}
http {
    server_tokens off;
    include /etc/nginx/conf.d/*.conf;
}
=== nginx/conf.d/shop.conf
server {
    listen 80;
    root /srv/shop;
}
"#,
        ),
        Bad(r#"=== apache/security.conf
ServerTokens Full
"#),
        Good(
            r#"=== apache/security.conf
ServerTokens Prod
ServerSignature Off
=== apache/shop.conf
<VirtualHost *:80>
    DocumentRoot /srv/shop
</VirtualHost>
"#,
        ),
        Bad(r#"=== k8s/web.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  default.conf: |
    server {
        listen 80;
        server_tokens on;
        root /srv/shop;
    }
"#),
        Good(
            r#"=== k8s/web.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  default.conf: |
    server {
        listen 80;
        server_tokens off;
        root /srv/shop;
    }
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// Headers in which programs name themselves.
const HEADERS: &[&str] =
    &["Server", "X-Powered-By", "Via", "X-AspNet-Version", "X-AspNetMvc-Version", "X-Generator", "X-Runtime-Version"];

fn check(facts: &Facts, out: &mut Verdicts) {
    for key in [Key::HEADER_SERVER, Key::HEADER_POWERED_BY] {
        for setting in facts.settings_of(key) {
            judge(out, setting, names_release, declared);
        }
    }
    flag(facts, out, Key::SERVER_NAMES_RELEASE, Value::is_true, named_by_server);
    for seen in live::seen(facts, |_| true) {
        observed(out, &seen);
    }
}

fn named_by_server(setting: &Setting) -> Fault {
    let says = format!(
        "The web server names its release in answers and error pages ({}): that is what to look up holes for.",
        origin(setting)
    );
    Fault::new(says).fix(match setting.raw.as_str() {
        "ServerTokens" => "Write once, outside of any virtual host:\n\nServerTokens Prod\nServerSignature Off",
        _ => "Write in the `http` block, so that it holds for every server:\n\nserver_tokens off;",
    })
}

fn names_release(value: &Value) -> bool {
    value.text().is_some_and(|text| release(text).is_some())
}

fn declared(setting: &Setting) -> Fault {
    let text = setting.value.alternatives().find_map(Value::text).unwrap_or_default();
    Fault::new(format!(
        "Every answer says `{text}` ({}): that names the release to look up holes for.",
        origin(setting)
    ))
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let mut named: Vec<(Step, String)> = seen.answers.iter().flat_map(|answer| named(answer)).collect();
    named.dedup_by(|a, b| a.1 == b.1);
    let Some((_, first)) = named.first() else {
        let places = seen.answers.iter().take(1).map(|a| live::step(a, "headers", "name no release")).collect();
        return out.passes(&seen.subject, seen.standing, places);
    };
    let says = format!("Answers say `{first}`: that names the release to look up holes for.");
    let places = named.into_iter().map(|(step, _)| step).collect();
    Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}

/// Each header of an answer that names a release, with what it says.
fn named(answer: &Exchange) -> Vec<(Step, String)> {
    let mut found = Vec::new();
    for name in HEADERS {
        for value in answer.header(name).filter_map(release) {
            found.push((live::header_step(answer, name, format!("says {value}")), format!("{name}: {value}")));
        }
    }
    found
}

/// The value, when it holds a release: a number with a point in it, as in `nginx/1.18` or `PHP 8.1`.
/// The first word of `Via: 1.1 proxy` is HTTP's own release.
fn release(value: &str) -> Option<&str> {
    let (first, rest) = value.trim().split_once(' ').unwrap_or((value, ""));
    let is_protocol =
        !rest.is_empty() && (first.starts_with("HTTP/") || matches!(first, "1.0" | "1.1" | "2.0" | "3.0"));
    let named = if is_protocol { rest } else { value };
    named.split([' ', '/', '(', ')', ',', ';', '-']).any(is_number_with_point).then_some(value)
}

fn is_number_with_point(word: &str) -> bool {
    let word = word.strip_prefix(['v', 'V']).unwrap_or(word);
    word.contains('.')
        && word.starts_with(|c: char| c.is_ascii_digit())
        && word.ends_with(|c: char| c.is_ascii_alphanumeric())
}

/// What web servers are told.
const SAFE: &[(&str, &str)] = &[("server_tokens", "off"), ("ServerTokens", "Prod")];

/// Takes the line out that adds the header.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let mut edits = mending::rewrite(facts, finding, SAFE);
    for key in [Key::HEADER_SERVER, Key::HEADER_POWERED_BY] {
        let wish = Wish { key, is_unsafe: names_release, code: "" };
        for setting in mending::concerned(facts, finding, &wish) {
            let place = setting.because.first().map(|step| &step.place);
            let edit = place.and_then(|place| {
                let page = Page::of(facts, place)?;
                page.without_statement(page.at(place)?)
            });
            edits.extend(edit.filter(|edit| !edits.contains(edit)));
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_told_from_a_name() {
        for named in
            ["Werkzeug/3.0.3 Python/3.12.1", "nginx/1.18.0 (Ubuntu)", "PHP/8.1", "4.0.30319", "1.1 varnish/6.2"]
        {
            assert!(release(named).is_some(), "{named}");
        }
        for bare in
            ["gunicorn", "nginx", "shop", "cloudflare", "1.1 vegur", "HTTP/2.0 proxy", "Express", "ECS (dcb/7F84)"]
        {
            assert!(release(bare).is_none(), "{bare}");
        }
    }
}
