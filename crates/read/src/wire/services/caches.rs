//! Redis, memcached, beanstalkd.

use super::{Found, Heard, Next, between, text_of};

const INFO: &[u8] = b"*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n";
const PROTECTED: &[u8] = b"*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$14\r\nprotected-mode\r\n";

/// Redis and Valkey (RESP): what it answers to INFO, and whether it protects itself from other machines.
pub(super) fn redis(heard: &Heard<'_>) -> Next {
    match heard.turn() {
        0 => Next::Say(INFO.to_vec()),
        1 => redis_info(heard),
        _ => {
            let info = text_of(&heard.before[1]).into_owned();
            let answer = text_of(heard.now);
            if !answer.ends_with("\r\n") && !heard.ended {
                return Next::Listen;
            }
            let mut found = Found::open("redis", "answers `INFO` without a password").version(redis_version(&info));
            found.refuses_strangers = if answer.contains("\r\nyes\r\n") {
                Some(true)
            } else {
                answer.contains("\r\nno\r\n").then_some(false)
            };
            found.into()
        }
    }
}

fn redis_info(heard: &Heard<'_>) -> Next {
    let answer = text_of(heard.now);
    let refusals = [
        ("-NOAUTH", "asks for a password"),
        ("-NOPERM", "lets nobody without a name ask anything"),
        ("-DENIED", "refuses other machines, since protected mode is on"),
        ("-WRONGPASS", "asks for a password"),
    ];
    if let Some((mark, says)) = refusals.iter().find(|(mark, _)| answer.starts_with(mark)) {
        let mut found = Found::guarded("redis", format!("{says} (`{mark}`)"));
        found.refuses_strangers = (*mark == "-DENIED").then_some(true);
        return found.into();
    }
    if !answer.starts_with('$') {
        return if answer.is_empty() { heard.listen() } else { Next::Other };
    }
    let whole = answer.contains("redis_version:") && (answer.ends_with("\r\n") || heard.ended);
    if whole { Next::Say(PROTECTED.to_vec()) } else { heard.listen() }
}

fn redis_version(info: &str) -> Option<String> {
    between(info, "redis_version:", "\r\n").map(str::to_owned)
}

/// memcached: the text protocol.
pub(super) fn memcached(heard: &Heard<'_>) -> Next {
    let answer = text_of(heard.now);
    let asks = answer.starts_with("CLIENT_ERROR unauthenticated");
    match heard.turn() {
        0 => Next::Say(b"version\r\n".to_vec()),
        _ if asks => Found::guarded("memcached", "asks for a password (`CLIENT_ERROR unauthenticated`)").into(),
        1 if answer.starts_with("VERSION ") && answer.ends_with("\r\n") => Next::Say(b"stats settings\r\n".to_vec()),
        1 if answer.is_empty() && heard.ended && heard.program == "memcached" => {
            Found::unknown("memcached", "closes connections that speak its text protocol, as it does with `-S`").into()
        }
        1 => {
            if answer.is_empty() || "VERSION ".starts_with(&*answer) {
                heard.listen()
            } else {
                Next::Other
            }
        }
        _ if answer.starts_with("STAT ") => {
            let version = text_of(&heard.before[1]);
            let version = version.strip_prefix("VERSION ").map(|text| text.trim().to_owned());
            Found::open("memcached", "tells its settings without a password")
                .version(version)
                .parting(b"quit\r\n")
                .into()
        }
        _ => heard.listen(),
    }
}

/// beanstalkd has no passwords at all.
pub(super) fn beanstalkd(heard: &Heard<'_>) -> Next {
    let answer = text_of(heard.now);
    match heard.turn() {
        0 => Next::Say(b"stats\r\n".to_vec()),
        _ if answer.starts_with("OK ") && answer.contains("current-jobs-ready:") => {
            let version = between(&answer, "\nversion: ", "\n").map(|text| text.trim_matches('"').to_owned());
            let proof = "tells its figures to whoever asks: it has no passwords";
            Found::open("beanstalkd", proof).version(version).parting(b"quit\r\n").into()
        }
        _ => heard.listen(),
    }
}
