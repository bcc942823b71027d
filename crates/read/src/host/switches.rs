//! Switches of the kernel that decide what a program may learn of another, and whom the network stack believes.
//!
//! Names are those of sysctl(8); their meaning stands in the kernel's `Documentation/admin-guide/sysctl`.

/// Those that are read.
pub const SWITCHES: &[&str] = &[
    "fs.protected_fifos",
    "fs.protected_hardlinks",
    "fs.protected_regular",
    "fs.protected_symlinks",
    "fs.suid_dumpable",
    "kernel.core_pattern",
    "kernel.dmesg_restrict",
    "kernel.kptr_restrict",
    "kernel.randomize_va_space",
    "kernel.sysrq",
    "kernel.unprivileged_bpf_disabled",
    "kernel.yama.ptrace_scope",
    "net.ipv4.conf.all.accept_redirects",
    "net.ipv4.conf.all.accept_source_route",
    "net.ipv4.conf.all.rp_filter",
    "net.ipv4.conf.default.rp_filter",
    "net.ipv4.ip_forward",
    "net.ipv4.tcp_syncookies",
    "net.ipv6.conf.all.accept_redirects",
    "net.ipv6.conf.all.accept_source_route",
    "net.ipv6.conf.all.disable_ipv6",
];

/// The file of `/proc/sys` that a switch is.
#[must_use]
pub fn file(name: &str) -> String {
    format!("/proc/sys/{}", name.replace('.', "/"))
}

/// Its value: several numbers stand between single blanks.
#[must_use]
pub fn value(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
