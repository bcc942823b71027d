//! Third-party packages that the project names, and the releases that it really gets.

mod cargo;
mod chains;
mod dockerfile;
mod locks;
mod node;
mod pipfile;
mod pyproject;
mod requirement;
mod requirements;
mod setup;
mod version;
mod yarn;

use std::sync::Arc;

use sneck_model::{Dependency, Ecosystem, Facts, Lockfile, Step, Unread, Version};

use crate::config::{naming, place};
use crate::kind;
use crate::tree::{File, Tree};

pub use requirement::{Requirement, normalise, without_credentials};
pub(crate) use requirements::is_one as is_requirements;
pub use version::{of_specifiers, pep440_of_poetry};

/// What a row says of its package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The project needs it.
    Wants,
    /// If it is installed, then in this release.
    Constrains,
    /// A lock file chose this release.
    Locks,
}

/// One package as one file names it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where the package comes from.
    pub ecosystem: Ecosystem,
    /// Name, version part and marker.
    pub requirement: Requirement,
    /// What the row says.
    pub role: Role,
    /// It carries hashes.
    pub hashed: bool,
    /// Production installs it.
    pub production: bool,
    /// The file.
    pub path: Arc<str>,
    /// From 1.
    pub line: u32,
    /// For a lock: who asks for it.
    pub because: Vec<Step>,
}

/// Everything that the tree says about packages.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    /// In the order of the files.
    pub rows: Vec<Row>,
    /// Lock files.
    pub lockfiles: Vec<Lockfile>,
    /// Which package of a lock file needs which.
    edges: Vec<(Arc<str>, chains::Edges)>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

/// Readers: which files, and how.
type Reader = (fn(&File) -> bool, fn(&Tree, &File, &mut Packages));
const PYTHON: &[Reader] = &[
    (requirements::is_one, requirements::read),
    (|f| f.name() == "pyproject.toml", pyproject::read),
    (|f| f.name() == "setup.cfg", setup::read_cfg),
    (|f| f.name() == "setup.py", setup::read_py),
    (|f| f.name() == "Pipfile", pipfile::read),
    (locks::is_toml, locks::read_toml),
    (|f| f.name() == "Pipfile.lock", locks::read_pipfile),
    (dockerfile::is_one, dockerfile::read),
    (|f| matches!(f.name(), "environment.yml" | "environment.yaml"), cargo::read_conda),
];

/// Those of other languages.
const OTHERS: &[Reader] = &[
    (|f| f.name() == "package.json", node::read),
    (node::is_lock, node::read_lock),
    (|f| f.name() == "yarn.lock", yarn::read_yarn),
    (|f| f.name() == "pnpm-lock.yaml", yarn::read_pnpm),
    (|f| f.name() == "Cargo.lock", cargo::read),
];

impl Packages {
    /// Reads every file that names packages.
    #[must_use]
    pub fn read(tree: &Tree) -> Self {
        let mut packages = Self::of(tree, &[PYTHON, OTHERS]);
        let found: Vec<_> =
            packages.edges.iter().flat_map(|(lock, edges)| chains::chains(&packages.rows, lock, edges)).collect();
        found.into_iter().for_each(|(at, steps)| packages.rows[at].because = steps);
        packages
    }

    fn of(tree: &Tree, readers: &[&[Reader]]) -> Self {
        let mut packages = Self::default();
        for file in &tree.files {
            for (_, read) in readers.iter().flat_map(|group| group.iter()).filter(|(is_one, _)| is_one(file)) {
                read(tree, file, &mut packages);
            }
        }
        packages
    }

