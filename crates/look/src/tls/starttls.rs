//! What is said before TLS, in protocols that begin in the clear.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::ask::Trouble;

/// A protocol that begins in the clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Starttls {
    /// Handing mail over (RFC 3207).
    Smtp,
    /// Reading mail (RFC 9051, section 6.2.1).
    Imap,
    /// Fetching mail (RFC 2595).
    Pop3,
    /// Files (RFC 4217).
    Ftp,
    /// Directories (RFC 4511, section 4.14).
    Ldap,
    /// The frontend protocol of PostgreSQL, version 3 (`SSLRequest`).
    Postgresql,
}

impl Starttls {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Smtp, Self::Imap, Self::Pop3, Self::Ftp, Self::Ldap, Self::Postgresql];

    /// The name that addresses, worlds and reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Smtp => "smtp",
            Self::Imap => "imap",
            Self::Pop3 => "pop3",
            Self::Ftp => "ftp",
            Self::Ldap => "ldap",
            Self::Postgresql => "postgresql",
        }
    }

    pub(super) async fn begin(self, stream: &mut TcpStream) -> Result<(), Trouble> {
        match self {
            Self::Smtp => smtp(stream).await,
            Self::Imap => imap(stream).await,
            Self::Pop3 => pop3(stream).await,
            Self::Ftp => ftp(stream).await,
            Self::Ldap => ldap(stream).await,
            Self::Postgresql => postgresql(stream).await,
        }
    }
}

/// Source: PostgreSQL documentation, "Message Formats": length 8, code 80877103. The answer is one byte.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

async fn postgresql(stream: &mut TcpStream) -> Result<(), Trouble> {
    say(stream, &SSL_REQUEST).await?;
    match stream.read_u8().await {
        Ok(b'S') => Ok(()),
        Ok(b'N') => Err(Trouble::Before("TLS is switched off in this PostgreSQL")),
        Ok(_) => Err(Trouble::Before("it does not answer as PostgreSQL does")),
        Err(_) => Err(Trouble::Closed),
    }
}

const NO_MAIL: Trouble = Trouble::Before("it does not answer as a mail server does");
const NO_TLS: Trouble = Trouble::Before("this mail server offers no TLS");

async fn smtp(stream: &mut TcpStream) -> Result<(), Trouble> {
    expect(stream, b"220", NO_MAIL).await?;
    say(stream, b"EHLO localhost\r\n").await?;
    let offers = expect(stream, b"250", NO_MAIL).await?.to_ascii_uppercase();
    if !offers.lines().any(|line| line.get(4..).is_some_and(|rest| rest.trim_end() == "STARTTLS")) {
        return Err(NO_TLS);
    }
    say(stream, b"STARTTLS\r\n").await?;
    expect(stream, b"220", NO_TLS).await.map(drop)
}

/// Lines that a server may send of its own accord before it answers.
const UNASKED: usize = 20;

async fn imap(stream: &mut TcpStream) -> Result<(), Trouble> {
    let greeting = line(stream).await?;
    if !greeting.starts_with("* OK") {
        return Err(if greeting.starts_with("* BYE") { Trouble::Busy } else { NO_MAIL });
    }
    say(stream, b"a STARTTLS\r\n").await?;
    for _ in 0..UNASKED {
        let answer = line(stream).await?;
        if let Some(result) = answer.strip_prefix("a ") {
            return if result.starts_with("OK") { Ok(()) } else { Err(NO_TLS) };
        }
    }
    Err(NO_MAIL)
}

async fn pop3(stream: &mut TcpStream) -> Result<(), Trouble> {
    if !line(stream).await?.starts_with("+OK") {
        return Err(NO_MAIL);
    }
    say(stream, b"STLS\r\n").await?;
    if line(stream).await?.starts_with("+OK") { Ok(()) } else { Err(NO_TLS) }
}

