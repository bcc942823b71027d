//! RabbitMQ (AMQP 0-9-1), MQTT and Cassandra: a name and a password in one message.

use super::super::{Found, Heard, Next, be32, has};
use super::Login;

/// AMQP: Start, StartOk with PLAIN, then Tune for who is let in, and Close 403 for who is not.
pub(super) fn amqp(heard: &Heard<'_>, login: &Login<'_>) -> Next {
    let answer = heard.now;
    let is = |class: u8, method: u8| answer.first() == Some(&1) && answer.get(7..11) == Some(&[0, class, 0, method]);
    let whole = be32(answer, 3).is_some_and(|size| answer.len() >= size as usize + 8);
    match heard.turn() {
        0 => Next::Say(b"AMQP\0\0\x09\x01".to_vec()),
        1 if is(10, 10) && whole && has(answer, b"PLAIN") => Next::Say(start_ok(login)),
        1 if is(10, 10) && whole => Found::unknown("rabbitmq", "takes no password").into(),
        1 => heard.listen(),
        _ if is(10, 30) => Found::open("rabbitmq", "accepts the password").parting(&close()).into(),
        // 403, the code of a refusal.
        _ if is(10, 50) && has(answer, &[0x01, 0x93]) => Found::guarded("rabbitmq", "refuses the password").into(),
        _ if is(10, 50) => Found::unknown("rabbitmq", "closes the connection for another reason").into(),
        // Older releases close without a word.
        _ if heard.ended => Found::unknown("rabbitmq", "closes the connection").into(),
        _ => Next::Listen,
    }
}

/// A client that asks for it is told why it is refused.
fn start_ok(login: &Login<'_>) -> Vec<u8> {
    let table = [b"\x0ccapabilitiesF\0\0\0\x1e".as_slice(), b"\x1cauthentication_failure_closet\x01"].concat();
    let secret = [b"\0", login.user.as_bytes(), b"\0", login.password.as_bytes()].concat();
    let long = |bytes: &[u8]| [&u32::try_from(bytes.len()).unwrap_or(0).to_be_bytes()[..], bytes].concat();
    let table = with_length_of_capabilities(table);
    let body = [&[0, 10, 0, 11][..], &long(&table), b"\x05PLAIN", &long(&secret), b"\x05en_US"].concat();
    frame(&body)
}

/// The inner table is as long as what follows it.
fn with_length_of_capabilities(mut table: Vec<u8>) -> Vec<u8> {
    let inner = u32::try_from(table.len() - 18).unwrap_or(0).to_be_bytes();
    table[14..18].copy_from_slice(&inner);
    table
}

fn frame(body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len()).unwrap_or(0).to_be_bytes();
    [&[1, 0, 0][..], &size, body, &[0xce]].concat()
}

/// Connection.Close with 200.
fn close() -> Vec<u8> {
    frame(&[0, 10, 0, 50, 0, 200, 0, 0, 0, 0, 0])
}

/// MQTT 3.1.1: CONNECT with name and password, a clean session and no client id.
pub(super) fn mqtt(heard: &Heard<'_>, login: &Login<'_>) -> Next {
    match (heard.turn(), heard.now) {
        (0, _) => connect(login).map_or(Next::Other, Next::Say),
        (_, [0x20, 2, _, 0, ..]) => Found::open("mosquitto", "accepts the password").parting(b"\xe0\0").into(),
        (_, [0x20, 2, _, 4 | 5, ..]) => Found::guarded("mosquitto", "refuses the password").into(),
        (_, [0x20, 2, ..]) => Found::unknown("mosquitto", "refuses the connection for another reason").into(),
        _ => heard.listen(),
    }
}

fn connect(login: &Login<'_>) -> Option<Vec<u8>> {
    let short = |text: &str| Some([&u16::try_from(text.len()).ok()?.to_be_bytes()[..], text.as_bytes()].concat());
    let head = b"\0\x04MQTT\x04\xc2\0\x3c\0\0";
    let body = [&head[..], &short(login.user)?, &short(login.password)?].concat();
    let length = u8::try_from(body.len()).ok().filter(|length| *length < 128)?;
    Some([&[0x10, length][..], &body].concat())
}

/// Cassandra (CQL 4): STARTUP, AUTHENTICATE, AUTH_RESPONSE of PLAIN, AUTH_SUCCESS or ERROR 0x0100.
pub(super) fn cassandra(heard: &Heard<'_>, login: &Login<'_>) -> Next {
    let secret = || [b"\0", login.user.as_bytes(), b"\0", login.password.as_bytes()].concat();
    let opcode = heard.now.get(4).filter(|_| heard.now.first().is_some_and(|version| version & 0x80 != 0));
    match (heard.turn(), opcode) {
        (0, _) => Next::Say(request(1, b"\0\x01\0\x0bCQL_VERSION\0\x053.0.0")),
        (_, None) => heard.listen(),
        (1, Some(0x03)) => {
            let secret = secret();
            let length = u32::try_from(secret.len()).unwrap_or(0).to_be_bytes();
            Next::Say(request(0x0f, &[&length[..], &secret].concat()))
        }
        (2, Some(0x10)) => Found::open("cassandra", "accepts the password").into(),
        (2, Some(0x00)) if be32(heard.now, 9) == Some(0x0100) => {
            Found::guarded("cassandra", "refuses the password").into()
        }
        _ => Found::unknown("cassandra", "refuses the connection for another reason").into(),
    }
}

fn request(opcode: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(0).to_be_bytes();
    [&[4, 0, 0, 1, opcode][..], &length, body].concat()
}
