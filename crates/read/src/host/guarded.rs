//! Files that not everybody should read: which names are worth a look, and what their content says they hold.

/// Bytes of a file that are looked at.
pub const LARGEST: u64 = 256 << 10;

/// Sockets whose readers give orders, and to whom.
pub const SOCKETS: &[(&str, &str)] = &[
    ("/run/docker.sock", "control over every container, and by them over the machine"),
    ("/var/run/docker.sock", "control over every container, and by them over the machine"),
    ("/run/podman/podman.sock", "control over every container, and by them over the machine"),
    ("/run/containerd/containerd.sock", "control over every container, and by them over the machine"),
    ("/run/crio/crio.sock", "control over every container, and by them over the machine"),
];

/// Folders that hold projects, keys and the homes of accounts, and how deep they are searched.
pub const FOLDERS: &[(&str, usize)] = &[
    ("/etc/ssl", 3),
    ("/etc/pki/tls", 3),
    ("/etc/letsencrypt", 4),
    ("/etc/ssh", 1),
    ("/etc/nginx", 3),
    ("/etc/apache2", 3),
    ("/srv", 4),
    ("/opt", 3),
    ("/var/www", 4),
    ("/root", 2),
    ("/home", 3),
];

/// Folders that are not entered: there is much in them, and nothing that was put there by hand.
pub const SKIPPED: &[&str] =
    &["node_modules", ".git", "__pycache__", ".cache", "site-packages", ".cargo", ".rustup", "go"];

/// Whether a whole name is one of the sort, and how its content is told.
type Sort = (fn(&str) -> bool, fn(&str) -> Option<String>);

/// Names of files, as a test of the whole name, and what their content has to be.
const NAMES: &[Sort] = &[
    (|name| name == ".env" || name.starts_with(".env.") || name.ends_with(".env"), variables),
    (|name| [".pem", ".key"].iter().any(|end| name.ends_with(end)), private_key),
    (|name| name.starts_with("id_") && !name.ends_with(".pub"), private_key),
    (|name| name.starts_with("ssh_host_") && name.ends_with("_key"), private_key),
    (|name| name == ".git-credentials", |text| text.contains("://").then(|| "passwords for git servers".into())),
    (|name| name == ".pgpass", |text| (text.matches(':').count() >= 4).then(|| "passwords of databases".into())),
    (|name| name == ".netrc", |text| text.contains("password").then(|| "passwords for other machines".into())),
    (|name| name == ".my.cnf", |text| text.contains("password").then(|| "the password of a database".into())),
    (
        |name| name == "credentials",
        |text| text.contains("aws_secret_access_key").then(|| "access keys of a cloud".into()),
    ),
    (
        |name| name == "config.json",
        |text| {
            (text.contains("\"auths\"") && text.contains("\"auth\"")).then(|| "passwords of image registries".into())
        },
    ),
    (|name| name == "wp-config.php", |text| text.contains("DB_PASSWORD").then(|| "the password of a database".into())),
    (|name| name == ".htpasswd", |text| text.contains(":$").then(|| "hashes of passwords".into())),
    (|name| name == "shadow" || name == "shadow-", |text| text.contains(":$").then(|| "hashes of passwords".into())),
];

/// Whether a file of that name is worth opening. Examples are there to be read.
#[must_use]
pub fn is_wanted(name: &str) -> bool {
    let example = ["example", "sample", "template", ".dist"].iter().any(|word| name.contains(word));
    !example && NAMES.iter().any(|(is, _)| is(name))
}

/// What a file holds, as a noun, where it is worth guarding. Names of variables and never values.
#[must_use]
pub fn holds(name: &str, bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    NAMES.iter().filter(|(is, _)| is(name)).find_map(|(_, content)| content(&text))
}

/// A key that a password protects may be read.
fn private_key(text: &str) -> Option<String> {
    let begins = text.lines().find(|line| line.starts_with("-----BEGIN ") && line.contains("PRIVATE KEY"))?;
    let locked = begins.contains("ENCRYPTED") || text.contains("Proc-Type: 4,ENCRYPTED");
    (!locked && !locked_openssh(text)).then(|| "a private key".into())
}

/// The name of the cipher stands in the first bytes: `openssh-key-v1`, then `none` or another.
fn locked_openssh(text: &str) -> bool {
    let line = text.lines().skip_while(|line| !line.starts_with("-----BEGIN OPENSSH")).nth(1);
    // `openssh-key-v1\0\0\0\0\x04none` in base64.
    line.is_some_and(|line| !line.starts_with("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"))
}

/// Names shown, at most.
const SHOWN: usize = 4;

/// Variables whose names say that their value is a secret, and that have one.
fn variables(text: &str) -> Option<String> {
    let named = |line: &str| {
        let (name, value) = line.trim().trim_start_matches("export ").split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        let given = !value.is_empty() && !value.starts_with(['$', '<']);
        (given && is_secret(name.trim()) && !name.trim_start().starts_with('#')).then(|| name.trim().to_owned())
    };
    let names: Vec<String> = text.lines().filter_map(named).collect();
    let more = names.len().saturating_sub(SHOWN);
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match (names.is_empty(), more) {
        (true, _) => None,
        (_, 0) => Some(format!("values for {shown}")),
        _ => Some(format!("values for {shown} and {more} more")),
    }
}

fn is_secret(name: &str) -> bool {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let upper = name.to_ascii_uppercase();
    let parts = [
        "PASSWORD",
        "PASSWD",
        "SECRET",
        "TOKEN",
        "PRIVATE_KEY",
        "API_KEY",
        "APIKEY",
        "ACCESS_KEY",
        "DATABASE_URL",
        "DSN",
    ];
    plain && parts.iter().any(|part| upper.contains(part)) && !upper.ends_with("_FILE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_says_what_a_file_holds() {
        let table = [
            (
                ".env",
                "SECRET_KEY=hunter2\nDEBUG=0\nexport DB_PASSWORD='x'\n",
                Some("values for SECRET_KEY, DB_PASSWORD"),
            ),
            (".env", "DEBUG=1\nSECRET_KEY=\nDB_PASSWORD=${X}\n# API_KEY=1\nPASSWORD_FILE=/x\n", None),
            ("a.pem", "-----BEGIN CERTIFICATE-----\n", None),
            ("a.pem", "-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n", Some("a private key")),
            ("a.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", None),
            ("a.key", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", None),
            (
                "id_ed25519",
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAA\n",
                Some("a private key"),
            ),
            ("id_rsa", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI\n", None),
            ("credentials", "[default]\naws_secret_access_key = x\n", Some("access keys of a cloud")),
            ("config.json", "{\"auths\": {}}", None),
        ];
        for (name, text, expected) in table {
            assert_eq!(holds(name, text.as_bytes()).as_deref(), expected, "{name} {text}");
        }
        assert!(is_wanted(".env.production") && !is_wanted(".env.example") && !is_wanted("notes.txt"));
    }
}
