//! How the sources of scripts work together: nonces, hashes, `'strict-dynamic'` and what they overrule.

use sneck_model::{PolicyRemark, Severity};

use super::review::{of_directive, remark};
use super::{Policy, words};

/// The policy without what browsers ignore in it (CSP Level 3, sections 6.7.3.2 and 8.2).
pub(super) fn in_force(policy: &Policy) -> (Policy, Vec<PolicyRemark>) {
    let (mut left, mut ignored) = (policy.clone(), Vec::new());
    let mut lists: Vec<String> = words::SCRIPTS.iter().map(|name| policy.effective(name)).collect();
    lists.dedup();
    for (name, sources) in left.directives.iter_mut().filter(|(name, _)| lists.contains(name)) {
        let is_proven = sources.iter().any(|source| words::is_nonce(source) || words::is_hash(source));
        let is_strict = sources.iter().any(|source| source == "'strict-dynamic'");
        sources.retain(|source| {
            let why = if is_proven && source == "'unsafe-inline'" {
                "browsers ignore 'unsafe-inline' beside a nonce or hash"
            } else if is_strict && is_overruled(source) {
                "browsers ignore this beside 'strict-dynamic'"
            } else {
                return true;
            };
            ignored.push(remark("ignored", None, name, source, why));
            false
        });
    }
    (left, ignored)
}

fn is_overruled(source: &str) -> bool {
    !source.starts_with('\'') || matches!(source, "'self'" | "'unsafe-inline'")
}

/// Words that let any script run, or text become one.
pub(super) fn unsafe_words(policy: &Policy) -> Vec<PolicyRemark> {
    let lists = policy.effective_lists(words::SCRIPTS);
    let judged = lists.iter().flat_map(|(name, sources)| sources.iter().map(move |source| (name, source)));
    judged.filter_map(|(name, source)| unsafe_word(name, source)).collect()
}

fn unsafe_word(name: &str, source: &str) -> Option<PolicyRemark> {
    let (kind, severity, says) = match source {
        "'unsafe-inline'" => (
            "unsafe-inline",
            Severity::Medium,
            "'unsafe-inline' runs scripts that an attacker manages to put into a page, so the policy hardly protects",
        ),
        "'unsafe-eval'" => ("unsafe-eval", Severity::Low, "'unsafe-eval' lets text be run as script"),
        "'unsafe-hashes'" => (
            "unsafe-hashes",
            Severity::Info,
            "'unsafe-hashes' lets attributes of any element run the scripts that are hashed",
        ),
        _ => return None,
    };
    Some(remark(kind, severity, name, source, says))
}

/// `'strict-dynamic'` trusts what a trusted script loads; with no trusted script, nothing runs.
pub(super) fn stuck(policy: &Policy) -> Option<PolicyRemark> {
    let is_stuck = is_strict(policy) && !policy.trusts_nonces() && !policy.trusts_hashes();
    let says = "'strict-dynamic' without a nonce or hash forbids every script";
    is_stuck.then(|| of_directive("strict-dynamic-alone", Severity::Info, &policy.effective("script-src"), says))
}

/// A list of hosts is easier to get past than a nonce.
pub(super) fn advise_strict(policy: &Policy) -> Option<PolicyRemark> {
    let has_hosts = policy.scripts().iter().any(|source| !source.starts_with('\''));
    let says = "a nonce for each answer with 'strict-dynamic' is harder to get past than a list of hosts";
    (has_hosts && !is_strict(policy))
        .then(|| of_directive("strict-dynamic", None, &policy.effective("script-src"), says))
}

/// Words that only old browsers heed, which would otherwise run no script of the page.
pub(super) fn advise_fallbacks(policy: &Policy) -> Vec<PolicyRemark> {
    let (name, sources) = (policy.effective("script-src"), policy.scripts());
    let is_proven = policy.trusts_nonces() || policy.trusts_hashes();
    let has = |word: &str| sources.iter().any(|source| source == word);
    let mut advice = Vec::new();
    if is_proven && !has("'unsafe-inline'") {
        let says = "'unsafe-inline' beside a nonce is for browsers that know no nonces; the others ignore it";
        advice.push(of_directive("unsafe-inline-fallback", None, &name, says));
    }
    let has_list =
        sources.iter().any(|source| matches!(source.as_str(), "http:" | "https:" | "*") || source.contains('.'));
    if is_strict(policy) && !has_list {
        let says = "https: beside 'strict-dynamic' is for browsers that do not know the word; the others ignore it";
        advice.push(of_directive("host-fallback", None, &name, says));
    }
    advice
}

fn is_strict(policy: &Policy) -> bool {
    policy.scripts().iter().any(|source| source == "'strict-dynamic'")
}
