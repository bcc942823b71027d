//! `host/sshd`: the way in over SSH is wider than it has to be.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Judgement, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, is_on, place_of};
use crate::mending::{rewrite, risky};

/// The rule.
pub static RULE: Rule = Rule {
    id: "host/sshd",
    title: "SSH lets in more than it has to",
    severity: Severity::High,
    checklist: "SSH lets in named accounts with keys, and uses no broken algorithm",
    why: "Programs try passwords of `root` and of common names on every SSH port of the internet, thousands of times a \
          day. With keys in place of passwords they have nothing to try, and with accounts in place of `root` the log \
          says who did what. Algorithms that were given up can be broken by whoever records the connection.",
    remedy: "Let accounts in with keys only, and none of them as root:\n\n\
             PermitRootLogin no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitEmptyPasswords no",
    remedies: &[],
    references: &[
        "https://man.openbsd.org/sshd_config",
        "https://infosec.mozilla.org/guidelines/openssh",
        "https://www.cisecurity.org/benchmark/debian_linux",
    ],
    cwe: &[287, 327, 1391],
    since: "0.1",
    examples: &[
        Bad("=== etc/ssh/sshd_config\nPermitRootLogin yes\nPasswordAuthentication no\n"),
        Bad("=== etc/ssh/sshd_config\nPermitRootLogin no\nPermitEmptyPasswords yes\n"),
        Bad("=== roles/base/templates/sshd_config.j2\nPermitRootLogin no\nPasswordAuthentication yes\n"),
        Bad(
            "=== etc/ssh/sshd_config\nPermitRootLogin no\nPasswordAuthentication no\nMatch Address 10.0.0.0/8\n  PermitRootLogin yes\n",
        ),
        Bad("=== etc/ssh/sshd_config\nPermitRootLogin no\nPasswordAuthentication no\nCiphers aes256-ctr,3des-cbc\n"),
        Bad("=== etc/ssh/sshd_config\nProtocol 2,1\nPermitRootLogin no\nPasswordAuthentication no\n"),
        Bad("=== host file /etc/ssh/sshd_config\nPermitRootLogin yes\nPasswordAuthentication no\n"),
        // PAM asks for the password all the same.
        Bad("=== etc/ssh/sshd_config\nPermitRootLogin no\nPasswordAuthentication no\nUsePAM yes\n"),
        Good(
            "=== etc/ssh/sshd_config\nPermitRootLogin no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM yes\n",
        ),
        // A key, and a number from the telephone.
        Good(
            "=== etc/ssh/sshd_config\nPermitRootLogin no\nPasswordAuthentication no\nKbdInteractiveAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive\nUsePAM yes\n",
        ),
        Good("=== etc/ssh/sshd_config\nPermitRootLogin no\nPasswordAuthentication no\nPermitRootLogin yes\n"),
        Good(
            "=== host file /etc/ssh/sshd_config\nInclude /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin yes\n=== host file /etc/ssh/sshd_config.d/10-keys.conf\nPermitRootLogin no\nPasswordAuthentication no\n",
        ),
        Good(
            "=== etc/ssh/sshd_config\nInclude /etc/ssh/sshd_config.d/*.conf\nPasswordAuthentication yes\nPermitRootLogin yes\n=== etc/ssh/sshd_config.d/10-keys.conf\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n",
        ),
        Good(
            "=== etc/ssh/sshd_config\nPermitRootLogin no\nPasswordAuthentication no\nCiphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com\nMACs hmac-sha2-512-etm@openssh.com\n",
        ),
        Good("=== tests/sshd_config\nPermitRootLogin yes\n"),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// What a key may not be, how bad it is, and why.
struct Row {
    key: Key,
    is_unsafe: fn(&Value) -> bool,
    severity: Severity,
    why: &'static str,
    write: &'static str,
}

const ROWS: &[Row] = &[
    Row {
        key: Key::SSH_EMPTY_PASSWORDS,
        is_unsafe: is_on,
        severity: Severity::Critical,
        why: "an account without a password is open to everybody",
        write: "PermitEmptyPasswords no",
    },
    Row {
        key: Key::SSH_ROOT_LOGIN,
        is_unsafe: |value| value.text() == Some("yes"),
        severity: Severity::High,
        why: "`root` can log in with a password, which programs guess all day",
        write: "PermitRootLogin no",
    },
    Row {
        key: Key::SSH_PROTOCOL,
        is_unsafe: |value| value.list().iter().any(|one| one.text() == Some("1")),
        severity: Severity::High,
        why: "the first version of the protocol is broken",
        write: "Protocol 2",
    },
    Row {
        key: Key::SSH_PASSWORD_LOGIN,
        is_unsafe: is_on,
        severity: Severity::Medium,
        why: "a password opens a session, and programs guess passwords all day",
        write: "PasswordAuthentication no",
    },
    Row {
        key: Key::SSH_CIPHERS,
        is_unsafe: |value| has(value, is_old_cipher),
        severity: Severity::Medium,
        why: "it offers a way to encrypt that is broken or too weak",
        write: "Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr",
    },
    Row {
        key: Key::SSH_MACS,
        is_unsafe: |value| has(value, is_old_mac),
        severity: Severity::Low,
        why: "it offers a way to check messages that is broken or too weak",
        write: "MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com",
    },
    Row {
        key: Key::SSH_KEY_EXCHANGE,
        is_unsafe: |value| has(value, is_old_exchange),
        severity: Severity::Medium,
        why: "it offers a way to agree on a key that is broken or too weak",
        write: "KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256",
    },
    Row {
        key: Key::SSH_X11_FORWARDING,
        is_unsafe: is_on,
        severity: Severity::Low,
        why: "a server that was taken over reads what is typed and shown on the screens of those who log in",
        write: "X11Forwarding no",
    },
];

/// Where no password opens a session for anybody, root brings a key, too.
const ROOT_BY_KEY: Row = Row {
    key: Key::SSH_ROOT_LOGIN,
    is_unsafe: |value| value.text() == Some("yes"),
    severity: Severity::Medium,
    why: "`root` can log in, and the log does not say who that was",
    write: "PermitRootLogin no",
};

/// Of the same daemon: every way in with a password is switched off, in every block.
fn takes_no_password(facts: &Facts, setting: &Setting) -> bool {
    let file = |name: &str| name.split('#').next().unwrap_or_default().to_owned();
    let own = |other: &&Setting| {
        other.standing == setting.standing && file(&other.component.name) == file(&setting.component.name)
    };
    let mut ways = facts.settings_of(Key::SSH_PASSWORD_LOGIN).filter(own).peekable();
    ways.peek().is_some() && ways.all(|way| way.value.truth() == Some(false))
}

fn has(value: &Value, is_old: fn(&str) -> bool) -> bool {
    value.list().iter().filter_map(Value::text).any(is_old)
}

/// Blocks in CBC, RC4 and the ciphers that OpenSSH took out (release notes of 6.7, 7.4 and 7.6).
fn is_old_cipher(name: &str) -> bool {
    name.contains("-cbc") || name.starts_with("arcfour") || matches!(name, "none" | "3des" | "blowfish" | "des")
}

/// MD5, SHA-1 cut short, and codes of 64 bits.
fn is_old_mac(name: &str) -> bool {
    name.starts_with("hmac-md5")
        || name.starts_with("hmac-sha1-96")
        || name.starts_with("umac-64")
        || name.contains("ripemd")
        || name == "none"
}

/// Groups of 1024 bits, and SHA-1.
fn is_old_exchange(name: &str) -> bool {
    name.starts_with("diffie-hellman-group1-")
        || matches!(name, "diffie-hellman-group-exchange-sha1" | "diffie-hellman-group14-sha1")
}

fn check(facts: &Facts, out: &mut Verdicts) {
    for row in ROWS {
        for setting in facts.settings_of(row.key) {
            judge(facts, out, row, setting);
        }
    }
}

fn judge(facts: &Facts, out: &mut Verdicts, row: &Row, setting: &Setting) {
    let (subject, standing, places) = (&setting.component, setting.standing, setting.because.clone());
    match setting.value.judge(row.is_unsafe) {
        Judgement::Safe => out.passes(subject, standing, places),
        Judgement::Undecided(why) => out.unknown(subject, standing, why, places),
        // What is left to the release is the way that most machines come; only what is written is a fault.
        Judgement::Unsafe(_) if !crate::common::is_written(setting) => {
            let fault = fault(row, setting).severity(Severity::Low);
            fault.at(out, subject, standing, sneck_model::Strength::Suggests, places);
        }
        Judgement::Unsafe(strength) => {
            let by_key = row.key == Key::SSH_ROOT_LOGIN && takes_no_password(facts, setting);
            let row = if by_key { &ROOT_BY_KEY } else { row };
            fault(row, setting).severity(row.severity).at(out, subject, standing, strength, places)
        }
    }
}

/// PAM asks for a password, too.
const BY_KEYBOARD: &str = "KbdInteractiveAuthentication no";

fn fault(row: &Row, setting: &Setting) -> Fault {
    let at = place_of(setting);
    let says = setting.because.first().map(|step| step.says.clone()).unwrap_or_default();
    let within = setting.scope.0.first().map(|scope| format!(" for connections of `{scope}`")).unwrap_or_default();
    let write = if setting.raw == "KbdInteractiveAuthentication" { BY_KEYBOARD } else { row.write };
    Fault::new(format!("{at} {says}{within}: {}.", row.why)).fix(format!("Write `{write}` at {at}."))
}

/// Whoever logs in with a password, or as root, has to bring a key afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let table: Vec<(&str, &str)> =
        ROWS.iter().map(|row| row.write).chain([BY_KEYBOARD]).filter_map(|line| line.split_once(' ')).collect();
    risky(rewrite(facts, finding, &table))
}
