//! The map of a small system, in its three forms.

use super::*;
use crate::testing::{environment, file, finding, report, setting};
use sneck_model::{
    App, AppId, Binding, EnvironmentId, Framework, Key, Kind, Origin, Setting, Severity, Standing, Step, Subject,
    SubjectKind, Value, Version,
};

fn facts() -> Facts {
    let mut facts = Facts { environments: vec![environment("compose.yaml#web")], ..Facts::default() };
    facts.apps.push(App {
        id: AppId(0),
        subject: Subject::app("shop:app"),
        framework: Framework::Flask,
        version: Version::Newest,
        kind: Kind::Production,
        created: file("app.py", 1),
        uses_sessions: None,
        renders_html: None,
        reads_uploads: None,
        takes_forms: None,
        configures_logging: None,
    });
    let of_app = |key, value: &str| Setting { key, ..setting("X", Value::Text(value.into()), file("a.py", 1)) };
    let database = Setting {
        component: Subject::new(SubjectKind::Service, "compose.yaml#db"),
        standing: Standing::Kind(Kind::Production),
        ..of_app(Key::SERVICE_KIND, "postgresql")
    };
    facts.settings = vec![of_app(Key::BACKEND_SCHEME, "postgresql"), of_app(Key::BACKEND_HOST, "db"), database].into();
    facts.origins = vec![Origin { url: "http://127.0.0.1:8000".into(), kind: Kind::Production, name: None }];
    facts.bindings = vec![Binding {
        origin: "http://127.0.0.1:8000".into(),
        app: Subject::app("shop:app"),
        environment: EnvironmentId(0),
        because: "it is".into(),
    }];
    facts
}

fn written(write: impl Fn(&Report, &mut Vec<u8>)) -> String {
    let debug = finding("app/debug-mode", Severity::High, vec![Step::new(file("a.py", 1), "is on")]);
    let mut out = Vec::new();
    write(&report(vec![debug]), &mut out);
    String::from_utf8(out).expect("text")
}

#[test]
fn a_flowchart_leads_from_everybody_to_the_database() {
    let shown = written(|report, out| map_mermaid(report, &facts(), out).expect("memory"));
    let expected = "\
flowchart LR
  subgraph outside
    n2[\"Everybody\"]
  end
  subgraph doors
    n3[\"http://127.0.0.1:8000<br>0 answers seen\"]
  end
  subgraph apps
    n0[\"shop:app<br>Flask<br>1 high\"]:::bad
  end
  subgraph services
    n1[\"compose.yaml#35;db<br>postgresql\"]
  end
  n0 -.->|\"postgresql\"| n1
  n2 -->|\"asks\"| n3
  n3 -->|\"answers\"| n0
";
    assert!(shown.starts_with(expected), "{shown}");
}

#[test]
fn a_drawing_says_the_same_in_words_and_is_well_formed() {
    let shown = written(|report, out| map_svg(report, &facts(), out).expect("memory"));
    assert!(shown.starts_with("<svg class=\"map\"") && shown.ends_with("</svg>\n"), "{shown}");
    assert!(shown.contains("shop:app reaches compose.yaml#db (postgresql)."), "{shown}");
    assert_eq!(shown.matches("<g class=\"node").count(), 4);
    assert_eq!(shown.matches("class=\"way seen\"").count(), 2);
}

#[test]
fn programs_get_parts_ways_and_routes() {
    let shown = written(|report, out| map_json(report, &facts(), "0.1.0", out).expect("memory"));
    let all: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(all["nodes"][0]["findings"]["high"], 1);
    assert_eq!((all["nodes"].as_array().map(Vec::len), all["edges"].as_array().map(Vec::len)), (Some(4), Some(3)));
}
