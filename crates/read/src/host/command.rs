//! A command line as it may be shown: what is or may be secret is taken out.

/// Characters of a command line that are kept.
const LONGEST: usize = 400;

const HIDDEN: &str = "***";

/// Parts of names whose value is nobody's business.
const SECRET: &[&str] = &["pass", "secret", "token", "key", "auth", "cred", "pwd", "cookie", "dsn", "connection"];

/// Reads `/proc/PID/cmdline`: words that end with a zero each.
#[must_use]
pub fn shown(bytes: &[u8]) -> String {
    let words = bytes.split(|b| *b == 0).filter(|word| !word.is_empty()).map(String::from_utf8_lossy);
    let mut all: Vec<String> = Vec::new();
    let mut hide = false;
    for word in words {
        let hidden = if hide && !word.starts_with('-') { HIDDEN.to_owned() } else { without_secrets(&word) };
        hide = word.starts_with('-') && !word.contains('=') && is_secret(&word);
        all.push(hidden);
    }
    all.join(" ").chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET.iter().any(|part| name.contains(part)) || matches!(&*name, "-p" | "-u" | "-a")
}

/// One word: `--password=x`, `NAME=x`, `-px` of MySQL's clients, and URLs with a password. A word that is a whole script
/// (`sh -c '…'`) is looked through, too.
fn without_secrets(word: &str) -> String {
    if word.contains(char::is_whitespace) {
        return word.split_whitespace().map(without_secrets).collect::<Vec<_>>().join(" ");
    }
    if let Some((name, _)) = word.split_once('=').filter(|(name, _)| is_secret(name)) {
        return format!("{name}={HIDDEN}");
    }
    if let Some(rest) =
        word.strip_prefix("-p").filter(|rest| !rest.is_empty() && !rest.bytes().all(|b| b.is_ascii_digit()))
        && !rest.starts_with("ort")
    {
        return format!("-p{HIDDEN}");
    }
    without_password(word)
}

/// `scheme://user:password@host`.
fn without_password(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else { return word.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let Some(at) = rest[..end].rfind('@').or_else(|| rest.rfind('@')) else { return word.to_owned() };
    let user = rest[..at].split(':').next().unwrap_or_default();
    format!("{scheme}://{user}:{HIDDEN}{}", &rest[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_secret_is_taken_out() {
        let table = [
            ("redis-server\0*:6379\0", "redis-server *:6379"),
            ("x\0--requirepass\0hunter2\0--port\x001\0", "x --requirepass *** --port 1"),
            ("mysqld\0--password=hunter2\0", "mysqld --password=***"),
            ("mysql\0-phunter2\0-uroot\0", "mysql -p*** -uroot"),
            ("memcached\0-p11211\0-m\x0064\0", "memcached -p11211 -m 64"),
            ("celery\0-b\0redis://u:hunter2@h/0\0", "celery -b redis://u:***@h/0"),
            ("celery\0-b\0redis://:hun/ter2@h/0\0", "celery -b redis://:***@h/0"),
            ("sh\0-c\0SECRET_KEY=hunter2 flask run --debug\0", "sh -c SECRET_KEY=*** flask run --debug"),
            ("", ""),
        ];
        for (raw, expected) in table {
            assert_eq!(shown(raw.as_bytes()), expected);
        }
    }
}
