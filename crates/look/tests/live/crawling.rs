//! What discovery reads, and what it leaves alone.

use sneck_look::live::{Live, Options, Target};
use sneck_model::{Calibration, Facts, Kind, Place, Route};

use super::server::{Server, answer, target};
use super::{discovered, live, options};

fn shop(head: &str, to: &mut std::net::TcpStream) -> std::io::Result<()> {
    let html = "Content-Type: text/html\r\n";
    match target(head) {
        "/" => {
            let page = "<a href=/one>1</a><a href=/logout>bye</a><a href=http://127.0.0.1:9/away>away</a>\
                        <form method=post action=/pay></form><form action=/search></form><script src=/app.js></script>";
            answer(to, "200 OK", html, page.as_bytes())
        }
        "/one" => answer(to, "302 Found", "Location: /two\r\n", b""),
        "/two" | "/search" | "/listed" | "/api/books" => answer(to, "200 OK", html, b"<p>here"),
        "/robots.txt" => answer(to, "200 OK", "Content-Type: text/plain\r\n", b"User-agent: *\nDisallow: /listed\n"),
        "/openapi.json" => {
            let document =
                br#"{"openapi": "3.0.0", "paths": {"/api/books": {"get": {}}, "/api/delete-all": {"get": {}}}}"#;
            answer(to, "200 OK", "Content-Type: application/json\r\n", document)
        }
        "/app.js" => answer(to, "200 OK", "Content-Type: text/javascript\r\n", b"fetch('/two')"),
        _ => answer(to, "404 Not Found", html, b"<p>nothing"),
    }
}

#[test]
fn what_pages_and_lists_lead_to_is_read_once() {
    let server = Server::start(shop);
    let seen = discovered(&server.url());
    let mut read: Vec<_> = seen.exchanges.iter().filter(|seen| seen.status == 200).map(|seen| seen.path()).collect();
    read.sort_unstable();
    let expected = ["/", "/api/books", "/app.js", "/listed", "/openapi.json", "/robots.txt", "/search", "/two"];
    assert_eq!(read, expected);
    let mut targets = server.targets();
    targets.sort();
    let count = targets.len();
    targets.dedup();
    assert_eq!(targets.len(), count, "nothing twice: {targets:?}");
    assert!(server.got().iter().all(|head| head.starts_with("GET ")));
    assert!(!targets.iter().any(|target| target.contains("logout") || target.contains("delete") || target == "/pay"));
    let random = seen.exchanges.iter().filter(|seen| seen.calibration == Calibration::Random);
    assert_eq!(random.count(), 1);
    let not: Vec<_> = seen.not_looked_at.iter().map(|row| row.what.as_str()).collect();
    assert!(not.iter().any(|what| what.ends_with("/logout")), "{not:?}");
}

fn route(path: &str, writes: bool, kind: Kind) -> Route {
    Route {
        app: None,
        path: path.into(),
        methods: vec!["GET".into()],
        explicit_methods: false,
        methods_read: Vec::new(),
        view: "view".into(),
        place: Place::Host { item: "a test".into() },
        guarded: None,
        reads_form: false,
        csrf_exempt: None,
        writes,
        gets_write: writes,
        reveals: None,
        kind,
    }
}

#[test]
fn a_route_whose_view_writes_is_never_requested_and_others_are() {
    let routes = vec![
        route("/two", false, Kind::Production),
        route("/fresh-start", true, Kind::Production),
        route("/only-in-tests", false, Kind::Test),
        route("/books/<int:id>", false, Kind::Production),
    ];
    let server = Server::start(|head, to| match target(head) {
        "/" => answer(to, "200 OK", "Content-Type: text/html\r\n", b"<a href=/fresh-start>start over</a>"),
        _ => answer(to, "404 Not Found", "", b""),
    });
    let facts = Facts { routes, ..Facts::default() };
    let seen = live(&server.url()).discover(&facts, &|_, _| ());
    let targets = server.targets();
    assert!(targets.iter().any(|target| target == "/two"));
    assert!(!targets.iter().any(|target| target.contains("fresh-start") || target.contains("tests")), "{targets:?}");
    assert!(seen.not_looked_at.iter().any(|row| row.why.contains("the view behind it changes something")));
}

#[test]
fn an_app_in_a_folder_is_asked_for_its_routes_and_lists_there() {
    let plain = route("/quiet", false, Kind::Production);
    let writing = route("/fresh-start", true, Kind::Production);
    let server = Server::start(|head, to| match target(head) {
        "/shop/" => answer(to, "200 OK", "Content-Type: text/html\r\n", b"<a href=fresh-start>start over</a>"),
        "/shop/openapi.json" => {
            let document = br#"{"openapi": "3.0.0", "paths": {"/shop/api/books": {"get": {}}}}"#;
            answer(to, "200 OK", "Content-Type: application/json\r\n", document)
        }
        _ => answer(to, "404 Not Found", "", b""),
    });
    let facts = Facts { routes: vec![plain, writing], ..Facts::default() };
    live(&format!("{}/shop/", server.url())).discover(&facts, &|_, _| ());
    let targets = server.targets();
    for wanted in ["/shop/", "/shop/quiet", "/shop/openapi.json", "/openapi.json", "/shop/api/books"] {
        assert!(targets.iter().any(|target| target == wanted), "{wanted}: {targets:?}");
    }
    assert!(!targets.iter().any(|target| target.contains("fresh-start")), "{targets:?}");
}

#[test]
fn pages_and_requests_have_a_ceiling() {
    fn maze(head: &str, to: &mut std::net::TcpStream) -> std::io::Result<()> {
        let name = target(head);
        let links: String = ('a'..='z').map(|c| format!("<a href={name}{c}/>{c}</a>")).collect();
        answer(to, "200 OK", "Content-Type: text/html\r\n", links.as_bytes())
    }
    let server = Server::start(maze);
    let mut options: Options = options();
    options.budget.pages = 20;
    let live = Live::new(vec![Target::parse(&server.url()).expect("a target")], options.clone()).expect("a network");
    let seen = live.discover(&Facts::default(), &|_, _| ());
    assert!(server.got().len() <= 25, "{}", server.got().len());
    assert_eq!(live.sent(), server.got().len() as u64);
    assert!(seen.not_looked_at.iter().any(|row| row.why.contains("limit of pages")));
    options.budget.requests = 3;
    let other = Server::start(maze);
    let live = Live::new(vec![Target::parse(&other.url()).expect("a target")], options).expect("a network");
    let seen = live.discover(&Facts::default(), &|_, _| ());
    assert_eq!(other.got().len(), 3);
    assert!(seen.not_looked_at.iter().any(|row| row.why.contains("limit of 3 requests")));
}

#[test]
fn what_cannot_be_reached_is_told() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let table = [
        (format!("http://127.0.0.1:{free}"), "refused"),
        ("http://192.0.2.1".to_owned(), "--i-own 192.0.2.1"),
        ("http://shop.test".to_owned(), "--i-own shop.test"),
    ];
    for (url, why) in table {
        let seen = discovered(&url);
        assert!(seen.origins.is_empty() && seen.exchanges.is_empty());
        assert!(seen.unreached[0].1.contains(why), "{url}: {}", seen.unreached[0].1);
    }
}

#[test]
fn a_server_that_speaks_plain_http_where_tls_is_expected_is_told() {
    let server = Server::start(shop);
    let seen = discovered(&server.url().replace("http:", "https:"));
    assert!(seen.unreached[0].1.contains("TLS"), "{}", seen.unreached[0].1);
}
