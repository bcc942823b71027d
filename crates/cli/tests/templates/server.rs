//! Servers on free ports of this machine that note what they got: of HTTP, and of lines.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Got {
    pub head: String,
    pub body: Vec<u8>,
}

impl Got {
    pub fn method(&self) -> &str {
        self.head.split(' ').next().unwrap_or_default()
    }

    pub fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or("/")
    }
}

/// What is done with a request.
pub type Behaviour = fn(&Got, &mut TcpStream) -> std::io::Result<()>;

/// A server, gone when it is dropped.
pub struct Server {
    port: u16,
    got: Arc<Mutex<Vec<Got>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    pub fn start(behaviour: Behaviour) -> Self {
        Self::of(move |stream, got| drop(requests(stream, behaviour, got)))
    }

    fn of(serve: impl Fn(TcpStream, &Mutex<Vec<Got>>) + Send + Sync + Copy + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (got, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (heard, stopped) = (Arc::clone(&got), Arc::clone(&stop));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                drop(stream.set_read_timeout(Some(Duration::from_secs(20))));
                drop(stream.set_write_timeout(Some(Duration::from_secs(20))));
                let heard = Arc::clone(&heard);
                std::thread::spawn(move || serve(stream, &heard));
            }
        });
        Self { port, got, stop }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// All requests so far.
    pub fn got(&self) -> Vec<Got> {
        self.got.lock().expect("no test broke it").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes it up, so that it ends.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

fn requests(mut stream: TcpStream, behaviour: Behaviour, got: &Mutex<Vec<Got>>) -> std::io::Result<()> {
    let mut there = Vec::new();
    loop {
        while let Some((request, length)) = whole(&there) {
            there.drain(..length);
            got.lock().expect("no test broke it").push(request.clone());
            behaviour(&request, &mut stream)?;
        }
        more(&mut stream, &mut there)?;
    }
}

fn more(stream: &mut TcpStream, there: &mut Vec<u8>) -> std::io::Result<()> {
    let mut piece = [0; 4096];
    match stream.read(&mut piece)? {
        0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
        read => {
            there.extend(&piece[..read]);
            Ok(())
        }
    }
}

/// The first request, once it is there with its body, and its length.
fn whole(there: &[u8]) -> Option<(Got, usize)> {
    let end = there.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&there[..end + 2]).into_owned();
    let length =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let last = end + 4 + length.unwrap_or(0);
    let body = there.get(end + 4..last)?.to_vec();
    Some((Got { head, body }, last))
}

/// An answer of the usual form.
pub fn answer(to: &mut TcpStream, status: &str, headers: &str, body: &[u8]) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    to.write_all(&[head.as_bytes(), body].concat())
}

/// A service that answers each line.
pub fn talk(says: fn(&[u8]) -> Vec<u8>) -> Server {
    Server::of(move |mut stream, _| {
        let mut there = Vec::new();
        loop {
            while let Some(end) = there.windows(2).position(|two| two == b"\r\n") {
                if stream.write_all(&says(&there[..end])).is_err() {
                    return;
                }
                there.drain(..end + 2);
            }
            if more(&mut stream, &mut there).is_err() {
                return;
            }
        }
    })
}
