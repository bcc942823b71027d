//! This machine: who listens, which processes run, what the firewall keeps away. Reads the kernel's tables and sends
//! nothing to anybody; [`reachable`] alone connects, to this machine.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod netlink;
#[cfg(target_os = "linux")]
mod owners;
#[cfg(not(target_os = "linux"))]
mod portable;
mod scan;

use sneck_model::{Machine, NotLookedAt};

#[cfg(target_os = "linux")]
pub use linux::machine;
#[cfg(not(target_os = "linux"))]
pub use portable::machine;
pub use scan::{Reachable, reachable};

/// What was seen, and what was not looked at.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The machine.
    pub machine: Machine,
    /// What could not be seen, and which rights it takes.
    pub not_looked_at: Vec<NotLookedAt>,
}

impl Seen {
    fn missing(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.not_looked_at.push(NotLookedAt { what: what.into(), why: why.into() });
    }
}
