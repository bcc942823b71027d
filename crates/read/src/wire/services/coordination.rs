//! ZooKeeper.

use super::{Found, Heard, Next, be32, between, text_of};

/// `srvr` tells the release; that its tree is read without a login proves that nobody is asked.
pub(super) fn zookeeper(heard: &Heard<'_>) -> Next {
    let answer = text_of(heard.now);
    match heard.turn() {
        0 => Next::Say(b"srvr".to_vec()),
        1 if answer.starts_with("Zookeeper version") || answer.starts_with("srvr is not executed") => {
            if heard.ended {
                Next::Anew(session())
            } else {
                Next::Listen
            }
        }
        1 => {
            if answer.is_empty() {
                heard.listen()
            } else {
                Next::Other
            }
        }
        2 if be32(heard.now, 0) == Some(37) && heard.now.len() >= 41 => Next::Say(children()),
        2 => heard.listen(),
        // The reply's head: length, xid, zxid, error.
        _ => match be32(heard.now, 16) {
            Some(0) => found(heard, true),
            Some(_) => found(heard, false),
            None if heard.ended => found(heard, false),
            None => Next::Listen,
        },
    }
}

fn found(heard: &Heard<'_>, open: bool) -> Next {
    let told = text_of(&heard.before[1]).into_owned();
    let version = between(&told, "Zookeeper version: ", "-").map(str::to_owned);
    let found = if open {
        Found::open("zookeeper", "lists its root to a session without a login")
    } else {
        Found::guarded("zookeeper", "does not show its root to a session without a login")
    };
    // closeSession.
    found.version(version).parting(b"\0\0\0\x08\0\0\0\x02\xff\xff\xff\xf5").into()
}

/// ConnectRequest: no session yet, half a minute, an empty password.
fn session() -> Vec<u8> {
    let mut all = vec![0, 0, 0, 45, 0, 0, 0, 0];
    all.extend([0; 8]);
    all.extend(30_000_u32.to_be_bytes());
    all.extend([0; 8]);
    all.extend([0, 0, 0, 16]);
    all.extend([0; 17]);
    all
}

/// getChildren of `/`, without a watch.
fn children() -> Vec<u8> {
    vec![0, 0, 0, 14, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 1, b'/', 0]
}
