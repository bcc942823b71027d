//! The commands, one file each.

pub mod check;
pub mod explain;
pub mod facts;
pub mod rules;
