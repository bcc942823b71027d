//! Redis and Valkey: `AUTH`.

use super::super::{Found, Heard, Next, text_of};
use super::Login;

/// The old form with a password alone is understood by every release; accounts came with 6.0.
pub(super) fn login(heard: &Heard<'_>, login: &Login<'_>) -> Next {
    let answer = text_of(heard.now);
    match heard.turn() {
        0 if matches!(login.user, "" | "default") => Next::Say(command(&["AUTH", login.password])),
        0 => Next::Say(command(&["AUTH", login.user, login.password])),
        _ if !answer.ends_with("\r\n") => heard.listen(),
        _ if answer.starts_with("+OK") => Found::open("redis", "accepts the password").parting(b"QUIT\r\n").into(),
        // 6.0 and later, and those before.
        _ if answer.starts_with("-WRONGPASS") || answer.contains("invalid password") => {
            Found::guarded("redis", "refuses the password").into()
        }
        _ => Found::unknown("redis", "takes no password").into(),
    }
}

fn command(words: &[&str]) -> Vec<u8> {
    let mut all = format!("*{}\r\n", words.len());
    words.iter().for_each(|word| all.push_str(&format!("${}\r\n{word}\r\n", word.len())));
    all.into_bytes()
}
