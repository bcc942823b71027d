//! FTP and rsync.

use super::{Found, Heard, Next, between, text_of};

/// FTP: the server speaks first; then the anonymous account, whose password is an address by custom (RFC 1635).
pub(super) fn ftp(heard: &Heard<'_>) -> Next {
    let answer = text_of(heard.now);
    // A server that refuses takes a second or more before it says so.
    let slow = heard.ended && heard.turn() == 2 && answer.is_empty();
    if slow {
        return Found::unknown("ftp", "does not say in time whether it lets the anonymous account in").into();
    }
    let Some(code) = reply(&answer) else { return heard.listen() };
    let version = || between(&text_of(&heard.before[0]), "(", ")").map(str::to_owned);
    let refused = || Found::guarded("ftp", format!("refuses the anonymous account ({code})")).version(version());
    match (heard.turn(), code) {
        (0, 220) if answer.contains("SMTP") => Next::Other,
        (0, 220) => Next::Say(b"USER anonymous\r\n".to_vec()),
        (1, 331) => Next::Say(b"PASS anonymous@example.com\r\n".to_vec()),
        (1 | 2, 230) => {
            Found::open("ftp", "lets the anonymous account in").version(version()).parting(b"QUIT\r\n").into()
        }
        (1 | 2, 400..=599) => refused().parting(b"QUIT\r\n").into(),
        _ => Next::Other,
    }
}

/// The code of a reply whose last line is there (RFC 959, 4.2).
fn reply(answer: &str) -> Option<u16> {
    let last = answer.strip_suffix('\n')?.lines().last()?;
    let (code, rest) = (last.get(..3)?.parse().ok()?, last.get(3..)?);
    (rest.is_empty() || rest.starts_with(' ')).then_some(code)
}

/// rsync's daemon: which modules it lists, and whether the first of them asks.
pub(super) fn rsync(heard: &Heard<'_>) -> Next {
    let answer = text_of(heard.now);
    match heard.turn() {
        0 if answer.starts_with("@RSYNCD: ") && answer.ends_with('\n') => Next::Say(b"@RSYNCD: 30.0\n#list\n".to_vec()),
        0 => {
            if answer.is_empty() || "@RSYNCD: ".starts_with(&*answer) {
                heard.listen()
            } else {
                Next::Other
            }
        }
        1 if answer.contains("@RSYNCD: EXIT") || heard.ended => match module(&answer) {
            Some(module) => Next::Anew(format!("@RSYNCD: 30.0\n{module}\n").into_bytes()),
            None => Found::unknown("rsync", "lists no module").into(),
        },
        1 => Next::Listen,
        _ if answer.contains("@RSYNCD: OK") => {
            let name = module(&text_of(&heard.before[1])).unwrap_or_default();
            Found::open("rsync", format!("opens the module `{name}` without a password")).into()
        }
        _ if answer.contains("@RSYNCD: AUTHREQD") => Found::guarded("rsync", "asks for a password").into(),
        _ if answer.contains("@ERROR") => Found::guarded("rsync", "refuses this address").into(),
        _ => heard.listen(),
    }
}

/// The first module of a list: its name, a tab, its comment.
fn module(list: &str) -> Option<String> {
    let name = list.lines().find(|line| !line.starts_with('@'))?.split('\t').next()?.trim();
    let plain = !name.is_empty() && name.len() < 100 && !name.contains(char::is_control);
    plain.then(|| name.to_owned())
}
