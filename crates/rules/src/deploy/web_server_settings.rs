//! `deploy/web-server-settings`: the web server lets through what it should stop.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, origin};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/web-server-settings",
    title: "The web server lets through what it should stop",
    severity: Severity::Medium,
    checklist: "The web server refuses dotfiles, writing methods and addresses that visitors make up",
    why: "The web server is the first to see a request, and decides much by a few lines: whether a visitor names the \
          machine that is asked in his place, writes lines of his own into an answer, reads `.env` and `.git` out of the \
          folder that is served, stores files, or passes a list of addresses that forgets to refuse the others.",
    remedy: "Write what the message names. Refuse names with a dot, and hand on what the server knows instead of what \
             the visitor says:\n\n\
             location ~ /\\.(?!well-known) { deny all; }\n\
             proxy_set_header Host $host;\n\
             return 301 https://$host$request_uri;",
    remedies: &[],
    references: &[
        "https://nginx.org/en/docs/http/ngx_http_proxy_module.html",
        "https://nginx.org/en/docs/http/ngx_http_access_module.html",
        "https://owasp.org/www-community/attacks/HTTP_Response_Splitting",
        "https://owasp.org/www-community/attacks/Server_Side_Request_Forgery",
        "https://httpd.apache.org/docs/2.4/misc/security_tips.html",
        "https://caddyserver.com/docs/caddyfile/options#admin",
    ],
    cwe: &[16, 113, 538, 918],
    since: "0.1",
    examples: &[
        Bad(r#"=== nginx/shop.conf
server {
    listen 80;
    server_name shop.example;
    return 301 https://$host$uri;
}
"#),
        Bad(r#"=== nginx/shop.conf
server {
    listen 80;

    location /fetch/ {
        proxy_pass http://$arg_host/;
    }
}
"#),
        Bad(r#"=== nginx/shop.conf
server {
    listen 80;

    location /admin/ {
        allow 10.0.0.0/8;
        proxy_pass http://127.0.0.1:8000;
    }
}
"#),
        Bad(r#"=== nginx/shop.conf
server {
    listen 80;
    root /srv/shop;
    index index.html;
}
"#),
        Good(
            r#"=== nginx/shop.conf
server {
    listen 80;
    root /srv/shop;

    location ~ /\.(?!well-known) {
        deny all;
    }
}
"#,
        ),
        Good(
            r#"=== nginx/shop.conf
map $arg_region $backend {
    default http://127.0.0.1:8000;
    eu http://127.0.0.1:8001;
}
server {
    listen 80;
    return 301 https://$host$request_uri;
}
server {
    listen 8080;

    location / {
        proxy_pass $backend;
        proxy_set_header Host $host;
    }

    location /admin/ {
        allow 10.0.0.0/8;
        deny all;
        proxy_pass http://127.0.0.1:8000;
    }
}
"#,
        ),
        Bad(r#"=== apache/shop.conf
<Directory /srv/shop/uploads>
    Dav On
</Directory>
"#),
        Bad(r#"=== Caddyfile
{
    admin :2019
}

shop.example {
    reverse_proxy 127.0.0.1:8000
}
"#),
        Bad(r#"=== Caddyfile
shop.example {
    root * /srv/shop
    file_server
}
"#),
        Good(
            r#"=== Caddyfile
{
    admin localhost:2019
}

shop.example {
    root * /srv/shop
    file_server {
        hide .*
    }
}
"#,
        ),
        Bad(r#"=== apache/shop.conf
<VirtualHost *:443>
    SecRuleEngine Off
</VirtualHost>
"#),
        Bad(r#"=== server.js
const express = require("express");
const app = express();

app.use(express.static("public", { dotfiles: "allow" }));
"#),
        Good(
            r#"=== server.js
const express = require("express");
const app = express();

app.use(express.static("public"));
"#,
        ),
        Bad(r#"=== traefik.yml
entryPoints:
  websecure:
    address: ":443"
providers:
  docker: {}
"#),
        Good(
            r#"=== traefik.yml
entryPoints:
  websecure:
    address: ":443"
providers:
  docker:
    exposedByDefault: false
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Something that a server should not do.
struct Row {
    key: Key,
    is_unsafe: fn(&Value) -> bool,
    severity: Severity,
    /// What it does, behind the place.
    says: &'static str,
    fix: &'static str,
}

const ROWS: &[Row] = &[
    Row {
        key: Key::PROXY_TARGET_FROM_REQUEST,
        is_unsafe: Value::is_true,
        severity: Severity::High,
        says: "hands requests to a machine that the visitor names: he reaches machines inside the network through it",
        fix: "Name the machine, or choose it with a `map` of the ones that are allowed.",
    },
    Row {
        key: Key::SERVER_HEADER_INJECTION,
        is_unsafe: Value::is_true,
        severity: Severity::Medium,
        says: "puts the decoded address into the head of the answer: with a line end in it, a visitor's link adds \
               headers and cookies of its own",
        fix: "Write `$request_uri`, which stays encoded, instead of `$uri`.",
    },
    Row {
        key: Key::SERVER_OPEN_ACCESS,
        is_unsafe: Value::is_true,
        severity: Severity::Medium,
        says: "lists who may ask and does not refuse the others, so that everybody may",
        fix: "End the list with `deny all;`.",
    },
    Row {
        key: Key::SERVER_ADMIN_HOST,
        is_unsafe: is_reached,
        severity: Severity::High,
        says: "takes a new configuration from whoever connects to it over the network, without a password: he reads its \
               certificates and sends visitors where he likes",
        fix: "Let it listen on the machine itself (`admin localhost:2019`), on a socket file, or not at all (`admin off`).",
    },
    Row {
        key: Key::SERVER_DAV_METHODS,
        is_unsafe: writes,
        severity: Severity::High,
        says: "lets everybody store or delete files",
        fix: "Take the methods out, or ask for a password (`auth_basic`) and limit them to it (`limit_except`).",
    },
    Row {
        key: Key::SERVER_SERVES_ALL,
        is_unsafe: Value::is_true,
        severity: Severity::Medium,
        says: "serves every container that it finds, also a database's page or a tool that nobody meant for visitors",
        fix: "Write `exposedByDefault: false`, and give what is to be served the label `traefik.enable=true`.",
    },
    Row {
        key: Key::SERVER_WAF,
        is_unsafe: is_off,
        severity: Severity::Medium,
        says: "switches the filter of requests off",
        fix: "Leave it on, and make an exception for the one rule that is in the way.",
    },
    Row {
        key: Key::SERVER_DOTFILES,
        is_unsafe: Value::is_true,
        severity: Severity::Low,
        says: "serves a whole folder and refuses no names that begin with a dot: `.env` and `.git` are sent to whoever \
               asks, should they be there",
        fix: "Refuse them:\n\nlocation ~ /\\.(?!well-known) { deny all; }",
    },
    Row {
        key: Key::SERVER_MERGE_SLASHES,
        is_unsafe: is_off,
        severity: Severity::Low,
        says: "takes `//` for something else than `/`: a location that refuses `/admin` lets `//admin` through",
        fix: "Take the line out: `merge_slashes` is on by default.",
    },
    Row {
        key: Key::PROXY_HOST_HEADER,
        is_unsafe: is_visitors,
        severity: Severity::Low,
        says: "hands on the host name that the visitor wrote, also where it differs from the one that this server \
               answers to: links and redirects of the program behind it can be made to lead elsewhere",
        fix: "Write `proxy_set_header Host $host;`.",
    },
];

fn writes(value: &Value) -> bool {
    !value.list().is_empty()
}

fn is_off(value: &Value) -> bool {
    value.truth() == Some(false)
}

/// From another machine.
fn is_reached(value: &Value) -> bool {
    value.text().is_some_and(|host| host != "localhost" && host != "::1" && !host.starts_with("127."))
}

fn is_visitors(value: &Value) -> bool {
    value.text() == Some("$http_host")
}

fn check(facts: &Facts, out: &mut Verdicts) {
    for row in ROWS {
        flag(facts, out, row.key, row.is_unsafe, |setting| fault(row, setting));
    }
}

fn fault(row: &Row, setting: &Setting) -> Fault {
    let place = setting.scope.0.first().map_or("The server", String::as_str);
    let place = if place == "The server" { place.to_owned() } else { format!("`{place}`") };
    let says = format!("{place} {} (`{}`, {}).", row.says, setting.raw, origin(setting));
    Fault::new(says).severity(row.severity).fix(fix(row, setting))
}

/// In the words of the server that it is about.
fn fix(row: &Row, setting: &Setting) -> &'static str {
    match (row.key, setting.raw.as_str()) {
        (Key::SERVER_DOTFILES, "dotfiles") => "Leave `dotfiles` at its default:\n\nexpress.static(\"public\")",
        (Key::SERVER_DOTFILES, "file_server") => "Hide them:\n\nfile_server {\n    hide .*\n}",
        (Key::PROXY_TARGET_FROM_REQUEST, "reverse_proxy") => {
            "Name the machine, or choose it with a `map` of the ones that are allowed, whose `default` is one of yours."
        }
        _ => row.fix,
    }
}
