//! A report as `sneck check --format json` wrote it, as far as comparing needs it.

use serde_json::Value as Json;

/// What the schema of a report begins with.
const SCHEMA: &str = "sneck/report/1";
/// Severities, the mildest first.
const SEVERITIES: [&str; 5] = ["info", "low", "medium", "high", "critical"];

/// Why something is no report.
#[derive(Debug, PartialEq, Eq)]
pub struct OldError(pub String);

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) rule: String,
    pub(super) severity: String,
    pub(super) status: String,
    pub(super) title: String,
    pub(super) message: String,
    pub(super) fingerprint: String,
    /// Where it starts, as text.
    pub(super) place: String,
    pub(super) environments: Vec<String>,
    pub(super) accepted: bool,
    /// In production, worse than info, neither accepted nor mitigated.
    pub(super) counts: bool,
}

/// One item of the checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) item: String,
    pub(super) state: String,
}

/// A report to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Old {
    pub(super) score: u64,
    pub(super) grade: String,
    pub(super) findings: Vec<Found>,
    pub(super) items: Vec<Item>,
}

impl Old {
    /// Reads one. An error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, OldError> {
        let json: Json = serde_json::from_str(text).map_err(|error| OldError(format!("it is no JSON: {error}")))?;
        let schema = json["schema"].as_str().unwrap_or_default();
        if schema != SCHEMA {
            return Err(OldError(format!("it is no report of `sneck check --format json` ({SCHEMA})")));
        }
        let started = started(json["target"]["name"].as_str().unwrap_or_default());
        Ok(Self {
            score: json["summary"]["score"].as_u64().unwrap_or(0),
            grade: text_of(&json["summary"]["grade"]),
            findings: list(&json["findings"]).map(|json| found(json, started)).collect(),
            items: list(&json["checklist"]).map(item).collect(),
        })
    }
}

fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}

fn text_of(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

fn item(json: &Json) -> Item {
    Item { item: text_of(&json["item"]), state: text_of(&json["state"]) }
}

/// The address of the app that was started for the audit: a free port, another one every time.
fn started(target: &str) -> Option<&str> {
    target.split(", ").find_map(|part| part.strip_prefix("run="))
}

/// Words that name the started app by that address name it as `run`.
fn steady(text: String, started: Option<&str>) -> String {
    match started {
        Some(address) => text.replace(address, "run").replace(address.trim_start_matches("http://"), "run"),
        None => text,
    }
}

/// A process has another number every time: `tcp 127.0.0.1:6379 (redis-server, pid 812)`.
fn numberless(item: &str) -> String {
    match item.split_once(", pid ") {
        Some((front, rest)) => format!("{front}{}", rest.trim_start_matches(|c: char| c.is_ascii_digit())),
        None => item.to_owned(),
    }
}

fn found(json: &Json, started: Option<&str>) -> Found {
    let (severity, status) = (text_of(&json["severity"]), text_of(&json["status"]));
    let accepted = !json["suppressed"].is_null();
    let counts = severity != "info" && status != "mitigated" && !accepted && json["environment"] == "production";
    Found {
        rule: text_of(&json["rule"]),
        title: text_of(&json["title"]),
        message: steady(text_of(&json["message"]), started),
        fingerprint: text_of(&json["fingerprint"]),
        place: steady(list(&json["places"]).next().map(place).unwrap_or_default(), started),
        environments: list(&json["environments"]).map(|e| text_of(&e["name"])).collect(),
        severity,
        status,
        accepted,
        counts,
    }
}

fn place(json: &Json) -> String {
    let line = json["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
    match json["path"].as_str() {
        Some(path) => format!("{path}{line}"),
        None => {
            let named = ["url", "endpoint", "item", "default"].into_iter().find_map(|name| json[name].as_str());
            named.map(numberless).unwrap_or_default()
        }
    }
}

impl Found {
    /// How bad it is; severities that are not known weigh nothing.
    pub(super) fn weight(&self) -> usize {
        SEVERITIES.iter().position(|severity| *severity == self.severity).unwrap_or(0)
    }

    /// What is not as it was, its place apart.
    pub(super) fn changes(&self, was: &Self) -> Vec<String> {
        let word = |accepted: bool| if accepted { "accepted" } else { "not accepted" };
        let pairs = [
            (was.severity.as_str(), self.severity.as_str()),
            (&was.status, &self.status),
            (word(was.accepted), word(self.accepted)),
        ];
        let mut says: Vec<String> =
            pairs.iter().filter(|(old, new)| old != new).map(|(old, new)| format!("{old} → {new}")).collect();
        let only = |a: &Self, b: &Self| {
            a.environments.iter().filter(|name| !b.environments.contains(name)).cloned().collect::<Vec<_>>().join(", ")
        };
        let (more, less) = (only(self, was), only(was, self));
        says.extend((!more.is_empty()).then(|| format!("now in {more}, too")));
        says.extend((!less.is_empty()).then(|| format!("no longer in {less}")));
        says
    }
}
