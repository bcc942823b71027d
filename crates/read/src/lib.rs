//! Bytes in, facts out.
//!
//! Pure: nothing here opens a file or a socket. Nothing here fails: what could not be read becomes an
//! [`Unread`](sneck_model::Unread) row and the rest is read all the same.
//!
//! Invariant: this crate does not know rules, files on disk, sockets, clocks.

pub mod advisories;
pub mod config;
pub mod declared;
pub mod files;
pub mod host;
pub mod kind;
pub mod source;
pub mod tree;
pub mod wire;
pub mod world;

mod facts;
mod hash;
mod ignores;
mod outline;
mod sources;

pub use declared::{Declared, DeclaredVariable, Supplied};
pub use facts::facts;
pub use outline::{outline, outlines, plain};
pub use source::STARTED;
pub use sources::sources;
pub use tree::{File, Started, Tree};
