//! What `sneck fix` makes of a project: texts that still parse, and nothing left to do.

use std::collections::BTreeSet;

use sneck_judge::Options;
use sneck_model::Example;
use sneck_read::{Tree, world};
use sneck_rules::RULES;

use self::fixing::{Fixing, with};
use super::targets::Target;
use super::words::WORLD;

/// What the program itself does, short of writing files.
#[expect(dead_code, reason = "the program shows more of what came of it")]
#[path = "../../../crates/cli/src/fixing.rs"]
mod fixing;

pub(super) const TARGET: Target = Target { name: "fix", seeds, words: WORLD, holds };

/// Worlds that a rule mends.
fn seeds() -> Vec<Vec<u8>> {
    let mending = RULES.iter().filter(|rule| rule.mend.is_some());
    let bad = mending.flat_map(|rule| rule.examples).filter(|example| matches!(example, Example::Bad(_)));
    bad.map(|example| example.world().as_bytes().to_vec()).collect()
}

fn holds(input: &[u8]) {
    let Ok(tree) = world::parse(&String::from_utf8_lossy(input)) else { return };
    for unsafe_too in [false, true] {
        let options = Options::default();
        let fixed = Fixing { rules: RULES, options: &options, tree: &tree, unsafe_too }.run();
        if fixed.texts.is_empty() {
            continue;
        }
        let after = with(&tree, &fixed.texts);
        let (before, unread) = (unread(&tree), unread(&after));
        let broken: Vec<&String> = unread.difference(&before).collect();
        assert!(broken.is_empty(), "no longer parses: {broken:?}");
        let again = Fixing { rules: RULES, options: &options, tree: &after, unsafe_too }.run();
        let more: Vec<_> = again.texts.keys().collect();
        assert!(more.is_empty(), "has something to do a second time: {more:?}");
    }
}

fn unread(tree: &Tree) -> BTreeSet<String> {
    sneck_read::facts(tree).unread.into_iter().map(|row| row.path).collect()
}
