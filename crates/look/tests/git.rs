//! What is said of git's files is what git itself says.

#![expect(clippy::disallowed_methods, reason = "these tests make real repositories")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use sneck_look::{Excludes, Limits, files};

/// Runs git as nobody in particular: without the configuration of this machine.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let done = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args(["-c", "user.name=nobody", "-c", "user.email=nobody@example.com"])
        .args(arguments)
        .output()
        .expect("git is installed");
    String::from_utf8(done.stdout).expect("git speaks UTF-8 here")
}

fn write(root: &Path, path: &str, text: &str) {
    let whole = root.join(path);
    std::fs::create_dir_all(whole.parent().expect("a file has a folder")).expect("the folder is ours");
    std::fs::write(whole, text).expect("the folder is ours");
}

/// What we say of each file: tracked, ignored.
fn ours(root: &Path) -> BTreeMap<String, (Option<bool>, Option<bool>)> {
    let tree = files(root, &Limits::default(), &Excludes::none()).expect("the folder is there");
    tree.files.iter().map(|file| (file.path.to_string(), (file.tracked, file.ignored))).collect()
}

/// What git says of those files.
fn theirs(root: &Path, paths: impl Iterator<Item = String>) -> BTreeMap<String, (Option<bool>, Option<bool>)> {
    let say = |path: String| {
        let tracked = !git(root, &["ls-files", "--", &path]).is_empty();
        let ignored = !git(root, &["check-ignore", "--", &path]).is_empty();
        (path, (Some(tracked), Some(ignored)))
    };
    paths.map(say).collect()
}

const FILES: &[(&str, &str)] = &[
    (".gitignore", "*.env\n!keep.env\n/instance/\nlogs\n**/cache/*.py\n[broken\n\\#odd.py\ntracked.py\n# remark\n"),
    ("app.py", ""),
    ("tracked.py", ""),
    ("prod.env", ""),
    ("keep.env", ""),
    ("instance/config.py", ""),
    ("shop/instance/config.py", ""),
    ("shop/.gitignore", "!prod.env\n/local.py\ndeep/*\n!deep/kept.py\n"),
    ("shop/prod.env", ""),
    ("shop/local.py", ""),
    ("shop/sub/local.py", ""),
    ("shop/deep/a.py", ""),
    ("shop/deep/kept.py", ""),
    ("shop/cache/a.py", ""),
    ("logs/keep.env", ""),
    ("#odd.py", ""),
    ("private.py", ""),
    ("names/with space.py", ""),
];

fn repository() -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    git(root.path(), &["init", "--quiet"]);
    for (path, text) in FILES {
        write(root.path(), path, text);
    }
    git(root.path(), &["add", "--force", "app.py", "tracked.py", "shop/prod.env", "names"]);
    write(root.path(), ".git/info/exclude", "private.py\n");
    root
}

#[test]
fn every_file_is_tracked_and_ignored_as_git_says() {
    let root = repository();
    let ours = ours(root.path());
    assert_eq!(ours.len(), FILES.len());
    assert_eq!(ours, theirs(root.path(), ours.keys().cloned()));
}

#[test]
fn a_folder_below_the_worktree_is_judged_by_the_whole_repository() {
    let root = repository();
    let below = root.path().join("shop");
    let ours = ours(&below);
    assert!(ours["local.py"].1 == Some(true) && ours["prod.env"].0 == Some(true));
    assert_eq!(ours, theirs(&below, ours.keys().cloned()));
}

#[test]
fn a_linked_worktree_has_an_index_of_its_own() {
    let root = repository();
    git(root.path(), &["commit", "--quiet", "-m", "first"]);
    let linked = tempfile::tempdir().unwrap();
    let folder = linked.path().join("linked");
    git(root.path(), &["worktree", "add", "--quiet", &folder.to_string_lossy()]);
    write(&folder, "private.py", "");
    let ours = ours(&folder);
    assert_eq!(ours["private.py"], (Some(false), Some(true)));
    assert_eq!(ours, theirs(&folder, ours.keys().cloned()));
}

#[test]
fn every_version_of_the_index_is_read() {
    for version in ["2", "3", "4"] {
        let root = repository();
        git(root.path(), &["update-index", "--index-version", version]);
        let ours = ours(root.path());
        assert_eq!(ours["app.py"].0, Some(true), "version {version}");
        assert_eq!(ours, theirs(root.path(), ours.keys().cloned()), "version {version}");
    }
}

#[test]
fn a_repository_of_sha_256_is_read() {
    let root = tempfile::tempdir().unwrap();
    git(root.path(), &["init", "--quiet", "--object-format=sha256"]);
    write(root.path(), "app.py", "");
    git(root.path(), &["add", "app.py"]);
    assert_eq!(ours(root.path())["app.py"], (Some(true), Some(false)));
}

#[test]
fn outside_of_a_repository_nothing_is_said() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), ".gitignore", "*.py\n");
    write(root.path(), "app.py", "");
    assert_eq!(ours(root.path())["app.py"], (None, None));
}

#[test]
fn a_damaged_index_is_told_and_nothing_is_guessed() {
    let root = repository();
    write(root.path(), ".git/index", "no index");
    let tree = files(root.path(), &Limits::default(), &Excludes::none()).unwrap();
    assert!(tree.files.iter().all(|file| file.tracked.is_none()));
    assert!(tree.unread.iter().any(|row| row.path == ".git/index" && row.why == "not a readable index"));
}
