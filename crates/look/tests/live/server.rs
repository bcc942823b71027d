//! A server of bytes: it notes what it got and answers what it is told to, well formed or not.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What is done with a connection once a request has come: its head as text, and where to write.
pub type Behaviour = fn(&str, &mut TcpStream) -> std::io::Result<()>;

/// A server on a free port of this machine, gone when it is dropped.
pub struct Server {
    port: u16,
    got: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    pub fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (got, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (heard, stopped) = (Arc::clone(&got), Arc::clone(&stop));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let heard = Arc::clone(&heard);
                std::thread::spawn(move || serve(stream, behaviour, &heard));
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

    /// The heads of all requests so far.
    pub fn got(&self) -> Vec<String> {
        self.got.lock().expect("no test broke it").clone()
    }

    /// The targets of all requests so far.
    pub fn targets(&self) -> Vec<String> {
        self.got().iter().filter_map(|head| head.split(' ').nth(1).map(str::to_owned)).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes it up, so that it ends.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

fn serve(mut stream: TcpStream, behaviour: Behaviour, got: &Mutex<Vec<String>>) {
    drop(stream.set_read_timeout(Some(Duration::from_secs(20))));
    drop(stream.set_write_timeout(Some(Duration::from_secs(20))));
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

/// An answer of the usual form.
pub fn answer(to: &mut TcpStream, status: &str, headers: &str, body: &[u8]) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    to.write_all(&[head.as_bytes(), body].concat())
}
