//! Package indexes, and what is published of weaknesses in their packages.

use serde::Serialize;

use crate::Severity;

/// Where packages come from, by the names of the OSV schema (<https://ossf.github.io/osv-schema/>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Ecosystem {
    /// Python's index.
    #[serde(rename = "PyPI")]
    Pypi,
    /// The index of Node.
    #[serde(rename = "npm")]
    Npm,
    /// Rust's index.
    #[serde(rename = "crates.io")]
    Crates,
    /// Packages of Debian and of what is made from it.
    Debian,
    /// Packages of conda channels.
    Conda,
}

impl Ecosystem {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pypi, Self::Npm, Self::Crates, Self::Debian, Self::Conda];

    /// The name as the OSV schema writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pypi => "PyPI",
            Self::Npm => "npm",
            Self::Crates => "crates.io",
            Self::Debian => "Debian",
            Self::Conda => "conda",
        }
    }

    /// The ecosystem of that name, as [`Ecosystem::name`] writes it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// One weakness of a package, whatever number of databases tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advisory {
    /// The name that people know it by: its CVE number where it has one.
    pub id: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// How bad, where a database says so.
    pub severity: Option<Severity>,
    /// What it is, in a line of the database's own words; often empty.
    pub summary: String,
    /// The first release after this one that is free of it.
    pub fixed: Option<String>,
}

/// A release of a package with weaknesses that are published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Vulnerable {
    /// Where the package comes from.
    pub ecosystem: Ecosystem,
    /// Its normalised name.
    pub name: String,
    /// The release.
    pub version: String,
    /// At least one; the worst first.
    pub advisories: Vec<Advisory>,
    /// The first later release that is free of all that is known of the package.
    pub fixed: Option<String>,
}

/// Advisories that were asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdvisorySource {
    /// Of which packages they tell.
    pub ecosystem: Ecosystem,
    /// The day of the newest of them, in days since 1970-01-01.
    pub day: i32,
}
