//! `gunicorn.conf.py` and its like: names that are set once, to a number or a text, for everybody.
//! What is computed is left out here. Source: gunicorn's documentation, *Settings*.

use sneck_model::{Key, Step, Value};

use crate::config::place::at;
use crate::config::served::Draft;
use crate::tree::File;

/// What a setting means.
const NAMES: &[(&str, Key)] = &[("user", Key::SERVER_USER), ("timeout", Key::SERVER_TIMEOUT)];

/// The file is called after gunicorn, in whatever folder.
pub(super) fn is_one(file: &File) -> bool {
    file.name().starts_with("gunicorn") && file.name().ends_with(".py")
}

/// What the file says.
pub(super) fn settings(file: &File) -> Vec<Draft> {
    let text = file.text();
    let lines = code(&text);
    NAMES.iter().filter_map(|(name, key)| setting(file, &lines, name, *key)).collect()
}

/// Lines outside of texts that span several, each with its number.
fn code(text: &str) -> Vec<(u32, &str)> {
    let mut inside = false;
    let mut all = Vec::new();
    for (number, line) in (1u32..).zip(text.lines()) {
        let quotes = line.matches("\"\"\"").count() + line.matches("'''").count();
        if !inside && quotes == 0 {
            all.push((number, line));
        }
        inside ^= quotes % 2 == 1;
    }
    all
}

/// A name that is set twice, or under a condition, has whichever value Python comes to.
fn setting(file: &File, lines: &[(u32, &str)], name: &'static str, key: Key) -> Option<Draft> {
    let mut set = lines.iter().filter(|(_, line)| assigned(line.trim_start(), name).is_some());
    let (number, line) = *set.next()?;
    let value = literal(assigned(line, name)?)?;
    let because = vec![Step::new(at(&file.path, number), format!("sets `{name}`"))];
    set.next().is_none().then(|| Draft::new(key, name, value, because))
}

/// What stands behind `NAME =`.
fn assigned<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let value = line.strip_prefix(name)?.trim_start().strip_prefix('=')?;
    (!value.starts_with('=')).then(|| value.split('#').next().unwrap_or(value).trim())
}

fn literal(text: &str) -> Option<Value> {
    if let Ok(number) = text.parse() {
        return Some(Value::Int(number));
    }
    let quoted = ['"', '\''].iter().find_map(|q| text.strip_prefix(*q)?.strip_suffix(*q))?;
    (!quoted.contains(['"', '\'', '\\'])).then(|| Value::Text(quoted.to_owned()))
}
