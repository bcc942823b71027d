//! Applies ignores to findings, and reports those that are not used or give no reason.

use sneck_model::{Facts, Finding, Kind, Rule, Severity, Status};

use crate::fingerprint;
use crate::ignores::{Request, requests};
use crate::judge::Options;
use crate::own::{self, UNUSED, WITHOUT_REASON};
use crate::select::resolve;

/// Marks findings as suppressed, and gives findings about the ignores themselves. `rules` are all that
/// exist, `chosen` those that ran: an ignore of a rule that did not run may well be needed.
pub(crate) fn apply(
    rules: &[&Rule],
    chosen: &[&Rule],
    facts: &Facts,
    options: &Options,
    findings: &mut [Finding],
) -> Vec<Finding> {
    let mut own = Vec::new();
    for request in requests(facts, &options.accepted) {
        if request.reason.is_empty() {
            own.push(about(&WITHOUT_REASON, &request, &request.patterns.join(", "), WITHOUT_REASON_SAYS.into()));
        }
        for pattern in &request.patterns {
            if let Some(says) = use_up(rules, chosen, options, &request, pattern, findings) {
                own.push(about(&UNUSED, &request, pattern, says));
            }
        }
    }
    own.retain(|finding| chosen.iter().any(|rule| rule.id == finding.rule));
    fingerprint::tell_apart(&mut own);
    own
}

const WITHOUT_REASON_SAYS: &str = "This ignore does not say why the risk is acceptable.";

/// Applies one pattern of a request. Gives what is wrong with it, if it is of no use.
fn use_up(
    rules: &[&Rule],
    chosen: &[&Rule],
    options: &Options,
    request: &Request,
    pattern: &str,
    findings: &mut [Finding],
) -> Option<String> {
    let meant = match resolve(rules, pattern) {
        Ok(meant) => meant,
        Err(error) => return Some(format!("This ignore has no effect: {error}")),
    };
    let mut used = false;
    let reached = |f: &&mut Finding| meant.iter().any(|rule| rule.id == f.rule) && request.reaches(f);
    for finding in findings.iter_mut().filter(reached) {
        used = true;
        accept(finding, request, options.obey_ignores);
    }
    let all_ran = meant.iter().all(|rule| chosen.iter().any(|c| c.id == rule.id));
    (!used && all_ran).then(|| format!("This ignore of `{pattern}` matches no finding."))
}

/// The first request that reaches a finding speaks for it.
fn accept(finding: &mut Finding, request: &Request, obey: bool) {
    if !obey {
        let note = format!(" {} asks to ignore this and was not obeyed.", request.place());
        if !finding.message.ends_with(&note) {
            finding.message.push_str(&note);
        }
    } else if finding.suppressed.is_none() {
        finding.suppressed = Some(request.suppression());
    }
}

fn about(rule: &Rule, request: &Request, pattern: &str, message: String) -> Finding {
    own::finding(rule, request.place(), pattern, message)
}

/// Whether a finding is among those that count: in production, neither accepted nor mitigated.
pub(crate) fn counts(finding: &Finding) -> bool {
    finding.suppressed.is_none()
        && finding.status != Status::Mitigated
        && (finding.environment == Kind::Production || finding.severity == Severity::Info)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{judged, world};
    use sneck_model::{Accepted, InlineIgnore};

    fn ignore(rules: &[&str], line: u32, reason: &str) -> InlineIgnore {
        let rules = rules.iter().map(|r| (*r).into()).collect();
        InlineIgnore { path: "config.py".into(), line, until: line + 1, rules, reason: reason.into() }
    }

    #[test]
    fn a_comment_above_the_line_accepts_the_finding_with_its_reason() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.ignores = vec![ignore(&["secure"], 6, "TLS ends elsewhere")];
        let found = judged(&mut facts, &Options::default());
        assert_eq!(found.len(), 1);
        let accepted = found[0].suppressed.as_ref().expect("suppressed");
        assert_eq!((&*accepted.by, &*accepted.reason), ("in-line", "TLS ends elsewhere"));
        assert_eq!(accepted.place.as_deref(), Some("config.py:6"));
    }

    #[test]
    fn an_ignore_that_is_unused_unknown_or_without_reason_is_reported() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.ignores = vec![ignore(&["cookies/secure"], 7, ""), ignore(&["cookies", "secur"], 40, "old")];
        let found = judged(&mut facts, &Options::default());
        let own: Vec<_> =
            found.iter().filter(|f| f.rule.starts_with("sneck/")).map(|f| (&*f.rule, &*f.message)).collect();
        assert_eq!(own[0].0, "sneck/ignore-without-reason");
        assert_eq!(own.len(), 3);
        assert!(own.contains(&("sneck/unused-ignore", "This ignore of `cookies` matches no finding.")), "{own:?}");
        let unknown = "This ignore has no effect: no rule is called `secur`; did you mean cookies/secure?";
        assert!(own.contains(&("sneck/unused-ignore", unknown)), "{own:?}");
    }

    #[test]
    fn an_absence_can_be_accepted_in_the_configuration() {
        let mut facts = world(&[("web", Kind::Production)]);
        let table = Accepted {
            rule: "cookies/*".into(),
            path: Some("conf*.py".into()),
            reason: "TLS ends at the load balancer".into(),
            file: "sneck.toml".into(),
            line: 3,
            ..Accepted::default()
        };
        let options = Options { accepted: vec![table.clone()], ..Options::default() };
        let found = judged(&mut facts, &options);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].suppressed.as_ref().map(|s| &*s.by), Some("sneck.toml"));
        let other = Accepted { path: Some("legacy/**".into()), ..table };
        let found = judged(&mut facts, &Options { accepted: vec![other], ..Options::default() });
        assert_eq!(found[0].suppressed, None);
        assert_eq!(found[1].rule, "sneck/unused-ignore");
    }

    #[test]
    fn ignores_of_an_untrusted_tree_are_shown_and_not_obeyed() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.ignores = vec![ignore(&["cookies/secure"], 7, "trust me")];
        let options = Options { obey_ignores: false, ..Options::default() };
        let found = judged(&mut facts, &options);
        assert_eq!(found[0].suppressed, None);
        assert!(found[0].message.ends_with("config.py:7 asks to ignore this and was not obeyed."));
    }

    #[test]
    fn an_ignore_of_a_rule_that_did_not_run_is_not_called_unused() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.ignores = vec![ignore(&["cookies/secure"], 40, "old")];
        let options = Options { ignore: vec!["cookies".into()], ..Options::default() };
        assert!(judged(&mut facts, &options).is_empty());
    }
}
