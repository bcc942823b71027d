//! Servers on free ports of this machine that note what they got: of HTTP, and of lines.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use super::listening::Listening;
pub use super::listening::answer;

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
    listening: Listening,
    got: Arc<Mutex<Vec<Got>>>,
}

impl Server {
    pub fn start(behaviour: Behaviour) -> Self {
        Self::of(move |stream, got| drop(requests(stream, behaviour, got)))
    }

    fn of(serve: impl Fn(TcpStream, &Mutex<Vec<Got>>) + Send + Copy + 'static) -> Self {
        let got = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&got);
        Self { listening: Listening::start(move |stream| serve(stream, &heard)), got }
    }

    pub fn port(&self) -> u16 {
        self.listening.port()
    }

    pub fn url(&self) -> String {
        self.listening.url()
    }

    /// All requests so far.
    pub fn got(&self) -> Vec<Got> {
        self.got.lock().expect("no test broke it").clone()
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
