//! `host/docker-daemon`: Docker's daemon confines containers less than it could, or takes images from anybody.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Judgement, Key, Rule, Setting, Severity, Standing, Strength, Subject, Verdicts};

use crate::common::{Fault, is_written};

/// The rule.
pub static RULE: Rule = Rule {
    id: "host/docker-daemon",
    title: "Docker's daemon confines containers less than it could",
    severity: Severity::Medium,
    checklist: "Docker's daemon keeps containers apart, and takes images from registries that prove who they are",
    why: "What the daemon allows, every container may do. Without a check of the registry's certificate, whoever stands in the \
          way hands the machine an image of his own. Where containers of the default network reach each other and root in a \
          container is root outside, one hole in one program is a way into all of them.",
    remedy: "Write into /etc/docker/daemon.json, and start Docker again:\n\n\
             {\n  \"icc\": false,\n  \"no-new-privileges\": true,\n  \"userns-remap\": \"default\",\n  \"live-restore\": true,\n  \"userland-proxy\": false\n}",
    remedies: &[],
    references: &[
        "https://www.cisecurity.org/benchmark/docker",
        "https://docs.docker.com/engine/security/",
        "https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file",
    ],
    cwe: &[250, 295, 1188],
    since: "0.1",
    examples: &[
        Bad("=== docker/daemon.json\n{\n  \"insecure-registries\": [\"registry.shop.example:5000\"]\n}\n"),
        Bad("=== roles/docker/files/daemon.json\n{\n  \"iptables\": false,\n  \"log-driver\": \"journald\"\n}\n"),
        Bad("=== host file /etc/docker/daemon.json\n{\n  \"seccomp-profile\": \"unconfined\"\n}\n"),
        Bad("=== host file /etc/docker/daemon.json\n{}\n"),
        Good(
            "=== host file /etc/docker/daemon.json\n{\n  \"icc\": false,\n  \"no-new-privileges\": true,\n  \"userns-remap\": \"default\",\n  \"live-restore\": true,\n  \"userland-proxy\": false\n}\n",
        ),
        // The command line says the rest.
        Good(
            "=== host file /etc/docker/daemon.json\n{\n  \"icc\": false,\n  \"live-restore\": true,\n  \"userland-proxy\": false\n}\n=== host processes\n31 dockerd user=root $ /usr/bin/dockerd -H fd:// --no-new-privileges --userns-remap=default\n",
        ),
        Good("=== docker/daemon.json\n{\n  \"insecure-registries\": [\"127.0.0.1:5000\"],\n  \"icc\": false\n}\n"),
        // Another program's.
        Good("=== app/daemon.json\n{\n  \"interval\": 5,\n  \"iptables\": false,\n  \"workers\": 2\n}\n"),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// An option, how bad it is that it does not confine, its recommendation of the CIS Docker Benchmark 1.6, and what to write.
struct Row {
    option: &'static str,
    severity: Severity,
    cis: &'static str,
    what: &'static str,
    write: &'static str,
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row { option: "insecure-registries", severity: Severity::Medium, cis: "2.5", what: "takes images from registries that prove nothing", write: "take `insecure-registries` out, and give the registry a certificate" },
    Row { option: "seccomp-profile", severity: Severity::Medium, cis: "2.17", what: "lets containers make every system call", write: "take `\"seccomp-profile\": \"unconfined\"` out" },
    Row { option: "iptables", severity: Severity::Medium, cis: "2.4", what: "keeps the networks of containers no longer apart", write: "`\"iptables\": true`" },
    Row { option: "icc", severity: Severity::Low, cis: "2.2", what: "lets containers of the default network reach each other", write: "`\"icc\": false`" },
    Row { option: "no-new-privileges", severity: Severity::Low, cis: "2.14", what: "lets programs in containers gain rights", write: "`\"no-new-privileges\": true`" },
    Row { option: "userns-remap", severity: Severity::Info, cis: "2.9", what: "makes root of a container root of the machine", write: "`\"userns-remap\": \"default\"`" },
    Row { option: "live-restore", severity: Severity::Info, cis: "2.15", what: "ends containers when it is updated", write: "`\"live-restore\": true`" },
    Row { option: "userland-proxy", severity: Severity::Info, cis: "2.16", what: "forwards each published port by a program of root", write: "`\"userland-proxy\": false`" },
];

/// A project's file is judged by what it says; what runs, by what holds. One finding for each daemon.
fn check(facts: &Facts, out: &mut Verdicts) {
    let all: Vec<&Setting> = facts.settings_of(Key::DOCKER_CONFINES).collect();
    let mut daemons: Vec<(&Subject, Standing)> = all.iter().map(|one| (&one.component, one.standing)).collect();
    daemons.dedup();
    for (subject, standing) in daemons {
        let own: Vec<&Setting> =
            all.iter().copied().filter(|one| (&one.component, one.standing) == (subject, standing)).collect();
        daemon(subject, standing, &own, out);
    }
}

fn daemon(subject: &Subject, standing: Standing, own: &[&Setting], out: &mut Verdicts) {
    let runs = subject.name.starts_with('/');
    let unsafe_ones: Vec<(&Row, &Setting)> = ROWS
        .iter()
        .filter_map(|row| Some((row, *own.iter().find(|one| one.raw == row.option)?)))
        .filter(|(_, one)| matches!(one.value.judge(|value| !value.is_true()), Judgement::Unsafe(_)))
        .filter(|(_, one)| runs || is_written(one))
        .collect();
    let Some(severity) = unsafe_ones.iter().map(|(row, _)| row.severity).max() else {
        let places = own.iter().flat_map(|one| one.because.first().cloned()).collect();
        return out.passes(subject, standing, places);
    };
    let what: Vec<String> =
        unsafe_ones.iter().map(|(row, _)| format!("{} (CIS Docker {})", row.what, row.cis)).collect();
    let write: Vec<&str> = unsafe_ones.iter().map(|(row, _)| row.write).collect();
    let places = unsafe_ones.iter().flat_map(|(_, one)| one.because.first().cloned()).collect();
    let fault = Fault::new(format!("Docker's daemon {}.", what.join("; ")));
    let fault = fault.fix(format!("In daemon.json: {}. Then start Docker again.", write.join(", ")));
    fault.severity(severity).at(out, subject, standing, Strength::Shows, places);
}
