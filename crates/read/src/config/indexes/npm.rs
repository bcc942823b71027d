//! Settings of npm and yarn.

use std::sync::Arc;

use sneck_model::{Ecosystem, IndexSort, PackageIndex};

use super::{index, is_plain, sort_of};
use crate::config::{ini, yaml};
use crate::tree::File;

pub(super) fn npmrc(file: &File, all: &mut Vec<PackageIndex>) {
    for entry in ini::parse(&file.text()) {
        let (key, value) = (entry.key.trim(), entry.value());
        match key {
            "strict-ssl" if value == "false" => all.push(unchecked(file, entry.line)),
            _ if (key == "registry" || key.ends_with(":registry")) && is_plain(&value) => {
                all.push(registry(file, entry.line, key, &value));
            }
            _ => {}
        }
    }
}

pub(super) fn yarnrc(file: &File, all: &mut Vec<PackageIndex>) {
    let documents = yaml::parse(&Arc::from(&*file.path), &file.text());
    for (key, value) in documents.all.first().map(|document| document.entries()).unwrap_or_default() {
        match (key.text(), value.text()) {
            (Some("enableStrictSsl"), Some("false")) => all.push(unchecked(file, key.line)),
            (Some("npmRegistryServer"), Some(address)) if is_plain(address) => {
                all.push(registry(file, key.line, "npmRegistryServer", address));
            }
            _ => {}
        }
    }
}

/// Certificates are not checked.
pub(super) fn unchecked(file: &File, line: u32) -> PackageIndex {
    PackageIndex { ecosystem: Ecosystem::Npm, ..index(file, line, "strict-ssl = false", IndexSort::Unchecked, "") }
}

fn registry(file: &File, line: u32, key: &str, address: &str) -> PackageIndex {
    PackageIndex { ecosystem: Ecosystem::Npm, ..index(file, line, key, sort_of(address), address) }
}
