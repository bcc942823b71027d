//! `host/pending-updates`: holes of programs on this machine are known, and mended elsewhere.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Condition, Facts, Machine, Place, Process, Rule, Severity, Step, Strength, Subject, SubjectKind, Verdicts,
};

use crate::common::Fault;
use crate::machine::{PRODUCTION, reach};
use crate::services::Reach;

/// The rule.
pub static RULE: Rule = Rule {
    id: "host/pending-updates",
    title: "Security updates are not installed, or not in use",
    severity: Severity::Medium,
    checklist: "Security updates are installed soon, and what they mend is started again",
    why: "With a security update the hole becomes public: from then on everybody can look up what to send. Machines that \
          wait are found by programs that try every address. An update is not enough for what already runs: a server \
          goes on with the old library until it is started again.",
    remedy: "Install them now, and let the machine do it by itself from then on:\n\n\
             apt-get update && apt-get upgrade\napt-get install unattended-upgrades\n\n\
             Then start again what uses replaced files: `needrestart` lists it.",
    remedies: &[],
    references: &[
        "https://wiki.debian.org/UnattendedUpgrades",
        "https://documentation.ubuntu.com/server/how-to/software/automatic-updates/",
        "https://owasp.org/Top10/A06_2021-Vulnerable_and_Outdated_Components/",
    ],
    cwe: &[1104, 1395],
    since: "0.1",
    examples: &[
        Bad(
            "=== host updates\nopenssl 3.0.15-1~deb12u1 3.0.17-1~deb12u2\n=== host conditions\nupdates.known yes $ the lists of security updates are of 2026-11-20\n",
        ),
        Bad(
            "=== host listeners\ntcp 0.0.0.0:443 program=nginx pid=40 user=root\n=== host processes\n40 nginx user=root replaced=/usr/lib/x86_64-linux-gnu/libssl.so.3 $ nginx: master process\n",
        ),
        Bad("=== host conditions\nupdates.known no $ the lists of security updates are of 2026-01-02\n"),
        Good(
            "=== host conditions\nupdates.known yes $ the lists of security updates are of 2026-11-20\nupdates.automatic yes $ unattended-upgrades installs them\n",
        ),
        Good(
            "=== host listeners\ntcp 0.0.0.0:443 program=nginx pid=40 user=root\n=== host processes\n40 nginx user=root $ nginx: master process\n=== host conditions\nupdates.known unknown $ only the packages of dpkg and the lists of apt are read\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Packages that are shown, at most.
const SHOWN: usize = 8;

fn check(facts: &Facts, out: &mut Verdicts) {
    let Some(machine) = &facts.machine else { return };
    packages(machine, out);
    automatic(machine, out);
    if let Some(note) = machine.condition(Condition::UPDATES_IN_USE).filter(|note| note.holds == Some(false)) {
        let subject = Subject::new(SubjectKind::Host, "the kernel of this machine");
        let fault = Fault::new(format!("What was updated is not in use: {}.", note.says)).fix("Restart the machine.");
        fault.at(out, &subject, PRODUCTION, Strength::Proves, vec![step(note)]);
    }
    machine.processes.iter().for_each(|process| running(machine, process, out));
}

fn step(condition: &Condition) -> Step {
    Step::new(condition.place(), condition.says.clone())
}

fn packages(machine: &Machine, out: &mut Verdicts) {
    let subject = Subject::new(SubjectKind::Host, "packages of this machine");
    let known = machine.condition(Condition::UPDATES_KNOWN);
    let count = machine.updates.len();
    let seen: Vec<Step> = known.map(step).into_iter().collect();
    if count > 0 {
        let names: Vec<&str> = machine.updates.iter().take(SHOWN).map(|update| update.package.as_str()).collect();
        let more = if count > SHOWN { format!(" and {} more", count - SHOWN) } else { String::new() };
        let (packages, wait) = if count == 1 { ("package", "waits") } else { ("packages", "wait") };
        let says = format!("{count} {packages} {wait} for a security update: {}{more}.", names.join(", "));
        let rows = machine.updates.iter().take(SHOWN).map(|update| {
            let place = Place::Host { item: format!("package {}", update.package) };
            Step::new(place, format!("is {}, and {} mends it", update.installed, update.available))
        });
        let fault = Fault::new(says).fix("Install them: `apt-get update && apt-get upgrade`.");
        return fault.at(out, &subject, PRODUCTION, Strength::Proves, rows.chain(seen).collect());
    }
    match known.map(|known| (known.holds, known)) {
        None => {}
        Some((Some(true), _)) => out.passes(&subject, PRODUCTION, seen),
        Some((None, known)) => out.unknown(&subject, PRODUCTION, known.says.clone(), seen),
        Some((Some(false), known)) => {
            let says = format!("Nobody has asked for a while which security updates there are: {}.", known.says);
            let fault =
                Fault::new(says).severity(Severity::Low).fix("Ask: `apt-get update`, best every day by a timer.");
            fault.at(out, &subject, PRODUCTION, Strength::Shows, seen);
        }
    }
}

fn automatic(machine: &Machine, out: &mut Verdicts) {
    let Some(found) = machine.condition(Condition::UPDATES_AUTOMATIC) else { return };
    let subject = Subject::new(SubjectKind::Host, "updates of this machine");
    match found.holds {
        Some(true) => out.passes(&subject, PRODUCTION, vec![step(found)]),
        None => out.unknown(&subject, PRODUCTION, found.says.clone(), vec![step(found)]),
        Some(false) => {
            let says = format!("Security updates wait for somebody to think of them: {}.", found.says);
            let fault = Fault::new(says).severity(Severity::Info);
            let fault =
                fault.fix("`apt-get install unattended-upgrades`, then `dpkg-reconfigure unattended-upgrades`.");
            fault.at(out, &subject, PRODUCTION, Strength::Shows, vec![step(found)]);
        }
    }
}

/// A server that runs code which is no longer on the disk.
fn running(machine: &Machine, process: &Process, out: &mut Verdicts) {
    let own = machine.listeners.iter().filter(|listener| listener.process == Some(process.id));
    let Some(listener) = own.max_by_key(|listener| reach(listener)) else { return };
    let subject = Subject::new(SubjectKind::Host, format!("{} on {}", process.name, listener.at));
    let Some(first) = process.replaced.first() else { return };
    let name = first.rsplit('/').next().unwrap_or(first);
    let more = match process.replaced.len() {
        1 => String::new(),
        2 => " and another file".to_owned(),
        all => format!(" and {} more files", all - 1),
    };
    let says = format!(
        "{} still runs the {name}{more} that an update replaced: what the update mends is open there.",
        process.name
    );
    let fix = match &process.unit {
        Some(unit) => format!("Start it again: `systemctl restart {unit}`."),
        None => format!("Start {} again.", process.name),
    };
    let severity = if reach(listener) >= Reach::Private { Severity::Medium } else { Severity::Low };
    let places = vec![
        Step::new(process.place(), format!("runs {first}, which was replaced")),
        Step::new(listener.place(), "is its socket"),
    ];
    Fault::new(says).fix(fix).severity(severity).at(out, &subject, PRODUCTION, Strength::Proves, places);
}
