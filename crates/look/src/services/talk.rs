//! One conversation, within its bounds.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use sneck_read::wire::services::{Found, Heard, Next};

/// How long a server that speaks first may take to begin.
const FIRST_WORDS: Duration = Duration::from_millis(150);

/// Bytes that are heard on one connection.
const MOST: usize = 64 << 10;

/// Things that are said in one conversation.
const TURNS: usize = 8;

/// Connections of one conversation.
const CONNECTIONS: usize = 6;

/// Where, and what is known of it.
pub(super) struct Line<'a> {
    pub(super) address: SocketAddr,
    /// The own address to come from, where that matters.
    pub(super) source: Option<IpAddr>,
    pub(super) program: &'a str,
    /// When all conversations with it have to be over.
    pub(super) until: Instant,
    /// For one connection, from connecting to the last byte.
    pub(super) patience: Duration,
}

struct Connection {
    stream: TcpStream,
    until: Instant,
    heard: usize,
}

impl Connection {
    fn open(line: &Line<'_>) -> Result<Self, String> {
        let now = Instant::now();
        let until = line.until.min(now + line.patience);
        let patience = until.saturating_duration_since(now);
        if patience.is_zero() {
            return Err("it does not say what it is within the time that one listener gets".into());
        }
        let stream = match line.source {
            Some(source) => connect_from(source, line.address, patience),
            None => TcpStream::connect_timeout(&line.address, patience),
        };
        let stream = stream.map_err(|error| refused(&error))?;
        let _ = stream.set_nodelay(true);
        Ok(Self { stream, until, heard: 0 })
    }

    fn say(&mut self, bytes: &[u8]) -> bool {
        let left = self.until.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        self.stream.set_write_timeout(Some(left)).is_ok() && self.stream.write_all(bytes).is_ok()
    }

    /// Adds what comes next; says whether more may come.
    fn hear(&mut self, now: &mut Vec<u8>, until: Instant) -> bool {
        let left = until.min(self.until).saturating_duration_since(Instant::now());
        if left.is_zero() || self.heard >= MOST || self.stream.set_read_timeout(Some(left)).is_err() {
            return false;
        }
        let mut part = [0; 8192];
        let most = part.len().min(MOST - self.heard);
        match self.stream.read(&mut part[..most]) {
            Ok(0) => false,
            Ok(length) => {
                self.heard += length;
                now.extend(&part[..length]);
                true
            }
            Err(error) => error.kind() == ErrorKind::Interrupted,
        }
    }
}

/// Comes from an address of this machine that the system would not have picked.
#[cfg(target_os = "linux")]
fn connect_from(source: IpAddr, address: SocketAddr, patience: Duration) -> io::Result<TcpStream> {
    use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, connect, socket_with, sockopt};
    let family = if address.is_ipv4() { AddressFamily::INET } else { AddressFamily::INET6 };
    let socket = socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    bind(&socket, &SocketAddr::new(source, 0))?;
    sockopt::set_socket_timeout(&socket, sockopt::Timeout::Send, Some(patience))?;
    connect(&socket, &address)?;
    Ok(TcpStream::from(socket))
}

#[cfg(not(target_os = "linux"))]
fn connect_from(_source: IpAddr, _address: SocketAddr, _patience: Duration) -> io::Result<TcpStream> {
    Err(ErrorKind::Unsupported.into())
}

fn refused(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::ConnectionRefused => "it refuses connections".into(),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => "it does not accept connections in time".into(),
        _ => format!("it cannot be connected to: {error}"),
    }
}

/// Holds the conversation to its end: what was found, or nothing when it speaks something else.
pub(super) fn converse(
    line: &Line<'_>,
    waits: bool,
    talk: &dyn Fn(&Heard<'_>) -> Next,
) -> Result<Option<Found>, String> {
    let nonce = nonce();
    let mut connection = Connection::open(line)?;
    let (mut before, mut now, mut ended, mut connections) = (Vec::new(), Vec::new(), false, 1);
    loop {
        let heard = Heard { before: &before, now: &now, ended, nonce: &nonce, program: line.program };
        match talk(&heard) {
            Next::Known(found) => {
                connection.say(&found.parting);
                return Ok(Some(found));
            }
            Next::Other => return Ok(None),
            Next::Listen if ended => return Ok(None),
            Next::Listen => {
                let first = before.is_empty() && now.is_empty() && waits;
                // A server that was loaded may take longer to greet than one that speaks something else stays silent.
                let until = if first { Instant::now() + FIRST_WORDS * 4 } else { connection.until };
                ended = !connection.hear(&mut now, until);
            }
            next => {
                let (Next::Say(bytes) | Next::Anew(bytes)) = &next else { return Ok(None) };
                if before.len() >= TURNS {
                    return Ok(None);
                }
                if matches!(next, Next::Anew(_)) {
                    connections += 1;
                    if connections > CONNECTIONS {
                        return Ok(None);
                    }
                    connection = Connection::open(line)?;
                }
                // A side that has closed already shows when it is heard.
                connection.say(bytes);
                before.push(std::mem::take(&mut now));
                ended = false;
            }
        }
    }
}

/// What it says by itself, or to a line that it may not understand.
pub(super) fn first_words(line: &Line<'_>, request: &[u8]) -> Result<Vec<u8>, String> {
    let mut connection = Connection::open(line)?;
    let mut words = Vec::new();
    connection.hear(&mut words, Instant::now() + FIRST_WORDS);
    if words.is_empty() {
        connection.say(request);
        let until = connection.until;
        connection.hear(&mut words, until);
    }
    Ok(words)
}

/// A word that nobody has as a name or as a password: from the clock and the process, for it need not be secret.
pub(super) fn nonce() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    format!("{:x}{:x}", std::process::id(), now as u64)
}
