//! The first message of a client, with exactly what is to be asked.

use sneck_model::TlsVersion;

use super::wire_version;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Hello<'a> {
    /// This release and no other.
    pub version: TlsVersion,
    /// Cipher suites, in the order of preference.
    pub suites: &'a [u16],
    /// Groups for agreeing on a key, in the order of preference.
    pub groups: &'a [u16],
    /// The name of the server; none for an address (RFC 6066 allows no addresses).
    pub name: Option<&'a str>,
    /// Protocols inside (ALPN).
    pub alpn: &'a [&'a str],
    /// Compression is offered.
    pub compression: bool,
    /// Any bytes: what is agreed on here is never used.
    pub random: [u8; 64],
}

/// Says that the client knows RFC 5746, where there are no extensions.
const RENEGOTIATION_SCSV: u16 = 0x00ff;

const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;

/// Every way of signing that a server may have a certificate for; also those that nobody should use.
const SIGNATURES: &[u16] = &[
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601,
    0x081a, 0x081b, 0x081c, 0x0303, 0x0301, 0x0203, 0x0201, 0x0402, 0x0302, 0x0202, 0x0101,
];

/// The message in its record, ready to be sent.
#[must_use]
pub fn client_hello(hello: &Hello<'_>) -> Vec<u8> {
    let mut body = Vec::with_capacity(512);
    let in_clear = hello.version.min(TlsVersion::Tls12);
    put16(&mut body, wire_version(in_clear));
    body.extend_from_slice(&hello.random[..32]);
    let session = if hello.version == TlsVersion::Tls13 { &hello.random[32..] } else { &[] };
    list8(&mut body, session);
    let own = (hello.version == TlsVersion::Ssl3).then_some(RENEGOTIATION_SCSV);
    list16(&mut body, |out| hello.suites.iter().chain(&own).for_each(|suite| put16(out, *suite)));
    list8(&mut body, if hello.compression { &[1, 0] } else { &[0] });
    if hello.version != TlsVersion::Ssl3 {
        list16(&mut body, |out| extensions(hello, out));
    }
    in_record(hello.version, &body)
}

/// The record names a release that every server takes, as RFC 8446 (section 5.1) and RFC 5246 (appendix E.1) advise.
fn in_record(version: TlsVersion, body: &[u8]) -> Vec<u8> {
    let mut out = vec![HANDSHAKE];
    put16(&mut out, wire_version(version.min(TlsVersion::Tls10)));
    list16(&mut out, |out| {
        out.push(CLIENT_HELLO);
        out.push(0);
        list16(out, |out| out.extend_from_slice(body));
    });
    out
}

fn extensions(hello: &Hello<'_>, out: &mut Vec<u8>) {
    if let Some(name) = hello.name {
        extension(out, 0, |out| list16(out, |out| host_name(name, out)));
    }
    // A proof of no revocation (RFC 6066): OCSP, no responders named, no extensions.
    extension(out, 5, |out| out.extend_from_slice(&[1, 0, 0, 0, 0]));
    if !hello.groups.is_empty() {
        extension(out, 10, |out| list16(out, |out| hello.groups.iter().for_each(|group| put16(out, *group))));
        extension(out, 11, |out| list8(out, &[0]));
    }
    if hello.version >= TlsVersion::Tls12 {
        extension(out, 13, |out| list16(out, |out| SIGNATURES.iter().for_each(|one| put16(out, *one))));
    }
    if !hello.alpn.is_empty() {
        extension(out, 16, |out| list16(out, |out| hello.alpn.iter().for_each(|one| list8(out, one.as_bytes()))));
    }
    if hello.version == TlsVersion::Tls13 {
        of_tls13(hello, out);
    } else {
        extension(out, 0xff01, |out| list8(out, &[]));
    }
}

fn host_name(name: &str, out: &mut Vec<u8>) {
    out.push(0);
    list16(out, |out| out.extend_from_slice(name.as_bytes()));
}

/// No key is shared: the server then names the group that it wants (RFC 8446, section 4.2.8).
fn of_tls13(hello: &Hello<'_>, out: &mut Vec<u8>) {
    extension(out, 43, |out| list8(out, &wire_version(hello.version).to_be_bytes()));
    extension(out, 45, |out| list8(out, &[1]));
    extension(out, 51, |out| list16(out, |_| {}));
}

fn extension(out: &mut Vec<u8>, number: u16, content: impl FnOnce(&mut Vec<u8>)) {
    put16(out, number);
    list16(out, content);
}

fn put16(out: &mut Vec<u8>, number: u16) {
    out.extend_from_slice(&number.to_be_bytes());
}

/// Bytes behind their length in one byte; what is too long for that is cut.
fn list8(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
    out.push(length);
    out.extend_from_slice(&bytes[..usize::from(length)]);
}

/// Content behind its length in two bytes; what is too long for that is cut.
fn list16(out: &mut Vec<u8>, content: impl FnOnce(&mut Vec<u8>)) {
    let at = out.len();
    put16(out, 0);
    content(out);
    let length = u16::try_from(out.len() - at - 2).unwrap_or(u16::MAX);
    out.truncate(at + 2 + usize::from(length));
    out[at..at + 2].copy_from_slice(&length.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(version: TlsVersion) -> Vec<u8> {
        client_hello(&Hello {
            version,
            suites: &[0x002f],
            groups: &[0x001d],
            name: Some("shop.example"),
            alpn: &["h2"],
            compression: false,
            random: [7; 64],
        })
    }

    #[test]
    fn ssl_3_has_no_extensions_and_says_so_in_its_list() {
        let bytes = hello(TlsVersion::Ssl3);
        assert_eq!(bytes[..5], [22, 3, 0, 0, 47]);
        assert_eq!(bytes[5..11], [1, 0, 0, 43, 3, 0]);
        assert_eq!(bytes[43..], [0, 0, 4, 0, 0x2f, 0, 0xff, 1, 0]);
    }

    #[test]
    fn lengths_are_those_of_what_follows() {
        for version in TlsVersion::ALL {
            let bytes = hello(version);
            assert_eq!(usize::from(u16::from_be_bytes([bytes[3], bytes[4]])), bytes.len() - 5, "{version}");
            assert_eq!(usize::from(u16::from_be_bytes([bytes[7], bytes[8]])), bytes.len() - 9, "{version}");
        }
    }

    #[test]
    fn tls_1_3_hides_behind_1_2_and_asks_for_itself_in_an_extension() {
        let bytes = hello(TlsVersion::Tls13);
        assert_eq!((&bytes[1..3], &bytes[9..11]), (&[3, 1][..], &[3, 3][..]));
        let asks = [0, 43, 0, 3, 2, 3, 4];
        assert!(bytes.windows(asks.len()).any(|window| window == asks));
        let name = b"shop.example";
        assert!(bytes.windows(name.len()).any(|window| window == name));
    }
}
