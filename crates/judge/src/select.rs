//! Which rules a pattern means.

use std::collections::HashSet;
use std::fmt;

use sneck_model::Rule;

use strsim::levenshtein as distance;

/// A pattern that means no rule, or a name that several groups have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// As it was written.
    pub pattern: String,
    /// What may have been meant, the nearest first.
    pub near: Vec<String>,
    /// The name exists in several groups, which are all in `near`.
    pub ambiguous: bool,
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pattern, near, ambiguous } = self;
        match (ambiguous, near.is_empty()) {
            (true, _) => write!(f, "`{pattern}` is the name of several rules: write {}", near.join(" or ")),
            (false, true) => write!(f, "no rule is called `{pattern}`; `sneck rules` lists them all"),
            (false, false) => write!(f, "no rule is called `{pattern}`; did you mean {}?", near.join(" or ")),
        }
    }
}

impl std::error::Error for UnknownRule {}

/// The rules that a pattern means: an id (`app/debug-mode`), a group (`cookies`), a name that only one
/// group has (`debug-mode`), or the beginning of an id or a name followed by `*` (`headers/*`, `hsts*`).
pub fn resolve<'a>(rules: &[&'a Rule<'a>], pattern: &str) -> Result<Vec<&'a Rule<'a>>, UnknownRule> {
    let pattern = pattern.trim();
    let by = |means: &dyn Fn(&Rule) -> bool| rules.iter().copied().filter(|r| means(r)).collect::<Vec<_>>();
    let meant = match pattern.strip_suffix('*') {
        Some(start) => by(&|r| r.id.starts_with(start) || r.name().starts_with(start)),
        None => by(&|r| r.id == pattern || r.group() == pattern),
    };
    let meant = if meant.is_empty() { by(&|r| r.name() == pattern) } else { return Ok(meant) };
    match meant.len() {
        0 => Err(UnknownRule { pattern: pattern.into(), near: near(rules, pattern), ambiguous: false }),
        1 => Ok(meant),
        _ => {
            let near = meant.iter().map(|r| r.id.into()).collect();
            Err(UnknownRule { pattern: pattern.into(), near, ambiguous: true })
        }
    }
}

/// The rules to run: those that `wanted` means (all when it is empty), without those of `unwanted`.
pub fn select<'a>(
    rules: &[&'a Rule<'a>],
    wanted: &[String],
    unwanted: &[String],
) -> Result<Vec<&'a Rule<'a>>, UnknownRule> {
    let ids = |patterns: &[String]| -> Result<HashSet<&str>, UnknownRule> {
        let meant: Result<Vec<_>, _> = patterns.iter().map(|p| resolve(rules, p)).collect();
        Ok(meant?.into_iter().flatten().map(|r| r.id).collect())
    };
    let (chosen, left_out) = (ids(wanted)?, ids(unwanted)?);
    let runs = |r: &Rule| (wanted.is_empty() || chosen.contains(r.id)) && !left_out.contains(r.id);
    Ok(rules.iter().copied().filter(|r| runs(r)).collect())
}

/// At most three ids that look like the pattern.
fn near(rules: &[&Rule], pattern: &str) -> Vec<String> {
    let far = |r: &Rule| distance(r.id, pattern).min(distance(r.name(), pattern));
    let close = |r: &Rule| far(r) <= 1 + pattern.chars().count() / 4 || (pattern.len() > 3 && r.id.contains(pattern));
    let mut found: Vec<_> = rules.iter().filter(|r| close(r)).map(|r| (far(r), r.id)).collect();
    found.sort_unstable();
    found.into_iter().take(3).map(|(_, id)| id.into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{DEBUG, HSTS, SECURE, rule_called};

    fn ids(pattern: &str) -> Vec<&'static str> {
        resolve(&[&DEBUG, &SECURE, &HSTS], pattern).expect("known").iter().map(|r| r.id).collect()
    }

    #[test]
    fn a_pattern_is_an_id_a_group_a_name_or_a_beginning() {
        assert_eq!(ids("app/debug-mode"), ["app/debug-mode"]);
        assert_eq!(ids("debug-mode"), ["app/debug-mode"]);
        assert_eq!(ids("cookies"), ["cookies/secure"]);
        assert_eq!(ids("headers/*"), ["headers/hsts"]);
        assert_eq!(ids("debug*"), ["app/debug-mode"]);
        assert_eq!(ids("*"), ["app/debug-mode", "cookies/secure", "headers/hsts"]);
    }

    #[test]
    fn a_misspelt_rule_is_an_error_that_names_the_nearest() {
        let error = resolve(&[&DEBUG, &SECURE], "app/debug-mod").expect_err("unknown");
        assert_eq!(error.to_string(), "no rule is called `app/debug-mod`; did you mean app/debug-mode?");
        let error = resolve(&[&DEBUG], "quux").expect_err("unknown");
        assert_eq!(error.to_string(), "no rule is called `quux`; `sneck rules` lists them all");
    }

    #[test]
    fn a_name_of_two_groups_must_be_written_out() {
        let other = rule_called("proxy/secure");
        let error = resolve(&[&SECURE, &other], "secure").expect_err("ambiguous");
        assert_eq!(error.to_string(), "`secure` is the name of several rules: write cookies/secure or proxy/secure");
    }

    #[test]
    fn what_is_left_out_wins_over_what_is_selected() {
        let chosen = select(&[&DEBUG, &SECURE, &HSTS], &["app".into(), "hsts".into()], &["app".into()]).expect("known");
        assert_eq!(chosen.iter().map(|r| r.id).collect::<Vec<_>>(), ["headers/hsts"]);
    }
}
