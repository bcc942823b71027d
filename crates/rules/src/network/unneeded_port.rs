//! `network/unneeded-port`: something listens that no declared component explains.

use std::collections::BTreeSet;

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Listener, Rule, Severity, Step, Strength, Subject, SubjectKind, Verdicts};

use crate::common::Fault;
use crate::machine::{PRODUCTION, exposed, is_server, published_ports, this_machine};

/// The rule.
pub static RULE: Rule = Rule {
    id: "network/unneeded-port",
    title: "A port is open that nothing in the project explains",
    severity: Severity::Low,
    checklist: "Every open port belongs to something that is meant to be reached",
    why: "Each program that waits for strangers is one more that can have a hole. What nobody remembers is not updated \
          either: a test server, a debugger, a tool that was tried once, or what an intruder left.",
    remedy: "Stop what is not needed, or let it listen on this machine only:\n\n\
             systemctl disable --now NAME\n\n\
             What is needed, declare: a port of a compose file or of a configuration in the project explains it.",
    remedies: &[],
    references: &[
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
        "https://www.cisecurity.org/benchmark/debian_linux",
    ],
    cwe: &[1188, 668],
    since: "0.1",
    examples: &[
        Bad(
            "=== compose.yaml\nservices:\n  web:\n    image: nginx:1.27\n    ports: [\"80:80\"]\n=== host listeners\ntcp 0.0.0.0:80 program=docker-proxy\ntcp 0.0.0.0:9229 program=node pid=77\n",
        ),
        Bad(
            "=== deploy/redis.conf\nbind 10.0.0.5\nport 6379\nrequirepass ${PASSWORD}\nappendonly yes\n=== host listeners\ntcp 0.0.0.0:6380 program=redis-server pid=5\n",
        ),
        Good(
            "=== compose.yaml\nservices:\n  web:\n    image: nginx:1.27\n    ports: [\"80:80\"]\n=== host listeners\ntcp 0.0.0.0:80 program=docker-proxy\ntcp 0.0.0.0:22 program=sshd\ntcp 127.0.0.1:9229 program=node\n",
        ),
        Good(
            "=== compose.yaml\nservices:\n  web:\n    image: nginx:1.27\n    ports: [\"80:80\"]\n=== host listeners\ntcp 0.0.0.0:9229 program=node shielded=yes\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Programs that a machine needs to be looked after: the way in, addresses, time.
const OF_THE_SYSTEM: &[&str] = &[
    "sshd",
    "systemd",
    "systemd-network",
    "systemd-resolve",
    "systemd-timesyn",
    "chronyd",
    "ntpd",
    "dhclient",
    "dhcpcd",
];

fn check(facts: &Facts, out: &mut Verdicts) {
    let Some(machine) = &facts.machine else { return };
    let declared = declared(facts);
    let open: Vec<&Listener> = exposed(machine).filter(|listener| is_server(listener)).collect();
    if declared.is_empty() && !open.is_empty() {
        let why = "no file that was read declares what should listen: give the project's folder beside `--host`";
        return out.unknown(&this_machine(), PRODUCTION, why, Vec::new());
    }
    for listener in open {
        let program = listener.program.as_deref().unwrap_or_default();
        let subject = Subject::new(SubjectKind::Host, format!("{} {}", listener.at, program).trim().to_owned());
        if declared.contains(&listener.at.port) || OF_THE_SYSTEM.contains(&program) {
            out.passes(&subject, PRODUCTION, vec![Step::new(listener.place(), "is declared, or of the system")]);
            continue;
        }
        let who = if program.is_empty() { "Something" } else { program };
        let says = format!("{who} listens on {}, and nothing that was read declares that port.", listener.at);
        let places = vec![Step::new(listener.place(), "is open to other machines")];
        Fault::new(says).at(out, &subject, PRODUCTION, Strength::Suggests, places);
    }
}

/// The ports that files and code declare.
fn declared(facts: &Facts) -> BTreeSet<u16> {
    let keys = [
        Key::SERVICE_PORT,
        Key::SERVICE_PUBLISHED,
        Key::CONTAINER_PUBLISHED,
        Key::CONTAINER_ADMIN_TOOL,
        Key::SERVER_PORT,
    ];
    keys.into_iter()
        .flat_map(|key| facts.settings_of(key))
        .flat_map(|setting| published_ports(&setting.value))
        .collect()
}
