//! HTTP as it is spoken on the wire: exact requests, and answers as they come. HTTP/2 only where nothing else is spoken.
//!
//! Invariant: nothing is normalised on the way out, nothing is unbounded on the way in.

mod body;
mod head;
mod send;
mod two;
mod unpack;
mod write;

pub use send::{Connection, Done, Limits, exchange, open, talk};
