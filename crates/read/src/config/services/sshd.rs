//! sshd_config: the first value of a keyword counts, and blocks of `Match` add values for some connections.
//! <https://man.openbsd.org/sshd_config>

use sneck_model::{Key, Step, SubjectKind, Value};

use super::directives::{Directives, MOST, Syntax, Taken, gather_all, mostly};
use super::given::{FILLED_IN, Given, default, is_filled_in};
use super::name::Name;
use super::service::{Service, Services};
use crate::tree::{File, Tree};

const PRODUCT: &str = "OpenSSH";
const BESIDE: &[&str] = &["permitrootlogin", "port", "usepam"];
const SYNTAX: Syntax = Syntax { lines, is, takes_in };
const KNOWN: &str = "port addressfamily listenaddress hostkey rekeylimit syslogfacility loglevel logingracetime permitrootlogin strictmodes maxauthtries maxsessions \
    pubkeyauthentication authorizedkeysfile authorizedprincipalsfile authorizedkeyscommand authorizedkeyscommanduser hostbasedauthentication ignoreuserknownhosts \
    ignorerhosts passwordauthentication permitemptypasswords kbdinteractiveauthentication challengeresponseauthentication kerberosauthentication gssapiauthentication \
    usepam allowagentforwarding allowtcpforwarding gatewayports x11forwarding x11displayoffset x11uselocalhost permittty printmotd printlastlog tcpkeepalive \
    permituserenvironment compression clientaliveinterval clientalivecountmax usedns pidfile maxstartups permittunnel chrootdirectory versionaddendum banner acceptenv \
    subsystem match ciphers macs kexalgorithms hostkeyalgorithms pubkeyacceptedkeytypes pubkeyacceptedalgorithms casignaturealgorithms allowusers allowgroups denyusers \
    denygroups authenticationmethods protocol useprivilegeseparation rsaauthentication rhostsrsaauthentication keyregenerationinterval serverkeybits forcecommand include \
    debianbanner trustedusercakeys hostcertificate uselogin revokedkeys setenv streamlocalbindunlink exposeauthinfo disableforwarding fingerprinthash permitlisten permitopen";

/// `sshd_config`, `sshd_config.d/50-cloud.conf`.
pub fn named(name: &Name<'_>) -> bool {
    name.file().contains("sshd") && matches!(name.ending(), "" | "conf" | "config" | "cfg")
        || (name.ending() == "conf" && name.folders().last() == Some("sshd_config.d"))
}

/// Reads those that no other one takes in.
pub fn read(tree: &Tree, files: &[&File], services: &mut Services<'_>) {
    for all in gather_all(tree, files, &SYNTAX, services) {
        let piece = all.file.folder().ends_with(".d");
        settings(&all, piece, services);
    }
}

fn is(own: &[Given], text: &str) -> bool {
    if own.is_empty() { text.contains("#PermitRootLogin") } else { mostly(own, KNOWN) }
}

fn takes_in(given: &Given) -> Option<Taken> {
    // Several paths may follow; those beyond the first are rare, and each is a pattern.
    (given.name == "include").then(|| Taken { pattern: absolute(given.words.first()), must: false })
}

/// A path without a slash at its beginning is one below `/etc/ssh`.
fn absolute(path: Option<&String>) -> String {
    let path = path.map_or("", String::as_str);
    if path.starts_with('/') { path.to_owned() } else { format!("/etc/ssh/{path}") }
}

/// Words between white space, quotes or an `=`; a `#` begins a comment (`misc.c`, `argv_split`).
fn lines(file: &File, text: &str) -> Vec<Given> {
    let rows = (1u32..).zip(text.lines()).take(MOST);
    let one = |(line, text): (u32, &str)| {
        let mut words = words(text);
        if words.is_empty() {
            return None;
        }
        let name = words.remove(0).to_ascii_lowercase();
        Some(Given { name, words, path: file.path.clone(), line })
    };
    rows.filter_map(one).collect()
}

