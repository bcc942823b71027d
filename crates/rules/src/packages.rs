//! What the rules on packages share: whether the project is deployed at all, and what its lock files cover.

use sneck_model::{Dependency, Facts, Kind};

/// The project starts an app. A library leaves the choice of releases to whoever installs it, and rightly.
pub(crate) fn is_deployed(facts: &Facts) -> bool {
    facts.apps.iter().any(|app| app.kind == Kind::Production)
}

/// A lock file decides which releases this file brings: one in the same folder, or in one above. A
/// Dockerfile's own `pip install` asks no lock file.
pub(crate) fn is_locked(facts: &Facts, path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let above = |lock: &str| {
        let of = lock.rsplit_once('/').map_or("", |(folder, _)| folder);
        of.is_empty() || folder == of || folder.starts_with(&format!("{of}/"))
    };
    !name.contains("ockerfile") && facts.lockfiles.iter().any(|lock| above(&lock.path))
}

/// The kind that a dependency counts as: what only developers install is no part of production.
pub(crate) fn counts(dependency: &Dependency) -> Kind {
    match dependency.kind {
        Kind::Production if !dependency.production => Kind::Development,
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use sneck_model::Lockfile;

    use super::*;

    #[test]
    fn a_lock_file_covers_its_folder_and_those_below() {
        let lock = Lockfile { path: "api/uv.lock".into(), hashed: true };
        let facts = Facts { lockfiles: vec![lock], ..Facts::default() };
        assert!(is_locked(&facts, "api/pyproject.toml") && is_locked(&facts, "api/worker/pyproject.toml"));
        assert!(!is_locked(&facts, "requirements.txt") && !is_locked(&facts, "apiary/pyproject.toml"));
        assert!(!is_locked(&facts, "api/Dockerfile"), "pip install in a Dockerfile asks no lock file");
    }
}
