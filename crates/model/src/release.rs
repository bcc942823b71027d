//! Products that the project runs on, and the indexes that its packages come from.

use serde::Serialize;

use crate::{Ecosystem, Kind, Place, Subject};

/// A release of a product that the project runs on.
#[derive(Clone, Debug, Serialize)]
pub struct ProductRelease {
    /// What runs on it: a container, a file, a package.
    pub subject: Subject,
    /// `python`, `debian`, `postgresql`: a name in lower case.
    pub product: String,
    /// As far as it is told: `3.9`, `9.6.24`, `11`.
    pub version: String,
    /// What says so, to stand in a sentence: ``the image `python:3.9-slim` ``.
    pub says: String,
    /// Where.
    #[serde(skip)]
    pub place: Place,
    /// What it is for.
    pub kind: Kind,
}

/// What is unusual about an index of packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IndexSort {
    /// It is asked beside the public one, and whichever has the higher release wins.
    Beside,
    /// Whoever answers for its name is believed: certificates are not checked.
    Unchecked,
    /// It is spoken to without encryption.
    Plain,
    /// Nothing: it is the only one, encrypted and checked.
    Only,
}

/// An index that packages are installed from.
#[derive(Clone, Debug, Serialize)]
pub struct PackageIndex {
    /// Of which packages.
    pub ecosystem: Ecosystem,
    /// What is unusual about it.
    pub sort: IndexSort,
    /// Its address without credentials, or its host.
    pub address: String,
    /// What is written, without its value: `--extra-index-url`, `strict-ssl`.
    pub option: String,
    /// Where.
    #[serde(skip)]
    pub place: Place,
    /// What its file is for.
    pub kind: Kind,
}

/// A release that an answer of something running tells of what made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    /// Which answer: its index in [`crate::Facts::exchanges`]. The first of those that say so.
    pub exchange: usize,
    /// The header that says so, in lower case.
    pub header: &'static str,
    /// What it says.
    pub says: String,
    /// The product, in the words of [`ProductRelease::product`]; a package by its normalised name.
    pub product: &'static str,
    /// The index that has it as a package.
    pub ecosystem: Option<Ecosystem>,
    /// As far as it is told, without what a distribution adds.
    pub version: String,
    /// The distribution that built it, where it says so: it mends its packages without raising this number.
    pub distribution: Option<&'static str>,
}
