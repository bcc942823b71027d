//! `sneck check --history` beside git itself: the same secrets, from the same commits, however the objects are kept.
//! git runs in these tests alone.
#![expect(clippy::disallowed_methods, reason = "a test makes folders and runs git")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use sneck_read::Tree;
use sneck_read::source::literals::providers;
use tempfile::TempDir;

/// git, with nothing of the user's own configuration, at a made-up hour.
fn git(folder: &Path, hour: usize, arguments: &[&str]) -> String {
    let when = format!("{} +0000", 1_700_000_000 + hour * 3600);
    let out = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@shop.example", "-c", "commit.gpgsign=false"])
        .args(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", &when)
        .env("GIT_COMMITTER_DATE", &when)
        .output()
        .expect("git runs");
    assert!(out.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

fn commit(folder: &Path, hour: usize) {
    git(folder, hour, &["add", "--all"]);
    git(folder, hour, &["commit", "--quiet", "--allow-empty", "--message", "x"]);
}

fn repository() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), 0, &["init", "--quiet"]);
    folder
}

/// A made-up key, told apart by a number.
fn key(number: usize) -> String {
    format!("{}k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs{number:06}", "sk_live_")
}

/// A text of many lines in which the keys stand that a version has.
fn version(turn: usize, keys: &[usize]) -> String {
    let mut lines: Vec<String> = (0..80).map(|line| format!("line_{line} = {}", (line * 7 + turn) % 5)).collect();
    for number in keys {
        lines.insert((number * 13) % 70, format!("key_{number} = \"{}\"", key(*number)));
    }
    lines.join("\n")
}

fn looked(folder: &Path) -> Tree {
    let mut tree = Tree::default();
    sneck_look::history(folder, &mut tree, &|_, _| {});
    tree
}

/// Each key that is no longer in the files, with commit and path, as sneck has it.
fn found(folder: &Path) -> BTreeMap<String, (String, String)> {
    let mut found = BTreeMap::new();
    for former in &looked(folder).former {
        for one in providers::find(&former.bytes) {
            let text = String::from_utf8_lossy(&former.bytes[one.from..one.to]).into_owned();
            found.entry(text).or_insert((former.commit.to_string(), former.path.to_string()));
        }
    }
    found
}

/// The same from git's own mouth: every version of every file in every commit, oldest first.
fn expected(folder: &Path) -> BTreeMap<String, (String, String)> {
    let mut found = BTreeMap::new();
    let commits = git(folder, 0, &["rev-list", "--all", "--reverse", "--topo-order"]);
    let mut blobs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for commit in commits.lines() {
        for line in git(folder, 0, &["ls-tree", "-r", commit]).lines() {
            let (head, path) = line.split_once('\t').expect("a path");
            let blob = head.split(' ').nth(2).expect("an id").to_owned();
            let keys = blobs.entry(blob.clone()).or_insert_with(|| {
                let text = git(folder, 0, &["cat-file", "blob", &blob]);
                providers::find(text.as_bytes()).iter().map(|one| text[one.from..one.to].to_owned()).collect()
            });
            for key in keys.iter() {
                found.entry(key.clone()).or_insert((commit[..10].to_owned(), path.to_owned()));
            }
        }
    }
    let present: BTreeSet<String> = fs::read_dir(folder)
        .expect("a folder")
        .filter_map(|entry| fs::read_to_string(entry.expect("an entry").path()).ok())
        .flat_map(|text| {
            providers::find(text.as_bytes()).iter().map(|one| text[one.from..one.to].to_owned()).collect::<Vec<_>>()
        })
        .collect();
    found.retain(|key, _| !present.contains(key));
    found
}

/// Keys come, move, and go; the last version has none of the first twelve.
fn grown() -> TempDir {
    let folder = repository();
    for turn in 0..40 {
        let keys: Vec<usize> = (0..12).filter(|number| number * 3 <= turn && turn < number * 3 + 9).collect();
        fs::write(folder.path().join("settings.txt"), version(turn, &keys)).expect("written");
        if turn % 5 == 0 {
            fs::create_dir_all(folder.path().join("deploy/inner")).expect("made");
            fs::write(folder.path().join("deploy/inner/copy.txt"), version(turn, &[20 + turn])).expect("written");
        }
        commit(folder.path(), turn + 1);
    }
    fs::remove_dir_all(folder.path().join("deploy")).expect("removed");
    commit(folder.path(), 50);
    folder
}

#[test]
fn loose_packed_and_mixed_objects_give_what_git_gives() {
    let folder = grown();
    let truth = expected(folder.path());
    assert!(truth.len() >= 15, "{truth:#?}");
    assert_eq!(found(folder.path()), truth, "loose");
    git(folder.path(), 60, &["repack", "-a", "-d", "-q", "--depth=50", "--window=50"]);
    git(folder.path(), 60, &["pack-refs", "--all"]);
    assert_eq!(found(folder.path()), truth, "packed");
    fs::write(folder.path().join("settings.txt"), version(99, &[77])).expect("written");
    commit(folder.path(), 70);
    fs::write(folder.path().join("settings.txt"), version(99, &[])).expect("written");
    commit(folder.path(), 71);
    assert_eq!(found(folder.path()), expected(folder.path()), "mixed");
    git(folder.path(), 80, &["repack", "-d", "-q"]);
    assert_eq!(found(folder.path()), expected(folder.path()), "two packs");
}

