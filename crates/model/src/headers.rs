//! How the headers of a site were graded, and what they lack.

use serde::Serialize;

use crate::Severity;

/// The grade of one page's headers, with everything that led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeaderReport {
    /// The address that was asked for.
    pub url: String,
    /// The address that answered, behind all redirects.
    pub answered: String,
    /// Status code of that answer.
    pub status: u16,
    /// From 0; may exceed 100.
    pub score: u32,
    /// `A+` to `F`.
    pub grade: &'static str,
    /// Tests that passed.
    pub passed: usize,
    /// The tests, in the order of the grader.
    pub tests: Vec<HeaderTest>,
    /// What the review of the Content-Security-Policy says, the worst first.
    pub policy: Vec<PolicyRemark>,
    /// What answers there, as far as its answers tell: `Flask`, `nginx`.
    pub stack: Option<&'static str>,
    /// Where the lines of [`MissingHeader`] go, in that stack.
    pub place: &'static str,
    /// Headers that would protect the page and are not there.
    pub missing: Vec<MissingHeader>,
    /// What the grade leaves out, and what it would mean.
    pub remarks: Vec<String>,
}

/// One test of the grader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeaderTest {
    /// `content-security-policy`
    pub name: &'static str,
    /// `csp-not-implemented`
    pub result: &'static str,
    /// What the grader calls passed.
    pub passes: bool,
    /// Points added or taken off. What is added counts only when no more than ten points were taken off in all.
    pub modifier: i32,
    /// What was seen, as a sentence.
    pub says: &'static str,
}

/// One remark on a Content-Security-Policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyRemark {
    /// `unsafe-inline`
    pub kind: &'static str,
    /// The directive that it is about.
    pub directive: String,
    /// The source that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// How bad it is; none for advice, which is no finding.
    pub severity: Option<Severity>,
    /// What it allows, as a clause.
    pub says: String,
}

/// A header that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissingHeader {
    /// `X-Frame-Options`
    pub name: &'static str,
    /// What its absence allows, as a sentence.
    pub without: &'static str,
    /// The line that adds it in the stack at hand.
    pub line: String,
}
