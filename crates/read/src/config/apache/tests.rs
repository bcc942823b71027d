//! What is read of files of Apache.

use sneck_model::Facts;

use crate::config::stack::Stack;
use crate::config::testing::tree;

/// `component key = value` of one file.
fn settings(text: &str) -> Vec<String> {
    let mut facts = Facts::default();
    super::read(&tree(&[("apache/shop.conf", text)]), &Stack::default(), &mut facts);
    facts.settings.iter().map(|s| format!("{} {} = {:?}", s.component, s.key.0, s.value)).collect()
}

fn has(text: &str, line: &str) -> bool {
    settings(text).iter().any(|known| known.contains(line))
}

#[test]
fn options_list_folders_or_not() {
    let with = |options: &str| format!("<Directory /srv/shop>\nOptions {options}\n</Directory>\n");
    for (options, lists) in
        [("Indexes FollowSymLinks", true), ("+Indexes", true), ("All", true), ("-Indexes", false), ("None", false)]
    {
        assert!(has(&with(options), &format!("server.listing = Bool({lists})")), "{options}");
    }
    assert!(!has(&with("+FollowSymLinks"), "server.listing"));
}

#[test]
fn releases_of_tls_are_added_and_taken_away() {
    let with = |words: &str| format!("<VirtualHost *:443>\nSSLEngine on\nSSLProtocol {words}\n</VirtualHost>\n");
    assert!(has(&with("all -SSLv3 -TLSv1 -TLSv1.1"), "[Text(\"TLSv1.2\"), Text(\"TLSv1.3\")]"));
    assert!(has(&with("all -SSLv3"), "Text(\"TLSv1.1\")"));
    assert!(has(&with("-all +TLSv1.2"), "= List([Text(\"TLSv1.2\")])"));
}

#[test]
fn a_host_on_port_80_moves_visitors_or_serves_them() {
    let with = |line: &str| format!("<VirtualHost *:80>\nServerName a.example\n{line}\n</VirtualHost>\n");
    assert!(has(&with("Redirect permanent / https://a.example/"), "https-redirect = Bool(true)"));
    assert!(has(&with("DocumentRoot /srv/a"), "apache/shop.conf#a.example:80 transport.https-redirect = OneOf"));
    assert!(!has(&with("ErrorLog x"), "https-redirect"));
}

#[test]
fn status_pages_are_open_unless_somebody_is_asked_for() {
    let with = |line: &str| {
        format!(
            "<Location /server-status>\nSetHandler server-status\n{line}\n</Location>\n<IfModule mod_x>\n</IfModule>\n"
        )
    };
    assert!(has(&with(""), "server.status-page = Bool(true)"));
    assert!(has(&with("Require local"), "server.status-page = Bool(false)"));
    assert!(has(&with("Require all granted"), "server.status-page = Bool(true)"));
}
