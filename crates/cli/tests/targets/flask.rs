//! Flask: Werkzeug's debugger with its PIN and without, the toolbar under gunicorn, and a hardened app behind TLS.

use std::process::Command;

use crate::audit::{Audit, NO_HEADERS};
use crate::authority::Authority;
use crate::python::environment;
use crate::serving::{Canary, Serving, Site};

fn weak(pin: &str, elsewhere: &str) -> Serving {
    let site = Site::app("flask_weak.py").with_leftovers("static");
    let mut command = Command::new(environment("flask-current").join("bin/python"));
    command.arg("flask_weak.py").arg(site.port.to_string()).env("WERKZEUG_DEBUG_PIN", pin).env("ELSEWHERE", elsewhere);
    site.serve(&mut command)
}

const WEAK: &str = "
    critical app/debug-mode
    critical exposure/static-sensitive-file
    critical secrets/weak-secret-key
    high app/dev-server
    high cors/reflected-origin
    high exposure/git
    medium cookies/samesite
    low cookies/secure
    low headers/version-disclosure";

#[test]
fn all_that_a_developer_left_on_is_found() {
    let canary = Canary::hatch();
    let server = weak("123-456-789", &canary.url());
    let audit = Audit::of(&server.http());
    audit.finds(&[WEAK, NO_HEADERS]);
    assert_eq!(audit.code, Some(1));
    let key = audit.finding("secrets/weak-secret-key");
    assert_eq!(key["status"], "confirmed", "{key}");
    let message = audit.message("app/debug-mode");
    assert!(message.contains("whoever learns or computes its PIN"), "{message}");
    assert_eq!(server.wrote("written"), None, "nothing was ordered, nothing reset");
    assert!(canary.is_silent(), "the redirect to another port was not followed");
}

#[test]
fn a_console_without_a_pin_is_told_from_a_locked_one() {
    let server = weak("off", "http://127.0.0.1:9");
    let audit = Audit::of(&server.http());
    audit.finds(&[WEAK, NO_HEADERS]);
    let message = audit.message("app/debug-mode");
    assert!(message.contains("no PIN is asked for"), "{message}");
}

fn gunicorn(site: Site, app: &str, arguments: &[&str]) -> Serving {
    let mut command = Command::new(environment("flask-current").join("bin/gunicorn"));
    command.args(["--no-control-socket", "--bind", &format!("127.0.0.1:{}", site.port)]).args(arguments).arg(app);
    site.serve(command.env("SECRET_KEY", "c0ffee5a2c0bd1e7f94f63a8f0c1d2b3e4f5a69788"))
}

#[test]
fn a_toolbar_for_developers_is_found() {
    let server = gunicorn(Site::app("flask_toolbar.py"), "flask_toolbar:app", &[]);
    Audit::of(&server.http()).finds(&["high app/debug-toolbar", NO_HEADERS]);
}

#[test]
fn a_hardened_app_behind_tls_has_nothing_to_be_told() {
    let authority = Authority::new();
    let [key, certificate] = authority.pair();
    let site = Site::app("flask_hardened.py").with("static/style.css", "body { color: black }\n");
    let server = gunicorn(site, "flask_hardened:app", &["--keyfile", &key, "--certfile", &certificate]);
    let audit = Audit::trusting(&server.https(), &authority.certificate());
    audit.finds(&[]);
    assert_eq!(audit.code, Some(0));
    assert_eq!(audit.item("transport/certificate"), "pass");
    let stranger = Audit::of(&server.https());
    stranger.finds(&[]);
    assert_eq!(stranger.item("transport/certificate"), "unknown", "whether visitors know the authority cannot be told");
}
