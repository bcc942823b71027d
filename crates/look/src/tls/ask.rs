//! One question and its answer: a connection, the first message, what comes back in the clear.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustls::crypto::ring::default_provider;
use sneck_model::TlsVersion;
use sneck_read::wire::tls::{Flight, Hello, Progress, Reading, Refused, Until, client_hello, wire_version};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::{TlsLimits, TlsTarget};

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It refused or answered nonsense.
    Refused(Refused),
    /// It chose another release.
    OtherVersion,
    /// It closed the connection.
    Closed,
    /// It did not answer in time.
    Slow,
    /// It cannot be connected to.
    Unreachable(io::ErrorKind),
    /// It has too many visitors for now, it says before TLS.
    Busy,
    /// What stands before TLS did not go as expected.
    Before(&'static str),
    /// The time or the number of connections for the whole endpoint is used up.
    UsedUp,
}

impl Trouble {
    /// The server does not want this; as opposed to what could not be found out.
    pub(super) fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(Refused::Alert(_)) | Self::OtherVersion | Self::Closed)
    }

    /// It chose, and could not go on (`internal_error`).
    pub(super) fn is_failure(&self) -> bool {
        *self == Self::Refused(Refused::Alert(80))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(Refused::Alert(number)) => {
                write!(f, "it refuses the handshake (alert {number}{})", alert(*number))
            }
            Self::Refused(Refused::NotTls(what)) => write!(f, "it answers in {what}, not in TLS"),
            Self::Refused(Refused::Malformed(why)) => write!(f, "its answer makes no sense: {why}"),
            Self::OtherVersion => f.write_str("it answers with another release than it was asked for"),
            Self::Closed => f.write_str("it closes the connection without an answer"),
            Self::Slow => f.write_str("it does not answer in time"),
            Self::Unreachable(io::ErrorKind::ConnectionRefused) => f.write_str("nothing listens there"),
            Self::Unreachable(kind) => write!(f, "it cannot be connected to: {kind}"),
            Self::Busy => f.write_str("it says that it has too many visitors"),
            Self::Before(what) => f.write_str(what),
            Self::UsedUp => f.write_str("the time for this endpoint is used up"),
        }
    }
}

/// Names of the alerts that say most (RFC 8446, section 6).
fn alert(number: u8) -> &'static str {
    match number {
        40 => ": it shares no cipher",
        70 => ": it does not speak that release",
        71 => ": what is offered is too weak",
        80 => ": it has an error of its own",
        112 => ": it does not know the name",
        116 => ": it wants a certificate of the visitor",
        _ => "",
    }
}

/// Answers that did not come, before it is taken that none will.
const PATIENCE: usize = 6;

/// Asks one endpoint, within its limits.
pub(super) struct Asker<'t> {
    pub(super) target: &'t TlsTarget,
    limits: TlsLimits,
    gate: Semaphore,
    end: Instant,
    left: AtomicUsize,
    slow: AtomicUsize,
}

impl<'t> Asker<'t> {
    pub(super) fn new(target: &'t TlsTarget, limits: TlsLimits) -> Self {
        Self {
            target,
            limits,
            gate: Semaphore::new(limits.at_once.max(1)),
            end: Instant::now() + limits.whole,
            left: AtomicUsize::new(limits.exchanges),
            slow: AtomicUsize::new(0),
        }
    }

