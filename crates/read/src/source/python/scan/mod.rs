//! Everything that is read of one Python file on its own, in one visit of its tree.
//!
//! Pure and per file, so that it can be cached by the file's bytes. Nothing here evaluates
//! environments: that is the evaluator's work.

use rayon::prelude::*;
use sneck_model::{Call, ErrorLeak, Facts, Literal, Place};

use super::PythonFile;

mod calls;
mod functions;
mod interests;
mod leaks;
mod literals;
mod module;
mod names;
mod pass;
mod routes;
mod scope;
mod taint;
mod value;
pub mod views;

/// What one file holds.
#[derive(Clone, Debug, Default)]
pub struct Items {
    /// Calls that matter for security.
    pub calls: Vec<Call>,
    /// Literals that are or look like credentials.
    pub literals: Vec<Literal>,
    /// Details of errors that are sent to users.
    pub leaks: Vec<ErrorLeak>,
    /// Functions, with what they were seen to do; only of files that have to do with a framework.
    pub views: Vec<views::View>,
    /// Rules that calls give to views.
    pub registered: Vec<views::Registered>,
    /// Error handlers: what they catch, the function's name, where.
    pub handlers: Vec<(String, String, Place)>,
    /// What the file shows of its app.
    pub traits: views::Traits,
    /// The file imports a framework that answers requests.
    pub is_web: bool,
}

/// Reads every file, in parallel, in the order of the files.
#[must_use]
pub fn all(files: &[PythonFile<'_>]) -> Vec<Items> {
    let mut read: Vec<Items> = files.par_iter().map(file).collect();
    views::link(&mut read);
    read
}

/// Adds what the files hold to the facts.
pub fn add(files: Vec<Items>, facts: &mut Facts) {
    for items in files {
        facts.routes.extend(views::routes(&items));
        facts.handlers.extend(views::handlers(&items));
        facts.calls.extend(items.calls);
        facts.literals.extend(items.literals);
        facts.leaks.extend(items.leaks);
    }
}

/// Reads one file.
#[must_use]
pub fn file(python: &PythonFile<'_>) -> Items {
    pass::run(&module::Module::new(python))
}
