//! Other systems: what can be connected to on this machine, and no more.

use sneck_model::{Firewall, Listener};

use super::{Seen, reachable};

/// Looks at the machine, as far as connecting tells.
#[must_use]
pub fn machine(_processes: bool) -> Seen {
    let mut seen = Seen::default();
    match reachable() {
        Ok(found) => seen.machine.listeners = found.open.into_iter().map(Listener::new).collect(),
        Err(error) => seen.missing("listeners of this machine", error.to_string()),
    }
    let why = "on this system, sneck learns only what it can connect to over the loopback address";
    seen.missing("owners of listeners, UDP, addresses other than loopback, processes and the firewall", why);
    seen.machine.firewall = Firewall { active: None, says: why.into() };
    seen
}

/// Nothing is listed here: what is reached is found by connecting.
pub(super) fn listening() -> Vec<sneck_model::Listener> {
    Vec::new()
}
