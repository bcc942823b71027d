//! Keys to try: those that are published, and the ways in which one may be written.

mod literal;
mod published;
mod strings;

pub use literal::{is_plain, spellings, spellings_of_word};
pub use published::{Published, published};
pub use strings::strings;
