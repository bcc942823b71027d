//! Environments side by side, as people and programs get them.

use super::*;
use crate::testing::{environment, file, setting};
use sneck_model::{AppId, EnvironmentId, Framework, Secret, Subject, Version};

fn facts() -> Facts {
    let mut facts = Facts::default();
    let names = [("default", Kind::Development), ("compose.yaml#web", Kind::Production)];
    for (id, (name, kind)) in (0..).zip(names) {
        facts.environments.push(Environment { id: EnvironmentId(id), kind, ..environment(name) });
    }
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
    let put = |key, value: Value, id: u32| sneck_model::Setting {
        key,
        standing: EnvironmentId(id).into(),
        ..setting("X", value, file("a.py", 1))
    };
    facts.settings = vec![
        put(Key::DEBUG, Value::Bool(true), 0),
        put(Key::DEBUG, Value::Bool(false), 1),
        put(Key::SECRET_KEY, Value::Secret(Secret::new("hunter2")), 0),
        put(Key::SECRET_KEY, Value::Secret(Secret::new("hunter2")), 1),
        put(Key::MAX_BODY, Value::Int(7), 1),
    ]
    .into();
    facts
}

#[test]
fn what_differs_is_marked_and_secrets_are_letters() {
    let mut out = Vec::new();
    matrix_text(&facts(), &[], false, &mut out).expect("memory");
    let expected = "\
setting           default      compose.yaml#web
                  development  production
shop:app
  app.debug       on           off *
  app.max-body    -            7
  app.secret-key  secret A     secret A

3 settings of 2 environments; 1 differ (* is not as in the first column that has it)
";
    assert_eq!(String::from_utf8(out).expect("text"), expected);
}

#[test]
fn programs_get_the_same_and_can_ask_for_what_differs() {
    let mut out = Vec::new();
    matrix_json(&facts(), &[], true, "0.1.0", &mut out).expect("memory");
    let all: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(all["settings"].as_array().map(Vec::len), Some(1));
    assert_eq!(all["settings"][0]["values"]["compose.yaml#web"], "off");
    assert!(!String::from_utf8_lossy(&out).contains("hunter2"));
}
