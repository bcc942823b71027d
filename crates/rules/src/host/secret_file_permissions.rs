//! `host/secret-file-permissions`: every account of the machine may read a secret.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, GuardedFile, Rule, Severity, Step, Strength, Subject, SubjectKind, Verdicts};

use crate::common::Fault;
use crate::machine::PRODUCTION;

/// The rule.
pub static RULE: Rule = Rule {
    id: "host/secret-file-permissions",
    title: "Every account of the machine may read a secret",
    severity: Severity::Medium,
    checklist: "Keys, passwords and the sockets of daemons are open to their owners only",
    why: "Whoever gets a foot in the door, through the least important program of the machine, looks for files that they may \
          read: keys, passwords of databases, tokens of clouds. With those, one small hole opens everything else. A file \
          that only its owner may read ends that search. A socket of Docker is more than a file: who may write to it \
          starts containers with the machine's disk inside, and is root.",
    remedy: "Let its owner read it, and the group of the program that needs it:\n\n\
             chown root:shop /srv/shop/.env\nchmod 640 /srv/shop/.env",
    remedies: &[],
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
        "https://docs.docker.com/engine/security/protect-access/",
        "https://www.cisecurity.org/benchmark/debian_linux",
    ],
    cwe: &[732, 522],
    since: "0.1",
    examples: &[
        Bad("=== host files\n/srv/shop/.env mode=0644 owner=shop group=shop $ values for SECRET_KEY, DB_PASSWORD\n"),
        Bad("=== host files\n/etc/ssl/private/shop.key mode=0644 owner=root group=root $ a private key\n"),
        Bad(
            "=== host files\n/run/docker.sock mode=0666 owner=root group=docker socket $ control over every container\n",
        ),
        Good("=== host files\n/srv/shop/.env mode=0640 owner=root group=shop $ values for SECRET_KEY, DB_PASSWORD\n"),
        Good("=== host files\n/etc/ssl/private/shop.key mode=0644 owner=root group=root enclosed $ a private key\n"),
        Good(
            "=== host files\n/run/docker.sock mode=0660 owner=root group=docker socket $ control over every container\n",
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for file in facts.machine.iter().flat_map(|machine| &machine.files) {
        let subject = Subject::new(SubjectKind::Host, file.path.clone());
        let mode = format!("{:04o}", file.mode);
        let says = if file.enclosed {
            format!("holds {}, in a folder that others may not enter", file.holds)
        } else {
            format!("holds {}, mode {mode} of {}:{}", file.holds, file.owner, file.group)
        };
        let places = vec![Step::new(file.place(), says)];
        if file.open_to_others() || file.changed_by_others() {
            fault(file, &mode).at(out, &subject, PRODUCTION, Strength::Proves, places);
        } else {
            out.passes(&subject, PRODUCTION, places);
        }
    }
}

fn fault(file: &GuardedFile, mode: &str) -> Fault {
    let GuardedFile { path, holds, .. } = file;
    if file.socket {
        let says = format!(
            "Every account of this machine may give orders through `{path}` (mode {mode}), which gives {holds}."
        );
        return Fault::new(says)
            .severity(Severity::Critical)
            .fix(format!("`chmod 660 {path}`, and keep its group small."));
    }
    let (may, severity) = match file.changed_by_others() {
        true => ("change", Severity::High),
        false if holds == "a private key" || holds.starts_with("hashes") => ("read", Severity::High),
        false => ("read", Severity::Medium),
    };
    let says = format!("Every account of this machine may {may} `{path}` (mode {mode}), which holds {holds}.");
    Fault::new(says).severity(severity).fix(format!(
        "`chmod o-rwx {path}`, and give it to the account or the group that needs it (now {}:{}). Who may have read it \
         already is not known: replace what it holds.",
        file.owner, file.group
    ))
}
