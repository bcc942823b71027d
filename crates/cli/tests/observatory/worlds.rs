//! A case as a recorded world.

use std::fmt::Write;

use crate::cases::{Case, Route};

/// Where the recorded server is said to answer.
pub const ADDRESS: &str = "http://127.0.0.1:5000/";
const PORT: &str = "5000";
/// The site as which Observatory asks whether it may read the page.
const ORIGIN: &str = "https://http-observatory.security.mozilla.org";

/// The world in which those answers were seen.
pub fn of(case: &Case) -> String {
    case.routes.iter().map(section).collect()
}

fn section(route: &Route) -> String {
    let Route { scheme, host, method, path, status, headers, body } = route;
    let fill = |text: &str| text.replace("{port}", PORT).replace("{origin}", ORIGIN);
    let mut text = format!("=== {method} {scheme}://{host}:{PORT}{path}\n");
    if *method == "OPTIONS" {
        text += &format!("> origin: {ORIGIN}\n");
    }
    writeln!(text, "{status}").expect("memory");
    for (name, value) in headers {
        writeln!(text, "{}: {}", name, fill(value)).expect("memory");
    }
    text + "\n" + &fill(body) + "\n"
}
