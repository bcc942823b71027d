//! The whole reading, in order.

use sneck_model::Facts;

use crate::tree::Tree;
use crate::{advisories, config, files, host, ignores, source, wire};

/// Reads everything.
#[must_use]
pub fn facts(tree: &Tree) -> Facts {
    let mut facts = Facts {
        today: tree.today,
        exchanges: tree.exchanges.clone(),
        disclosed: wire::disclosed(&tree.exchanges),
        banners: wire::banners(&tree.exchanges),
        operations: wire::operations(&tree.exchanges),
        machine: tree.machine.clone(),
        tls: tree.tls.iter().cloned().map(wire::tls::with_profiles).collect(),
        unread: tree.unread.clone(),
        not_looked_at: tree.not_looked_at.clone(),
        coverage: tree.coverage.clone(),
        ..Facts::default()
    };
    let deployment = config::deployment(tree);
    facts.unread.extend(deployment.unread);
    config::items(tree, &mut facts);
    source::read(tree, deployment.declared, &mut facts);
    config::settings(tree, &deployment.stack, &mut facts);
    host::configuration::settings(tree, &mut facts);
    files::items(tree, &deployment.stack, &mut facts);
    files::without_fixtures(&mut facts.literals);
    files::without_client_defaults(tree, &mut facts.literals);
    files::without_doubles(&mut facts.literals);
    if let Some(text) = &tree.advisories {
        advisories::recorded(text, tree.today, &mut facts);
    }
    facts.ignores = ignores::ignores(tree);
    facts.unread.sort();
    facts.unread.dedup();
    facts
}
