//! Rules by hand; those that a kernel told stand in `tests/firewall`.

use sneck_model::{Endpoint, Transport};

use super::packet::{Loaded as L, Part};
use super::{Chain, Element, Expression as E, INET, Outside, Ruleset, Set, Shield, Verdict as V, firewall, shield};

fn load(loaded: L, width: usize) -> E {
    E::Load(1, Part { loaded, width, mask: None })
}

fn element(key: &[u8], ends: bool, verdict: Option<V>) -> Element {
    Element { key: key.to_vec(), ends, verdict, ..Element::default() }
}

fn to(rules: &Ruleset, number: u16) -> Option<Shield> {
    shield(rules, port(number), false, &Outside::default())
}

fn input(drops: bool, rules: Vec<Vec<E>>) -> Ruleset {
    let (table, name) = ("filter".to_owned(), "input".to_owned());
    let chain = Chain { family: INET, table, name, hook: Some(1), device: None, translates: false, drops, rules };
    Ruleset { chains: vec![chain], sets: Vec::new() }
}

fn port(number: u16) -> Endpoint {
    Endpoint { transport: Transport::Tcp, address: "0.0.0.0".parse().expect("an address"), port: number }
}

fn established() -> Vec<E> {
    let mask = 6_u32.to_ne_bytes().to_vec();
    vec![load(L::State, 4), E::Mask(1, 1, mask), E::Compare(1, 1, vec![0; 4]), E::Decide(V::Accept)]
}

fn opened(number: u16) -> Vec<E> {
    vec![
        load(L::Protocol, 1),
        E::Compare(1, 0, vec![6]),
        load(L::Port, 2),
        E::Compare(1, 0, number.to_be_bytes().to_vec()),
        E::Decide(V::Accept),
    ]
}

fn of_loopback() -> Vec<E> {
    vec![load(L::InterfaceName, 16), E::Compare(1, 0, b"lo\0\0".to_vec()), E::Decide(V::Accept)]
}

#[test]
fn a_closed_chain_with_one_port_open_shields_the_others() {
    let rules = input(true, vec![established(), of_loopback(), opened(22)]);
    assert_eq!(to(&rules, 22), Some(Shield::Open));
    assert_eq!(to(&rules, 6379), Some(Shield::Closed));
    assert_eq!(firewall(&rules, &Outside::default()).active, Some(true));
}

#[test]
fn no_rules_or_an_open_end_is_no_firewall() {
    assert_eq!(firewall(&Ruleset::default(), &Outside::default()).active, Some(false));
    let rules = input(false, vec![established(), opened(22)]);
    assert_eq!(firewall(&rules, &Outside::default()).active, Some(false));
    assert_eq!(to(&rules, 6379), Some(Shield::Open));
}

#[test]
fn a_last_rule_that_rejects_is_as_good_as_a_policy() {
    let rules = input(false, vec![established(), opened(22), vec![E::Decide(V::Drop)]]);
    assert_eq!(firewall(&rules, &Outside::default()).active, Some(true));
}

#[test]
fn an_accept_for_some_senders_lets_in_those_alone() {
    let some = vec![load(L::Sender, 4), E::Compare(1, 0, vec![10, 0, 0, 1]), E::Decide(V::Accept)];
    let rules = input(true, vec![some]);
    assert_eq!(to(&rules, 6379), Some(Shield::Some));
}

#[test]
fn a_ban_of_some_senders_is_no_shield() {
    let banned = vec![
        load(L::Sender, 4),
        E::Lookup { register: 1, set: "f2b".into(), not: false, map: false },
        E::Decide(V::Drop),
    ];
    let rules = input(false, vec![banned]);
    assert_eq!(to(&rules, 6379), Some(Shield::Open));
}

#[test]
fn sets_ranges_and_maps_are_looked_through() {
    let by_set = |set: &str, map| {
        vec![load(L::Port, 2), E::Lookup { register: 1, set: set.into(), not: false, map }, E::Decide(V::Accept)]
    };
    let set = |name: &str, elements| Set { family: INET, table: "filter".into(), name: name.into(), elements };
    let key = |port: u16| element(&port.to_be_bytes(), false, None);
    let end = |port: u16| element(&port.to_be_bytes(), true, None);
    let mut rules = input(true, vec![by_set("plain", false), by_set("range", false)]);
    rules.sets.push(set("plain", vec![key(22), key(80)]));
    rules.sets.push(set("range", vec![end(0), key(8000), end(8101)]));
    for (number, open) in [(22, true), (80, true), (81, false), (8000, true), (8100, true), (8101, false)] {
        assert_eq!(to(&rules, number), Some(if open { Shield::Open } else { Shield::Closed }), "{number}");
    }
    let state = vec![load(L::State, 4), E::Lookup { register: 1, set: "map".into(), not: false, map: true }];
    let mut rules = input(false, vec![state]);
    rules.sets.push(set(
        "map",
        vec![
            element(&2_u32.to_ne_bytes(), false, Some(V::Accept)),
            element(&8_u32.to_ne_bytes(), false, Some(V::Drop)),
        ],
    ));
    assert_eq!(firewall(&rules, &Outside::default()).active, Some(true));
}

#[test]
fn other_chains_are_followed_and_circles_end() {
    let mut rules = input(true, vec![vec![E::Decide(V::Jump("more".into()))]]);
    let more = Chain { name: "more".into(), hook: None, rules: vec![opened(80)], ..rules.chains[0].clone() };
    rules.chains.push(more);
    assert_eq!(to(&rules, 80), Some(Shield::Open));
    assert_eq!(to(&rules, 81), Some(Shield::Closed));
    rules.chains[1].rules.push(vec![E::Decide(V::Goto("more".into()))]);
    assert_eq!(to(&rules, 81), None);
}
