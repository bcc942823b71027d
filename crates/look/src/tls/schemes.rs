//! Addresses of servers that speak TLS and not HTTP: `smtp://mail.example`, `postgres://127.0.0.1:5432`.

use super::Starttls;

/// What an address of this scheme stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// As addresses begin.
    pub name: &'static str,
    /// The port where an address names none (IANA's registry).
    pub port: u16,
    /// What is spoken before TLS; nothing where it begins at once.
    pub starttls: Option<Starttls>,
}

const fn inside(name: &'static str, port: u16, starttls: Starttls) -> Scheme {
    Scheme { name, port, starttls: Some(starttls) }
}

const fn at_once(name: &'static str, port: u16) -> Scheme {
    Scheme { name, port, starttls: None }
}

/// All of them. Databases of MySQL are missing: they shut out whoever breaks off handshakes (`max_connect_errors`).
const SCHEMES: &[Scheme] = &[
    inside("smtp", 25, Starttls::Smtp),
    inside("imap", 143, Starttls::Imap),
    inside("pop3", 110, Starttls::Pop3),
    inside("ftp", 21, Starttls::Ftp),
    inside("ldap", 389, Starttls::Ldap),
    inside("postgresql", 5432, Starttls::Postgresql),
    inside("postgres", 5432, Starttls::Postgresql),
    at_once("smtps", 465),
    at_once("imaps", 993),
    at_once("pop3s", 995),
    at_once("ftps", 990),
    at_once("ldaps", 636),
];

impl Scheme {
    /// The scheme of that name, in whatever case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        SCHEMES.iter().find(|scheme| scheme.name.eq_ignore_ascii_case(name)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_protocol_has_an_address() {
        for starttls in Starttls::ALL {
            assert_eq!(Scheme::named(starttls.name()).and_then(|scheme| scheme.starttls), Some(starttls));
        }
        assert_eq!(Scheme::named("POSTGRES").map(|scheme| scheme.port), Some(5432));
        assert_eq!(Scheme::named("mysql"), None);
    }
}
