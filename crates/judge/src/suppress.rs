//! Applies ignores to findings, and reports those that are not used or give no reason.

use sneck_model::{Facts, Finding, FindingEnvironment, Kind, Rule, Severity, Status, Step, Strength, Subject};

use crate::fingerprint;
use crate::ignores::{Request, requests};
use crate::judge::Options;
use crate::own::{UNUSED, WITHOUT_REASON};
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
    let place = request.place();
    let subject = Subject::file(place.file().map_or("", |(path, _)| path));
    let production =
        FindingEnvironment { name: Kind::Production.name().into(), kind: Kind::Production, severity: rule.severity };
    Finding {
        rule: rule.id.into(),
        severity: rule.severity,
        status: Status::Suspected,
        status_because: String::new(),
        strength: Strength::Proves,
        environment: Kind::Production,
        environments: vec![production],
        fingerprint: fingerprint::of(rule.id, &subject, Some(pattern)),
        subject,
        title: rule.title.into(),
        message,
        fix: rule.remedy.into(),
        suppressed: None,
        places: vec![Step::new(place, "is written here")],
    }
}

/// Whether a finding is among those that count: in production, neither accepted nor mitigated.
pub(crate) fn counts(finding: &Finding) -> bool {
    finding.suppressed.is_none()
        && finding.status != Status::Mitigated
        && (finding.environment == Kind::Production || finding.severity == Severity::Info)
}
