//! Accounts of an image that become root without a password.

/// The words of a rule of sudo that asks for nothing and allows everything.
pub(super) fn grants(text: &str) -> bool {
    text.split("NOPASSWD:").skip(1).any(|after| {
        let commands = after.trim_start();
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        commands.strip_prefix("ALL").is_some_and(ends)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_allows_everything_counts() {
        let table = [
            ("echo 'app ALL=(ALL) NOPASSWD:ALL' >> /etc/sudoers", true),
            ("echo \"app ALL=(ALL) NOPASSWD: ALL\" > /etc/sudoers.d/app", true),
            ("echo 'app ALL=NOPASSWD: /usr/sbin/nginx -s reload' >> /etc/sudoers", false),
            ("echo 'app ALL=(ALL) ALL' >> /etc/sudoers", false),
            ("apt-get install sudo", false),
        ];
        for (text, expected) in table {
            assert_eq!(grants(text), expected, "{text}");
        }
    }
}
