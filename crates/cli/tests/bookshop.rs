//! Both bookshops start under gunicorn and serve what they say they serve.
#![expect(clippy::disallowed_methods, reason = "a test may start processes and connect to them")]

#[path = "../../../tests/python.rs"]
mod python;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for gunicorn to listen; it takes about two seconds on an idle machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A shop that serves on loopback until it is dropped.
struct Shop {
    gunicorn: Child,
    port: u16,
    _database: tempfile::TempDir,
}

impl Shop {
    /// Starts one of the examples with a database of its own.
    fn open(example: &str) -> Self {
        let port = free_port();
        let database = tempfile::tempdir().expect("a temporary folder");
        let gunicorn = Command::new(python::environment("flask-current").join("bin/gunicorn"))
            .args(["--no-control-socket", "--bind", &format!("127.0.0.1:{port}"), "wsgi:app"])
            .current_dir(python::repository().join("examples").join(example))
            .env("DATABASE_URL", format!("sqlite:///{}/shop.db", database.path().display()))
            .env("SECRET_KEY", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c")
            .env("JWT_SECRET_KEY", "d15d6c15b0f00a089f86d081884c7d659a2feaa0c55ad015")
            .env("TRUSTED_HOSTS", "shop.example")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("gunicorn starts");
        let mut shop = Self { gunicorn, port, _database: database };
        shop.wait();
        shop
    }

    fn wait(&mut self) {
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(
                self.gunicorn.try_wait().expect("its state can be asked").is_none(),
                "gunicorn ended instead of serving"
            );
            assert!(start.elapsed() < PATIENCE, "gunicorn does not listen after {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The whole answer to a request, headers and body, as a proxy in front of the shop asks for it.
    fn ask(&self, method: &str, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("gunicorn listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: shop.example\r\nX-Forwarded-Proto: https\r\nOrigin: https://other.example\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .expect("a request can be sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer in UTF-8");
        answer
    }

    fn get(&self, path: &str) -> String {
        self.ask("GET", path, "")
    }

    fn status(&self, path: &str) -> u16 {
        self.get(path).split(' ').nth(1).and_then(|code| code.parse().ok()).expect("an HTTP answer")
    }
}

impl Drop for Shop {
    /// gunicorn takes its workers with it when it is asked to end, and not when it is killed.
    fn drop(&mut self) {
        Command::new("kill").args(["-TERM", &self.gunicorn.id().to_string()]).status().expect("kill runs");
        self.gunicorn.wait().expect("gunicorn ends");
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port()
}

/// What customers see, whichever shop they are in.
const PAGES: &[&str] =
    &["/", "/?q=march", "/books/1", "/basket", "/login", "/register", "/api/books", "/chapter?file=middlemarch.txt"];

#[test]
fn the_bookshop_serves_and_shows_its_faults() {
    let shop = Shop::open("bookshop");
    for page in PAGES {
        assert_eq!(shop.status(page), 200, "{page}");
    }
    assert!(shop.get("/books/1").contains("Middlemarch"));
    assert_eq!(shop.status("/admin/"), 200, "the back office is open to everybody");
    assert!(shop.get("/static/.env").contains("PARCELS_TOKEN"));
    assert!(shop.get("/").contains("Access-Control-Allow-Origin: https://other.example"));
    assert!(shop.get("/api/books").contains("Access-Control-Allow-Credentials: true"));
    assert!(shop.get("/chapter").contains("400"), "a missing argument is the user's fault");
    assert!(shop.get("/chapter?file=none").contains("Traceback"), "an error shows its traceback");
    assert!(shop.get("/chapter?file=../wsgi.py").contains("DebuggedApplication"), "source code can be downloaded");

    let signed_in = shop.ask("POST", "/login", "name=admin&password=admin");
    let cookie = signed_in.lines().find(|l| l.starts_with("Set-Cookie: session=")).expect("admin/admin signs in");
    assert!(!cookie.contains("HttpOnly") && !cookie.contains("Secure"), "{cookie}");
}

#[test]
fn the_hardened_bookshop_serves_the_same_and_shows_none() {
    let shop = Shop::open("bookshop-hardened");
    for page in PAGES {
        assert_eq!(shop.status(page), 200, "{page}");
    }
    assert!(shop.get("/books/1").contains("Middlemarch"));
    assert_eq!(shop.status("/admin/"), 302, "the back office asks who is there");
    assert_eq!(shop.status("/static/.env"), 404);
    assert!(!shop.get("/api/books").contains("Access-Control-Allow-Origin"), "nobody is a partner yet");
    for path in ["/chapter?file=none", "/chapter?file=../wsgi.py"] {
        assert_eq!(shop.status(path), 404, "{path}");
    }
    let form = shop.get("/login");
    for header in ["Strict-Transport-Security", "Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options"]
    {
        assert!(form.contains(header), "{header} is missing in\n{form}");
    }
    let cookie = form.lines().find(|l| l.starts_with("Set-Cookie: __Host-session=")).expect("a form needs a session");
    for flag in ["Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(flag), "{flag} is missing in {cookie}");
    }
    let forged = shop.ask("POST", "/login", "name=admin&password=admin");
    assert!(!forged.contains("302"), "a post without a token is refused: {forged}");
}
