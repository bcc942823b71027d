//! PostgreSQL: a password in clear, MD5, or SCRAM-SHA-256 (RFC 5802, RFC 7677).

use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;

use super::super::{Found, Heard, Next, be32, between, has, text_of};
use super::Login;

/// Rounds that a server may ask for; the default is 4,096.
const MOST_ROUNDS: u32 = 200_000;

const TERMINATE: &[u8] = b"X\0\0\0\x04";

/// The name of PostgreSQL's own database, which every server has.
const OWN: &str = "postgres";

pub(super) fn login(heard: &Heard<'_>, login: &Login<'_>) -> Next {
    if heard.turn() == 0 {
        return Next::Say(startup(login));
    }
    let Some(first) = heard.now.first() else { return heard.listen() };
    if be32(heard.now, 1).is_none_or(|length| heard.now.len() <= length as usize) {
        return heard.listen();
    }
    match (first, be32(heard.now, 5)) {
        (b'R', Some(0)) => let_in(heard, heard.now),
        (b'R', Some(3)) => Next::Say(message(b'p', &[login.password.as_bytes(), b"\0"].concat())),
        (b'R', Some(5)) => match heard.now.get(9..13) {
            Some(salt) => Next::Say(message(b'p', &[hashed(login, salt).as_bytes(), b"\0"].concat())),
            None => Next::Other,
        },
        (b'R', Some(10)) => Next::Say(begin(heard.nonce)),
        (b'R', Some(11)) => proof(heard, login).map_or_else(unspoken, Next::Say),
        // The server's own proof comes in front of what follows.
        (b'R', Some(12)) => match heard.now.get(be32(heard.now, 1).map_or(0, |length| length as usize) + 1..) {
            Some(rest) if be32(rest, 5) == Some(0) => let_in(heard, rest),
            _ => heard.listen(),
        },
        (b'E', _) => refusal(heard.now).into(),
        _ => unspoken(),
    }
}

fn unspoken() -> Next {
    Found::unknown("postgresql", "asks for a proof that is not spoken here").into()
}

/// What follows tells whether the account may do everything.
fn let_in(heard: &Heard<'_>, answer: &[u8]) -> Next {
    let told = has(answer, b"is_superuser\0") || has(answer, b"FATAL");
    if !told && !heard.ended {
        return Next::Listen;
    }
    let mut found = Found::open("postgresql", "accepts the password").parting(TERMINATE);
    found.superuser = match () {
        () if has(answer, b"is_superuser\0on\0") => Some(true),
        () if has(answer, b"is_superuser\0off\0") => Some(false),
        () => None,
    };
    found.into()
}

/// 28P01 is a wrong password; all else is no answer to it: too many connections, no rule for this address, no database.
fn refusal(answer: &[u8]) -> Found {
    match () {
        () if has(answer, b"C28P01\0") => Found::guarded("postgresql", "refuses the password"),
        // The password was right, and what was asked for is not there.
        () if has(answer, b"C3D000\0") => Found::open("postgresql", "accepts the password"),
        () => Found::unknown("postgresql", "refuses the connection for another reason"),
    }
}

fn startup(login: &Login<'_>) -> Vec<u8> {
    let database = if login.database.is_empty() { OWN } else { login.database };
    let parts = [b"\0\x03\0\0user\0", login.user.as_bytes(), b"\0database\0", database.as_bytes(), b"\0\0"];
    let body = parts.concat();
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], &body].concat()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX).to_be_bytes();
    [&[kind][..], &length, body].concat()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `md5` and the hash of the hash of password and name, and of the salt.
fn hashed(login: &Login<'_>, salt: &[u8]) -> String {
    let inner = hex(&Md5::digest([login.password.as_bytes(), login.user.as_bytes()].concat()));
    format!("md5{}", hex(&Md5::digest([inner.as_bytes(), salt].concat())))
}

/// SASLInitialResponse; the name stands in the StartupMessage already.
fn begin(nonce: &str) -> Vec<u8> {
    let first = format!("n,,{}", bare(nonce));
    let length = u32::try_from(first.len()).unwrap_or(0).to_be_bytes();
    message(b'p', &[b"SCRAM-SHA-256\0", &length[..], first.as_bytes()].concat())
}

fn bare(nonce: &str) -> String {
    format!("n=,r=sneck{nonce}")
}

/// SASLResponse to `r=…,s=…,i=…`.
fn proof(heard: &Heard<'_>, login: &Login<'_>) -> Option<Vec<u8>> {
    let length = be32(heard.now, 1)? as usize;
    let server = text_of(heard.now.get(9..=length)?).into_owned();
    let both = between(&server, "r=", ",")?;
    let salt = STANDARD.decode(between(&server, ",s=", ",")?).ok()?;
    let rounds: u32 = between(&server, ",i=", ",")?.parse().ok().filter(|rounds| (1..=MOST_ROUNDS).contains(rounds))?;
    // Only who answers to what was said gets a proof.
    both.strip_prefix("sneck")?.strip_prefix(heard.nonce)?;
    let without = format!("c=biws,r={both}");
    let text = format!("{},{server},{without}", bare(heard.nonce));
    let mut salted = [0; 32];
    pbkdf2::pbkdf2_hmac::<Sha256>(login.password.as_bytes(), &salt, rounds, &mut salted);
    let key = code(&salted, b"Client Key");
    let signature = code(&Sha256::digest(key), text.as_bytes());
    let proof: Vec<u8> = key.iter().zip(signature).map(|(a, b)| a ^ b).collect();
    Some(message(b'p', format!("{without},p={}", STANDARD.encode(&proof)).as_bytes()))
}

fn code(key: &[u8], text: &[u8]) -> [u8; 32] {
    // HMAC takes keys of every length.
    let Ok(mut code) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    code.update(text);
    code.finalize().into_bytes().into()
}
