//! One finding, folded away under its title.

use sneck_model::{Facts, Finding, Step};

use super::escape::{code, cut, html, prose};
use crate::counted::more_places;
use crate::page::remedy::{Part, parts};
use crate::page::{address, fenced};
use crate::root::{Root, anchor};

/// Places of a chain that are shown.
const STEPS: usize = 8;
/// Characters of a message or of what to do.
const LONGEST: usize = 2000;
/// Characters of a place, or of what it says.
const LONGEST_STEP: usize = 300;

pub(super) fn details(finding: &Finding, facts: &Facts, root: &Root) -> String {
    let at = anchor(finding, facts);
    let place = at.file().map_or_else(String::new, |(path, line)| position(&root.join(path), line));
    let because = match finding.status_because.as_str() {
        "" => String::new(),
        because => format!("{}: {}\n\n", finding.status.name(), prose(&cut(because, LONGEST))),
    };
    format!(
        "<details><summary><b>{}</b>: {} <code>{}</code></summary>\n\n{}\n\n{because}{}\n**What to do:** {}\n\n[{}]({})\n\n\
         </details>\n\n",
        finding.severity.name(),
        html(&finding.title),
        html(&cut(&place, LONGEST_STEP)),
        prose(&cut(&finding.message, LONGEST)),
        chain(&finding.places, root),
        fix(&finding.fix),
        code(&finding.rule),
        address(&finding.rule),
    )
}

fn position(path: &str, line: u32) -> String {
    if line > 0 { format!("{path}:{line}") } else { path.to_owned() }
}

fn chain(places: &[Step], root: &Root) -> String {
    let shown: String = places.iter().take(STEPS).map(|step| format!("- {}\n", self::step(step, root))).collect();
    let more = places.len().saturating_sub(STEPS);
    if more > 0 { format!("{shown}- and {}\n", more_places(more)) } else { shown }
}

fn step(step: &Step, root: &Root) -> String {
    let place = match step.place.file() {
        Some((path, line)) => position(&root.join(path), line),
        None => step.place.to_string(),
    };
    format!("{}: {}", code(&cut(&place, LONGEST_STEP)), prose(&cut(&step.says, LONGEST_STEP)))
}

fn fix(text: &str) -> String {
    let text = cut(text, LONGEST);
    let shown = parts(&text).into_iter().map(|part| match part {
        Part::Prose(text) => prose(text),
        Part::Code(lines) => fenced(&lines.lines().map(crate::clean::clean).collect::<Vec<_>>().join("\n")),
    });
    shown.collect::<Vec<_>>().join("\n\n")
}
