//! What a question sends, what comes back, and how an answer is told from what any name gets.

use std::collections::BTreeMap;
use std::time::Duration;

use sneck_look::live::{Live, Target};
use sneck_model::{
    Ask, Calibration, Conclusion, Consent, HttpVersion, Identity, Message, Next, Reply, Request, Run, Script, Talk,
};

use super::server::{Server, answer, hang_up, target};
use super::{asked, live, options, request};

fn one_file(head: &str, to: &mut std::net::TcpStream) -> std::io::Result<()> {
    match target(head) {
        "/.git/config" => answer(to, "200 OK", "Content-Type: text/plain\r\n", b"[core]\n\tbare = false\n"),
        name => answer(to, "404 Not Found", "Content-Type: text/html\r\n", format!("<p>no {name} here").as_bytes()),
    }
}

#[test]
fn what_stands_on_its_own_is_told_from_what_any_name_gets() {
    let server = Server::start(one_file);
    let seen = asked(&server.url(), &["/.git/config", "/.git/HEAD"]);
    let kinds: Vec<_> = seen.exchanges.iter().map(|seen| (seen.status, seen.calibration)).collect();
    assert_eq!(kinds, [(200, Calibration::Own), (404, Calibration::None)]);
    assert!(seen.exchanges[0].is_own());
    let targets = server.targets();
    assert_eq!(targets.iter().filter(|name| *name == "/.git/config").count(), 2, "asked for again");
    assert_eq!(targets.len(), 7, "and other names, which share the folder: {targets:?}");
}

#[test]
fn a_page_for_every_name_is_a_catch_all() {
    fn shell(head: &str, to: &mut std::net::TcpStream) -> std::io::Result<()> {
        let page = format!("<title>shop</title><p>the shop at {} is loading its very fine application", target(head));
        answer(to, "200 OK", "Content-Type: text/html\r\n", page.as_bytes())
    }
    let server = Server::start(shell);
    let seen = asked(&server.url(), &["/.git/config", "/backup.zip", "/admin/"]);
    assert!(seen.exchanges.iter().all(|seen| seen.calibration == Calibration::CatchAll), "{:?}", seen.exchanges);
    assert!(seen.exchanges.iter().all(|seen| !seen.is_own()));
}

#[test]
fn an_answer_that_never_comes_twice_is_unsteady() {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(0);
    fn lottery(_: &str, to: &mut std::net::TcpStream) -> std::io::Result<()> {
        let seed = COUNT.fetch_add(1, Ordering::Relaxed);
        let words: Vec<String> = (0..200).map(|n| sneck_model::Nonces::new(seed * 1000 + n).word("w", 7)).collect();
        answer(to, "200 OK", "Content-Type: text/plain\r\n", words.join(" ").as_bytes())
    }
    let server = Server::start(lottery);
    assert_eq!(asked(&server.url(), &["/.env"]).exchanges[0].calibration, Calibration::Unsteady);
}

