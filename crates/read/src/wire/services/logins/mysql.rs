//! MySQL and MariaDB: `mysql_native_password`, and the short way of `caching_sha2_password`.

use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::super::{Found, Heard, Next, has, text_of};
use super::Login;

/// Protocol 4.1, secure connection, plugins, long passwords.
const CAPABILITIES: u32 = 0x0008_8201;

/// COM_QUIT.
const QUIT: &[u8] = b"\x01\0\0\0\x01";

const NATIVE: &str = "mysql_native_password";
const CACHING: &str = "caching_sha2_password";

pub(super) fn login(heard: &Heard<'_>, login: &Login<'_>) -> Next {
    let product = heard.before.first().map_or(heard.now, Vec::as_slice);
    let product = if has(product, b"MariaDB") { "mariadb" } else { "mysql" };
    let Some((number, body)) = packet(heard.now) else { return heard.listen() };
    let unspoken = || Found::unknown(product, "asks for a method that is not spoken here").into();
    let asked = heard.before.last().and_then(|last| packet(last)).is_some_and(|(_, body)| is_let_in(body));
    match body.first() {
        Some(0x0a) if heard.turn() == 0 => greeted(body, login).map_or_else(unspoken, Next::Say),
        // An account is shut after failed logins (3955, 4151), or the address is (1129).
        Some(0xff) if matches!(error(body), 1045 | 1698) => Found::guarded(product, "refuses the password").into(),
        Some(0xff) => Found::unknown(product, format!("refuses the connection (error {})", error(body))).into(),
        _ if asked && heard.turn() > 1 => rights(product, heard),
        Some(0x00) if login.rights => Next::Say([&[12, 0, 0, 0, 3][..], b"SHOW GRANTS"].concat()),
        Some(0x00) => Found::open(product, "accepts the password").parting(QUIT).into(),
        Some(0xfe) => switched(number, body, login).map_or_else(unspoken, Next::Say),
        // The password was right, and is known from before: OK follows.
        Some(0x01) if body.get(1) == Some(&3) => {
            second(heard.now).map_or_else(|| heard.listen(), |_| granted(product, login))
        }
        Some(0x01) => unspoken(),
        _ => Next::Other,
    }
}

fn granted(product: &'static str, login: &Login<'_>) -> Next {
    if login.rights {
        return Next::Say([&[12, 0, 0, 0, 3][..], b"SHOW GRANTS"].concat());
    }
    Found::open(product, "accepts the password").parting(QUIT).into()
}

/// Rows of `SHOW GRANTS`: one for everything on everything is the administrator's.
fn rights(product: &'static str, heard: &Heard<'_>) -> Next {
    let text = text_of(heard.now);
    if !heard.ended && !is_whole_result(heard.now) {
        return Next::Listen;
    }
    let all = text.contains("ALL PRIVILEGES ON *.*") || text.contains("SUPER");
    let mut found = Found::open(product, "accepts the password").parting(QUIT);
    found.superuser = text.contains("GRANT ").then_some(all);
    found.into()
}

/// The number and the body of a packet, when it is whole.
fn packet(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let length = usize::from(*bytes.first()?) | usize::from(*bytes.get(1)?) << 8 | usize::from(*bytes.get(2)?) << 16;
    Some((*bytes.get(3)?, bytes.get(4..4 + length)?))
}

/// OK, or that the password is right and OK follows.
fn is_let_in(body: &[u8]) -> bool {
    matches!(body, [0, ..] | [1, 3, ..])
}

/// One EOF ends the columns, and another the rows.
fn is_whole_result(bytes: &[u8]) -> bool {
    let (mut rest, mut ends) = (bytes, 0);
    while let Some((_, body)) = packet(rest) {
        ends += usize::from(body.first() == Some(&0xfe) && body.len() < 9);
        rest = rest.get(4 + body.len()..).unwrap_or_default();
    }
    ends >= 2
}

/// The packet behind the first.
fn second(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (_, first) = packet(bytes)?;
    packet(bytes.get(4 + first.len()..)?)
}

fn error(body: &[u8]) -> u16 {
    body.get(1..3).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]))
}

fn framed(number: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap_or(0).to_le_bytes();
    [&length[..3], &[number], body].concat()
}

/// HandshakeV10: a release, a number, eight bytes of salt, capabilities, and twelve more bytes of salt.
fn greeted(body: &[u8], login: &Login<'_>) -> Option<Vec<u8>> {
    let rest = body.get(1..)?;
    let rest = rest.get(rest.iter().position(|b| *b == 0)? + 1..)?;
    let mut salt = rest.get(4..12)?.to_vec();
    salt.extend(rest.get(31..43)?);
    let named = rest.get(44..).unwrap_or_default();
    let named = text_of(named.split(|b| *b == 0).next().unwrap_or_default()).into_owned();
    let plugin = if named == CACHING { CACHING } else { NATIVE };
    let proof = proof(plugin, login.password, &salt)?;
    let mut all = CAPABILITIES.to_le_bytes().to_vec();
    all.extend([0, 0, 0, 1, 0x21]);
    all.extend([0; 23]);
    all.extend(login.user.as_bytes());
    all.extend([0, u8::try_from(proof.len()).ok()?]);
    all.extend(proof);
    all.extend(plugin.as_bytes());
    all.push(0);
    Some(framed(1, &all))
}

/// AuthSwitchRequest: another method, and its salt.
fn switched(number: u8, body: &[u8], login: &Login<'_>) -> Option<Vec<u8>> {
    let mut parts = body.get(1..)?.splitn(2, |b| *b == 0);
    let plugin = text_of(parts.next()?).into_owned();
    let salt = parts.next()?.get(..20)?;
    Some(framed(number.wrapping_add(1), &proof(&plugin, login.password, salt)?))
}

/// Nothing of the password itself is sent.
fn proof(plugin: &str, password: &str, salt: &[u8]) -> Option<Vec<u8>> {
    if password.is_empty() {
        return Some(Vec::new());
    }
    let mixed = |a: &[u8], b: &[u8]| a.iter().zip(b).map(|(a, b)| a ^ b).collect();
    match plugin {
        NATIVE => {
            let once = Sha1::digest(password);
            Some(mixed(&once, &Sha1::digest([salt, &Sha1::digest(once)].concat())))
        }
        CACHING => {
            let once = Sha256::digest(password);
            Some(mixed(&once, &Sha256::digest([&Sha256::digest(once)[..], salt].concat())))
        }
        _ => None,
    }
}
