//! Python.

pub mod file;

pub use file::PythonFile;
