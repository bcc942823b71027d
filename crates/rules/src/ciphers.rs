//! Lists of ciphers, read as OpenSSL reads them: which weak ones they ask for.
//!
//! Source: openssl-ciphers(1). Words add ciphers, `!` bars them for good, `-` takes them out, `+` between words means
//! both, before a word it only moves. A few ciphers stand for all of their sort.

use std::collections::BTreeSet;

/// A cipher that stands for its sort: its names, and the words that mean it.
struct Cipher {
    name: &'static str,
    /// What is wrong with it, as a clause.
    weak: Option<&'static str>,
    /// The key is forgotten after the connection.
    forgets: bool,
    words: &'static [&'static str],
}

const RSA: &str = "kRSA";

const CIPHERS: &[Cipher] = &[
    cipher(
        "ECDHE-RSA-AES128-GCM-SHA256",
        None,
        true,
        &["HIGH", "ECDHE", "EECDH", "kECDHE", "kEECDH", "aRSA", "AES", "AES128", "AESGCM", "SHA256", "TLSv1.2", "FIPS"],
    ),
    cipher(
        "ECDHE-RSA-AES256-SHA",
        None,
        true,
        &[
            "HIGH", "ECDHE", "EECDH", "kECDHE", "kEECDH", "aRSA", "AES", "AES256", "SHA", "SHA1", "TLSv1", "SSLv3",
            "FIPS",
        ],
    ),
    cipher(
        "ECDHE-RSA-CHACHA20-POLY1305",
        None,
        true,
        &["HIGH", "ECDHE", "EECDH", "kECDHE", "kEECDH", "aRSA", "CHACHA20", "TLSv1.2"],
    ),
    cipher(
        "DHE-RSA-AES128-GCM-SHA256",
        None,
        true,
        &["HIGH", "DHE", "EDH", "kDHE", "kEDH", "DH", "aRSA", "AES", "AES128", "AESGCM", "SHA256", "TLSv1.2", "FIPS"],
    ),
    cipher(
        "DHE-RSA-AES256-SHA",
        None,
        true,
        &["HIGH", "DHE", "EDH", "kDHE", "kEDH", "DH", "aRSA", "AES", "AES256", "SHA", "SHA1", "SSLv3", "FIPS"],
    ),
    cipher("AES128-SHA", None, false, &["HIGH", RSA, "RSA", "aRSA", "AES", "AES128", "SHA", "SHA1", "SSLv3", "FIPS"]),
    cipher(
        "AES256-GCM-SHA384",
        None,
        false,
        &["HIGH", RSA, "RSA", "aRSA", "AES", "AES256", "AESGCM", "SHA384", "TLSv1.2", "FIPS"],
    ),
    cipher(
        "RC4-SHA",
        Some("RC4 leaks what it hides"),
        false,
        &["MEDIUM", RSA, "RSA", "aRSA", "RC4", "SHA", "SHA1", "SSLv3"],
    ),
    cipher("RC4-MD5", Some("RC4 leaks what it hides"), false, &["MEDIUM", RSA, "RSA", "aRSA", "RC4", "MD5", "SSLv3"]),
    cipher(
        "ECDHE-RSA-RC4-SHA",
        Some("RC4 leaks what it hides"),
        true,
        &["MEDIUM", "ECDHE", "EECDH", "kECDHE", "kEECDH", "aRSA", "RC4", "SHA", "SHA1"],
    ),
    cipher(
        "DES-CBC3-SHA",
        Some("3DES can be read after some hours of traffic"),
        false,
        &["MEDIUM", RSA, "RSA", "aRSA", "3DES", "SHA", "SHA1", "SSLv3"],
    ),
    cipher(
        "ECDHE-RSA-DES-CBC3-SHA",
        Some("3DES can be read after some hours of traffic"),
        true,
        &["MEDIUM", "ECDHE", "EECDH", "kECDHE", "kEECDH", "aRSA", "3DES", "SHA", "SHA1"],
    ),
    cipher(
        "EDH-RSA-DES-CBC3-SHA",
        Some("3DES can be read after some hours of traffic"),
        true,
        &["MEDIUM", "DHE", "EDH", "kDHE", "kEDH", "DH", "aRSA", "3DES", "SHA", "SHA1"],
    ),
    cipher(
        "DES-CBC-SHA",
        Some("DES is broken in hours"),
        false,
        &["LOW", RSA, "RSA", "aRSA", "DES", "SHA", "SHA1", "SSLv3"],
    ),
    cipher(
        "EXP-RC4-MD5",
        Some("ciphers for export are broken at once"),
        false,
        &["EXP", "EXPORT", "EXPORT40", RSA, "RSA", "aRSA", "RC4", "MD5"],
    ),
    cipher(
        "EXP-DES-CBC-SHA",
        Some("ciphers for export are broken at once"),
        false,
        &["EXP", "EXPORT", "EXPORT40", RSA, "RSA", "aRSA", "DES", "SHA", "SHA1"],
    ),
    cipher(
        "ADH-AES128-SHA",
        Some("nobody proves who they are"),
        true,
        &["HIGH", "aNULL", "ADH", "DH", "kDHE", "kEDH", "AES", "AES128", "SHA", "SHA1"],
    ),
    cipher(
        "AECDH-AES128-SHA",
        Some("nobody proves who they are"),
        true,
        &["HIGH", "aNULL", "AECDH", "kECDHE", "kEECDH", "AES", "AES128", "SHA", "SHA1"],
    ),
    cipher("NULL-SHA", Some("nothing is hidden at all"), false, &["eNULL", "NULL", RSA, "RSA", "aRSA", "SHA", "SHA1"]),
    cipher("ECDHE-RSA-NULL-SHA", Some("nothing is hidden at all"), true, &["eNULL", "NULL", "aRSA", "SHA", "SHA1"]),
];

