//! The review of a policy: every check, in one list.
//!
//! It covers what Google's csp-evaluator checks, under names of our own; docs/headers.md has the table, and where we
//! weigh differently. Remarks without a severity are advice: they are shown, and are no findings.

use sneck_model::{PolicyRemark, Severity};

use super::{Policy, lists, scripts, syntax};

/// Checks of the policy as it is in force.
type Checks = [fn(&Policy) -> Vec<PolicyRemark>];

const IN_FORCE: &Checks = &[
    scripts::unsafe_words,
    lists::schemes,
    lists::wildcards,
    lists::script_hosts,
    lists::object_hosts,
    lists::addresses,
    lists::nonces,
    lists::plain_http,
    missing,
    syntax::retired,
    syntax::unknown_directives,
    syntax::missing_semicolons,
    syntax::invalid_keywords,
];

/// Checks of the policy as it is written.
const AS_WRITTEN: &Checks = &[
    |policy| scripts::stuck(policy).into_iter().collect(),
    |policy| scripts::advise_strict(policy).into_iter().collect(),
    scripts::advise_fallbacks,
    advise_trusted_types,
    advise_reports,
];

/// Everything that can be said of a policy, the worst first.
pub(super) fn review(policy: &Policy) -> Vec<PolicyRemark> {
    let (left, mut found) = policy.in_force();
    found.extend(IN_FORCE.iter().flat_map(|check| check(&left)));
    found.extend(AS_WRITTEN.iter().flat_map(|check| check(policy)));
    found.sort_by_key(|remark| std::cmp::Reverse(remark.severity));
    found
}

/// A remark on a source.
pub(super) fn remark(
    kind: &'static str,
    severity: impl Into<Option<Severity>>,
    directive: &str,
    value: &str,
    says: impl Into<String>,
) -> PolicyRemark {
    let value = Some(value.to_owned());
    PolicyRemark { kind, directive: directive.to_owned(), value, severity: severity.into(), says: says.into() }
}

/// A remark on a directive.
pub(super) fn of_directive(
    kind: &'static str,
    severity: impl Into<Option<Severity>>,
    directive: &str,
    says: impl Into<String>,
) -> PolicyRemark {
    PolicyRemark { kind, directive: directive.to_owned(), value: None, severity: severity.into(), says: says.into() }
}

const NO_SCRIPTS: &str = "neither script-src nor default-src limits where scripts come from";
const NO_OBJECTS: &str = "without object-src, plug-in content comes from anywhere";
const NO_BASE: &str = "without base-uri, an injected <base> tag moves every relative script to another site";
const NO_ANCESTORS: &str = "without frame-ancestors, it does not say who may frame the page";

/// Directives that should be there. An injected base is worth most where a nonce or hash vouches for scripts.
fn missing(policy: &Policy) -> Vec<PolicyRemark> {
    let is_limited = |name: &str| policy.own(name).or_else(|| policy.own("default-src")).is_some();
    let has_objects = policy.own("object-src").or_else(|| policy.own("default-src")).is_some_and(|s| !s.is_empty());
    let is_strict = policy.scripts().iter().any(|source| source == "'strict-dynamic'");
    // Where no script is loaded, a base moves none.
    let scripts = policy.own(&policy.effective("script-src"));
    let loads = scripts.is_none_or(|sources| !sources.is_empty() && sources != ["'none'"]);
    let base =
        if policy.trusts_nonces() || (policy.trusts_hashes() && is_strict) { Severity::Low } else { Severity::Info };
    let wanted = [
        (!is_limited("script-src"), "script-src", Severity::Medium, NO_SCRIPTS),
        (!has_objects, "object-src", Severity::Low, NO_OBJECTS),
        (loads && policy.own("base-uri").is_none(), "base-uri", base, NO_BASE),
        (policy.own("frame-ancestors").is_none(), "frame-ancestors", Severity::Info, NO_ANCESTORS),
    ];
    let missing = wanted.into_iter().filter(|(is_missing, ..)| *is_missing);
    missing.map(|(_, name, severity, says)| of_directive("missing-directive", severity, name, says)).collect()
}

fn advise_trusted_types(policy: &Policy) -> Vec<PolicyRemark> {
    let name = "require-trusted-types-for";
    let is_there = policy.own(name).is_some_and(|sinks| sinks.iter().any(|sink| sink == "'script'"));
    let says = "`require-trusted-types-for 'script'` would keep scripts of the page from making text into code";
    if is_there { Vec::new() } else { vec![of_directive("trusted-types", None, name, says)] }
}

fn advise_reports(policy: &Policy) -> Vec<PolicyRemark> {
    let names = |name: &str| policy.own(name).is_some_and(|targets| !targets.is_empty());
    if names("report-uri") {
        return Vec::new();
    }
    if names("report-to") {
        let says = "some browsers know `report-uri` alone, and report nothing to `report-to`";
        return vec![of_directive("report-to-only", None, "report-to", says)];
    }
    let says = "with `report-uri`, browsers tell what the policy forbids, attacks as well as mistakes";
    vec![of_directive("no-reports", None, "report-uri", says)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worst(policy: &str) -> Option<Severity> {
        Policy::parse(policy).flaws().first().map(|f| f.severity)
    }

    #[test]
    fn a_strict_policy_has_no_flaw() {
        let strict = "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        assert_eq!(Policy::parse(strict).flaws(), []);
        let nonce = "script-src 'nonce-cjRuZDBtcjRuZDBt' 'strict-dynamic' 'unsafe-inline' https:; object-src 'none'; \
                     base-uri 'none'; frame-ancestors 'self'";
        assert_eq!(Policy::parse(nonce).flaws(), []);
    }

    #[test]
    fn what_lets_any_script_run_is_medium() {
        let policies = [
            "script-src 'self' 'unsafe-inline'",
            "default-src *",
            "script-src https:",
            "default-src 'self' data:",
            "img-src 'self'",
            "",
        ];
        for policy in policies {
            assert_eq!(worst(policy), Some(Severity::Medium), "{policy}");
        }
    }

    #[test]
    fn lesser_flaws_are_lesser() {
        assert_eq!(worst("default-src 'self' 'unsafe-eval'"), Some(Severity::Low));
        assert_eq!(worst("script-src 'self'"), Some(Severity::Low), "object-src has no fallback here");
        assert_eq!(worst("default-src 'self'"), Some(Severity::Info), "base-uri and frame-ancestors");
        let nonce = "script-src 'nonce-cjRuZDBtcjRuZDBt'; object-src 'none'";
        assert_eq!(worst(nonce), Some(Severity::Low), "base-uri beside a nonce");
        assert_eq!(worst("default-src 'none'; frame-ancestors 'none'"), None, "no script that a base could move");
    }
}
