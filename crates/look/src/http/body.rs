//! The body of an answer: as long as it says, in chunks, or until the connection closes; never longer than allowed.

use std::time::Duration;

use sneck_read::wire::Answer;
use tokio::io::AsyncReadExt;
use tokio::time::timeout;

use crate::net::{Stream, why};

/// Bytes of one chunk's head, and of all trailers.
const CHUNK_HEAD: usize = 4 << 10;
const TRAILERS: usize = 16 << 10;

/// Bytes that are read at once.
const PIECE: usize = 16 << 10;

/// A connection, with what was read of it and not used yet.
pub struct Buffered {
    stream: Box<dyn Stream>,
    bytes: Vec<u8>,
    /// How long nothing may come.
    pub idle: Duration,
}

impl Buffered {
    pub fn new(stream: Box<dyn Stream>, idle: Duration) -> Self {
        Self { stream, bytes: Vec::new(), idle }
    }

    pub fn stream(&mut self) -> &mut dyn Stream {
        &mut *self.stream
    }

    /// What is there.
    pub fn there(&self) -> &[u8] {
        &self.bytes
    }

    /// Takes so many bytes off the front.
    pub fn take(&mut self, count: usize) -> Vec<u8> {
        let rest = self.bytes.split_off(count.min(self.bytes.len()));
        std::mem::replace(&mut self.bytes, rest)
    }

    /// Reads on; 0 at the end.
    pub async fn more(&mut self) -> Result<usize, String> {
        self.bytes.reserve(PIECE);
        let reading = timeout(self.idle, self.stream.read_buf(&mut self.bytes)).await;
        reading.map_err(|_| "nothing more came in time".to_owned())?.map_err(|error| why(&error))
    }
}

/// How a body ends (RFC 9112, section 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// There is none.
    None,
    /// So many bytes.
    Length(u64),
    /// In chunks.
    Chunks,
    /// When the connection closes.
    Close,
}

/// How the body of an answer to such a request ends.
pub fn framing(method: &str, answer: &Answer) -> Framing {
    if method == "HEAD" || matches!(answer.status, 101 | 204 | 304) || (method == "CONNECT" && answer.status == 200) {
        return Framing::None;
    }
    let values = |wanted: &'static str| {
        answer.headers.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
    };
    if let Some(coding) = values("transfer-encoding").next_back() {
        let last = coding.rsplit(',').next().unwrap_or_default().trim();
        return if last.eq_ignore_ascii_case("chunked") { Framing::Chunks } else { Framing::Close };
    }
    let lengths: Option<Vec<u64>> =
        values("content-length").flat_map(|value| value.split(',')).map(|value| value.trim().parse().ok()).collect();
    match lengths.as_deref() {
        Some([first, rest @ ..]) if rest.iter().all(|other| other == first) => Framing::Length(*first),
        _ => Framing::Close,
    }
}

/// A body in the making: what is there already counts when time runs out.
#[derive(Default)]
pub struct Body {
    /// As it came.
    pub bytes: Vec<u8>,
    /// It ended as it should.
    pub whole: bool,
    /// The connection can be used again.
    pub reusable: bool,
}

/// Reads a body of up to `most` bytes. What is broken ends it.
pub async fn read(from: &mut Buffered, framing: Framing, most: usize, body: &mut Body) {
    match framing {
        Framing::None => (body.whole, body.reusable) = (true, true),
        Framing::Length(length) => {
            let wanted = usize::try_from(length).unwrap_or(usize::MAX).min(most);
            let got = fill(from, wanted, body).await;
            body.whole = got && wanted as u64 == length;
            body.reusable = body.whole;
        }
        Framing::Close => {
            body.whole = !fill(from, most, body).await;
        }
        Framing::Chunks => {
            body.whole = chunks(from, most, body).await.is_some();
            body.reusable = body.whole;
        }
    }
}

/// Reads so many bytes into the body; false where the connection ended before.
async fn fill(from: &mut Buffered, count: usize, body: &mut Body) -> bool {
    let mut left = count;
    while left > 0 {
        if from.there().is_empty() && !matches!(from.more().await, Ok(1..)) {
            return false;
        }
        let piece = from.take(left);
        left -= piece.len();
        body.bytes.extend(piece);
    }
    true
}

/// Chunks up to the last one; nothing when they are broken, or too many.
async fn chunks(from: &mut Buffered, most: usize, body: &mut Body) -> Option<()> {
    loop {
        let head = line(from, CHUNK_HEAD).await?;
        let size = head.split(|byte| *byte == b';').next()?.trim_ascii();
        let digits = std::str::from_utf8(size).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let size = usize::from_str_radix(digits, 16).ok()?;
        if size == 0 {
            return trailers(from).await;
        }
        let room = most.saturating_sub(body.bytes.len());
        if !fill(from, size.min(room), body).await || size > room {
            return None;
        }
        if !line(from, 2).await?.is_empty() {
            return None;
        }
    }
}

async fn trailers(from: &mut Buffered) -> Option<()> {
    let mut left = TRAILERS;
    loop {
        let line = line(from, left).await?;
        if line.is_empty() {
            return Some(());
        }
        left = left.checked_sub(line.len() + 1)?;
    }
}

/// One line without its end.
async fn line(from: &mut Buffered, most: usize) -> Option<Vec<u8>> {
    loop {
        if let Some(at) = memchr::memchr(b'\n', from.there()) {
            let mut line = from.take(at + 1);
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            return (line.len() <= most).then_some(line);
        }
        if from.there().len() > most || !matches!(from.more().await, Ok(1..)) {
            return None;
        }
    }
}
