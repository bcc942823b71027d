//! HTTP/2, where a server speaks nothing else.

use bytes::Bytes;
use h2::client::{Builder, SendRequest};
use sneck_model::{HttpVersion, Request};
use sneck_read::wire::{Address, Answer};

use super::write;
use crate::net::Stream;

/// Bytes of all headers, and of a body that may be under way.
const HEADERS: u32 = 256 << 10;
const WINDOW: u32 = 1 << 20;

/// Headers that belong to one connection of HTTP/1 and are an error here (RFC 9113, section 8.2.2).
const OF_ONE: &[&str] = &["host", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/// Opens HTTP/2 over a connection.
pub async fn open(stream: Box<dyn Stream>) -> Result<SendRequest<Bytes>, String> {
    let mut builder = Builder::new();
    builder.max_header_list_size(HEADERS).initial_window_size(WINDOW).enable_push(false);
    let (sender, connection) = builder.handshake(stream).await.map_err(|error| told(&error))?;
    // It ends when the last sender is dropped; its errors come back with the requests.
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}

/// Sends a request and reads its answer, up to `most` bytes of body.
pub async fn exchange(
    over: &SendRequest<Bytes>,
    request: &Request,
    to: &Address,
    proof: &[(String, String)],
    most: usize,
) -> Result<Answer, String> {
    if request.raw.is_some() {
        return Err("a request of exact bytes cannot be sent over HTTP/2".to_owned());
    }
    let mut sender = over.clone().ready().await.map_err(|error| told(&error))?;
    let head = head(request, to, proof)?;
    let ends = request.body.is_empty();
    let (answer, mut body) = sender.send_request(head, ends).map_err(|error| told(&error))?;
    if !ends {
        body.send_data(Bytes::from(request.body.clone()), true).map_err(|error| told(&error))?;
    }
    let (head, mut body) = answer.await.map_err(|error| told(&error))?.into_parts();
    let value = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut answer = Answer {
        version: HttpVersion::Http2,
        status: head.status.as_u16(),
        headers: head.headers.iter().map(|(name, text)| (name.as_str().to_owned(), value(text))).collect(),
        body: Vec::new(),
        cut: false,
    };
    while let Some(piece) = body.data().await {
        let Ok(piece) = piece else {
            answer.cut = true;
            break;
        };
        // A window that cannot be widened ends the body by itself.
        drop(body.flow_control().release_capacity(piece.len()));
        let room = most - answer.body.len();
        answer.body.extend(&piece[..piece.len().min(room)]);
        if answer.body.len() == most {
            answer.cut = piece.len() > room || !body.is_end_stream();
            break;
        }
    }
    Ok(answer)
}

fn head(request: &Request, to: &Address, proof: &[(String, String)]) -> Result<http::Request<()>, String> {
    let all = write::headers(request, to, proof);
    let host =
        all.iter().find(|(name, _)| name.eq_ignore_ascii_case("host")).map_or(to.authority(), |(_, h)| h.clone());
    let target = String::from_utf8_lossy(&request.target);
    let mut head = http::Request::builder()
        .version(http::Version::HTTP_2)
        .method(&*request.method)
        .uri(format!("https://{host}{target}"));
    for (name, value) in all.iter().filter(|(name, _)| OF_ONE.iter().all(|own| !name.eq_ignore_ascii_case(own))) {
        head = head.header(name.to_ascii_lowercase(), value);
    }
    head.body(()).map_err(|error| format!("the request cannot be written in HTTP/2: {error}"))
}

fn told(error: &h2::Error) -> String {
    format!("HTTP/2 failed: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::{Kind, Origin};

    async fn echo(theirs: tokio::io::DuplexStream) {
        let mut connection = h2::server::handshake(theirs).await.expect("HTTP/2");
        while let Some(Ok((request, mut respond))) = connection.accept().await {
            let said = format!("{} {}", request.method(), request.uri());
            let head = http::Response::builder().status(203).header("x-probe", "yes").body(()).expect("well formed");
            let mut body = respond.send_response(head, false).expect("open");
            body.send_data(Bytes::from(said.repeat(100)), true).expect("open");
        }
    }

    #[tokio::test]
    async fn a_request_and_its_answer_up_to_a_limit() {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        tokio::spawn(echo(theirs));
        let sender = open(Box::new(ours)).await.expect("HTTP/2");
        let origin = Origin { url: "https://shop.test".into(), kind: Kind::Production, name: None };
        let to = Address::parse(&origin.url).expect("an address");
        let request = Request::get(&origin, "/a/..%2fb?c").header("X-Upper", "1").header("Connection", "close");
        let answer = exchange(&sender, &request, &to, &[], 64).await.expect("an answer");
        assert_eq!((answer.status, answer.version, answer.body.len(), answer.cut), (203, HttpVersion::Http2, 64, true));
        assert!(
            answer.body.starts_with(b"GET https://shop.test/a/..%2fb?c"),
            "{:?}",
            String::from_utf8_lossy(&answer.body)
        );
        assert_eq!(answer.headers[0], ("x-probe".to_owned(), "yes".to_owned()));
    }
}
