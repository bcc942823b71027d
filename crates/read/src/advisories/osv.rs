//! Advisories in the OSV schema (<https://ossf.github.io/osv-schema/>), as JSON or as YAML.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value as Json;
use sneck_model::{Ecosystem, Severity, day};

use super::record::Record;
use super::release::Release;
use super::severity::{of_vector, of_word};
use super::span::{Event, Span, spans};
use crate::config::dependencies::normalise;
use crate::config::yaml::{self, Node, Value};

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// For each package, what is kept.
    pub(super) entries: Vec<(Ecosystem, String, Record)>,
    /// The day of the last change, where it is told.
    pub(super) day: Option<i32>,
    /// It was taken back.
    pub(super) withdrawn: bool,
}

#[derive(Deserialize)]
struct Document {
    id: String,
    #[serde(default)]
    modified: Option<String>,
    #[serde(default)]
    withdrawn: Option<String>,
    #[serde(default)]
    aliases: Option<Vec<String>>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    severity: Option<Vec<Score>>,
    #[serde(default)]
    affected: Option<Vec<Affected>>,
    #[serde(default)]
    database_specific: Json,
}

#[derive(Deserialize)]
struct Score {
    #[serde(default)]
    score: String,
}

#[derive(Deserialize)]
struct Affected {
    #[serde(default)]
    package: Option<Package>,
    #[serde(default)]
    ranges: Option<Vec<Range>>,
    #[serde(default)]
    versions: Option<Vec<String>>,
    #[serde(default)]
    severity: Option<Vec<Score>>,
    #[serde(default)]
    ecosystem_specific: Json,
    #[serde(default)]
    database_specific: Json,
}

#[derive(Deserialize)]
struct Package {
    #[serde(default)]
    ecosystem: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Range {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    events: Vec<serde_json::Map<String, Json>>,
    #[serde(default)]
    database_specific: Json,
}

/// One advisory as JSON.
pub(super) fn json(text: &str) -> Result<Read, String> {
    let document: Document = serde_json::from_str(text).map_err(|error| format!("no OSV advisory: {error}"))?;
    Ok(document.read())
}

/// One advisory as YAML, as the Python Packaging Authority keeps them.
pub(super) fn yaml(text: &str) -> Result<Read, String> {
    let documents = yaml::parse(&Arc::from(""), text);
    let document = documents.all.first().ok_or("no OSV advisory: not valid YAML")?;
    let document = Document::deserialize(plain(document)).map_err(|error| format!("no OSV advisory: {error}"))?;
    Ok(document.read())
}

/// The same without lines. All scalars are texts, as all are that the schema asks for.
fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Scalar(text, _) => Json::String(text.clone()),
        Value::List(list) => list.iter().map(|node| plain(node)).collect(),
        Value::Map(map) => {
            let entry = |(key, value): &(yaml::Yaml, yaml::Yaml)| Some((key.text()?.to_owned(), plain(value)));
            Json::Object(map.iter().filter_map(entry).collect())
        }
    }
}

impl Document {
    fn read(self) -> Read {
        let modified = self.modified.as_deref().and_then(|text| day::parse(text.get(..10)?));
        if self.withdrawn.is_some() {
            return Read { withdrawn: true, day: modified, ..Read::default() };
        }
        let entries = self.affected.iter().flatten().filter_map(|affected| self.entry(affected)).collect();
        Read { entries, day: modified, withdrawn: false }
    }

    fn entry(&self, affected: &Affected) -> Option<(Ecosystem, String, Record)> {
        let package = affected.package.as_ref()?;
        let ecosystem = Ecosystem::named(&package.ecosystem)?;
        let spans = affected.spans(ecosystem);
        let versions = affected.versions_beside(ecosystem, &spans);
        if spans.is_empty() && versions.is_empty() {
            return None;
        }
        let record = Record {
            id: one_line(&self.id),
            aliases: self.aliases.iter().flatten().map(|alias| one_line(alias)).collect(),
            severity: self.severity_of(affected),
            summary: one_line(self.summary.as_deref().unwrap_or("")),
            spans,
            versions,
        };
        Some((ecosystem, name_of(ecosystem, &package.name)?, record))
    }

