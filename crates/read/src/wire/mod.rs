//! What programs say to each other: HTTP answers, cookies, TLS.
//!
//! Reading only: `look` fetches the bytes, or a world carries them, and both hand them to
//! [`answer`] and [`exchange`].

mod address;
mod answer;
mod banners;
mod careful;
mod cookie;
pub(crate) mod date;
mod disclosed;
mod likeness;
mod listed;
mod origin;
mod page;
mod redact;
pub mod services;
pub mod tls;

pub use address::Address;
pub use answer::{Answer, BODY_LIMIT, Malformed, Request, answer, body_text, exchange};
pub use banners::banners;
pub use careful::{Careful, writes};
pub use cookie::cookie;
pub use disclosed::disclosed;
pub use likeness::{alike, decoded, kind};
pub use listed::{openapi, operations, robots, sitemap};
pub use origin::origin;
pub use page::{By, Reference, references};
pub use redact::redacted;
