//! `deploy/wsgi-settings`: the server of an app is set up for a developer, or opens more than the app.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, SubjectKind, Value, Verdicts};

use crate::common::{Fault, flag, is_on, judge, origin, place_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/wsgi-settings",
    title: "The app's server is set up for a developer, or opens more than the app",
    severity: Severity::Medium,
    checklist: "gunicorn, uWSGI and supervisor run the app without root, with a time limit, and show nobody what is inside",
    why: "The server around an app has switches of its own. As root, a fault in the app gives away the whole machine. \
          A page of figures or a control page that listens on the network answers whoever connects, and the control \
          page of supervisor also stops programs. Text of crashes shows visitors the code, and without a time limit \
          a few slow requests stop all others.",
    remedy: "Give the program an account of its own, let figures and controls listen on a socket file, and set a limit:\n\n\
             uid = www-data\n\
             stats = /run/uwsgi/stats.sock\n\
             harakiri = 60",
    remedies: &[],
    references: &[
        "https://uwsgi-docs.readthedocs.io/en/latest/Options.html",
        "https://uwsgi-docs.readthedocs.io/en/latest/StatsServer.html",
        "https://supervisord.org/configuration.html",
        "https://docs.gunicorn.org/en/stable/settings.html",
    ],
    cwe: &[250, 306, 489, 400],
    since: "0.1",
    examples: &[
        Bad("=== uwsgi.ini
[uwsgi]
module = wsgi:app
uid = root
"),
        Bad("=== uwsgi.ini
[uwsgi]
module = wsgi:app
uid = www-data
stats = :9191
"),
        Bad("=== uwsgi.ini
[uwsgi]
module = wsgi:app
py-autoreload = 1
"),
        Bad("=== uwsgi.ini
[uwsgi]
module = wsgi:app
catch-exceptions = true
"),
        Bad("=== supervisord.conf
[inet_http_server]
port = *:9001
"),
        Bad("=== supervisord.conf
[program:shop]
command = gunicorn -b 127.0.0.1:8000 shop:app
user = root
"),
        Bad("=== gunicorn.conf.py
bind = '127.0.0.1:8000'
timeout = 0
"),
        Good(
            "=== uwsgi.ini
[uwsgi]
module = wsgi:app
uid = www-data
stats = 127.0.0.1:9191
harakiri = 60
py-autoreload = 0
",
        ),
        Good(
            "=== uwsgi.ini
[uwsgi]
module = wsgi:app
stats = /run/uwsgi/stats.sock
if-env = DEVELOPER
py-autoreload = 1
endif =
",
        ),
        Good(
            "=== supervisord.conf
[supervisord]
user = root

[inet_http_server]
port = *:9001
username = operator
password = %(ENV_SUPERVISOR_PASSWORD)s

[program:nginx]
command = nginx -g 'daemon off;'
user = root

[program:shop]
command = gunicorn -b 127.0.0.1:8000 shop:app
user = shop
",
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
    /// What it does, behind the line.
    says: &'static str,
    fix: &'static str,
}

const ROWS: &[Row] = &[
    Row {
        key: Key::SERVER_USER,
        is_unsafe: is_root,
        severity: Severity::Medium,
        says: "runs the app as root: a fault in the app gives away the whole machine",
        fix: "Name an account that owns nothing else, such as `www-data`",
    },
    Row {
        key: Key::SERVER_STATS_HOST,
        is_unsafe: is_reached,
        severity: Severity::Medium,
        says: "tells whoever connects over the network about processes, paths and requests, and asks for no password",
        fix: "Write `127.0.0.1` before the port, or a socket file",
    },
    Row {
        key: Key::SERVER_CONTROL_HOST,
        is_unsafe: is_reached,
        severity: Severity::High,
        says: "lets whoever connects over the network stop and start programs and read their logs without a password",
        fix: "Use `[unix_http_server]`, or set `username` and `password` and listen on `127.0.0.1`",
    },
    Row {
        key: Key::SERVER_SHOWS_ERRORS,
        is_unsafe: is_on,
        severity: Severity::Medium,
        says: "sends visitors the text of a crash, with paths and lines of code",
        fix: "Take it out, and read crashes in the log",
    },
    Row {
        key: Key::SERVER_TIMEOUT,
        is_unsafe: is_never,
        severity: Severity::Low,
        says: "lets a request take forever: as many slow ones as there are workers stop the app",
        fix: "Write a number of seconds, such as 60",
    },
];

const RELOAD: Row = Row {
    key: Key::SERVER_RELOAD,
    is_unsafe: is_on,
    severity: Severity::Medium,
    says: "loads code anew whenever a file changes: that is made for a developer's machine, and whoever can write one \
           file has it run",
    fix: "Take it out, or put it into a file that only developers use",
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for row in ROWS {
        flag(facts, out, row.key, row.is_unsafe, |setting| fault(row, setting));
    }
    // Where an app is known that restarts, app/debug-mode and app/dev-server say so.
    let of_servers = facts.settings_of(Key::SERVER_RELOAD).filter(|s| s.component.kind == SubjectKind::Server);
    for setting in of_servers {
        judge(out, setting, RELOAD.is_unsafe, |setting| fault(&RELOAD, setting));
    }
}

fn is_root(value: &Value) -> bool {
    value.text().is_some_and(|user| matches!(user, "root" | "0"))
}

/// From another machine.
fn is_reached(value: &Value) -> bool {
    value.text().is_some_and(|host| host != "localhost" && host != "::1" && !host.starts_with("127."))
}

fn is_never(value: &Value) -> bool {
    matches!(value, Value::Int(0))
}

fn fault(row: &Row, setting: &Setting) -> Fault {
    let says = format!("`{}` ({}) {}.", setting.raw, origin(setting), row.says);
    Fault::new(says).severity(row.severity).fix(format!("{} at {}.", row.fix, place_of(setting)))
}
