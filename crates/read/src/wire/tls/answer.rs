//! What a server answers to the first message: read as it comes.

use super::records::{Bytes, Messages, Record, Records};
use super::suites::suite_name;

/// What a server said in the clear.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flight {
    /// The release that it chose, as a number on the wire.
    pub version: u16,
    /// The cipher suite that it chose.
    pub suite: u16,
    /// The group that it asked for or used.
    pub group: Option<u16>,
    /// It compresses.
    pub compression: bool,
    /// It knows RFC 5746.
    pub secure_renegotiation: bool,
    /// The protocol inside that it agreed to.
    pub alpn: Option<String>,
    /// Its certificates, in DER.
    pub certificates: Vec<Vec<u8>>,
    /// It sent a proof of no revocation.
    pub stapled: bool,
    /// What it sent to agree on a key.
    pub key_exchange: Option<KeyExchange>,
}

/// How a key is agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyExchange {
    /// On a curve of that number.
    Curve(u16),
    /// With a prime of so many bits.
    Prime(u32),
}

/// How far to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// To what the server chose.
    Chosen,
    /// To the end of what it says in the clear.
    End,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It refused, with a number (RFC 8446, section 6).
    Alert(u8),
    /// This is another protocol; which, where it can be told.
    NotTls(&'static str),
    /// It is TLS and makes no sense.
    Malformed(&'static str),
}

/// Where reading stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// More bytes are needed.
    More,
    /// All that was asked for is there.
    Done,
    /// There will be nothing.
    Refused(Refused),
}

/// Bytes of a whole answer, at most. Chains of certificates take some thousands.
const LARGEST_ANSWER: usize = 256 * 1024;
/// Certificates of one chain that are kept.
const LONGEST_CHAIN: usize = 16;

const CLOSE_NOTIFY: u8 = 0;
const WARNING: u8 = 1;
const TLS13: u16 = 0x0304;

/// Reads an answer as it comes.
#[derive(Debug)]
pub struct Reading {
    records: Records,
    messages: Messages,
    taken: usize,
    until: Until,
    seen_hello: bool,
    flight: Flight,
}

impl Reading {
    /// Nothing has come yet.
    #[must_use]
    pub fn new(until: Until) -> Self {
        Self {
            records: Records::default(),
            messages: Messages::default(),
            taken: 0,
            until,
            seen_hello: false,
            flight: Flight::default(),
        }
    }

    /// Takes the next bytes in.
    pub fn feed(&mut self, bytes: &[u8]) -> Progress {
        self.taken = self.taken.saturating_add(bytes.len());
        if self.taken > LARGEST_ANSWER {
            return Progress::Refused(Refused::Malformed("it never stops talking"));
        }
        self.records.feed(bytes);
        loop {
            match self.records.next() {
                Ok(None) => return Progress::More,
                Ok(Some(record)) => match self.record(record) {
                    Progress::More => {}
                    end => return end,
                },
                Err(_) => return Progress::Refused(Refused::NotTls(protocol(self.records.rest()))),
            }
        }
    }

    /// What was said so far; nothing as long as the server has not chosen.
    #[must_use]
    pub fn flight(self) -> Option<Flight> {
        self.seen_hello.then_some(self.flight)
    }

    fn record(&mut self, record: Record) -> Progress {
        match record {
            // A server that does not know the name says so and goes on (RFC 6066, section 3).
            Record::Alert(WARNING, description) if description != CLOSE_NOTIFY => Progress::More,
            Record::Alert(_, description) => Progress::Refused(Refused::Alert(description)),
            Record::Other => Progress::More,
            Record::Handshake(part) => {
                self.messages.feed(&part);
                self.messages()
            }
        }
    }

    fn messages(&mut self) -> Progress {
        while let Some((kind, content)) = self.messages.next() {
            match self.message(kind, &content) {
                None => return Progress::Refused(Refused::Malformed("a message is cut off inside")),
                Some(true) => return Progress::Done,
                Some(false) => {}
            }
        }
        Progress::More
    }

    /// Whether this was the last message that is wanted.
    fn message(&mut self, kind: u8, content: &[u8]) -> Option<bool> {
        match (kind, self.seen_hello) {
            (2, false) => {
                self.seen_hello = true;
                server_hello(content, &mut self.flight)?;
                Some(self.until == Until::Chosen || self.flight.version >= TLS13)
            }
            (_, false) => None,
            (11, _) => certificates(content, &mut self.flight).map(|()| false),
            (12, _) => {
                self.flight.key_exchange = key_exchange(self.flight.suite, content);
                Some(false)
            }
            (22, _) => {
                self.flight.stapled = content.len() > 4;
                Some(false)
            }
            (14, _) => Some(true),
            _ => Some(false),
        }
    }
}

/// What other protocols say first.
fn protocol(bytes: &[u8]) -> &'static str {
    const KNOWN: &[(&[u8], &str)] = &[
        (b"HTTP/", "plain HTTP"),
        (b"<", "plain text"),
        (b"SSH-", "SSH"),
        (b"220", "SMTP or FTP"),
        (b"-ERR", "Redis"),
    ];
    KNOWN.iter().find(|(start, _)| bytes.starts_with(start)).map_or("another protocol", |(_, name)| name)
}

