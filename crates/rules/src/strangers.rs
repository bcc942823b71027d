//! Sites that are not the owner's, in the forms that careless comparisons of origins let in.

use std::collections::BTreeSet;

use sneck_model::{Exchange, Facts, Key, Origin};

use crate::asking;
use crate::origins::members;

/// Names of the project's settings that strangers are made of, at most; each costs four requests a page.
const NAMES: usize = 2;

/// What makes an origin look like the owner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Likeness {
    /// It is a name below the owner's.
    Below,
    /// The owner's name over a scheme on which anybody may listen and write.
    Scheme,
    /// It ends like the owner's: `evilshop.example`.
    Ends,
    /// It begins like the owner's: `shop.example.evil.example`.
    Begins,
    /// It has a letter where the owner's has a point: `apixshop.example`.
    Point,
    /// Nothing does.
    None,
}

impl Likeness {
    /// Whom a server lets in that lets in such a site, as a clause.
    pub(crate) const fn says(self) -> &'static str {
        match self {
            Self::Below => "every name below yours, so that one forgotten machine among them is enough",
            Self::Scheme => "your own name over plain HTTP or another port, where somebody else may answer",
            Self::Ends => "whichever site has a name that ends like yours",
            Self::Begins => "whichever site has a name that begins like yours",
            Self::Point => "a site whose name has a letter where yours has a point",
            Self::None => "whichever site asks",
        }
    }
}

/// Names by which the owner's sites are known: the host that is asked, and those of the project's own lists.
fn names(facts: &Facts, origin: &Origin) -> Vec<String> {
    let host = bare(asking::host(origin)).to_owned();
    let values = facts.settings_of(Key::CORS_ORIGINS).flat_map(|setting| setting.value.alternatives());
    let listed: BTreeSet<String> = values.flat_map(members).filter_map(name_in).filter(|name| *name != host).collect();
    [host].into_iter().chain(listed.into_iter().take(NAMES)).collect()
}

/// `shop.example` of `https://shop.example:8443`, and of the pattern `https://(.*\.)?shop\.example$`.
fn name_in(listed: &str) -> Option<String> {
    let after = listed.split_once("//").map_or(listed, |(_, rest)| rest);
    let plain = after.replace("\\.", ".");
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let longest = plain.split(|c| !is_name(c)).max_by_key(|part| part.len())?.trim_matches(['.', '-']);
    let labels = longest.split('.').filter(|label| label.starts_with(|c: char| c.is_ascii_alphabetic())).count();
    (labels >= 2).then(|| longest.to_ascii_lowercase())
}

/// The name of a host without its port.
fn bare(host: &str) -> &str {
    host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(name, _)| name)
}

/// Origins that no site of the owner has. `word` is one that nobody else uses.
pub(crate) fn strangers(facts: &Facts, origin: &Origin, word: &str) -> Vec<String> {
    let host = asking::host(origin);
    let scheme = if is_https(origin) { "https" } else { "http" };
    let mut all = vec![format!("https://{word}.example"), "null".to_owned()];
    let like = |name: &String, scheme: &str| {
        let point = name.replacen('.', "x", 1);
        let point = (name.matches('.').count() > 1 && !is_address(name)).then(|| format!("{scheme}://{point}"));
        let plain = ["{word}{name}", "{name}.{word}.example", "{word}.{name}"];
        let plain = plain.map(|form| format!("{scheme}://{}", form.replace("{word}", word).replace("{name}", name)));
        plain.into_iter().chain(point)
    };
    for (at, name) in names(facts, origin).iter().enumerate() {
        // The project's own lists are of production, where sites have certificates.
        all.extend(like(name, if at == 0 { scheme } else { "https" }));
    }
    // Over plain HTTP, whoever is on the way answers for the owner; over HTTPS nobody else does.
    all.extend(is_https(origin).then(|| format!("http://{host}")));
    all
}

fn is_https(origin: &Origin) -> bool {
    origin.url.starts_with("https:")
}

fn is_address(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// What made the site that asked look like the owner's.
pub(crate) fn likeness(facts: &Facts, answer: &Exchange) -> Likeness {
    let asked = answer.sent.iter().find(|(name, _)| name.eq_ignore_ascii_case("origin")).map_or("", |(_, value)| value);
    let Some((_, host)) = asked.split_once("://") else { return Likeness::None };
    let host = bare(host);
    names(facts, &answer.origin).iter().find_map(|name| alike(host, name)).unwrap_or(Likeness::None)
}

fn alike(host: &str, name: &str) -> Option<Likeness> {
    if host == name {
        Some(Likeness::Scheme)
    } else if let Some(before) = host.strip_suffix(name) {
        Some(if before.ends_with('.') { Likeness::Below } else { Likeness::Ends })
    } else if host.starts_with(name) {
        Some(Likeness::Begins)
    } else {
        (name.contains('.') && host == name.replacen('.', "x", 1)).then_some(Likeness::Point)
    }
}

#[cfg(test)]
mod tests {
    use sneck_model::Kind;

    use super::*;

    #[test]
    fn names_are_read_out_of_lists_and_patterns() {
        let table = [
            ("https://shop.example:8443", Some("shop.example")),
            (r"^https://(.*\.)?shop\.example$", Some("shop.example")),
            (r"https://[a-z]+\.shop\.example", Some("shop.example")),
            ("https://api.shop.example", Some("api.shop.example")),
            ("*", None),
            ("null", None),
            ("http://localhost:3000", None),
            ("<request origin>", None),
        ];
        for (listed, name) in table {
            assert_eq!(name_in(listed).as_deref(), name, "{listed}");
        }
    }

    #[test]
    fn every_stranger_is_known_again_by_its_likeness() {
        let origin = Origin { url: "https://api.shop.example".into(), kind: Kind::Production, name: None };
        let all = strangers(&Facts::default(), &origin, "qwert");
        let of = |sent: &String| {
            let sent = vec![("Origin".to_owned(), sent.clone())];
            likeness(&Facts::default(), &Exchange { sent, ..Exchange::new(origin.clone(), "GET", "", 200) })
        };
        let found: Vec<Likeness> = all.iter().map(of).collect();
        let expected = [
            Likeness::None,
            Likeness::None,
            Likeness::Ends,
            Likeness::Begins,
            Likeness::Below,
            Likeness::Point,
            Likeness::Scheme,
        ];
        assert_eq!(found, expected, "{all:?}");
    }
}
