//! What programs say to each other: HTTP answers, cookies, TLS.
//!
//! Reading only: `look` fetches the bytes, or a world carries them, and both hand them to
//! [`answer`] and [`exchange`].

mod answer;
mod cookie;
pub(crate) mod date;
mod disclosed;
mod origin;
pub mod tls;

pub use answer::{Answer, BODY_LIMIT, Malformed, Request, answer, body_text, exchange};
pub use cookie::cookie;
pub use disclosed::disclosed;
pub use origin::origin;
