//! Starts a real server in a folder and on a port of its own, and ends it when the test does.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longest wait for a server to listen: a machine with other things to do takes its time.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long a server may take to end when it is asked to.
const FAREWELL: Duration = Duration::from_secs(5);

/// What a server is made of: its folder, its port, and what is in the folder.
pub struct Site {
    folder: TempDir,
    pub port: u16,
}

impl Site {
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("target").tempdir().expect("a temporary folder");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        Self { folder, port: listener.local_addr().expect("it has one").port() }
    }

    /// For a server that gives its rights away before it reads files.
    pub fn open_to_all() -> Self {
        let site = Self::new();
        let everybody = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(site.folder.path(), everybody).expect("the folder is ours");
        site
    }

    /// With a copy of one of the apps beside these tests.
    pub fn app(name: &str) -> Self {
        let site = Self::new();
        let app = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/targets/apps").join(name);
        std::fs::copy(app, site.at(name)).expect("the app is there");
        site
    }

    /// With one more file.
    pub fn with(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let whole = self.at(path);
        std::fs::create_dir_all(whole.parent().expect("a file has a folder")).expect("the folder is ours");
        std::fs::write(whole, bytes).expect("the folder is ours");
        self
    }

    /// With what people forget in folders that are served.
    pub fn with_leftovers(self, folder: &str) -> Self {
        let at = |path: &str| format!("{folder}/{path}");
        self.with(&at(".env"), "DATABASE_URL=postgres://shop:Pr1nters-1nk@db/shop\nSMTP_PASSWORD=w3t-1nk-on-paper\n")
            .with(&at(".git/HEAD"), "ref: refs/heads/main\n")
            .with(&at(".git/config"), "[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
            .with(&at("style.css"), "body { color: black }\n")
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn text(&self, path: &str) -> String {
        self.at(path).display().to_string()
    }

    /// Starts a server that takes this site's port, and waits until it answers.
    pub fn serve(self, command: &mut Command) -> Serving {
        let log = File::create(self.at("log")).expect("the folder is ours");
        let errors = log.try_clone().expect("a handle");
        let process = command.current_dir(self.folder.path()).env("PYTHONDONTWRITEBYTECODE", "1");
        let process = process.stdin(Stdio::null()).stdout(log).stderr(errors).spawn();
        let mut serving = Serving { process: process.expect("the server starts; `./test` installs it"), site: self };
        serving.wait();
        serving
    }
}

/// A server that runs until it is dropped.
pub struct Serving {
    process: Child,
    site: Site,
}

impl Serving {
    pub fn http(&self) -> String {
        format!("http://127.0.0.1:{}", self.site.port)
    }

    pub fn https(&self) -> String {
        format!("https://localhost:{}", self.site.port)
    }

    /// What the server wrote into a file of its folder, if there is one.
    pub fn wrote(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.site.at(path)).ok()
    }

    fn wait(&mut self) {
        let until = Instant::now() + PATIENCE;
        while !answers(self.site.port) {
            let ended = self.process.try_wait().expect("its state is known").is_some();
            let log = || self.wrote("log").unwrap_or_default();
            assert!(!ended && Instant::now() < until, "the server does not answer (ended: {ended}):\n{}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Serving {
    /// Servers take their workers with them when they are asked to end, and not when they are killed.
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        let until = Instant::now() + FAREWELL;
        while self.process.try_wait().is_ok_and(|state| state.is_none()) {
            if Instant::now() > until {
                let _ = self.process.kill();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Something listens, and says something: over TLS that is an alert.
fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked = stream.set_read_timeout(Some(Duration::from_secs(20)));
    let asked = asked.and_then(|()| stream.write_all(b"GET /is-anybody-there HTTP/1.0\r\nHost: localhost\r\n\r\n"));
    asked.and_then(|()| stream.read(&mut [0; 1])).is_ok()
}

/// Somebody else's server, which notices who comes.
pub struct Canary(TcpListener);

impl Canary {
    pub fn hatch() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        listener.set_nonblocking(true).expect("it can be asked");
        Self(listener)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().expect("it has one"))
    }

    /// Nobody came.
    pub fn is_silent(&self) -> bool {
        self.0.accept().is_err()
    }
}
