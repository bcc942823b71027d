//! sshd_config, by `sshd -T`, which prints the values in force for a connection.

use sneck_model::Key;

use crate::programs::{Folder, Program};
use crate::sneck::{Tally, facts, parts, shown, value};

type Files = &'static [(&'static str, &'static str)];

/// Files, and the user who fits the block of `Match`, where there is one.
const SAMPLES: &[(Files, &str)] = &[
    (&[("sshd_config", "Port 22\n")], ""),
    (&[("sshd_config", "PermitRootLogin yes\nPermitRootLogin no\n")], ""),
    (&[("sshd_config", "permitrootlogin NO\n")], ""),
    (&[("sshd_config", "PermitRootLogin=without-password\n")], ""),
    (&[("sshd_config", "PermitRootLogin = forced-commands-only\n")], ""),
    (&[("sshd_config", "PasswordAuthentication no # never\n")], ""),
    (&[("sshd_config", "#PasswordAuthentication no\n")], ""),
    (&[("sshd_config", "  PasswordAuthentication\t\"no\"\n")], ""),
    (&[("sshd_config", "PermitEmptyPasswords yes\nPasswordAuthentication yes\n")], ""),
    (&[("sshd_config", "X11Forwarding yes\n")], ""),
    (&[("sshd_config", "Ciphers aes128-cbc,aes256-ctr\n")], ""),
    (&[("sshd_config", "MACs hmac-sha1,hmac-sha2-256\n")], ""),
    (&[("sshd_config", "KexAlgorithms diffie-hellman-group1-sha1,curve25519-sha256\n")], ""),
    (&[("sshd_config", "PasswordAuthentication no\nMatch User deploy\n  PasswordAuthentication yes\n")], "deploy"),
    (&[("sshd_config", "PermitRootLogin no\nMatch User root\n  PermitRootLogin yes\n")], "root"),
    (&[("sshd_config", "Match User deploy\n  X11Forwarding yes\n  PermitEmptyPasswords yes\nMatch all\n")], "deploy"),
    (
        &[(
            "sshd_config",
            "Match User deploy\n  PasswordAuthentication no\nMatch User deploy\n  PasswordAuthentication yes\n",
        )],
        "deploy",
    ),
    (&[("sshd_config", "Match User deploy\n  PasswordAuthentication no\n  PasswordAuthentication yes\n")], "deploy"),
    (
        &[
            ("sshd_config", "Include DIR/sshd_config.d/*.conf\nPasswordAuthentication yes\nPermitRootLogin yes\n"),
            ("sshd_config.d/10.conf", "PasswordAuthentication no\n"),
            ("sshd_config.d/20.conf", "PasswordAuthentication yes\nPermitRootLogin no\n"),
        ],
        "",
    ),
    (
        &[
            ("sshd_config", "PasswordAuthentication yes\nInclude DIR/sshd_config.d/*.conf\n"),
            ("sshd_config.d/10.conf", "PasswordAuthentication no\nX11Forwarding yes\n"),
        ],
        "",
    ),
    (
        &[
            ("sshd_config", "Include DIR/more\nX11Forwarding yes\n"),
            ("more", "PermitRootLogin no\nMatch User deploy\n  X11Forwarding no\n"),
        ],
        "deploy",
    ),
    (&[("sshd_config", "Match all\n  PermitRootLogin yes\n")], ""),
    (
        &[(
            "sshd_config",
            "UsePAM no\nPermitRootLogin prohibit-password\nPasswordAuthentication no\nX11Forwarding no\n",
        )],
        "",
    ),
    (&[("sshd_config", "Ciphers +aes128-cbc\n")], ""),
];

const WORDS: &[(&str, Key)] = &[
    ("permitrootlogin", Key::SSH_ROOT_LOGIN),
    ("passwordauthentication", Key::SSH_PASSWORD_LOGIN),
    ("permitemptypasswords", Key::SSH_EMPTY_PASSWORDS),
    ("x11forwarding", Key::SSH_X11_FORWARDING),
    ("ciphers", Key::SSH_CIPHERS),
    ("macs", Key::SSH_MACS),
    ("kexalgorithms", Key::SSH_KEY_EXCHANGE),
];

#[test]
fn sshd_reads_it_alike() {
    let program = Program::find("sshd");
    let mut tally = Tally::default();
    let keys = Folder::of(&[]);
    let key = keys.at("key");
    let (made, text) = Program::find("ssh-keygen").output(&keys, &["-q", "-t", "ed25519", "-N", "", "-f", &key]);
    assert!(made, "a host key is made: {text}");
    let key_text = std::fs::read_to_string(&key).expect("it was made");
    for (number, (files, matched)) in SAMPLES.iter().enumerate() {
        let folder = Folder::of(&[("key", &key_text)]);
        for (path, text) in *files {
            folder.write(path, &text.replace("DIR", &folder.path().display().to_string()));
        }
        let plain: Vec<(&str, String)> =
            files.iter().map(|(path, text)| (*path, text.replace("DIR", "/etc/ssh"))).collect();
        let plain: Vec<(&str, &str)> = plain.iter().map(|(path, text)| (*path, &**text)).collect();
        let facts = facts(&plain);
        for user in ["somebody", matched].iter().filter(|user| !user.is_empty()) {
            let connection = format!("user={user},host=a.example,addr=192.0.2.1");
            let (config, key) = (folder.at("sshd_config"), folder.at("key"));
            let (fine, text) = program.output(&folder, &["-T", "-f", &config, "-h", &key, "-C", &connection]);
            let title = format!("sample {number} for {user}: {files:?}");
            assert!(fine, "{title}: {text}");
            for (word, setting) in WORDS {
                let scoped = parts(&facts, *setting).first().map(|one| &one.value).filter(|_| user == matched);
                let Some(read) = scoped.or_else(|| value(&facts, *setting)) else { continue };
                let row = text.lines().find_map(|line| line.strip_prefix(&format!("{word} "))).unwrap_or_default();
                compare(&mut tally, &title, word, row, &shown(Some(read)));
            }
        }
    }
    tally.end(100);
}

fn compare(tally: &mut Tally, title: &str, word: &str, real: &str, read: &str) {
    let real = match real {
        "yes" if word != "permitrootlogin" => "true".to_owned(),
        "no" if word != "permitrootlogin" => "false".to_owned(),
        "without-password" => "prohibit-password".to_owned(),
        other => other.replace(',', " "),
    };
    // What `+` adds is among those of the release.
    let added = read.split(' ').all(|one| real.split(' ').any(|own| own == one)) && title.contains('+');
    if added {
        tally.compared += 1;
    } else {
        tally.same(title, word, &real, read);
    }
}
