//! Several policies of one page: a browser allows what all of them allow.

use sneck_model::PolicyRemark;

use super::{Policy, words};
use crate::header::Flaw;

/// Flaws of the directives that can end in a script. What one policy allows, another may forbid.
const OPENINGS: &[&str] =
    &["unsafe-inline", "unsafe-eval", "unsafe-hashes", "url-scheme", "wildcard", "script-bypass", "plain-http"];

/// What is wrong with them together, the worst first, each once.
pub(super) fn flaws(policies: &[Policy]) -> Vec<Flaw> {
    let reviews: Vec<Vec<PolicyRemark>> = policies.iter().map(Policy::review).collect();
    let mut found: Vec<&PolicyRemark> = Vec::new();
    for (at, review) in reviews.iter().enumerate() {
        let others = || policies.iter().zip(&reviews).enumerate().filter(|(other, _)| *other != at);
        let holds = |remark: &&PolicyRemark| !others().any(|(_, (policy, review))| forbids(policy, review, remark));
        found.extend(review.iter().filter(holds));
    }
    found.sort_by_key(|remark| std::cmp::Reverse(remark.severity));
    let mut flaws: Vec<Flaw> = Vec::new();
    for flaw in found.into_iter().filter_map(|remark| Some(Flaw::new(remark.severity?, remark.says.as_str()))) {
        if !flaws.contains(&flaw) {
            flaws.push(flaw);
        }
    }
    flaws
}

/// A policy makes good what another one leaves open.
fn forbids(policy: &Policy, review: &[PolicyRemark], remark: &PolicyRemark) -> bool {
    let has =
        |same: &dyn Fn(&PolicyRemark) -> bool| review.iter().any(|other| other.kind == remark.kind && same(other));
    match remark.kind {
        "missing-directive" => !has(&|other| other.directive == remark.directive),
        kind if OPENINGS.contains(&kind) => {
            let subject = subject(&remark.directive);
            policy.own(&policy.effective(subject)).is_some()
                && !has(&|other| self::subject(&other.directive) == subject)
        }
        _ => false,
    }
}

/// The directive that stands for a kind of content; a fallback for all is about scripts first.
fn subject(directive: &str) -> &str {
    if words::SCRIPTS.contains(&directive) || directive == "default-src" { "script-src" } else { directive }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(policies: &[&str]) -> Vec<String> {
        let policies: Vec<Policy> = policies.iter().map(|text| Policy::parse(text)).collect();
        flaws(&policies).into_iter().map(|flaw| flaw.says).collect()
    }

    #[test]
    fn what_one_policy_forbids_no_other_allows() {
        let base = "; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
        let (open, closed) = (format!("script-src 'unsafe-inline' *{base}"), format!("script-src 'self'{base}"));
        assert_eq!(says(&[&open, &closed]), Vec::<String>::new());
        assert_eq!(says(&[&open, "frame-ancestors 'none'"]), says(&[&open]));
        assert_eq!(says(&["frame-ancestors 'none'", "default-src 'self'; base-uri 'none'"]), Vec::<String>::new());
    }
}
