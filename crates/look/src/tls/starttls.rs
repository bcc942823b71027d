//! What is said before TLS, in protocols that begin in the clear.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::ask::Trouble;

/// A protocol that begins in the clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Starttls {
    /// Mail (RFC 3207).
    Smtp,
    /// The frontend protocol of PostgreSQL, version 3 (`SSLRequest`).
    Postgresql,
}

impl Starttls {
    /// The name that worlds and reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Smtp => "smtp",
            Self::Postgresql => "postgresql",
        }
    }

    pub(super) async fn begin(self, stream: &mut TcpStream) -> Result<(), Trouble> {
        match self {
            Self::Smtp => smtp(stream).await,
            Self::Postgresql => postgresql(stream).await,
        }
    }
}

/// Source: PostgreSQL documentation, "Message Formats": length 8, code 80877103. The answer is one byte.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

async fn postgresql(stream: &mut TcpStream) -> Result<(), Trouble> {
    stream.write_all(&SSL_REQUEST).await.map_err(|_| Trouble::Closed)?;
    match stream.read_u8().await {
        Ok(b'S') => Ok(()),
        Ok(b'N') => Err(Trouble::Before("TLS is switched off in this PostgreSQL")),
        Ok(_) => Err(Trouble::Before("it does not answer as PostgreSQL does")),
        Err(_) => Err(Trouble::Closed),
    }
}

const NO_MAIL: Trouble = Trouble::Before("it does not answer as a mail server does");

async fn smtp(stream: &mut TcpStream) -> Result<(), Trouble> {
    expect(stream, b"220").await?;
    say(stream, b"EHLO localhost\r\n").await?;
    let offers = expect(stream, b"250").await?;
    if !offers.to_ascii_uppercase().lines().any(|line| line.get(4..).is_some_and(|rest| rest.trim_end() == "STARTTLS"))
    {
        return Err(Trouble::Before("this mail server offers no TLS"));
    }
    say(stream, b"STARTTLS\r\n").await?;
    expect(stream, b"220").await.map(drop)
}

async fn say(stream: &mut TcpStream, line: &[u8]) -> Result<(), Trouble> {
    stream.write_all(line).await.map_err(|_| Trouble::Closed)
}

/// Bytes of one reply, at most.
const LARGEST_REPLY: usize = 16 * 1024;

/// Reads a reply to its last line (RFC 5321, section 4.2.1: a blank behind the code). Byte by byte: what follows is TLS.
async fn expect(stream: &mut TcpStream, code: &[u8; 3]) -> Result<String, Trouble> {
    let (mut reply, mut line_start) = (Vec::new(), 0);
    while reply.len() < LARGEST_REPLY {
        let byte = stream.read_u8().await.map_err(|_| Trouble::Closed)?;
        reply.push(byte);
        if byte != b'\n' {
            continue;
        }
        let line = &reply[line_start..];
        if !line.starts_with(code) {
            return Err(NO_MAIL);
        }
        if line.get(3) != Some(&b'-') {
            return Ok(String::from_utf8_lossy(&reply).into_owned());
        }
        line_start = reply.len();
    }
    Err(NO_MAIL)
}
