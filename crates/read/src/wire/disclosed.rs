//! Keys and tokens in answers, told by their providers' own formats.

use sneck_model::{Disclosed, Exchange, Secret};

use crate::source::literals::providers::{self, Found};

/// Formats that belong into answers, or that browsers are meant to have.
const MEANT_FOR_VISITORS: &[&str] = &["Google API key", "Segment public API token"];

/// Tokens that stand for the visitor who asked.
const OF_THE_VISITOR: &str = "JSON Web Token";

/// What answers carry. Keys of a provider's test mode open nothing.
#[must_use]
pub fn disclosed(exchanges: &[Exchange]) -> Vec<Disclosed> {
    let secret = |found: &Found| !found.for_tests && !is_meant(found.name);
    let of = |(index, exchange): (usize, &Exchange)| {
        let bytes = exchange.bytes();
        let row = |found: Found| Disclosed {
            exchange: index,
            name: found.name.to_owned(),
            value: Secret::new(&bytes[found.from..found.to]),
        };
        providers::find(bytes).into_iter().filter(secret).map(row).collect::<Vec<_>>()
    };
    exchanges.iter().enumerate().flat_map(of).collect()
}

fn is_meant(name: &str) -> bool {
    MEANT_FOR_VISITORS.contains(&name) || name.starts_with(OF_THE_VISITOR)
}

#[cfg(test)]
mod tests {
    use sneck_model::{Kind, Origin};

    use super::*;

    #[test]
    fn every_format_but_those_for_visitors_is_found_in_an_answer() {
        let origin = Origin { url: "http://app.test".into(), kind: Kind::Production, name: None };
        let mut answer = Exchange::new(origin, "GET", "http://app.test/api/me", 200);
        let (name, key) = providers::examples().find(|(name, _)| name.contains("GitHub")).expect("a format of GitHub");
        answer.body = format!("{{\"name\": \"Ada\", \"key\": \"{key}\"}}");
        let found = disclosed(&[answer]);
        assert_eq!(found.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), [name]);
    }
}
