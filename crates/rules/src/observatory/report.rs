//! The grade of a site, with what its headers lack and the lines that add it.

use sneck_model::{Exchange, HeaderReport, HeaderTest, MissingHeader, PolicyRemark};

use super::{Retrieval, grade, outcomes, score};
use crate::csp::{self, Policy};
use crate::header::Header;
use crate::headers;
use crate::stack::Stack;

/// Grades the site of an address by answers that were seen; none when nothing answered there.
///
/// `distrusts` says of an origin whether browsers refuse its certificate. Without a `stack`, it is guessed.
#[must_use]
pub fn report(
    exchanges: &[Exchange],
    url: &str,
    distrusts: &dyn Fn(&str) -> bool,
    stack: Option<Stack>,
) -> Option<HeaderReport> {
    let retrieval = Retrieval::of(exchanges, url, distrusts)?;
    let page = retrieval.page()?;
    let outcomes = outcomes(&retrieval);
    let score = score(&outcomes);
    let stack =
        stack.or_else(|| Stack::of(retrieval.session().into_iter().flat_map(|visit| visit.chain.iter().copied())));
    Some(HeaderReport {
        url: url.to_owned(),
        answered: page.url.clone(),
        status: page.status,
        score,
        grade: grade(score),
        passed: outcomes.iter().filter(|(_, outcome)| outcome.passes).count(),
        tests: outcomes.iter().map(|(name, outcome)| test(name, outcome)).collect(),
        policy: policy(page),
        stack: stack.map(Stack::name),
        place: stack.unwrap_or(UNKNOWN).place(),
        missing: missing(&retrieval, page, stack.unwrap_or(UNKNOWN)),
        remarks: remarks(&retrieval, page),
    })
}

/// What most sites have in front of them, for when nothing tells.
const UNKNOWN: Stack = Stack::Nginx;

fn test(name: &'static str, outcome: &'static super::Outcome) -> HeaderTest {
    let super::Outcome { id, modifier, passes, says } = outcome;
    HeaderTest { name, result: id, passes: *passes, modifier: *modifier, says }
}

/// The review of every policy of the page, each remark once.
fn policy(page: &Exchange) -> Vec<PolicyRemark> {
    let mut all: Vec<PolicyRemark> = Vec::new();
    for remark in csp::of_answer(page).iter().flat_map(Policy::review) {
        if !all.contains(&remark) {
            all.push(remark);
        }
    }
    all.sort_by_key(|remark| std::cmp::Reverse(remark.severity));
    all
}

/// Headers that rules of ours ask for, in the order of their weight.
const WANTED: &[&Header] = &[
    &headers::csp::HEADER,
    &headers::hsts::HEADER,
    &headers::frame_options::HEADER,
    &headers::content_type_options::HEADER,
    &headers::referrer_policy::HEADER,
    &headers::cross_origin_isolation::OPENER,
    &headers::permissions_policy::HEADER,
];

/// Worth points, and not asked for by a rule: it breaks what other sites are meant to embed.
const RESOURCE_POLICY: (&str, &str, &str) = (
    "Cross-Origin-Resource-Policy",
    "same-origin",
    "Other sites may embed the page, which costs no points and adds none.",
);

fn missing(retrieval: &Retrieval<'_>, page: &Exchange, stack: Stack) -> Vec<MissingHeader> {
    // A redirect, an error or a file of data is judged like the page that it stands for.
    let is_wanted = |header: &&&Header| header.is_absent(page) && (retrieval.is_https() || header.name != HSTS);
    let wanted = WANTED.iter().filter(is_wanted).map(|header| (header.name, header.line, header.without));
    let resource = retrieval.header(RESOURCE_POLICY.0).is_none().then_some(RESOURCE_POLICY);
    let all = wanted.chain(resource);
    all.map(|(name, value, without)| MissingHeader { name, without, line: stack.line(name, value) }).collect()
}

const HSTS: &str = "Strict-Transport-Security";

/// What the grade does not say.
fn remarks(retrieval: &Retrieval<'_>, page: &Exchange) -> Vec<String> {
    let refused = (page.status < 200 || page.status >= 400) && !matches!(page.status, 401 | 403);
    let beyond = retrieval.session().and_then(|visit| visit.beyond.as_deref());
    let mut remarks = Vec::new();
    if refused {
        remarks.push(format!(
            "The page answers with status {}. Observatory gives no grade then; this is what its tests say of the answer.",
            page.status
        ));
    }
    if let Some(beyond) = beyond {
        remarks.push(format!(
            "The page leads to {beyond}, which is another host and was not asked; the redirect itself was graded. Grade \
             that address on its own."
        ));
    }
    if retrieval.https.is_none() {
        remarks.push("Nothing answers over https, which costs the points of Strict-Transport-Security.".to_owned());
    }
    remarks.push(
        "The browsers' list of sites that are only ever asked over https is not looked at; a site on it gets 5 points more."
            .to_owned(),
    );
    remarks
}