#[test]
fn branches_tags_and_stashes_belong_to_the_history_and_what_nothing_points_at_does_not() {
    let folder = repository();
    let write =
        |name: &str, number: usize| fs::write(folder.path().join(name), version(1, &[number])).expect("written");
    write("a.txt", 1);
    commit(folder.path(), 1);
    git(folder.path(), 2, &["checkout", "--quiet", "-b", "side"]);
    write("b.txt", 2);
    commit(folder.path(), 2);
    git(folder.path(), 3, &["tag", "-a", "-m", "x", "old"]);
    git(folder.path(), 3, &["checkout", "--quiet", "main"]);
    git(folder.path(), 3, &["branch", "-D", "side"]);
    fs::remove_file(folder.path().join("a.txt")).expect("removed");
    commit(folder.path(), 4);
    write("c.txt", 3);
    git(folder.path(), 5, &["add", "c.txt"]);
    git(folder.path(), 5, &["stash", "--quiet"]);
    write("d.txt", 4);
    commit(folder.path(), 6);
    git(folder.path(), 7, &["reset", "--quiet", "--hard", "HEAD~1"]);
    fs::remove_file(folder.path().join(".git/ORIG_HEAD")).expect("removed");
    let keys: Vec<String> = found(folder.path()).into_keys().collect();
    assert_eq!(keys, [key(1), key(2), key(3)]);
}

#[test]
fn a_linked_worktree_and_a_folder_below_see_the_same_history() {
    let folder = grown();
    let linked = folder.path().join("linked");
    git(folder.path(), 60, &["worktree", "add", "--quiet", "linked"]);
    assert_eq!(found(&linked).len(), found(folder.path()).len());
    fs::create_dir(folder.path().join("deploy")).expect("made");
    let below = found(&folder.path().join("deploy"));
    assert!(!below.is_empty() && below.values().all(|(_, path)| path == "inner/copy.txt"), "{below:?}");
}

/// What could not be read, in words.
fn unread(folder: &Path) -> String {
    let tree = looked(folder);
    let unread = tree.unread.iter().map(|row| row.why.clone());
    unread
        .chain(tree.not_looked_at.iter().map(|row| format!("{}: {}", row.what, row.why)))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn what_a_repository_keeps_elsewhere_or_does_not_have_is_told() {
    let folder = grown();
    let clone = tempfile::tempdir().expect("a folder");
    let to = clone.path().join("shared");
    let (from, to_text) = (folder.path().to_str().expect("text"), to.to_str().expect("text"));
    git(clone.path(), 0, &["clone", "--quiet", "--shared", from, to_text]);
    assert!(unread(&to).contains("borrows objects"), "{}", unread(&to));
    assert!(found(&to).is_empty());
    let shallow = clone.path().join("shallow");
    git(
        clone.path(),
        0,
        &["clone", "--quiet", "--depth=3", &format!("file://{from}"), shallow.to_str().expect("text")],
    );
    assert!(unread(&shallow).contains("shallow"), "{}", unread(&shallow));
    let plain = tempfile::tempdir().expect("a folder");
    assert!(unread(plain.path()).contains("no git repository"), "{}", unread(plain.path()));
    fs::create_dir(folder.path().join(".git/reftable")).expect("made");
    assert!(unread(folder.path()).contains("reftable"));
}

#[test]
fn broken_packs_end_nothing() {
    let folder = grown();
    git(folder.path(), 60, &["repack", "-a", "-d", "-q"]);
    let packs = folder.path().join(".git/objects/pack");
    let of = |end: &str| {
        let mut all = fs::read_dir(&packs).expect("packs").map(|entry| entry.expect("an entry").path());
        all.find(|path| path.extension().is_some_and(|e| e == end)).expect("a pack")
    };
    for end in ["pack", "idx"] {
        let path = of(end);
        let whole = fs::read(&path).expect("read");
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o644)).expect("allowed");
        for at in (0..whole.len()).step_by(whole.len() / 60 + 1) {
            let mut broken = whole.clone();
            broken[at] ^= 0x55;
            fs::write(&path, &broken).expect("written");
            looked(folder.path());
            fs::write(&path, &whole[..at]).expect("written");
            looked(folder.path());
        }
        fs::write(&path, &whole).expect("written");
    }
    assert_eq!(found(folder.path()), expected(folder.path()));
}

#[test]
fn the_report_names_commit_path_and_line_and_never_the_key() {
    let folder = grown();
    let out = Command::new(env!("CARGO_BIN_EXE_sneck"))
        .current_dir(folder.path())
        .args(["check", "--history", "--format", "json"])
        .output()
        .expect("runs");
    let text = String::from_utf8(out.stdout).expect("text");
    assert!(!text.contains("k3Vd8Tq1Zx7Rb5Wm"), "{text}");
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    let past: Vec<_> = findings.iter().filter(|f| f["rule"] == "secrets/in-git-history").collect();
    assert!(past.len() >= 2, "{text}");
    let place = &past[0]["places"][0];
    assert_eq!(place["commit"].as_str().map(str::len), Some(10));
    assert!(place["path"].is_string() && place["line"].is_number(), "{place}");
}
