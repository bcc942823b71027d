//! Functions of expressions beside Python's standard library, over many texts.
#![expect(clippy::disallowed_methods, reason = "a test asks Python")]

use std::process::Command;

use serde_json::Value as Json;
use sneck_templates::dsl::{Expression, Names, Random, Value, World};

struct Two(String, String);

impl Names for Two {
    fn value(&self, name: &str) -> Option<Value> {
        match name {
            "a" => Some(Value::text(&self.0)),
            "b" => Some(Value::text(&self.1)),
            _ => None,
        }
    }
}

fn evaluated(text: &str, names: &Two) -> String {
    let world = World { names, random: &Random::new(1), now: 0 };
    match Expression::parse(text).map(|expression| expression.evaluate(&world)) {
        Ok(Ok(value)) => value.string(),
        Ok(Err(why)) => format!("error: {why}"),
        Err(bad) => format!("{bad:?}"),
    }
}

#[test]
fn expressions_are_what_python_computes() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/functions.py");
    let output = Command::new("python3").arg(script).output().expect("Python is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (mut count, mut wrong) = (0, Vec::new());
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let row: Json = serde_json::from_str(line).expect("JSON");
        let text = |json: &Json| json.as_str().unwrap_or_default().to_owned();
        let names = Two(text(&row["a"]), text(&row["b"]));
        for case in row["cases"].as_array().expect("a list") {
            let (expression, expected) = (text(&case[0]), text(&case[1]));
            let value = evaluated(&expression, &names);
            count += 1;
            if value != expected {
                wrong.push(format!("{expression} of {:?} and {:?} is {value:?}, not {expected:?}", names.0, names.1));
            }
        }
    }
    assert!(count > 2_500, "{count}");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}
