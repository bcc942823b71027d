//! Sample trees with every sort of ignore pattern, each judged by git and by us.
//!
//! The one difference that is meant: `core.excludesFile`. It belongs to one machine, even when the repository's own
//! configuration names it, and it may lead anywhere; what it ignores is not ignored for the project.

#![expect(clippy::disallowed_methods, reason = "these tests make real repositories")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use sneck_look::{Excludes, Limits, files};

/// A name, ignore files (path and text), other files, and what is added by force.
type Sample = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str], &'static [&'static str]);

const SAMPLES: &[Sample] = &[
    (
        "nested",
        &[(".gitignore", "*.env\n"), ("a/.gitignore", "!b.env\n")],
        &["b.env", "a/b.env", "a/c.env", "a/d/b.env"],
        &[],
    ),
    ("nearest decides", &[(".gitignore", "!/a/b.env\n"), ("a/.gitignore", "b.env\n")], &["a/b.env", "a/c/b.env"], &[]),
    (
        "negation",
        &[(".gitignore", ".env*\n!.env.example\n!.env.dist\n.env.dist\n")],
        &[".env", ".env.example", ".env.dist"],
        &[],
    ),
    (
        "no way back into a folder",
        &[(".gitignore", "secret/\n!secret/a.env\n")],
        &["secret/a.env", "x/secret/a.env"],
        &[],
    ),
    (
        "a way back",
        &[(".gitignore", "secret/*\n!secret/a.env\n")],
        &["secret/a.env", "secret/b.env", "x/secret/b.env"],
        &[],
    ),
    (
        "stars",
        &[(".gitignore", "**/logs/*.env\na/**/z.env\nb/**\n**x.env\nc**d.env\n")],
        &[
            "logs/a.env",
            "q/logs/a.env",
            "logs/r/a.env",
            "a/z.env",
            "a/b/c/z.env",
            "b/c.env",
            "b/d/e.env",
            "xx.env",
            "e/fx.env",
            "c/d.env",
            "cyd.env",
        ],
        &[],
    ),
    (
        "stars beside letters",
        &[(".gitignore", "a/b**/c.env\n/**.env\n!/q/**/\nfoo**/bar.env\n***/k.conf\n")],
        &[
            "a/b/c.env",
            "a/bx/c.env",
            "a/b/x/c.env",
            "m.env",
            "n/m.env",
            "q/r.env",
            "foo/bar.env",
            "foox/y/bar.env",
            "k.conf",
            "x/y/k.conf",
        ],
        &[],
    ),
    (
        "folders only",
        &[(".gitignore", "conf/\n.env/\n/top/\n")],
        &["conf/a.env", "x/conf/b.env", ".env", "y/.env/c.env", "top/d.env", "x/top/d.env", "z/conf"],
        &[],
    ),
    (
        "from the top",
        &[(".gitignore", "/.env\n/a/b.env\nc/d.env\n"), ("s/.gitignore", "/.env\nc/e.env\n")],
        &[
            ".env",
            "x/.env",
            "a/b.env",
            "x/a/b.env",
            "c/d.env",
            "x/c/d.env",
            "s/.env",
            "s/t/.env",
            "s/c/e.env",
            "s/t/c/e.env",
        ],
        &[],
    ),
    (
        "escapes",
        &[(".gitignore", "\\#a.env\n\\!b.env\n# remark\nc\\*.env\n\\d.env\ne\\\\.env\n[[]f.env\ng\\?.env\n")],
        &["#a.env", "!b.env", "c*.env", "cc.env", "d.env", "e\\.env", "[f.env", "g?.env", "gg.env", "# remark"],
        &[],
    ),
    ("a backslash at the end", &[(".gitignore", ".enva\\\n*.conf\n")], &[".enva", ".enva\\", "b.conf"], &[]),
    (
        "blanks at the end",
        &[(".gitignore", ".enva  \n.envb\\ \n.envc\t\n.envd\\  \n e.env\n \n")],
        &[".enva", ".envb", ".envb ", ".envc", ".envc\t", ".envd", ".envd ", "e.env", " e.env"],
        &[],
    ),
    ("case", &[(".gitignore", "*.ENV\nSecret/\n")], &["a.env", "b.ENV", "Secret/c.conf", "secret/c.conf"], &[]),
    (
        "classes",
        &[(".gitignore", "[abc].env\n[!d]x.env\n[^d]y.env\n[[:digit:]]z.env\n[]-]w.env\n[a-\\c]v.env\n[z-a]u.env\n")],
        &[
            "a.env", "d.env", "dx.env", "ex.env", "dy.env", "ey.env", "1z.env", "az.env", "]w.env", "-w.env", "bv.env",
            "mu.env",
        ],
        &[],
    ),
    (
        "no braces",
        &[(".gitignore", "{a,b}.env\n.env.{local,prod}\nc{d.env\n")],
        &["a.env", "b.env", "{a,b}.env", ".env.local", ".env.prod", ".env.{local,prod}", "c{d.env"],
        &[],
    ),
    (
        "not well formed",
        &[(".gitignore", "[a.env\nb[.env\n/\n//\n!\n\\\n*.conf\n")],
        &["a.env", "[a.env", "b[.env", "c.env", "d.conf"],
        &[],
    ),
    (
        "a question",
        &[(".gitignore", "?.env\na?b.env\n")],
        &["x.env", "xy.env", "a/b.env", "acb.env", "aéb.env", "é.env"],
        &[],
    ),
    (
        "lines of Windows and a mark",
        &[(".gitignore", "\u{feff}a.env\r\n/b.env\r\n\r\n*.conf")],
        &["a.env", "b.env", "c.conf", "d.env"],
        &[],
    ),
    (
        "own patterns",
        &[(".git/info/exclude", "*.env\nx/y.conf\n"), (".gitignore", "!keep.env\n")],
        &["a.env", "keep.env", "x/y.conf", "z/x/y.conf"],
        &[],
    ),
    (
        "ignored and yet tracked",
        &[(".gitignore", "*.env\nall/\n")],
        &["a.env", "b.env", "all/c.env", "all/d.env"],
        &["a.env", "all/c.env"],
    ),
    (
        "everything but",
        &[(".gitignore", "*\n!*/\n!*.conf\n!.gitignore\n")],
        &["a.env", "b.conf", "x/y/c.conf", "x/y/d.env"],
        &[],
    ),
    (
        "everything at the top but",
        &[(".gitignore", "/*\n!/keep\n/keep/*\n!/keep/a.env\n")],
        &["x.env", "keep/a.env", "keep/b.env"],
        &[],
    ),
    ("a folder ignores itself", &[("own/.gitignore", "*\n")], &["own/a.env", "b.env"], &[]),
    ("other scripts", &[(".gitignore", "ключ.env\nÜ*.env\n")], &["ключ.env", "Über.env", "u.env"], &[]),
    (
        "a dot first",
        &[(".gitignore", "*env\n.*\n!.gitignore\n./d.env\n")],
        &["xenv.conf", ".env", "x/.env", ".x/a.conf", "d.env"],
        &[],
    ),
    (
        "two slashes",
        &[(".gitignore", "a//b.env\nc/./d.env\n//e.env\nf//\n")],
        &["a/b.env", "c/d.env", "e.env", "f/g.env"],
        &[],
    ),
];

