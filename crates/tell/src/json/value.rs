//! The value of a setting as plain JSON.

use serde_json::{Number, Value as Json, json};
use sneck_model::Value;

/// Truth values, numbers, text, none, lists and maps become their JSON twins; a secret becomes
/// `{"secret": {"length": bytes, "class": "…"}}`, alternatives `{"one-of": […]}`, and what cannot be
/// told `{"unknown": "why"}`. A number that JSON cannot hold becomes the text that Python prints for it.
#[must_use]
pub fn plain(value: &Value) -> Json {
    match value {
        Value::None => Json::Null,
        Value::Bool(truth) => json!(truth),
        Value::Int(number) => json!(number),
        Value::Float(number) => Number::from_f64(*number).map_or_else(|| json!(python_float(*number)), Json::Number),
        Value::Text(text) => json!(text),
        Value::Secret(secret) => json!({"secret": {"length": secret.len(), "class": secret.class()}}),
        Value::List(all) => all.iter().map(plain).collect(),
        Value::Map(all) => all.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
        Value::OneOf(all) => json!({"one-of": all.iter().map(plain).collect::<Json>()}),
        Value::Unknown(why) => json!({"unknown": why}),
    }
}

fn python_float(number: f64) -> &'static str {
    match number {
        n if n.is_nan() => "nan",
        n if n > 0.0 => "inf",
        _ => "-inf",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::Secret;

    #[test]
    fn values_become_their_json_twins() {
        let table = [
            (Value::None, json!(null)),
            (Value::Bool(true), json!(true)),
            (Value::Int(-3), json!(-3)),
            (Value::Float(0.5), json!(0.5)),
            (Value::Float(f64::INFINITY), json!("inf")),
            (Value::Text("Lax".into()), json!("Lax")),
            (Value::List(vec![Value::Int(1), Value::None]), json!([1, null])),
            (Value::Map(vec![("a".into(), Value::Bool(false))]), json!({"a": false})),
            (Value::OneOf(vec![Value::Int(1), Value::Int(2)]), json!({"one-of": [1, 2]})),
            (Value::Unknown("set by the platform".into()), json!({"unknown": "set by the platform"})),
        ];
        for (value, expected) in table {
            assert_eq!(plain(&value), expected, "{value:?}");
        }
    }

    #[test]
    fn a_secret_shows_its_length_and_class_only() {
        let value = Value::List(vec![Value::Secret(Secret::new("hunterhunter"))]);
        let shown = plain(&value);
        assert_eq!(shown, json!([{"secret": {"length": 12, "class": "lower-case letters"}}]));
        assert!(!shown.to_string().contains("hunter"));
    }
}
