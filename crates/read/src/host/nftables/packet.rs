//! The packet that is sent through the chains: the first of a connection, from a stranger.

use std::net::IpAddr;

use sneck_model::Transport;

use super::expression::EPHEMERAL;
use super::{IPV4, IPV6};

/// What a register holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// The number of the interface.
    Interface,
    /// The name of the interface.
    InterfaceName,
    /// IPv4 or IPv6, as netfilter numbers them.
    Family,
    /// IPv4 or IPv6, as Ethernet numbers them.
    EtherType,
    /// TCP, UDP, …
    Protocol,
    /// The port that is asked for.
    Port,
    /// The sender's port and the one that is asked for.
    Ports,
    /// What the connection tracker says.
    State,
    /// The sender's address.
    Sender,
    /// The address that is asked for.
    Destination,
    /// The mark of the packet: none, unless a rule sets one.
    Mark,
    /// What a first packet has, whoever sends it.
    Known(Vec<u8>),
    /// Something else.
    Other,
}

/// What was loaded, how many bytes of it, and the bits of them that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub loaded: Loaded,
    /// Bytes.
    pub width: usize,
    /// Bits that are kept.
    pub mask: Option<Vec<u8>>,
}

impl Part {
    /// A value as the rule sees it: so many bytes, and only the bits that count.
    pub(super) fn cut(&self, value: &[u8]) -> Vec<u8> {
        let mut own: Vec<u8> = value.iter().copied().take(self.width).collect();
        own.iter_mut().zip(self.mask.iter().flatten()).for_each(|(byte, mask)| *byte &= mask);
        own
    }

    /// None of its bits counts: it holds for everybody.
    pub(super) fn is_blind(&self) -> bool {
        self.mask.as_ref().is_some_and(|mask| mask.iter().all(|byte| *byte == 0))
    }
}

/// The way by which strangers come: the interface of the default route; nothing where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// Its name.
    pub name: String,
    /// Its number.
    pub index: u32,
    /// The machine has no address of IPv6 but that of loopback.
    pub without_v6: bool,
}

/// A packet for where something listens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packet<'a> {
    pub(super) transport: Transport,
    pub(super) port: u16,
    /// The port that was asked for before an address was changed.
    pub(super) asked: u16,
    pub(super) v6: bool,
    /// The address that is listened on; the unspecified one for all.
    pub(super) bound: IpAddr,
    pub(super) outside: &'a Outside,
    /// Some rule marks packets.
    pub(super) marked: bool,
}

/// What is known of a part of our packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It is up to the sender.
    Sender,
    /// Nothing.
    Nothing,
}

/// `NF_CT_STATE_BIT(IP_CT_NEW)`, the state of a first packet.
pub(super) const NEW: u32 = 8;

/// Bytes of the name of an interface (`IFNAMSIZ`).
const NAME: usize = 16;

impl Packet<'_> {
    pub(super) fn bytes(&self, part: &Part) -> Known {
        let bytes = match &part.loaded {
            Loaded::Family => vec![if self.v6 { IPV6 } else { IPV4 }],
            Loaded::EtherType => if self.v6 { 0x86dd_u16 } else { 0x0800 }.to_be_bytes().to_vec(),
            Loaded::Protocol => vec![self.protocol()],
            Loaded::Port => self.port.to_be_bytes().to_vec(),
            Loaded::Ports => [EPHEMERAL, self.port.to_be_bytes()].concat(),
            Loaded::State => NEW.to_ne_bytes().to_vec(),
            Loaded::Known(bytes) => bytes.clone(),
            Loaded::Mark if !self.marked => vec![0; 4],
            Loaded::InterfaceName if !self.outside.name.is_empty() => {
                let mut name = self.outside.name.clone().into_bytes();
                name.resize(NAME, 0);
                name
            }
            Loaded::Interface if self.outside.index != 0 => self.outside.index.to_ne_bytes().to_vec(),
            Loaded::Destination if !self.bound.is_unspecified() => octets(self.bound),
            Loaded::Sender => return Known::Sender,
            _ => return Known::Nothing,
        };
        Known::Bytes(bytes)
    }

    /// As IANA numbers them.
    pub(super) fn protocol(&self) -> u8 {
        if self.transport == Transport::Tcp { 6 } else { 17 }
    }

    /// A value of an interface that is neither loopback nor the one by which strangers come.
    pub(super) fn is_other_interface(&self, part: &Part, value: &[u8]) -> bool {
        let is = matches!(part.loaded, Loaded::Interface | Loaded::InterfaceName);
        is && !is_loopback(part, value) && self.bytes(part) != Known::Bytes(value.to_vec())
    }
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    }
}

/// The value stands for this machine alone: its loopback interface or address.
pub(super) fn is_loopback(part: &Part, value: &[u8]) -> bool {
    match part.loaded {
        Loaded::InterfaceName => value.split(|byte| *byte == 0).next() == Some(b"lo"),
        Loaded::Interface => value == 1_u32.to_ne_bytes(),
        Loaded::Sender | Loaded::Destination => {
            (part.width <= 4 && value.first() == Some(&127)) || value == std::net::Ipv6Addr::LOCALHOST.octets()
        }
        _ => false,
    }
}

/// The value is an address of many machines: no connection is made to it.
pub(super) fn is_for_many(part: &Part, value: &[u8]) -> bool {
    match (part.width, value.first()) {
        (..=4, Some(first)) => (224..=239).contains(first) || *first == 255,
        (_, Some(first)) => *first == 0xff,
        _ => false,
    }
}
