//! What holds of the machine as a whole: logs that last, a clock that is right, updates that come by themselves.

use std::collections::{BTreeMap, BTreeSet};

use sneck_model::{Condition, day};

/// Files that are read, where they are there.
pub const FILES: &[&str] = &[
    "/etc/systemd/journald.conf",
    "/etc/rsyslog.conf",
    "/etc/apt/apt.conf",
    "/etc/dnf/automatic.conf",
    "/etc/pam.d/common-auth",
];

/// Folders whose files are read.
pub const FOLDERS: &[&str] = &["/etc/systemd/journald.conf.d", "/etc/rsyslog.d", "/etc/apt/apt.conf.d"];

/// What need only be there.
pub const PRESENT: &[&str] = &[
    "/var/log/journal",
    "/var/lib/dpkg/status",
    "/run/reboot-required",
    "/usr/bin/unattended-upgrade",
    "/etc/cron.daily/logrotate",
    "/usr/lib/systemd/system/logrotate.timer",
    "/lib/systemd/system/logrotate.timer",
    "/etc/systemd/system/timers.target.wants/dnf-automatic.timer",
    "/etc/systemd/system/timers.target.wants/dnf-automatic-install.timer",
    "/.dockerenv",
    "/run/.containerenv",
    "/run/systemd/container",
];

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Files and their text.
    pub texts: BTreeMap<String, String>,
    /// Those of [`PRESENT`] that are there.
    pub present: BTreeSet<String>,
    /// Names of the programs that run, as the system cuts them: 15 bytes.
    pub programs: BTreeSet<String>,
    /// All processes could be seen.
    pub whole: bool,
    /// The day of the oldest list of security updates.
    pub lists: Option<i32>,
    /// The day.
    pub today: i32,
}

/// Days after which a list of updates says nothing any more.
const STALE: i32 = 14;

