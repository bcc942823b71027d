//! The head of an answer: status line and headers, up to a limit.

use sneck_read::wire::{self, Answer};

use super::body::Buffered;

/// Bytes of a head, at most.
const MOST: usize = 256 << 10;

/// Answers of the 100 class before the real one, at most.
const INTERIM: usize = 8;

/// Reads a head. An error is what is wrong, as a clause.
pub async fn head(from: &mut Buffered) -> Result<Answer, String> {
    for _ in 0..INTERIM {
        let bytes = bytes(from).await?;
        let answer = wire::answer(&bytes).map_err(|wrong| format!("the answer is not HTTP: {}", wrong.why))?;
        if !(100..200).contains(&answer.status) || answer.status == 101 {
            return Ok(answer);
        }
    }
    Err("one answer after another says to wait".to_owned())
}

async fn bytes(from: &mut Buffered) -> Result<Vec<u8>, String> {
    let mut seen = 0;
    loop {
        if let Some(end) = end_of_head(from.there(), seen) {
            return Ok(from.take(end));
        }
        let there = from.there();
        if there.len() >= 5 && !there.starts_with(b"HTTP/") {
            return Err("the answer is not HTTP: it begins with no status line".to_owned());
        }
        if there.len() > MOST {
            return Err(format!("the headers are larger than {MOST} bytes"));
        }
        seen = there.len().saturating_sub(3);
        if from.more().await? == 0 {
            let some = !from.there().is_empty();
            return Err(if some { "the answer ends within its headers" } else { CLOSED }.to_owned());
        }
    }
}

/// Said of a connection that was closed before anything came.
pub const CLOSED: &str = "the connection was closed without an answer";

/// The first byte behind the empty line.
fn end_of_head(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let at = memchr::memchr_iter(b'\n', rest).find_map(|at| match &rest[at + 1..] {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    })?;
    Some(from + at)
}
