//! The text form of a baseline: TOML with one table per finding, sorted, so that two branches seldom touch the same
//! lines. There are no line numbers and no dates in it.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use sneck_model::{Layer, Severity, Subject, SubjectKind};
use toml::Spanned;

use super::{Baseline, Entry, RUNS};

/// What the first key of a baseline says.
const SCHEMA: &str = "sneck/baseline/1";

const HEAD: &str = "\
# Findings that are known: `sneck check --baseline` with this file counts only what is new or got worse.
# `sneck baseline` writes it. An entry may be given a reason, which is kept
";

/// Why a text is no baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadBaseline {
    /// From 1.
    pub line: usize,
    /// What is wrong, as a clause.
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema: Spanned<String>,
    #[serde(default)]
    finding: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    rule: Spanned<String>,
    subject: Spanned<String>,
    path: Option<String>,
    cause: Option<String>,
    seen: Option<Spanned<String>>,
    severity: Spanned<String>,
    /// Left out for one place.
    times: Option<usize>,
    fingerprint: Spanned<String>,
    reason: Option<String>,
}

impl Baseline {
    /// Reads the text of a file of that name. An entry that stands there twice counts once.
    pub fn parse(file: &str, text: &str) -> Result<Self, BadBaseline> {
        let document: Document =
            toml::from_str(text).map_err(|error| bad(text, error.span(), first_line(error.message())))?;
        if document.schema.get_ref() != SCHEMA {
            let why = format!("`schema` is `{}`, and this sneck reads `{SCHEMA}`", document.schema.get_ref());
            return Err(bad(text, Some(document.schema.span()), why));
        }
        let mut lines = Lines { text, at: 0, line: 1 };
        let read = |row: Row| {
            let line = lines.line_of(row.rule.span().start);
            entry(text, line, row)
        };
        let mut entries = document.finding.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let mut seen = BTreeSet::new();
        entries.retain(|entry: &Entry| seen.insert(entry.fingerprint.clone()));
        Ok(Self { file: file.into(), entries, ..Self::default() })
    }
}

/// Counts lines on the way through a text; every table would have it counted from the start.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of a byte, from 1. It is not before the last one that was asked for.
    fn line_of(&mut self, at: usize) -> usize {
        let passed = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = self.at.max(at);
        self.line
    }
}

fn entry(text: &str, line: usize, row: Row) -> Result<Entry, BadBaseline> {
    let Row { rule, subject, path, cause, seen, severity, times, fingerprint, reason } = row;
    let is_hash = |text: &str| text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !is_hash(fingerprint.get_ref()) {
        return Err(bad(text, Some(fingerprint.span()), "a fingerprint has 32 hexadecimal digits".into()));
    }
    Ok(Entry {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        rule: rule.into_inner(),
        subject: parse_subject(text, &subject)?,
        path,
        cause,
        seen: seen.map(|seen| layer(text, &seen)).transpose()?,
        severity: Severity::named(severity.get_ref())
            .ok_or_else(|| bad(text, Some(severity.span()), format!("`{}` is no severity", severity.get_ref())))?,
        times: times.unwrap_or(1),
        fingerprint: fingerprint.into_inner(),
        reason: reason.unwrap_or_default(),
    })
}

fn layer(text: &str, written: &Spanned<String>) -> Result<Layer, BadBaseline> {
    let known = RUNS.into_iter().find(|layer| layer.name() == written.get_ref());
    known.ok_or_else(|| bad(text, Some(written.span()), "`seen` is `host` or `live`".into()))
}

fn parse_subject(text: &str, written: &Spanned<String>) -> Result<Subject, BadBaseline> {
    let parts = written.get_ref().split_once(' ');
    let known = |word: &str| SubjectKind::ALL.into_iter().find(|kind| kind.name() == word);
    let subject = parts.and_then(|(kind, name)| Some(Subject::new(known(kind)?, name)));
    let why = || "a subject is its kind and its name, as in `app shop:app`".to_owned();
    subject.ok_or_else(|| bad(text, Some(written.span()), why()))
}

fn bad(text: &str, span: Option<Range<usize>>, why: String) -> BadBaseline {
    BadBaseline { line: line_of(text, span.map_or(0, |span| span.start)), why }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

impl fmt::Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}schema = {}", quoted(SCHEMA))?;
        self.entries.iter().try_for_each(|entry| entry.fmt(f))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\n[[finding]]\n")?;
        let subject = format!("{} {}", self.subject.kind.name(), self.subject.name);
        let reason = Some(&self.reason).filter(|reason| !reason.is_empty());
        let seen = self.seen.map(|layer| layer.name().to_owned());
        let times = (self.times > 1).then(|| self.times.to_string());
        let fields = [
            ("rule", Some(&self.rule)),
            ("subject", Some(&subject)),
            ("path", self.path.as_ref()),
            ("cause", self.cause.as_ref()),
            ("seen", seen.as_ref()),
            ("severity", Some(&self.severity.name().to_owned())),
            ("fingerprint", Some(&self.fingerprint)),
            ("reason", reason),
        ];
        for (name, value) in fields.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            writeln!(f, "{name} = {}", quoted(value))?;
        }
        times.map_or(Ok(()), |times| writeln!(f, "times = {times}"))
    }
}

/// A text of TOML, on one line whatever it holds.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() || is_mark(c) => format!("\\U{:08X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// Marks that turn the direction of writing would make a review read something else.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
}