/// Everything that can be said.
#[must_use]
pub fn conditions(seen: &Evidence) -> Vec<Condition> {
    let rows: [fn(&Evidence) -> Option<Condition>; 9] =
        [kept, rotated, forwarded, audited, watched, clock, known, automatic, in_use];
    let mut all: Vec<Condition> = rows.iter().filter_map(|row| row(seen)).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

impl Evidence {
    fn runs(&self, programs: &[&'static str]) -> Option<&'static str> {
        programs.iter().copied().find(|name| self.programs.contains(*name))
    }

    fn has(&self, path: &str) -> bool {
        self.present.contains(path)
    }

    fn contained(&self) -> bool {
        ["/.dockerenv", "/run/.containerenv", "/run/systemd/container"].iter().any(|path| self.has(path))
    }

    /// Lines of the files whose path begins so, without remarks.
    fn lines<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a str> {
        let own = self.texts.iter().filter(move |(known, _)| known.starts_with(path));
        own.flat_map(|(_, text)| text.lines())
            .map(str::trim)
            .filter(|line| !line.starts_with(['#', ';']) && !line.starts_with("//"))
    }

    /// What does not run does not hold, where all that runs was seen and is the machine's.
    fn absent(&self, name: &str, says: &str) -> Condition {
        match (self.contained(), self.whole) {
            (true, _) => Condition::new(name, None, "it is the concern of the machine around this container"),
            (_, false) => Condition::new(name, None, "processes of other accounts are shown to root only"),
            _ => Condition::new(name, false, says),
        }
    }

    /// One of these runs, or it does not hold.
    fn by(&self, name: &str, programs: &[&'static str], otherwise: &str) -> Condition {
        match self.runs(programs) {
            Some(program) => Condition::new(name, true, format!("{program} runs")),
            None => self.absent(name, otherwise),
        }
    }
}

const SYSLOG: &[&str] = &["rsyslogd", "syslog-ng", "syslogd"];

fn kept(seen: &Evidence) -> Option<Condition> {
    let name = Condition::LOGS_KEPT;
    if let Some(program) = seen.runs(SYSLOG) {
        return Some(Condition::new(name, true, format!("{program} writes them to files")));
    }
    if seen.runs(&["systemd-journal"]).is_none() {
        return Some(seen.absent(name, "neither journald nor a syslog daemon runs"));
    }
    let storage = seen.lines("/etc/systemd/journald.conf").filter_map(|line| line.strip_prefix("Storage=")).last();
    let folder = seen.has("/var/log/journal");
    Some(match storage.unwrap_or("auto") {
        "persistent" => Condition::new(name, true, "journald writes them to the disk"),
        "volatile" | "none" => Condition::new(name, false, "journald is told not to write them to the disk"),
        _ if folder => Condition::new(name, true, "journald writes them to /var/log/journal"),
        _ => Condition::new(name, false, "journald keeps them in memory, since /var/log/journal is not there"),
    })
}

fn rotated(seen: &Evidence) -> Option<Condition> {
    let name = Condition::LOGS_ROTATED;
    let by = PRESENT.iter().find(|path| path.contains("logrotate") && seen.has(path));
    match (by, seen.runs(SYSLOG)) {
        (Some(path), _) => Some(Condition::new(name, true, format!("{path} is there"))),
        (None, Some(program)) => {
            Some(Condition::new(name, false, format!("{program} writes files, and logrotate is not installed")))
        }
        (None, None) => None,
    }
}

const SHIPPERS: &[&str] = &[
    "fluent-bit",
    "fluentd",
    "td-agent",
    "vector",
    "filebeat",
    "promtail",
    "alloy",
    "otelcol",
    "otelcol-contrib",
    "splunkd",
    "nxlog",
    "journalbeat",
    "auditbeat",
    "wazuh-agentd",
    "ossec-agentd",
    "amazon-cloudwat",
    "google-fluentd",
];

fn forwarded(seen: &Evidence) -> Option<Condition> {
    let name = Condition::LOGS_FORWARDED;
    let sends = |line: &str| {
        line.split_whitespace().nth(1).is_some_and(|to| to.starts_with('@'))
            || line.contains("omfwd")
            || line.contains("omrelp")
    };
    if seen.runs(&["rsyslogd"]).is_some() && seen.lines("/etc/rsyslog").any(sends) {
        return Some(Condition::new(name, true, "rsyslogd sends them to another machine"));
    }
    Some(seen.by(name, SHIPPERS, "nothing that runs sends them to another machine"))
}

fn audited(seen: &Evidence) -> Option<Condition> {
    Some(seen.by(Condition::LOGS_AUDITED, &["auditd"], "auditd does not run"))
}

fn watched(seen: &Evidence) -> Option<Condition> {
    let name = Condition::LOGINS_WATCHED;
    if seen.lines("/etc/pam.d/common-auth").any(|line| line.contains("pam_faillock") || line.contains("pam_tally2")) {
        return Some(Condition::new(name, true, "PAM shuts an account after failed logins"));
    }
    let programs = &["fail2ban-server", "crowdsec", "sshguard", "denyhosts"];
    Some(seen.by(name, programs, "nothing that runs counts failed logins"))
}

fn clock(seen: &Evidence) -> Option<Condition> {
    let programs = &["chronyd", "systemd-timesyn", "ntpd", "openntpd", "ntpsec", "ptp4l", "vmtoolsd", "VBoxService"];
    Some(seen.by(Condition::TIME_SYNCHRONISED, programs, "no program that sets the clock runs"))
}

fn known(seen: &Evidence) -> Option<Condition> {
    let name = Condition::UPDATES_KNOWN;
    Some(match seen.lists {
        _ if !seen.has("/var/lib/dpkg/status") => {
            Condition::new(name, None, "only the packages of dpkg and the lists of apt are read")
        }
        Some(of) => {
            let holds = seen.today.saturating_sub(of) <= STALE;
            Condition::new(name, holds, format!("the lists of security updates are of {}", day::write(of)))
        }
        None => Condition::new(name, None, "there is no list of security updates: `apt-get update` fetches one"),
    })
}

fn automatic(seen: &Evidence) -> Option<Condition> {
    let name = Condition::UPDATES_AUTOMATIC;
    let dnf = PRESENT.iter().any(|path| path.contains("dnf-automatic") && seen.has(path));
    if dnf && seen.lines("/etc/dnf/automatic.conf").any(|line| line.replace(' ', "") == "apply_updates=yes") {
        return Some(Condition::new(name, true, "dnf-automatic installs them"));
    }
    if !seen.has("/var/lib/dpkg/status") || seen.contained() {
        return None;
    }
    let says = |line: &str| {
        let line = line.replace([' ', '\t', '"', ';'], "");
        line.strip_prefix("APT::Periodic::Unattended-Upgrade")
            .is_some_and(|value| value.parse::<u32>().is_ok_and(|n| n > 0) || value == "always")
    };
    let asked = seen.lines("/etc/apt/apt.conf").any(says);
    Some(match (asked, seen.has("/usr/bin/unattended-upgrade")) {
        (true, true) => Condition::new(name, true, "unattended-upgrades installs them"),
        (_, false) => Condition::new(name, false, "unattended-upgrades is not installed"),
        (false, true) => Condition::new(name, false, "APT::Periodic::Unattended-Upgrade is not switched on"),
    })
}

/// Only some systems leave that note, so that its absence says nothing.
fn in_use(seen: &Evidence) -> Option<Condition> {
    let says = "an update asks for a restart (/run/reboot-required)";
    seen.has("/run/reboot-required").then(|| Condition::new(Condition::UPDATES_IN_USE, false, says))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(programs: &[&str], present: &[&str], texts: &[(&str, &str)]) -> Evidence {
        Evidence {
            texts: texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
            present: present.iter().map(|path| (*path).to_owned()).collect(),
            programs: programs.iter().map(|name| (*name).to_owned()).collect(),
            whole: true,
            lists: Some(100),
            today: 110,
        }
    }

    fn holds(seen: &Evidence, name: &str) -> Option<Option<bool>> {
        conditions(seen).iter().find(|one| one.name == name).map(|one| one.holds)
    }

    #[test]
    fn logs_are_kept_by_who_writes_them() {
        let journal = ["systemd-journal"];
        let conf = "/etc/systemd/journald.conf";
        let table = [
            (seen(&["rsyslogd"], &[], &[]), Some(Some(true))),
            (seen(&journal, &["/var/log/journal"], &[]), Some(Some(true))),
            (seen(&journal, &[], &[(conf, "[Journal]\n#Storage=persistent\n")]), Some(Some(false))),
            (seen(&journal, &[], &[(conf, "[Journal]\nStorage=persistent\n")]), Some(Some(true))),
            (seen(&journal, &["/var/log/journal"], &[(conf, "Storage=volatile\n")]), Some(Some(false))),
            (seen(&[], &[], &[]), Some(Some(false))),
            (seen(&[], &["/.dockerenv"], &[]), Some(None)),
        ];
        for (seen, expected) in table {
            assert_eq!(holds(&seen, Condition::LOGS_KEPT), expected, "{seen:?}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_not_said_to_be_missing() {
        let hidden = Evidence { whole: false, ..seen(&[], &[], &[]) };
        assert!(conditions(&hidden).iter().all(|one| one.holds != Some(false)), "{:?}", conditions(&hidden));
    }

    #[test]
    fn updates_are_known_and_come_by_themselves() {
        let dpkg = "/var/lib/dpkg/status";
        let on = [("/etc/apt/apt.conf.d/20auto", "APT::Periodic::Unattended-Upgrade \"1\";\n")];
        let off = [(
            "/etc/apt/apt.conf.d/20auto",
            "// APT::Periodic::Unattended-Upgrade \"1\";\nAPT::Periodic::Unattended-Upgrade \"0\";",
        )];
        let both = [dpkg, "/usr/bin/unattended-upgrade"];
        assert_eq!(holds(&seen(&[], &both, &on), Condition::UPDATES_AUTOMATIC), Some(Some(true)));
        assert_eq!(holds(&seen(&[], &both, &off), Condition::UPDATES_AUTOMATIC), Some(Some(false)));
        assert_eq!(holds(&seen(&[], &[dpkg], &on), Condition::UPDATES_AUTOMATIC), Some(Some(false)));
        assert_eq!(holds(&seen(&[], &[dpkg], &[]), Condition::UPDATES_KNOWN), Some(Some(true)));
        let old = Evidence { today: 200, ..seen(&[], &[dpkg], &[]) };
        assert_eq!(holds(&old, Condition::UPDATES_KNOWN), Some(Some(false)));
        assert_eq!(holds(&seen(&[], &[], &[]), Condition::UPDATES_IN_USE), None);
        assert_eq!(holds(&seen(&[], &["/run/reboot-required"], &[]), Condition::UPDATES_IN_USE), Some(Some(false)));
    }

    #[test]
    fn logs_are_forwarded_by_a_line_or_a_program() {
        let line = [("/etc/rsyslog.d/50.conf", "*.* @@logs.example:6514\n")];
        assert_eq!(holds(&seen(&["rsyslogd"], &[], &line), Condition::LOGS_FORWARDED), Some(Some(true)));
        assert_eq!(holds(&seen(&["vector"], &[], &[]), Condition::LOGS_FORWARDED), Some(Some(true)));
        assert_eq!(holds(&seen(&["rsyslogd"], &[], &[]), Condition::LOGS_FORWARDED), Some(Some(false)));
    }
}
