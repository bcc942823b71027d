//! Archives and copies that somebody left behind, told by their first bytes.

use sneck_model::Severity::High;

use super::{File, Sort};

const fn backup(path: &'static str, proof: fn(&str) -> bool) -> File {
    File::new(Sort::Backup, path, proof, High, "an archive that somebody left where it is served")
}

pub(super) const FILES: &[File] = &[
    backup("backup.zip", is_zip).and_static(),
    backup("www.zip", is_zip),
    backup("site.zip", is_zip),
    backup("app.zip", is_zip),
    backup("backup.tar.gz", is_gzip),
    backup("www.tar.gz", is_gzip),
    backup("site.tar.gz", is_gzip),
    backup("app.tar.gz", is_gzip),
    backup("backup.tgz", is_gzip),
    backup("backup.tar", is_tar),
];

/// A local file header (APPNOTE.TXT, section 4.3.7).
fn is_zip(body: &str) -> bool {
    body.starts_with("PK\u{3}\u{4}")
}

/// RFC 1952, section 2.3.1; the second byte is no UTF-8 and stands as the replacement character.
fn is_gzip(body: &str) -> bool {
    body.starts_with("\u{1f}\u{fffd}\u{8}")
}

/// The mark of a POSIX archive stands at byte 257 of its first header.
fn is_tar(body: &str) -> bool {
    body.len() > 262 && body.as_bytes().windows(5).skip(200).take(200).any(|w| w == b"ustar")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_begin_with_their_marks() {
        assert!(is_zip(&String::from_utf8_lossy(b"PK\x03\x04\x14\x00")) && !is_zip("PK is a name"));
        assert!(is_gzip(&String::from_utf8_lossy(b"\x1f\x8b\x08\x00")) && !is_gzip("gzip"));
        assert!(is_tar(&format!("{}ustar\0{}", "a".repeat(257), "b".repeat(300))));
    }
}
