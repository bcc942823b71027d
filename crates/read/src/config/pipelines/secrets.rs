//! Secrets that stand in a pipeline's file.

use sneck_model::{Key, Value};

use super::Pipeline;
use crate::config::yaml::Yaml;
use crate::source::literals::{Sense, accepts, looks_random, providers, secret, sense};

/// Keys in the format of their provider, wherever they stand.
pub(super) fn anywhere(out: &mut Pipeline<'_>) {
    let bytes = out.file.bytes.clone();
    for found in providers::find(&bytes).into_iter().filter(|found| !found.for_tests) {
        let line = 1 + memchr::memchr_iter(b'\n', &bytes[..found.from]).count();
        let line = u32::try_from(line).unwrap_or(0);
        let value = Value::Secret(secret(&bytes[found.from..found.to]));
        out.set(found.name, Key::CI_SECRET, found.name, value, line, format!("holds a key of {}", found.name));
    }
}

/// Variables and inputs whose name announces a credential. Words that people choose are left to others: in pipelines
/// they are passwords of databases that live as long as the test.
pub(super) fn named(map: Option<&Yaml>, out: &mut Pipeline<'_>) {
    for (key, node) in map.map(|map| map.entries()).unwrap_or_default() {
        let node = node.get("value").unwrap_or(node);
        let (Some(name), Some(value)) = (key.text(), node.text()) else { continue };
        let Some(sense) = sense(name) else { continue };
        let filled_in = value.contains("${{") || value.contains('$');
        let told = !filled_in && is_real(sense, name, value);
        let held = if told { Value::Secret(secret(value)) } else { Value::None };
        let says = if told { format!("sets `{name}` in clear") } else { format!("sets `{name}`") };
        out.set(name, Key::CI_SECRET, name, held, node.line, says);
    }
}

fn is_real(sense: Sense, name: &str, value: &str) -> bool {
    let for_tests = ["test", "ci", "dummy", "fake", "local", "example"];
    let said = |text: &str| {
        let lower = text.to_ascii_lowercase();
        lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| for_tests.contains(&word))
    };
    let random = value.len() >= 20 && looks_random(value);
    random && sense != Sense::Connection && !said(name) && !said(value) && accepts(sense, name, value, false)
}
