//! The way by which strangers come to this machine: the interface of its default route.

use std::fs;

use sneck_read::host::nftables::Outside;
use sneck_read::host::routes::{default_interface, has_v6};

/// Reads the tables of routes and addresses of this network.
pub(super) fn outside() -> Outside {
    let read = |name: &str| fs::read_to_string(format!("/proc/net/{name}")).unwrap_or_default();
    let name = default_interface(&read("route"), &read("ipv6_route")).unwrap_or_default().to_owned();
    let index = fs::read_to_string(format!("/sys/class/net/{name}/ifindex")).unwrap_or_default();
    Outside { index: index.trim().parse().unwrap_or(0), name, without_v6: !has_v6(&read("if_inet6")) }
}
