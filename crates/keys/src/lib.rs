//! Which key signed a cookie or a token: formats, candidates, and the search.
//!
//! [`read`] says what a text may be and what it takes to try a key on it. [`candidates`] knows the keys that are
//! published, and how words are written. [`Search`] tries them. A key that fits is proof; it is never shown, and nothing
//! here signs.
//!
//! Invariant: this crate is pure. It does not know where tokens come from, rules, files, clocks.

pub mod candidates;
mod content;
mod cookies;
mod formats;
mod hash;
mod lanes;
mod lines;
mod plain;
mod search;
mod signed;
mod text;

pub use content::Content;
pub use cookies::{Cookie, cookies, tokens};
pub use formats::{NAMES, read};
pub use hash::Hash;
pub use lines::Tried;
pub use search::{Hit, Search, engines};
pub use signed::{Check, Derivation, Input, Signed};
