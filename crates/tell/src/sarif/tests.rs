//! What stands in the document; that it is well formed is tested against the schema with the command line.

use serde_json::{Value as Json, json};
use sneck_model::{Compared, Facts, Finding, Kind, NotLookedAt, Place, Report, Severity, Step, Suppression, Unread};

use super::{SarifOptions, report_sarif};
use crate::root::Root;
use crate::testing::{RULE, file, finding, report};

fn run(report: &Report) -> Json {
    let mut out = Vec::new();
    let root = Root::new("backend");
    let options = SarifOptions { rules: &[&RULE], version: "0.1.0", root: &root, exit_code: 1 };
    report_sarif(report, &Facts::default(), &options, &mut out).expect("memory");
    let document: Json = serde_json::from_slice(&out).expect("JSON");
    document["runs"][0].clone()
}

fn debug() -> Finding {
    let seen = Place::Reply { url: "http://127.0.0.1/".into(), part: "body".into() };
    let places = vec![
        Step::new(file("compose.yaml", 4), "sets FLASK_DEBUG to 1"),
        Step::new(file("config.py", 8), "reads FLASK_DEBUG"),
        Step::new(seen, "the debugger's console"),
    ];
    finding("app/debug-mode", Severity::Critical, places)
}

#[test]
fn a_result_has_its_rule_its_place_and_its_name() {
    let run = run(&report(vec![debug()]));
    let result = &run["results"][0];
    assert_eq!(
        (&result["ruleId"], &result["ruleIndex"], &result["level"]),
        (&json!("app/debug-mode"), &json!(0), &json!("error"))
    );
    let place = json!({
        "artifactLocation": {"uri": "backend/compose.yaml", "uriBaseId": "%SRCROOT%", "index": 0},
        "region": {"startLine": 4, "endLine": 4, "startColumn": 1},
    });
    assert_eq!(result["locations"][0]["physicalLocation"], place);
    assert_eq!(run["artifacts"][1]["location"], json!({"uri": "backend/config.py", "uriBaseId": "%SRCROOT%"}));
    let name = "0123456789abcdef0123456789abcdef";
    assert_eq!(result["partialFingerprints"], json!({"sneck/v1": name, "primaryLocationLineHash": name}));
    assert_eq!(result["suppressions"], json!([]));
    assert!(result["baselineState"].is_null(), "nothing was compared");
}

#[test]
fn the_chain_is_a_flow_through_files_and_the_rest_is_evidence() {
    let run = run(&report(vec![debug()]));
    let steps = run["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"].as_array().expect("a list");
    let said: Vec<_> = steps.iter().map(|step| step["location"]["message"]["text"].clone()).collect();
    assert_eq!(said, ["sets FLASK_DEBUG to 1", "reads FLASK_DEBUG"]);
    assert_eq!(
        run["results"][0]["properties"]["evidence"],
        json!(["http://127.0.0.1/ (body): the debugger's console"])
    );
    let related = &run["results"][0]["relatedLocations"];
    assert_eq!((related.as_array().map(Vec::len), &related[0]["id"]), (Some(1), &json!(1)));
}

#[test]
fn a_rule_carries_its_help_its_weaknesses_and_its_severity() {
    let run = run(&report(Vec::new()));
    let rule = &run["tool"]["driver"]["rules"][0];
    assert_eq!((&rule["id"], &rule["name"]), (&json!("app/debug-mode"), &json!("AppDebugMode")));
    assert_eq!(rule["properties"]["tags"], json!(["security", "app", "external/cwe/cwe-489"]));
    assert_eq!(rule["properties"]["security-severity"], "9.5");
    let help = rule["help"]["markdown"].as_str().expect("a text");
    assert!(help.contains("## What to do\n\nTurn it off:\n\n```text\napp.run()\n```"), "{help}");
    assert!(rule["helpUri"].as_str().is_some_and(|uri| uri.ends_with("/blob/main/docs/rules/app/debug-mode.md")));
    assert_eq!(run["results"], json!([]));
}

/// GitHub shows the severity of the rule, so a finding that only a laptop has must not name the usual one.
#[test]
fn a_milder_finding_names_a_milder_rule() {
    let mut mild = debug();
    mild.severity = Severity::Info;
    mild.environment = Kind::Development;
    let run = run(&report(vec![debug(), mild.clone(), mild]));
    let ids: Vec<_> =
        run["results"].as_array().expect("a list").iter().map(|r| (&r["ruleId"], &r["ruleIndex"])).collect();
    let (usual, info) = (json!("app/debug-mode"), json!("app/debug-mode/info"));
    assert_eq!(ids, [(&usual, &json!(0)), (&info, &json!(1)), (&info, &json!(1))]);
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    assert_eq!((rules.len(), &rules[1]["properties"]["security-severity"]), (2, &Json::Null));
    assert_eq!(rules[1]["defaultConfiguration"]["level"], "note");
}

#[test]
fn what_was_accepted_says_where_and_why() {
    let by = |by: &str, place: &str| {
        let mut finding = debug();
        finding.compared = Some(Compared::Unchanged);
        finding.suppressed = Some(Suppression { by: by.into(), reason: "a stand".into(), place: Some(place.into()) });
        finding
    };
    let run = run(&report(vec![by("in-line", "config.py:8"), by("baseline", "../known.toml:6")]));
    let suppression = |at: usize| run["results"][at]["suppressions"][0].clone();
    assert_eq!((&suppression(0)["kind"], &suppression(1)["kind"]), (&json!("inSource"), &json!("external")));
    let file = |at: usize| suppression(at)["location"]["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert_eq!((file(0), file(1)), (json!("backend/config.py"), json!("known.toml")));
    assert_eq!(suppression(0)["justification"], "a stand");
    assert_eq!(run["results"][0]["baselineState"], "unchanged");
}

#[test]
fn what_was_not_read_is_a_notice() {
    let mut report = report(Vec::new());
    report.unread = vec![Unread { path: "odd.py".into(), line: 3, why: "not valid Python".into() }];
    report.not_looked_at = vec![NotLookedAt { what: "hsts of shop".into(), why: "no answer".into() }];
    let run = run(&report);
    let notices = run["invocations"][0]["toolExecutionNotifications"].as_array().expect("a list").clone();
    let said: Vec<_> = notices.iter().map(|n| n["message"]["text"].as_str().unwrap_or_default()).collect();
    assert_eq!(said, ["odd.py:3: not valid Python", "hsts of shop: no answer"]);
    assert_eq!(notices[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
    assert_eq!(
        (&run["invocations"][0]["executionSuccessful"], &run["invocations"][0]["exitCode"]),
        (&json!(true), &json!(1))
    );
}
