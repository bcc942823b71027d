//! Ways in that send everything in clear: vsftpd.conf, and telnet, rsh and the like below inetd and xinetd.
//! <https://security.appspot.com/vsftpd/vsftpd_conf.html>, xinetd.conf(5)

use sneck_model::{Key, Step, SubjectKind, Value};

use super::directives::{Directives, MOST, Syntax, gather_all, mostly};
use super::given::{Given, default};
use super::name::Name;
use super::service::{Service, Services, addresses};
use super::values;
use crate::config::place::at;
use crate::tree::{File, Tree};

const SYNTAX: Syntax = Syntax { lines, is, takes_in: |_| None };
const BESIDE: &[&str] = &["anonymous_enable", "local_enable", "listen"];
const KNOWN: &str = "listen listen_ipv6 listen_address listen_port anonymous_enable local_enable write_enable local_umask anon_upload_enable anon_mkdir_write_enable \
    anon_other_write_enable anon_root anon_umask dirmessage_enable use_localtime xferlog_enable connect_from_port_20 chown_uploads chroot_local_user chroot_list_enable \
    allow_writeable_chroot secure_chroot_dir pam_service_name rsa_cert_file rsa_private_key_file ssl_enable force_local_data_ssl force_local_logins_ssl ssl_tlsv1 ssl_sslv2 \
    ssl_sslv3 require_ssl_reuse ssl_ciphers pasv_enable pasv_min_port pasv_max_port pasv_address userlist_enable userlist_file userlist_deny user_sub_token local_root \
    no_anon_password guest_enable guest_username ftpd_banner xferlog_std_format xferlog_file vsftpd_log_file background seccomp_sandbox idle_session_timeout tcp_wrappers utf8_filesystem hide_ids";

/// `vsftpd.conf`, `xinetd.d/telnet`, `inetd.conf`.
pub fn named(name: &Name<'_>) -> bool {
    let folder = name.folders().last();
    name.file().starts_with("vsftpd")
        || name.file() == "inetd.conf"
        || name.file() == "xinetd.conf"
        || folder == Some("xinetd.d")
}

/// Reads each.
pub fn read(tree: &Tree, files: &[&File], services: &mut Services<'_>) {
    let (ftp, super_servers): (Vec<&File>, Vec<&File>) =
        files.iter().partition(|file| file.name().to_ascii_lowercase().starts_with("vsftpd"));
    for all in gather_all(tree, &ftp, &SYNTAX, services) {
        // That nobody is asked and that nothing is encrypted are two faults.
        anonymous(&all, &mut services.subject(SubjectKind::Service, &all.file.path, "anonymous"));
        settings(&all, &mut services.subject(SubjectKind::Service, &all.file.path, ""));
    }
    for file in super_servers {
        for (name, line) in started(&file.text()) {
            let part = if file.name() == name { String::new() } else { name.clone() };
            let mut service = services.subject(SubjectKind::Service, &file.path, &part);
            let step = Step::new(at(&file.path, line), format!("starts `{name}`"));
            service.set(Key::LOGIN_IN_CLEAR, &name, Value::Text(name.clone()), vec![step]);
        }
    }
}

fn is(own: &[Given], _: &str) -> bool {
    !own.is_empty() && mostly(own, KNOWN)
}

/// `name=value`, without white space around the sign.
fn lines(file: &File, text: &str) -> Vec<Given> {
    let rows = (1u32..).zip(text.lines()).take(MOST);
    let one = |(line, text): (u32, &str)| {
        let (name, value) = text.split_once('=').filter(|_| !text.starts_with('#'))?;
        Some(Given {
            name: name.trim().to_ascii_lowercase(),
            words: vec![value.trim().to_owned()],
            path: file.path.clone(),
            line,
        })
    };
    rows.filter_map(one).collect()
}

