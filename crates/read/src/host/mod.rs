//! What the system says of itself, as bytes and text: sockets, processes, accounts, the firewall, how it is looked after.
//!
//! Pure: `look` fetches the bytes. Layouts are those of the kernel's own headers (`linux/netlink.h`,
//! `linux/inet_diag.h`, `linux/netfilter/nf_tables.h`) and of proc(5).

pub mod accounts;
pub mod command;
pub mod conditions;
pub(crate) mod configuration;
pub mod development;
pub mod guarded;
pub mod lz4;
pub mod netlink;
pub mod nftables;
pub mod packages;
pub mod process;
pub mod releases;
pub mod routes;
pub mod sockets;
pub mod switches;
pub mod units;
