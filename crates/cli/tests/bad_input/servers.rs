//! Files of web servers that are broken: the rest of them is read, and the line is told.

use crate::support::Project;
use crate::unread;

#[test]
fn a_caddyfile_whose_block_does_not_end() {
    let project = Project::of(&[("Caddyfile", "shop.example {\n\tfile_server browse\n")]);
    assert_eq!(unread(&project), ["Caddyfile: Caddy: the block that begins here does not end"]);
}

#[test]
fn a_caddyfile_of_the_first_release() {
    let project = Project::of(&[("Caddyfile", "shop.example {\n\tproxy / web:8000\n}\n")]);
    assert_eq!(unread(&project), ["Caddyfile: Caddy: written for Caddy 1, which is not read"]);
}

#[test]
fn a_caddyfile_that_imports_itself() {
    let files = [
        ("Caddyfile", "import a.caddy\n(b) {\n\timport b\n}\n:80 {\n\timport b\n}\n"),
        ("a.caddy", "import Caddyfile\n"),
    ];
    assert_eq!(unread(&Project::of(&files)), [""; 0]);
}

#[test]
fn a_file_of_apache_that_includes_itself() {
    let site = "Include apache/*.conf\n<VirtualHost *:80>\nInclude .\n";
    let project = Project::of(&[("apache/a.conf", site), ("apache/b.conf", site)]);
    let expected = "Apache: the section that begins here does not end";
    assert_eq!(unread(&project), [format!("apache/a.conf: {expected}"), format!("apache/b.conf: {expected}")]);
}
