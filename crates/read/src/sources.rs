//! The texts that a report shows lines of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sneck_model::Report;

use crate::source::python::file::decode;
use crate::tree::Tree;

/// The text of each file that a place of the report names, for `Facts::sources`.
#[must_use]
pub fn sources(tree: &Tree, report: &Report) -> BTreeMap<Arc<str>, Arc<str>> {
    let steps = report.findings.iter().flat_map(|f| &f.places);
    let named: BTreeSet<&Arc<str>> = steps.filter_map(|s| s.place.file()).map(|(path, _)| path).collect();
    let files = named.into_iter().filter_map(|path| tree.file(path));
    files.map(|file| (file.path.clone(), Arc::from(&*decode(&file.bytes)))).collect()
}