    /// The name to ask for; none for an address, which RFC 6066 does not allow.
    pub(super) fn name(&self) -> Option<&'t str> {
        let host = self.host();
        host.parse::<std::net::IpAddr>().is_err().then_some(host)
    }

    /// The host, without port and brackets.
    pub(super) fn host(&self) -> &'t str {
        let host = self.target.endpoint.rsplit_once(':').map_or(&*self.target.endpoint, |(host, _)| host);
        host.trim_start_matches('[').trim_end_matches(']')
    }

    /// A limit that was met.
    pub(super) fn ran_out(&self) -> Option<&'static str> {
        let out = Instant::now() >= self.end || self.left.load(Ordering::Relaxed) == 0 || self.is_given_up();
        out.then_some("not all was asked: the time or the number of connections for this endpoint is used up")
    }

    fn is_given_up(&self) -> bool {
        self.slow.load(Ordering::Relaxed) >= PATIENCE
    }

    /// A first message with nothing but what is to be asked.
    pub(super) fn hello<'a>(&self, version: TlsVersion, suites: &'a [u16], groups: &'a [u16]) -> Hello<'a>
    where
        't: 'a,
    {
        let mut random = [0x5a; 64];
        // Nothing depends on it: no key is ever made of what is agreed on here.
        drop(default_provider().secure_random.fill(&mut random));
        Hello { version, suites, groups, name: self.name(), alpn: &[], compression: false, random }
    }

    /// Asks; what the server chose is of the release that was asked for.
    pub(super) async fn ask(&self, hello: &Hello<'_>, until: Until) -> Result<Flight, Trouble> {
        let flight = match self.once(hello, until).await {
            // A server that is busy closes, too: once more.
            Err(Trouble::Closed) => self.once(hello, until).await?,
            other => other?,
        };
        if flight.version == wire_version(hello.version) { Ok(flight) } else { Err(Trouble::OtherVersion) }
    }

    async fn once(&self, hello: &Hello<'_>, until: Until) -> Result<Flight, Trouble> {
        self.within(async {
            let mut stream = self.connect().await?;
            exchange(&mut stream, &client_hello(hello), until).await
        })
        .await
    }

    /// Does something with the endpoint as soon as it is its turn, and gives it up when the time is over.
    pub(super) async fn within<T>(&self, work: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
        let turn = timeout_at(self.end, self.gate.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(Trouble::UsedUp) };
        if self.is_given_up() {
            return Err(Trouble::Slow);
        }
        let take = |left: usize| left.checked_sub(1);
        if self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_err() {
            return Err(Trouble::UsedUp);
        }
        let longest = self.limits.exchange.min(self.end.saturating_duration_since(Instant::now()));
        let done = timeout(longest, work).await.unwrap_or(Err(Trouble::Slow));
        match done {
            Err(Trouble::Slow) => self.slow.fetch_add(1, Ordering::Relaxed),
            _ => 0,
        };
        done
    }

    /// A connection on which TLS can begin. Mail servers count visitors, and need a moment to see that some have gone.
    pub(super) async fn connect(&self) -> Result<TcpStream, Trouble> {
        for _ in 0..TRIES {
            match self.begun().await {
                Err(Trouble::Busy) => sleep(PAUSE).await,
                other => return other,
            }
        }
        Err(Trouble::Busy)
    }

    async fn begun(&self) -> Result<TcpStream, Trouble> {
        let connected = TcpStream::connect(self.target.address).await;
        let mut stream = connected.map_err(|error| Trouble::Unreachable(error.kind()))?;
        // What is sent is one small message: it is not to wait for a second one.
        drop(stream.set_nodelay(true));
        if let Some(before) = self.target.starttls {
            before.begin(&mut stream).await?;
        }
        Ok(stream)
    }
}

/// How often one connects to a server that has too many visitors, and how long one waits before.
const TRIES: usize = 12;
const PAUSE: Duration = Duration::from_millis(250);

async fn exchange(stream: &mut TcpStream, message: &[u8], until: Until) -> Result<Flight, Trouble> {
    let gone = |_: io::Error| Trouble::Closed;
    stream.write_all(message).await.map_err(gone)?;
    let mut reading = Reading::new(until);
    let mut buffer = vec![0; 8192];
    loop {
        let length = stream.read(&mut buffer).await.map_err(gone)?;
        if length == 0 {
            return Err(Trouble::Closed);
        }
        match reading.feed(&buffer[..length]) {
            Progress::More => {}
            Progress::Done => return reading.flight().ok_or(Trouble::Closed),
            Progress::Refused(why) => return Err(Trouble::Refused(why)),
        }
    }
}