/// A directive, or what holds without it.
fn told(all: &Directives<'_>, name: &str, otherwise: bool, says: &str) -> (Value, Vec<Step>) {
    match all.last(name) {
        Some(given) => (given.to_value(values::truth), vec![given.step()]),
        None => (Value::Bool(otherwise), vec![all.absent(name, BESIDE), default("vsftpd", "every release", says)]),
    }
}

fn anonymous(all: &Directives<'_>, service: &mut Service<'_>) {
    let (value, because) = told(all, "anonymous_enable", true, "lets everybody in without an account");
    service.set(Key::FTP_ANONYMOUS, "anonymous_enable", value, because);
    listen(all, service);
}

fn settings(all: &Directives<'_>, service: &mut Service<'_>) {
    let encrypted = told(all, "ssl_enable", false, "sends passwords and files in clear");
    let local = told(all, "local_enable", false, "accounts of the machine cannot log in");
    let forced = all.last("force_local_logins_ssl").filter(|given| given.to_value(values::truth) == Value::Bool(false));
    // Without accounts there is no password that could be read on the way.
    let (value, because) = match (&encrypted.0, &local.0, forced) {
        (_, Value::Bool(false), _) => (Value::None, local.1),
        (Value::Bool(true), _, Some(given)) => (Value::Text("ftp".into()), vec![given.step()]),
        (Value::Bool(true), ..) => (Value::None, encrypted.1),
        (Value::Bool(false), ..) => (Value::Text("ftp".into()), encrypted.1),
        _ => encrypted,
    };
    service.set(Key::LOGIN_IN_CLEAR, "ssl_enable", value, because);
    listen(all, service);
}

fn listen(all: &Directives<'_>, service: &mut Service<'_>) {
    if let Some(given) = all.last("listen_address") {
        service.set(
            Key::SERVICE_LISTEN,
            "listen_address",
            given.to_value(|text| addresses([text])),
            vec![given.step()],
        );
    }
}

/// Services that log people in and encrypt nothing, by the names of their programs.
const CLEAR: &[(&str, &str)] = &[
    ("telnet", "telnet"),
    ("in.telnetd", "telnet"),
    ("telnetd", "telnet"),
    ("shell", "rsh"),
    ("in.rshd", "rsh"),
    ("rsh", "rsh"),
    ("login", "rlogin"),
    ("in.rlogind", "rlogin"),
    ("rlogin", "rlogin"),
    ("exec", "rexec"),
    ("in.rexecd", "rexec"),
    ("rexec", "rexec"),
    ("tftp", "tftp"),
    ("ftp", "ftp"),
    ("finger", "finger"),
];

/// Those that a file of inetd or xinetd starts, with the line that does.
fn started(text: &str) -> Vec<(String, u32)> {
    let known = |name: &str| CLEAR.iter().find(|(own, _)| *own == name).map(|(_, name)| (*name).to_owned());
    let mut all = Vec::new();
    let mut open: Option<(String, u32, Option<bool>)> = None;
    for (number, line) in (1u32..).zip(text.lines()).take(MOST) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (words.as_slice(), &mut open) {
            ([first, ..], _) if first.starts_with('#') => {}
            (["service", name, ..], _) => open = Some((name.trim_end_matches('{').to_owned(), number, None)),
            (["}", ..], _) => {
                // A service that nothing switches off is started.
                let done = open.take().filter(|(_, _, disabled)| *disabled != Some(true));
                all.extend(done.and_then(|(name, line, _)| Some((known(&name)?, line))));
            }
            (["disable", "=", value, ..], Some((_, line, disabled))) => {
                *disabled = Some(values::truth(value) == Value::Bool(true));
                *line = number;
            }
            // inetd.conf: service, sort of socket, protocol, …
            ([name, "stream" | "dgram", protocol, ..], None)
                if protocol.starts_with("tcp") || protocol.starts_with("udp") =>
            {
                all.extend(known(name).map(|name| (name, number)));
            }
            _ => {}
        }
    }
    all
}
