//! Cipher suites by number and by name.

use std::sync::LazyLock;

use sneck_model::TlsVersion;

/// One suite a line: its number in hexadecimal, its name. Remarks start with `#`.
const TABLE: &str = include_str!("suites.txt");

static SUITES: LazyLock<Vec<(u16, &'static str)>> = LazyLock::new(|| TABLE.lines().filter_map(row).collect());

fn row(line: &'static str) -> Option<(u16, &'static str)> {
    let (number, name) = line.split_once(' ')?;
    Some((u16::from_str_radix(number, 16).ok()?, name))
}

/// Names of those that only TLS 1.3 has say no way of agreeing on a key: any will do.
fn is_of_tls13(name: &str) -> bool {
    !name.contains("_WITH_")
}

/// The suite exists in that release: the releases before 1.2 know no authenticated ciphers and no SHA-2.
#[must_use]
pub fn is_for(name: &str, version: TlsVersion) -> bool {
    let newer = ["GCM", "CCM", "POLY1305", "SHA256", "SHA384"].iter().any(|part| name.contains(part));
    match version {
        TlsVersion::Tls13 => is_of_tls13(name),
        TlsVersion::Tls12 => !is_of_tls13(name),
        _ => !is_of_tls13(name) && !newer,
    }
}

/// Numbers of all suites that a release can be asked for.
#[must_use]
pub fn suites(version: TlsVersion) -> Vec<u16> {
    SUITES.iter().filter(|(_, name)| is_for(name, version)).map(|(number, _)| *number).collect()
}

/// The name of a suite; its number where the table does not have it.
#[must_use]
pub fn suite_name(number: u16) -> String {
    let at = SUITES.binary_search_by_key(&number, |(known, _)| *known);
    at.map_or_else(|_| format!("0x{number:04X}"), |at| SUITES[at].1.to_owned())
}

/// The number of a suite of that name.
#[must_use]
pub fn suite_named(name: &str) -> Option<u16> {
    let number = name.strip_prefix("0x").and_then(|digits| u16::from_str_radix(digits, 16).ok());
    number.or_else(|| SUITES.iter().find(|(_, known)| *known == name).map(|(number, _)| *number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_suite_and_they_are_sorted() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(SUITES.len(), lines);
        assert!(SUITES.is_sorted_by(|one, next| one.0 < next.0));
        assert!(SUITES.iter().all(|(_, name)| name.starts_with("TLS_")));
    }

    #[test]
    fn a_suite_is_found_by_number_and_by_name() {
        assert_eq!(suite_name(0xc02f), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        assert_eq!(suite_named("TLS_RSA_WITH_RC4_128_SHA"), Some(5));
        assert_eq!((suite_name(0xfafa).as_str(), suite_named("0xFAFA")), ("0xFAFA", Some(0xfafa)));
    }

    #[test]
    fn each_release_is_asked_for_its_own() {
        assert_eq!(suites(TlsVersion::Tls13).len(), 5);
        assert!(suites(TlsVersion::Tls12).contains(&0xc02f));
        assert!(!suites(TlsVersion::Tls10).contains(&0xc02f));
        assert!(suites(TlsVersion::Ssl3).contains(&0x0005));
    }
}
