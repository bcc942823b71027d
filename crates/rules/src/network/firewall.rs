//! `network/firewall`: nothing keeps strangers away from what listens.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Place, Rule, Severity, Step, Strength, Verdicts};

use crate::common::Fault;
use crate::machine::{PRODUCTION, exposed, is_server, this_machine};

/// The rule.
pub static RULE: Rule = Rule {
    id: "network/firewall",
    title: "No firewall keeps strangers away",
    severity: Severity::Medium,
    checklist: "A firewall lets in what is meant to be reached, and nothing else",
    why: "Without a firewall, everything that listens on an address other than loopback is open to whoever reaches the \
          machine: also what somebody installs or starts tomorrow, and what was meant for this machine only. A firewall \
          that is loaded and drops nothing is none, and one of IPv4 alone leaves IPv6 open.",
    remedy: "Refuse what comes in unless it is named, over IPv4 and IPv6:\n\n\
             ufw default deny incoming\nufw allow OpenSSH\nufw allow 443/tcp\nufw enable\n\n\
             Ports that Docker publishes go past those rules: publish them on 127.0.0.1.",
    remedies: &[],
    references: &[
        "https://wiki.nftables.org/wiki-nftables/index.php/Simple_ruleset_for_a_server",
        "https://documentation.ubuntu.com/server/how-to/security/firewalls/",
        "https://docs.docker.com/engine/network/packet-filtering-firewalls/",
    ],
    cwe: &[1327, 284],
    since: "0.1",
    examples: &[
        Bad(
            "=== host firewall\ninactive $ nftables has no rule for what comes in\n=== host listeners\ntcp 0.0.0.0:8000 program=gunicorn\n",
        ),
        Bad(
            "=== host firewall\ninactive $ nftables keeps strangers away over IPv4, but not over IPv6\n=== host listeners\ntcp [::]:80 program=nginx\n",
        ),
        Good(
            "=== host firewall\nactive $ nftables keeps away what no rule lets in\n=== host listeners\ntcp 0.0.0.0:80 program=nginx\n",
        ),
        Good(
            "=== host firewall\ninactive $ nftables has no rule for what comes in\n=== host listeners\ntcp 127.0.0.1:6379 program=redis-server\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Listeners that are shown, at most.
const SHOWN: usize = 8;

fn check(facts: &Facts, out: &mut Verdicts) {
    let Some(machine) = &facts.machine else { return };
    let (subject, says) = (this_machine(), machine.firewall.says.clone());
    let place = Place::Host { item: "firewall".into() };
    let seen = vec![Step::new(place, says.clone())];
    let open: Vec<_> = exposed(machine).filter(|listener| is_server(listener)).collect();
    match machine.firewall.active {
        Some(true) => out.passes(&subject, PRODUCTION, seen),
        _ if open.is_empty() => out.passes(&subject, PRODUCTION, seen),
        None => out.unknown(&subject, PRODUCTION, says, seen),
        Some(false) => {
            let count = open.len();
            let listeners = if count == 1 { "1 listener is".to_owned() } else { format!("{count} listeners are") };
            let fault = Fault::new(format!("No firewall is active: {says}; {listeners} open to other machines."));
            let shown = open.iter().take(SHOWN).map(|l| Step::new(l.place(), "is open to other machines"));
            fault.at(out, &subject, PRODUCTION, Strength::Proves, seen.into_iter().chain(shown).collect());
        }
    }
}
