//! Who holds a socket: a walk through the open files of every process, up to the last one that is looked for.

use std::collections::{HashMap, HashSet};
use std::fs;

use rustix::fs::{CWD, Dir, Mode, OFlags, openat, readlinkat};

/// The numbers of all processes, in order.
pub(super) fn processes() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let mut all: Vec<u32> = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    all.sort_unstable();
    all
}

/// The process with the lowest number that holds each of these sockets.
pub(super) fn of_sockets(processes: &[u32], mut wanted: HashSet<u64>) -> HashMap<u64, u32> {
    let mut found = HashMap::new();
    for &process in processes {
        if wanted.is_empty() {
            break;
        }
        open_sockets(process, |inode| {
            if wanted.remove(&inode) {
                found.insert(inode, process);
            }
            !wanted.is_empty()
        });
    }
    found
}

/// Hands over each socket that a process holds, until that is told to stop. Links are read from their folder, whose path
/// is not walked again for each of thousands.
fn open_sockets(process: u32, mut go_on: impl FnMut(u64) -> bool) -> Option<()> {
    let options = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = openat(CWD, format!("/proc/{process}/fd"), options, Mode::empty()).ok()?;
    let mut room = Vec::with_capacity(64);
    for file in Dir::read_from(&folder).ok()?.flatten() {
        let Ok(link) = readlinkat(&folder, file.file_name(), room) else {
            room = Vec::with_capacity(64);
            continue;
        };
        let inode = socket(link.to_bytes());
        room = link.into_bytes();
        if inode.is_some_and(|inode| !go_on(inode)) {
            break;
        }
    }
    Some(())
}

/// `socket:[4711]`.
fn socket(link: &[u8]) -> Option<u64> {
    std::str::from_utf8(link.strip_prefix(b"socket:[")?.strip_suffix(b"]")?).ok()?.parse().ok()
}

/// The network that a process is in, by its number in the system.
pub(super) fn network(process: &str) -> Option<u64> {
    let link = fs::read_link(format!("/proc/{process}/ns/net")).ok()?;
    link.to_str()?.strip_prefix("net:[")?.strip_suffix(']')?.parse().ok()
}
