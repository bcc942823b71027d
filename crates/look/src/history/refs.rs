//! What a repository's names point at, read as the files that they are: nothing of its configuration is.

use std::path::Path;

use gix_hash::ObjectId;

/// Names that are read, at most: monorepos have some hundred thousand.
const MOST: usize = 2_000_000;
/// Bytes of the list of packed names.
const LARGEST: u64 = 512 << 20;
/// Folders within folders.
const DEPTH: usize = 16;

/// Every id that a branch, a tag, a remote's branch, a stash or a worktree points at.
pub(super) fn tips(own: &Path, common: &Path) -> Vec<ObjectId> {
    let mut found: Vec<ObjectId> = ["HEAD", "ORIG_HEAD"].iter().filter_map(|name| loose(&own.join(name))).collect();
    if let Ok(text) = crate::own::text(&common.join("packed-refs"), LARGEST) {
        found.extend(text.lines().take(MOST).filter_map(packed));
    }
    folder(&common.join("refs"), DEPTH, &mut found);
    found.extend(stashes(common));
    found.sort_unstable();
    found.dedup();
    found
}

/// Older stashes are known by the log of the name alone.
fn stashes(common: &Path) -> Vec<ObjectId> {
    let text = crate::own::text(&common.join("logs/refs/stash"), LARGEST).unwrap_or_default();
    text.lines().take(MOST).filter_map(|line| hex(line.split(' ').nth(1)?)).collect()
}

/// `ID NAME`, or `^ID` for what the tag above points at.
fn packed(line: &str) -> Option<ObjectId> {
    hex(line.trim_start_matches('^').split(' ').next()?)
}

fn folder(path: &Path, depth: usize, found: &mut Vec<ObjectId>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let Ok(entries) = std::fs::read_dir(path) else { return };
    for entry in entries.filter_map(Result::ok).take(MOST.saturating_sub(found.len())) {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => folder(&entry.path(), depth, found),
            Ok(kind) if kind.is_file() => found.extend(loose(&entry.path())),
            _ => {}
        }
    }
}

fn loose(path: &Path) -> Option<ObjectId> {
    hex(crate::own::text(path, 4096).ok()?.trim())
}

fn hex(text: &str) -> Option<ObjectId> {
    ObjectId::from_hex(text.as_bytes()).ok()
}
