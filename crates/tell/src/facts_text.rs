//! What was read, before anything is judged, for people.

use std::io::{self, Write};

use sneck_model::{Environment, Facts, Setting, Value};

/// Writes each environment with its apps' settings, and where each value comes from. Secrets show their length only.
pub fn facts_text(facts: &Facts, to: &mut dyn Write) -> io::Result<()> {
    for environment in &facts.environments {
        head(environment, to)?;
        for setting in facts.settings.iter().filter(|s| s.environment == environment.id) {
            line(setting, to)?;
        }
        writeln!(to)?;
    }
    tail(facts, to)
}

fn head(environment: &Environment, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "{} ({}: {})", environment.name, environment.kind.name(), environment.kind_because)?;
    if !environment.launch.command.is_empty() {
        writeln!(to, "  started by: {}", environment.launch.command)?;
    }
    environment.open.iter().try_for_each(|source| writeln!(to, "  may get more variables: {source}"))
}

fn line(setting: &Setting, to: &mut dyn Write) -> io::Result<()> {
    write!(to, "  {} {} = {}", setting.component, setting.raw, plain(&setting.value))?;
    match setting.because.first() {
        Some(step) => writeln!(to, "  [{}]", step.place),
        None => writeln!(to),
    }
}

fn tail(facts: &Facts, to: &mut dyn Write) -> io::Result<()> {
    let coverage = &facts.coverage;
    writeln!(to, "{} apps; {} files read, {} bytes", facts.apps.len(), coverage.files_read, coverage.bytes_read)?;
    facts.unread.iter().try_for_each(|row| writeln!(to, "not read: {}: {}", row.path, row.why))
}

/// A value in words that Python's users know.
fn plain(value: &Value) -> String {
    let list = |all: &[Value]| all.iter().map(plain).collect::<Vec<_>>().join(", ");
    match value {
        Value::None => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(n) => n.to_string(),
        Value::Float(n) => n.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Secret(secret) => secret.to_string(),
        Value::List(all) => format!("[{}]", list(all)),
        Value::Map(all) => {
            let entries: Vec<_> = all.iter().map(|(name, value)| format!("{name:?}: {}", plain(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::OneOf(all) => format!("one of: {}", list(all)),
        Value::Unknown(why) => format!("unknown: {why}"),
    }
}
