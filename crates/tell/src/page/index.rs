//! The list of all rules.

use std::io::{self, Write};

use sneck_model::Rule;

use crate::paint::Paint;

/// The index page: a table for each group.
pub(super) fn markdown(rules: &[&Rule]) -> String {
    let mut text = String::from(
        "# Rules\n\nWritten by `cargo xtask docs` from the rules themselves. The severity is that in production; \
         everywhere else a finding is info.\n",
    );
    for group in groups(rules) {
        text += &format!("\n## {group}\n\n| rule | severity | reports |\n|---|---|---|\n");
        for rule in rules.iter().filter(|r| r.group() == group) {
            text += &format!("| [{0}]({0}.md) | {1} | {2} |\n", rule.id, rule.severity.name(), rule.title);
        }
    }
    text
}

fn groups<'r>(rules: &[&'r Rule]) -> Vec<&'r str> {
    let mut groups: Vec<&str> = rules.iter().map(|r| r.group()).collect();
    groups.dedup();
    groups
}

/// Writes a line for each rule: severity, id, title.
pub fn rules_text(rules: &[&Rule], color: bool, to: &mut dyn Write) -> io::Result<()> {
    let width = rules.iter().map(|r| r.id.len()).max().unwrap_or(0);
    for rule in rules {
        let severity = Paint(color).severity(rule.severity, &format!("{:<8}", rule.severity.name()));
        writeln!(to, "{severity} {:<width$}  {}", rule.id, rule.title)?;
    }
    Ok(())
}
