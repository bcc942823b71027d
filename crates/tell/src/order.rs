//! The stable order of tables in what we write.

use sneck_model::{Facts, Setting};

/// Settings by component, environment, key, scope, and the file's own name.
pub(crate) fn settings(facts: &Facts) -> Vec<&Setting> {
    let mut all: Vec<&Setting> = facts.settings.iter().collect();
    all.sort_by(|a, b| {
        let key = |s: &Setting| (s.component.clone(), s.environment, s.key, s.scope.clone(), s.raw.clone());
        key(a).cmp(&key(b))
    });
    all
}
