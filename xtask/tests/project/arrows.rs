//! Which room may import which: the table of ARCHITECTURE.md.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::metadata::{own, text};

/// A room and what it may import of ours.
const ARROWS: &[(&str, &[&str])] = &[
    ("sneck-model", &[]),
    ("sneck-read", &["sneck-model"]),
    ("sneck-look", &["sneck-model", "sneck-read"]),
    ("sneck-keys", &["sneck-model"]),
    ("sneck-templates", &["sneck-model"]),
    ("sneck-custom", &["sneck-model"]),
    ("sneck-rules", &["sneck-model", "sneck-keys"]),
    ("sneck-judge", &["sneck-model"]),
    ("sneck-tell", &["sneck-model"]),
    ("sneck-mend", &["sneck-model"]),
    (
        "sneck",
        &[
            "sneck-model",
            "sneck-read",
            "sneck-look",
            "sneck-keys",
            "sneck-templates",
            "sneck-custom",
            "sneck-rules",
            "sneck-judge",
            "sneck-tell",
            "sneck-mend",
        ],
    ),
];

/// Of the foreign crates, those that touch the outside: `look` may have them, and the command line those for terminals.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("ignore", &["sneck-look"]),
    ("gix-glob", &["sneck-look"]),
    ("gix-index", &["sneck-look"]),
    ("tokio", &["sneck-look"]),
    ("rustls", &["sneck-look"]),
    ("tokio-rustls", &["sneck-look"]),
    ("h2", &["sneck-look"]),
    ("rustix", &["sneck-look"]),
    ("tempfile", &[]),
    ("indicatif", &["sneck"]),
    ("terminal_size", &["sneck"]),
    ("clap", &["sneck"]),
];

/// What the nouns are made of.
const MODEL_MAY_HAVE: &[&str] = &["serde"];

/// Names of what a package needs to be built, tests apart.
fn needs(package: &Value) -> BTreeSet<String> {
    let all = package["dependencies"].as_array().expect("a list");
    all.iter().filter(|one| one["kind"] != "dev").map(|one| text(one, "name").to_owned()).collect()
}

fn rooms() -> Vec<(String, BTreeSet<String>)> {
    let named = |package: &Value| (text(package, "name").to_owned(), needs(package));
    own().iter().map(named).filter(|(name, _)| name != "xtask").collect()
}

#[test]
fn rooms_import_what_the_table_allows() {
    for (room, needs) in rooms() {
        let row = ARROWS.iter().find(|(name, _)| *name == room);
        let (_, allowed) = row.unwrap_or_else(|| panic!("{room} has no row in the table of arrows"));
        let ours = needs.iter().filter(|name| name.starts_with("sneck"));
        let forbidden: Vec<_> = ours.filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(forbidden.is_empty(), "{room} must not know {forbidden:?}");
    }
}

#[test]
fn only_look_has_crates_that_touch_the_outside() {
    for (room, needs) in rooms() {
        for (foreign, allowed) in OUTSIDE {
            let has = needs.contains(*foreign);
            assert!(!has || allowed.contains(&room.as_str()), "{room} must not have {foreign}");
        }
    }
}

#[test]
fn the_model_is_made_of_next_to_nothing() {
    let (_, needs) = rooms().into_iter().find(|(name, _)| name == "sneck-model").unwrap();
    let other: Vec<_> = needs.iter().filter(|name| !MODEL_MAY_HAVE.contains(&name.as_str())).collect();
    assert!(other.is_empty(), "sneck-model must not have {other:?}");
}

/// A wall that nobody reads is none: the page and the test say the same.
#[test]
fn architecture_shows_every_room() {
    let page = std::fs::read_to_string(crate::metadata::root().join("ARCHITECTURE.md")).unwrap();
    for (room, _) in ARROWS {
        let name = room.strip_prefix("sneck-").unwrap_or("cli");
        assert!(page.contains(&format!("| `{name}` |")), "ARCHITECTURE.md has no row for {name}");
    }
}
