//! The list of all rules.

use std::io::{self, Write};

use sneck_model::Rule;

use crate::groups::grouped;
use crate::paint::Paint;

/// The index page: what severities mean, and a table for each heading.
pub(super) fn markdown(rules: &[&Rule]) -> String {
    let groups = grouped(rules.iter().copied(), |rule| rule.id);
    let contents =
        groups.iter().map(|(heading, same)| format!("- [{heading}](#{}) ({})\n", anchor(heading), same.len()));
    let mut text = format!("{HEAD}\n{}", contents.collect::<String>());
    for (heading, same) in &groups {
        text += &format!("\n## {heading}\n\n| rule | severity | reports |\n|---|---|---|\n");
        for rule in same {
            text += &format!("| [{0}]({0}.md) | {1} | {2} |\n", rule.id, rule.severity.name(), rule.title);
        }
    }
    text
}

const HEAD: &str = "\
# Rules

What sneck reports, and what each finding means. The severity is that in production; everywhere else a finding is info.
The pages say what can happen, what to do, and what is reported and what not, by example. `sneck explain RULE` shows them
in a terminal. They are written by `cargo xtask docs` from the rules themselves.
";

/// The name that a code host gives to a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
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
