//! What is read of a folder, and what is left out and why.

#![expect(clippy::disallowed_methods, reason = "these tests make real folders")]

use std::os::unix::fs::symlink;
use std::path::Path;

use sneck_look::{Excludes, Limits, LookError, files};
use sneck_read::Tree;

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let whole = root.join(path);
    std::fs::create_dir_all(whole.parent().expect("a file has a folder")).expect("the folder is ours");
    std::fs::write(whole, bytes).expect("the folder is ours");
}

fn look(root: &Path) -> Tree {
    files(root, &Limits::default(), &Excludes::none()).expect("the folder is there")
}

fn paths(tree: &Tree) -> Vec<&str> {
    tree.files.iter().map(|file| &*file.path).collect()
}

/// Files and folders that were left out for a reason.
fn left(tree: &Tree, why: &str) -> (u64, u64) {
    tree.coverage.skipped.iter().find(|row| row.why == why).map_or((0, 0), |row| (row.files, row.folders))
}

fn unread(tree: &Tree) -> Vec<(&str, &str)> {
    tree.unread.iter().map(|row| (row.path.as_str(), row.why.as_str())).collect()
}

#[test]
fn files_come_in_the_order_of_their_paths_hidden_ones_too() {
    let root = tempfile::tempdir().unwrap();
    for path in ["z.py", "a/b.py", "a.py", ".env", "a/.flaskenv"] {
        write(root.path(), path, "x");
    }
    assert_eq!(paths(&look(root.path())), [".env", "a.py", "a/.flaskenv", "a/b.py", "z.py"]);
}

#[test]
fn what_nobody_wrote_is_not_entered() {
    let root = tempfile::tempdir().unwrap();
    for path in ["node_modules/a.py", "pkg/__pycache__/b.py", "env/c.py", "web/dist/d.py", "e.egg-info/f.py"] {
        write(root.path(), path, "x");
    }
    write(root.path(), "env/pyvenv.cfg", "");
    write(root.path(), "web/package.json", "{}");
    write(root.path(), "dist/kept.py", "x");
    let tree = look(root.path());
    assert_eq!(paths(&tree), ["dist/kept.py", "web/package.json"]);
    for why in ["installed packages", "compiled Python", "a virtual environment", "build results"] {
        assert_eq!(left(&tree, why), (0, 1), "{why}");
    }
}

#[test]
fn a_large_file_is_named_and_not_read() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "app.py", vec![b'#'; (1 << 20) + 1]);
    write(root.path(), "edge.py", vec![b'#'; 1 << 20]);
    let tree = look(root.path());
    assert_eq!(paths(&tree), ["edge.py"]);
    assert_eq!(unread(&tree), [("app.py", "larger than 1 MiB")]);
    assert_eq!((&*tree.names_only[0], left(&tree, "larger than 1 MiB")), ("app.py", (1, 0)));
}

#[test]
fn a_binary_file_is_named_and_not_read_unless_it_is_a_key() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "app.py", b"\x7fELF\0\0");
    write(root.path(), "sneck", b"\x7fELF\0\0");
    write(root.path(), "store.jks", b"\xfe\xed\xfe\xed\0\0");
    let tree = look(root.path());
    assert_eq!(paths(&tree), ["store.jks"]);
    assert_eq!(unread(&tree), [("app.py", "binary")], "a file without an extension promised nothing");
    assert_eq!(left(&tree, "binary"), (2, 0));
}

#[test]
fn links_lead_neither_out_of_the_folder_nor_in_circles() {
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "secret.py", "x");
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "a/app.py", "x");
    symlink("../..", root.path().join("a/up")).unwrap();
    symlink(".", root.path().join("a/here")).unwrap();
    symlink("circle.py", root.path().join("circle.py")).unwrap();
    symlink("app.py", root.path().join("a/alias.py")).unwrap();
    symlink(outside.path().join("secret.py"), root.path().join("secret.py")).unwrap();
    symlink("/dev/zero", root.path().join("zero.py")).unwrap();
    let tree = look(root.path());
    assert_eq!(paths(&tree), ["a/alias.py", "a/app.py"]);
    assert_eq!(left(&tree, "symbolic links that leave the folder"), (3, 0));
    assert_eq!(left(&tree, "symbolic links to folders"), (1, 0));
    assert_eq!(left(&tree, "symbolic links that lead nowhere"), (1, 0));
}

#[test]
fn a_pipe_is_not_opened() {
    let root = tempfile::tempdir().unwrap();
    let made = std::process::Command::new("mkfifo").arg(root.path().join("app.py")).status().unwrap();
    assert!(made.success());
    let tree = look(root.path());
    assert!(tree.files.is_empty());
    assert_eq!(left(&tree, "not a regular file"), (1, 0));
}

#[test]
fn limits_are_spent_in_the_order_of_paths_and_told() {
    let root = tempfile::tempdir().unwrap();
    for path in ["a.py", "b.py", "c.py"] {
        write(root.path(), path, "12345");
    }
    let few = Limits { files: 2, ..Limits::default() };
    let short = Limits { total_bytes: 12, ..Limits::default() };
    for limits in [few, short] {
        let tree = files(root.path(), &limits, &Excludes::none()).unwrap();
        assert_eq!(paths(&tree), ["a.py", "b.py"]);
        assert_eq!(tree.not_looked_at[0].what, "1 file");
        assert_eq!(left(&tree, "beyond the limit of files or bytes"), (1, 0));
    }
}

#[test]
fn the_projects_own_excludes_hold() {
    let root = tempfile::tempdir().unwrap();
    for path in ["legacy/a.py", "app.py", "app_old.py"] {
        write(root.path(), path, "x");
    }
    let excludes = Excludes::new(["legacy/", "*_old.py"]).unwrap();
    let tree = files(root.path(), &Limits::default(), &excludes).unwrap();
    assert_eq!(paths(&tree), ["app.py"]);
    assert_eq!(left(&tree, "excluded by the project's configuration"), (1, 1));
}

#[test]
fn a_folder_that_is_none_is_told_apart() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "app.py", "x");
    let none = Excludes::none();
    let missing = files(&root.path().join("nothing"), &Limits::default(), &none);
    assert!(matches!(missing, Err(LookError::Missing(_))));
    let file = files(&root.path().join("app.py"), &Limits::default(), &none);
    assert!(matches!(file, Err(LookError::NotAFolder(_))));
}
