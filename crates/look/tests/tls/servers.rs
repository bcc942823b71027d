//! TLS servers of this machine, each on a free port, gone when the test ends.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Keys and certificates, and what servers write.
pub struct Folder(TempDir);

/// A certificate to be made: its name, what makes its key, and more.
pub struct Made<'a> {
    pub name: &'a str,
    pub key: &'a [&'a str],
    pub more: &'a [&'a str],
}

pub const RSA: &[&str] = &["-newkey", "rsa:2048"];
pub const P256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];

impl Folder {
    /// With certificates, each signed by itself.
    pub fn with(all: &[Made<'_>]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        for made in all {
            let (key, certificate) =
                (folder.at(&format!("{}.key", made.name)), folder.at(&format!("{}.pem", made.name)));
            let mut command = Command::new("openssl");
            command.args(["req", "-x509", "-nodes", "-subj", "/CN=localhost", "-keyout", &key, "-out", &certificate]);
            command.args(made.key).args(made.more);
            run(&mut command);
        }
        folder
    }

    /// A path in it.
    pub fn at(&self, name: &str) -> String {
        self.path().join(name).display().to_string()
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Runs a program to a good end.
pub fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("it is installed");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A server that runs.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Server {
    /// `openssl s_server` with these arguments.
    pub fn openssl(folder: &Folder, certificate: &str, arguments: &[&str]) -> Self {
        let port = free_port();
        let mut command = Command::new("openssl");
        command.args(["s_server", "-quiet", "-accept", &format!("127.0.0.1:{port}")]);
        command.args(["-cert", &folder.at(&format!("{certificate}.pem"))]);
        command.args(["-key", &folder.at(&format!("{certificate}.key"))]);
        Self::start(command.args(arguments), port)
    }

    /// nginx with these lines within its server.
    pub fn nginx(folder: &Folder, certificate: &str, lines: &str) -> Self {
        let port = free_port();
        let root = folder.path().display();
        let text = format!(
            "daemon off; master_process off; pid {root}/{port}.pid; error_log {root}/{port}.log;\n\
             events {{ worker_connections 64; }}\n\
             http {{ access_log off; client_body_temp_path {root}/t1; proxy_temp_path {root}/t2;\n\
             fastcgi_temp_path {root}/t3; uwsgi_temp_path {root}/t4; scgi_temp_path {root}/t5;\n\
             server {{ listen 127.0.0.1:{port} ssl http2; ssl_certificate {root}/{certificate}.pem;\n\
             ssl_certificate_key {root}/{certificate}.key;\n{lines}\nreturn 200 ok; }} }}\n"
        );
        let file = folder.at(&format!("{port}.conf"));
        std::fs::write(&file, text).expect("the folder is ours");
        let found = ["/usr/sbin/nginx", "/usr/bin/nginx"].into_iter().find(|path| Path::new(path).exists());
        let mut command = Command::new(found.unwrap_or("nginx"));
        Self::start(command.args(["-c", &file, "-e", &folder.at("nginx.log")]), port)
    }

    fn start(command: &mut Command, port: u16) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut server = Self { child: child.expect("it is installed"), port };
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = server.child.try_wait().is_ok_and(|status| status.is_some());
            assert!(!ended && Instant::now() < until, "the server does not answer (ended: {ended}): {command:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of the loopback address that nobody uses.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    listener.local_addr().expect("it has one").port()
}

/// A port that reads so many bytes, says something, and hands everything after that on to another port.
pub fn front(behind: u16, says: &'static [u8], reads: usize) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let port = listener.local_addr().expect("it has one").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || hand_on(stream, behind, says, reads));
        }
    });
    port
}

fn hand_on(mut stream: TcpStream, behind: u16, says: &[u8], reads: usize) -> Option<()> {
    stream.read_exact(&mut vec![0; reads]).ok()?;
    stream.write_all(says).ok()?;
    let other = TcpStream::connect(("127.0.0.1", behind)).ok()?;
    hand_over(stream, other)
}

fn hand_over(mut stream: TcpStream, mut other: TcpStream) -> Option<()> {
    let (mut from, mut to) = (stream.try_clone().ok()?, other.try_clone().ok()?);
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        to.shutdown(std::net::Shutdown::Both)
    });
    let _ = std::io::copy(&mut other, &mut stream);
    stream.shutdown(std::net::Shutdown::Both).ok()
}

/// A port that says one thing after the other, each when the one before it was answered as expected, and hands everything
/// after that on to another port.
pub fn talking(behind: u16, turns: &'static [(&'static str, &'static str)]) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let port = listener.local_addr().expect("it has one").port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                for (says, awaits) in turns {
                    stream.write_all(says.as_bytes()).ok()?;
                    let mut heard = vec![0; awaits.len()];
                    stream.read_exact(&mut heard).ok()?;
                    assert_eq!(heard, awaits.as_bytes());
                }
                hand_on(stream, behind, b"", 0)
            });
        }
    });
    port
}

/// Ciphers that agree on a key with finite fields (DHE).
const DHE: [u16; 6] = [0x33, 0x39, 0x67, 0x6b, 0x9e, 0x9f];

/// A port that says something and closes where a first message offers one of [`DHE`], and hands every other one on.
pub fn choking(behind: u16, says: &'static [u8]) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    let port = listener.local_addr().expect("it has one").port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                let mut head = [0; 5];
                stream.read_exact(&mut head).ok()?;
                let mut hello = vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))];
                stream.read_exact(&mut hello).ok()?;
                if offers(&hello).any(|suite| DHE.contains(&suite)) {
                    return stream.write_all(says).ok();
                }
                let mut other = TcpStream::connect(("127.0.0.1", behind)).ok()?;
                other.write_all(&[&head[..], &hello].concat()).ok()?;
                hand_over(stream, other)
            });
        }
    });
    port
}

/// The ciphers of a first message: behind the kind, the length, the release, 32 random bytes and the session's name.
fn offers(hello: &[u8]) -> impl Iterator<Item = u16> {
    let begin = 39 + usize::from(hello[38]);
    let length = usize::from(u16::from_be_bytes([hello[begin], hello[begin + 1]]));
    hello[begin + 2..begin + 2 + length].chunks(2).map(|two| u16::from_be_bytes([two[0], two[1]]))
}
