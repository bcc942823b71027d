//! What the system says of itself, as bytes and text: sockets, processes, accounts, the firewall.
//!
//! Pure: `look` fetches the bytes. Layouts are those of the kernel's own headers (`linux/netlink.h`,
//! `linux/inet_diag.h`, `linux/netfilter/nf_tables.h`) and of proc(5).

pub mod accounts;
pub mod command;
pub mod netlink;
pub mod nftables;
pub mod process;
pub mod sockets;
