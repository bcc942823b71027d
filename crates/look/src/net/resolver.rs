//! The resolver of this machine, where it stands on this machine itself.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::timeout;

/// Where systems keep the addresses of resolvers, and how many bytes of it are read at most.
const FILE: &str = "/etc/resolv.conf";
const LARGEST: u64 = 64 << 10;
/// The port of name servers.
const PORT: u16 = 53;
/// Bytes of an answer, at most.
const ANSWER: usize = 4096;

/// Its address, where it is one of this machine: no other name server is asked anything by us.
#[must_use]
pub fn of_this_machine() -> Option<SocketAddr> {
    first(&crate::text(Path::new(FILE), LARGEST).ok()?).filter(|address| address.ip().is_loopback())
}

/// The first resolver of a `resolv.conf`.
fn first(text: &str) -> Option<SocketAddr> {
    let named = text.lines().find_map(|line| line.trim().strip_prefix("nameserver"))?;
    let address: IpAddr = named.trim().parse().ok()?;
    Some(SocketAddr::new(address, PORT))
}

/// Asks, and waits for the answer with the same number.
pub async fn ask(resolver: SocketAddr, question: &[u8], longest: Duration) -> Result<Vec<u8>, String> {
    let asking = async {
        let own = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        own.connect(resolver).await?;
        own.send(question).await?;
        let mut answer = vec![0; ANSWER];
        loop {
            let length = own.recv(&mut answer).await?;
            if answer[..length].get(..2) == question.get(..2) {
                answer.truncate(length);
                return Ok(answer);
            }
        }
    };
    let answered: Result<std::io::Result<Vec<u8>>, _> = timeout(longest, asking).await;
    match answered {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(format!("the resolver cannot be asked: {error}")),
        Err(_) => Err("the resolver does not answer".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_resolver_counts() {
        let text = "# made by hand\nsearch a.test\nnameserver 127.0.0.53\nnameserver 192.0.2.1\n";
        assert_eq!(first(text), Some(SocketAddr::new([127, 0, 0, 53].into(), 53)));
        assert_eq!((first("nameserver x"), first("")), (None, None));
    }

    #[tokio::test]
    async fn the_answer_with_the_same_number_is_taken() {
        let server = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = server.local_addr().expect("an address");
        let served = tokio::spawn(async move {
            let mut question = [0; 64];
            let (length, from) = server.recv_from(&mut question).await.expect("asked");
            server.send_to(b"\0\0other", from).await.expect("sent");
            server.send_to(&[&question[..length], b"!"].concat(), from).await.expect("sent");
        });
        let answer = ask(address, b"\x12\x34?", Duration::from_secs(5)).await;
        assert_eq!(answer.as_deref(), Ok(&b"\x12\x34?!"[..]));
        served.await.expect("it ended");
    }
}
