//! `exposure/directory-listing`: the server lists what a folder holds.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Ask, Calibration, Check, Edit, Exchange, Facts, Finding, Key, Origin, Rule, Setting, Severity, Strength, Value,
    Verdicts,
};

use crate::asking;
use crate::common::{Fault, flag, origin};
use crate::html::tags;
use crate::live::{self, Seen};
use crate::mending::{rewrite, risky};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/directory-listing",
    title: "The server lists what a folder holds",
    severity: Severity::Medium,
    checklist: "Folders are not listed",
    why: "A list of files shows everybody what nobody links to: uploads of other people, backups, drafts, old versions. \
          Programs that search the network recognise such a list by its first line and fetch all of it.",
    remedy: "Switch the list off where the folder is served. nginx:\n\n\
             autoindex off;\n\n\
             Apache: `Options -Indexes`; Caddy: `file_server` without `browse`.",
    remedies: &[],
    references: &[
        "https://nginx.org/en/docs/http/ngx_http_autoindex_module.html",
        "https://httpd.apache.org/docs/2.4/mod/mod_autoindex.html",
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/02-Configuration_and_Deployment_Management_Testing/04-Review_Old_Backup_and_Unreferenced_Files_for_Sensitive_Information",
    ],
    cwe: &[548],
    since: "0.1",
    examples: &[
        Bad(r#"=== nginx/shop.conf
server {
    listen 80;
    server_name shop.example;

    location /uploads/ {
        alias /srv/shop/uploads/;
        autoindex on;
    }
}
"#),
        Bad(r#"=== nginx/nginx.conf
http {
    autoindex on;
    include conf.d/*.conf;
}
=== nginx/conf.d/shop.conf
server {
    listen 80;
    root /srv/shop/public;
}
"#),
        Good(
            r#"=== nginx/nginx.conf
http {
    autoindex on;
    include conf.d/*.conf;
}
=== nginx/conf.d/shop.conf
server {
    listen 80;
    root /srv/shop/public;
    autoindex off;
}
"#,
        ),
        Good(
            r#"=== nginx/shop.conf
server {
    listen 80;

    location /reports/ {
        alias /srv/shop/reports/;
        autoindex on;
        auth_basic "Staff";
        auth_basic_user_file /etc/nginx/staff;
    }
}
"#,
        ),
        Bad(r#"=== Caddyfile
shop.example {
    handle_path /uploads/* {
        root * /srv/shop/uploads
        file_server browse
    }
}
"#),
        Good(
            r#"=== Caddyfile
shop.example {
    root * /srv/shop/public
    file_server

    handle_path /reports/* {
        basic_auth {
            staff $2a$14$Zkx19XLiW6VYouLHR5NmfOFU0z2GTNmpkT/5qqR7hx4IjWJPDhjvG
        }
        root * /srv/shop/reports
        file_server browse
    }
}
"#,
        ),
        Bad(r#"=== public/.htaccess
Options +Indexes
"#),
        Good(
            r#"=== apache/shop.conf
<Directory /srv/shop>
    Options -Indexes +FollowSymLinks
    Require all granted
</Directory>
"#,
        ),
        Bad(r#"=== GET https://shop.example/uploads/
200
content-type: text/html

<html><head><title>Index of /uploads/</title></head><body><h1>Index of /uploads/</h1><hr><pre><a href="../">../</a>
<a href="invoice-41.pdf">invoice-41.pdf</a>  21-Nov-2026 10:00  4096
</pre></body></html>
"#),
        Good(
            r#"=== GET https://shop.example/blog/
200
content-type: text/html

<html><head><title>Why "Index of /" is dangerous</title></head><body><a href="next">Next</a></body></html>
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const serveIndex = require("serve-index");
const app = express();

app.use("/files", express.static("files"), serveIndex("files"));
"#),
        Good(
            r#"=== server.js
const express = require("express");
const app = express();

app.use("/files", express.static("files"));
"#,
        ),
    ],
    asks: Some(asks),
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::SERVER_LISTING, Value::is_true, listed);
    // Where any name gets a list, that of the first page says nothing either.
    let everywhere = |answer: &Exchange| {
        let random = |other: &&Exchange| other.calibration == Calibration::Random && other.origin == answer.origin;
        facts.exchanges.iter().filter(random).any(|other| other.status == 200 && has_list(other))
    };
    for seen in live::seen(facts, |answer| is_listing(answer) && !everywhere(answer)) {
        observed(out, &seen);
    }
}

/// Folders that hold files on many sites.
const USUAL: &[&str] = &["/static/", "/uploads/", "/files/", "/media/", "/images/", "/assets/", "/backup/", "/logs/"];

/// Each folder of what was seen, and the usual ones.
fn asks(facts: &Facts) -> Vec<Ask> {
    let of = |origin: &Origin| {
        let folders = asking::folders(facts, origin).into_iter().chain(USUAL.iter().map(|path| (*path).to_owned()));
        folders.map(|folder| Ask::get(origin, folder, "whether the folder is listed")).collect::<Vec<_>>()
    };
    facts.origins.iter().flat_map(of).collect()
}

/// Heads of the lists that nginx, Apache, Python, WEBrick, lighttpd, Jetty, Tomcat, IIS and `http-server` make, in lower case.
const HEADS: &[&str] =
    &["index of /", "directory listing for /", "directory: /", "directory listing for [/", "listing directory /"];

/// Lists without such a head, by two marks of their templates: Caddy (`fileserver/browse.html`), `serve` of npm
/// (`serve-handler/src/directory.jst`).
const TEMPLATES: &[(&str, &str)] = &[
    ("href=\"https://caddyserver.com\">caddy</a>", "?sort=namedirfirst&order="),
    ("<title>files within ", "<ul id=\"files\">"),
];

/// The head, and entries below it: a page that only has the head speaks of lists.
fn is_listing(answer: &Exchange) -> bool {
    answer.status == 200 && answer.is_own() && has_list(answer)
}

fn has_list(answer: &Exchange) -> bool {
    let page = answer.body.to_ascii_lowercase();
    let headed = |mark: &str| HEADS.iter().any(|head| page.contains(&format!("<{mark}>{head}")));
    let made = || TEMPLATES.iter().any(|(a, b)| page.contains(a) && page.contains(b));
    (headed("title") || headed("h1") || made()) && entries(&answer.body) > 0
}

/// Links to what lies in the folder: names without a scheme or a folder of their own.
fn entries(body: &str) -> usize {
    let local =
        |href: &str| !href.starts_with(['?', '#']) && !href.contains("://") && !matches!(href, "" | ".." | "../" | "/");
    tags(body).iter().filter(|tag| tag.name == "a" && tag.attribute("href").is_some_and(local)).count()
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let Some(first) = seen.answers.first() else { return };
    let says = format!("{} lists for everybody what the folder holds.", first.url);
    let step = |answer: &&Exchange| live::step(answer, "body", format!("is a list of {} files", entries(&answer.body)));
    let places = live::few(seen.answers.iter().map(step).collect());
    Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, places);
}

fn listed(setting: &Setting) -> Fault {
    let place = setting.scope.0.first().map_or_else(String::new, |scope| format!(" of `{scope}`"));
    let says = format!(
        "Folders{place} without an index page are listed for everybody (`{}`, {}): files that nobody links to are found.",
        setting.raw,
        origin(setting)
    );
    Fault::new(says).fix(match setting.raw.as_str() {
        "Options" => "Write `Options -Indexes` for this folder.",
        "file_server" => "Write `file_server` without `browse`.",
        "serveIndex" => "Take `serveIndex(…)` out, or ask for a log-in before it.",
        _ => "Write `autoindex off;`, or ask for a password where the list is wanted.",
    })
}

/// What is written in their place.
const SAFE: &[(&str, &str)] = &[("autoindex", "off")];

/// Whoever reads the list today finds no list afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(rewrite(facts, finding, SAFE))
}
