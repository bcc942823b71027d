//! `host/log-monitoring`: after a break-in, nobody could tell what happened.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Condition, Facts, Machine, Rule, Severity, Step, Strength, Verdicts};

use crate::common::Fault;
use crate::machine::{PRODUCTION, exposed, this_machine};

/// The rule.
pub static RULE: Rule = Rule {
    id: "host/log-monitoring",
    title: "The logs of the machine would not show what happened",
    severity: Severity::Low,
    checklist: "Logs are kept, in order, and somewhere that an intruder cannot wipe",
    why: "Whoever breaks in wipes the log first. What was sent to another machine meanwhile stays, and shows when it began \
          and what was taken. Logs in memory are gone with a restart, logs that nobody rotates fill the disk and stop, and \
          with a wrong clock they cannot be put in order with those of other machines. Tokens and certificates need the \
          clock as well.",
    remedy: "Keep them, send them away, and set the clock:\n\n\
             mkdir -p /var/log/journal && systemctl restart systemd-journald\n\
             apt-get install systemd-timesyncd auditd\n\n\
             # /etc/rsyslog.d/90-away.conf\n*.* @@logs.example:6514",
    remedies: &[],
    references: &[
        "https://owasp.org/Top10/A09_2021-Security_Logging_and_Monitoring_Failures/",
        "https://www.freedesktop.org/software/systemd/man/latest/journald.conf.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html",
    ],
    cwe: &[778, 223],
    since: "0.1",
    examples: &[
        Bad("=== host conditions\nlogs.kept no $ journald keeps them in memory, since /var/log/journal is not there\n"),
        Bad(
            "=== host listeners\ntcp 0.0.0.0:22 program=sshd pid=31 user=root\n=== host conditions\nlogs.kept yes $ rsyslogd writes them to files\ntime.synchronised no $ no program that sets the clock runs\n",
        ),
        Good(
            "=== host conditions\nlogs.kept yes $ rsyslogd writes them to files\nlogs.rotated yes $ /etc/cron.daily/logrotate is there\ntime.synchronised yes $ chronyd runs\n",
        ),
        Good("=== host conditions\nlogs.kept unknown $ it is the concern of the machine around this container\n"),
        // Nobody logs in from elsewhere.
        Good(
            "=== host listeners\ntcp 127.0.0.1:22 program=sshd pid=31 user=root\n=== host conditions\nlogs.kept yes $ rsyslogd writes them to files\nlogins.watched no $ nothing that runs counts failed logins\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// A condition, how bad it is without, and what to do.
struct Row {
    name: &'static str,
    severity: Severity,
    what: &'static str,
    fix: &'static str,
    matters: fn(&Machine) -> bool,
}

const ROWS: &[Row] = &[
    Row {
        name: Condition::LOGS_KEPT,
        severity: Severity::Medium,
        what: "logs are lost",
        fix: "Keep them: `mkdir -p /var/log/journal && systemctl restart systemd-journald`.",
        matters: |_| true,
    },
    Row {
        name: Condition::LOGS_ROTATED,
        severity: Severity::Low,
        what: "logs grow until the disk is full",
        fix: "Rotate them: `apt-get install logrotate`.",
        matters: |_| true,
    },
    Row {
        name: Condition::TIME_SYNCHRONISED,
        severity: Severity::Low,
        what: "the clock goes wrong, and the order of events with it",
        fix: "Set the clock: `apt-get install systemd-timesyncd`.",
        matters: |_| true,
    },
    Row {
        name: Condition::LOGINS_WATCHED,
        severity: Severity::Low,
        what: "passwords may be tried without end",
        fix: "Shut out whoever fails often: `apt-get install fail2ban`, or let in with keys only.",
        matters: lets_people_in,
    },
    Row {
        name: Condition::LOGS_FORWARDED,
        severity: Severity::Info,
        what: "an intruder can wipe them",
        fix: "Send them to another machine.",
        matters: |_| true,
    },
    Row {
        name: Condition::LOGS_AUDITED,
        severity: Severity::Info,
        what: "nothing says who changed which file",
        fix: "Let the kernel write it down: `apt-get install auditd`.",
        matters: |_| true,
    },
];

/// A daemon of SSH that other machines reach.
fn lets_people_in(machine: &Machine) -> bool {
    exposed(machine).any(|listener| listener.program.as_deref() == Some("sshd") || listener.at.port == 22)
}

fn check(facts: &Facts, out: &mut Verdicts) {
    let Some(machine) = &facts.machine else { return };
    let looked_at: Vec<(&Row, &Condition)> = ROWS
        .iter()
        .filter(|row| (row.matters)(machine))
        .filter_map(|row| Some((row, machine.condition(row.name)?)))
        .collect();
    let missing: Vec<_> = looked_at.iter().filter(|(_, found)| found.holds == Some(false)).collect();
    let subject = this_machine();
    let steps = |holds: Option<bool>| -> Vec<Step> {
        let own = looked_at.iter().filter(|(_, found)| found.holds == holds);
        own.map(|(_, found)| Step::new(found.place(), found.says.clone())).collect()
    };
    if let Some(worst) = missing.iter().map(|(row, _)| row.severity).max() {
        let what: Vec<String> = missing.iter().map(|(row, found)| format!("{} ({})", row.what, found.says)).collect();
        let fixes: Vec<&str> = missing.iter().map(|(row, _)| row.fix).collect();
        let fault = Fault::new(format!("On this machine {}.", what.join("; "))).fix(fixes.join("\n")).severity(worst);
        return fault.at(out, &subject, PRODUCTION, Strength::Shows, steps(Some(false)));
    }
    match looked_at.iter().find(|(_, found)| found.holds.is_none()) {
        Some((_, found)) => out.unknown(&subject, PRODUCTION, found.says.clone(), steps(None)),
        None if looked_at.is_empty() => {}
        None => out.passes(&subject, PRODUCTION, steps(Some(true))),
    }
}
