//! Checks of certificates and signatures that are switched off.

use super::command::main;
use super::{Row, row};

/// Flags that switch a check off, by program: what is fetched may come from anybody.
const UNCHECKED: &[(&[&str], &[&str], &str)] = &[
    (&["wget"], &["--no-check-certificate"], "fetches without checking the server's certificate"),
    (&["curl"], &["--insecure", "--proxy-insecure"], "fetches without checking the server's certificate"),
    (
        &["apt-get", "apt", "aptitude"],
        &["--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories"],
        "installs packages without checking their signatures",
    ),
    (
        &["yum", "dnf", "microdnf", "zypper"],
        &["--nogpgcheck", "--no-gpg-checks", "--no-gpg-check"],
        "installs packages without checking their signatures",
    ),
    (&["apk"], &["--allow-untrusted"], "installs packages without checking their signatures"),
    (&["pip", "pip3"], &["--trusted-host"], "installs packages from a server that proves nothing"),
];

/// `curl -k`, `wget --no-check-certificate`, `apt-get --allow-unauthenticated`
pub(super) fn switched_off(command: &[String]) -> Option<Row> {
    let (at, name) = main(command)?;
    let (_, wanted, says) = UNCHECKED.iter().find(|(names, ..)| names.contains(&name))?;
    let rest = &command[at + 1..];
    let is_flag = |word: &&String| {
        wanted.contains(&word.split('=').next().unwrap_or(word)) || (name == "curl" && is_insecure(word))
    };
    let option = rest.iter().find(is_flag).or_else(|| rest.iter().find(|word| is_apt_option(word)))?;
    Some(row(option.clone(), format!("{says} (`{name} {option}`)")))
}

/// A cluster of short flags with a `k` among them, before any that takes the rest for its value.
fn is_insecure(word: &str) -> bool {
    let Some(letters) = word.strip_prefix('-').filter(|rest| !rest.starts_with('-')) else { return false };
    letters.chars().take_while(|c| !"ouHdAXTUFebcEmrxYyzCDKPQtw".contains(*c)).any(|c| c == 'k')
}

fn is_apt_option(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let lower = lower.trim_start_matches("-o");
    [
        "apt::get::allowunauthenticated=true",
        "apt::get::allowunauthenticated=1",
        "acquire::allowinsecurerepositories=true",
    ]
    .contains(&lower)
}
