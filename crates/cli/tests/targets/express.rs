//! Express: as its developer left it, and with helmet behind TLS.

use std::process::Command;

use crate::audit::{Audit, NO_HEADERS};
use crate::authority::{Authority, packages};
use crate::python::repository;
use crate::serving::{Serving, Site};

fn node(name: &str, arguments: &[&str]) -> Serving {
    let site = Site::app(name).with_leftovers("static");
    let mut command = Command::new("node");
    command.arg(name).arg(packages(&repository())).arg(site.port.to_string()).args(arguments);
    site.serve(command.env("SESSION_SECRET", "c0ffee5a2c0bd1e7f94f63a8f0c1d2b3e4f5a69788"))
}

const WEAK: &str = "
    critical exposure/static-sensitive-file
    critical secrets/weak-secret-key
    high app/verbose-errors
    high cookies/httponly
    high cors/reflected-origin
    high exposure/git
    medium cookies/samesite
    low cookies/secure
    low cors/unsafe-methods-or-headers
    low headers/cache-control";

#[test]
fn what_a_developer_left_on_is_found() {
    let server = node("express_weak.js", &[]);
    Audit::of(&server.http()).finds(&[WEAK, NO_HEADERS]);
}

#[test]
fn a_hardened_app_behind_tls_has_nothing_to_be_told() {
    let authority = Authority::new();
    let [key, certificate] = authority.pair();
    let server = node("express_hardened.js", &[&key, &certificate]);
    let audit = Audit::trusting(&server.https(), &authority.certificate());
    audit.finds(&[]);
    assert_eq!(audit.code, Some(0));
}
