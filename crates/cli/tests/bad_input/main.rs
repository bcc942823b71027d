//! Bad input of every sort: each has its message and its exit code, and nothing crashes or hangs.

#![expect(clippy::disallowed_methods, reason = "these tests make real folders")]

mod command_line;
mod configuration;
mod files;
mod python;
mod run;
