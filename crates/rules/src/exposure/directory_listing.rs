//! `exposure/directory-listing`: the server lists what a folder holds.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, flag, origin};
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
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::SERVER_LISTING, Value::is_true, listed);
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
        _ => "Write `autoindex off;`, or ask for a password where the list is wanted.",
    })
}

/// What is written in their place.
const SAFE: &[(&str, &str)] = &[("autoindex", "off")];

/// Whoever reads the list today finds no list afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(rewrite(facts, finding, SAFE))
}
