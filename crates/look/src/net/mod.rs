//! Connections: to whom they may go, how they are opened, and TLS that judges nothing.

mod connect;
mod scope;
mod secure;

pub use connect::{HTTP_1, HTTP_2, NO_PROTOCOL, Stream, connect, secured, why};
pub use scope::{Refused, Scope};
pub use secure::{Chain, config};
