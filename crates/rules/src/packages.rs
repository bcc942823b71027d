//! What the rules on packages share: whether the project is deployed at all, and what its lock files cover.

use sneck_model::{Dependency, Ecosystem, Facts, Kind};

/// The project starts an app. A library leaves the choice of releases to whoever installs it, and rightly.
pub(crate) fn is_deployed(facts: &Facts) -> bool {
    facts.apps.iter().any(|app| app.kind == Kind::Production)
}

/// A lock file decides which releases this file brings: one in the same folder, or in one above. A
/// Dockerfile's own `pip install` asks no lock file.
pub(crate) fn is_locked(facts: &Facts, path: &str, of: Ecosystem) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let above = |lock: &str| {
        let of = lock.rsplit_once('/').map_or("", |(folder, _)| folder);
        of.is_empty() || folder == of || folder.starts_with(&format!("{of}/"))
    };
    !name.contains("ockerfile") && facts.lockfiles.iter().any(|lock| lock.ecosystem == of && above(&lock.path))
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
        let lock = Lockfile { ecosystem: Ecosystem::Pypi, path: "api/uv.lock".into(), hashed: true };
        let facts = Facts { lockfiles: vec![lock], ..Facts::default() };
        let locked = |path| is_locked(&facts, path, Ecosystem::Pypi);
        assert!(locked("api/pyproject.toml") && locked("api/worker/pyproject.toml"));
        assert!(!locked("requirements.txt") && !locked("apiary/pyproject.toml"));
        assert!(!is_locked(&facts, "api/package.json", Ecosystem::Npm), "uv locks nothing of npm's");
        assert!(!locked("api/Dockerfile"), "pip install in a Dockerfile asks no lock file");
    }
}
