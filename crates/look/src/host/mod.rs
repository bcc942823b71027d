//! This machine: who listens, which processes run, what the firewall keeps away, how it is looked after. Reads files and
//! the kernel's tables and sends nothing to anybody; [`reachable`] alone connects, to this machine.

#[cfg(target_os = "linux")]
mod care;
#[cfg(target_os = "linux")]
mod docker;
#[cfg(target_os = "linux")]
mod guarded;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod netlink;
#[cfg(target_os = "linux")]
mod outside;
#[cfg(target_os = "linux")]
mod owners;
#[cfg(not(target_os = "linux"))]
mod portable;
mod scan;
#[cfg(target_os = "linux")]
mod sshd;
#[cfg(target_os = "linux")]
mod units;

use std::io;

use sneck_model::{Listener, Machine, NotLookedAt};
use sneck_read::File;

#[cfg(target_os = "linux")]
use linux::listening;
#[cfg(target_os = "linux")]
pub use linux::machine;
#[cfg(not(target_os = "linux"))]
use portable::listening;
#[cfg(not(target_os = "linux"))]
pub use portable::machine;
pub use scan::{Reachable, reachable};

/// What was seen, and what was not looked at.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The machine.
    pub machine: Machine,
    /// How its daemons are configured: files by absolute path, sorted.
    pub files: Vec<File>,
    /// What could not be seen, and which rights it takes.
    pub not_looked_at: Vec<NotLookedAt>,
}

impl AsRef<[Listener]> for Seen {
    fn as_ref(&self) -> &[Listener] {
        &self.machine.listeners
    }
}

/// What listens, and what of it can be connected to, from one look at both.
pub fn cross_checked() -> io::Result<(Seen, Reachable)> {
    let (mut seen, reached) = scan::beside(listening, || machine(false))?;
    let why = "neither the list nor 127.0.0.1 has them, and a second sweep costs as much as the first";
    seen.missing("connections to the other ports of ::1", why);
    Ok((seen, reached))
}

impl Seen {
    fn missing(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.not_looked_at.push(NotLookedAt { what: what.into(), why: why.into() });
    }
}
