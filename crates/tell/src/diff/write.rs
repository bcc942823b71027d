//! The difference for people, for a pull request, and for programs.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::read::{Found, Old};
use super::{Difference, compare};
use crate::clean::clean;
use crate::markdown::escape::prose;

/// Writes it for a terminal.
pub fn diff_text(old: &Old, new: &Old, to: &mut dyn Write) -> io::Result<()> {
    let difference = compare(old, new);
    writeln!(to, "grade {} ({}) → {} ({})", clean(&old.grade), old.score, clean(&new.grade), new.score)?;
    for (heading, lines) in sections(&difference) {
        writeln!(to, "\n{heading} ({})", lines.len())?;
        lines.iter().try_for_each(|line| writeln!(to, "  {}", clean(line)))?;
    }
    writeln!(to, "\n{}", foot(&difference))
}

/// Writes it for a pull request.
pub fn diff_markdown(old: &Old, new: &Old, to: &mut dyn Write) -> io::Result<()> {
    let difference = compare(old, new);
    writeln!(to, "## sneck: {} ({}) → {} ({})", prose(&old.grade), old.score, prose(&new.grade), new.score)?;
    for (heading, lines) in sections(&difference) {
        writeln!(to, "\n### {heading} ({})\n", lines.len())?;
        lines.iter().try_for_each(|line| writeln!(to, "- {}", prose(line)))?;
    }
    writeln!(to, "\n{}", foot(&difference))
}

/// Headings with their lines; those that hold nothing are left out.
fn sections(difference: &Difference) -> Vec<(&'static str, Vec<String>)> {
    let plain = |all: &[&Found]| all.iter().map(|found| line(found)).collect::<Vec<_>>();
    let moved = difference.moved.iter().map(|(was, found)| format!("{}, was at {was}", line(found)));
    let drift = difference.drift.iter().map(|drift| format!("{}: {}", line(drift.found), drift.says.join("; ")));
    let items = difference.items.iter().map(|(item, was)| format!("{}: {was} → {}", item.item, item.state));
    let all = [
        ("New", plain(&difference.new)),
        ("Fixed", plain(&difference.fixed)),
        ("Moved", moved.collect()),
        ("Drift", drift.collect()),
        ("Checklist", items.collect()),
    ];
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

fn line(found: &Found) -> String {
    let status = if found.accepted { "accepted" } else { &found.status };
    format!("{}[{}] {} at {} ({status})", found.severity, found.rule, found.title, found.place)
}

fn foot(difference: &Difference) -> String {
    let same = match difference.unchanged {
        1 => "1 finding is as it was.".to_owned(),
        many => format!("{many} findings are as they were."),
    };
    if difference.is_empty() { format!("Nothing changed; {same}") } else { same }
}

/// Writes it as JSON. `version` is that of the program.
pub fn diff_json(old: &Old, new: &Old, version: &str, to: &mut dyn Write) -> io::Result<()> {
    let difference = compare(old, new);
    let all = |found: &[&Found]| found.iter().map(|found| object(found)).collect::<Json>();
    let with = |found: &Found, name: &str, value: Json| {
        let mut object = object(found);
        object[name] = value;
        object
    };
    let document = json!({
        "schema": "sneck/diff/1",
        "tool": {"name": "sneck", "version": version},
        "old": {"score": old.score, "grade": old.grade},
        "new": {"score": new.score, "grade": new.grade},
        "findings": {
            "new": all(&difference.new),
            "fixed": all(&difference.fixed),
            "moved": difference.moved.iter().map(|(was, found)| with(found, "from", json!(was))).collect::<Json>(),
            "drift": difference.drift.iter().map(|d| with(d.found, "changes", json!(d.says))).collect::<Json>(),
            "unchanged": difference.unchanged,
        },
        "checklist": difference.items.iter()
            .map(|(item, was)| json!({"item": item.item, "from": was, "to": item.state})).collect::<Json>(),
    });
    crate::json::write(&document, to)
}

fn object(found: &Found) -> Json {
    json!({
        "rule": found.rule,
        "severity": found.severity,
        "status": found.status,
        "accepted": found.accepted,
        "title": found.title,
        "place": found.place,
        "fingerprint": found.fingerprint,
    })
}
