//! `host/process-as-root`: an app or a database runs with all rights.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Listener, Rule, Severity, Step, Strength, Verdicts};

use crate::common::Fault;
use crate::running;

/// The rule.
pub static RULE: Rule = Rule {
    id: "host/process-as-root",
    title: "An app or a database runs as root",
    severity: Severity::Medium,
    checklist: "Apps and databases run as accounts of their own, and not as root",
    why: "One hole in a program that runs as root gives the whole machine away: its files, the other programs, its \
          keys. Under an account of its own, the same hole gives away what that account may do. Apps and databases \
          need no right of root: a web server in front opens port 443, and hands on.",
    remedy: "Give it an account of its own:\n\n[Service]\nUser=shop\nNoNewPrivileges=yes\n\n\
             useradd --system --no-create-home shop",
    remedies: &[],
    references: &[
        "https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#User=",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[250, 269],
    since: "0.1",
    examples: &[
        Bad("=== host listeners\ntcp 127.0.0.1:8000 program=gunicorn pid=31 user=root\n"),
        Bad("=== host listeners\ntcp 127.0.0.1:6379 program=redis-server pid=31 user=root unit=redis.service\n"),
        Good("=== host listeners\ntcp 127.0.0.1:8000 program=gunicorn pid=31 user=shop\n"),
        Good(
            "=== host listeners\ntcp 0.0.0.0:22 program=sshd pid=31 user=root\ntcp 0.0.0.0:80 program=nginx pid=40 user=root\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Apps and databases, by the beginnings of their programs' names. Web servers open low ports as root and hand over.
const NEED_NO_ROOT: &[&str] = &[
    "python",
    "gunicorn",
    "uvicorn",
    "hypercorn",
    "daphne",
    "flask",
    "uwsgi",
    "celery",
    "node",
    "ruby",
    "puma",
    "java",
    "php",
    "dotnet",
    "beam.smp",
    "redis-server",
    "valkey-server",
    "memcached",
    "mongod",
    "mariadbd",
    "mysqld",
    "postgres",
    "nats-server",
    "mosquitto",
    "etcd",
    "influxd",
    "prometheus",
    "grafana",
    "jupyter",
    "beanstalkd",
];

fn check(facts: &Facts, out: &mut Verdicts) {
    let listeners = facts.machine.iter().flat_map(|machine| &machine.listeners);
    let mut judged: Vec<u32> = Vec::new();
    for listener in listeners {
        let (Some(program), Some(user)) = (&listener.program, &listener.user) else { continue };
        let process = listener.process.unwrap_or_default();
        if !NEED_NO_ROOT.iter().any(|name| program.starts_with(name)) || judged.contains(&process) {
            continue;
        }
        judged.push(process);
        let (subject, standing) = running::about(facts, program, listener);
        let places = vec![Step::new(listener.place(), format!("runs as {user}"))];
        if user == "root" {
            fault(listener, program).at(out, &subject, standing, Strength::Proves, places);
        } else {
            out.passes(&subject, standing, places);
        }
    }
}

fn fault(listener: &Listener, program: &str) -> Fault {
    let within = match (&listener.unit, &listener.container) {
        (_, Some(container)) => format!(" in the container {container}"),
        (Some(unit), None) => format!(", started by {unit}"),
        (None, None) => String::new(),
    };
    let says =
        format!("{program} listens on {} and runs as root{within}: a hole in it gives the machine away.", listener.at);
    let fix = match (&listener.unit, &listener.container) {
        (_, Some(_)) => {
            "Name an account in the image (`USER`), or with `user:` where the container is declared.".into()
        }
        (Some(unit), None) => format!("Write `User=` with an account of its own (`systemctl edit {unit}`)."),
        (None, None) => format!("Start {program} as an account of its own."),
    };
    Fault::new(says).fix(fix)
}
