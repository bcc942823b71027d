//! Python.

pub mod file;
pub mod scan;

pub use file::PythonFile;
