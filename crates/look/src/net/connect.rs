//! Opens connections: only within scope, only in time.

use std::io;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::scope::Scope;
use super::secure::{Chain, config};

/// For the connection and for the handshake, each.
const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes both ways.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Opens a connection to a host within scope. An error is why not, as a clause.
pub async fn connect(scope: &Scope, host: &str, port: u16) -> Result<TcpStream, String> {
    let address = scope.address(host, port).map_err(|refused| refused.to_string())?;
    match timeout(PATIENCE, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => {
            // Small requests go out at once; where that cannot be had they are only slower.
            drop(stream.set_nodelay(true));
            Ok(stream)
        }
        Ok(Err(error)) => Err(why(&error)),
        Err(_) => Err("no connection came about in time".to_owned()),
    }
}

/// The protocols that are offered inside of TLS (RFC 7301).
pub const HTTP_1: &[u8] = b"http/1.1";
/// The other one.
pub const HTTP_2: &[u8] = b"h2";

/// What TLS libraries call it when a server speaks none of the protocols that are offered.
pub const NO_PROTOCOL: &str = "NoApplicationProtocol";

/// Speaks TLS over a connection, offers a protocol, and says which certificates came.
pub async fn secured(stream: TcpStream, host: &str, protocol: &[u8]) -> Result<(Box<dyn Stream>, Chain), String> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| format!("`{host}` is no name for TLS"))?;
    let config = config().ok_or("TLS is not available")?;
    let connector = TlsConnector::from(config);
    let handshake = connector.with_alpn(vec![protocol.to_vec()]).connect(name, stream);
    match timeout(PATIENCE, handshake).await {
        Ok(Ok(stream)) => {
            let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
            let chain = chain.iter().map(|certificate| certificate.to_vec()).collect();
            Ok((Box::new(stream), chain))
        }
        Ok(Err(error)) if is_plain(&error) => {
            Err("no TLS came about: what answers there does not speak it; is it `http://`?".to_owned())
        }
        Ok(Err(error)) => Err(format!("no TLS came about: {}", why(&error))),
        Err(_) => Err("the TLS handshake did not end in time".to_owned()),
    }
}

/// The answer is no record of TLS at all.
fn is_plain(error: &io::Error) -> bool {
    use rustls::{Error, InvalidMessage};
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    matches!(inner, Some(Error::InvalidMessage(InvalidMessage::InvalidContentType)))
}

/// Why a connection failed, in words that are the same on every system.
pub fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "the connection was refused: nothing listens there".to_owned(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionAborted => {
            "the connection was cut".to_owned()
        }
        io::ErrorKind::UnexpectedEof => "the connection ended too early".to_owned(),
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => "the host cannot be reached".to_owned(),
        _ => error.to_string(),
    }
}
