//! What is kept of an advisory for one package, and its line in the file that keeps it.

use serde::{Deserialize, Serialize};
use sneck_model::{Ecosystem, Severity};

use super::release::Release;
use super::span::Span;

/// One advisory, as far as it concerns one package. The short names are those of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    #[serde(rename = "i")]
    pub(super) id: String,
    #[serde(rename = "a", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<String>,
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none", with = "word")]
    pub(super) severity: Option<Severity>,
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    pub(super) summary: String,
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) spans: Vec<Span>,
    /// Releases beside the spans.
    #[serde(rename = "v", default, skip_serializing_if = "Vec::is_empty")]
    pub(super) versions: Vec<String>,
}

/// A severity by its name.
mod word {
    use serde::{Deserialize, Deserializer, Serializer};
    use sneck_model::Severity;

    #[expect(clippy::ref_option, reason = "serde's `with` hands a reference")]
    pub(super) fn serialize<S: Serializer>(severity: &Option<Severity>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(severity.map_or("", Severity::name))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Severity>, D::Error> {
        Ok(Severity::named(&String::deserialize(from)?))
    }
}

impl Record {
    /// Whether a release is affected: it lies in a span, or is named.
    pub(super) fn affects(&self, ecosystem: Ecosystem, release: &Release) -> bool {
        let same = |text: &String| {
            Release::parse(ecosystem, text).is_some_and(|named| named.order(release) == std::cmp::Ordering::Equal)
        };
        self.span_of(ecosystem, release).is_some() || self.versions.iter().any(same)
    }

    /// The span that a release lies in.
    pub(super) fn span_of(&self, ecosystem: Ecosystem, release: &Release) -> Option<&Span> {
        self.spans.iter().find(|span| span.contains(ecosystem, release))
    }

    /// Joins what another entry of the same advisory says of the same package.
    pub(super) fn join(&mut self, other: Self) {
        self.severity = self.severity.max(other.severity);
        let new = |span: &Span| !self.spans.contains(span);
        let spans: Vec<Span> = other.spans.into_iter().filter(new).collect();
        self.spans.extend(spans);
        self.versions.extend(other.versions);
        self.versions.sort();
        self.versions.dedup();
    }
}

/// The line of a package: its name, a tabulator, its advisories.
pub(super) fn line(name: &str, records: &[Record]) -> String {
    let records = serde_json::to_string(records).unwrap_or_default();
    format!("{name}\t{records}\n")
}

/// The advisories of a package's line; nothing when it is the line of another one or no line at all.
#[must_use]
pub fn of_line(line: &str, name: &str) -> Option<Vec<Record>> {
    let (of, records) = line.split_once('\t')?;
    if of != name {
        return None;
    }
    serde_json::from_str(records).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_reads_back_as_it_was_written() {
        let record = Record {
            id: "PYSEC-2023-62".into(),
            aliases: vec!["CVE-2023-30861".into()],
            severity: Some(Severity::High),
            summary: "A \"session\" is cached".into(),
            spans: vec![Span(None, Some("2.2.5".into()), None)],
            versions: vec!["0.1".into()],
        };
        let all = [record, Record { id: "X-1".into(), ..Record::default() }];
        let line = line("flask", &all);
        assert_eq!(of_line(line.trim_end(), "flask").as_deref(), Some(&all[..]));
        assert_eq!(of_line(line.trim_end(), "flask-admin"), None);
        assert_eq!(line.matches('\n').count(), 1);
    }
}
