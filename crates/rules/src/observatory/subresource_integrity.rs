//! The test of scripts from elsewhere and their integrity hashes.

use super::{Outcome, Retrieval, address};
use crate::html::{self, Tag};

static ALL_HASHED: Outcome = Outcome {
    id: "sri-implemented-and-all-scripts-loaded-securely",
    modifier: 5,
    passes: true,
    says: "Scripts carry an integrity hash and come over https.",
};
static FOREIGN_HASHED: Outcome = Outcome {
    id: "sri-implemented-and-external-scripts-loaded-securely",
    modifier: 5,
    passes: true,
    says: "Scripts of other sites carry an integrity hash and come over https.",
};
static NOT_HTML: Outcome = Outcome {
    id: "sri-not-implemented-response-not-html",
    modifier: 0,
    passes: true,
    says: "The answer is no HTML page, so it loads no scripts.",
};
static NO_SCRIPTS: Outcome = Outcome {
    id: "sri-not-implemented-but-no-scripts-loaded",
    modifier: 0,
    passes: true,
    says: "The page has no scripts.",
};
static OWN_SCRIPTS: Outcome = Outcome {
    id: "sri-not-implemented-but-all-scripts-loaded-from-secure-origin",
    modifier: 0,
    passes: true,
    says: "All scripts come from the site itself.",
};

/// From the mildest to the worst; the worst counts.
static FAULTS: [Outcome; 3] = [
    Outcome {
        id: "sri-implemented-but-external-scripts-not-loaded-securely",
        modifier: -20,
        passes: false,
        says: "A script of another site carries an integrity hash, and comes over plain http.",
    },
    Outcome {
        id: "sri-not-implemented-but-external-scripts-loaded-securely",
        modifier: -5,
        passes: false,
        says: "A script of another site comes over https without an integrity hash.",
    },
    Outcome {
        id: "sri-not-implemented-and-external-scripts-not-loaded-securely",
        modifier: -50,
        passes: false,
        says: "A script of another site comes without an integrity hash, and perhaps over plain http.",
    },
];

pub(super) fn test(retrieval: &Retrieval<'_>) -> &'static Outcome {
    let Some(page) = retrieval.html() else { return &NOT_HTML };
    let tags = html::tags(page);
    let scripts: Vec<&Tag<'_>> = tags.iter().filter(|tag| tag.name == "script" && !tag.inert).collect();
    if scripts.is_empty() {
        return &NO_SCRIPTS;
    }
    let base = html::base(&tags);
    let loaded = scripts.iter().filter_map(|tag| Loaded::of(tag, base.as_deref(), retrieval));
    verdict(&loaded.collect::<Vec<_>>())
}

fn verdict(scripts: &[Loaded]) -> &'static Outcome {
    match scripts.iter().filter_map(Loaded::fault).max() {
        Some(fault) => &FAULTS[fault],
        None if scripts.iter().any(|script| script.is_own && script.is_hashed && script.is_https) => &ALL_HASHED,
        None if scripts.iter().any(|script| !script.is_own) => &FOREIGN_HASHED,
        None => &OWN_SCRIPTS,
    }
}

/// A script with an address.
struct Loaded {
    is_own: bool,
    is_https: bool,
    is_hashed: bool,
}

impl Loaded {
    fn of(tag: &Tag<'_>, base: Option<&str>, retrieval: &Retrieval<'_>) -> Option<Self> {
        let source = html::address(tag.attribute("src")?, base);
        if source.is_empty() {
            return None;
        }
        let is_hashed = tag.attribute("integrity").is_some_and(|hash| !hash.is_empty());
        let (is_own, is_https) = match address::parts(&source) {
            Some((scheme, host, _)) => (is_same_site(host, &retrieval.host), scheme == "https"),
            // Observatory takes `//host/…` for a foreign script without https, whatever the page came over.
            None if is_without_scheme(&source) => (false, false),
            None => (true, retrieval.is_https()),
        };
        Some(Self { is_own, is_https, is_hashed })
    }

    fn fault(&self) -> Option<usize> {
        match (self.is_own, self.is_hashed, self.is_https) {
            (true, ..) | (false, true, true) => None,
            (false, true, false) => Some(0),
            (false, false, true) => Some(1),
            (false, false, false) => Some(2),
        }
    }
}

fn is_without_scheme(source: &str) -> bool {
    source.strip_prefix("//").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
}

/// Two hosts of one registered domain; all addresses and one-word names count as one.
fn is_same_site(a: &str, b: &str) -> bool {
    registered(address::without_port(a)) == registered(address::without_port(b))
}

/// Second-level names under which registries of countries hand out names.
const SECOND_LEVEL: &[&str] = &[
    "ac", "co", "com", "edu", "gob", "gov", "go", "gub", "id", "ltd", "me", "mil", "ne", "net", "nom", "or", "org",
    "plc", "sch",
];

/// The domain that somebody registered: the last two names, or three below `co.uk` and its like. The whole public
/// suffix list has thousands of rows; those that are left out only matter to scripts of another site below them.
fn registered(host: &str) -> Option<String> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let names: Vec<&str> = host.split('.').collect();
    let (top, second) = (names.last()?, names.len().checked_sub(2).map(|at| names[at])?);
    let wanted = if top.len() == 2 && SECOND_LEVEL.contains(&second) { 3 } else { 2 };
    names.len().checked_sub(wanted).map(|from| names[from..].join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_one_owner_are_one_site() {
        assert!(is_same_site("cdn.shop.example", "www.shop.example:8443"));
        assert!(is_same_site("a.shop.co.uk", "shop.co.uk"));
        assert!(!is_same_site("a.co.uk", "b.co.uk"));
        assert!(!is_same_site("cdn.example", "127.0.0.1"));
        assert!(is_same_site("10.0.0.1", "127.0.0.1"));
    }
}
