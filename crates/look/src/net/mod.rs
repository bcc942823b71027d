//! Connections: to whom they may go, how they are opened, TLS that judges nothing, and TLS that does.

mod connect;
pub mod resolver;
mod scope;
mod secure;
mod trust;

pub use connect::{HTTP_1, HTTP_2, NO_PROTOCOL, Stream, connect, secured, why};
pub use scope::{Refused, Scope};
pub use secure::{Anyone, Chain, config};
pub use trust::is_trusted;
