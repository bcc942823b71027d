//! A server that runs for as long as a test does, and the folder that it serves.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often a server is started that ends by itself.
const TRIES: usize = 5;

/// The process, which ends with this value, and its folder.
pub struct Running {
    process: Child,
    _folder: tempfile::TempDir,
}

impl Running {
    /// Starts a program and waits until it answers on a port. `log` is where it says why it does not.
    pub fn start(command: &mut Command, folder: tempfile::TempDir, port: u16, log: &Path) -> Self {
        let mut start =
            || command.stderr(Stdio::null()).stdout(Stdio::null()).spawn().expect("it starts; `./test` installs it");
        let (mut process, mut tries) = (start(), 1);
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let answers = TcpStream::connect(("127.0.0.1", port)).is_ok();
            // Asked behind the connection: what answers is this server, and none that was left over.
            let ended = process.try_wait().expect("its state is known").is_some();
            // A port that was free may be lent to somebody's connection for a moment.
            if ended && tries < TRIES {
                std::thread::sleep(Duration::from_millis(500));
                (process, tries) = (start(), tries + 1);
                continue;
            }
            let said = || std::fs::read_to_string(log).unwrap_or_default();
            assert!(!ended && Instant::now() < until, "the server does not take a sample:\n{}", said());
            if answers {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { process, _folder: folder }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The first of these that is there, or the name alone.
pub fn program(paths: &[&str], name: &str) -> Command {
    Command::new(paths.iter().find(|path| Path::new(path).exists()).unwrap_or(&name))
}

pub fn write(path: &PathBuf, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
    std::fs::write(path, text).expect("the file is written");
}

/// What the samples serve.
pub fn files(home: &Path) {
    let all = [
        ("shop/index.html", "<h1>Books</h1>"),
        ("shop/.env", "PASSWORD=x"),
        ("shop/outside.txt", "outside of the folder"),
        ("shop/sub/a.txt", "a"),
        ("shop/sub/deep/b.txt", "b"),
        ("shop/deep/c.txt", "c"),
    ];
    all.iter().for_each(|(path, text)| write(&home.join("srv").join(path), text));
}

pub fn certificate(home: &Path) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=shop.example"])
        .arg("-keyout")
        .arg(home.join("key.pem"))
        .arg("-out")
        .arg(home.join("certificate.pem"))
        .stderr(Stdio::null())
        .status();
    assert!(made.expect("openssl starts; `./test` installs it").success());
}
