//! A rule in short, for reports that carry their own explanations.

use sneck_model::Rule;

use super::markdown::{references, remedy};
use super::remedy::{parts, plain};

/// Where the rule's page is on the web.
pub(crate) fn address(id: &str) -> String {
    format!("{}/blob/main/docs/rules/{id}.md", env!("CARGO_PKG_REPOSITORY"))
}

/// Why it matters and what to do, as plain text.
pub(crate) fn text(rule: &Rule) -> String {
    format!("{}.\n\n{}\n\nWhat to do\n\n{}", rule.title, rule.why, plain(&parts(rule.remedy)))
}

/// The same in Markdown, with references.
pub(crate) fn markdown(rule: &Rule) -> String {
    let (why, remedy) = (rule.why, remedy(rule.remedy));
    let sections = [
        format!("**{}.**\n\n{why}", rule.title),
        format!("## What to do\n\n{remedy}"),
        references(rule),
        format!("Examples stand on [the page of this rule]({}).", address(rule.id)),
    ];
    let written: Vec<_> = sections.into_iter().filter(|section| !section.is_empty()).collect();
    written.join("\n\n")
}