async fn ftp(stream: &mut TcpStream) -> Result<(), Trouble> {
    expect(stream, b"220", Trouble::Before("it does not answer as an FTP server does")).await?;
    say(stream, b"AUTH TLS\r\n").await?;
    expect(stream, b"234", Trouble::Before("this FTP server offers no TLS")).await.map(drop)
}

/// Message 1, an extended request with the name 1.3.6.1.4.1.1466.20037.
const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
const NO_DIRECTORY: Trouble = Trouble::Before("it does not answer as an LDAP server does");

async fn ldap(stream: &mut TcpStream) -> Result<(), Trouble> {
    say(stream, START_TLS).await?;
    let mut message = element(stream, 0x30).await?;
    // Behind the number of the message stands an extended response, which begins with its result.
    let rest = message.strip_prefix(&[2, 1, 1, 0x78]).ok_or(NO_DIRECTORY)?;
    let long = rest.first().is_some_and(|length| length & 0x80 != 0);
    let skipped = 4 + 1 + if long { usize::from(rest[0] & 0x7f) } else { 0 };
    message.drain(..skipped.min(message.len()));
    match message.get(..3) {
        Some([0x0a, 1, 0]) => Ok(()),
        Some([0x0a, 1, _]) => Err(Trouble::Before("this LDAP server offers no TLS")),
        _ => Err(NO_DIRECTORY),
    }
}

/// The content of an element of BER with this tag (X.690, section 8.1).
async fn element(stream: &mut TcpStream, tag: u8) -> Result<Vec<u8>, Trouble> {
    if stream.read_u8().await.map_err(|_| Trouble::Closed)? != tag {
        return Err(NO_DIRECTORY);
    }
    let mut length = usize::from(stream.read_u8().await.map_err(|_| Trouble::Closed)?);
    if length & 0x80 != 0 {
        let bytes = length & 0x7f;
        length = 0;
        for _ in 0..bytes.min(4) {
            length = length << 8 | usize::from(stream.read_u8().await.map_err(|_| Trouble::Closed)?);
        }
    }
    if length > LARGEST_REPLY {
        return Err(NO_DIRECTORY);
    }
    let mut content = vec![0; length];
    stream.read_exact(&mut content).await.map_err(|_| Trouble::Closed)?;
    Ok(content)
}

async fn say(stream: &mut TcpStream, line: &[u8]) -> Result<(), Trouble> {
    stream.write_all(line).await.map_err(|_| Trouble::Closed)
}

/// Bytes of one reply, at most.
const LARGEST_REPLY: usize = 16 * 1024;

/// Reads a reply to its last line (RFC 5321, section 4.2.1: a blank behind the code).
async fn expect(stream: &mut TcpStream, code: &[u8; 3], otherwise: Trouble) -> Result<String, Trouble> {
    let mut reply = String::new();
    while reply.len() < LARGEST_REPLY {
        let line = line(stream).await?;
        reply.push_str(&line);
        let is_last = match line.as_bytes() {
            [a, b, c, rest @ ..] if [*a, *b, *c] == *code => rest.first() != Some(&b'-'),
            // Between the first line and the last, FTP lets lines be as they like (RFC 959, section 4.2).
            _ if reply.len() > line.len() && reply.as_bytes().get(3) == Some(&b'-') => false,
            // RFC 5321, section 4.2.2, and RFC 959: not available, closing.
            [b'4', b'2', b'1', ..] => return Err(Trouble::Busy),
            _ => return Err(otherwise),
        };
        if is_last {
            return Ok(reply);
        }
    }
    Err(otherwise)
}

/// Reads one line, with its end. Byte by byte: what follows is TLS.
async fn line(stream: &mut TcpStream) -> Result<String, Trouble> {
    let mut line = Vec::new();
    while line.len() < LARGEST_REPLY && line.last() != Some(&b'\n') {
        line.push(stream.read_u8().await.map_err(|_| Trouble::Closed)?);
    }
    Ok(String::from_utf8_lossy(&line).into_owned())
}
