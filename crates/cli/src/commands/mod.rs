//! The commands, one file each.

pub mod advisories;
pub mod baseline;
pub mod check;
pub mod checklist;
pub mod explain;
pub mod facts;
pub mod fix;
pub mod headers;
pub mod keys;
pub mod ports;
pub mod rules;
