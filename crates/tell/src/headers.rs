//! The grade of a site's headers, for people and programs.

use std::io::{self, Write};

use serde_json::{Value as Json, json};
use sneck_model::{HeaderReport, HeaderTest, MissingHeader, PolicyRemark};

use crate::clean::clean;
use crate::paint::Paint;
use crate::wrap::wrap;

/// Writes the grade as JSON. `version` is that of the program.
pub fn headers_json(report: &HeaderReport, version: &str, to: &mut dyn Write) -> io::Result<()> {
    let mut document = json!({"schema": "sneck/headers/1", "tool": {"name": "sneck", "version": version}});
    let graded = serde_json::to_value(report).map_err(io::Error::other)?;
    if let (Json::Object(document), Json::Object(graded)) = (&mut document, graded) {
        document.extend(graded);
    }
    crate::json::write(&document, to)
}

/// Writes the grade, each test, the review of the policy and the lines that are missing. `width` is in columns.
pub fn headers_text(report: &HeaderReport, width: usize, color: bool, to: &mut dyn Write) -> io::Result<()> {
    let paint = Paint(color);
    head(report, paint, to)?;
    report.tests.iter().try_for_each(|test| line(test, width, to))?;
    if !report.policy.is_empty() {
        writeln!(to, "\n{}", paint.bold("What the Content-Security-Policy leaves open"))?;
        report.policy.iter().try_for_each(|remark| reviewed(remark, paint, width, to))?;
    }
    missing(report, paint, width, to)?;
    writeln!(to, "\n{}", paint.bold("What the grade does not say"))?;
    report.remarks.iter().try_for_each(|remark| hanging("  - ", &clean(remark), width, to))
}

fn head(report: &HeaderReport, paint: Paint, to: &mut dyn Write) -> io::Result<()> {
    let HeaderReport { url, answered, status, score, grade, passed, tests, .. } = report;
    writeln!(to, "{}  {}", paint.bold(&format!("{grade}  {score} of 100")), clean(url))?;
    let via = if answered == url { String::new() } else { format!("{} ", clean(answered)) };
    writeln!(to, "{via}answered {status}; {passed} of {} tests passed, as MDN's HTTP Observatory counts\n", tests.len())
}

fn line(test: &HeaderTest, width: usize, to: &mut dyn Write) -> io::Result<()> {
    let mark = if test.passes { "pass" } else { "FAIL" };
    let points = if test.modifier == 0 { "0".to_owned() } else { format!("{:+}", test.modifier) };
    hanging(&format!("{mark} {points:>4}  "), &format!("{}: {}", test.name, test.says), width, to)
}

fn reviewed(remark: &PolicyRemark, paint: Paint, width: usize, to: &mut dyn Write) -> io::Result<()> {
    let PolicyRemark { severity, says, directive, .. } = remark;
    let name = severity.map_or("advice", |severity| severity.name());
    let lines = wrap(&clean(&format!("{directive}: {says}")), width.saturating_sub(8));
    let padded = format!("{name:<6}");
    let mark = severity.map_or_else(|| padded.clone(), |severity| paint.severity(severity, &padded));
    lines.iter().enumerate().try_for_each(|(at, line)| match at {
        0 => writeln!(to, "{mark}  {line}"),
        _ => writeln!(to, "        {line}"),
    })
}

fn missing(report: &HeaderReport, paint: Paint, width: usize, to: &mut dyn Write) -> io::Result<()> {
    if report.missing.is_empty() {
        return Ok(());
    }
    writeln!(to, "\n{}", paint.bold("Headers that are missing, and the line that adds each"))?;
    let stack = report.stack.unwrap_or("nothing tells which server this is (--stack NAME); for nginx");
    hanging("", &format!("{stack}: {}", report.place), width, to)?;
    for MissingHeader { name, without, line } in &report.missing {
        writeln!(to)?;
        hanging("", &format!("{name}: {without}"), width, to)?;
        writeln!(to, "    {line}")?;
    }
    Ok(())
}

/// A paragraph whose first line begins with a mark and whose others stand below its text.
fn hanging(mark: &str, text: &str, width: usize, to: &mut dyn Write) -> io::Result<()> {
    let indent = mark.chars().count();
    let lines = wrap(text, width.saturating_sub(indent));
    lines.iter().enumerate().try_for_each(|(at, line)| match at {
        0 => writeln!(to, "{mark}{line}"),
        _ => writeln!(to, "{:indent$}{line}", ""),
    })
}
