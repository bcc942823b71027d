//! Keys to try: those that are published, and the ways in which one may be written.

mod literal;
mod published;
mod strings;

pub(crate) use literal::is_plain_text;
pub use literal::{is_plain, spellings, spellings_of_word};
pub use published::{Published, published};
pub use strings::strings;
