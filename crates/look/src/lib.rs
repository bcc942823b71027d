//! The only room that touches the outside: files, git's index, this process's variables, the clock, this machine's
//! sockets and processes, and what runs.
//!
//! Whatever it finds it hands on as a [`Tree`](sneck_read::Tree); it opens what it is told to open and
//! nothing else.
//!
//! Invariant: this crate does not know rules or findings, and starts no process but the one that the user named
//! (`run`): nothing that the audited tree alone asks for.

#![expect(clippy::disallowed_methods, reason = "this is the room that the walls are for")]

pub mod advisories;
mod below;
mod candidates;
mod files;
mod git;
mod history;
pub mod host;
pub mod http;
mod ignored;
mod limits;
pub mod live;
pub mod net;
mod own;
mod pruned;
mod replace;
#[cfg(unix)]
pub mod run;
#[cfg(not(unix))]
#[path = "run/portable.rs"]
pub mod run;
pub mod services;
pub mod tls;
mod tries;
mod wanted;
mod wildcards;
mod word_list;

pub use below::{below, text_below};
pub use files::{LookError, files};
pub use history::history;
pub use ignored::ignores;
pub use limits::{Excludes, Limits};
pub use own::{OwnError, below_here, is_file, save, shell_variables, standard_input, text, today};
pub use replace::{ReplaceError, create, replace};
pub use tries::Tries;
pub use wanted::{Want, wanted};
pub use word_list::WordList;
