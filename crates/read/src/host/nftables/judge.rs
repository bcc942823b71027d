//! What strangers reach: one port, or in general.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use sneck_model::{Endpoint, Firewall, Transport};

use super::packet::{Outside, Packet};
use super::walk::{Doubts, End, Walk};
use super::{Chain, Expression, INET, IPV4, IPV6, NETDEV, Ruleset};

/// How far the rules let strangers come to a port. The wider one is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shield {
    /// Nobody comes in.
    Closed,
    /// Some senders do, or whoever comes by some interfaces.
    Some,
    /// Everybody does.
    Open,
}

/// Ports that nobody opens by name: of the first, of the middle and of the last.
const OBSCURE: [u16; 3] = [3, 24_001, 65_533];

/// Whether what comes in for this machine goes through a chain: where it enters (`ingress`), before it is routed
/// (`prerouting`), and before it is handed over (`input`). Of netdev and inet, `ingress` has numbers of its own.
fn is_on_the_way(chain: &Chain, packet: &Packet<'_>) -> bool {
    let device = chain.device.as_ref().is_none_or(|own| packet.outside.name.is_empty() || *own == packet.outside.name);
    let family = match chain.family {
        NETDEV | INET => true,
        IPV4 => !packet.v6,
        IPV6 => packet.v6,
        _ => false,
    };
    let hook = match chain.family {
        NETDEV => chain.hook == Some(0),
        INET => matches!(chain.hook, Some(0 | 1 | 5)),
        _ => matches!(chain.hook, Some(0 | 1)),
    };
    device && family && hook && !chain.translates
}

/// What becomes of a stranger's first packet: it has to come through every chain. Nothing where it cannot be told.
fn fate(ruleset: &Ruleset, packet: Packet<'_>) -> Option<Shield> {
    let mut all = Some(Shield::Open);
    for chain in ruleset.chains.iter().filter(|chain| is_on_the_way(chain, &packet)) {
        match through(ruleset, chain, packet) {
            Some(Shield::Closed) => return Some(Shield::Closed),
            one => all = all.zip(one).map(|(all, one)| all.min(one)),
        }
    }
    all
}

fn through(ruleset: &Ruleset, chain: &Chain, packet: Packet<'_>) -> Option<Shield> {
    let mut doubts = Doubts::default();
    let end = Walk::new(ruleset, packet).chain(chain, &mut doubts, 0).ok()?;
    let dropped = end == End::Drop || (end == End::Through && chain.drops);
    match (dropped, doubts) {
        (true, Doubts { maybe_in: true, .. }) | (false, Doubts { maybe_out: true, .. }) => None,
        (true, Doubts { some_in: true, .. }) | (false, Doubts { most_out: true, .. }) => Some(Shield::Some),
        (true, _) => Some(Shield::Closed),
        (false, _) => Some(Shield::Open),
    }
}

fn is_marked(ruleset: &Ruleset) -> bool {
    ruleset.chains.iter().flat_map(|chain| chain.rules.iter().flatten()).any(|one| *one == Expression::Marks)
}

/// Who gets to where something listens; nothing when that cannot be told.
#[must_use]
pub fn shield(ruleset: &Ruleset, at: Endpoint, only_v6: bool, outside: &Outside) -> Option<Shield> {
    let (v6, marked) = (at.address.is_ipv6(), is_marked(ruleset));
    let both = v6 && at.address.is_unspecified() && !only_v6;
    let of = |bound: IpAddr| {
        let v6 = bound.is_ipv6();
        fate(ruleset, Packet { transport: at.transport, port: at.port, asked: at.port, v6, bound, outside, marked })
    };
    let own = of(at.address);
    if !both {
        return own;
    }
    match (own, of(Ipv4Addr::UNSPECIFIED.into())) {
        (Some(Shield::Open), _) | (_, Some(Shield::Open)) => Some(Shield::Open),
        (own, other) => own.zip(other).map(|(own, other)| own.max(other)),
    }
}

/// The hook for what goes on to others, such as containers (`NF_INET_FORWARD`).
const FORWARD: u32 = 2;

/// Who gets to a container's port that Docker publishes. Docker lets in what it publishes; rules in front of its own
/// (`DOCKER-USER`) may keep it away.
#[must_use]
pub fn published(ruleset: &Ruleset, at: Endpoint, container: SocketAddr, outside: &Outside) -> Option<Shield> {
    let (v6, bound) = (container.is_ipv6(), container.ip());
    let (port, asked, marked) = (container.port(), at.port, is_marked(ruleset));
    let packet = Packet { transport: at.transport, port, asked, v6, bound, outside, marked };
    let mut all = Some(Shield::Open);
    for chain in ruleset.chains.iter().filter(|chain| chain.hook == Some(FORWARD) && chain.family != NETDEV) {
        let mut doubts = Doubts::default();
        let of_family = chain.family == INET || (chain.family == IPV6) == v6;
        match Walk::new(ruleset, packet).chain(chain, &mut doubts, 0) {
            _ if !of_family => {}
            Ok(End::Drop) if !doubts.maybe_in && !doubts.some_in => return Some(Shield::Closed),
            Ok(_) if doubts.maybe_out => all = None,
            Ok(_) if doubts.most_out => all = all.map(|all| all.min(Shield::Some)),
            Ok(_) => {}
            Err(_) => all = None,
        }
    }
    all
}

/// The firewall as a whole: by what it does, and not by what is loaded.
#[must_use]
pub fn firewall(ruleset: &Ruleset, outside: &Outside) -> Firewall {
    let marked = is_marked(ruleset);
    let closed = |bound: IpAddr| {
        let v6 = bound.is_ipv6();
        let of =
            |port| fate(ruleset, Packet { transport: Transport::Tcp, port, asked: port, v6, bound, outside, marked });
        let fates = OBSCURE.map(of);
        if fates.contains(&Some(Shield::Open)) { Some(false) } else { (!fates.contains(&None)).then_some(true) }
    };
    let v6 = if outside.without_v6 { Some(true) } else { closed(Ipv6Addr::UNSPECIFIED.into()) };
    let says = match (closed(Ipv4Addr::UNSPECIFIED.into()), v6) {
        (Some(true), Some(true)) => "nftables keeps away what no rule lets in",
        (Some(true), Some(false)) => "nftables keeps strangers away over IPv4, but not over IPv6",
        (Some(false), Some(true)) if !outside.without_v6 => {
            "nftables keeps strangers away over IPv6, but not over IPv4"
        }
        (Some(false), _) if ruleset.chains.iter().any(|chain| chain.hook == Some(1)) => {
            "nftables has rules for what comes in, and lets in what none of them speaks of"
        }
        (Some(false), _) => "nftables has no rule for what comes in",
        (None, Some(false)) => "nftables keeps nobody away over IPv6, and over IPv4 that cannot be told",
        _ => "nftables has rules that cannot be followed here",
    };
    let active = match (closed(Ipv4Addr::UNSPECIFIED.into()), v6) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (own, other) => own.and(other),
    };
    Firewall { active, says: says.to_owned() }
}
