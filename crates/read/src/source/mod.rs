//! Source code.

use sneck_model::Facts;

use crate::declared::Declared;
use crate::tree::Tree;
use python::PythonFile;

pub mod literals;
pub mod python;
mod words;

/// Apps, environments, settings and items of the tree's source code.
pub fn read(tree: &Tree, _declared: Vec<Declared>, facts: &mut Facts) {
    let files: Vec<PythonFile<'_>> =
        tree.files.iter().filter(|f| f.path.ends_with(".py")).map(PythonFile::new).collect();
    python::scan::all(&files, facts);
}
