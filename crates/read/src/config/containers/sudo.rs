//! Accounts of an image that become root without a password.

/// Programs that run any command, or read and write any file, for whoever may start them as root.
const ALL_POWERFUL: &[&str] = &[
    "apt",
    "apt-get",
    "ash",
    "awk",
    "bash",
    "cat",
    "chmod",
    "chown",
    "cp",
    "dash",
    "dd",
    "docker",
    "ed",
    "emacs",
    "env",
    "find",
    "gawk",
    "git",
    "less",
    "ln",
    "lua",
    "make",
    "man",
    "more",
    "mount",
    "mv",
    "nano",
    "nmap",
    "node",
    "nsenter",
    "perl",
    "php",
    "pip",
    "pip3",
    "python",
    "python2",
    "python3",
    "rsync",
    "ruby",
    "sed",
    "sh",
    "ssh",
    "strace",
    "su",
    "systemctl",
    "tar",
    "tee",
    "vi",
    "vim",
    "watch",
    "xargs",
    "zip",
    "zsh",
];

/// The words of a rule of sudo that asks for nothing and allows everything, or a program with which one may do
/// everything.
pub(super) fn grants(text: &str) -> bool {
    text.split("NOPASSWD:").skip(1).any(|after| commands(after).any(is_all_powerful))
}

/// The commands of a rule: up to the quote or the line that ends it, separated by commas.
fn commands(after: &str) -> impl Iterator<Item = &str> {
    let end = after.find(['\'', '"', '\n', '|', '>', ';', '&', '\\']).unwrap_or(after.len());
    after[..end].split(',').map(str::trim)
}

/// Arguments in a rule are the only ones that it allows: such a rule gives little away.
fn is_all_powerful(command: &str) -> bool {
    let program = command.rsplit('/').next().unwrap_or(command);
    command == "ALL" || command.starts_with('/') && ALL_POWERFUL.contains(&program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_allows_everything_counts() {
        let table = [
            ("echo 'app ALL=(ALL) NOPASSWD:ALL' >> /etc/sudoers", true),
            ("echo \"app ALL=(ALL) NOPASSWD: ALL\" > /etc/sudoers.d/app", true),
            ("echo 'ALL ALL=(ALL) NOPASSWD: /usr/bin/find' | sudo tee /etc/sudoers.d/find > /dev/null", true),
            ("echo app ALL=NOPASSWD: /sbin/reboot, /usr/bin/vim >> /etc/sudoers", true),
            ("echo 'app ALL=NOPASSWD: /usr/sbin/nginx -s reload' >> /etc/sudoers", false),
            ("echo 'app ALL=NOPASSWD: /usr/bin/find /srv/media -name core' >> /etc/sudoers", false),
            ("echo 'app ALL=NOPASSWD: /opt/shop/findings' >> /etc/sudoers", false),
            ("echo 'app ALL=(ALL) ALL' >> /etc/sudoers", false),
            ("apt-get install sudo", false),
        ];
        for (text, expected) in table {
            assert_eq!(grants(text), expected, "{text}");
        }
    }
}
