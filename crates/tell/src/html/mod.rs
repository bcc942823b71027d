//! The report as one HTML file: it loads nothing, runs nothing but its own filter, and shows nothing that steers it.

mod finding;
mod lists;

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use sneck_model::{Facts, Kind, Report, Severity};

use crate::counted::{counts, uncounted};
use crate::markup::text;
use crate::text::mask::Mask;
use crate::{advice, map};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// Writes the report. `version` is that of the program.
pub fn report_html(report: &Report, facts: &Facts, version: &str, to: &mut dyn Write) -> io::Result<()> {
    let style = format!("{STYLE}{}", map::STYLE);
    let mask = Mask::new(facts);
    let findings: String = report.findings.iter().map(|one| finding::article(one, facts, &mask)).collect();
    let parts = [
        head(report, &style),
        top(report),
        filter(),
        format!("<div id=\"findings\">{findings}</div></section>"),
        drawing(report, facts),
        lists::checklist(report),
        lists::environments(report),
        lists::not_looked_at(report),
        lists::unread(report),
        format!(
            "</main><footer><p class=\"soft\">Made by sneck {}. No secret is in this file: values are masked.</p></footer>\
             <script>{SCRIPT}</script></body></html>\n",
            text(version)
        ),
    ];
    parts.iter().try_for_each(|part| to.write_all(part.as_bytes()))
}

/// Nothing is loaded; the style and the script are those that are in it.
fn policy(style: &str) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(SCRIPT)
    )
}

fn head(report: &Report, style: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
         content=\"{}\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" \
         content=\"no-referrer\"><title>sneck: {}</title><style>{style}</style></head><body><a class=\"skip\" \
         href=\"#findings\">To the findings</a>",
        policy(style),
        text(&called(&report.target))
    )
}

/// Whoever is sent the page does not know in which folder `.` was typed.
fn called(target: &str) -> String {
    match target.strip_prefix('.') {
        Some(rest) if rest.is_empty() || rest.starts_with(',') => format!("this project{rest}"),
        _ => target.to_owned(),
    }
}

fn top(report: &Report) -> String {
    let summary = &report.summary;
    let (answered, applicable) = summary.answered;
    let found = Some(counts(&summary.counts)).filter(|some| !some.is_empty());
    let found = found.map_or_else(|| "Nothing found in production".to_owned(), |some| format!("{some} in production"));
    let beside = Some(uncounted(&report.findings)).filter(|some| !some.is_empty());
    let beside = beside.map_or_else(String::new, |some| format!("; beside that {some}"));
    let production = report.environments.iter().filter(|e| e.kind == Kind::Production).map(|e| e.name.as_str());
    let production = production.collect::<Vec<_>>().join(", ");
    let judged = if production.is_empty() { "no production was found".to_owned() } else { format!("as {production}") };
    let advice: String = advice::lines(report).iter().map(|line| format!("<li>{}</li>", prose(line))).collect();
    format!(
        "<header><h1>Audit of {}</h1><p class=\"soft\">Judged {}.</p></header><main><section aria-label=\"Grade\"><div \
         class=\"grade\"><span class=\"letter\" aria-label=\"Grade {grade}\">{grade}</span><div><p><strong>{} of 100</strong>; \
         {found}{beside}.<br>{answered} of {applicable} questions that apply here answered.</p></div></div>{}<ul>{advice}</ul>\
         </section><section aria-labelledby=\"of-findings\"><h2 id=\"of-findings\">Findings</h2>",
        text(&called(&report.target)),
        text(&judged),
        summary.score,
        lists::layers(report),
        grade = text(summary.grade),
    )
}

/// Hidden until the script has found it: without a script everything is shown.
fn filter() -> String {
    let box_of = |severity: Severity| {
        let name = severity.name();
        format!("<label><input type=\"checkbox\" name=\"severity\" value=\"{name}\" checked> {name}</label>")
    };
    let boxes: String = Severity::ALL.into_iter().map(box_of).collect();
    let options = |names: &[&str]| -> String {
        names.iter().map(|name| format!("<option value=\"{name}\">{name}</option>")).collect()
    };
    format!(
        "<form id=\"filter\" hidden><fieldset><legend>Severity</legend>{boxes}</fieldset><label>Status <select \
         name=\"status\"><option value=\"\">any</option>{}</select></label><label>Seen in <select name=\"layer\"><option \
         value=\"\">any layer</option>{}</select></label><label>Search <input type=\"search\" name=\"text\"></label><span \
         class=\"buttons\"><button type=\"reset\">Show all</button> <button type=\"button\" id=\"open\">Open all</button> \
         <button type=\"button\" id=\"close\">Close all</button></span></form><p id=\"shown\" class=\"soft\" \
         role=\"status\"></p>",
        options(&["confirmed", "suspected", "mitigated"]),
        options(&["code", "deploy", "host", "live"]),
    )
}

fn drawing(report: &Report, facts: &Facts) -> String {
    let graph = map::of(report, facts);
    if graph.nodes.is_empty() {
        return String::new();
    }
    let rows: String = graph.edges.iter().map(|edge| lists::way(edge, &graph)).collect();
    format!(
        "<section aria-labelledby=\"of-map\"><h2 id=\"of-map\">Map</h2><figure class=\"wide\" tabindex=\"0\" role=\"group\" \
         aria-label=\"Map of the system\">{}</figure><details><summary>The same as a table</summary><table><thead><tr><th \
         scope=\"col\">From</th><th scope=\"col\">To</th><th scope=\"col\">How</th></tr></thead><tbody>{rows}</tbody></table>\
         </details></section>",
        map::drawing(&graph, None)
    )
}

/// Prose in which backticks set off names.
pub(crate) fn prose(says: &str) -> String {
    let parts: Vec<&str> = says.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return text(says);
    }
    let shown = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        0 => text(part),
        _ => format!("<code>{}</code>", text(part)),
    });
    shown.collect()
}

#[cfg(test)]
mod tests;
