//! Licences of everything that is built, against the list in deny.toml.

use std::collections::BTreeSet;

use crate::metadata::{packages, root, text};

/// The licences that deny.toml allows.
fn allowed() -> BTreeSet<String> {
    let file = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml is there");
    let table: toml::Table = file.parse().expect("deny.toml is TOML");
    let list = table["licenses"]["allow"].as_array().expect("a list");
    list.iter().map(|name| name.as_str().expect("a text").to_owned()).collect()
}

/// Whether an SPDX expression can be fulfilled with allowed licences alone. The old `MIT/Apache-2.0` means OR.
fn fulfilled(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let text = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = text.split_whitespace().peekable();
    let good = either(&mut words, allowed);
    good && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut good = both(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        good |= both(words, allowed);
    }
    good
}

fn both(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut good = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        good &= one(words, allowed);
    }
    good
}

fn one(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let good = either(words, allowed);
        return words.next() == Some(")") && good;
    }
    let Some(name) = words.next() else { return false };
    match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
        Some(exception) => allowed.contains(&format!("{name} WITH {exception}")),
        None => allowed.contains(name),
    }
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let allowed: BTreeSet<_> = ["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
    let table = [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("(GPL-3.0 OR MIT) AND Zlib", true),
        ("GPL-3.0/MIT", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("Apache-2.0", false),
        ("MIT AND", false),
        ("", false),
    ];
    for (expression, expected) in table {
        assert_eq!(fulfilled(expression, &allowed), expected, "{expression}");
    }
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let allowed = allowed();
    let packages = packages();
    assert!(packages.len() > 100, "cargo names only {} packages", packages.len());
    let refused: Vec<_> = packages.iter().filter(|package| !fulfilled(text(package, "license"), &allowed)).collect();
    let told: Vec<_> = refused.iter().map(|p| format!("{} ({})", text(p, "name"), text(p, "license"))).collect();
    assert!(told.is_empty(), "not among the licences of deny.toml: {}", told.join(", "));
}

#[test]
fn no_dependency_is_banned() {
    let file = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let table: toml::Table = file.parse().unwrap();
    let banned = table["bans"]["deny"].as_array().unwrap();
    let names: BTreeSet<_> = banned.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect();
    let found: Vec<_> = packages().iter().map(|p| text(p, "name").to_owned()).filter(|n| names.contains(n)).collect();
    assert!(found.is_empty(), "banned by deny.toml: {found:?}");
}
