//! Servers that misbehave, lure, quote and lie: the program with all rules and a folder of templates ends in time and
//! within its memory, finds nothing that is not there, and does no harm.

#![expect(clippy::disallowed_methods, reason = "these tests start servers of their own")]

#[path = "../../../look/tests/live/behaviours.rs"]
mod behaviours;
mod harmless;
mod impostors;
mod interrupted;
mod lures;
mod passwords;
mod peak;
#[path = "../../../look/tests/live/server.rs"]
mod server;
#[expect(dead_code, reason = "each test file uses a part of it")]
#[path = "../support/mod.rs"]
mod support;
#[path = "../templates/folder.rs"]
mod templates;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use behaviours::BEHAVIOURS;
use impostors::IMPOSTORS;
use lures::LURES;
use peak::Run;
use server::{Behaviour, Server};

/// Servers that are audited at the same time.
const AT_ONCE: usize = 8;
/// Seconds within which an audit ends: those that it was given, and many more for an unoptimised program on a machine
/// where seven others run.
const SECONDS: f64 = 90.0;
/// Bytes that the program may have in memory.
const MEMORY: u64 = 150 << 20;

#[test]
fn nothing_that_is_not_there_is_found_and_every_audit_ends() {
    let servers: Vec<&(&str, Behaviour)> = BEHAVIOURS.iter().chain(LURES).chain(IMPOSTORS).collect();
    assert!(servers.len() >= 50, "{}", servers.len());
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((name, behaviour)) = servers.get(next.fetch_add(1, Ordering::Relaxed)) {
                    wrong.lock().expect("no test broke it").extend(faults(name, *behaviour));
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no test broke it");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What went wrong beside one of them, in words.
fn faults(name: &str, behaviour: Behaviour) -> Vec<String> {
    let server = Server::start(behaviour);
    let templates = templates::folder(server.port());
    let folder = templates.path().display().to_string();
    let limits = ["--answer-timeout", "1", "--live-timeout", "10"];
    let run = Run::of(&[&["--url", &server.url(), "--templates", &folder], &limits[..]].concat());
    let said = |what: String| format!("a server that {name}: {what}");
    let mut wrong: Vec<String> =
        run.findings().into_iter().filter(|line| !line.contains(" headers/")).map(said).collect();
    if !matches!(run.code, Some(0 | 3)) {
        wrong.push(said(format!("the program ended with {:?}: {}", run.code, run.err)));
    }
    if run.seconds > SECONDS {
        wrong.push(said(format!("the audit took {:.0} seconds", run.seconds)));
    }
    if run.peak > MEMORY {
        wrong.push(said(format!("the audit needed {} MiB", run.peak >> 20)));
    }
    wrong
}
