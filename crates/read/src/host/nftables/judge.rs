//! What strangers reach: one port, or in general.

use sneck_model::{Endpoint, Firewall, Transport};

use super::walk::{Fate, Packet, walk};
use super::{INET, IPV4, IPV6, Ruleset};

/// The hook for what is meant for this machine (`NF_INET_LOCAL_IN`).
const INPUT: u32 = 1;

/// Ports that nobody opens by name: of the first, of the middle and of the last.
const OBSCURE: [u16; 3] = [3, 24_001, 65_533];

/// What becomes of a stranger's first packet: it has to come through every chain.
fn fate(ruleset: &Ruleset, packet: Packet) -> Fate {
    let family = if packet.v6 { IPV6 } else { IPV4 };
    let mut all = Fate::Accept;
    for chain in ruleset.chains.iter().filter(|c| c.hook == Some(INPUT) && (c.family == INET || c.family == family)) {
        match walk(ruleset, chain, packet, 0) {
            Fate::Drop => return Fate::Drop,
            Fate::Unclear => all = Fate::Unclear,
            Fate::Accept | Fate::Through => {}
        }
    }
    all
}

/// Whether others than this machine are kept away from where something listens; nothing when that cannot be told.
#[must_use]
pub fn shielded(ruleset: &Ruleset, at: Endpoint, only_v6: bool) -> Option<bool> {
    let v6 = at.address.is_ipv6();
    let both = v6 && at.address.is_unspecified() && !only_v6;
    let of = |v6| match fate(ruleset, Packet { transport: at.transport, port: at.port, v6 }) {
        Fate::Drop => Some(true),
        Fate::Accept | Fate::Through => Some(false),
        Fate::Unclear => None,
    };
    match (of(v6), both.then(|| of(false))) {
        (Some(false), _) | (_, Some(Some(false))) => Some(false),
        (own, None) => own,
        (own, Some(other)) => own.and(other),
    }
}

/// The firewall as a whole: by what it does, and not by what is loaded.
#[must_use]
pub fn firewall(ruleset: &Ruleset) -> Firewall {
    let fates = |v6| OBSCURE.map(|port| fate(ruleset, Packet { transport: Transport::Tcp, port, v6 }));
    let (v4, v6) = (fates(false), fates(true));
    let all = |fates: [Fate; 3], wanted: Fate| fates.iter().all(|fate| *fate == wanted);
    let (active, says) = if all(v4, Fate::Drop) && all(v6, Fate::Drop) {
        (Some(true), "nftables keeps away what no rule lets in".to_owned())
    } else if all(v4, Fate::Drop) {
        (Some(false), "nftables keeps strangers away over IPv4, but not over IPv6".to_owned())
    } else if v4.contains(&Fate::Unclear) {
        (None, "nftables has rules that cannot be followed here".to_owned())
    } else if ruleset.chains.iter().any(|chain| chain.hook == Some(INPUT)) {
        (Some(false), "nftables has rules for what comes in, and lets in what none of them speaks of".to_owned())
    } else {
        (Some(false), "nftables has no rule for what comes in".to_owned())
    };
    Firewall { active, says }
}

#[cfg(test)]
mod tests {
    use super::super::{Chain, Expression as E, Set, Verdict as V};
    use super::*;
    use crate::host::nftables::expression::Loaded as L;

    fn input(drops: bool, rules: Vec<Vec<E>>) -> Ruleset {
        let chain =
            Chain { family: INET, table: "filter".into(), name: "input".into(), hook: Some(INPUT), drops, rules };
        Ruleset { chains: vec![chain], sets: Vec::new() }
    }

    fn port(number: u16) -> Endpoint {
        Endpoint { transport: Transport::Tcp, address: "0.0.0.0".parse().expect("an address"), port: number }
    }

    fn established() -> Vec<E> {
        let mask = 6_u32.to_ne_bytes().to_vec();
        vec![E::Load(1, L::State), E::Mask(1, mask), E::Compare(1, 1, vec![0; 4]), E::Decide(V::Accept)]
    }

