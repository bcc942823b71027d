//! By which interface other machines come in: `/proc/net/route`, `ipv6_route` and `if_inet6` (proc(5)).

/// Routes that lead nowhere have this flag (`RTF_REJECT`).
const REJECTS: u32 = 0x0200;

/// The interface of the default route, of IPv4 or else of IPv6.
#[must_use]
pub fn default_interface(v4: &str, v6: &str) -> Option<String> {
    let of_v4 = |line: &str| {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let leads = fields.get(1) == Some(&"00000000") && fields.get(7) == Some(&"00000000");
        let metric = fields.get(6)?.parse::<u32>().ok()?;
        (leads && !rejects(fields.get(3)?)).then(|| (metric, (*fields[0]).to_owned()))
    };
    let of_v6 = |line: &str| {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let leads = fields.first()?.bytes().all(|digit| digit == b'0') && fields.get(1) == Some(&"00");
        let metric = u32::from_str_radix(fields.get(5)?, 16).ok()?;
        let name = *fields.get(9)?;
        (leads && name != "lo" && !rejects(fields.get(8)?)).then(|| (metric, name.to_owned()))
    };
    let best = v4.lines().skip(1).filter_map(of_v4).min();
    best.or_else(|| v6.lines().filter_map(of_v6).min()).map(|(_, name)| name)
}

fn rejects(flags: &str) -> bool {
    u32::from_str_radix(flags, 16).is_ok_and(|flags| flags & REJECTS != 0)
}

/// An interface besides loopback has an address of IPv6.
#[must_use]
pub fn has_v6(addresses: &str) -> bool {
    addresses.lines().filter_map(|line| line.split_ascii_whitespace().nth(5)).any(|name| name != "lo")
}

#[cfg(test)]
mod tests {
    use super::*;

    const V4: &str = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n\
        wlan0\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n\
        eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
        docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";
    const V6: &str = "00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
        fe800000000000000000000000000001 00000400 00000001 00000000 00450003     ens3\n\
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 \
        00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n";

    #[test]
    fn the_cheapest_default_route_is_the_way_in() {
        assert_eq!(default_interface(V4, V6).as_deref(), Some("eth0"));
        assert_eq!(default_interface("", V6).as_deref(), Some("ens3"));
        assert_eq!(default_interface("head\nx y\n", "z"), None);
    }

    #[test]
    fn loopback_alone_is_no_way_over_ipv6() {
        let lo = "00000000000000000000000000000001 01 80 10 80       lo\n";
        assert!(
            !has_v6(lo)
                && !has_v6("")
                && has_v6(&format!("{lo}fe80000000000000fc0000fffe000001 02 40 20 80     eth0\n"))
        );
    }
}
