//! A server of bytes: it notes what it got and answers what it is told to, well formed or not.

use std::io::Read;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

#[path = "listening.rs"]
mod listening;

use listening::Listening;
pub use listening::answer;

/// What is done with a connection once a request has come: its head as text, and where to write.
pub type Behaviour = fn(&str, &mut TcpStream) -> std::io::Result<()>;

/// A server, gone when it is dropped.
pub struct Server {
    listening: Listening,
    got: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start(behaviour: Behaviour) -> Self {
        let got = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&got);
        Self { listening: Listening::start(move |stream| serve(stream, behaviour, &heard)), got }
    }

    pub fn port(&self) -> u16 {
        self.listening.port()
    }

    pub fn url(&self) -> String {
        self.listening.url()
    }

    /// The heads of all requests so far.
    pub fn got(&self) -> Vec<String> {
        self.got.lock().expect("no test broke it").clone()
    }

    /// The targets of all requests so far.
    pub fn targets(&self) -> Vec<String> {
        self.got().iter().filter_map(|head| head.split(' ').nth(1).map(str::to_owned)).collect()
    }
}

fn serve(mut stream: TcpStream, behaviour: Behaviour, got: &Mutex<Vec<String>>) {
    let mut there = Vec::new();
    let mut piece = [0; 4096];
    loop {
        while let Some(end) = there.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&there[..end]).into_owned();
            there.drain(..end + 4);
            got.lock().expect("no test broke it").push(head.clone());
            if behaviour(&head, &mut stream).is_err() {
                return;
            }
        }
        match stream.read(&mut piece) {
            Ok(read @ 1..) => there.extend(&piece[..read]),
            _ => return,
        }
    }
}

/// Ends the connection after an answer.
pub fn hang_up() -> std::io::Result<()> {
    Err(std::io::ErrorKind::ConnectionAborted.into())
}

/// The target of a request.
pub fn target(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or("/")
}
