//! Python.

pub mod eval;
pub mod file;
pub mod project;
pub mod scan;
pub(in crate::source) mod template;

pub use file::PythonFile;
pub use project::{FileId, Project};
