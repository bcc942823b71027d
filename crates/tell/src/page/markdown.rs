//! A rule's page in Markdown.

use sneck_model::{Example, Framework, Rule};

use super::remedy::{Part, parts};

/// The page, with fixed headings.
pub(super) fn page(rule: &Rule, message: &dyn Fn(usize) -> Option<String>) -> String {
    let sections = [
        format!("# {}\n\n{} in production · {}since {}", rule.id, rule.severity.name(), weaknesses(rule), rule.since),
        format!("## What it does\n\nReports: *{}.*\n\nThe state to be in: *{}.*", rule.title, rule.checklist),
        format!("## Why it matters\n\n{}", rule.why),
        format!("## What to do\n\n{}", remedy(rule.remedy)),
        remedies(rule),
        examples(rule, message),
        references(rule),
    ];
    let written: Vec<_> = sections.into_iter().filter(|s| !s.is_empty()).collect();
    format!("{}\n", written.join("\n\n"))
}

fn weaknesses(rule: &Rule) -> String {
    let link = |n: &u32| format!("[CWE-{n}](https://cwe.mitre.org/data/definitions/{n}.html)");
    let links: Vec<_> = rule.cwe.iter().map(link).collect();
    if links.is_empty() { String::new() } else { format!("{} · ", links.join(", ")) }
}

pub(super) fn remedy(text: &str) -> String {
    let shown = parts(text).into_iter().map(|part| match part {
        Part::Prose(prose) => prose.to_owned(),
        Part::Code(code) => fenced(code),
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

/// What differs in other frameworks.
fn remedies(rule: &Rule) -> String {
    let own = |(framework, text): &(Framework, &str)| format!("### {}\n\n{}", framework.name(), remedy(text));
    rule.remedies.iter().map(own).collect::<Vec<_>>().join("\n\n")
}

fn examples(rule: &Rule, message: &dyn Fn(usize) -> Option<String>) -> String {
    if rule.examples.is_empty() {
        return String::new();
    }
    let shown = rule.examples.iter().enumerate().map(|(at, example)| self::example(example, message(at)));
    let shown: Vec<_> = shown.collect();
    format!("## Examples\n\nEach is a small world in the form of [worlds](../../worlds.md).\n\n{}", shown.join("\n\n"))
}

fn example(example: &Example, message: Option<String>) -> String {
    match (example, message) {
        (Example::Bad(world), Some(message)) => format!("Reported:\n\n{}\n\n> {}", fenced(world), quoted(&message)),
        (Example::Bad(world), None) => format!("Reported:\n\n{}", fenced(world)),
        (Example::Good(world), _) => format!("Not reported:\n\n{}", fenced(world)),
    }
}

fn quoted(message: &str) -> String {
    message.trim().replace('\n', "\n> ")
}

/// A fence that is longer than any in the text.
pub(crate) fn fenced(text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}text\n{}\n{fence}", text.trim_end())
}

pub(super) fn references(rule: &Rule) -> String {
    let list: Vec<_> = rule.references.iter().map(|url| format!("- <{url}>")).collect();
    if list.is_empty() { String::new() } else { format!("## References\n\n{}", list.join("\n")) }
}
