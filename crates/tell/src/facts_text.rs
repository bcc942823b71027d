//! What was read, before anything is judged, for people.

use std::io::{self, Write};

use sneck_model::{Environment, Facts, Kind, Setting, Standing, Value};

use crate::clean::clean;
use crate::facts_tls;

/// Writes each environment with its apps' settings, and where each value comes from. Secrets show their length only.
pub fn facts_text(facts: &Facts, to: &mut dyn Write) -> io::Result<()> {
    for environment in &facts.environments {
        head(environment, to)?;
        for setting in crate::order::settings(facts).into_iter().filter(|s| s.standing == environment.id.into()) {
            line(setting, to)?;
        }
        writeln!(to)?;
    }
    of_files(facts, to)?;
    facts.tls.iter().try_for_each(|one| facts_tls::endpoint(one, to))?;
    tail(facts, to)
}

/// Settings that no app's environment decides, under the kind of their files.
fn of_files(facts: &Facts, to: &mut dyn Write) -> io::Result<()> {
    for kind in Kind::ALL {
        let all = crate::order::settings(facts);
        let mut own = all.into_iter().filter(|s| s.standing == Standing::Kind(kind)).peekable();
        if own.peek().is_some() {
            writeln!(to, "{} (servers, services, containers, cloud)", kind.name())?;
            own.try_for_each(|setting| line(setting, to))?;
            writeln!(to)?;
        }
    }
    Ok(())
}

fn head(environment: &Environment, to: &mut dyn Write) -> io::Result<()> {
    let Environment { name, kind, kind_because, launch, open, .. } = environment;
    writeln!(to, "{} ({}: {})", clean(name), kind.name(), clean(kind_because))?;
    if !launch.command.is_empty() {
        writeln!(to, "  started by: {}", clean(&launch.command))?;
    }
    open.iter().try_for_each(|source| writeln!(to, "  may get more variables: {}", clean(source)))
}

fn line(setting: &Setting, to: &mut dyn Write) -> io::Result<()> {
    let Setting { component, key, raw, value, because, .. } = setting;
    write!(to, "  {} {} ({}) = {}", clean(&component.name), clean(raw), key.0, clean(&plain(value)))?;
    match because.first() {
        Some(step) => writeln!(to, "  [{}]", clean(&step.place.to_string())),
        None => writeln!(to),
    }
}

fn tail(facts: &Facts, to: &mut dyn Write) -> io::Result<()> {
    let coverage = &facts.coverage;
    writeln!(to, "{} apps; {} files read, {} bytes", facts.apps.len(), coverage.files_read, coverage.bytes_read)?;
    facts.unread.iter().try_for_each(|row| writeln!(to, "not read: {}: {}", clean(&row.path), clean(&row.why)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{environment, file, setting};
    use sneck_model::Secret;

    #[test]
    fn settings_stand_under_their_environment_without_secrets() {
        let facts = Facts {
            environments: vec![environment("compose.yaml#web")],
            settings: vec![
                setting("SECRET_KEY", Value::Secret(Secret::new("hunter2-hunter2")), file("config.py", 3)),
                setting("HOSTS", Value::List(vec![Value::Text("shop".into()), Value::None]), file("config.py", 4)),
            ]
            .into(),
            ..Facts::default()
        };
        let mut out = Vec::new();
        facts_text(&facts, &mut out).expect("memory");
        let expected = "\
compose.yaml#web (production: nothing says otherwise)
  started by: gunicorn shop:app
  shop:app HOSTS (app.secret-key) = [\"shop\", None]  [config.py:4]
  shop:app SECRET_KEY (app.secret-key) = a secret of 15 characters (mixed)  [config.py:3]

0 apps; 0 files read, 0 bytes
";
        assert_eq!(String::from_utf8(out).expect("text"), expected);
    }
}
