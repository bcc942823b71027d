//! `network/plaintext-admin`: people log in through a service that sends everything in clear.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Judgement, Key, Rule, Setting, Severity, Strength, Value, Verdicts};

use crate::common::{Fault, is_on, place_of};
use crate::machine::{answering, listens};
use crate::services::{Reach, of_address};

/// The rule.
pub static RULE: Rule = Rule {
    id: "network/plaintext-admin",
    title: "A way in sends passwords in clear, or asks for none",
    severity: Severity::High,
    checklist: "Nobody logs in over telnet, FTP, rsh or VNC in clear",
    why: "These protocols are older than the wish to hide anything: the name, the password and everything after it can \
          be read by whoever sits on the way. With anonymous FTP there is no password at all: everybody may fetch what \
          lies there, and where writing is allowed, leave things.",
    remedy: "Use SSH, and its file transfer, in place of telnet, rsh and FTP. Where FTP has to stay:\n\n\
             anonymous_enable=NO\nssl_enable=YES\nforce_local_logins_ssl=YES\nforce_local_data_ssl=YES",
    remedies: &[],
    references: &[
        "https://security.appspot.com/vsftpd/vsftpd_conf.html",
        "https://www.cisecurity.org/benchmark/debian_linux",
        "https://cwe.mitre.org/data/definitions/319.html",
    ],
    cwe: &[319, 306],
    since: "0.1",
    examples: &[
        Bad("=== etc/vsftpd.conf\nlisten=YES\nanonymous_enable=YES\nlocal_enable=NO\n"),
        Bad("=== etc/vsftpd.conf\nlisten=YES\nanonymous_enable=NO\nlocal_enable=YES\nwrite_enable=YES\n"),
        Bad(
            "=== etc/xinetd.d/telnet\nservice telnet\n{\n  disable = no\n  socket_type = stream\n  wait = no\n  server = /usr/sbin/in.telnetd\n}\n",
        ),
        Bad("=== etc/inetd.conf\ntelnet stream tcp nowait root /usr/sbin/tcpd /usr/sbin/in.telnetd\n"),
        Good(
            "=== etc/vsftpd.conf\nlisten=YES\nanonymous_enable=NO\nlocal_enable=YES\nssl_enable=YES\nrsa_cert_file=/etc/ssl/ftp.pem\n",
        ),
        Good("=== etc/vsftpd.conf\nlisten=YES\nlisten_address=127.0.0.1\nanonymous_enable=NO\nlocal_enable=YES\n"),
        Good("=== etc/xinetd.d/telnet\nservice telnet\n{\n  disable = yes\n  socket_type = stream\n}\n"),
        Good("=== etc/inetd.conf\n#telnet stream tcp nowait root /usr/sbin/tcpd /usr/sbin/in.telnetd\n"),
        Bad(r#"=== host listeners
tcp 0.0.0.0:23 program=telnetd pid=500 user=root
=== host services
tcp 0.0.0.0:23 telnet unknown $ negotiates telnet, which nothing encrypts
"#),
        Good(
            r#"=== host listeners
tcp 127.0.0.1:5900 program=x11vnc pid=500 user=ann
=== host services
tcp 127.0.0.1:5900 vnc guarded $ asks for a password
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Ways in for people that nothing encrypts, seen running.
fn running(facts: &Facts, out: &mut Verdicts) {
    for one in answering(facts).filter(|one| matches!(&*one.service.product, "telnet" | "vnc")) {
        if one.reach() <= Reach::Loopback {
            out.passes(&one.subject, one.standing, vec![one.seen()]);
            continue;
        }
        let says = format!(
            "{} is open, and what is typed goes over the network in clear. {}",
            one.name(),
            listens(one.listener)
        );
        let fault =
            Fault::new(says).fix("Use SSH in its place, or let it listen on 127.0.0.1 and come in through SSH.");
        fault.at(out, &one.subject, one.standing, Strength::Proves, vec![one.seen()]);
    }
}

fn check(facts: &Facts, out: &mut Verdicts) {
    running(facts, out);
    for setting in facts.settings_of(Key::LOGIN_IN_CLEAR) {
        judge(facts, out, setting, |value| value.text().is_some(), in_clear);
    }
    for setting in facts.settings_of(Key::FTP_ANONYMOUS) {
        judge(facts, out, setting, is_on, anonymous);
    }
}

fn judge(
    facts: &Facts,
    out: &mut Verdicts,
    setting: &Setting,
    is_unsafe: fn(&Value) -> bool,
    fault: fn(&Setting) -> Fault,
) {
    let (subject, standing, places) = (&setting.component, setting.standing, setting.because.clone());
    let listen = facts.setting(subject, standing, Key::SERVICE_LISTEN);
    let near = listen.is_some_and(|listen| {
        let addresses: Vec<&str> = listen.value.list().iter().filter_map(Value::text).collect();
        !addresses.is_empty() && addresses.iter().all(|one| of_address(one, false) <= Reach::Loopback)
    });
    match setting.value.judge(is_unsafe) {
        Judgement::Undecided(why) => out.unknown(subject, standing, why, places),
        Judgement::Unsafe(strength) if !near => fault(setting).at(out, subject, standing, strength, places),
        _ => out.passes(subject, standing, places),
    }
}

fn in_clear(setting: &Setting) -> Fault {
    let (name, at) = (setting.value.text().unwrap_or("it"), place_of(setting));
    let fix = if name == "ftp" {
        format!("Set `ssl_enable=YES` with `rsa_cert_file` ({at}), or use the file transfer of SSH.")
    } else {
        format!("Switch {name} off at {at} and use SSH.")
    };
    Fault::new(format!(
        "{name} is open ({at}): names, passwords and everything after them go over the network in clear."
    ))
    .fix(fix)
}

fn anonymous(setting: &Setting) -> Fault {
    let at = place_of(setting);
    let says = setting.because.first().map(|step| step.says.clone()).unwrap_or_default();
    Fault::new(format!("The FTP server lets everybody in without an account ({at} {says})."))
        .severity(Severity::High)
        .fix(format!("Set `anonymous_enable=NO` ({at})."))
}
