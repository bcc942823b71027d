//! FastAPI under uvicorn: an API that is open to everybody, and one that is not.

use std::process::Command;

use crate::audit::{Audit, NO_HEADERS};
use crate::authority::Authority;
use crate::python::environment;
use crate::serving::{Serving, Site};

fn uvicorn(name: &str, arguments: &[&str]) -> Serving {
    let site = Site::app(&format!("{name}.py"));
    let mut command = Command::new(environment("fastapi-current").join("bin/uvicorn"));
    command.args([&format!("{name}:app"), "--port", &site.port.to_string()]).args(arguments);
    site.serve(&mut command)
}

const WEAK: &str = "
    critical secrets/weak-secret-key
    high app/debug-mode
    high cors/reflected-origin
    low cookies/secure
    low cors/unsafe-methods-or-headers
    low exposure/api-docs
    low headers/subresource-integrity";

#[test]
fn an_api_that_lets_everybody_in_is_found() {
    let server = uvicorn("fastapi_weak", &[]);
    Audit::of(&server.http()).finds(&[WEAK, NO_HEADERS]);
}

#[test]
fn a_hardened_api_behind_tls_has_nothing_to_be_told() {
    let authority = Authority::new();
    let [key, certificate] = authority.pair();
    let options = ["--no-server-header", "--ssl-keyfile", &key, "--ssl-certfile", &certificate];
    let server = uvicorn("fastapi_hardened", &options);
    let audit = Audit::trusting(&server.https(), &authority.certificate());
    audit.finds(&[]);
    assert_eq!(audit.code, Some(0));
}
