//! To whom connections may go: this machine, and hosts that the user declared to be theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

/// Addresses that hand out a cloud machine's credentials, beside those that are link-local: Alibaba, Oracle, Azure, AWS.
const METADATA: &[IpAddr] = &[
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
];

/// Where names of this machine are kept.
const HOSTS: &str = "/etc/hosts";

/// Why a connection was not opened, as a clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not this machine, and nobody said that it is theirs.
    #[error("{0} is not this machine; say that it is yours with `--i-own {0}`")]
    NotOwned(String),
    /// Never contacted.
    #[error("{0} leads to {1}, a link-local or metadata address, which is never contacted")]
    Never(String, IpAddr),
    /// No address.
    #[error("the name {0} cannot be resolved: {1}")]
    Unknown(String, String),
}

/// The hosts that may be contacted. A name is resolved once, and that address stays for the whole audit.
#[derive(Debug, Default)]
pub struct Scope {
    owned: BTreeSet<String>,
    pinned: Mutex<BTreeMap<String, IpAddr>>,
}

impl Scope {
    /// This machine, and hosts by name or address.
    #[must_use]
    pub fn new(owned: impl IntoIterator<Item = String>) -> Self {
        let plain = |host: String| host.trim().trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
        Self { owned: owned.into_iter().map(plain).collect(), pinned: Mutex::default() }
    }

    /// The one address that a host is contacted at. Asks a name server only about names that the user declared.
    pub fn address(&self, host: &str, port: u16) -> Result<SocketAddr, Refused> {
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        let known = self.pinned.lock().unwrap_or_else(PoisonError::into_inner).get(&host).copied();
        let address = match known {
            Some(address) => address,
            None => self.checked(&host)?,
        };
        self.pinned.lock().unwrap_or_else(PoisonError::into_inner).insert(host, address);
        Ok(SocketAddr::new(address, port))
    }

    fn checked(&self, host: &str) -> Result<IpAddr, Refused> {
        let all = self.resolved(host)?;
        if let Some(never) = all.iter().find(|address| is_never(**address)) {
            return Err(Refused::Never(host.to_owned(), *never));
        }
        let owned = |address: &IpAddr| is_this_machine(*address) || self.owned.contains(&address.to_string());
        let allowed = all.into_iter().find(|address| self.owned.contains(host) || owned(address));
        allowed.map(here).ok_or_else(|| Refused::NotOwned(host.to_owned()))
    }

    fn resolved(&self, host: &str) -> Result<Vec<IpAddr>, Refused> {
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![plain(address)]);
        }
        if host == "localhost" || host.ends_with(".localhost") {
            // RFC 6761, section 6.3. IPv4 first: most servers of developers listen there alone.
            return Ok(vec![Ipv4Addr::LOCALHOST.into()]);
        }
        let named = named(host);
        if !named.is_empty() || !self.owned.contains(host) {
            return if named.is_empty() { Err(Refused::NotOwned(host.to_owned())) } else { Ok(named) };
        }
        let unknown = |why: String| Refused::Unknown(host.to_owned(), why);
        let found = std::net::ToSocketAddrs::to_socket_addrs(&(host, 0)).map_err(|error| unknown(error.to_string()))?;
        let all: Vec<IpAddr> = found.map(|address| plain(address.ip())).collect();
        if all.is_empty() { Err(unknown("it has no address".to_owned())) } else { Ok(all) }
    }
}

/// What the machine's own list of names says.
fn named(host: &str) -> Vec<IpAddr> {
    let text = std::fs::read_to_string(HOSTS).unwrap_or_default();
    let of_line = |line: &str| {
        let mut words = line.split('#').next()?.split_whitespace();
        let address = words.next()?.parse::<IpAddr>().ok()?;
        words.any(|name| name.eq_ignore_ascii_case(host)).then(|| plain(address))
    };
    text.lines().filter_map(of_line).collect()
}

/// IPv4 addresses that are written as IPv6, as what they are.
fn plain(address: IpAddr) -> IpAddr {
    let IpAddr::V6(six) = address else { return address };
    match six.segments() {
        // 64:ff9b::/96, which gateways translate (RFC 6052).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            IpAddr::V4(Ipv4Addr::new(a, b, c, d))
        }
        _ => address.to_canonical(),
    }
}

/// `0.0.0.0` stands for this machine.
fn here(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(four) if four.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(six) if six.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        _ => address,
    }
}

fn is_this_machine(address: IpAddr) -> bool {
    address.is_loopback() || address.is_unspecified()
}

fn is_never(address: IpAddr) -> bool {
    let local = match address {
        IpAddr::V4(four) => four.is_link_local() || four.is_broadcast(),
        IpAddr::V6(six) => six.is_unicast_link_local(),
    };
    local || address.is_multicast() || METADATA.contains(&address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_allowed_and_nothing_else() {
        let scope = Scope::default();
        for host in ["127.0.0.1", "127.8.9.1", "[::1]", "::ffff:127.0.0.1", "localhost", "shop.localhost", "0.0.0.0"] {
            let found = scope.address(host, 80).map(|address| address.ip().is_loopback());
            assert_eq!(found, Ok(true), "{host}");
        }
        for host in ["192.0.2.1", "10.0.0.5", "2001:db8::1", "shop.test", "example.com", "2130706433"] {
            assert!(matches!(scope.address(host, 80), Err(Refused::NotOwned(_))), "{host}");
        }
    }

    #[test]
    fn what_is_declared_is_allowed_but_never_metadata() {
        let scope = Scope::new(["10.0.0.5".to_owned(), "169.254.169.254".to_owned(), "fd00:ec2::254".to_owned()]);
        assert!(scope.address("10.0.0.5", 80).is_ok());
        assert!(scope.address("10.0.0.6", 80).is_err());
        for host in ["169.254.169.254", "fd00:ec2::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "fe80::1"] {
            assert!(matches!(scope.address(host, 80), Err(Refused::Never(..))), "{host}");
        }
    }
}