/// git, without anything of this machine.
fn git(folder: &Path, home: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", home);
    git.env("GIT_CONFIG_NOSYSTEM", "1").args(["-c", "user.name=nobody", "-c", "user.email=nobody@example.com"]);
    git
}

fn run(folder: &Path, home: &Path, arguments: &[&str]) {
    let done = git(folder, home).args(arguments).output().expect("git is installed");
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// The paths that git answers with, of those it is asked for.
fn asked(folder: &Path, home: &Path, arguments: &[&str], paths: &[&str]) -> Vec<String> {
    let mut git = git(folder, home);
    let mut child = git
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("git is installed");
    let list: String = paths.iter().map(|path| format!("{path}\0")).collect();
    child.stdin.take().expect("it is piped").write_all(list.as_bytes()).expect("git reads");
    let done = child.wait_with_output().expect("git ends");
    let text = String::from_utf8(done.stdout).expect("all our names are UTF-8");
    text.split_terminator('\0').map(str::to_owned).collect()
}

fn write(root: &Path, path: &str, text: &str) {
    let whole = root.join(path);
    std::fs::create_dir_all(whole.parent().expect("a file has a folder")).expect("the folder is ours");
    std::fs::write(whole, text).expect("the folder is ours");
}

type Said = BTreeMap<String, (Option<bool>, Option<bool>)>;

fn ours(root: &Path) -> Said {
    let tree = files(root, &Limits::default(), &Excludes::none()).expect("the folder is there");
    tree.files.iter().map(|file| (file.path.to_string(), (file.tracked, file.ignored))).collect()
}

/// What git says of files below a folder of a repository; with what the patterns alone say of those that are tracked.
fn theirs<'a>(root: &Path, home: &Path, paths: impl Iterator<Item = &'a String>) -> Said {
    let paths: Vec<&str> = paths.map(String::as_str).collect();
    let tracked = asked(root, home, &["ls-files", "-z"], &[]);
    let ignored = asked(root, home, &["check-ignore", "-z", "--stdin"], &paths);
    let matched = asked(root, home, &["check-ignore", "--no-index", "-z", "--stdin"], &paths);
    let say = |path: &&str| {
        let among = |list: &[String]| list.iter().any(|one| one == path);
        assert_eq!(among(&ignored), among(&matched) && !among(&tracked), "git of {path}");
        ((*path).to_owned(), (Some(among(&tracked)), Some(among(&ignored))))
    };
    paths.iter().map(say).collect()
}

