//! What asks for findings to be ignored: comments in files, and tables of the configuration.

use sneck_model::{Accepted, Facts, Finding, InlineIgnore, Layer, Place, Suppression};

use crate::glob;

/// One request to ignore findings.
pub(crate) struct Request<'a> {
    /// Rules, as patterns.
    pub(crate) patterns: Vec<&'a str>,
    /// Why; may be empty.
    pub(crate) reason: &'a str,
    path: &'a str,
    line: u32,
    reach: Reach<'a>,
}

enum Reach<'a> {
    Lines(&'a InlineIgnore),
    Table(&'a Accepted),
}

/// Every request, comments first.
pub(crate) fn requests<'a>(facts: &'a Facts, accepted: &'a [Accepted]) -> Vec<Request<'a>> {
    facts.ignores.iter().map(comment).chain(accepted.iter().map(table)).collect()
}

fn comment(ignore: &InlineIgnore) -> Request<'_> {
    Request {
        patterns: ignore.rules.iter().map(|r| &**r).collect(),
        reason: &ignore.reason,
        path: &ignore.path,
        line: ignore.line,
        reach: Reach::Lines(ignore),
    }
}

fn table(accepted: &Accepted) -> Request<'_> {
    Request {
        patterns: vec![&accepted.rule],
        reason: &accepted.reason,
        path: &accepted.file,
        line: accepted.line,
        reach: Reach::Table(accepted),
    }
}

impl Request<'_> {
    /// Whether it speaks of a finding, its rule apart.
    pub(crate) fn reaches(&self, finding: &Finding) -> bool {
        let mut files = finding.places.iter().filter_map(|s| s.place.file());
        match &self.reach {
            Reach::Lines(ignore) => files.any(|(path, line)| ignore.covers(path, line)),
            Reach::Table(accepted) => {
                let subject = accepted.subject.as_ref().is_none_or(|name| *name == finding.subject.name);
                let path = accepted.path.as_ref().is_none_or(|glob| files.any(|(path, _)| glob::matches(glob, path)));
                subject && path
            }
        }
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> Place {
        Place::File { layer: Layer::Code, path: self.path.into(), line: self.line, column: 0, width: 0 }
    }

    /// What a finding says that was accepted by it.
    pub(crate) fn suppression(&self) -> Suppression {
        let by = match self.reach {
            Reach::Lines(_) => "in-line",
            Reach::Table(_) => "sneck.toml",
        };
        Suppression { by: by.into(), reason: self.reason.into(), place: Some(self.place().to_string()) }
    }
}