fn server_hello(content: &[u8], flight: &mut Flight) -> Option<()> {
    let mut bytes = Bytes(content);
    flight.version = bytes.number16()?;
    bytes.take(32)?;
    bytes.list(1)?;
    flight.suite = bytes.number16()?;
    flight.compression = bytes.number(1)? != 0;
    if bytes.0.is_empty() {
        return Some(());
    }
    let mut all = Bytes(bytes.list(2)?);
    while !all.0.is_empty() {
        let (number, content) = (all.number16()?, all.list(2)?);
        extension(number, content, flight)?;
    }
    Some(())
}

fn extension(number: u16, content: &[u8], flight: &mut Flight) -> Option<()> {
    let mut bytes = Bytes(content);
    match number {
        16 => flight.alpn = Some(String::from_utf8_lossy(Bytes(bytes.list(2)?).list(1)?).into_owned()),
        43 => flight.version = bytes.number16()?,
        51 => flight.group = Some(bytes.number16()?),
        0xff01 => flight.secure_renegotiation = true,
        _ => {}
    }
    Some(())
}

fn certificates(content: &[u8], flight: &mut Flight) -> Option<()> {
    let mut all = Bytes(Bytes(content).list(3)?);
    while !all.0.is_empty() {
        let certificate = all.list(3)?;
        if flight.certificates.len() < LONGEST_CHAIN {
            flight.certificates.push(certificate.to_vec());
        }
    }
    Some(())
}

/// Source: RFC 5246, section 7.4.3; RFC 8422, section 5.4.
fn key_exchange(suite: u16, content: &[u8]) -> Option<KeyExchange> {
    const NAMED_CURVE: u32 = 3;
    let name = suite_name(suite);
    let mut bytes = Bytes(content);
    if name.contains("_ECDH") {
        return (bytes.number(1)? == NAMED_CURVE).then(|| bytes.number16().map(KeyExchange::Curve))?;
    }
    let is_prime = name.contains("_DHE_") || name.contains("_DH_anon");
    is_prime.then(|| bytes.list(2).map(|prime| KeyExchange::Prime(bits(prime))))?
}

fn bits(number: &[u8]) -> u32 {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let rest = &number[zeros..];
    let unused = rest.first().map_or(0, |byte| byte.leading_zeros());
    u32::try_from(rest.len() * 8).unwrap_or(u32::MAX).saturating_sub(unused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[kind, 0, length[0], length[1]], content].concat()
    }

    fn record(kind: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[kind, 3, 3, length[0], length[1]], content].concat()
    }

    fn hello(suite: u16, extensions: &[u8]) -> Vec<u8> {
        let [a, b] = suite.to_be_bytes();
        let length = u16::try_from(extensions.len()).unwrap().to_be_bytes();
        message(2, &[&[3, 3], &[9; 32][..], &[0, a, b, 0], &length, extensions].concat())
    }

    #[test]
    fn what_a_server_chose_is_read_to_the_end() {
        let prime = [&[0, 4, 0, 0x0f, 1, 1][..], &[0; 8]].concat();
        let answer = [
            hello(0x0033, &[0xff, 0x01, 0, 1, 0, 0, 16, 0, 5, 0, 3, 2, b'h', b'2']),
            message(11, &[0, 0, 5, 0, 0, 2, 0x30, 0]),
            message(22, &[1, 0, 0, 1, 9]),
            message(12, &prime),
            message(14, &[]),
        ]
        .concat();
        let mut reading = Reading::new(Until::End);
        assert_eq!(reading.feed(&record(22, &answer)), Progress::Done);
        let flight = reading.flight().unwrap();
        assert_eq!((flight.version, flight.suite, flight.alpn.as_deref()), (0x0303, 0x33, Some("h2")));
        assert!(flight.secure_renegotiation && flight.stapled && !flight.compression);
        assert_eq!(flight.certificates, [[0x30, 0]]);
        assert_eq!(flight.key_exchange, Some(KeyExchange::Prime(20)));
    }

    #[test]
    fn a_server_that_wants_another_group_has_chosen_all_the_same() {
        let mut reading = Reading::new(Until::End);
        let bytes = record(22, &hello(0x1301, &[0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0, 0x1d]));
        assert_eq!(reading.feed(&bytes), Progress::Done);
        let flight = reading.flight().unwrap();
        assert_eq!((flight.version, flight.group), (0x0304, Some(0x1d)));
    }

    #[test]
    fn refusals_are_told_apart() {
        let read = |bytes: &[u8]| Reading::new(Until::Chosen).feed(bytes);
        assert_eq!(read(&record(21, &[2, 40])), Progress::Refused(Refused::Alert(40)));
        assert_eq!(read(&record(21, &[1, 112])), Progress::More, "it only warns");
        assert_eq!(read(b"HTTP/1.1 400 Bad Request\r\n"), Progress::Refused(Refused::NotTls("plain HTTP")));
        assert_eq!(read(b"\x16\x03"), Progress::More);
        let cut = record(22, &message(2, &[3, 3]));
        assert_eq!(read(&cut), Progress::Refused(Refused::Malformed("a message is cut off inside")));
    }

    #[test]
    fn endless_records_end() {
        let mut reading = Reading::new(Until::Chosen);
        let noise = record(23, &[0; 16_000]);
        let end = (0..100).map(|_| reading.feed(&noise)).find(|progress| *progress != Progress::More);
        assert_eq!(end, Some(Progress::Refused(Refused::Malformed("it never stops talking"))));
    }
}
