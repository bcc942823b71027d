//! A rule's page in Markdown, to be read as it stands on a code host.

use sneck_model::{Example, Rule};

use super::remedy::{Part, parts};
use super::{Shown, world};

/// The page, with fixed headings.
pub(super) fn page(rule: &Rule, shown: &dyn Fn(usize) -> Shown) -> String {
    let all: Vec<(&Example, Shown)> = rule.examples.iter().enumerate().map(|(at, e)| (e, shown(at))).collect();
    let sections = [
        format!("# {}\n\n{}\n\nThe state to be in: *{}.*", rule.title, facts(rule), rule.checklist),
        format!("## Why it matters\n\n{}", rule.why),
        format!("## What to do\n\n{}", remedies(rule)),
        mended(&all),
        examples("Reported, for example", &all, |example| matches!(example, Example::Bad(_))),
        examples("Not reported, or as info only", &all, |example| matches!(example, Example::Good(_))),
        accepting(rule),
        references(rule),
    ];
    let written: Vec<_> = sections.into_iter().filter(|s| !s.is_empty()).collect();
    format!("{}\n", written.join("\n\n"))
}

/// The rule in one line.
fn facts(rule: &Rule) -> String {
    let link = |n: &u32| format!("[CWE-{n}](https://cwe.mitre.org/data/definitions/{n}.html)");
    let weaknesses: Vec<_> = rule.cwe.iter().map(link).collect();
    let severity = format!("**{}** in production", rule.severity.name());
    let parts = [
        format!("Rule `{}`", rule.id),
        severity,
        weaknesses.join(", "),
        format!("since {}", rule.since),
        "[all rules](../README.md)".into(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What `sneck fix` makes of the first example that it changes.
fn mended(all: &[(&Example, Shown)]) -> String {
    let Some(fixed) = all.iter().find_map(|(_, shown)| shown.fixed.as_ref()) else { return String::new() };
    // An empty line of the file is shown as one, without the blank that a diff begins it with.
    let diff: Vec<&str> = fixed.diff.lines().map(str::trim_end).collect();
    let when = if fixed.safe { "`sneck fix` does it" } else { "`sneck fix --unsafe-fixes` does it" };
    format!(
        "## What `sneck fix` changes\n\n{when}, for example ([more](../../fix.md)):\n\n{}",
        fenced_as("diff", &diff.join("\n"))
    )
}

/// What to do, and what differs in other frameworks.
pub(super) fn remedies(rule: &Rule) -> String {
    let own = rule.remedies.iter().map(|(framework, text)| format!("### In {}\n\n{}", framework.name(), remedy(text)));
    std::iter::once(remedy(rule.remedy)).chain(own).collect::<Vec<_>>().join("\n\n")
}

fn remedy(text: &str) -> String {
    let shown = parts(text).into_iter().map(|part| match part {
        Part::Prose(prose) => prose.to_owned(),
        Part::Code(code) => fenced(code),
    });
    shown.collect::<Vec<_>>().join("\n\n")
}

/// Examples of one sort, under the names of what they are written for. Each name stands once.
fn examples(heading: &str, all: &[(&Example, Shown)], sort: impl Fn(&Example) -> bool) -> String {
    let mut labelled: Vec<(&str, Vec<String>)> = Vec::new();
    for (example, shown) in all.iter().filter(|(example, _)| sort(example)) {
        let text = self::example(example, shown);
        match labelled.iter_mut().find(|(label, _)| *label == shown.label) {
            Some((_, same)) => same.push(text),
            None => labelled.push((&shown.label, vec![text])),
        }
    }
    if labelled.is_empty() {
        return String::new();
    }
    // A line between examples, so that their files are not taken for those of one project.
    let written = labelled.iter().map(|(label, same)| format!("### {label}\n\n{}", same.join("\n\n---\n\n")));
    format!("## {heading}\n\n{}", written.collect::<Vec<_>>().join("\n\n"))
}

fn example(example: &Example, shown: &Shown) -> String {
    let world = world::shown(example.world());
    let mild = if matches!(example, Example::Good(_)) { "As info: " } else { "" };
    match &shown.message {
        Some(message) => format!("{world}\n\n> {mild}{}", message.trim().replace('\n', "\n> ")),
        None => world,
    }
}

/// How to say that a finding is accepted. A rule about ignores is not ignored itself.
fn accepting(rule: &Rule) -> String {
    if rule.group() == "sneck" {
        return String::new();
    }
    format!(
        "## Accepting it\n\nWhere the risk was weighed, a comment on the line or above it says so, or \
         [a table of `sneck.toml`](../../configuration.md#accepting-findings):\n\n```text\n# sneck: ignore[{}] the reason\n```",
        rule.id
    )
}

pub(crate) fn fenced(text: &str) -> String {
    fenced_as("text", text)
}

/// A fence that is longer than any in the text.
pub(super) fn fenced_as(language: &str, text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{}\n{fence}", text.trim_end())
}

pub(super) fn references(rule: &Rule) -> String {
    let list: Vec<_> = rule.references.iter().map(|url| format!("- <{url}>")).collect();
    if list.is_empty() { String::new() } else { format!("## References\n\n{}", list.join("\n")) }
}