fn repository(above: &Path) -> std::path::PathBuf {
    let root = above.join("project");
    std::fs::create_dir_all(&root).expect("the folder is ours");
    run(&root, above, &["init", "--quiet", "--template="]);
    root
}

fn differs(sample: &Sample) -> Option<String> {
    let (name, ignores, paths, added) = sample;
    let above = tempfile::tempdir().expect("a temporary folder");
    let root = repository(above.path());
    paths.iter().for_each(|path| write(&root, path, "A=b\n"));
    ignores.iter().for_each(|(path, text)| write(&root, path, text));
    if !added.is_empty() {
        run(&root, above.path(), &[&["add", "--force", "--"], *added].concat());
    }
    let ours = ours(&root);
    let missing: Vec<_> = paths.iter().filter(|path| !ours.contains_key(**path)).collect();
    let theirs = theirs(&root, above.path(), ours.keys());
    let rows: Vec<_> = ours.iter().filter(|(path, said)| theirs[*path] != **said).collect();
    (!rows.is_empty() || !missing.is_empty()).then(|| format!("{name}: ours {rows:?}, not looked at {missing:?}"))
}

#[test]
fn every_pattern_means_what_it_means_to_git() {
    let different: Vec<_> = SAMPLES.iter().filter_map(differs).collect();
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn a_list_of_one_machine_protects_nobody_else() {
    let above = tempfile::tempdir().unwrap();
    let root = repository(above.path());
    write(above.path(), "list", "a.env\n");
    run(&root, above.path(), &["config", "core.excludesFile", &above.path().join("list").to_string_lossy()]);
    ["a.env", "b.env"].iter().for_each(|path| write(&root, path, "A=b\n"));
    let (ours, theirs) = (ours(&root), theirs(&root, above.path(), ours(&root).keys()));
    assert_eq!(theirs["a.env"], (Some(false), Some(true)));
    assert_eq!(ours["a.env"], (Some(false), Some(false)));
    assert_eq!(ours["b.env"], theirs["b.env"]);
}

#[test]
fn patterns_of_folders_above_hold_below() {
    let above = tempfile::tempdir().unwrap();
    let root = repository(above.path());
    write(&root, ".gitignore", "*.env\n/shop/web/c.conf\nx/\n");
    write(&root, "shop/.gitignore", "!b.env\n/web/d.conf\n");
    ["a.env", "b.env", "c.conf", "d.conf", "e.conf", "x/f.conf"]
        .iter()
        .for_each(|path| write(&root, &format!("shop/web/{path}"), "A=b\n"));
    let below = root.join("shop/web");
    let ours = ours(&below);
    assert_eq!(ours, theirs(&below, above.path(), ours.keys()));
    assert_eq!(ours.values().filter(|said| said.1 == Some(true)).count(), 4);
}

#[cfg(unix)]
#[test]
fn an_ignore_file_that_is_a_link_counts_for_nothing() {
    let above = tempfile::tempdir().unwrap();
    let root = repository(above.path());
    ["list", "a.env"].iter().for_each(|path| write(&root, path, "*.env\n"));
    std::os::unix::fs::symlink("list", root.join(".gitignore")).unwrap();
    let ours = ours(&root);
    assert_eq!(ours["a.env"], (Some(false), Some(false)));
    assert_eq!(ours, theirs(&root, above.path(), ours.keys()));
}
