//! Who holds a socket: a walk through the open files of every process, up to the last one that is looked for.

use std::collections::{HashMap, HashSet};
use std::fs;

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
        let Ok(files) = fs::read_dir(format!("/proc/{process}/fd")) else { continue };
        for file in files.flatten() {
            let inode = fs::read_link(file.path()).ok().and_then(|link| socket(link.to_str()?));
            if let Some(inode) = inode.filter(|inode| wanted.remove(inode)) {
                found.insert(inode, process);
                if wanted.is_empty() {
                    break;
                }
            }
        }
    }
    found
}

/// `socket:[4711]`.
fn socket(link: &str) -> Option<u64> {
    link.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok()
}

/// The network that a process is in, by its number in the system.
pub(super) fn network(process: &str) -> Option<u64> {
    let link = fs::read_link(format!("/proc/{process}/ns/net")).ok()?;
    link.to_str()?.strip_prefix("net:[")?.strip_suffix(']')?.parse().ok()
}
