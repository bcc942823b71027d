//! Servers that misbehave: each audit ends in time, keeps within its bounds, and says what it did not see.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sneck_model::{Calibration, Facts};

use super::behaviours::BEHAVIOURS;
use super::server::{Behaviour, Server, answer, target};
use super::{asked, live};

/// Twice the time that [`super::options`] allow for one round, and as much again for a machine that has other things to do:
/// what does not end is found, what is slow is no matter.
const AT_MOST: Duration = Duration::from_secs(80);

/// Bytes that may be kept of one server.
const KEPT: usize = 24 << 20;

/// Servers that are audited at the same time.
const AT_ONCE: usize = 10;

#[test]
fn there_is_an_end_to_every_hostile_server() {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((name, behaviour)) = BEHAVIOURS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    ends(name, *behaviour);
                }
            });
        }
    });
}

fn ends(name: &str, behaviour: Behaviour) {
    let server = Server::start(behaviour);
    let begun = Instant::now();
    let seen = live(&server.url()).discover(&Facts::default(), &|_, _| ());
    let questions = asked(&server.url(), &["/.git/config", "/.env", "/static/../x", "/admin/"]);
    assert!(begun.elapsed() < AT_MOST, "a server that {name} took {:?}", begun.elapsed());
    let all = seen.exchanges.iter().chain(&questions.exchanges);
    let kept: usize = all.map(|one| one.body.len() + one.headers.len() * 32).sum();
    assert!(kept < KEPT, "a server that {name} had {kept} bytes kept");
    let own = questions.exchanges.iter().filter(|one| one.calibration == Calibration::Own);
    assert_eq!(own.count(), 0, "a server that {name} has nothing of its own anywhere");
    assert!(server.got().len() < 150, "a server that {name} got {} requests", server.got().len());
}

#[test]
fn a_redirect_a_link_and_a_list_never_lead_elsewhere() {
    let canary = Server::start(|_, to| answer(to, "200 OK", "", b"tweet"));
    static ELSEWHERE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let elsewhere = canary.url();
    ELSEWHERE.set(elsewhere).expect("once");
    let luring = Server::start(|head, to| {
        let away = ELSEWHERE.get().expect("set");
        match target(head) {
            "/" => {
                let page = format!("<base href={away}/><a href={away}/a>a</a><a href=/b>b</a><script src={away}/c>");
                answer(to, "200 OK", "Content-Type: text/html\r\n", page.as_bytes())
            }
            "/robots.txt" => answer(to, "200 OK", "", format!("Sitemap: {away}/map.xml\n").as_bytes()),
            "/sitemap.xml" => answer(to, "200 OK", "", format!("<loc>{away}/d</loc>").as_bytes()),
            "/openapi.json" => {
                let document = format!(
                    r#"{{"openapi": "3", "servers": [{{"url": "{away}"}}], "paths": {{"/e": {{"get": {{}}}}}}}}"#
                );
                answer(to, "200 OK", "", document.as_bytes())
            }
            _ => answer(to, "302 Found", &format!("Location: {away}/f\r\n"), b""),
        }
    });
    let seen = live(&luring.url()).discover(&Facts::default(), &|_, _| ());
    asked(&luring.url(), &["/.git/config", "/admin/"]);
    assert!(seen.exchanges.len() > 3, "it was read");
    assert!(canary.got().is_empty(), "{:?}", canary.got());
}
