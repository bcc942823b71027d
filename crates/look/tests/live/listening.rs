//! A listener on a free port of this machine, gone when it is dropped; and an answer of the usual form.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long a test waits for a byte.
const PATIENCE: Option<Duration> = Some(Duration::from_secs(20));

pub struct Listening {
    port: u16,
    stop: Arc<AtomicBool>,
}

impl Listening {
    /// Each connection has a thread of its own.
    pub fn start(serve: impl Fn(TcpStream) + Clone + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                drop(stream.set_read_timeout(PATIENCE));
                drop(stream.set_write_timeout(PATIENCE));
                let serve = serve.clone();
                std::thread::spawn(move || serve(stream));
            }
        });
        Self { port, stop }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes it up, so that it ends.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

pub fn answer(to: &mut TcpStream, status: &str, headers: &str, body: &[u8]) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    to.write_all(&[head.as_bytes(), body].concat())
}
