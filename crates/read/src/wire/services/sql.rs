//! PostgreSQL, MySQL and MariaDB.

use super::{Found, Heard, Next, be32, has, text_of};

/// A role that nobody has proves `trust` for all without a failed login of anybody; where no rule speaks of it, the
/// administrator's own is tried. No password is sent.
pub(super) fn postgresql(heard: &Heard<'_>) -> Next {
    match heard.turn() {
        0 => Next::Say(startup(&format!("sneck_{}", heard.nonce))),
        turn => postgres_answer(heard, turn == 2),
    }
}

/// StartupMessage of protocol 3.0 for the database `postgres`.
fn startup(role: &str) -> Vec<u8> {
    let body = [b"\0\x03\0\0user\0", role.as_bytes(), b"\0database\0postgres\0\0"].concat();
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], &body].concat()
}

const TERMINATE: &[u8] = b"X\0\0\0\x04";

fn postgres_answer(heard: &Heard<'_>, as_administrator: bool) -> Next {
    let trusts_all = as_administrator && postgres_code(&heard.before[1]) == Some(0);
    match (heard.now.first(), postgres_code(heard.now)) {
        (Some(b'R'), Some(0)) if !as_administrator => Next::Anew(startup("postgres")),
        (Some(b'R'), Some(0)) if !heard.ended && !has(heard.now, b"server_version\0") && !has(heard.now, b"FATAL") => {
            Next::Listen
        }
        _ if trusts_all && (heard.ended || heard.now.len() > 8) => {
            let proof = "lets in a role that does not exist without a password: `trust` for everybody";
            Found::open("postgresql", proof).version(postgres_version(heard.now)).parting(TERMINATE).into()
        }
        (Some(b'R'), Some(0)) => {
            let proof = "lets the administrator `postgres` in without a password (`trust`)";
            Found::open("postgresql", proof).version(postgres_version(heard.now)).parting(TERMINATE).into()
        }
        (Some(b'R'), Some(code)) => {
            let how = match code {
                3 => "a password in clear",
                5 => "a password (MD5)",
                10 => "a password (SCRAM)",
                _ => "a proof",
            };
            Found::guarded("postgresql", format!("asks for {how}")).into()
        }
        (Some(b'E'), _) if !is_whole(heard.now) => heard.listen(),
        (Some(b'E'), _) if has(heard.now, b"pg_hba.conf") && !as_administrator => Next::Anew(startup("postgres")),
        (Some(b'E'), _) if has(heard.now, b"pg_hba.conf") => {
            Found::guarded("postgresql", "has no rule that lets this address in").into()
        }
        (Some(b'E'), _) if has(heard.now, b"FATAL") => {
            Found::unknown("postgresql", "refuses the connection before it asks anything").into()
        }
        (Some(b'R' | b'E') | None, _) => heard.listen(),
        _ => Next::Other,
    }
}

fn is_whole(answer: &[u8]) -> bool {
    be32(answer, 1).is_some_and(|length| answer.len() > length as usize)
}

/// The number of an Authentication message.
fn postgres_code(answer: &[u8]) -> Option<u32> {
    be32(answer, 5).filter(|_| answer.first() == Some(&b'R'))
}

fn postgres_version(answer: &[u8]) -> Option<String> {
    let at = memchr::memmem::find(answer, b"server_version\0")? + 15;
    let end = answer[at..].iter().position(|b| *b == 0)?;
    let text = text_of(&answer[at..at + end]);
    text.split(' ').next().map(str::to_owned)
}

/// Protocol 4.1, secure connection, plugins, long passwords.
const CAPABILITIES: u32 = 0x0008_8201;

/// COM_QUIT.
const QUIT: &[u8] = b"\x01\0\0\0\x01";

/// The server speaks first; then `root` with an empty password.
pub(super) fn mysql(heard: &Heard<'_>) -> Next {
    let Some(body) = packet(heard.now) else { return heard.listen() };
    let product = heard.before.first().map_or(body, |greeting| &greeting[..]);
    let product = if has(product, b"MariaDB") { "mariadb" } else { "mysql" };
    let version = || mysql_version(heard.before.first().map_or(heard.now, Vec::as_slice));
    let refused = |says: String| Found::guarded(product, says).version(version());
    match (heard.turn(), body.first()) {
        (0, Some(0x0a)) => Next::Say(login()),
        // 1130: this host is not allowed, 1129: it is blocked.
        (0, Some(0xff)) => Found::guarded(product, "does not let this address in").into(),
        (1.., Some(0x00)) => {
            Found::open(product, "lets `root` in with an empty password").version(version()).parting(QUIT).into()
        }
        (1.., Some(0xff)) => refused(format!("refuses `root` without a password ({})", error(body))).into(),
        // Asked for another method: an empty answer is an empty password there, too.
        (1, Some(0xfe)) => Next::Say(vec![0, 0, 0, heard.now[3].wrapping_add(1)]),
        (1.., Some(0x01 | 0xfe)) => {
            Found::unknown(product, "asks for a method that is not spoken here").version(version()).into()
        }
        _ => Next::Other,
    }
}

/// The body of a packet, when it is whole.
fn packet(bytes: &[u8]) -> Option<&[u8]> {
    let length = usize::from(*bytes.first()?) | usize::from(*bytes.get(1)?) << 8 | usize::from(*bytes.get(2)?) << 16;
    bytes.get(4..4 + length)
}

fn login() -> Vec<u8> {
    let mut body = CAPABILITIES.to_le_bytes().to_vec();
    body.extend([0, 0, 0, 1, 0x21]);
    body.extend([0; 23]);
    body.extend(b"root\0\0mysql_native_password\0");
    let length = u32::try_from(body.len()).unwrap_or(0).to_le_bytes();
    [&length[..3], &[1], &body].concat()
}

fn error(body: &[u8]) -> String {
    let code = body.get(1..3).map_or(0, |two| u16::from_le_bytes([two[0], two[1]]));
    format!("error {code}")
}

fn mysql_version(greeting: &[u8]) -> Option<String> {
    let text = text_of(packet(greeting)?.get(1..)?).into_owned();
    let text = text.split('\0').next()?;
    // MariaDB puts a release of MySQL in front for old clients.
    let text = text.strip_prefix("5.5.5-").unwrap_or(text);
    text.split('-').next().map(str::to_owned)
}
