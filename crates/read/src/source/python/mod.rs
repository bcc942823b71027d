//! Python.

pub mod eval;
pub mod file;
pub mod mentions;
pub mod project;
pub mod scan;
pub(in crate::source) mod template;

pub use file::PythonFile;
pub use mentions::Mention;
pub use project::{FileId, Project};
