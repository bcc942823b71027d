//! `host/service-unit-hardening`: systemd starts a server with the run of the machine.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Machine, Rule, Severity, Step, Strength, Subject, SubjectKind, Unit, Verdicts};

use crate::common::Fault;
use crate::machine::{PRODUCTION, reach};
use crate::services::Reach;

/// The rule.
pub static RULE: Rule = Rule {
    id: "host/service-unit-hardening",
    title: "A server's unit does not confine it",
    severity: Severity::Low,
    checklist: "Units of servers take away what the server does not need",
    why: "systemd can start a program so that it sees no home folders, writes only where it has to, and never gains rights. \
          A hole in the program then gives away the program, and not everything that its account can read. It is a few \
          lines in the unit, and nothing in the program changes.",
    remedy: "Confine it, try it, and look at the log for what it misses:\n\n\
             systemctl edit shop.service\n\n\
             [Service]\nNoNewPrivileges=yes\nProtectSystem=strict\nReadWritePaths=/var/lib/shop\nProtectHome=yes\nPrivateTmp=yes",
    remedies: &[],
    references: &[
        "https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Sandboxing",
        "https://www.freedesktop.org/software/systemd/man/latest/systemd-analyze.html",
    ],
    cwe: &[250, 693],
    since: "0.1",
    examples: &[
        Bad(
            "=== host listeners\ntcp 0.0.0.0:8000 program=gunicorn pid=31 user=shop unit=shop.service\n=== host units\nshop.service own User=shop $ /etc/systemd/system/shop.service\n",
        ),
        Bad(
            "=== host listeners\ntcp 127.0.0.1:8000 program=gunicorn pid=31 user=shop unit=shop.service\n=== host units\nshop.service own User=shop PrivateTmp=true NoNewPrivileges=no $ /etc/systemd/system/shop.service\n",
        ),
        Good(
            "=== host listeners\ntcp 0.0.0.0:8000 program=gunicorn pid=31 user=shop unit=shop.service\n=== host units\nshop.service own User=shop NoNewPrivileges=yes ProtectSystem=full ProtectHome=yes PrivateTmp=yes $ /etc/systemd/system/shop.service\n",
        ),
        // A dynamic account brings the rest with it.
        Good(
            "=== host listeners\ntcp 0.0.0.0:8000 program=gunicorn pid=31 user=shop unit=shop.service\n=== host units\nshop.service own DynamicUser=yes $ /etc/systemd/system/shop.service\n",
        ),
        // It starts the shells of whoever logs in.
        Good(
            "=== host listeners\ntcp 0.0.0.0:22 program=sshd pid=31 user=root unit=ssh.service\n=== host units\nssh.service $ /usr/lib/systemd/system/ssh.service\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// What confines, when it does, and what to write.
struct Row {
    what: &'static str,
    holds: fn(&Unit) -> bool,
    write: &'static str,
}

const ROWS: &[Row] = &[
    Row { what: "may gain rights", holds: keeps_its_rights, write: "NoNewPrivileges=yes" },
    Row {
        what: "may write to the system's own folders",
        holds: |unit| is(unit, "ProtectSystem", &["full", "strict"]),
        write: "ProtectSystem=full",
    },
    Row {
        what: "sees the home folders",
        holds: |unit| is(unit, "ProtectHome", &["read-only", "tmpfs"]),
        write: "ProtectHome=yes",
    },
    Row {
        what: "shares /tmp with every other program",
        holds: |unit| is(unit, "PrivateTmp", &["disconnected"]),
        write: "PrivateTmp=yes",
    },
];

/// So many of them missing say that nobody thought of it.
const TOO_MANY: usize = 2;

/// Units that start what others ask for: shells, containers, units of users.
const START_OTHERS: &[&str] = &[
    "ssh.",
    "ssh@",
    "sshd",
    "docker",
    "containerd",
    "podman",
    "crio",
    "kubelet",
    "systemd-",
    "user@",
    "getty",
    "cron",
    "libvirt",
    "dbus",
    "init.scope",
];

fn check(facts: &Facts, out: &mut Verdicts) {
    let Some(machine) = &facts.machine else { return };
    for unit in machine.units.iter().filter(|unit| !START_OTHERS.iter().any(|start| unit.name.starts_with(start))) {
        let subject = Subject::new(SubjectKind::Host, unit.name.clone());
        let missing: Vec<&Row> = ROWS.iter().filter(|row| !(row.holds)(unit)).collect();
        if missing.len() < TOO_MANY || is_on(unit, "DynamicUser") || unit.directive("RootDirectory").is_some() {
            out.passes(&subject, PRODUCTION, vec![Step::new(unit.place(), "confines what it starts")]);
            continue;
        }
        let what: Vec<&str> = missing.iter().map(|row| row.what).collect();
        let says = format!("What {} starts listens, and {}.", unit.name, what.join(", "));
        let lines: Vec<&str> = missing.iter().map(|row| row.write).collect();
        let fix = format!("With `systemctl edit {}`, write:\n\n[Service]\n{}", unit.name, lines.join("\n"));
        let places = vec![Step::new(unit.place(), "does not confine what it starts")];
        Fault::new(says).fix(fix).severity(severity(machine, unit)).at(
            out,
            &subject,
            PRODUCTION,
            Strength::Shows,
            places,
        );
    }
}

/// A package's unit that only this machine reaches is as its makers meant it.
fn severity(machine: &Machine, unit: &Unit) -> Severity {
    let mut own = machine.listeners.iter().filter(|listener| listener.unit.as_deref() == Some(&unit.name));
    let far = own.any(|listener| reach(listener) >= Reach::Private);
    if unit.own || far { Severity::Low } else { Severity::Info }
}

fn is_on(unit: &Unit, directive: &str) -> bool {
    is(unit, directive, &[])
}

/// On, as systemd reads truth values, or one of these words.
fn is(unit: &Unit, directive: &str, words: &[&str]) -> bool {
    unit.directive(directive)
        .is_some_and(|value| matches!(value, "yes" | "true" | "1" | "on" | "y" | "t") || words.contains(&value))
}

/// For an account without rights, a filter of system calls and its like switch it on by themselves (systemd.exec(5)).
fn keeps_its_rights(unit: &Unit) -> bool {
    let account = unit.directive("User").is_some_and(|user| !matches!(user, "root" | "0" | ""));
    let filters = ["SystemCallFilter", "RestrictAddressFamilies"].iter().any(|name| unit.directive(name).is_some());
    let switches = [
        "MemoryDenyWriteExecute",
        "PrivateDevices",
        "ProtectKernelTunables",
        "ProtectKernelModules",
        "RestrictNamespaces",
    ];
    is_on(unit, "NoNewPrivileges") || account && (filters || switches.iter().any(|name| is_on(unit, name)))
}
