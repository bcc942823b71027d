//! What sneck says of a TLS endpoint is what sslyze says of it, and no endpoint keeps it waiting or makes it fall.
#![expect(clippy::disallowed_methods, reason = "a test starts processes and makes files")]

mod hostile;
mod inside;
#[path = "../../../read/tests/services/programs.rs"]
#[expect(dead_code, reason = "the readers' tests use more of it")]
mod programs;
mod real;
mod servers;
mod sslyze;

use std::net::SocketAddr;

use sneck_look::tls::{Starttls, TlsLimits, TlsTarget, endpoints};
use sneck_model::{Kind, Origin, TlsEndpoint};

/// Asks an endpoint of this machine.
fn look(port: u16, limits: TlsLimits) -> TlsEndpoint {
    look_over(port, None, limits)
}

fn look_over(port: u16, starttls: Option<Starttls>, limits: TlsLimits) -> TlsEndpoint {
    let origin = Origin { url: format!("https://localhost:{port}"), kind: Kind::Production, name: None };
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let target = TlsTarget { origin, endpoint: format!("localhost:{port}"), address, starttls };
    endpoints(&[target], limits).remove(0)
}
