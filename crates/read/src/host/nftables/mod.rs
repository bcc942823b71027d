//! What nftables lets in, from its netlink messages (`linux/netfilter/nf_tables.h`): chains, rules and sets.
//!
//! `iptables` and `ip6tables` of today, ufw, firewalld and Docker write into nftables, so that they are seen here, too;
//! the tables of the older `iptables-legacy` are not.

mod expression;
mod judge;
mod older;
mod packet;
mod sets;
#[cfg(test)]
mod tests;
mod walk;

use super::netlink::{Message, attribute, attributes, be32, dump, text, text_attribute};

pub use expression::{Expression, Verdict};
pub use judge::{Shield, firewall, published, shield};
pub use packet::Outside;
pub use sets::{Element, Set};

/// `NFNL_SUBSYS_NFTABLES << 8`.
const SUBSYSTEM: u16 = 10 << 8;
const NEW_CHAIN: u16 = SUBSYSTEM | 3;
const GET_CHAIN: u16 = SUBSYSTEM | 4;
const NEW_RULE: u16 = SUBSYSTEM | 6;
const GET_RULE: u16 = SUBSYSTEM | 7;
const NEW_ELEMENTS: u16 = SUBSYSTEM | 12;
const GET_ELEMENTS: u16 = SUBSYSTEM | 13;

/// Bytes of `struct nfgenmsg`, which stands in front of the attributes.
const HEAD: usize = 4;

/// Families of addresses, as netfilter numbers them.
pub const INET: u8 = 1;
/// What comes in by one device, before its addresses are looked at.
pub const NETDEV: u8 = 5;
/// IPv4.
pub const IPV4: u8 = 2;
/// IPv6.
pub const IPV6: u8 = 10;

/// What hangs in the way of packets for this machine.
#[derive(Clone, Debug, Default)]
pub struct Ruleset {
    /// Chains, in the order in which the kernel told them.
    pub chains: Vec<Chain>,
    /// The elements of sets that rules look something up in.
    pub sets: Vec<Set>,
}

/// A chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Of which addresses.
    pub family: u8,
    /// Its table.
    pub table: String,
    /// Its name.
    pub name: String,
    /// The hook of a base chain: 1 for what comes in for this machine.
    pub hook: Option<u32>,
    /// The device whose packets it sees, where it sees those of one.
    pub device: Option<String>,
    /// It changes addresses and keeps nobody away.
    pub translates: bool,
    /// It drops what no rule decides.
    pub drops: bool,
    /// Its rules, in order.
    pub rules: Vec<Vec<Expression>>,
}

/// Questions for all chains and for all rules, in this order.
#[must_use]
pub fn questions() -> [Vec<u8>; 2] {
    [dump(GET_CHAIN, &[0; HEAD]), dump(GET_RULE, &[0; HEAD])]
}

impl Ruleset {
    /// Takes in a chain or a rule.
    pub fn take(&mut self, message: Message<'_>) {
        let Some(family) = message.body.first().copied() else { return };
        let body = message.body.get(HEAD..).unwrap_or_default();
        match message.kind {
            NEW_CHAIN => self.chains.extend(chain(family, body)),
            NEW_RULE => self.rule(family, body),
            NEW_ELEMENTS => self.elements(family, body),
            _ => {}
        }
    }

    fn rule(&mut self, family: u8, body: &[u8]) {
        let name = |kind| attribute(body, kind).map(text);
        let (Some(table), Some(name)) = (name(1), name(2)) else { return };
        let chain = self.chains.iter_mut().find(|c| c.family == family && c.table == table && c.name == name);
        let list = attribute(body, 4).unwrap_or_default();
        if let Some(chain) = chain {
            chain.rules.push(attributes(list).map(|(_, one)| expression::of(one)).collect());
        }
    }

    fn elements(&mut self, family: u8, body: &[u8]) {
        let name = |kind| attribute(body, kind).map(text);
        let (Some(table), Some(name)) = (name(1), name(2)) else { return };
        let list = attribute(body, 3).unwrap_or_default();
        let elements = attributes(list).map(|(_, one)| sets::element(one));
        let known = |set: &&mut Set| set.family == family && set.table == table && set.name == name;
        match self.sets.iter_mut().find(known) {
            Some(set) => set.elements.extend(elements),
            None => self.sets.push(Set { family, elements: elements.collect(), table, name }),
        }
    }

    /// Questions for the elements of the sets that rules name.
    #[must_use]
    pub fn further_questions(&self) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        for chain in &self.chains {
            for expression in chain.rules.iter().flatten() {
                if let Expression::Lookup { set, .. } = expression {
                    let mut body = vec![chain.family, 0, 0, 0];
                    body.extend(text_attribute(1, &chain.table));
                    body.extend(text_attribute(2, set));
                    all.push(dump(GET_ELEMENTS, &body));
                }
            }
        }
        all.sort();
        all.dedup();
        all
    }

    fn set(&self, chain: &Chain, name: &str) -> Option<&Set> {
        self.sets.iter().find(|s| s.family == chain.family && s.table == chain.table && s.name == name)
    }
}

fn chain(family: u8, body: &[u8]) -> Option<Chain> {
    let hook = attribute(body, 4).and_then(|hook| attribute(hook, 1)).and_then(be32);
    Some(Chain {
        family,
        table: text(attribute(body, 1)?),
        name: text(attribute(body, 3)?),
        hook: hook.filter(|_| matches!(family, INET | IPV4 | IPV6 | NETDEV)),
        device: attribute(body, 4).and_then(|hook| attribute(hook, 3)).map(text),
        translates: attribute(body, 7).map(text).is_some_and(|sort| sort == "nat"),
        drops: attribute(body, 5).and_then(be32) == Some(0),
        rules: Vec::new(),
    })
}
