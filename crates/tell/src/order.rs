//! The stable order of tables in what we write.

use sneck_model::{Facts, Setting};

/// Settings by component, where they count, key, scope, and the file's own name.
pub(crate) fn settings(facts: &Facts) -> Vec<&Setting> {
    let mut all: Vec<&Setting> = facts.settings.iter().collect();
    all.sort_by(|a, b| {
        let key = |s: &Setting| (s.component.clone(), s.standing, s.key, s.scope.clone(), s.raw.clone());
        key(a).cmp(&key(b))
    });
    all
}
