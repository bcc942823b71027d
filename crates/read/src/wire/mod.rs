//! What programs say to each other: HTTP answers, cookies.
//!
//! Reading only: `look` fetches the bytes, or a world carries them, and both hand them to
//! [`answer`] and [`exchange`].

mod answer;
mod cookie;
pub(crate) mod date;
mod origin;

pub use answer::{Answer, BODY_LIMIT, Malformed, Request, answer, body_text, exchange};
pub use cookie::cookie;
pub use origin::origin;
