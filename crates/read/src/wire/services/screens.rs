//! Ways in for people: SSH, telnet, VNC, X11.

use super::{Found, Heard, Next, text_of};

/// SSH says its release first; nothing is said to it.
pub(super) fn ssh(heard: &Heard<'_>) -> Next {
    let answer = text_of(heard.now);
    if !answer.starts_with("SSH-") {
        return if answer.is_empty() || "SSH-".starts_with(&*answer) { heard.listen() } else { Next::Other };
    }
    let Some((line, _)) = answer.split_once('\n') else { return heard.listen() };
    let software = line.trim().splitn(3, '-').nth(2).unwrap_or_default();
    let version = software.strip_prefix("OpenSSH_").and_then(|rest| rest.split(' ').next());
    Found::guarded("ssh", "asks for a key or a password").version(version.or(Some(software)).map(str::to_owned)).into()
}

/// Telnet begins with a negotiation: IAC and WILL, WONT, DO or DONT (RFC 854).
pub(super) fn telnet(heard: &Heard<'_>) -> Next {
    match heard.now {
        [0xff, 0xfb..=0xfe, ..] => Found::unknown("telnet", "negotiates telnet, which nothing encrypts").into(),
        [] | [0xff] => heard.listen(),
        _ => Next::Other,
    }
}

/// VNC (RFC 6143): the ways to log in, of which 1 is none.
pub(super) fn vnc(heard: &Heard<'_>) -> Next {
    let answer = heard.now;
    let guarded = || Next::from(Found::guarded("vnc", "asks for a password"));
    let open = || Next::from(Found::open("vnc", "offers the screen without a password (security type `None`)"));
    match heard.turn() {
        0 if answer.len() >= 12 && answer.starts_with(b"RFB ") => {
            let own: &[u8] = if answer.starts_with(b"RFB 003.003") { b"RFB 003.003\n" } else { b"RFB 003.008\n" };
            Next::Say(own.to_vec())
        }
        0 => {
            if answer.len() < 4 || answer.starts_with(b"RFB ") {
                heard.listen()
            } else {
                Next::Other
            }
        }
        _ if heard.before[0].starts_with(b"RFB 003.003") => match answer {
            [0, 0, 0, 1, ..] => open(),
            [0, 0, 0, _, ..] => guarded(),
            _ => heard.listen(),
        },
        _ => {
            match answer.split_first() {
                Some((0, _)) => Found::unknown("vnc", "refuses the connection").into(),
                Some((count, types)) if types.len() >= usize::from(*count) => {
                    if types[..usize::from(*count)].contains(&1) { open() } else { guarded() }
                }
                _ => heard.listen(),
            }
        }
    }
}

/// X11: the set-up of a connection without a cookie (X Window System Protocol, 8).
pub(super) fn x11(heard: &Heard<'_>) -> Next {
    match (heard.turn(), heard.now) {
        (0, _) => Next::Say(b"l\0\x0b\0\0\0\0\0\0\0\0\0".to_vec()),
        (_, [1, _, 11, 0, ..]) => Found::open("x11", "gives the screen and the keyboard to whoever connects").into(),
        (_, [0, _, 11, 0, ..] | [2, _, _, _, _, 0, _, ..]) => Found::guarded("x11", "asks for a cookie").into(),
        (_, [] | [0..=2] | [0..=2, ..]) if heard.now.len() < 8 => heard.listen(),
        _ => Next::Other,
    }
}
