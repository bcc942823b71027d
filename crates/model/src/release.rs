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