    fn opened(number: u16) -> Vec<E> {
        vec![
            E::Load(1, L::Protocol),
            E::Compare(1, 0, vec![6]),
            E::Load(1, L::Port),
            E::Compare(1, 0, number.to_be_bytes().to_vec()),
            E::Decide(V::Accept),
        ]
    }

    fn of_loopback() -> Vec<E> {
        vec![E::Load(1, L::InterfaceName), E::Compare(1, 0, b"lo\0\0".to_vec()), E::Decide(V::Accept)]
    }

    #[test]
    fn a_closed_chain_with_one_port_open_shields_the_others() {
        let rules = input(true, vec![established(), of_loopback(), opened(22)]);
        assert_eq!(shielded(&rules, port(22), false), Some(false));
        assert_eq!(shielded(&rules, port(6379), false), Some(true));
        assert_eq!(firewall(&rules).active, Some(true));
    }

    #[test]
    fn no_rules_or_an_open_end_is_no_firewall() {
        assert_eq!(firewall(&Ruleset::default()).active, Some(false));
        let rules = input(false, vec![established(), opened(22)]);
        assert_eq!(firewall(&rules).active, Some(false));
        assert_eq!(shielded(&rules, port(6379), false), Some(false));
    }

    #[test]
    fn a_last_rule_that_rejects_is_as_good_as_a_policy() {
        let rules = input(false, vec![established(), opened(22), vec![E::Decide(V::Drop)]]);
        assert_eq!(firewall(&rules).active, Some(true));
    }

    #[test]
    fn an_accept_for_some_senders_leaves_it_open_whom_it_shields() {
        let some = vec![E::Load(1, L::Sender), E::Compare(1, 0, vec![10, 0, 0, 1]), E::Decide(V::Accept)];
        let rules = input(true, vec![some]);
        assert_eq!(shielded(&rules, port(6379), false), None);
    }

    #[test]
    fn a_ban_of_some_senders_is_no_shield() {
        let banned = vec![
            E::Load(1, L::Sender),
            E::Lookup { register: 1, set: "f2b".into(), not: false, map: false },
            E::Decide(V::Drop),
        ];
        let rules = input(false, vec![banned]);
        assert_eq!(shielded(&rules, port(6379), false), Some(false));
    }

    #[test]
    fn sets_ranges_and_maps_are_looked_through() {
        let by_set = |set: &str, map| {
            vec![E::Load(1, L::Port), E::Lookup { register: 1, set: set.into(), not: false, map }, E::Decide(V::Accept)]
        };
        let set = |name: &str, elements| Set { family: INET, table: "filter".into(), name: name.into(), elements };
        let key = |port: u16| port.to_be_bytes().to_vec();
        let mut rules = input(true, vec![by_set("plain", false), by_set("range", false)]);
        rules.sets.push(set("plain", vec![(key(22), false, None), (key(80), false, None)]));
        rules.sets.push(set("range", vec![(key(0), true, None), (key(8000), false, None), (key(8101), true, None)]));
        for (number, open) in [(22, true), (80, true), (81, false), (8000, true), (8100, true), (8101, false)] {
            assert_eq!(shielded(&rules, port(number), false), Some(!open), "{number}");
        }
        let state = vec![E::Load(1, L::State), E::Lookup { register: 1, set: "map".into(), not: false, map: true }];
        let mut rules = input(false, vec![state]);
        rules.sets.push(set(
            "map",
            vec![
                (2_u32.to_ne_bytes().to_vec(), false, Some(V::Accept)),
                (8_u32.to_ne_bytes().to_vec(), false, Some(V::Drop)),
            ],
        ));
        assert_eq!(firewall(&rules).active, Some(true));
    }

    #[test]
    fn other_chains_are_followed_and_circles_end() {
        let mut rules = input(true, vec![vec![E::Decide(V::Jump("more".into()))]]);
        let more = Chain { name: "more".into(), hook: None, rules: vec![opened(80)], ..rules.chains[0].clone() };
        rules.chains.push(more);
        assert_eq!(shielded(&rules, port(80), false), Some(false));
        assert_eq!(shielded(&rules, port(81), false), Some(true));
        rules.chains[1].rules.push(vec![E::Decide(V::Goto("more".into()))]);
        assert_eq!(shielded(&rules, port(81), false), None);
    }
}
