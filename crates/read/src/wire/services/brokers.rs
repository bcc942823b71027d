//! NATS, MQTT, AMQP, Kafka, and the port mapper of Erlang.

use serde_json::Value;

use super::{Found, Heard, Next, be32, has, text_of};

/// NATS: the server speaks first and says whether it asks.
pub(super) fn nats(heard: &Heard<'_>) -> Next {
    let answer = text_of(heard.now);
    if heard.turn() == 0 {
        let Some(line) = answer.strip_prefix("INFO ").and_then(|rest| rest.split_once("\r\n")) else {
            let begins = "INFO ".starts_with(&*answer) || answer.starts_with("INFO ");
            return if begins { heard.listen() } else { Next::Other };
        };
        let Ok(info) = serde_json::from_str::<Value>(line.0) else { return Next::Other };
        let is = |name: &str| info[name].as_bool() == Some(true);
        let version = info["version"].as_str().map(str::to_owned);
        return if is("auth_required") {
            Found::guarded("nats", "says that it asks for a login (`auth_required`)").version(version).into()
        } else if is("tls_required") {
            Found::unknown("nats", "speaks TLS only").version(version).into()
        } else {
            let connect = "CONNECT {\"verbose\":true,\"pedantic\":false,\"name\":\"sneck\"}\r\nPING\r\n";
            Next::Say(connect.into())
        };
    }
    let version = || {
        let line = text_of(&heard.before[0]).into_owned();
        serde_json::from_str::<Value>(line.strip_prefix("INFO ")?.lines().next()?).ok()?["version"]
            .as_str()
            .map(str::to_owned)
    };
    if answer.contains("PONG\r\n") {
        Found::open("nats", "lets a client without a name connect").version(version()).into()
    } else if answer.contains("-ERR") && answer.contains('\n') {
        Found::guarded("nats", "refuses a client without a name").version(version()).into()
    } else {
        heard.listen()
    }
}

/// CONNECT of MQTT 3.1.1 with a clean session and no client id, which cannot take a session over.
const MQTT: &[u8] = b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00";

/// MQTT: the code of CONNACK (MQTT 3.1.1, 3.2.2.3).
pub(super) fn mqtt(heard: &Heard<'_>) -> Next {
    let product = if heard.program == "mosquitto" { "mosquitto" } else { "mqtt" };
    match (heard.turn(), heard.now) {
        (0, _) => Next::Say(MQTT.to_vec()),
        (_, [0x20, 2, _, 0, ..]) => {
            Found::open(product, "accepts a client without a name and a password").parting(b"\xe0\0").into()
        }
        (_, [0x20, 2, _, 4 | 5, ..]) => Found::guarded(product, "refuses a client without a password").into(),
        (_, [0x20, 2, _, code, ..]) => Found::unknown(product, format!("refuses the connection (code {code})")).into(),
        (_, [] | [0x20, ..]) => heard.listen(),
        _ => Next::Other,
    }
}

/// AMQP 0-9-1: the server names its release and the ways to log in.
pub(super) fn amqp(heard: &Heard<'_>) -> Next {
    let answer = heard.now;
    match heard.turn() {
        0 => Next::Say(b"AMQP\0\0\x09\x01".to_vec()),
        1 if answer.starts_with(b"AMQP") && answer.len() >= 8 => Found::unknown("amqp", "speaks another AMQP").into(),
        1 if is_method(answer, 10, 10) && is_frame_whole(answer) => {
            if has(answer, b"ANONYMOUS") {
                Next::Say(anonymous())
            } else {
                amqp_found(answer, false).into()
            }
        }
        1 => {
            if answer.is_empty() || matches!(answer[0], b'A' | 1) {
                heard.listen()
            } else {
                Next::Other
            }
        }
        _ if is_method(answer, 10, 30) => amqp_found(&heard.before[1], true).into(),
        _ if is_method(answer, 10, 50) || heard.ended => amqp_found(&heard.before[1], false).into(),
        _ => heard.listen(),
    }
}

fn amqp_found(start: &[u8], open: bool) -> Found {
    let product = if has(start, b"RabbitMQ") { "rabbitmq" } else { "amqp" };
    let version = memchr::memmem::find(start, b"\x07versionS").and_then(|at| {
        let length = be32(start, at + 9)? as usize;
        Some(text_of(start.get(at + 13..at + 13 + length)?).into_owned())
    });
    let found = if open {
        Found::open(product, "lets a client without a name log in (`ANONYMOUS`)")
    } else {
        Found::guarded(product, "asks for a login")
    };
    found.version(version)
}

fn is_method(frame: &[u8], class: u8, method: u8) -> bool {
    frame.first() == Some(&1) && frame.get(7..11) == Some(&[0, class, 0, method])
}

fn is_frame_whole(frame: &[u8]) -> bool {
    be32(frame, 3).is_some_and(|size| frame.len() >= size as usize + 8)
}

/// StartOk with no properties, mechanism ANONYMOUS, no answer, locale en_US.
fn anonymous() -> Vec<u8> {
    let body = [&[0, 10, 0, 11, 0, 0, 0, 0, 9][..], b"ANONYMOUS", &[0, 0, 0, 0, 5], b"en_US"].concat();
    let size = u32::try_from(body.len()).unwrap_or(0).to_be_bytes();
    [&[1, 0, 0][..], &size, &body, &[0xce]].concat()
}

/// The port mapper of Erlang tells whoever asks; it is no door by itself.
pub(super) fn epmd(heard: &Heard<'_>) -> Next {
    match heard.turn() {
        0 => Next::Say(b"\0\x01n".to_vec()),
        _ if heard.now.len() >= 4
            && (heard.ended || heard.now.ends_with(b"\n"))
            && text_of(&heard.now[4..]).starts_with("name ") =>
        {
            Found::open("epmd", "tells the names and ports of Erlang's nodes to whoever asks").into()
        }
        _ => heard.listen(),
    }
}

/// ApiVersions 0, then Metadata 0 for all topics: a listener that asks for a login closes on the second.
pub(super) fn kafka(heard: &Heard<'_>) -> Next {
    let answers = |number: u32| be32(heard.now, 4) == Some(number) && heard.now.len() > 10;
    match heard.turn() {
        0 => Next::Say(kafka_request(18, 0x534e_4543, &[])),
        1 if answers(0x534e_4543) => Next::Say(kafka_request(3, 0x534e_4544, &[0, 0, 0, 0])),
        1 => heard.listen(),
        _ if answers(0x534e_4544) => Found::open("kafka", "tells its brokers and topics without a login").into(),
        _ if heard.ended => Found::guarded("kafka", "closes connections that have not logged in").into(),
        _ => Next::Listen,
    }
}

fn kafka_request(key: u16, number: u32, body: &[u8]) -> Vec<u8> {
    let head = [&key.to_be_bytes()[..], &[0, 0], &number.to_be_bytes(), &[0, 5], b"sneck"].concat();
    let size = u32::try_from(head.len() + body.len()).unwrap_or(0).to_be_bytes();
    [&size[..], &head, body].concat()
}
