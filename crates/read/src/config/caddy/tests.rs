//! What is read of whole trees.

use sneck_model::{Facts, Value};

use crate::config::deployment;
use crate::config::testing::tree;

fn facts(files: &[(&str, &str)]) -> Facts {
    let tree = tree(files);
    let mut facts = Facts::default();
    super::read(&tree, &deployment(&tree).stack, &mut facts);
    facts
}

/// `component [scope] = value @place` of one key.
fn of_key(files: &[(&str, &str)], key: &str) -> Vec<String> {
    let facts = facts(files);
    let show = |s: &sneck_model::Setting| {
        let scope = s.scope.0.first().map(|scope| format!(" [{scope}]")).unwrap_or_default();
        let place = s.because.first().map(|step| step.place.to_string()).unwrap_or_default();
        format!("{}{scope} = {} @{place}", s.component, value(&s.value))
    };
    facts.settings.iter().filter(|s| s.key.0 == key).map(show).collect()
}

fn value(value: &Value) -> String {
    match value {
        Value::None => "none".into(),
        Value::Bool(on) => on.to_string(),
        Value::Text(text) => text.clone(),
        Value::List(all) => all.iter().map(self::value).collect::<Vec<_>>().join(" "),
        Value::OneOf(all) => all.iter().map(self::value).collect::<Vec<_>>().join(" or "),
        _ => "unknown".into(),
    }
}

const HSTS: &str = "header.strict-transport-security";
const REDIRECT: &str = "transport.https-redirect";

#[test]
fn names_are_served_over_tls_and_bare_ports_are_not() {
    let table = [
        ("shop.example", "true"),
        ("http://shop.example", "false or unknown"),
        (":80", "false or unknown"),
        ("http://shop.example, https://shop.example", "false"),
    ];
    for (address, expected) in table {
        let text = format!("{address} {{\n root * /srv\n file_server\n}}\n");
        let read = of_key(&[("Caddyfile", &text)], REDIRECT).join(" ");
        assert!(read.contains(&format!(" = {expected} @Caddyfile:1")), "{address}: {read}");
    }
    assert!(of_key(&[("Caddyfile", "{$ADDRESS} {\n file_server\n}\n")], REDIRECT).is_empty());
    assert!(of_key(&[("Caddyfile", "{\n auto_https off\n}\na.example {\n file_server\n}\n")], REDIRECT).is_empty());
}

#[test]
fn snippets_and_files_are_put_in_where_they_are_imported() {
    let files = [
        ("Caddyfile", "(safe) {\n header Strict-Transport-Security \"max-age={args[0]}\"\n}\nimport sites/*.caddy\n"),
        ("sites/a.caddy", "a.example {\n import safe 9\n reverse_proxy app:8000\n}\n"),
        ("sites/b.caddy", "b.example {\n import elsewhere\n file_server\n}\n"),
    ];
    let expected = ["Caddyfile = max-age=9 @Caddyfile:2", "sites/b.caddy#b.example:443 = unknown @sites/b.caddy:1"];
    assert_eq!(of_key(&files, HSTS), expected);
}

#[test]
fn one_site_may_stand_without_braces() {
    let files = [("Caddyfile", "a.example,\nb.example {\n file_server browse\n}\n")];
    assert_eq!(of_key(&files, "server.listing"), ["Caddyfile#b.example:443 = true @Caddyfile:3"]);
    let files = [("docker/Caddyfile", ":8080\nroot * /srv/shop\nfile_server\n")];
    assert_eq!(of_key(&files, "server.dotfiles"), ["docker/Caddyfile#*:8080 = true or unknown @docker/Caddyfile:2"]);
}

#[test]
fn the_program_behind_is_known_by_its_name() {
    let compose = "services:\n web:\n  build: .\n proxy:\n  image: caddy:2\n  volumes: ['./Caddyfile:/etc/caddy/Caddyfile']\n  ports: ['443:443']\n";
    let files = [("Caddyfile", "a.example {\n reverse_proxy web:8000\n}\n"), ("compose.yaml", compose)];
    let read = of_key(&files, "proxy.front-of");
    assert_eq!(read, ["Caddyfile#a.example:443 = compose.yaml#web @Caddyfile:2"]);
}

#[test]
fn the_older_release_is_named_as_unread() {
    let unread = facts(&[("Caddyfile", "a.example {\n gzip\n proxy / web:8000\n}\n")]).unread;
    assert_eq!(unread.iter().map(|row| row.line).collect::<Vec<_>>(), [2]);
}