const fn cipher(
    name: &'static str,
    weak: Option<&'static str>,
    forgets: bool,
    words: &'static [&'static str],
) -> Cipher {
    Cipher { name, weak, forgets, words }
}

impl Cipher {
    fn is(&self, word: &str) -> bool {
        let hides = !self.words.contains(&"eNULL");
        match word {
            "ALL" => hides,
            // Source: OpenSSL 1.1.0 and later: `ALL:!COMPLEMENTOFDEFAULT:!eNULL`, which leaves out what is weak.
            "DEFAULT" | "COMPLEMENTOFALL" => word == "DEFAULT" && self.weak.is_none(),
            _ => self.name == word || self.words.contains(&word),
        }
    }

    fn fits(&self, words: &str) -> bool {
        words.split('+').all(|word| self.is(word))
    }
}

/// What is wrong with a list, each as a clause, the worst last named first.
pub(crate) fn faults(list: &str) -> Vec<&'static str> {
    let chosen = chosen(list);
    let mut faults: Vec<&'static str> = chosen.iter().rev().filter_map(|at| CIPHERS[*at].weak).collect();
    faults.dedup();
    let known = !chosen.is_empty() && chosen.iter().all(|at| !CIPHERS[*at].forgets);
    if known && only_known(list) {
        faults.push("whoever gets the server's key later can read what was recorded before");
    }
    faults
}

/// Positions of the ciphers that a list asks for.
fn chosen(list: &str) -> BTreeSet<usize> {
    let (mut chosen, mut barred) = (BTreeSet::new(), BTreeSet::new());
    for word in list.split([':', ',', ' ']).filter(|word| !word.is_empty() && !word.starts_with('@')) {
        let of = |word: &str| (0..CIPHERS.len()).filter(|at| CIPHERS[*at].fits(word)).collect::<BTreeSet<_>>();
        match word.split_at(1) {
            ("!", rest) => barred.extend(of(rest)),
            ("-", rest) => chosen = &chosen - &of(rest),
            ("+", _) => {}
            _ => chosen.extend(of(word)),
        }
    }
    &chosen - &barred
}

/// Every word that adds something is one of the table: nothing else was asked for that might forget its keys.
fn only_known(list: &str) -> bool {
    let adds = list.split([':', ',', ' ']).filter(|word| !word.is_empty() && !word.starts_with(['!', '-', '+', '@']));
    let mut adds = adds.map(|word| CIPHERS.iter().any(|cipher| cipher.fits(word)) || is_rsa(word));
    adds.all(|known| known)
}

/// `AES256-SHA256`, `CAMELLIA128-SHA`: names without a way of agreeing on a key use the server's own.
fn is_rsa(name: &str) -> bool {
    ["AES", "CAMELLIA", "SEED", "DES", "RC4"].iter().any(|start| name.starts_with(start)) && name.contains('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_ask_for_what_openssl_takes_from_them() {
        let good = [
            "HIGH:!aNULL:!MD5",
            "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-CHACHA20-POLY1305",
            "EECDH+AESGCM:EDH+AESGCM",
            "ALL:!aNULL:!ADH:!eNULL:!LOW:!EXP:!RC4:!3DES:+HIGH:+MEDIUM",
            "DEFAULT@SECLEVEL=2",
            "ECDHE+AESGCM:ECDHE+CHACHA20:!RC4",
            "PROFILE=SYSTEM",
        ];
        for list in good {
            assert_eq!(faults(list), Vec::<&str>::new(), "{list}");
        }
        let bad = [
            ("ALL:!aNULL", "RC4"),
            ("RC4-SHA:AES128-SHA", "RC4"),
            ("HIGH:MEDIUM:!aNULL:!RC4", "3DES"),
            ("ALL", "nobody"),
            ("HIGH", "nobody"),
            ("ALL:eNULL:!aNULL", "nothing is hidden"),
            ("EXPORT:HIGH:!aNULL", "export"),
            ("AES128-SHA:AES256-SHA:AES256-SHA256", "recorded before"),
            ("ECDHE-RSA-DES-CBC3-SHA:ECDHE-RSA-AES128-GCM-SHA256", "3DES"),
        ];
        for (list, part) in bad {
            assert!(faults(list).iter().any(|fault| fault.contains(part)), "{list}: {:?}", faults(list));
        }
    }
}
