//! Functions that pack and unpack.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

use super::{Call, Function, LARGEST, bounded};
use crate::dsl::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("gzip", 1, 1, |c| packed(c, GzEncoder::new(Vec::new(), Compression::default()), GzEncoder::finish)),
    Function::new("zlib", 1, 1, |c| {
        packed(c, ZlibEncoder::new(Vec::new(), Compression::default()), ZlibEncoder::finish)
    }),
    Function::new("deflate", 1, 1, |c| {
        packed(c, DeflateEncoder::new(Vec::new(), Compression::default()), DeflateEncoder::finish)
    }),
    Function::new("gzip_decode", 1, 2, |c| unpacked(c, GzDecoder::new(&*c.bytes(0)))),
    Function::new("zlib_decode", 1, 2, |c| unpacked(c, ZlibDecoder::new(&*c.bytes(0)))),
    Function::new("inflate", 1, 2, |c| unpacked(c, DeflateDecoder::new(&*c.bytes(0)))),
    Function::new("gzip_mtime", 1, 1, |c| {
        let bytes = c.bytes(0);
        let decoder = GzDecoder::new(&*bytes);
        let header = decoder.header().ok_or("it is not packed with gzip")?;
        Ok(Value::Number(f64::from(header.mtime())))
    }),
];

fn packed<W: Write>(call: &Call<'_>, mut to: W, end: fn(W) -> std::io::Result<Vec<u8>>) -> Result<Value, String> {
    let result = to.write_all(&call.bytes(0)).and_then(|()| end(to));
    result.map_or_else(|_| Err("it cannot be packed".to_owned()), bounded)
}

/// As much as asked for, and never more than a bound. A stream that ends too early gives what there is.
fn unpacked(call: &Call<'_>, from: impl Read) -> Result<Value, String> {
    let limit = call.given(1).and_then(Value::count).unwrap_or(LARGEST).min(LARGEST);
    let mut out = Vec::new();
    match from.take(limit as u64).read_to_end(&mut out) {
        Err(_) if out.is_empty() => Err("it is not packed that way".to_owned()),
        _ => Ok(Value::text(out)),
    }
}
