//! Files that should not be where they are: keys, keystores, databases, dumps, backups; and
//! anything private inside a folder that is served.

use std::sync::Arc;

use rayon::prelude::*;
use sneck_model::{Kind, SensitiveFile};

use super::people;
use super::static_folders::{self, StaticFolder};
use crate::kind;
use crate::tree::Tree;

/// What a file is.
#[derive(Clone, Copy)]
struct What {
    words: &'static str,
    key: bool,
    /// Told of only inside a served folder.
    when_served: bool,
}

const fn key(words: &'static str) -> What {
    What { words, key: true, when_served: false }
}

const fn data(words: &'static str) -> What {
    What { words, key: false, when_served: false }
}

const fn when_served(words: &'static str) -> What {
    What { words, key: false, when_served: true }
}

/// How the bytes of a file begin.
const BEGINNINGS: &[(&[u8], What)] = &[
    (b"PuTTY-User-Key-File-", key("a PuTTY private key")),
    (b"SQLite format 3\0", data("a SQLite database")),
    (b"\xfe\xed\xfe\xed", key("a Java keystore")),
    (b"-- MySQL dump", data("a database dump")),
    (b"-- MariaDB dump", data("a database dump")),
    (b"--\n-- PostgreSQL database dump", data("a database dump")),
    (b"PGDMP", data("a database dump")),
];

/// Blocks of PEM that hold a private key, and what they are.
const BLOCKS: &[(&[u8], What)] = &[
    (b"-----BEGIN RSA PRIVATE KEY-----", key("an RSA private key")),
    (b"-----BEGIN EC PRIVATE KEY-----", key("an EC private key")),
    (b"-----BEGIN DSA PRIVATE KEY-----", key("a DSA private key")),
    (b"-----BEGIN OPENSSH PRIVATE KEY-----", key("an SSH private key")),
    (b"-----BEGIN PRIVATE KEY-----", key("a private key")),
    (b"-----BEGIN ENCRYPTED PRIVATE KEY-----", key("an encrypted private key")),
    (b"-----BEGIN PGP PRIVATE KEY BLOCK-----", key("a PGP private key")),
];

/// Endings of names, for files that are known by name only too.
const ENDINGS: &[(&str, What)] = &[
    (".ppk", key("a PuTTY private key")),
    (".p12", key("a PKCS#12 keystore")),
    (".pfx", key("a PKCS#12 keystore")),
    (".jks", key("a Java keystore")),
    (".keystore", key("a keystore")),
    (".kdbx", key("a password database")),
    (".sqlite", data("a SQLite database")),
    (".sqlite3", data("a SQLite database")),
    (".db", data("a database")),
    (".mdb", data("a database")),
    (".dump", data("a database dump")),
    (".sql.gz", data("a database dump")),
    (".sql.bz2", data("a database dump")),
    (".sql.zip", data("a database dump")),
    (".rdb", data("a dump of Redis")),
    (".sql", when_served("SQL statements")),
    (".bak", when_served("a backup")),
    (".backup", when_served("a backup")),
    (".old", when_served("an old copy")),
    (".orig", when_served("an old copy")),
    (".swp", when_served("an editor's copy")),
    ("~", when_served("an editor's copy")),
    (".py", when_served("Python source")),
    (".pyc", when_served("compiled Python")),
    (".ini", when_served("a configuration file")),
    (".cfg", when_served("a configuration file")),
    (".conf", when_served("a configuration file")),
    (".toml", when_served("a configuration file")),
    (".env", when_served("an environment file")),
    (".flaskenv", when_served("an environment file")),
    (".log", when_served("a log")),
    (".htpasswd", when_served("a password file")),
    (".pgpass", when_served("a password file")),
    (".git-credentials", when_served("a password file")),
    (".ds_store", when_served("a listing of the folder")),
];

