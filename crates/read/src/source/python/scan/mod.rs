//! Everything that is read of one Python file on its own, in one visit of its tree.
//!
//! Pure and per file, so that it can be cached by the file's bytes. Nothing here evaluates
//! environments: that is the evaluator's work.

use rayon::prelude::*;
use sneck_model::{Call, Facts, Literal, Unread};

use super::PythonFile;

mod calls;
mod interests;
mod literals;
mod module;
mod names;
mod pass;
mod routes;
mod scope;
mod taint;
mod value;

/// What one file holds.
#[derive(Clone, Debug, Default)]
pub struct Items {
    /// Calls that matter for security.
    pub calls: Vec<Call>,
    /// Literals that are or look like credentials.
    pub literals: Vec<Literal>,
}

/// Reads every file, in parallel, and adds what they hold in the order of the files.
pub fn all(files: &[PythonFile<'_>], facts: &mut Facts) {
    let read: Vec<(Items, Option<Unread>)> = files.par_iter().map(|python| (file(python), python.unread())).collect();
    for (items, unread) in read {
        facts.calls.extend(items.calls);
        facts.literals.extend(items.literals);
        facts.unread.extend(unread);
    }
}

/// Reads one file.
#[must_use]
pub fn file(python: &PythonFile<'_>) -> Items {
    pass::run(&module::Module::new(python))
}
