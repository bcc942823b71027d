//! What was seen of this machine: sockets that listen, processes, and services that answered.

use std::fmt;
use std::net::IpAddr;

use serde::{Serialize, Serializer};

use crate::{Condition, GuardedFile, Place, Unit, Update};

/// What a socket speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// Connections.
    Tcp,
    /// Single packets.
    Udp,
}

impl Transport {
    /// The word used in reports and worlds.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// Where something listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    /// By which transport.
    pub transport: Transport,
    /// The address that it is bound to; the unspecified one for every interface. One of IPv4 that is written in
    /// the form of IPv6 stands here as one of IPv4.
    pub address: IpAddr,
    /// The port.
    pub port: u16,
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { transport, address, port } = self;
        match address {
            IpAddr::V4(v4) => write!(f, "{} {v4}:{port}", transport.name()),
            IpAddr::V6(v6) => write!(f, "{} [{v6}]:{port}", transport.name()),
        }
    }
}

impl Serialize for Endpoint {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// A socket that waits for others, with what is known of its owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listener {
    /// Where.
    pub at: Endpoint,
    /// For `::`: IPv4 is not answered.
    pub only_v6: bool,
    /// The number of the process that holds it; the lowest of several.
    pub process: Option<u32>,
    /// The name of its program, as the system has it (15 bytes at most on Linux).
    pub program: Option<String>,
    /// The account that made the socket.
    pub user: Option<String>,
    /// The unit of systemd that started it.
    pub unit: Option<String>,
    /// The container that it runs in: the beginning of its id.
    pub container: Option<String>,
    /// Another network than the machine's own, by its number in the system.
    pub network: Option<u64>,
    /// A firewall keeps others than this machine away from it; nothing when that cannot be told.
    pub shielded: Option<bool>,
    /// The firewall lets in some senders only, or what comes by some interfaces.
    pub only_some: bool,
}

impl Listener {
    /// A listener of which nothing but its address is known.
    #[must_use]
    pub fn new(at: Endpoint) -> Self {
        Self {
            at,
            only_v6: false,
            process: None,
            program: None,
            user: None,
            unit: None,
            container: None,
            network: None,
            shielded: None,
            only_some: false,
        }
    }

    /// As a place.
    #[must_use]
    pub fn place(&self) -> Place {
        let owner = match (&self.program, self.process) {
            (Some(program), Some(process)) => format!(" ({program}, pid {process})"),
            (Some(program), None) => format!(" ({program})"),
            (None, Some(process)) => format!(" (pid {process})"),
            (None, None) => String::new(),
        };
        Place::Host { item: format!("{}{owner}", self.at) }
    }
}

/// A running process. No value of a variable is kept, and its command only with secrets taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Process {
    /// Its number.
    pub id: u32,
    /// The name of its program.
    pub name: String,
    /// The account that it runs as.
    pub user: String,
    /// The unit of systemd that started it.
    pub unit: Option<String>,
    /// The container that it runs in: the beginning of its id.
    pub container: Option<String>,
    /// Its command line, with what may be secret taken out.
    pub command: String,
    /// Names of its variables; nothing when they may not be read.
    pub variables: Option<Vec<String>>,
    /// Those of them that switch a debug mode on by their value.
    pub debugging: Vec<String>,
    /// Parts of its command that are for development: `--reload`, `flask run`.
    pub development: Vec<String>,
    /// Programs and libraries that it runs and that were replaced on the disk.
    pub replaced: Vec<String>,
    /// What it may do beyond its container, in words: `docker-socket`, `every-capability`.
    pub powers: Vec<String>,
}

impl Process {
    /// As a place.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::Host { item: format!("process {} ({})", self.id, self.name) }
    }
}

/// Whether a service asks who is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// It was used without a name or a password.
    Open,
    /// It asked for a proof, or refused.
    Guarded,
    /// It cannot be told.
    Unknown,
}

impl Access {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Guarded, Self::Unknown];

    /// The word used in reports and worlds.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Guarded => "guarded",
            Self::Unknown => "unknown",
        }
    }
}

/// A service that was spoken to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Service {
    /// The listener that answered.
    pub at: Endpoint,
    /// The product, in the words of `service.kind`: `redis`, `postgresql`, …
    pub product: String,
    /// Its release, as far as it tells.
    pub version: Option<String>,
    /// Whether it asks who is there.
    pub access: Access,
    /// What shows that, as a clause: `answers INFO without a password`.
    pub proof: String,
    /// It was asked from an address of this machine that is not a loopback one, so that it sees a stranger.
    pub as_stranger: bool,
    /// Other machines are refused, whatever it listens on; nothing where it does not say.
    pub refuses_strangers: Option<bool>,
}

/// An account that a service let in with a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Admission {
    /// The listener that answered.
    pub at: Endpoint,
    /// The product, in the words of `service.kind`.
    pub product: String,
    /// The account.
    pub user: String,
    /// It may do everything there; nothing where that was not asked, or not told.
    pub superuser: Option<bool>,
    /// It is the project's own login, as opposed to one that is published.
    pub own: bool,
    /// Whose password it is, as words that follow "with the password": `published in RabbitMQ's documentation`.
    pub says: String,
}

/// What keeps strangers away from the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Firewall {
    /// It keeps away what no rule lets in; nothing when that cannot be told.
    pub active: Option<bool>,
    /// Which, or why it cannot be told, as a clause.
    pub says: String,
}

/// What is known of the machine as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Machine {
    /// Sockets that listen, sorted.
    pub listeners: Vec<Listener>,
    /// Processes that run, by number.
    pub processes: Vec<Process>,
    /// Services that answered, by address.
    pub services: Vec<Service>,
    /// Accounts that services let in, where that was tried.
    pub logins: Vec<Admission>,
    /// Its firewall.
    pub firewall: Firewall,
    /// Switches of the kernel by name (`kernel.kptr_restrict`), sorted.
    pub kernel: Vec<(String, String)>,
    /// Units of what listens, by name.
    pub units: Vec<Unit>,
    /// Files and sockets that not everybody should read or write, by path.
    pub files: Vec<GuardedFile>,
    /// Security updates that are not installed, by package.
    pub updates: Vec<Update>,
    /// What holds of it as a whole.
    pub conditions: Vec<Condition>,
}

impl Machine {
    /// A condition that was looked at.
    #[must_use]
    pub fn condition(&self, name: &str) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.name == name)
    }
}
