//! How this machine is looked after: units, files that others may read, updates, and what holds of it as a whole.

use serde::Serialize;

use crate::Place;

/// A unit of systemd that something which listens was started by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// `shop.service`
    pub name: String,
    /// The file that declares it.
    pub path: String,
    /// Somebody wrote it on this machine, as opposed to a package.
    pub own: bool,
    /// Directives of `[Service]` that confine it, as systemd spells them, with the value in force.
    pub directives: Vec<(String, String)>,
}

impl Unit {
    /// The value of a directive.
    #[must_use]
    pub fn directive(&self, name: &str) -> Option<&str> {
        self.directives.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// As a place.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::Host { item: format!("{} ({})", self.name, self.path) }
    }
}

/// A file or a socket that not everybody should read or write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GuardedFile {
    /// Where, from the root.
    pub path: String,
    /// Permissions, the lowest 12 bits of `st_mode`.
    pub mode: u32,
    /// The account that it belongs to.
    pub owner: String,
    /// The group that it belongs to.
    pub group: String,
    /// A folder above it keeps other accounts out, whatever its own permissions say.
    pub enclosed: bool,
    /// It is a socket: whoever may write to it gives orders.
    pub socket: bool,
    /// What makes it worth guarding, as a noun: `a private key`, `values for SECRET_KEY`. Never a value.
    pub holds: String,
}

impl GuardedFile {
    /// Accounts that neither own it nor are of its group may read it; of a socket, write to it.
    #[must_use]
    pub fn open_to_others(&self) -> bool {
        let bit = if self.socket { 0o002 } else { 0o004 };
        !self.enclosed && self.mode & bit != 0
    }

    /// Such accounts may change it.
    #[must_use]
    pub fn changed_by_others(&self) -> bool {
        !self.enclosed && self.mode & 0o002 != 0
    }

    /// As a place.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::Host { item: self.path.clone() }
    }
}

/// A security update that is published and not installed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Update {
    /// The package.
    pub package: String,
    /// The release that is installed.
    pub installed: String,
    /// The release that mends it.
    pub available: String,
}

/// Something that holds of the machine as a whole, or does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// One of the names below.
    pub name: String,
    /// Nothing when it cannot be told.
    pub holds: Option<bool>,
    /// What shows it, or why it cannot be told, as a clause.
    pub says: String,
}

impl Condition {
    /// It is known, and lately, which security updates there are.
    pub const UPDATES_KNOWN: &'static str = "updates.known";
    /// Security updates are installed without being asked for.
    pub const UPDATES_AUTOMATIC: &'static str = "updates.automatic";
    /// The machine was started again since an update that asked for it.
    pub const UPDATES_IN_USE: &'static str = "updates.in-use";
    /// Logs outlast a restart.
    pub const LOGS_KEPT: &'static str = "logs.kept";
    /// Old logs make room for new ones.
    pub const LOGS_ROTATED: &'static str = "logs.rotated";
    /// Logs are sent to another machine, where an intruder cannot wipe them.
    pub const LOGS_FORWARDED: &'static str = "logs.forwarded";
    /// The kernel writes down who changed what.
    pub const LOGS_AUDITED: &'static str = "logs.audited";
    /// Something counts failed logins and shuts the door.
    pub const LOGINS_WATCHED: &'static str = "logins.watched";
    /// The clock follows one that is right, so that logs can be told in order.
    pub const TIME_SYNCHRONISED: &'static str = "time.synchronised";

    /// All of them.
    pub const NAMES: [&'static str; 9] = [
        Self::UPDATES_KNOWN,
        Self::UPDATES_AUTOMATIC,
        Self::UPDATES_IN_USE,
        Self::LOGS_KEPT,
        Self::LOGS_ROTATED,
        Self::LOGS_FORWARDED,
        Self::LOGS_AUDITED,
        Self::LOGINS_WATCHED,
        Self::TIME_SYNCHRONISED,
    ];

    /// It holds, or does not.
    pub fn new(name: &str, holds: impl Into<Option<bool>>, says: impl Into<String>) -> Self {
        Self { name: name.to_owned(), holds: holds.into(), says: says.into() }
    }

    /// As a place.
    #[must_use]
    pub fn place(&self) -> Place {
        let about = self.name.split('.').next().unwrap_or_default();
        Place::Host { item: about.to_owned() }
    }
}
