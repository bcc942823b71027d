//! Functions that compute digests.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::{Call, Function};
use crate::dsl::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("md5", 1, 1, |c| hex(&Md5::digest(c.bytes(0)))),
    Function::new("sha1", 1, 1, |c| hex(&Sha1::digest(c.bytes(0)))),
    Function::new("sha256", 1, 1, |c| hex(&Sha256::digest(c.bytes(0)))),
    Function::new("sha512", 1, 1, |c| hex(&Sha512::digest(c.bytes(0)))),
    Function::new("hmac", 3, 3, keyed),
    Function::new("mmh3", 1, 1, |c| Ok(Value::text(murmur3(&c.bytes(0)).to_string()))),
];

#[expect(clippy::unnecessary_wraps, reason = "what functions give back")]
fn hex(bytes: &[u8]) -> Result<Value, String> {
    Ok(Value::text(digits(bytes)))
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn keyed(call: &Call<'_>) -> Result<Value, String> {
    let (data, key) = (call.bytes(1), call.bytes(2));
    match call.string(0).replace('-', "").as_str() {
        "sha1" => hex(&with_key::<Hmac<Sha1>>(&data, &key)),
        "sha256" => hex(&with_key::<Hmac<Sha256>>(&data, &key)),
        "sha512" => hex(&with_key::<Hmac<Sha512>>(&data, &key)),
        other => Err(format!("`{other}` is no digest for a key")),
    }
}

/// Every length of a key is allowed (RFC 2104).
pub(super) fn with_key<M: Mac + KeyInit>(data: &[u8], key: &[u8]) -> Vec<u8> {
    M::new_from_slice(key).map(|mac| mac.chain_update(data).finalize().into_bytes().to_vec()).unwrap_or_default()
}

/// MurmurHash3 of 32 bits with seed 0, as a number with a sign: how Shodan names icons.
fn murmur3(bytes: &[u8]) -> i32 {
    const C1: u32 = 0xcc9e_2d51;
    const C2: u32 = 0x1b87_3593;
    let mix = |block: u32| block.wrapping_mul(C1).rotate_left(15).wrapping_mul(C2);
    let mut hash = 0u32;
    let mut blocks = bytes.chunks_exact(4);
    for block in &mut blocks {
        let block = block.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        hash = (hash ^ mix(block)).rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    let rest = blocks.remainder().iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
    hash ^= mix(rest);
    hash ^= bytes.len() as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    (hash ^ hash >> 16).cast_signed()
}
