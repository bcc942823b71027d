//! Words of configuration files as values.

use sneck_model::Value;

use super::given::shown;

/// A whole number.
pub fn number(text: &str) -> Value {
    text.trim().parse().map_or_else(|_| Value::Unknown(format!("`{}` is no number", shown(text))), Value::Int)
}

/// `true`, `on`, `yes`, `1` and their opposites.
pub fn truth(text: &str) -> Value {
    match &*text.trim().to_ascii_lowercase() {
        "true" | "on" | "yes" | "1" | "enabled" => Value::Bool(true),
        "false" | "off" | "no" | "0" | "disabled" => Value::Bool(false),
        _ => Value::Unknown(format!("`{}` is no truth value", shown(text))),
    }
}
