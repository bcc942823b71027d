//! Findings as results.

use serde_json::{Value as Json, json};
use sneck_model::{Compared, Facts, Finding, Layer, Place, Step, Strength, Suppression};

use super::location::{Artifacts, text};
use super::rules::{Table, level};
use crate::page::remedy::first;
use crate::root::anchor;

/// GitHub refuses a document with more results in a run, and shows the first 5,000.
pub(super) const MOST: usize = 25_000;
/// GitHub shows so many steps of a flow.
const MOST_STEPS: usize = 1000;
/// GitHub keeps so many locations of a result.
const MOST_RELATED: usize = 100;

pub(super) fn result(finding: &Finding, facts: &Facts, rules: &Table, artifacts: &mut Artifacts) -> Json {
    let (rule, index) = rules.of(finding);
    let anchor = anchor(finding, facts);
    let mut result = json!({
        "ruleId": rule,
        "level": level(finding.severity),
        "message": {"text": message(finding)},
        "locations": [{
            "physicalLocation": artifacts.physical(&anchor),
            "logicalLocations": [{"name": finding.subject.name, "kind": finding.subject.kind.name()}],
        }],
        "partialFingerprints": fingerprints(finding),
        "rank": rank(finding.strength),
        // All or none of a run's results have these (3.27.23), so an empty list says: not suppressed.
        "suppressions": finding.suppressed.iter().map(|s| suppression(s, artifacts)).collect::<Json>(),
        "properties": properties(finding),
    });
    let mut put = |name: &str, value: Option<Json>| value.into_iter().for_each(|value| result[name] = value);
    put("ruleIndex", index.map(|index| json!(index)));
    put("baselineState", finding.compared.map(|compared| json!(state(compared))));
    put("codeFlows", flow(&finding.places, artifacts));
    put("relatedLocations", related(finding, &anchor, artifacts));
    result
}

/// GitHub shows the first sentence, and the rest on demand.
fn message(finding: &Finding) -> String {
    let because = match finding.status_because.as_str() {
        "" => String::new(),
        because => format!(" ({}: {because})", finding.status.name()),
    };
    text(&format!("{}{because}\n\nWhat to do: {}", finding.message, first(&finding.fix)))
}

/// The first is ours. The second is the only one that GitHub reads; its upload step would make one from the text of the
/// line, which is the same for two findings of one line and another one when the line is edited. It keeps ours, and
/// says in its log that it would have made another.
fn fingerprints(finding: &Finding) -> Json {
    json!({"sneck/v1": finding.fingerprint, "primaryLocationLineHash": finding.fingerprint})
}

/// How certain, from 0 to 100.
fn rank(strength: Strength) -> f64 {
    match strength {
        Strength::Proves => 100.0,
        Strength::Shows => 75.0,
        Strength::Suggests => 50.0,
    }
}

fn suppression(suppression: &Suppression, artifacts: &mut Artifacts) -> Json {
    let kind = if suppression.by == "in-line" { "inSource" } else { "external" };
    let mut json = json!({"kind": kind, "status": "accepted", "justification": text(&suppression.reason)});
    let place = suppression.place.as_ref().and_then(|place| place.rsplit_once(':'));
    if let Some((path, line)) = place.and_then(|(path, line)| Some((path, line.parse().ok()?))) {
        let place = Place::File { layer: Layer::Code, path: path.into(), line, column: 0, width: 0 };
        json["location"] = json!({"physicalLocation": artifacts.physical(&place)});
    }
    json
}

fn state(compared: Compared) -> &'static str {
    match compared {
        Compared::New => "new",
        Compared::Unchanged => "unchanged",
        Compared::Worse => "updated",
    }
}

/// How the value came to where it matters, through files.
fn flow(places: &[Step], artifacts: &mut Artifacts) -> Option<Json> {
    let steps = places.iter().filter_map(|step| artifacts.said(&step.place, &step.says)).take(MOST_STEPS);
    let steps: Vec<Json> = steps.map(|location| json!({"location": location})).collect();
    (steps.len() > 1).then(|| json!([{"threadFlows": [{"locations": steps}]}]))
}

fn related(finding: &Finding, anchor: &Place, artifacts: &mut Artifacts) -> Option<Json> {
    let others = finding.places.iter().filter(|step| step.place != *anchor);
    let mut all: Vec<Json> =
        others.filter_map(|step| artifacts.said(&step.place, &step.says)).take(MOST_RELATED).collect();
    all.iter_mut().zip(1..).for_each(|(location, id)| location["id"] = json!(id));
    (!all.is_empty()).then_some(Json::Array(all))
}

/// What SARIF has no words for. Evidence outside of files stands here: GitHub takes no location that is none.
fn properties(finding: &Finding) -> Json {
    let elsewhere = finding.places.iter().filter(|step| step.place.file().is_none());
    let evidence: Vec<String> = elsewhere.map(|step| text(&format!("{}: {}", step.place, step.says))).collect();
    json!({
        "severity": finding.severity,
        "status": finding.status,
        "environment": finding.environment,
        "environments": finding.environments.iter().map(|e| &e.name).collect::<Vec<_>>(),
        "subject": finding.subject,
        "evidence": evidence,
    })
}
