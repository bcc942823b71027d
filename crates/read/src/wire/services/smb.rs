//! SMB 2 (MS-SMB2): a session for a user that does not exist. Who gets one is a guest, for the server knows no password of his.

use super::{Found, Heard, Next};

const NEGOTIATE: u16 = 0;
const SESSION_SETUP: u16 = 1;

/// `STATUS_MORE_PROCESSING_REQUIRED`.
const GO_ON: u32 = 0xc000_0016;

/// `SMB2_SESSION_FLAG_IS_GUEST` and `_IS_NULL`.
const GUEST: u16 = 1 | 2;

/// NEGOTIATE, then SESSION_SETUP twice, with the messages of NTLMSSP (MS-NLMP) as they are.
pub(super) fn smb(heard: &Heard<'_>) -> Next {
    if heard.turn() == 0 {
        return Next::Say(framed(&[head(NEGOTIATE, 0, 0), negotiate()].concat()));
    }
    let Some(answer) = answer(heard.now) else { return heard.listen() };
    match (heard.turn(), answer.status) {
        (1, 0) => Next::Say(framed(&setup(1, 0, &first()))),
        (2, GO_ON) => Next::Say(framed(&setup(2, answer.session, &second(heard.nonce)))),
        (3, 0) if answer.flags & GUEST != 0 => {
            let says = "lets a user that does not exist in as a guest; which shares guests may open is not asked";
            Found::unknown("smb", says).into()
        }
        (3, 0) => Found::unknown("smb", "lets in a user that does not exist").into(),
        (2.., status) => Found::guarded("smb", format!("refuses a user that does not exist ({status:#010x})")).into(),
        _ => Next::Other,
    }
}

struct Answer {
    status: u32,
    session: u64,
    flags: u16,
}

/// The head of an answer, when it is whole: status at 8, session at 40, flags of SESSION_SETUP behind the size of its body.
fn answer(bytes: &[u8]) -> Option<Answer> {
    let length = super::be32(bytes, 0)? as usize;
    let body = bytes.get(4..4_usize.checked_add(length)?).filter(|body| body.starts_with(b"\xfeSMB"))?;
    Some(Answer {
        status: u32::from_le_bytes(body.get(8..12)?.try_into().ok()?),
        session: u64::from_le_bytes(body.get(40..48)?.try_into().ok()?),
        flags: u16::from_le_bytes(body.get(66..68)?.try_into().ok()?),
    })
}

fn framed(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap_or(0).to_be_bytes();
    [&length[..], message].concat()
}

/// 2.2.1.2: 64 bytes.
fn head(command: u16, number: u64, session: u64) -> Vec<u8> {
    let mut all = b"\xfeSMB\x40\0\0\0\0\0\0\0".to_vec();
    all.extend(command.to_le_bytes());
    all.extend([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    all.extend(number.to_le_bytes());
    all.extend([0xff, 0xfe, 0, 0, 0, 0, 0, 0]);
    all.extend(session.to_le_bytes());
    all.resize(64, 0);
    all
}

/// 2.2.3: dialects 2.0.2 and 2.1.
fn negotiate() -> Vec<u8> {
    let mut all = vec![36, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0];
    all.extend([0x53; 16]);
    all.extend([0; 8]);
    all.extend([0x02, 0x02, 0x10, 0x02]);
    all
}

/// 2.2.5: the token stands at 88.
fn setup(number: u64, session: u64, token: &[u8]) -> Vec<u8> {
    let length = u16::try_from(token.len()).unwrap_or(0).to_le_bytes();
    let fixed = [&[25, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 88, 0][..], &length, &[0; 8]].concat();
    [head(SESSION_SETUP, number, session), fixed, token.to_vec()].concat()
}

/// Unicode, and NTLM.
const FLAGS: [u8; 4] = 0x0000_0201_u32.to_le_bytes();

fn first() -> Vec<u8> {
    [&b"NTLMSSP\0\x01\0\0\0"[..], &FLAGS, &[0; 16]].concat()
}

/// The user's name, and answers to the challenge that fit no password.
fn second(user: &str) -> Vec<u8> {
    let name: Vec<u8> = user.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let answer = [0; 24];
    let part = |length: usize, at: usize| {
        let length = u16::try_from(length).unwrap_or(0).to_le_bytes();
        [&length[..], &length, &u32::try_from(at).unwrap_or(0).to_le_bytes()].concat()
    };
    let end = 64 + name.len();
    let parts =
        [(24, end), (24, end + 24), (0, 64), (name.len(), 64), (0, 64), (0, 64)].map(|(length, at)| part(length, at));
    [&b"NTLMSSP\0\x03\0\0\0"[..], &parts.concat(), &FLAGS, &name, &answer, &answer].concat()
}
