//! Slips of the pen in a policy: browsers pass over what they do not know, and say so only to developers.

use sneck_model::{PolicyRemark, Severity};

use super::review::{of_directive, remark};
use super::{Policy, words};

/// Directives that no browser knows.
pub(super) fn unknown_directives(policy: &Policy) -> Vec<PolicyRemark> {
    let unknown = policy.directives.iter().filter(|(name, _)| !words::is_directive(name));
    let says = |name: &str| match name.strip_suffix(':') {
        Some(bare) => format!("`{name}` is no directive: its name ends without a colon (`{bare}`)"),
        None => format!("`{name}` is no directive, and browsers pass over it"),
    };
    unknown.map(|(name, _)| of_directive("unknown-directive", Severity::Low, name, says(name))).collect()
}

/// A directive among the sources of another: the semicolon in front of it is not there.
pub(super) fn missing_semicolons(policy: &Policy) -> Vec<PolicyRemark> {
    let mut found = Vec::new();
    for (name, sources) in &policy.directives {
        for source in sources.iter().filter(|source| words::is_directive(source)) {
            let says = format!("`{source}` stands among the sources of {name}: a semicolon is missing in front of it");
            found.push(remark("missing-semicolon", Severity::Low, name, source, says));
        }
    }
    found
}

/// Keywords without quotes, and quotes around what is no keyword.
pub(super) fn invalid_keywords(policy: &Policy) -> Vec<PolicyRemark> {
    let mut found = Vec::new();
    // Words of former directives have rules of their own.
    for (name, sources) in policy.directives.iter().filter(|(name, _)| words::retired(name).is_none()) {
        for source in sources {
            let says = if words::lacks_quotes(source) {
                format!("`{source}` in {name} lacks its quotes: browsers take it for a host")
            } else if source.starts_with('\'') && !is_word_of(name, source) {
                format!("{source} in {name} is no word of a policy, and browsers pass over it")
            } else {
                continue;
            };
            found.push(remark("invalid-keyword", Severity::Low, name, source, says));
        }
    }
    found
}

fn is_word_of(directive: &str, source: &str) -> bool {
    match directive {
        "require-trusted-types-for" => source == "'script'",
        "trusted-types" => matches!(source, "'allow-duplicates'" | "'none'"),
        // A nonce that is not base64 is told as such.
        _ => words::is_keyword(source) || words::is_hash(source) || words::nonce(source).is_some(),
    }
}

/// Directives of former days.
pub(super) fn retired(policy: &Policy) -> Vec<PolicyRemark> {
    let retired = policy.directives.iter().filter_map(|(name, _)| Some((name, words::retired(name)?)));
    let says = |name: &str, instead: &str| format!("browsers no longer heed `{name}`: {instead}");
    retired
        .map(|(name, instead)| of_directive("deprecated-directive", Severity::Info, name, says(name, instead)))
        .collect()
}
