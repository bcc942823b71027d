//! The engine that asks something running, beside servers that answer as they should, and as they should not.

#![expect(clippy::disallowed_methods, reason = "these tests start servers of their own")]

mod asking;
mod behaviours;
mod crawling;
mod hostile;
mod server;

use std::time::Duration;

use sneck_look::live::{Budget, Live, Options, Seen, Target};
use sneck_model::{Ask, Facts, Nonces, Request};

/// Options under which nothing takes long.
fn options() -> Options {
    let mut options = Options { nonces: Nonces::new(42), ..Options::default() };
    options.limits.total = Duration::from_millis(1500);
    options.limits.idle = Duration::from_millis(500);
    options.limits.body = 128 << 10;
    options.budget = Budget { patience: 4, total: Duration::from_secs(20), ..Budget::default() };
    options
}

fn live(url: &str) -> Live {
    Live::new(vec![Target::parse(url).expect("a target")], options()).expect("a network")
}

fn discovered(url: &str) -> Seen {
    live(url).discover(&Facts::default(), &|_, _| ())
}

/// Asks for targets with `GET`, calibrated.
fn asked(url: &str, targets: &[&str]) -> Seen {
    let origin = Target::parse(url).expect("a target").origin;
    let asks = targets.iter().map(|target| Ask::get(&origin, *target, "a test wants to know")).collect();
    live(url).ask(asks, &|_, _| ())
}

fn request(url: &str, method: &str, target: &str) -> Request {
    Request::of(method, &Target::parse(url).expect("a target").origin, target)
}