/// The sensitive files of a tree.
#[must_use]
pub fn files(tree: &Tree) -> Vec<SensitiveFile> {
    let folders = static_folders::of(tree);
    let read = tree.files.par_iter().filter_map(|file| {
        let what =
            by_content(&file.path, &file.bytes).or_else(|| by_name(&file.path).filter(|w| holds(*w, &file.bytes)))?;
        let people = people::table(&file.bytes);
        Some(SensitiveFile { people, ..row(&file.path, what, file.tracked, &folders)? })
    });
    let mut files: Vec<SensitiveFile> = read.collect();
    let named = tree.names_only.iter().filter_map(|path| row(path, by_name(path)?, None, &folders));
    files.extend(named);
    for file in files.iter_mut().filter(|file| file.kind == Kind::Test && is_named_by_program(tree, &file.path)) {
        file.kind = Kind::Production;
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// `test.db` beside the app is what the app keeps its data in, where the program names it: only its name speaks of tests.
fn is_named_by_program(tree: &Tree, path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let by_name_alone = kind::of_path(&format!("{folder}/data.db")) == Kind::Production;
    let quoted = [format!("/{name}"), format!("\"{name}"), format!("'{name}")];
    let names = |bytes: &[u8]| quoted.iter().any(|text| memchr::memmem::find(bytes, text.as_bytes()).is_some());
    let programs =
        || tree.files.iter().filter(|f| f.path.ends_with(".py") && kind::of_path(&f.path) == Kind::Production);
    by_name_alone && name.starts_with("test.") && programs().any(|file| names(&file.bytes))
}

fn row(path: &Arc<str>, what: What, tracked: Option<bool>, folders: &[StaticFolder]) -> Option<SensitiveFile> {
    let served = folders
        .iter()
        .find(|f| path.starts_with(&f.folder))
        .map(|f| (f.folder.trim_end_matches('/').to_owned(), f.url.clone()));
    (served.is_some() || !what.when_served).then(|| SensitiveFile {
        path: path.clone(),
        what: what.words.to_owned(),
        key: what.key,
        people: None,
        served,
        tracked,
        kind: kind::of_path(path),
    })
}

/// An empty file gives nothing away, and a database in text is none: `Dockerfile.db`.
fn holds(what: What, bytes: &[u8]) -> bool {
    let text = !bytes.contains(&0);
    !(bytes.trim_ascii().is_empty() || (text && what.words.ends_with("database")))
}

fn by_content(path: &str, bytes: &[u8]) -> Option<What> {
    if let Some((_, what)) = BEGINNINGS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(*what);
    }
    // Source code that speaks of keys holds literals, which are told of as such.
    if is_text(path) {
        return None;
    }
    memchr::memmem::find(bytes, b"-----BEGIN ")?;
    if is_service_account(bytes) {
        return Some(key("the key of a Google service account"));
    }
    BLOCKS.iter().find(|(block, _)| has_block(bytes, block)).map(|(_, what)| *what)
}

/// Source code and prose.
pub fn is_text(path: &str) -> bool {
    [".py", ".js", ".ts", ".md", ".rst", ".html", ".txt"].iter().any(|end| path.ends_with(end))
}

/// The block is followed by a body long enough to be a key.
fn has_block(bytes: &[u8], block: &[u8]) -> bool {
    memchr::memmem::find(bytes, block).is_some_and(|at| {
        let body = &bytes[at + block.len()..];
        let letters = body.iter().take(4096).filter(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b));
        let body_is_real = letters.count() >= 100;
        body_is_real && !body[..body.len().min(200)].contains(&b'{')
    })
}

fn is_service_account(bytes: &[u8]) -> bool {
    let has = |text: &str| memchr::memmem::find(bytes, text.as_bytes()).is_some();
    has("\"service_account\"") && has("\"private_key\"") && has_block(bytes, b"-----BEGIN PRIVATE KEY-----")
}

fn by_name(path: &str) -> Option<What> {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    if name.starts_with(".env") {
        return Some(when_served("an environment file"));
    }
    ENDINGS.iter().find(|(end, _)| name.ends_with(end)).map(|(_, what)| *what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::File;

    fn found(files: &[(&str, &str)], names: &[&str]) -> Vec<(String, String, bool, bool)> {
        let files = files.iter().map(|(path, text)| File::new(path, text)).collect();
        let tree = Tree { files, names_only: names.iter().map(|n| Arc::from(*n)).collect(), ..Tree::default() };
        super::files(&tree).into_iter().map(|f| (f.path.to_string(), f.what, f.key, f.served.is_some())).collect()
    }

    #[test]
    fn a_private_key_is_told_by_its_content() {
        let block = format!("-----BEGIN {} KEY-----\n{}\n", "RSA PRIVATE", "MIIEowIBAAKCAQEA0".repeat(10));
        let rows = found(&[("deploy/server.pem", &block), ("ca.pem", "-----BEGIN CERTIFICATE-----\nMIIC")], &[]);
        assert_eq!(rows, [("deploy/server.pem".into(), "an RSA private key".into(), true, false)]);
    }

    #[test]
    fn a_database_is_told_by_its_name_when_it_was_not_read() {
        assert_eq!(found(&[], &["app.db", "logo.png"]), [("app.db".into(), "a database".into(), false, false)]);
    }

    #[test]
    fn a_database_that_the_program_names_is_not_for_tests() {
        let kind = |source: &str| {
            let files = vec![File::new("shop/app.py", source)];
            let tree = Tree { files, names_only: vec![Arc::from("shop/test.db")], ..Tree::default() };
            super::files(&tree)[0].kind
        };
        assert_eq!(kind("URI = 'sqlite:///test.db'"), Kind::Production);
        assert_eq!(kind("URI = 'sqlite:///shop.db'"), Kind::Test);
    }

    #[test]
    fn private_files_in_a_served_folder() {
        let rows = found(
            &[
                ("shop/app.py", "from flask import Flask"),
                ("shop/config.py", "x = 1"),
                ("shop/static/.env", "A=1"),
                ("shop/static/config.py", "x = 1"),
                ("shop/static/site.css", "a {}"),
            ],
            &[],
        );
        let paths: Vec<&str> = rows.iter().map(|r| r.0.as_str()).collect();
        assert_eq!(paths, ["shop/static/.env", "shop/static/config.py"]);
        assert!(rows.iter().all(|r| r.3));
    }
}
