//! Every reader of a service's configuration lives through every input: broken, cut, mixed up, deep, long.

use proptest::prelude::*;
use sneck_model::Facts;

use super::read;
use crate::config::stack::Stack;
use crate::tree::{File, Tree};

/// Files by the names that the readers look for, each with text that is nearly right.
const SEEDS: &[(&str, &str)] = &[
    (
        "redis.conf",
        "bind 127.0.0.1 -::1\nport 6379\nrequirepass \"a\\x41\"\nuser default on nopass ~* +@all\ninclude redis.conf\naclfile users.acl\n",
    ),
    ("users.acl", "user default on >a ~* +@all -@all\n"),
    (
        "postgres/postgresql.conf",
        "listen_addresses = '*'\nssl = on # x\ninclude_dir 'conf.d'\ninclude 'postgresql.conf'\n",
    ),
    (
        "postgres/pg_hba.conf",
        "local all all trust\nhost all,\"b\" +c 10.0.0.0/8 md5 a=b\nhost all all 1.2.3.4 255.0.0.0 trust\\\n x\ninclude pg_hba.conf\n",
    ),
    (
        "mysql/my.cnf",
        "[mysqld]\nbind-address='0.0.0.0'\nskip-grant-tables\n!includedir .\n!include my.cnf\n[mariadb-10.11]\nport=1\n",
    ),
    ("mongod.conf", "net:\n  bindIp: [a, b]\n  port: 1\nsecurity: {authorization: enabled}\nstorage: {dbPath: /x}\n"),
    ("mongo-old.conf", "bind_ip = 0.0.0.0\nauth = true\ndbpath=/x\n"),
    ("memcached.conf", "-l 127.0.0.1,::1\n-p 1\n-S\nOPTIONS=\"-l x\"\n"),
    (
        "mosquitto.conf",
        "port 1\nlistener 1883 0.0.0.0\nallow_anonymous true\nper_listener_settings true\ninclude_dir .\n",
    ),
    (
        "rabbitmq.conf",
        "listeners.tcp.1 = [::]:5672\nlisteners.ssl = none\nloopback_users.guest = false\ndefault_pass = x\n",
    ),
    ("elasticsearch.yml", "network: {host: [_local_, 0.0.0.0]}\nxpack.security.enabled: false\nhttp.port: 9200-9300\n"),
    ("opensearch.yml", "plugins.security.disabled: true\nnetwork.host: x\n"),
    (
        "nats.conf",
        "listen: [::1]:4222\nauthorization { users = [{user: a, password: $b}] }\ntls {verify: true}\ninclude nats.conf\n# x\n",
    ),
    ("ssh/sshd_config", "PermitRootLogin=yes\nInclude sshd_config\nMatch User \"a b\"\nCiphers +a,b\nMatch all\n"),
    ("vsftpd.conf", "anonymous_enable=YES\nlisten_address=::\nssl_enable=NO\n"),
    ("xinetd.d/telnet", "service telnet\n{\n disable = no\n}\n"),
    ("inetd.conf", "telnet stream tcp nowait root x\n"),
];

/// Reads everything; what comes out points at files that were put in.
fn through(files: Vec<(&str, String)>) {
    let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let tree = Tree { files, ..Tree::default() };
    let mut facts = Facts::default();
    read(&tree, &Stack::default(), &mut facts);
    for row in &facts.unread {
        assert!(tree.file(&row.path).is_some(), "{}", row.path);
    }
    for setting in &facts.settings {
        assert!(!setting.because.is_empty(), "{} of {}", setting.raw, setting.component);
        let places = setting.because.iter().filter_map(|step| step.place.file());
        places.for_each(|(path, line)| {
            let lines = tree.file(path).map(|file| file.text().split(['\n', '\r']).count());
            assert!(lines.is_some_and(|lines| line as usize <= lines), "{path}:{line}");
        });
    }
}

fn spoil(text: &str, at: usize, with: &str, cut: bool) -> String {
    let at = (0..=at % (text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    if cut { format!("{}{with}", &text[..at]) } else { format!("{}{with}{}", &text[..at], &text[at..]) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoiled_files_are_read_all_the_same(
        spoils in prop::collection::vec((any::<usize>(), "[\\[\\]{}()'\"$\\\\:=#&*|;,%!@\n\t \u{0}-9A-Ca-c\u{e9}]{0,6}", any::<bool>()), SEEDS.len()),
    ) {
        let spoiled = SEEDS.iter().zip(spoils).map(|((path, text), (at, with, cut))| (*path, spoil(text, at, &with, cut)));
        through(spoiled.collect());
    }

    #[test]
    fn files_of_one_product_are_read_as_every_other(shift in 0..SEEDS.len()) {
        let texts = SEEDS.iter().cycle().skip(shift).map(|(_, text)| (*text).to_owned());
        through(SEEDS.iter().map(|(path, _)| *path).zip(texts).collect());
    }
}

#[test]
fn deep_and_long_files_end() {
    for piece in [
        "{",
        "[",
        "a {",
        "a [",
        "\"",
        "'",
        "\\\n",
        "Match a\n",
        "include redis.conf\n",
        "host all all all md5\n",
        "listener 1\n",
        "user a on\n",
        "net: {",
        "\u{0}",
        ",",
    ] {
        let text = piece.repeat(1_500);
        through(SEEDS.iter().map(|(path, seed)| (*path, format!("{seed}{text}"))).collect());
    }
}
