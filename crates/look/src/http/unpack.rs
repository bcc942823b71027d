//! Bodies that come packed, unpacked up to a limit.

use std::io::Read;

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// Codings that may be stacked; more is a game.
const DEEPEST: usize = 3;

const BUFFER: usize = 8 << 10;

/// Takes the codings of `Content-Encoding` off, the last one first. The flag says that more was there than `most` bytes,
/// or that the rest could not be unpacked. A body in a coding that nobody knows stays as it is.
pub fn unpacked(body: Vec<u8>, codings: &str, most: usize) -> (Vec<u8>, bool) {
    let (mut body, mut cut) = (body, false);
    for coding in codings.rsplit(',').map(str::trim).filter(|coding| !coding.is_empty()).take(DEEPEST) {
        let Some((plain, ended)) = one(&body, &coding.to_ascii_lowercase(), most) else { break };
        (body, cut) = (plain, cut || !ended);
    }
    (body, cut)
}

fn one(body: &[u8], coding: &str, most: usize) -> Option<(Vec<u8>, bool)> {
    if body.is_empty() {
        return None;
    }
    match coding {
        "gzip" | "x-gzip" => Some(up_to(MultiGzDecoder::new(body), most)),
        // Named after zlib, and often sent without its head.
        "deflate" => match up_to(ZlibDecoder::new(body), most) {
            (plain, false) if plain.is_empty() => Some(up_to(DeflateDecoder::new(body), most)),
            done => Some(done),
        },
        "br" => Some(up_to(Decompressor::new(body, BUFFER), most)),
        _ => None,
    }
}

/// Up to that many bytes, and whether that was all.
fn up_to(from: impl Read, most: usize) -> (Vec<u8>, bool) {
    let mut plain = Vec::new();
    let ended = from.take(most as u64 + 1).read_to_end(&mut plain).is_ok();
    let whole = plain.len() <= most;
    plain.truncate(most);
    (plain, ended && whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use std::io::Write;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut to = GzEncoder::new(Vec::new(), Compression::best());
        to.write_all(text).expect("written");
        to.finish().expect("done")
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let text = b"hello, hello, hello".to_vec();
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(&text).expect("written");
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::best());
        raw.write_all(&text).expect("written");
        let table = [
            (gzip(&text), "gzip"),
            (zlib.finish().expect("done"), "deflate"),
            (raw.finish().expect("done"), "Deflate"),
            (gzip(&gzip(&text)), "gzip, gzip"),
            (text.clone(), "identity"),
            (text.clone(), "zstd"),
        ];
        for (body, coding) in table {
            assert_eq!(unpacked(body, coding, 1000), (text.clone(), false), "{coding}");
        }
    }

    #[test]
    fn a_bomb_is_cut_and_what_is_broken_is_marked() {
        let bomb = gzip(&vec![0; 50 << 20]);
        let (plain, cut) = unpacked(bomb, "gzip", 1000);
        assert_eq!((plain.len(), cut), (1000, true));
        let mut broken = gzip(&b"hello, ".repeat(100));
        broken.truncate(20);
        assert!(unpacked(broken, "gzip", 1000).1);
        assert!(unpacked(b"no brotli at all".to_vec(), "br", 1000).1);
    }
}
