//! What the index of Python packages itself says of a release (<https://docs.pypi.org/api/json/>).

use serde::Deserialize;
use sneck_model::Ecosystem;

use super::fold::order;
use super::osv::one_line;
use super::record::Record;
use super::span::Span;

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    vulnerabilities: Vec<Told>,
}

#[derive(Deserialize)]
struct Told {
    id: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    withdrawn: Option<String>,
    #[serde(default)]
    fixed_in: Vec<String>,
}

/// Reads the answer about one release; the error says why it cannot be read.
pub fn of_index(text: &str, version: &str) -> Result<Vec<Record>, String> {
    let answer: Answer = serde_json::from_str(text).map_err(|_| "the index's answer cannot be read".to_owned())?;
    let standing = answer.vulnerabilities.into_iter().filter(|told| told.withdrawn.is_none());
    Ok(standing.map(|told| told.record(version)).collect())
}

impl Told {
    /// The index tells of one release only: from it to the next one that is free.
    fn record(self, version: &str) -> Record {
        let later = |fixed: &&String| order(Ecosystem::Pypi, fixed, version) == std::cmp::Ordering::Greater;
        let fixed = self.fixed_in.iter().filter(later).min_by(|a, b| order(Ecosystem::Pypi, a, b)).cloned();
        let versions = if fixed.is_some() { Vec::new() } else { vec![version.to_owned()] };
        Record {
            id: one_line(&self.id),
            aliases: self.aliases.iter().map(|alias| one_line(alias)).collect(),
            severity: None,
            summary: one_line(self.summary.as_deref().unwrap_or("")),
            spans: fixed.map(|fixed| Span(Some(version.to_owned()), Some(fixed), None)).into_iter().collect(),
            versions,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_what_is_wrong_with_one_release() {
        let text = r#"{"info": {}, "vulnerabilities": [
            {"id": "PYSEC-1", "aliases": ["CVE-1"], "fixed_in": ["2.3.2", "2.2.5", "1.9"], "summary": null, "withdrawn": null},
            {"id": "PYSEC-2", "withdrawn": "2024-01-01"}, {"id": "PYSEC-3", "fixed_in": []}]}"#;
        let records = of_index(text, "2.2.2").expect("an answer");
        assert_eq!(records.iter().map(|record| &*record.id).collect::<Vec<_>>(), ["PYSEC-1", "PYSEC-3"]);
        assert_eq!(records[0].spans[0].1.as_deref(), Some("2.2.5"));
        assert_eq!(records[1].versions, ["2.2.2"]);
        assert!(of_index("<html>", "1").is_err());
        assert_eq!(of_index("{}", "1"), Ok(vec![]));
    }
}
