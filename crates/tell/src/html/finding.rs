//! One finding: closed it is a line, opened it is the whole chain with its proof.

use sneck_model::{Facts, Finding, Status, Step};

use super::prose;
use crate::counted::more_places;
use crate::markup::{cut, lines, text};
use crate::page::address;
use crate::page::remedy::{Part, parts};
use crate::text::mask::Mask;

/// Places of a chain that are shown.
const STEPS: usize = 40;
/// Characters of a line of source.
const LONGEST: usize = 400;

pub(super) fn article(finding: &Finding, facts: &Facts, mask: &Mask) -> String {
    let severity = finding.severity.name();
    let gone = finding.status == Status::Mitigated || finding.suppressed.is_some();
    let layers = layers(finding);
    let place = finding.places.first().map_or_else(String::new, |step| step.place.to_string());
    format!(
        "<article class=\"finding {severity}{}\" id=\"f-{}\" data-severity=\"{severity}\" data-status=\"{status}\" \
         data-layers=\"{layers}\"><details><summary><span class=\"tag {severity}\">{severity}</span> <h3>{}</h3> <span \
         class=\"soft\">{status}{}</span> <code>{}</code></summary><div class=\"body\">{}</div></details></article>",
        if gone { " gone" } else { "" },
        text(&finding.fingerprint),
        text(&finding.title),
        if finding.suppressed.is_some() { ", accepted" } else { "" },
        text(&cut(&place, LONGEST)),
        body(finding, facts, mask),
        status = finding.status.name(),
    )
}

fn layers(finding: &Finding) -> String {
    let mut all: Vec<&str> = Vec::new();
    for step in &finding.places {
        let layer = step.place.layer().name();
        if !all.contains(&layer) {
            all.push(layer);
        }
    }
    all.join(" ")
}

fn body(finding: &Finding, facts: &Facts, mask: &Mask) -> String {
    let because = match finding.status_because.as_str() {
        "" => String::new(),
        because => format!("<p>{}: {}</p>", finding.status.name(), prose(because)),
    };
    let accepted = finding.suppressed.as_ref().map_or_else(String::new, |accepted| {
        format!("<p>Accepted by {}: {}</p>", text(&accepted.by), text(&accepted.reason))
    });
    let environments: Vec<_> = finding.environments.iter().map(|e| text(&e.name)).collect();
    format!(
        "<p>{}</p>{because}{accepted}<h4>Evidence</h4>{}<h4>What to do</h4>{}<p class=\"soft\">{} of {} in {}; rule <a \
         href=\"{}\">{}</a></p>",
        prose(&finding.message),
        chain(finding, facts, mask),
        fix(&finding.fix),
        text(finding.subject.kind.name()),
        text(&finding.subject.name),
        environments.join(", "),
        text(&address(&finding.rule)),
        text(&finding.rule),
    )
}

fn chain(finding: &Finding, facts: &Facts, mask: &Mask) -> String {
    let steps: String = finding.places.iter().take(STEPS).map(|step| item(step, facts, mask)).collect();
    let more = finding.places.len().saturating_sub(STEPS);
    let more = if more > 0 { format!("<li>and {}</li>", more_places(more)) } else { String::new() };
    format!("<ol class=\"chain\">{steps}{more}</ol>")
}

fn item(step: &Step, facts: &Facts, mask: &Mask) -> String {
    format!(
        "<li><span class=\"layer\">{}</span> <code>{}</code> {}{}</li>",
        step.place.layer().name(),
        text(&cut(&step.place.to_string(), LONGEST)),
        prose(&step.says),
        source(step, facts, mask)
    )
}

/// The line itself, every value in it that may be a secret masked.
fn source(step: &Step, facts: &Facts, mask: &Mask) -> String {
    let Some((path, line @ 1..)) = step.place.file() else { return String::new() };
    let shown = facts.sources.get(path).and_then(|source| source.lines().nth(line as usize - 1));
    shown.filter(|shown| !shown.trim().is_empty()).map_or_else(String::new, |shown| {
        format!("<pre>{}</pre>", text(cut(&mask.line(path, line, shown, true), LONGEST).trim_end()))
    })
}

fn fix(says: &str) -> String {
    let shown = parts(says).into_iter().map(|part| match part {
        Part::Prose(says) => format!("<p>{}</p>", prose(says)),
        Part::Code(code) => format!("<pre>{}</pre>", lines(code)),
    });
    shown.collect()
}
