//! Python.

pub mod eval;
pub mod file;
pub mod project;
pub mod scan;

pub use file::PythonFile;
pub use project::{FileId, Project};