    fn severity_of(&self, affected: &Affected) -> Option<Severity> {
        // The Rust database also tells of packages that nobody looks after any more.
        if let Some(informational) = affected.database_specific.get("informational").and_then(Json::as_str) {
            return Some(if informational == "unsound" { Severity::Low } else { Severity::Info });
        }
        if self.id.starts_with("MAL-") {
            return Some(Severity::Critical);
        }
        let words = [&self.database_specific, &affected.ecosystem_specific, &affected.database_specific];
        let word = words.iter().find_map(|specific| of_word(specific.get("severity")?.as_str()?));
        let scores = || affected.severity.iter().chain(&self.severity).flatten();
        let vector = affected.database_specific.get("cvss").and_then(Json::as_str).and_then(of_vector);
        word.or_else(|| scores().filter_map(|score| of_vector(&score.score)).max()).or(vector)
    }
}

impl Affected {
    fn spans(&self, ecosystem: Ecosystem) -> Vec<Span> {
        let last = last_known(&self.database_specific);
        let ranges = self.ranges.iter().flatten().filter(|range| matches!(range.kind.as_str(), "ECOSYSTEM" | "SEMVER"));
        let of_range = |range: &Range| {
            let mut events: Vec<Event> = range.events.iter().flat_map(|map| map.iter().filter_map(event)).collect();
            let ends = events.iter().any(|event| !matches!(event, Event::Introduced(_)));
            let last = last_known(&range.database_specific).or_else(|| last.clone());
            events.extend(last.filter(|_| !ends));
            spans(ecosystem, &events).unwrap_or_default()
        };
        ranges.flat_map(of_range).collect()
    }

    /// Releases that are named and lie in no span.
    fn versions_beside(&self, ecosystem: Ecosystem, spans: &[Span]) -> Vec<String> {
        let beside = |text: &&String| {
            let release = Release::parse(ecosystem, text);
            release.is_some_and(|release| !spans.iter().any(|span| span.contains(ecosystem, &release)))
        };
        self.versions.iter().flatten().filter(beside).cloned().collect()
    }
}

fn event((name, value): (&String, &Json)) -> Option<Event> {
    let text = value.as_str()?.to_owned();
    match name.as_str() {
        "introduced" => Some(Event::Introduced(text)),
        "fixed" => Some(Event::Fixed(text)),
        "last_affected" => Some(Event::LastAffected(text)),
        _ => None,
    }
}

/// GitHub's database writes beside a range without an end where it ended when it was looked at: `<= 1.2`, `< 2.0`.
fn last_known(specific: &Json) -> Option<Event> {
    let text = specific.get("last_known_affected_version_range")?.as_str()?.trim();
    let release = |rest: &str| rest.trim().to_owned();
    match text.strip_prefix("<=") {
        Some(rest) => Some(Event::LastAffected(release(rest))),
        None => text.strip_prefix('<').map(|rest| Event::Fixed(release(rest))),
    }
}

fn name_of(ecosystem: Ecosystem, name: &str) -> Option<String> {
    let name = if ecosystem == Ecosystem::Pypi { normalise(name) } else { name.trim().to_owned() };
    let plain = !name.is_empty() && name.len() <= 214 && name.chars().all(|c| !c.is_control() && c != '#');
    plain.then_some(name)
}

/// Others' words, as they may stand in a report: one line of some length, without control characters.
pub(super) fn one_line(text: &str) -> String {
    const LONGEST: usize = 160;
    let text: String = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .fold(String::new(), |line, word| if line.is_empty() { word.to_owned() } else { format!("{line} {word}") });
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}
