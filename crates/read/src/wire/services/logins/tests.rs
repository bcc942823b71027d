//! What is said and understood, from the protocols' own examples; the real servers are asked in `look/tests/services`.

use sneck_model::Access;

use super::*;

const LOGIN: Login<'static> = Login { user: "guest", password: "guest", database: "", rights: false };

fn heard<'a>(before: &'a [Vec<u8>], now: &'a [u8]) -> Heard<'a> {
    Heard { before, now, ended: false, nonce: "abc", program: "" }
}

fn next(product: &str, before: &[Vec<u8>], now: &[u8]) -> Next {
    (door(product).expect("a door").talk)(&heard(before, now), &LOGIN)
}

fn access(product: &str, before: &[Vec<u8>], now: &[u8]) -> Option<Access> {
    match next(product, before, now) {
        Next::Known(found) => Some(found.access),
        _ => None,
    }
}

#[test]
fn answers_say_whether_the_password_was_right() {
    let one = [Vec::new()];
    let two = [Vec::new(), vec![1]];
    type Row<'a> = (&'a str, &'a [Vec<u8>], &'a [u8], Access);
    let rows: &[Row<'_>] = &[
        ("redis", &one, b"+OK\r\n", Access::Open),
        ("redis", &one, b"-WRONGPASS invalid username-password pair or user is disabled.\r\n", Access::Guarded),
        ("redis", &one, b"-ERR invalid password\r\n", Access::Guarded),
        ("redis", &one, b"-ERR Client sent AUTH, but no password is set\r\n", Access::Unknown),
        ("mosquitto", &one, b"\x20\x02\0\0", Access::Open),
        ("mosquitto", &one, b"\x20\x02\0\x05", Access::Guarded),
        ("mosquitto", &one, b"\x20\x02\0\x03", Access::Unknown),
        ("rabbitmq", &two, b"\x01\0\0\0\0\0\x0c\0\x0a\0\x1e", Access::Open),
        ("rabbitmq", &two, b"\x01\0\0\0\0\0\x0c\0\x0a\0\x32\x01\x93", Access::Guarded),
        ("rabbitmq", &two, b"\x01\0\0\0\0\0\x0c\0\x0a\0\x32\x02\x12", Access::Unknown),
        ("postgresql", &one, b"E\0\0\0\x12SFATAL\0C28P01\0\0", Access::Guarded),
        ("postgresql", &one, b"E\0\0\0\x12SFATAL\0C53300\0\0", Access::Unknown),
        ("mysql", &one, b"\x05\0\0\x02\xff\x15\x04#2", Access::Guarded),
        ("mysql", &one, b"\x05\0\0\x02\xff\x73\x0f#2", Access::Unknown),
        ("cassandra", &two, b"\x84\0\0\x01\x10\0\0\0\0", Access::Open),
        ("cassandra", &two, b"\x84\0\0\x01\0\0\0\0\x06\0\0\x01\0\0\0", Access::Guarded),
    ];
    for (product, before, now, expected) in rows {
        assert_eq!(access(product, before, now), Some(*expected), "{product} {}", String::from_utf8_lossy(now));
    }
}

/// The example of RFC 7677, with its nonce.
#[test]
fn a_proof_of_scram_is_that_of_the_standard() {
    let server = "r=sneckabcSERVER,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    let length = u32::try_from(server.len() + 8).expect("short").to_be_bytes();
    let answer = [b"R", &length[..], &[0, 0, 0, 11], server.as_bytes()].concat();
    let Next::Say(bytes) = next("postgresql", &[Vec::new(), vec![1]], &answer) else { panic!("a proof follows") };
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("c=biws,r=sneckabcSERVER,p=") && text.ends_with('='), "{text}");
    let other = answer.iter().map(|byte| if *byte == b'a' { b'z' } else { *byte }).collect::<Vec<_>>();
    assert_eq!(
        access("postgresql", &[Vec::new(), vec![1]], &other),
        Some(Access::Unknown),
        "a server that makes its own nonce"
    );
}

#[test]
fn what_is_cut_off_or_nonsense_is_no_answer() {
    for product in ["redis", "postgresql", "mysql", "mariadb", "rabbitmq", "cassandra", "mosquitto"] {
        for bytes in
            [&b""[..], b"\0", b"R\0\0", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"HTTP/1.1 400 Bad Request\r\n\r\n"]
        {
            for turns in 0..4 {
                let before = vec![Vec::new(); turns];
                assert_ne!(access(product, &before, bytes), Some(Access::Open), "{product} {bytes:?}");
            }
        }
    }
}