    /// The release of a package that an app in a folder gets: by a lock file, an exact pin, a range,
    /// in this order; the file nearest to the folder counts.
    #[must_use]
    pub fn version_of(&self, name: &str, folder: &str) -> Version {
        let name = normalise(name);
        let mut rows: Vec<&Row> = self.rows.iter().filter(|row| row.says_something(&name)).collect();
        rows.sort_by_key(|row| (distance(folder, &row.path), !row.production));
        let versions = |role: Role| rows.iter().filter(move |r| r.role == role).map(|r| r.version());
        let exact = |role: Role| versions(role).find(|v| matches!(v, Version::Exact(_)));
        exact(Role::Locks)
            .or_else(|| exact(Role::Wants))
            .or_else(|| exact(Role::Constrains))
            .or_else(|| versions(Role::Wants).find(|v| *v != Version::Newest))
            .unwrap_or(Version::Newest)
    }

    fn add(&mut self, file: &File, line: u32, requirement: Requirement, production: bool) {
        self.add_of(Ecosystem::Pypi, file, line, requirement, production);
    }

    fn add_of(&mut self, of: Ecosystem, file: &File, line: u32, requirement: Requirement, production: bool) {
        let row = Row::new(of, file, line, requirement, Role::Wants);
        self.rows.push(Row { production, ..row });
    }

    fn cannot_read(&mut self, file: &File, line: u32, why: String) {
        self.unread.push(Unread { path: file.path.to_string(), line, why });
    }
}

impl Row {
    /// A row for production, without hashes.
    fn new(ecosystem: Ecosystem, file: &File, line: u32, requirement: Requirement, role: Role) -> Self {
        let (path, because) = (file.path.clone(), Vec::new());
        Self { ecosystem, requirement, role, hashed: false, production: true, path, line, because }
    }

    fn says_something(&self, name: &str) -> bool {
        self.ecosystem == Ecosystem::Pypi
            && self.requirement.name == name
            && kind::of_path(&self.path) != sneck_model::Kind::Test
            && self.requirement.applies()
    }

    fn version(&self) -> Version {
        version::of_specifiers(&self.requirement.version)
    }

    /// The very release that it names.
    fn exact(&self) -> Option<String> {
        let text = self.requirement.version.trim();
        let locked = self.role == Role::Locks;
        match self.ecosystem {
            Ecosystem::Pypi => match self.version() {
                Version::Exact(version) => Some(version),
                _ => None,
            },
            // `1.2` stands for every 1.2 there will be.
            Ecosystem::Npm | Ecosystem::Crates => {
                let release = text.trim_start_matches(['=', 'v', ' ']);
                (locked || semver::Version::parse(release).is_ok()).then(|| release.to_owned())
            }
            Ecosystem::Debian => Some(text.trim_start_matches('=').to_owned()).filter(|version| !version.is_empty()),
            Ecosystem::Conda => text.strip_prefix("==").map(|rest| rest.split('=').next().unwrap_or(rest).to_owned()),
        }
    }

    fn fact(&self) -> Dependency {
        let address = self.requirement.version.strip_prefix("@ ");
        let version = self.exact().filter(|_| address.is_none());
        Dependency {
            ecosystem: self.ecosystem,
            locked: self.role == Role::Locks,
            because: self.because.clone(),
            name: self.requirement.name.clone(),
            requirement: self.requirement.version.clone(),
            pinned: address.map_or(version.is_some(), is_pinned_address),
            version,
            hashed: self.hashed,
            production: self.production && self.requirement.applies(),
            place: place::at(&self.path, self.line),
            kind: kind::of_path(&self.path),
        }
    }
}

