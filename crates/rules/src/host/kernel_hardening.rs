//! `host/kernel-hardening`: the kernel tells programs more of each other, and believes the network more, than it has to.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Machine, Place, Rule, Severity, Step, Strength, Verdicts};

use crate::common::Fault;
use crate::machine::{PRODUCTION, this_machine};

/// The rule.
pub static RULE: Rule = Rule {
    id: "host/kernel-hardening",
    title: "Switches of the kernel are left wide",
    severity: Severity::Low,
    checklist: "The kernel is told to keep programs apart and not to believe strangers on the network",
    why: "A program that was taken over looks for a way to more rights: memory of other programs, addresses of the kernel, \
          links that a program of root follows. The kernel has a switch against each, and most cost nothing. They do not \
          keep an intruder out; they keep one hole from becoming the whole machine.",
    remedy: "Write the switches down, so that they hold after a restart, and load them:\n\n\
             # /etc/sysctl.d/90-hardening.conf\nkernel.kptr_restrict = 1\nkernel.dmesg_restrict = 1\n\n\
             sysctl --system",
    remedies: &[],
    references: &[
        "https://www.kernel.org/doc/html/latest/admin-guide/sysctl/kernel.html",
        "https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html",
        "https://www.cisecurity.org/benchmark/debian_linux",
    ],
    cwe: &[1188, 693],
    since: "0.1",
    examples: &[
        Bad("=== host kernel\nkernel.kptr_restrict 0\nkernel.dmesg_restrict 1\n"),
        Bad("=== host kernel\nkernel.randomize_va_space 0\n"),
        Bad("=== host kernel\nnet.ipv4.conf.all.accept_source_route 1\nnet.ipv4.tcp_syncookies 1\n"),
        Good("=== host kernel\nkernel.kptr_restrict 1\nkernel.randomize_va_space 2\nfs.protected_symlinks 1\n"),
        // Packets are forwarded wherever containers run, and one of two switches filters by source.
        Good(
            "=== host kernel\nnet.ipv4.ip_forward 1\nnet.ipv4.conf.all.rp_filter 0\nnet.ipv4.conf.default.rp_filter 2\n",
        ),
        Good("=== host kernel\nnet.ipv6.conf.all.accept_redirects 1\nnet.ipv6.conf.all.disable_ipv6 1\n"),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// A switch, the values that leave it wide, and what follows.
struct Row {
    name: &'static str,
    wide: &'static [&'static str],
    severity: Severity,
    why: &'static str,
    write: &'static str,
    /// Another switch, and a value of it with which this one does not matter.
    unless: Option<(&'static str, &'static [&'static str])>,
}

const fn row(
    name: &'static str,
    wide: &'static [&'static str],
    severity: Severity,
    write: &'static str,
    why: &'static str,
) -> Row {
    Row { name, wide, severity, why, write, unless: None }
}

const ROWS: &[Row] = &[
    row(
        "kernel.randomize_va_space",
        &["0", "1"],
        Severity::Medium,
        "2",
        "programs stand at addresses that can be told beforehand",
    ),
    row(
        "kernel.unprivileged_bpf_disabled",
        &["0"],
        Severity::Medium,
        "2",
        "every account may load programs into the kernel",
    ),
    row(
        "fs.protected_symlinks",
        &["0"],
        Severity::Medium,
        "1",
        "a link in /tmp leads a program of root to a file of somebody else's choice",
    ),
    row(
        "fs.protected_hardlinks",
        &["0"],
        Severity::Medium,
        "1",
        "an account makes names for files that it may not write to",
    ),
    row(
        "fs.suid_dumpable",
        &["1"],
        Severity::Medium,
        "0",
        "programs that run with more rights leave their memory behind when they crash",
    ),
    row(
        "net.ipv4.conf.all.accept_source_route",
        &["1"],
        Severity::Medium,
        "0",
        "a sender decides which way its packets take, past filters",
    ),
    row(
        "fs.protected_fifos",
        &["0"],
        Severity::Low,
        "1",
        "a program writes into a pipe that somebody else put in its place",
    ),
    row(
        "fs.protected_regular",
        &["0"],
        Severity::Low,
        "1",
        "a program writes into a file that somebody else put in its place",
    ),
    row(
        "kernel.yama.ptrace_scope",
        &["0"],
        Severity::Low,
        "1",
        "a program reads the memory of every other program of its account",
    ),
    row(
        "kernel.kptr_restrict",
        &["0"],
        Severity::Low,
        "1",
        "addresses of the kernel are shown to every account that may see them",
    ),
    row(
        "kernel.dmesg_restrict",
        &["0"],
        Severity::Low,
        "1",
        "every account reads the kernel's log, with addresses and names in it",
    ),
    row("net.ipv4.tcp_syncookies", &["0"], Severity::Low, "1", "a flood of half connections shuts everybody out"),
    row(
        "net.ipv4.conf.all.accept_redirects",
        &["1"],
        Severity::Low,
        "0",
        "a neighbour in the network leads the machine's traffic past itself",
    ),
    Row {
        unless: Some(("net.ipv6.conf.all.disable_ipv6", &["1"])),
        ..row(
            "net.ipv6.conf.all.accept_redirects",
            &["1"],
            Severity::Low,
            "0",
            "a neighbour in the network leads the machine's traffic past itself",
        )
    },
    Row {
        unless: Some(("net.ipv4.conf.default.rp_filter", &["1", "2"])),
        ..row(
            "net.ipv4.conf.all.rp_filter",
            &["0"],
            Severity::Low,
            "2",
            "packets with the address of another network are taken",
        )
    },
];

fn check(facts: &Facts, out: &mut Verdicts) {
    let Some(machine) = &facts.machine else { return };
    let looked_at: Vec<&Row> = ROWS.iter().filter(|row| value(machine, row.name).is_some()).collect();
    let wide: Vec<&Row> = looked_at.iter().copied().filter(|row| is_wide(machine, row)).collect();
    let subject = this_machine();
    let Some(worst) = wide.iter().map(|row| row.severity).max() else {
        if !looked_at.is_empty() {
            out.passes(&subject, PRODUCTION, looked_at.iter().map(|row| step(machine, row, "is set")).collect());
        }
        return;
    };
    let names: Vec<String> = wide.iter().map(|row| format!("`{}`", row.name)).collect();
    let first = wide.iter().find(|row| row.severity == worst).map_or("", |row| row.why);
    let says = format!("The kernel leaves {} wide: {first}.", listed(&names));
    let lines: Vec<String> = wide.iter().map(|row| format!("{} = {}", row.name, row.write)).collect();
    let fix = format!(
        "Write into /etc/sysctl.d/90-hardening.conf:\n\n{}\n\nand load it with `sysctl --system`.",
        lines.join("\n")
    );
    let places = wide.iter().map(|row| step(machine, row, row.why)).collect();
    Fault::new(says).fix(fix).severity(worst).at(out, &subject, PRODUCTION, Strength::Proves, places);
}

fn value<'m>(machine: &'m Machine, name: &str) -> Option<&'m str> {
    machine.kernel.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn is_wide(machine: &Machine, row: &Row) -> bool {
    let wide = value(machine, row.name).is_some_and(|value| row.wide.contains(&value));
    let excused =
        row.unless.is_some_and(|(name, values)| value(machine, name).is_some_and(|value| values.contains(&value)));
    wide && !excused
}

fn step(machine: &Machine, row: &Row, says: &str) -> Step {
    let value = value(machine, row.name).unwrap_or_default();
    Step::new(Place::Host { item: format!("{} = {value}", row.name) }, says)
}

/// Names in a sentence: the first three, and how many more.
fn listed(names: &[String]) -> String {
    match names {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
        [] => String::new(),
    }
}
