//! Functions of address ranges, for IPv4.

use std::net::Ipv4Addr;

use super::{Table, text};
use crate::config::cloud::node::{Node, Spot};

pub(super) const TABLE: Table = &[
    ("cidrsubnet", |all, spot| {
        let (base, bits) = range(&text(all, 0)?)?;
        range_text(base, bits, all.get(1)?.number()?, all.get(2)?.number()?, spot)
    }),
    ("cidrsubnets", |all, spot| subnets(all, spot)),
    ("cidrhost", |all, spot| {
        let (base, bits) = range(&text(all, 0)?)?;
        let (host, size) = (all.get(1)?.number()? as i64, 1i64 << (32 - bits));
        let host = if host < 0 { size + host } else { host };
        let address = u32::try_from(i64::from(base) + host).ok().filter(|_| (0..size).contains(&host))?;
        Some(Node::text(Ipv4Addr::from(address).to_string(), spot))
    }),
    ("cidrnetmask", |all, spot| {
        let (_, bits) = range(&text(all, 0)?)?;
        Some(Node::text(Ipv4Addr::from(mask(bits)).to_string(), spot))
    }),
];

fn mask(bits: u32) -> u32 {
    u32::MAX.checked_shl(32 - bits).unwrap_or(0)
}

fn range(text: &str) -> Option<(u32, u32)> {
    let (address, bits) = text.split_once('/')?;
    let bits: u32 = bits.parse().ok().filter(|bits| *bits <= 32)?;
    Some((u32::from(address.parse::<Ipv4Addr>().ok()?) & mask(bits), bits))
}

fn range_text(base: u32, bits: u32, more: f64, number: f64, spot: &Spot) -> Option<Node> {
    let bits = bits.checked_add(more as u32).filter(|bits| *bits <= 32)?;
    let offset = (number as u64) << (32 - bits);
    let address = u32::try_from(u64::from(base) + offset).ok()?;
    Some(Node::text(format!("{}/{bits}", Ipv4Addr::from(address)), spot))
}

/// Ranges one after the other, each with so many bits more.
fn subnets(all: &[Node], spot: &Spot) -> Option<Node> {
    let (base, bits) = range(&text(all, 0)?)?;
    let mut next = u64::from(base);
    let mut found = Vec::new();
    for more in &all[1..] {
        let own = bits.checked_add(more.number()? as u32).filter(|bits| *bits <= 32)?;
        let size = 1u64 << (32 - own);
        next = next.div_ceil(size) * size;
        found.push(Node::text(format!("{}/{own}", Ipv4Addr::from(u32::try_from(next).ok()?)), spot));
        next += size;
    }
    Some(Node::list(found, spot))
}
