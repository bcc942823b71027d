//! One exchange over one connection, within its deadline.

use std::time::Duration;

use bytes::Bytes;
use h2::client::SendRequest;
use sneck_model::{Exchange, HttpVersion, Request};
use sneck_read::wire::{self, Address, Answer, BODY_LIMIT};
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout, timeout_at};

use super::body::{Body, Buffered, framing, read};
use super::{head, two, unpack, write};
use crate::net::{Chain, HTTP_1, HTTP_2, NO_PROTOCOL, Scope, connect, secured, why};

/// Bounds of one exchange.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the first byte of the request to the last one of the answer.
    pub total: Duration,
    /// Without a byte of the body.
    pub idle: Duration,
    /// Bytes of a body, packed and unpacked.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { total: Duration::from_secs(10), idle: Duration::from_secs(3), body: BODY_LIMIT }
    }
}

/// An open connection.
pub struct Connection {
    over: Over,
    /// It has answered before, so it may have been closed meanwhile.
    pub used: bool,
    /// The certificates of the server, where TLS is spoken.
    pub chain: Chain,
}

/// What is spoken.
enum Over {
    One(Buffered),
    Two(SendRequest<Bytes>),
}

impl Connection {
    fn new(over: Over, chain: Chain) -> Self {
        Self { over, used: false, chain }
    }

    /// Nothing came since its last answer: it is still open, and nobody speaks unasked.
    pub async fn is_quiet(&mut self) -> bool {
        match &mut self.over {
            Over::One(bytes) => timeout(Duration::ZERO, bytes.more()).await.is_err(),
            Over::Two(sender) => sender.clone().ready().await.is_ok(),
        }
    }
}

/// Opens a connection to an address within scope.
pub async fn open(scope: &Scope, to: &Address, limits: &Limits) -> Result<Connection, String> {
    let stream = connect(scope, &to.host, to.port).await?;
    if !to.tls {
        return Ok(Connection::new(Over::One(Buffered::new(Box::new(stream), limits.total)), Chain::new()));
    }
    match secured(stream, &to.host, HTTP_1).await {
        Ok((stream, chain)) => Ok(Connection::new(Over::One(Buffered::new(stream, limits.total)), chain)),
        Err(why) if why.contains(NO_PROTOCOL) => {
            let stream = connect(scope, &to.host, to.port).await?;
            let (stream, chain) = secured(stream, &to.host, HTTP_2).await?;
            Ok(Connection::new(Over::Two(two::open(stream).await?), chain))
        }
        Err(why) => Err(why),
    }
}

/// What came of an exchange.
pub struct Done {
    /// The answer.
    pub exchange: Exchange,
    /// The connection, where it can be used again.
    pub connection: Option<Connection>,
}

/// Sends a request and reads its answer. An error is why there is none, as a clause. A body that breaks off, or does
/// not end, is kept as far as it came.
pub async fn exchange(
    mut over: Connection,
    request: &Request,
    to: &Address,
    proof: &[(String, String)],
    limits: &Limits,
) -> Result<Done, String> {
    let deadline = Instant::now() + limits.total;
    let late = "no answer came in time";
    let (mut answer, reusable) = match &mut over.over {
        Over::Two(sender) => {
            let asking = two::exchange(sender, request, to, proof, limits.body);
            (timeout_at(deadline, asking).await.map_err(|_| late)??, true)
        }
        Over::One(bytes) => {
            let mut answer = timeout_at(deadline, asked(bytes, request, to, proof)).await.map_err(|_| late)??;
            let reusable = rest(bytes, request, &mut answer, limits, deadline).await;
            (answer, reusable)
        }
    };
    let codings = header(&answer.headers, "content-encoding");
    let (plain, cut) = unpack::unpacked(std::mem::take(&mut answer.body), &codings, limits.body);
    (answer.body, answer.cut) = (plain, cut || answer.cut);
    over.used = true;
    Ok(Done { exchange: wire::exchange(named(request), answer), connection: reusable.then_some(over) })
}

/// What was asked, for the facts.
fn named(request: &Request) -> wire::Request {
    wire::Request {
        origin: request.origin.clone(),
        method: request.method.clone(),
        url: request.url(),
        sent: request.headers.clone(),
        identity: request.identity.clone(),
    }
}

/// Sends a request, and reads the head of its answer.
async fn asked(
    bytes: &mut Buffered,
    request: &Request,
    to: &Address,
    proof: &[(String, String)],
) -> Result<Answer, String> {
    // A server may answer before it has read everything, and close.
    let sent = bytes.stream().write_all(&write::bytes(request, to, proof)).await;
    match head::head(bytes).await {
        Err(reason) if reason == head::CLOSED => Err(sent.err().map_or(reason, |error| why(&error))),
        answer => answer,
    }
}

/// Reads the body, as far as it comes in time, and says whether the connection can be used again.
async fn rest(
    bytes: &mut Buffered,
    request: &Request,
    answer: &mut Answer,
    limits: &Limits,
    deadline: Instant,
) -> bool {
    let mut body = Body::default();
    let how = framing(&request.method, answer);
    bytes.idle = limits.idle;
    let deadline = if is_endless(answer) { deadline.min(Instant::now() + GLIMPSE) } else { deadline };
    drop(timeout_at(deadline, read(bytes, how, limits.body, &mut body)).await);
    bytes.idle = limits.total;
    (answer.body, answer.cut) = (body.bytes, !body.whole);
    let closes = header(&answer.headers, "connection").to_ascii_lowercase().contains("close");
    let old = answer.version == HttpVersion::Http10;
    body.reusable && !closes && !old && request.raw.is_none() && bytes.there().is_empty()
}

/// How long an answer is read that has no end; its headers, and how it begins, are enough.
const GLIMPSE: Duration = Duration::from_millis(300);

/// Events that go on as long as somebody listens (HTML, section 9.2), and pictures that replace each other.
fn is_endless(answer: &Answer) -> bool {
    let kind = header(&answer.headers, "content-type").to_ascii_lowercase();
    kind.starts_with("text/event-stream") || kind.starts_with("multipart/x-mixed-replace")
}

fn header(headers: &[(String, String)], wanted: &str) -> String {
    let values = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str());
    values.collect::<Vec<_>>().join(",")
}

/// Sends bytes, and reads up to so many after each part, for what does not speak HTTP.
pub async fn talk(over: Connection, parts: &[(Vec<u8>, usize)], limits: &Limits) -> Result<Vec<Vec<u8>>, String> {
    let Over::One(mut bytes) = over.over else { return Err("only HTTP/2 is spoken there".to_owned()) };
    let deadline = Instant::now() + limits.total;
    let mut read = Vec::new();
    for (send, most) in parts {
        let sent = timeout_at(deadline, bytes.stream().write_all(send)).await;
        sent.map_err(|_| "nothing could be sent in time".to_owned())?.map_err(|error| why(&error))?;
        read.push(heard(&mut bytes, (*most).min(limits.body), limits.idle, deadline).await);
    }
    Ok(read)
}

/// What comes until it stands still, ends, or is enough.
async fn heard(from: &mut Buffered, most: usize, idle: Duration, deadline: Instant) -> Vec<u8> {
    while from.there().len() < most {
        let left = deadline.saturating_duration_since(Instant::now());
        if !matches!(timeout(idle.min(left), from.more()).await, Ok(Ok(1..))) {
            break;
        }
    }
    from.take(most)
}