fn words(line: &str) -> Vec<String> {
    let line = line.trim();
    if line.starts_with('#') {
        return Vec::new();
    }
    let end = line.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let rest = rest.trim_start();
    let mut all = vec![name.to_owned()];
    let (mut word, mut quoted, mut begun) = (String::new(), false, false);
    for c in rest.strip_prefix('=').unwrap_or(rest).chars() {
        match c {
            '"' => (quoted, begun) = (!quoted, true),
            '#' if !quoted && !begun => break,
            c if c.is_whitespace() && !quoted => {
                if begun {
                    all.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    if begun {
        all.push(word);
    }
    if all[0].is_empty() { Vec::new() } else { all }
}

/// The directives for every connection, and those of each block.
struct Parts<'a> {
    global: Vec<&'a Given>,
    blocks: Vec<(&'a Given, Vec<&'a Given>)>,
}

fn parts<'a>(all: &'a Directives<'_>) -> Parts<'a> {
    let mut parts = Parts { global: Vec::new(), blocks: Vec::new() };
    let (mut within, mut file) = (false, None);
    for given in &all.all {
        // A block ends with the file that it stands in.
        if within && file.is_some_and(|own| own != &given.path) {
            within = false;
        }
        if given.name == "match" {
            within = !given.words.first().is_some_and(|word| word.eq_ignore_ascii_case("all"));
            file = Some(&given.path);
            if within {
                parts.blocks.push((given, Vec::new()));
            }
        } else if within {
            parts.blocks.last_mut().into_iter().for_each(|(_, own)| own.push(given));
        } else {
            parts.global.push(given);
        }
    }
    parts
}

/// A keyword: its spellings, what it sets, and what holds without it.
struct Keyword {
    names: &'static [&'static str],
    written: &'static str,
    key: Key,
    meaning: fn(&Given) -> Value,
    otherwise: Option<Otherwise>,
}

/// A value, the releases for which it is the default, and what it means.
type Otherwise = (fn() -> Value, &'static str, &'static str);

const KEYWORDS: &[Keyword] = &[
    Keyword {
        names: &["permitrootlogin"],
        written: "PermitRootLogin",
        key: Key::SSH_ROOT_LOGIN,
        meaning: |given| Value::Text(root_login(&given.value())),
        otherwise: Some((
            || Value::Text("prohibit-password".into()),
            "7.0 and later",
            "root may log in with a key only",
        )),
    },
    Keyword {
        names: &["passwordauthentication"],
        written: "PasswordAuthentication",
        key: Key::SSH_PASSWORD_LOGIN,
        meaning: truth,
        otherwise: Some((|| Value::Bool(true), "every release", "a password opens a session")),
    },
    Keyword {
        names: &["permitemptypasswords"],
        written: "PermitEmptyPasswords",
        key: Key::SSH_EMPTY_PASSWORDS,
        meaning: truth,
        otherwise: Some((|| Value::Bool(false), "every release", "an account without a password cannot be used")),
    },
    Keyword {
        names: &["x11forwarding"],
        written: "X11Forwarding",
        key: Key::SSH_X11_FORWARDING,
        meaning: truth,
        otherwise: Some((|| Value::Bool(false), "every release", "windows are not forwarded")),
    },
    Keyword { names: &["protocol"], written: "Protocol", key: Key::SSH_PROTOCOL, meaning: list, otherwise: None },
    Keyword { names: &["ciphers"], written: "Ciphers", key: Key::SSH_CIPHERS, meaning: list, otherwise: None },
    Keyword { names: &["macs"], written: "MACs", key: Key::SSH_MACS, meaning: list, otherwise: None },
    Keyword {
        names: &["kexalgorithms"],
        written: "KexAlgorithms",
        key: Key::SSH_KEY_EXCHANGE,
        meaning: list,
        otherwise: None,
    },
];

/// `without-password` is the old word for `prohibit-password`.
fn root_login(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if lower == "without-password" { "prohibit-password".into() } else { lower }
}

fn truth(given: &Given) -> Value {
    match &*given.value().to_ascii_lowercase() {
        "yes" | "true" => Value::Bool(true),
        "no" | "false" => Value::Bool(false),
        other => Value::Unknown(format!("`{}` is no truth value", super::given::shown(other))),
    }
}

/// Names between commas. A list that begins with `+`, `-` or `^` changes the one of the release, which is not known;
/// what it adds is.
fn list(given: &Given) -> Value {
    let text = given.value();
    let own = match text.chars().next() {
        Some('-') => "",
        Some('+' | '^') => &text[1..],
        _ => &text,
    };
    Value::List(
        own.split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(|one| Value::Text(one.to_ascii_lowercase()))
            .collect(),
    )
}

/// Each keyword is a subject of its own: two of them that are unsafe are two faults.
fn settings(all: &Directives<'_>, piece: bool, services: &mut Services<'_>) {
    let parts = parts(all);
    by_keyboard(&parts, all, services);
    for keyword in KEYWORDS {
        let service = &mut services.subject(SubjectKind::Host, &all.file.path, keyword.written);
        let given = keyword.first(&parts.global);
        match (given, &keyword.otherwise) {
            (Some(given), _) => keyword.set(&[], given, service),
            (None, Some((value, versions, says))) if !piece => {
                let because = vec![all.absent(keyword.written, BESIDE), default(PRODUCT, versions, says)];
                service.set(keyword.key, keyword.written, value(), because);
            }
            _ => {}
        }
        // What all connections were given first, a block still overrides.
        for (opens, own) in &parts.blocks {
            if let Some(given) = keyword.first(own) {
                keyword.set(&[format!("Match {}", opens.value())], given, service);
            }
        }
    }
}

/// A password that the keyboard is asked for: by PAM, where passwords are switched off elsewhere. It is on unless it is
/// switched off, and counts where no key is asked for beside it.
fn by_keyboard(parts: &Parts<'_>, all: &Directives<'_>, services: &mut Services<'_>) {
    let first = |names: &[&str]| parts.global.iter().find(|given| names.contains(&given.name.as_str())).copied();
    let off = |given: &Given| truth(given) == Value::Bool(false);
    let pam = first(&["usepam"]).filter(|given| truth(given) == Value::Bool(true));
    let (Some(pam), Some(password)) = (pam, first(&["passwordauthentication"]).filter(|given| off(given))) else {
        return;
    };
    let asked = first(&["kbdinteractiveauthentication", "challengeresponseauthentication"]);
    let with_key = |way: &String| ["publickey", "hostbased", "gssapi-with-mic"].iter().any(|one| way.contains(one));
    let keys = first(&["authenticationmethods"]).is_some_and(|given| given.words.iter().all(with_key));
    let written = "KbdInteractiveAuthentication";
    let first_step = asked.map_or_else(|| all.absent(written, &["passwordauthentication"]), Given::step);
    let steps = vec![first_step, pam.step(), password.step()];
    let on = Value::Bool(!keys && !asked.is_some_and(off));
    services.subject(SubjectKind::Host, &all.file.path, written).set(Key::SSH_PASSWORD_LOGIN, written, on, steps);
}

impl Keyword {
    fn first<'a>(&self, given: &[&'a Given]) -> Option<&'a Given> {
        given.iter().find(|given| self.names.contains(&given.name.as_str())).copied()
    }

    fn set(&self, scope: &[String], given: &Given, service: &mut Service<'_>) {
        let value = if is_filled_in(&given.value()) { Value::Unknown(FILLED_IN.into()) } else { (self.meaning)(given) };
        let step =
            Step::new(given.place(), format!("sets `{}` to {}", self.written, super::given::shown(&given.value())));
        service.set_in(scope, self.key, self.written, value, vec![step]);
    }
}
