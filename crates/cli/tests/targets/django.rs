//! Django: as `startproject` leaves it under `runserver`, and hardened under gunicorn behind TLS.

use std::process::Command;

use crate::audit::{Audit, NO_HEADERS};
use crate::authority::Authority;
use crate::python::environment;
use crate::serving::Site;

const WEAK: &str = "
    critical secrets/weak-secret-key
    high app/debug-mode
    high app/debug-toolbar
    high app/dev-server
    low cookies/secure
    low headers/version-disclosure";

#[test]
fn what_startproject_leaves_on_is_found() {
    let site = Site::app("django_weak.py");
    let mut command = Command::new(environment("django-current").join("bin/python"));
    command.arg("django_weak.py").arg(site.port.to_string());
    let server = site.serve(&mut command);
    let audit = Audit::of(&server.http());
    audit.finds(&[WEAK, NO_HEADERS]);
    assert_eq!(audit.finding("secrets/weak-secret-key")["status"], "confirmed");
}

#[test]
fn a_hardened_project_behind_tls_has_nothing_to_be_told() {
    let authority = Authority::new();
    let [key, certificate] = authority.pair();
    let site = Site::app("django_hardened.py");
    let mut command = Command::new(environment("django-current").join("bin/gunicorn"));
    command.args(["--no-control-socket", "--bind", &format!("127.0.0.1:{}", site.port)]);
    command.args(["--keyfile", &key, "--certfile", &certificate, "django_hardened:application"]);
    let server = site.serve(command.env("SECRET_KEY", "c0ffee5a2c0bd1e7f94f63a8f0c1d2b3e4f5a69788-and-more"));
    let audit = Audit::trusting(&server.https(), &authority.certificate());
    audit.finds(&[]);
    assert_eq!(audit.code, Some(0));
}
