//! The commands, one file each.

pub mod advisories;
pub mod baseline;
pub mod check;
pub mod checklist;
pub mod completions;
pub mod diff;
pub mod explain;
pub mod facts;
pub mod fix;
pub mod headers;
pub mod init;
pub mod keys;
pub mod man;
pub mod map;
pub mod ports;
pub mod rules;
pub mod rules_test;
