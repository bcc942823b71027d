//! Endpoints that hang, lie, never stop, or speak something else: each comes to its end, and nothing is made up of them.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sneck_look::tls::{Starttls, TlsLimits};
use sneck_model::{TlsEndpoint, TlsVersion};

use crate::{look, look_over};

/// A server of our own: what it does with each connection, and how many it had.
struct Hostile {
    port: u16,
    connections: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Hostile {
    fn new(does: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        let port = listener.local_addr().expect("it has one").port();
        let (connections, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (count, ended, does) = (Arc::clone(&connections), Arc::clone(&over), Arc::new(does));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if ended.load(Ordering::Relaxed) {
                    break;
                }
                count.fetch_add(1, Ordering::Relaxed);
                let does = Arc::clone(&does);
                std::thread::spawn(move || does(stream));
            }
        });
        Self { port, connections, over }
    }

    /// Says the same to everybody, once it was spoken to.
    fn saying(bytes: &'static [u8]) -> Self {
        Self::new(move |mut stream| {
            let _ = stream.read(&mut [0; 2048]);
            let _ = stream.write_all(bytes);
            // Whoever asked has its time to read before the connection ends.
            let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
            let _ = stream.read(&mut [0; 64]);
        })
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

const SHORT: TlsLimits =
    TlsLimits { exchange: Duration::from_millis(300), whole: Duration::from_secs(4), at_once: 6, exchanges: 800 };

/// What is found, well within the time that it may take.
fn found(hostile: &Hostile) -> TlsEndpoint {
    let begun = Instant::now();
    let found = look(hostile.port, SHORT);
    assert!(begun.elapsed() < SHORT.whole + Duration::from_secs(20), "it took {:?}", begun.elapsed());
    found
}

fn shows_nothing(hostile: &Hostile, why: &str) {
    let found = found(hostile);
    assert_eq!((&found.protocols, &found.chains), (&Vec::new(), &Vec::new()), "{why}");
    assert!(found.trouble.iter().any(|one| one.contains(why)), "{why}: {:?}", found.trouble);
}

#[test]
fn a_handshake_that_hangs_is_given_up() {
    let hostile = Hostile::new(|mut stream| while matches!(stream.read(&mut [0; 2048]), Ok(1..)) {});
    shows_nothing(&hostile, "does not answer in time");
    assert!(hostile.connections() <= 40, "{} connections", hostile.connections());
}

#[test]
fn a_server_that_closes_at_once_is_no_tls_server() {
    shows_nothing(&Hostile::new(drop), "closes the connection");
}

#[test]
fn plain_http_is_told_by_its_name() {
    shows_nothing(&Hostile::saying(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"), "plain HTTP");
}

#[test]
fn other_protocols_are_no_tls() {
    shows_nothing(&Hostile::saying(b"SSH-2.0-OpenSSH_9.2\r\n"), "SSH");
    shows_nothing(&Hostile::saying(b"\x00\x01\x02\x03 nonsense"), "another protocol");
}

#[test]
fn alerts_for_everything_are_refusals() {
    shows_nothing(&Hostile::saying(b"\x15\x03\x03\x00\x02\x02\x28"), "alert 40");
    shows_nothing(&Hostile::saying(b"\x15\x03\x03\x00\x02\x02\x70"), "does not know the name");
}

#[test]
fn warnings_without_an_end_end() {
    let warnings = b"\x15\x03\x03\x00\x02\x01\x70".repeat(2000);
    let hostile = Hostile::new(move |mut stream| while stream.write_all(&warnings).is_ok() {});
    shows_nothing(&hostile, "never stops talking");
}

#[test]
fn endless_records_end() {
    let record = [&[22, 3, 3, 0x40, 0][..], &[0; 0x4000]].concat();
    let hostile = Hostile::new(move |mut stream| while stream.write_all(&record).is_ok() {});
    shows_nothing(&hostile, "its answer makes no sense");
    let records = [23, 3, 3, 0, 0].repeat(2000);
    let empty = Hostile::new(move |mut stream| while stream.write_all(&records).is_ok() {});
    shows_nothing(&empty, "never stops talking");
}

#[test]
fn bytes_that_drip_are_given_up() {
    let hostile = Hostile::new(|mut stream| {
        let _ = stream.write_all(&[22, 3, 3, 0x40, 0]);
        while stream.write_all(&[0]).is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    shows_nothing(&hostile, "does not answer in time");
}

#[test]
fn a_cut_off_answer_is_no_answer() {
    shows_nothing(&Hostile::saying(b"\x16\x03\x03\x00\x06\x02\x00\x00\x02\x03\x03"), "cut off");
    shows_nothing(&Hostile::saying(b"\x16\x03\x03\x00\x06\x02\xff\xff\xff\x03\x03"), "does not answer in time");
}

/// A server's choice of TLS 1.2 and one suite, whatever it was asked for.
fn hello(suite: [u8; 2]) -> Vec<u8> {
    let body = [&[3, 3], &[7; 32][..], &[0], &suite, &[0]].concat();
    let message = [&[2, 0, 0, u8::try_from(body.len()).expect("a short body")], &body[..]].concat();
    [&[22, 3, 3, 0, u8::try_from(message.len()).expect("a short message")], &message[..]].concat()
}

#[test]
fn a_cipher_that_was_not_offered_is_not_believed() {
    let bytes: &'static [u8] = [hello([0xfa, 0xfa]), b"\x16\x03\x03\x00\x04\x0e\x00\x00\x00".to_vec()].concat().leak();
    shows_nothing(&Hostile::saying(bytes), "not offered");
}

#[test]
fn a_server_that_says_yes_to_everything_meets_the_limit() {
    // It chooses the first suite that it is offered, in the release that it is asked for, and says no more.
    let hostile = Hostile::new(|mut stream| {
        let mut question = [0; 4096];
        let length = stream.read(&mut question).unwrap_or(0);
        if length < 50 {
            return;
        }
        let session = usize::from(question[43]);
        let at = 44 + session + 2;
        let mut answer = hello([question[at], question[at + 1]]);
        answer[10] = question[10];
        answer[2] = question[10];
        let _ = stream.write_all(&[&answer[..], b"\x16\x03\x03\x00\x04\x0e\x00\x00\x00"].concat());
        let _ = stream.read(&mut [0; 64]);
    });
    let limits = TlsLimits { exchanges: 100, whole: Duration::from_secs(20), ..SHORT };
    let found = look(hostile.port, limits);
    assert!(hostile.connections() <= 100, "{} connections", hostile.connections());
    assert!(found.speaks(TlsVersion::Tls12));
    assert!(found.chains.is_empty());
    assert!(found.trouble.iter().any(|one| one.contains("used up")), "{:?}", found.trouble);
}

/// No library of today speaks SSL 3 any more: a server of our own does, with RC4 and 3DES, and refuses everything else.
#[test]
fn ssl_3_and_what_came_with_it_are_seen() {
    let server = Hostile::new(|mut stream| {
        let mut question = [0; 4096];
        let length = stream.read(&mut question).unwrap_or(0);
        let is_ssl3 = question[1..3] == [3, 0] && question[9..11] == [3, 0];
        let list = usize::from(u16::from_be_bytes([question[44], question[45]]));
        let suites = &question[46..length.min(46 + list).max(46)];
        let knows = |suite: &&[u8]| [[0, 5], [0, 10]].contains(&[suite[0], suite[1]]);
        let answer = match suites.chunks_exact(2).find(knows) {
            Some(suite) if is_ssl3 => {
                let mut answer = hello([suite[0], suite[1]]);
                (answer[2], answer[10]) = (0, 0);
                [&answer[..], b"\x16\x03\x00\x00\x04\x0e\x00\x00\x00"].concat()
            }
            _ => b"\x15\x03\x00\x00\x02\x02\x28".to_vec(),
        };
        let _ = stream.write_all(&answer);
        let _ = stream.read(&mut [0; 64]);
    });
    let found =
        look(server.port, TlsLimits { exchange: Duration::from_secs(5), whole: Duration::from_secs(30), ..SHORT });
    assert_eq!(found.refused, TlsVersion::ALL[1..]);
    let [protocol] = &found.protocols[..] else { panic!("{found:?}") };
    assert_eq!(protocol.version, TlsVersion::Ssl3);
    assert_eq!(protocol.ciphers, ["TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"]);
    assert_eq!(found.secure_renegotiation, Some(false));
}

#[test]
fn certificates_that_are_none_are_none() {
    let chain = b"\x0b\x00\x00\x0b\x00\x00\x08\x00\x00\x05\x30\x82\xff\xff\x00";
    let certificate = [&[22, 3, 3, 0, u8::try_from(chain.len()).unwrap()], &chain[..]].concat();
    let bytes: &'static [u8] =
        [hello([0x00, 0x2f]), certificate, b"\x16\x03\x03\x00\x04\x0e\x00\x00\x00".to_vec()].concat().leak();
    let found = found(&Hostile::saying(bytes));
    assert!(found.chains.is_empty());
    assert!(found.trouble.iter().any(|one| one.contains("cannot be read")), "{:?}", found.trouble);
}

#[test]
fn where_nothing_listens_that_is_said() {
    let port = crate::servers::free_port();
    let found = look(port, SHORT);
    assert_eq!(found.trouble, ["nothing listens there"]);
}

#[test]
fn a_mail_server_without_tls_is_told() {
    let mail = Hostile::new(|mut stream| {
        let _ = stream.write_all(b"220 mail.test ESMTP\r\n");
        let _ = stream.read(&mut [0; 256]);
        let _ = stream.write_all(b"250-mail.test\r\n250 SIZE 1000\r\n");
        let _ = stream.read(&mut [0; 256]);
    });
    let found = look_over(mail.port, Some(Starttls::Smtp), SHORT);
    assert_eq!(found.trouble, ["this mail server offers no TLS"]);
    let endless = Hostile::new(|mut stream| while stream.write_all(b"220-more\r\n").is_ok() {});
    let found = look_over(endless.port, Some(Starttls::Smtp), SHORT);
    assert!(found.protocols.is_empty() && !found.trouble.is_empty());
}