#[test]
fn of_events_that_go_on_for_ever_the_beginning_is_enough() {
    fn events(_: &str, to: &mut std::net::TcpStream) -> std::io::Result<()> {
        use std::io::Write;
        to.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")?;
        loop {
            to.write_all(b"data: tick\n\n")?;
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    let server = Server::start(events);
    let ask = Ask::request(request(&server.url(), "GET", "/"), "how it begins");
    let mut patient = options();
    patient.limits.total = Duration::from_secs(60);
    let live = Live::new(vec![Target::parse(&server.url()).expect("a target")], patient).expect("a network");
    // Longer than the whole audit may take, it would be read otherwise.
    let seen = live.ask(vec![ask], &|_, _| ());
    assert!(seen.exchanges[0].cut && seen.exchanges[0].body.starts_with("data: tick"), "{seen:?}");
}

#[test]
fn identical_questions_are_one_request_and_the_bytes_are_exact() {
    let server = Server::start(one_file);
    let target = "/static/..%2f..%2Fetc//passwd?a=%zz";
    let ask = |rule: &str| Ask { rule: rule.into(), ..Ask::request(request(&server.url(), "GET", target), "once") };
    let seen = live(&server.url()).ask(vec![ask("a/b"), ask("c/d"), ask("e/f")], &|_, _| ());
    assert_eq!(seen.exchanges.len(), 3, "each rule has its answer");
    assert_eq!(seen.exchanges[2].asked_by.as_deref(), Some("e/f"));
    assert_eq!(server.targets(), [target]);
}

#[test]
fn what_writes_is_not_sent() {
    let server = Server::start(one_file);
    let url = server.url();
    let get = |target: &str| Ask::request(request(&url, "GET", target), "a test");
    let overriding = request(&url, "GET", "/x").header("X-HTTP-Method-Override", "DELETE");
    let asks = vec![
        Ask::request(request(&url, "POST", "/x"), "a test"),
        Ask::request(request(&url, "DELETE", "/x"), "a test"),
        Ask::request(overriding, "a test"),
        Ask::request(request(&url, "PUT", "/x"), "a test").needing(Consent::Disposable),
        Ask::request(request(&url, "GET", "/x"), "a test").needing(Consent::Credentials),
        get("/logout"),
        get("/admin/reset-database"),
    ];
    let count = asks.len();
    let seen = live(&url).ask(asks, &|_, _| ());
    assert_eq!((seen.exchanges.len(), seen.not_looked_at.len()), (0, count), "{:?}", seen.not_looked_at);
    assert!(server.got().is_empty(), "{:?}", server.got());
    assert!(seen.not_looked_at.iter().any(|row| row.why.contains("--disposable")));
}

#[test]
fn an_identity_is_sent_and_is_in_no_fact() {
    let server = Server::start(one_file);
    let mut options = options();
    let admin = Identity::named("admin");
    options.identities =
        BTreeMap::from([(admin.clone(), vec![("Authorization".to_owned(), "Bearer hunter2".to_owned())])]);
    let live = Live::new(vec![Target::parse(&server.url()).expect("a target")], options).expect("a network");
    let ask = Ask::request(request(&server.url(), "GET", "/x").by(&admin), "a test");
    let seen = live.ask(vec![ask], &|_, _| ());
    assert!(server.got()[0].contains("Authorization: Bearer hunter2"));
    assert_eq!(seen.exchanges[0].identity, admin);
    assert!(!format!("{seen:?}").contains("hunter2"));
}

#[test]
fn redirects_are_followed_within_the_origin_alone() {
    fn onward(head: &str, to: &mut std::net::TcpStream) -> std::io::Result<()> {
        match target(head) {
            "/a" => answer(to, "302 Found", "Location: b\r\n", b""),
            "/b" => answer(to, "302 Found", "Location: http://127.0.0.2:9/c\r\n", b""),
            "/loop" => answer(to, "302 Found", "Location: /loop\r\n", b""),
            _ => answer(to, "200 OK", "", b"hello"),
        }
    }
    let server = Server::start(onward);
    let follow = |target: &str| {
        let request = Request { follow: 5, ..request(&server.url(), "GET", target) };
        let seen = live(&server.url()).ask(vec![Ask::request(request, "a test")], &|_, _| ());
        seen.exchanges.iter().map(|seen| seen.path().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(follow("/a"), ["/a", "/b"]);
    assert_eq!(follow("/loop").len(), 6, "a loop ends");
}

#[test]
fn a_script_goes_on_from_answer_to_answer_and_stops_at_its_ceiling() {
    fn tokens(head: &str, to: &mut std::net::TcpStream) -> std::io::Result<()> {
        match target(head) {
            "/token" => answer(to, "200 OK", "", b"open-sesame"),
            "/door?open-sesame" => answer(to, "200 OK", "", b"treasure"),
            _ => answer(to, "403 Forbidden", "", b"no"),
        }
    }
    let server = Server::start(tokens);
    let origin = Target::parse(&server.url()).expect("a target").origin;
    let of = origin.clone();
    let two_steps = Script::new(&origin, 2, move |_| {
        let origin = of.clone();
        let run: Run = Box::new(move |reply| match reply {
            None => Next::Send(Message::Http(Box::new(Request::of("GET", &origin, "/token")))),
            Some(Reply::Http(seen)) if seen.path() == "/token" => {
                let target = format!("/door?{}", seen.body);
                Next::Send(Message::Http(Box::new(Request::of("GET", &origin, target))))
            }
            Some(Reply::Http(seen)) => {
                let values = vec![("found".to_owned(), seen.body.clone())];
                Next::Done(vec![Conclusion { rule: "".into(), origin: origin.clone(), values, places: Vec::new() }])
            }
            Some(_) => Next::Done(Vec::new()),
        });
        run
    });
    let of = origin.clone();
    let endless = Script::new(&origin, 3, move |_| {
        let origin = of.clone();
        let mut count = 0;
        let run: Run = Box::new(move |_| {
            count += 1;
            Next::Send(Message::Http(Box::new(Request::of("GET", &origin, format!("/again/{count}")))))
        });
        run
    });
    let of = |rule: &str, script: Script| Ask { rule: rule.into(), ..Ask::script(script, "a test") };
    let seen = live(&server.url()).ask(vec![of("a/b", two_steps), of("c/d", endless)], &|_, _| ());
    assert_eq!(seen.conclusions.len(), 1);
    assert_eq!((&*seen.conclusions[0].rule, seen.conclusions[0].values[0].1.as_str()), ("a/b", "treasure"));
    assert!(seen.not_looked_at[0].why.contains("more than 3 exchanges"));
    assert_eq!(server.got().len(), 5);
}

#[test]
fn a_script_talks_in_bytes_too_and_stays_in_scope() {
    fn banner(_: &str, to: &mut std::net::TcpStream) -> std::io::Result<()> {
        std::io::Write::write_all(to, b"+PONG\r\n")?;
        hang_up()
    }
    let server = Server::start(banner);
    let origin = Target::parse(&server.url()).expect("a target").origin;
    let talk = |host: &str, port: u16| {
        let message = Message::Talk(Talk {
            host: host.to_owned(),
            port,
            tls: false,
            parts: vec![(b"PING\r\n\r\n".to_vec(), 64)],
        });
        let of = origin.clone();
        let script = Script::new(&origin, 1, move |_| {
            let (message, origin) = (message.clone(), of.clone());
            let run: Run = Box::new(move |reply| match reply {
                None => Next::Send(message.clone()),
                Some(reply) => {
                    let values = vec![("reply".to_owned(), format!("{reply:?}"))];
                    Next::Done(vec![Conclusion { rule: "".into(), origin: origin.clone(), values, places: Vec::new() }])
                }
            });
            run
        });
        let seen = live(&server.url()).ask(vec![Ask::script(script, "a test")], &|_, _| ());
        seen.conclusions[0].values[0].1.clone()
    };
    let bytes = format!("{:?}", b"+PONG\r\n");
    assert!(
        talk("127.0.0.1", server.port()).contains(bytes.trim_matches('"'))
            || talk("127.0.0.1", server.port()).contains("43, 80")
    );
    assert!(talk("192.0.2.1", 80).contains("--i-own"));
}

#[test]
fn headers_keep_their_order_and_old_versions_are_known() {
    fn old(_: &str, to: &mut std::net::TcpStream) -> std::io::Result<()> {
        std::io::Write::write_all(to, b"HTTP/1.0 200 OK\r\nX-b: 1\r\nx-A: 2\r\nX-B: 3\r\n\r\nuntil the end")?;
        hang_up()
    }
    let server = Server::start(old);
    let ask = Ask::request(request(&server.url(), "GET", "/"), "a test");
    let seen = live(&server.url()).ask(vec![ask], &|_, _| ()).exchanges.remove(0);
    let names: Vec<_> = seen.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((names, seen.version), (vec!["X-b", "x-A", "X-B"], HttpVersion::Http10));
    assert_eq!((seen.body.as_str(), seen.cut), ("until the end", false));
}