/// An archive of one release, or a repository at one commit.
fn is_pinned_address(address: &str) -> bool {
    let address = address.split('#').next().unwrap_or(address);
    let commit = address.rsplit_once('@').map_or("", |(_, at)| at);
    let archive = [".whl", ".tar.gz", ".zip", ".tgz", ".tar.bz2"].iter().any(|end| address.ends_with(end));
    archive || (commit.len() >= 7 && commit.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// How far a file is from an app's folder: first those above or beside it, nearest first, then the
/// others by depth.
fn distance(folder: &str, path: &str) -> (bool, usize) {
    let home = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let depth = |folder: &str| if folder.is_empty() { 0 } else { folder.split('/').count() };
    // `requirements/prod.txt` belongs to the folder above it.
    let home = home.strip_suffix("requirements").map_or(home, |above| above.trim_end_matches('/'));
    let above = home.is_empty() || folder == home || folder.starts_with(&format!("{home}/"));
    if above { (false, depth(folder) - depth(home)) } else { (true, depth(home)) }
}

/// The release of a package that the project at the tree's root gets.
#[must_use]
pub fn versions_of<'n>(tree: &Tree, names: impl Iterator<Item = &'n str>) -> Vec<(&'n str, Version)> {
    let packages = Packages::of(tree, &[PYTHON]);
    names.map(|name| (name, packages.version_of(name, ""))).collect()
}

/// Fills the tables of dependencies and lock files.
pub fn items(tree: &Tree, facts: &mut Facts) {
    let packages = Packages::read(tree);
    let wanted = packages.rows.iter().filter(|row| row.role != Role::Constrains);
    facts.dependencies.extend(wanted.map(Row::fact));
    facts.lockfiles.extend(packages.lockfiles);
    facts.unread.extend(packages.unread);
}

/// A file whose own name says that only developers install from it.
fn is_for_developers(file: &File) -> bool {
    naming::is_for_developers(file.name()) || kind::of_path(&file.path) != sneck_model::Kind::Production
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version_of(tree: &Tree, name: &str) -> Version {
        Packages::read(tree).version_of(name, "")
    }

    fn tree(files: &[(&str, &str)]) -> Tree {
        let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Tree { files, ..Tree::default() }
    }

    fn exact(version: &str) -> Version {
        Version::Exact(version.into())
    }

    #[test]
    fn a_lock_file_decides_over_pins_and_pins_over_ranges() {
        let lock = ("poetry.lock", "[[package]]\nname = \"flask\"\nversion = \"2.2.5\"\n");
        let pin = ("requirements.txt", "Flask==2.1.0\n");
        let range = ("pyproject.toml", "[project]\nname='x'\ndependencies=['flask>=2,<3']\n");
        assert_eq!(version_of(&tree(&[lock, pin, range]), "Flask"), exact("2.2.5"));
        assert_eq!(version_of(&tree(&[pin, range]), "flask"), exact("2.1.0"));
        let between = Version::Range(Some("2".into()), Some("2.9999".into()));
        assert_eq!(version_of(&tree(&[range]), "flask"), between);
        assert_eq!(version_of(&tree(&[("requirements.txt", "flask\n")]), "flask"), Version::Newest);
        assert_eq!(version_of(&tree(&[]), "flask"), Version::Newest);
    }

    #[test]
    fn the_file_nearest_to_the_app_decides() {
        let tree = tree(&[("requirements.txt", "flask==1.0\n"), ("api/requirements.txt", "flask==2.0\n")]);
        let packages = Packages::read(&tree);
        assert_eq!(packages.version_of("flask", "api/src"), exact("2.0"));
        assert_eq!(packages.version_of("flask", "web"), exact("1.0"));
    }

    #[test]
    fn what_tests_install_does_not_decide() {
        let tree = tree(&[("tests/requirements.txt", "flask==1.0\n"), ("requirements.txt", "flask>=2\n")]);
        assert_eq!(version_of(&tree, "flask"), Version::Range(Some("2".into()), None));
    }

    #[test]
    fn a_repository_is_pinned_by_a_commit_only() {
        let table = [
            ("git+https://host/a.git@0123abcdef", true),
            ("git+https://host/a.git@main", false),
            ("git+https://host/a.git", false),
            ("https://host/a-1.0-py3-none-any.whl#sha256=00", true),
        ];
        for (address, expected) in table {
            assert_eq!(is_pinned_address(address), expected, "{address}");
        }
    }
}
