//! What is told of it. A key is told by where it is known from, a cookie by the names of its fields.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::json;
use sneck_keys::{Content, NAMES, Signed};
use sneck_model::day;

use super::search::{Outcome, Source};

const SCHEMA: &str = "sneck/keys/1";

/// The formats that are known, one a line.
pub fn formats(to: &mut dyn Write) -> io::Result<()> {
    NAMES().iter().try_for_each(|name| writeln!(to, "{name}"))
}

/// For people.
pub fn text(texts: &[Signed], outcome: &Outcome, to: &mut dyn Write) -> io::Result<()> {
    match &outcome.found {
        Some((at, source)) => found(&texts[*at], source, to)?,
        None => {
            writeln!(to, "This may be: {}.", names(texts).join("; "))?;
            if let Some(content) = texts.first().map(|text| contents(&text.content)) {
                writeln!(to, "It holds {content}.")?;
            }
            writeln!(to, "No key fits.")?;
        }
    }
    let (count, milliseconds) = (grouped(outcome.tried), outcome.took.as_secs_f64() * 1e3);
    writeln!(to, "Tried {count} keys in {milliseconds:.1} ms.")?;
    if outcome.left_out > 0 {
        writeln!(to, "Left out of the list: {} longer than 4 MiB.", lines(outcome.left_out))?;
    }
    Ok(())
}

fn found(text: &Signed, source: &Source, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "{}. It holds {}.", text.format, contents(&text.content))?;
    match source {
        Source::Project { path, line, length } => {
            writeln!(to, "It was signed with the string of {length} characters at {path}:{line}.")?;
        }
        Source::Published(one) => {
            let releases = if one.releases.is_empty() { String::new() } else { format!(" ({})", one.releases) };
            writeln!(to, "It was signed with a key that is published in {}{releases}.", one.by)?;
            if !one.source.is_empty() {
                writeln!(to, "  {}", one.source)?;
            }
        }
        Source::List { path, line } => {
            writeln!(to, "It was signed with the word on line {} of {path}.", grouped(*line))?;
        }
    }
    writeln!(to, "Whoever knows the key {}.", text.grants)?;
    writeln!(
        to,
        "Make a new one of 32 random bytes and supply it from outside of the project; what was signed with this one"
    )?;
    writeln!(to, "must not be believed any more.")
}

fn contents(content: &Content) -> String {
    let fields = match &content.fields[..] {
        [] => String::new(),
        [one] => format!(" with the field {one}"),
        many => format!(" with the fields {}", many.join(", ")),
    };
    let made = content.made.map(|at| format!(", made on {}", date(at))).unwrap_or_default();
    format!("{}{fields}{made}", content.form)
}

fn date(seconds: i64) -> String {
    i32::try_from(seconds.div_euclid(86_400)).map_or_else(|_| "an unknown day".into(), day::write)
}

/// Each once, in order.
pub fn names(texts: &[Signed]) -> Vec<&'static str> {
    let mut known = BTreeSet::new();
    texts.iter().map(|text| text.format).filter(|name| known.insert(*name)).collect()
}

fn lines(count: u64) -> String {
    if count == 1 { "1 line".into() } else { format!("{} lines", grouped(count)) }
}

/// `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// For programs.
pub fn json(texts: &[Signed], outcome: &Outcome, to: &mut dyn Write) -> io::Result<()> {
    let found = outcome.found.as_ref().map(|(at, source)| {
        let Signed { format, grants, content, .. } = &texts[*at];
        json!({ "format": format, "grants": grants, "content": content_json(content), "key": key_json(source) })
    });
    let content = texts.first().map(|text| content_json(&text.content));
    let report = json!({
        "schema": SCHEMA,
        "may_be": names(texts),
        "content": content,
        "tried": outcome.tried,
        "seconds": outcome.took.as_secs_f64(),
        "lines_left_out": outcome.left_out,
        "found": found,
    });
    serde_json::to_writer_pretty(&mut *to, &report)?;
    writeln!(to)
}

fn content_json(content: &Content) -> serde_json::Value {
    json!({ "form": content.form, "fields": content.fields, "made": content.made })
}

fn key_json(source: &Source) -> serde_json::Value {
    match source {
        Source::Project { path, line, length } => {
            json!({ "from": "project", "path": path, "line": line, "length": length })
        }
        Source::Published(one) => {
            json!({ "from": "published", "by": one.by, "releases": one.releases, "source": one.source })
        }
        Source::List { path, line } => json!({ "from": "word-list", "path": path, "line": line }),
    }
}
